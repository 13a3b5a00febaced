"""The falls that come by the calendar: a taper goes on by itself, because nobody has to allow less."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.authoring.item import Mode
from protocols.plans.effect import Move
from protocols.plans.snapshot import PlannedItem, PlannedStep
from protocols.plans.spans import Span, Track, day_number, open_break

DAY: Final = timedelta(days=1)


def falls(weighings: tuple[PlannedItem, ...], track: Track) -> tuple[Move, ...]:
    """The moves down the taper from the last span on; none from a step that may still rise, or while it is paused.

    `weighings` are the item's doses in the order of the weighings. A gated step falls after its most days, a
    scheduled one after its planned days.
    """
    last = track.spans[-1]
    if open_break(track) is not None or can_rise(weighings[-1], last):
        return ()
    return tuple(_falls(weighings, track, last))


def _falls(weighings: tuple[PlannedItem, ...], track: Track, last: Span) -> Iterator[Move]:
    since = day_number(track, last.begun, lasts(weighings[-1], last)) + DAY
    for step in lower_on_taper(weighings, last):
        yield Move(
            item=track.item,
            step=step.key,
            from_day=since,
            begun=since,
            counts_from=since,
            by_calendar=True,
            resolved=len(weighings) - 1,
        )
        since += DAY * _days(weighings[-1], step)


def can_rise(item: PlannedItem, span: Span) -> bool:
    """Whether there is a step above that the span may still go up to."""
    return not span.settled and span.step in {step.key for step in item.steps[:-1]}


def on_taper(item: PlannedItem, step: str) -> bool:
    """Whether the step is one of the falling doses after the ladder."""
    return any(each.key == step for each in item.taper)


def lower_on_taper(weighings: tuple[PlannedItem, ...], span: Span) -> tuple[PlannedStep, ...]:
    """The doses of the taper that are still to come: each less than the present dose and than the one before."""
    taper = weighings[-1].taper
    keys = [step.key for step in taper]
    present = next(
        step for step in (*weighings[span.resolved].steps, *weighings[span.resolved].taper) if step.key == span.step
    )
    found: list[PlannedStep] = []
    least = present.arithmetic.daily.value
    for step in taper[keys.index(span.step) + 1 if span.step in keys else 0 :]:
        if step.arithmetic.daily.value < least:
            found.append(step)
            least = step.arithmetic.daily.value
    return tuple(found)


def lasts(item: PlannedItem, span: Span) -> int:
    """How many days the span's dose lasts at the longest, where it can rise no more."""
    if span.settled:
        return item.settled_days
    return _days(item, next(step for step in (*item.steps, *item.taper) if step.key == span.step))


def _days(item: PlannedItem, step: PlannedStep) -> int:
    return step.most_days if item.mode is Mode.GATED else step.planned_days


def held_until(track: Track, span: Span, item: PlannedItem, day: date) -> date:
    """The last day that a held span may stand until: the wished day, but never beyond its most days."""
    step = next(each for each in (*item.steps, *item.taper) if each.key == span.step)
    return min(day, day_number(track, span.begun, item.settled_days if span.settled else step.most_days))
