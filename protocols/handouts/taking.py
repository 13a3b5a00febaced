"""Doses as a client measures them."""

from datetime import date

from protocols.authoring.item import SubstanceItem
from protocols.dosing.arithmetic import lines
from protocols.dosing.portion import Misfit, portion
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, grams, in_grams
from protocols.handouts import wording
from protocols.handouts.daily import DoseNow, LaterStep, PartLine
from protocols.plans.schedule import Stretch
from protocols.plans.snapshot import PlannedStep, Snapshot


def dose_now(item: SubstanceItem, step: PlannedStep, snapshot: Snapshot, days: tuple[date, date | None]) -> DoseNow:
    """The dose of a decided step, in grams and as this client's product measures them.

    `days` are the first and, where the sheet names one, the last.
    """
    product = snapshot.product
    parts = _lines(step, product)
    return DoseNow(
        called=item.called,
        parts=parts,
        daily=step.arithmetic.daily,
        since=days[0],
        until=days[1],
        scoop=_size(product.scoop),
        packet=_size(product.packet),
        how_to_take=item.how_to_take,
        how_to_measure=(*item.how_to_measure, *_misfits(parts)),
        worked_out=lines(step.arithmetic),
        weighed_on=None if step.arithmetic.weight is None else snapshot.body.weighed_on,
    )


def later_step(item: SubstanceItem, stretch: Stretch, step: PlannedStep, product: Product) -> LaterStep:
    """A step that may come, never before its day."""
    return LaterStep(
        called=item.called, parts=_lines(step, product), daily=step.arithmetic.daily, not_before=stretch.since
    )


def _lines(step: PlannedStep, product: Product) -> tuple[PartLine, ...]:
    return tuple(
        PartLine(part=part.part, amount=part.amount, portion=portion(part.amount, product, half=step.half_scoop))
        for part in step.arithmetic.parts
        if part.units
    )


def _size(written: Quantity | None) -> Quantity | None:
    """In grams, as everything on paper."""
    return None if written is None else grams(in_grams(written))


def _misfits(parts: tuple[PartLine, ...]) -> tuple[str, ...]:
    """A line for each amount that this client's product cannot measure."""
    found = [wording.misfit(str(line.amount), line.portion) for line in parts if isinstance(line.portion, Misfit)]
    return tuple(dict.fromkeys(found))
