"""Doses as a client measures them."""

from decimal import Decimal

from protocols.authoring.item import SubstanceItem
from protocols.dosing.arithmetic import PartAmount, lines
from protocols.dosing.quantity import Quantity
from protocols.handouts.daily import DoseNow, LaterStep, PartLine
from protocols.plans.schedule import Stretch
from protocols.plans.snapshot import PlannedStep, Snapshot


def dose_now(item: SubstanceItem, stretch: Stretch, step: PlannedStep, snapshot: Snapshot, *, last: bool) -> DoseNow:
    """The dose of a decided stretch, in grams and in scoops of this client's product."""
    scoop = snapshot.product.scoop
    return DoseNow(
        called=item.called,
        parts=_lines(step, scoop),
        daily=step.arithmetic.daily,
        since=stretch.since,
        until=None if last else stretch.until,
        scoop=scoop,
        how_to_take=item.how_to_take,
        how_to_measure=item.how_to_measure,
        worked_out=lines(step.arithmetic),
        weighed_on=None if step.arithmetic.weight is None else snapshot.body.weighed_on,
    )


def later_step(item: SubstanceItem, stretch: Stretch, step: PlannedStep, scoop: Quantity | None) -> LaterStep:
    """A step that may come, never before its day."""
    return LaterStep(
        called=item.called, parts=_lines(step, scoop), daily=step.arithmetic.daily, not_before=stretch.since
    )


def _lines(step: PlannedStep, scoop: Quantity | None) -> tuple[PartLine, ...]:
    return tuple(
        PartLine(part=part.part, amount=part.amount, scoops=scoops(part, scoop, half=step.half_scoop))
        for part in step.arithmetic.parts
        if part.units
    )


def scoops(part: PartAmount, scoop: Quantity | None, *, half: bool) -> str | None:
    """How many level scoops an amount is; None where it is not a whole number of them, or of halves where allowed."""
    if scoop is None:
        return None
    count = part.amount.value / scoop.value
    if count == count.to_integral_value() or (half and (count * 2) == (count * 2).to_integral_value()):
        return format(count.quantize(Decimal("0.1")).normalize(), "f")
    return None
