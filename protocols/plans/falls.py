"""The falls that come by the calendar: a taper goes on by itself, because nobody has to allow less."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from protocols.authoring.item import Mode
from protocols.plans.effect import Move
from protocols.plans.snapshot import PlannedItem, PlannedStep, step_of
from protocols.plans.spans import Span, Track, day_number, open_break, pending_rise
from protocols.value import Value

DAY: Final = timedelta(days=1)


class Fall(Value, frozen=True):
    """A dose of the taper that is still to come, and the weighing that it is taken from."""

    step: PlannedStep
    resolved: int


def falls(weighings: tuple[PlannedItem, ...], track: Track, not_before: date) -> tuple[Move, ...]:
    """The moves down the taper from the last span on; none where it may still rise, in a pause, or after an end.

    `weighings` are the item's doses in the order of the weighings. A gated step falls after its most days, a
    scheduled one after its planned days; where the last day was moved on, the taper ends on it.
    """
    if can_rise(weighings[-1], track.spans[-1]):
        return ()
    until = _until(track)
    return tuple(move for move in _falls(weighings, track, not_before) if move.from_day < until)


def _until(track: Track) -> date:
    """The day from which there is no dose that could fall: that of an open pause, or of the item's end."""
    pause, ended = open_break(track), track.ended
    return min(date.max if pause is None else pause.since, date.max if ended is None else ended.on)


def _falls(weighings: tuple[PlannedItem, ...], track: Track, not_before: date) -> Iterator[Move]:
    last = track.spans[-1]
    ahead = lower_on_taper(weighings, last)
    since = max(not_before, day_number(track, last.begun, lasts(weighings[-1], last)) + DAY)
    if track.extended is not None:
        since = max(since, track.extended - DAY * (sum(_days(weighings[-1], fall.step) for fall in ahead) - 1))
    for fall in ahead:
        yield Move(
            item=track.item,
            step=fall.step.key,
            from_day=since,
            begun=since,
            counts_from=since,
            by_calendar=True,
            resolved=fall.resolved,
        )
        since += DAY * _days(weighings[-1], fall.step)


def can_rise(item: PlannedItem, span: Span) -> bool:
    """Whether there is a step above that the span may still go up to; what follows the calendar never rises."""
    return item.mode is Mode.GATED and not span.settled and span.step in {step.key for step in item.steps[:-1]}


def rise_ahead(item: PlannedItem, track: Track, day: date) -> Span | None:
    """A rise that was decided and has not begun; a decided fall onto the taper is none."""
    span = pending_rise(track, day)
    return None if span is None or on_taper(item, span.step) else span


def on_taper(item: PlannedItem, step: str) -> bool:
    """Whether the step is one of the falling doses after the ladder."""
    return any(each.key == step for each in item.taper)


def lower_on_taper(weighings: tuple[PlannedItem, ...], span: Span) -> tuple[Fall, ...]:
    """The doses of the taper that are still to come: each less than the present dose and than the one before."""
    keys = [step.key for step in weighings[-1].taper]
    least = _daily(weighings, span.step, span.resolved)
    found: list[Fall] = []
    for key in keys[keys.index(span.step) + 1 if span.step in keys else 0 :]:
        resolved = least_weighing(weighings, key, span.resolved)
        daily = _daily(weighings, key, resolved)
        if daily < least:
            found.append(Fall(step=step_of(weighings[resolved], key), resolved=resolved))
            least = daily
    return tuple(found)


def least_weighing(weighings: tuple[PlannedItem, ...], step: str, since: int) -> int:
    """Of the weighings from one on, the newest that has the least dose of the step: only an advance takes a higher."""
    return min(range(since, len(weighings)), key=lambda place: (_daily(weighings, step, place), -place))


def _daily(weighings: tuple[PlannedItem, ...], step: str, place: int) -> Decimal:
    return step_of(weighings[place], step).arithmetic.daily.value


def lasts(item: PlannedItem, span: Span) -> int:
    """How many days the span's dose lasts at the longest, where it can rise no more."""
    return item.settled_days if span.settled else _days(item, step_of(item, span.step))


def _days(item: PlannedItem, step: PlannedStep) -> int:
    return step.most_days if item.mode is Mode.GATED else step.planned_days
