"""What steps come to for every weight there is."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof.bodies import Build, Kind, Stretch, build_with, builds, stretches, usable
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.dose import ByWeightDose, FixedDose, PerKgDose, daily_at
from protocols.dosing.ladder import Step
from protocols.value import Value


class Run(Value, frozen=True):
    """Neighbouring weights with the same amounts: the arithmetic in the lightest and in the heaviest such body.

    The two differ only in what was resolved and in what rounding takes. No body where the dose is the same for
    everyone, no arithmetic where nothing is left to measure.
    """

    lightest: Build | None
    heaviest: Build | None
    at_lightest: Arithmetic | None
    at_heaviest: Arithmetic | None


class Amounts(Value, frozen=True):
    """A step with its runs; `run_of` names the run of each usable weight, lightest first."""

    basis: WeightBasis | None
    runs: tuple[Run, ...]
    run_of: tuple[int, ...]


def amounts(item: SubstanceItem, step: Step) -> Amounts:
    """The amounts of a step for every weight that its dose can use.

    Why this is exact: weights are grouped by the whole units that they come to (or by what their band says), and the
    units decide everything that follows. Within a group what rounding takes only grows with the weight, so that the
    heaviest loses most, and nobody in between comes to anything else.
    """
    dose = step.dose
    if isinstance(dose, FixedDose):
        found = _computed(item, step, None)
        run = Run(lightest=None, heaviest=None, at_lightest=found, at_heaviest=found)
        return Amounts(basis=None, runs=(run,), run_of=())
    groups = list(stretches(_kind(item, dose, weight) for weight in usable(dose.weight_basis)))
    return Amounts(
        basis=dose.weight_basis,
        runs=tuple(_run(item, step, dose.weight_basis, group) for group in groups),
        run_of=tuple(number for number, (_, first, last) in enumerate(groups) for _ in range(first, last + 1)),
    )


def _kind(item: SubstanceItem, dose: PerKgDose | ByWeightDose, weight: Decimal) -> Kind:
    daily = daily_at(dose, weight)
    if isinstance(dose, ByWeightDose):
        return (daily,)
    return (min(daily, item.measuring.day_cap.value) // item.measuring.unit.value,)


def _run(item: SubstanceItem, step: Step, basis: WeightBasis, group: Stretch) -> Run:
    _, first, last = group
    lightest, heaviest = (build_with(basis, usable(basis)[place]) for place in (first, last))
    return Run(
        lightest=lightest,
        heaviest=heaviest,
        at_lightest=_computed(item, step, lightest),
        at_heaviest=_computed(item, step, heaviest),
    )


def _computed(item: SubstanceItem, step: Step, build: Build | None) -> Arithmetic | None:
    try:
        return compute(step.dose, step.split, item.measuring, Body() if build is None else build.body)
    except NothingToMeasure:
        return None


Side = tuple[Build | None, tuple[Arithmetic | None, ...]]
"""A body, where one matters, and what each step comes to in it."""


def side_by_side(steps: Sequence[Amounts]) -> Iterator[Side]:
    """Each combination of amounts that some body can have, with one such body; raises TooLarge.

    Where all doses by weight use the same weight, its stretches are walked along; where some use the actual weight and
    some the lesser one of actual and ideal weight, every combination of their stretches that one body can have.
    """
    actual = list(stretches(_kinds(steps, WeightBasis.ACTUAL)))
    ideal = list(stretches(_kinds(steps, WeightBasis.IDEAL)))
    if actual and ideal:
        for by_actual, by_ideal, build in builds(actual, ideal):
            yield build, _at(steps, {WeightBasis.ACTUAL: by_actual, WeightBasis.IDEAL: by_ideal})
        return
    basis, found = (WeightBasis.ACTUAL, actual) if actual else (WeightBasis.IDEAL, ideal)
    for kind, first, _ in found:
        yield build_with(basis, usable(basis)[first]), _at(steps, {basis: kind})
    if not found:
        yield None, _at(steps, {})


def _kinds(steps: Sequence[Amounts], basis: WeightBasis) -> Iterator[Kind]:
    return zip(*(step.run_of for step in steps if step.basis is basis), strict=True)


def _at(steps: Sequence[Amounts], kinds: dict[WeightBasis, Kind]) -> tuple[Arithmetic | None, ...]:
    runs = {basis: iter(kind) for basis, kind in kinds.items()}
    return tuple(step.runs[0 if step.basis is None else int(next(runs[step.basis]))].at_lightest for step in steps)
