"""Doses as a summary shows them: what was to be taken, and how it was worked out."""

from datetime import date

from protocols.dosing.arithmetic import PartAmount, lines
from protocols.dosing.quantity import Quantity
from protocols.plans.decision import Dosing
from protocols.plans.effect import Effect
from protocols.plans.head import Head, item_of
from protocols.text import Key
from protocols.value import Value


class DoseShown(Value, frozen=True):
    """A step with its g of the day, its parts and its arithmetic in lines; all empty where nothing is to be taken."""

    step: Key | None
    daily: Quantity | None
    parts: tuple[PartAmount, ...]
    worked_out: tuple[str, ...]


class DoseChange(Value, frozen=True):
    """An item's dose before an event, and from the day on which what was decided shows."""

    item: Key
    called: str
    before: DoseShown
    after: DoseShown
    from_day: date


class ItemDose(Value, frozen=True):
    """An item's dose on a day."""

    item: Key
    called: str
    dose: DoseShown


def shown(dosing: Dosing) -> DoseShown:
    """The dose with its arithmetic in lines that a person can check."""
    found = dosing.arithmetic
    if found is None:
        return DoseShown(step=None, daily=None, parts=(), worked_out=())
    return DoseShown(step=dosing.step, daily=found.daily, parts=found.parts, worked_out=lines(found))


def item_doses(head: Head, dosings: tuple[Dosing, ...]) -> tuple[ItemDose, ...]:
    """Each item of a plan with its dose."""
    return tuple(ItemDose(item=d.item, called=item_of(head, d.item).called, dose=shown(d)) for d in dosings)


def changes(head: Head, was: tuple[Dosing, ...], now: tuple[Dosing, ...], effect: Effect) -> tuple[DoseChange, ...]:
    """Each item's dose before and after, also where both are the same."""
    return tuple(
        DoseChange(
            item=before.item,
            called=item_of(head, before.item).called,
            before=shown(before),
            after=shown(after),
            from_day=shows_on(effect, before.item),
        )
        for before, after in zip(was, now, strict=True)
    )


def shows_on(effect: Effect, item: Key) -> date:
    """The day on which an effect shows in an item: a step that it enters, a pause, its way back, otherwise at once."""
    firm = [move.from_day for move in effect.moves if move.item == item and not move.by_calendar]
    pauses = [each.since for each in effect.pauses if each.item == item]
    resumes = [each.on for each in effect.resumes if each.item == item]
    return max(effect.day, next(iter((*firm, *resumes, *pauses)), effect.day))
