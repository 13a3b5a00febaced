"""Where a plan stands on a day."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from protocols.checkpoints.checkpoint import CheckpointKind, Window
from protocols.plans.days import item_last_day, last_day
from protocols.plans.effect import Ended, StopReason
from protocols.plans.falls import can_rise, on_taper
from protocols.plans.head import Head, checkpoints_of, item_of
from protocols.plans.off_rows import row_up_to
from protocols.plans.spans import Track, days_since, is_paused, open_break, span_on
from protocols.plans.windows import ran_out, scheduled
from protocols.text import Key
from protocols.value import Value

ENDS_AFTER: Final = 28
"""Days without a dose after which a plan ends by itself (judgement)."""


class Phase(StrEnum):
    """What is going on with a plan, or with one of its items."""

    NOT_STARTED = "not_started"
    TITRATING = "titrating"
    MAINTAINING = "maintaining"
    TAPERING = "tapering"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    ENTERED_IN_ERROR = "entered_in_error"


DOSING = frozenset({Phase.TITRATING, Phase.MAINTAINING, Phase.TAPERING})
"""Phases in which something is to be taken."""

LIVE = DOSING | {Phase.NOT_STARTED, Phase.PAUSED}
"""Phases of a plan that can still give a dose."""

_FIRST: Final = (
    Phase.TITRATING,
    Phase.MAINTAINING,
    Phase.TAPERING,
    Phase.NOT_STARTED,
    Phase.PAUSED,
    Phase.STOPPED,
    Phase.FINISHED,
)
"""Of the phases of several items, the plan is in the first."""


class ItemPosition(Value, frozen=True):
    """The step an item is on, since which day, the days on it without pause days (this day counts), and its phase."""

    item: Key
    step: Key
    since: date
    days_on_step: int
    phase: Phase
    settled: bool


class Position(Value, frozen=True):
    """A plan on a day: its phase, its items' steps, and the hard last day."""

    day: date
    phase: Phase
    items: tuple[ItemPosition, ...]
    last_day: date


def at(head: Head, day: date) -> Position:
    """Where the plan stands on the day, from its log alone."""
    items = tuple(_item(head, track, day) for track in head.tracks)
    return Position(day=day, phase=_phase(head, items, day), items=items, last_day=last_day(head))


def phase_on(head: Head, day: date) -> Phase:
    """The phase of the plan on the day."""
    return at(head, day).phase


def _item(head: Head, track: Track, day: date) -> ItemPosition:
    span = span_on(track, day)
    return ItemPosition(
        item=track.item,
        step=span.step,
        since=span.begun,
        days_on_step=days_since(track, span.begun, day),
        phase=item_phase(head, track, day),
        settled=span.settled,
    )


def _phase(head: Head, items: tuple[ItemPosition, ...], day: date) -> Phase:
    phases = {item.phase for item in items} or {_without_items(head, day)}
    if Phase.ENTERED_IN_ERROR in phases:
        return Phase.ENTERED_IN_ERROR
    return next(phase for phase in _FIRST if phase in phases)


def _without_items(head: Head, day: date) -> Phase:
    """A plan with nothing to swallow lives from its start to its calendar limit."""
    if head.ended is not None and (day >= head.ended.on or head.ended.reason is StopReason.ENTERED_IN_ERROR):
        return _over(head.ended)
    if day < head.snapshot.start_on:
        return Phase.NOT_STARTED
    return Phase.FINISHED if day > head.course.calendar_limit else Phase.MAINTAINING


def going_on(head: Head, day: date) -> tuple[Key, ...]:
    """The items that are not over on the day, paused or not."""
    return tuple(track.item for track in head.tracks if item_phase(head, track, day) in LIVE)


def item_phase(head: Head, track: Track, day: date) -> Phase:
    """What is going on with one item of the plan."""
    ended = ended_by(head, track, day)
    if ended is not None:
        return _over(ended)
    if day > item_last_day(head, track):
        return Phase.FINISHED
    if is_paused(track, day):
        return Phase.PAUSED
    if day < head.snapshot.start_on:
        return Phase.NOT_STARTED
    return _taking(head, track, day)


def _taking(head: Head, track: Track, day: date) -> Phase:
    if ran_out(head, day) is not None:
        return Phase.PAUSED
    item, span = item_of(head, track.item), span_on(track, day)
    if on_taper(item, span.step):
        return Phase.TAPERING
    return Phase.TITRATING if can_rise(item, span) else Phase.MAINTAINING


def _over(ended: Ended) -> Phase:
    if ended.reason is StopReason.ENTERED_IN_ERROR:
        return Phase.ENTERED_IN_ERROR
    return Phase.FINISHED if ended.reason is StopReason.COMPLETED else Phase.STOPPED


def ended_by(head: Head, track: Track, day: date) -> Ended | None:
    """The end that holds on the day: of the plan, of the item, or by itself after too long without a dose."""
    for ended in (head.ended, track.ended):
        if ended is not None and (day >= ended.on or ended.reason is StopReason.ENTERED_IN_ERROR):
            return ended
    rest = without_dose_since(head, track, day)
    if rest is None or item_last_day(head, track) < rest:
        return None
    over = over_by_itself(head, track, rest)
    return Ended(on=over, reason=StopReason.LAPSED, final=False) if day >= over else None


def over_by_itself(head: Head, track: Track, rest: date) -> date:
    """The day on which too many days without a dose end an item that rests from a day on, those before it counted."""
    since = row_up_to(head, track, rest, rest).since
    return max(rest, since + timedelta(days=ENDS_AFTER + 1))


def without_dose_since(head: Head, track: Track, day: date) -> date | None:
    """The first of the plan's days without a dose up to the day: of the open pause, or since a sheet ran out."""
    pause, lapsed = open_break(track), ran_out(head, day)
    found = [each for each in (pause.since if pause else None, lapsed) if each is not None and each <= day]
    return max(min(found), head.snapshot.start_on) if found else None


def windows(head: Head, day: date) -> tuple[Window, ...]:
    """The checkpoints before the client on this day; none while the plan is paused or over, or for an item that is.

    Nor what opens only in a pause that is set for a later day: the pause moves it on.
    """
    phase = phase_on(head, day)
    if phase is Phase.PAUSED or phase not in LIVE:
        return ()
    items = {each.key: each.item for each in checkpoints_of(head)}
    resting = {t.item for t in head.tracks if item_phase(head, t, day) not in LIVE - {Phase.PAUSED}}
    found = (each for each in scheduled(head, day) if items[each.checkpoint] not in resting)
    return tuple(each for each in found if _comes_before_a_rest(head, items[each.checkpoint], each))


def late_ends(head: Head, day: date) -> tuple[Window, ...]:
    """The end of the course, where the calendar alone ended the plan and it is not too late to look at it."""
    if phase_on(head, day) is not Phase.FINISHED or ended_on(head, day) is not None:
        return ()
    ends = {each.key for each in checkpoints_of(head) if each.kind is CheckpointKind.END}
    return tuple(each for each in scheduled(head, day) if each.checkpoint in ends and day <= each.lapses_after)


def _comes_before_a_rest(head: Head, item: Key | None, around: Window) -> bool:
    """Whether it is due before an end, and open before a pause, of its item or of all of them."""
    return around.due < _over_on(head, item) and around.opens < _rests_from(head, item)


def _rests_from(head: Head, item: Key | None) -> date:
    """The day from which nothing is taken of the item, or of any, by a pause that nobody has ended."""
    pauses = [open_break(track) for track in head.tracks if item in {None, track.item}]
    return max((date.max if pause is None else pause.since for pause in pauses), default=date.max)


def _over_on(head: Head, item: Key | None) -> date:
    """The day from which nothing is looked at any more, of one item or of the plan, where an end was decided."""
    ends = [t.ended.on if t.ended else date.max for t in head.tracks if item in {None, t.item}]
    return min(head.ended.on if head.ended else date.max, max(ends, default=date.max))


def ended_on(head: Head, day: date) -> Ended | None:
    """Why and since when the whole plan is over on the day, where something ended it; None where it ran to its end."""
    if head.ended is not None:
        return head.ended
    ends = [ended_by(head, track, day) for track in head.tracks]
    found = [each for each in ends if each is not None]
    return max(found, key=lambda each: each.on) if ends and len(found) == len(ends) else None
