"""What steps come to for every weight there is."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.bodies import Build, Kind, Stretch, build_with, builds, stretches, usable
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.dose import ByWeightDose, FixedDose, PerKgDose, daily_at
from protocols.dosing.ladder import Step, expand
from protocols.value import Value

MOST_RUNS: Final = 20_000
"""Beyond so many runs of all steps together they are too many to work out; a step by weight counts for 100 at least."""

_LEAST_RUNS: Final = 100

MOST_BESIDE: Final = 300_000
"""Beyond so many bodies times steps, what has to hold between steps is too much to look at."""


class Run(Value, frozen=True):
    """Neighbouring weights with the same amounts: the arithmetic in the heaviest such body.

    In the others only what was resolved is less, and what rounding takes. No body where the dose is the same for
    everyone, no arithmetic where nothing is left to measure.
    """

    lightest: Build | None
    heaviest: Build | None
    at_heaviest: Arithmetic | None


class Amounts(Value, frozen=True):
    """A step with its runs; `run_of` names the run of each usable weight, lightest first."""

    basis: WeightBasis | None
    runs: tuple[Run, ...]
    run_of: tuple[int, ...]

    @property
    def effort(self) -> int:
        """How many runs it counts for."""
        return 1 if self.basis is None else max(len(self.runs), _LEAST_RUNS)


def amounts_of(item: SubstanceItem, most: int = MOST_RUNS) -> Iterator[Amounts]:
    """The amounts of the item's ladder, then of its taper; raises TooLarge before more runs than `most` are tried."""
    for step in (*expand(item.ladder).steps, *item.taper):
        found = amounts(item, step, most)
        yield found
        most -= found.effort


def amounts(item: SubstanceItem, step: Step, most: int = MOST_RUNS) -> Amounts:
    """The amounts of a step for every weight that its dose can use; raises TooLarge.

    Why this is exact: weights are grouped by the whole units that they come to (or by what their band says), and the
    units decide everything that follows. Within a group what rounding takes only grows with the weight, so that the
    heaviest loses most, and nobody in between comes to anything else.
    """
    dose = step.dose
    if isinstance(dose, FixedDose):
        found = _computed(item, step, None)
        run = Run(lightest=None, heaviest=None, at_heaviest=found)
        return Amounts(basis=None, runs=(run,), run_of=())
    groups = list(stretches(_kind(item, dose, weight) for weight in usable(dose.weight_basis)))
    if max(len(groups), _LEAST_RUNS) > most:
        raise TooLarge("let fewer steps go by weight, or measure in larger units")
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
    return Run(lightest=lightest, heaviest=heaviest, at_heaviest=_computed(item, step, heaviest))


def _computed(item: SubstanceItem, step: Step, build: Build | None) -> Arithmetic | None:
    try:
        return compute(step.dose, step.split, item.measuring, Body() if build is None else build.body)
    except NothingToMeasure:
        return None


Side = tuple[Build | None, tuple[Arithmetic | None, ...]]
"""A body, where one matters, and the amounts that each step comes to in it."""


def side_by_side(steps: Sequence[Amounts]) -> Iterator[Side]:
    """Each combination of amounts that some body can have, with one such body; raises TooLarge.

    Where all doses by weight use the same weight, its stretches are walked along; where some use the actual weight and
    some the lesser one of actual and ideal weight, every combination of their stretches that one body can have.
    """
    actual = list(stretches(_kinds(steps, WeightBasis.ACTUAL)))
    ideal = list(stretches(_kinds(steps, WeightBasis.IDEAL)))
    bodies = (len(actual) or 1) * (len(ideal) or 1)
    if bodies * len(steps) > MOST_BESIDE:
        raise TooLarge("write fewer steps, dose by one basis of weight, or measure in larger units")
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
    return tuple(step.runs[0 if step.basis is None else int(next(runs[step.basis]))].at_heaviest for step in steps)
