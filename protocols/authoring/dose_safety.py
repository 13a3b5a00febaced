"""Whether every dose that a protocol can print stays under its caps and can be measured."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, pairwise
from typing import Final

from protocols.authoring.caution import Action, DailyDoseAbove, DosePerKgAbove
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import ADULT_WEIGHT_KG, IDEAL_HEIGHT_CM, Body
from protocols.dosing.dose import ByWeightDose, Dose, needs_weight
from protocols.dosing.ladder import Step, expand
from protocols.dosing.quantity import Unit, of
from protocols.dosing.substance import CEILINGS

MOST_LOST: Decimal = Decimal(10)
"""Per cent of a step that rounding may take before the author is warned; judgement."""

_TENTH: Final = Decimal("0.1")
_ASKS: Final = (Action.EXCLUDE, Action.OVERRIDE_WITH_REASON)


def bodies(item: SubstanceItem) -> tuple[Body, ...]:
    """One body for each plausible weight that the item's doses can tell apart: whole kilograms, and around each edge.

    At the greatest usable height the lesser of ideal and actual weight takes every value that it can have.
    """
    doses = [step.dose for step in expand(item.ladder).steps]
    low, high = ADULT_WEIGHT_KG
    if not any(needs_weight(dose) for dose in doses):
        return (_body(high),)
    edges = {edge + about for dose in doses for edge in _edges(dose) for about in (-_TENTH, Decimal(0), _TENTH)}
    weights = {Decimal(weight) for weight in range(int(low), int(high) + 1)} | edges
    return tuple(_body(weight) for weight in sorted(weights) if low <= weight <= high)


def _body(weight: Decimal) -> Body:
    height = of(IDEAL_HEIGHT_CM[1], Unit.CENTIMETRE)
    return Body(weight=of(weight, Unit.KILOGRAM), height=height, confirmed=True)


def _edges(dose: Dose) -> list[Decimal]:
    """The edges of a dose's weight bands, to the tenth of a kilogram that a weight is written with."""
    bands = dose.bands if isinstance(dose, ByWeightDose) else ()
    return [round(Decimal(band.from_weight.kilograms), 1) for band in bands if band.from_weight is not None]


def unsafe_doses(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each step that passes a cap, cannot be measured, loses much by rounding, or does not rise."""
    for place, item in enumerate(protocol.items):
        if isinstance(item, SubstanceItem):
            where = f"/items/{place}"
            yield from _caps(item, where)
            tried = bodies(item)
            ladders = [[_computed(item, step, body) for step in expand(item.ladder).steps] for body in tried]
            for number, found in enumerate(zip(*ladders, strict=True)):
                yield from _step(found, f"{where}/ladder/steps/{number}")
            yield from _falling(ladders, where)
            yield from _uncautioned(protocol, item, where)


def _computed(item: SubstanceItem, step: Step, body: Body) -> Arithmetic | None:
    """The arithmetic in this body; None where nothing is left to measure."""
    try:
        return compute(step.dose, step.split, item.measuring, body)
    except NothingToMeasure:
        return None


def _caps(item: SubstanceItem, where: str) -> Iterator[Finding]:
    ceilings = CEILINGS.get(item.substance.key)
    if ceilings is None:
        return
    if item.measuring.day_cap.value > ceilings.refuse_above.value:
        yield error(
            "cap_above_ceiling",
            f"{where}/measuring/day_cap",
            f"Nobody takes more than {ceilings.refuse_above.value} g a day of {item.substance.name}.",
        )
    if item.measuring.dose_cap.value > ceilings.single_dose.value:
        yield error(
            "dose_cap_above_ceiling",
            f"{where}/measuring/dose_cap",
            f"One dose of {item.substance.name} holds at most {ceilings.single_dose.value} g.",
        )


def _step(found: tuple[Arithmetic | None, ...], where: str) -> Iterator[Finding]:
    """The first finding of each kind, whichever body it was found in."""
    measured = [arithmetic for arithmetic in found if arithmetic is not None]
    if len(measured) < len(found):
        yield error("rounds_to_zero", where, "For some weight the dose is smaller than what can be measured.")
    losses = chain.from_iterable(_losses(arithmetic, where) for arithmetic in measured)
    yield from {finding.code: finding for finding in reversed(list(losses))}.values()


def _falling(ladders: list[list[Arithmetic | None]], where: str) -> Iterator[Finding]:
    """A step back goes to the step before: on a ladder that does not rise it would not lower, or would even raise."""
    for ladder in ladders:
        daily = [arithmetic.daily.value for arithmetic in ladder if arithmetic is not None]
        if any(upper <= lower for lower, upper in pairwise(daily)):
            yield error("steps_do_not_rise", f"{where}/ladder", "Each step is more than the one before.")
            return


def _uncautioned(protocol: Protocol, item: SubstanceItem, where: str) -> Iterator[Finding]:
    """Every limit of a substance has its caution: other products can take a client past it at any step."""
    ceilings = CEILINGS.get(item.substance.key)
    if ceilings is None:
        return
    for limit, actions, kind in (
        (ceilings.inform_above.value, tuple(Action), DailyDoseAbove),
        (ceilings.reason_above.value, _ASKS, DailyDoseAbove),
        (ceilings.reason_above_per_kg, _ASKS, DosePerKgAbove),
    ):
        if not _has(protocol, actions, kind, limit):
            unit = "g a day" if kind is DailyDoseAbove else "g per kg and day"
            tells = "asks for a reason" if actions is _ASKS else "tells of a dose"
            yield error("dose_uncautioned", where, f"No caution {tells} above {limit} {unit}.")


def _has(
    protocol: Protocol, actions: tuple[Action, ...], kind: type[DailyDoseAbove | DosePerKgAbove], limit: Decimal
) -> bool:
    """Whether a caution that acts so is raised at this limit or below it."""
    return any(
        isinstance(trigger, kind) and trigger.dose.value <= limit
        for caution in protocol.cautions
        if caution.action in actions
        for trigger in caution.triggers
    )


def _losses(arithmetic: Arithmetic, where: str) -> Iterator[Finding]:
    if arithmetic.resolved.value > arithmetic.day_cap.value and arithmetic.weight is None:
        yield error("dose_above_cap", where, f"{arithmetic.resolved} passes the cap of {arithmetic.day_cap}.")
    elif arithmetic.lost.value * 100 > arithmetic.capped.value * MOST_LOST:
        yield warning("lost_by_rounding", where, f"Rounding takes {arithmetic.lost} of {arithmetic.capped}.")
