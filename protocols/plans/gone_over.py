"""What going over to another text does to each item, in words and numbers for people."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.dosing.quantity import Quantity, grams_per_day
from protocols.plans.days import item_last_day, last_day
from protocols.plans.effect import Effect, Extending
from protocols.plans.event import Mapped
from protocols.plans.falls import on_taper
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, item_of
from protocols.plans.position import LIVE, item_phase
from protocols.plans.snapshot import PlannedStep
from protocols.plans.spans import Track, span_on

OVER: Final = "by the new text the days of the dose before it are over"


def gone_over(head: Head, effect: Effect, ended: tuple[Extending, ...], today: date) -> tuple[Mapped, ...]:
    """Each item before and after, as it stands today; `ended` are the extensions that the new text ends."""
    after = affected(head, effect, head.seq, today)
    by_text = affected(head, replace(effect, extends=ended), head.seq, today)
    tracks = zip(head.tracks, after.tracks, by_text.tracks, strict=True)
    return tuple(_mapped((head, was), (after, now), item_last_day(by_text, text), today) for was, now, text in tracks)


def over_by_text(head: Head, effect: Effect) -> date | None:
    """The last day of a plan with nothing to swallow, where it lies behind by the new text."""
    last = last_day(affected(head, effect, head.seq, effect.day))
    return last if not head.tracks and last < effect.day else None


def _mapped(before: tuple[Head, Track], after: tuple[Head, Track], last: date, today: date) -> Mapped:
    (old, was), (new, now) = before, after
    went_on, goes_on = (item_phase(head, track, today) in LIVE for head, track in (before, after))
    old_step, span = dosed(old, was.item, span_on(was, today)), span_on(now, today)
    new_step = dosed(new, now.item, span)
    onto_taper = on_taper(item_of(new, now.item), span.step) and not on_taper(item_of(old, was.item), old_step.key)
    why = OVER if span.by_calendar or onto_taper else _as_what(old_step, new_step)
    says = f"From {_step(old_step)} to {_step(new_step)}: {why}."
    if not went_on:
        says = f"On {new_step.key}: it was over before, and stays over."
    elif not goes_on:
        says = f"From {_step(old_step)} to nothing: by the new text its course was over with {last}. It ends today."
    return Mapped(
        item=was.item,
        before=old_step.key,
        after=new_step.key,
        daily_before=_daily(old_step, taken=went_on),
        daily_after=_daily(new_step, taken=goes_on),
        says=says,
        over_from=today if went_on and not goes_on else None,
    )


def _as_what(old: PlannedStep, new: PlannedStep) -> str:
    same = old.arithmetic.daily.value == new.arithmetic.daily.value
    return "the same dose" if same else "the highest dose that is not more"


def _step(step: PlannedStep) -> str:
    return f"{step.key} ({step.arithmetic.daily.value} g a day)"


def _daily(step: PlannedStep, *, taken: bool) -> Quantity:
    return step.arithmetic.daily if taken else grams_per_day("0")
