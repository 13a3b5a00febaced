"""Where one item of a plan was and is, and how its days are counted."""

from datetime import date, timedelta

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.effect import Ended, SymptomFree
from protocols.text import Key
from protocols.value import Value


class Span(Value, frozen=True):
    """An item stands on a step from a day on, until the next span begins; the fields are those of the move."""

    step: Key
    since: date
    begun: date
    counts_from: date
    arrived_by: DoseOutcome | None = None
    settled: bool = False
    by_calendar: bool = False
    resolved: int = 0


class Break(Value, frozen=True):
    """A pause from a day on, up to but without the day it ended.

    After it the item goes on with the entry step or a lower one, or only after new screening, where so marked. A
    `lapsed` one began because a check-in was not done in time. `not_before` is the first day on which it may end, and
    `symptom_free` the days without symptoms before it ends.
    """

    since: date
    until: date | None
    back_to_entry: bool = False
    screen_first: bool = False
    lapsed: bool = False
    not_before: date | None = None
    symptom_free: SymptomFree | None = None


class Track(Value, frozen=True):
    """One item's spans in order, its pauses, its end, and its hard last day where that was moved on.

    The last spans may begin in the future: a rise that was decided, or falls that come by the calendar.
    """

    item: Key
    spans: tuple[Span, ...]
    breaks: tuple[Break, ...] = ()
    ended: Ended | None = None
    extended: date | None = None


def span_on(track: Track, day: date) -> Span:
    """The span that holds on the day; before the start, the one that the plan will start on."""
    reached = max(day, track.spans[0].since)
    return [span for span in track.spans if span.since <= reached][-1]


def from_day_on(track: Track, day: date) -> tuple[Span, ...]:
    """The span that holds on the day, and those that begin after it."""
    held = span_on(track, day)
    return (held, *(span for span in track.spans if span.since > max(day, track.spans[0].since)))


def pending_rise(track: Track, day: date) -> Span | None:
    """A span that was decided and has not begun by the day, and that did not come by the calendar."""
    begun = max(day, track.spans[0].since)
    return next((span for span in track.spans if span.since > begun and not span.by_calendar), None)


def open_break(track: Track) -> Break | None:
    """The pause that nobody has ended."""
    return track.breaks[-1] if track.breaks and track.breaks[-1].until is None else None


def pause_ahead(track: Track, day: date) -> Break | None:
    """A pause that is set and has not begun by the day."""
    pause = open_break(track)
    return pause if pause is not None and pause.since > day else None


def is_paused(track: Track, day: date) -> bool:
    """Whether the day is a pause day of the item."""
    return paused_since(track, day) is not None


def paused_since(track: Track, day: date) -> date | None:
    """The first day of the pause that the day lies in."""
    return next((p.since for p in track.breaks if p.since <= day and (p.until is None or day < p.until)), None)


def paused_days(track: Track, since: date, until: date) -> int:
    """How many days from `since` up to but without `until` were pause days; an open pause lasts."""
    total = 0
    for pause in track.breaks:
        first = max(pause.since, since)
        last = min(pause.until or until, until)
        total += max(0, (last - first).days)
    return total


def days_since(track: Track, begun: date, day: date) -> int:
    """Calendar days from day 1 to the day without pause days; 1 on the first day, 0 before."""
    return max(0, (day - begun).days + 1 - paused_days(track, begun, day + timedelta(days=1)))


def day_number(track: Track, begun: date, number: int) -> date:
    """The date of the number-th day from `begun` on, moved on by the pauses in between."""
    day = begun + timedelta(days=number - 1)
    for pause in track.breaks:
        if pause.until is not None and pause.since <= day and pause.until > begun:
            day += pause.until - max(pause.since, begun)
    return day
