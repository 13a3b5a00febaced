"""How a plan goes on after days without a dose."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.days import item_last_day
from protocols.plans.effect import Again, Effect, Move, OffRow, Pausing, Resuming, Seen, StopReason
from protocols.plans.falls import on_taper
from protocols.plans.fold import affected
from protocols.plans.given_back import stay_over
from protocols.plans.head import Head, checkpoints_of, item_of
from protocols.plans.moving import going_down, least_days_again, place_of, stepping_down, with_falls
from protocols.plans.off_rows import row_up_to
from protocols.plans.position import without_dose_since
from protocols.plans.spans import Track, open_break, span_on
from protocols.plans.steps_left import came_with, last_clear
from protocols.plans.windows import first_look_again, in_days, scheduled, seen, track_of
from protocols.text import Key

SAME_STEP_UNTIL: Final = 2
"""Off-days after which a plan goes on as if nothing had been (judgement)."""

LEAST_DAYS_AGAIN_UNTIL: Final = 7
"""Off-days after which the least days of the same step start again (judgement)."""

STEP_LOWER_UNTIL: Final = 14
"""Off-days after which a plan goes on one step lower; after more, screening comes first (judgement)."""


class ReEntry(StrEnum):
    """How a plan goes on after days without a dose."""

    SAME_STEP = "same_step"
    SAME_STEP_OVER = "same_step_over"
    STEP_LOWER = "step_lower"
    SCREEN_FIRST = "screen_first"


def re_entry(off_days: int) -> ReEntry:
    """How a plan goes on after so many whole days in a row without a dose (judgement)."""
    if off_days <= SAME_STEP_UNTIL:
        return ReEntry.SAME_STEP
    if off_days <= LEAST_DAYS_AGAIN_UNTIL:
        return ReEntry.SAME_STEP_OVER
    return ReEntry.STEP_LOWER if off_days <= STEP_LOWER_UNTIL else ReEntry.SCREEN_FIRST


def still_to_answer(off_days: int, answered: int) -> ReEntry:
    """How a plan goes on where so many days of the row were answered already: lowered or screened once for it."""
    way, once = re_entry(off_days), {ReEntry.STEP_LOWER, ReEntry.SCREEN_FIRST}
    return ReEntry.SAME_STEP_OVER if way in once and re_entry(answered) is way else way


def off_days(head: Head, track: Track, today: date) -> int:
    """Whole days in a row without a dose of the item, today not among them, those told before it rested included."""
    return (today - _row(head, track, today).since).days


def _row(head: Head, track: Track, today: date) -> OffRow:
    """The days without a dose up to today, those told of a rest that begins today included; none before it begins."""
    rest = _rest(head, track, today)
    return row_up_to(head, track, rest, rest) if rest <= today else OffRow(since=today, until=today)


def _rest(head: Head, track: Track, today: date) -> date:
    """The first day of the plan without a dose: of the pause, since a sheet ran out, or since an end."""
    since = without_dose_since(head, track, today)
    stopped = [ended.on for ended in (head.ended, track.ended) if ended is not None]
    first = min([*stopped, *([] if since is None else [since])], default=today)
    return max(first, head.snapshot.start_on)


def coming_back(head: Head, tracks: tuple[Track, ...], today: date) -> Effect:
    """The effect of a resume: never above the last step, and every checkpoint that is long past due once more."""
    reopens = head.ended is not None or any(track.ended is not None for track in tracks)
    # A plan that lapsed has held no dose since its sheet ran out, a stopped one since its end: those days are a pause.
    pauses = tuple(each for track in tracks if (each := _pause(head, track, today)) is not None)
    still_over = stay_over(head, tracks, today) if reopens else ()
    resumes = tuple(Resuming(item=track.item, on=today) for track in tracks)
    moves = tuple(move for track in tracks for move in _moves(head, track, today))
    effect = Effect(day=today, pauses=pauses, resumes=resumes, moves=moves, reopens=reopens, ends=still_over)
    effect = with_falls(head, effect)
    after = affected(head, effect, head.seq, today)
    over = tuple(track.item for track in tracks if _starts_over(track, moves, today))
    return replace(
        effect, seen=tuple(dict.fromkeys((*_looks_over_again(after, over, today), *_due_again(after, today))))
    )


def _starts_over(track: Track, moves: tuple[Move, ...], today: date) -> bool:
    span = span_on(track, today)
    return any((move.item, move.step, move.begun) == (track.item, span.step, span.begun) for move in moves)


def _looks_over_again(head: Head, items: tuple[Key, ...], today: date) -> Iterator[Seen]:
    """A step of which the least days start again is looked at after them."""
    for track in head.tracks:
        if track.item in items:
            yield from first_look_again(head, track, today)


def _pause(head: Head, track: Track, today: date) -> Pausing | None:
    since, pause = _rest(head, track, today), open_break(track)
    if since >= today or (pause is not None and pause.since <= since):
        return None
    return Pausing(item=track.item, since=since)


def _moves(head: Head, track: Track, today: date) -> tuple[Move, ...]:
    way = _way(head, track, today)
    span = span_on(track, today)
    if on_taper(item_of(head, track.item), span.step):
        # Nothing raises a dose in a taper: it goes on where it was, or one lower.
        lower = going_down(head, track, today, None) if way in {ReEntry.STEP_LOWER, ReEntry.SCREEN_FIRST} else None
        return () if lower is None else (lower,)
    return _ladder_moves(head, track, way, today)


def _way(head: Head, track: Track, today: date) -> ReEntry:
    """The way back by all days without a dose; what a check-in has lowered for the same row is not lowered again."""
    days, answered = off_days(head, track, today), _row(head, track, today).answered
    return re_entry(days) if days > STEP_LOWER_UNTIL else still_to_answer(days, answered)


def _ladder_moves(head: Head, track: Track, way: ReEntry, today: date) -> tuple[Move, ...]:
    item, span = item_of(head, track.item), span_on(track, today)
    place = place_of(item, span.step)
    target = _target(head, track, way, today)
    if target < place:
        return (stepping_down(head, track, today, None, place - target),)
    # A last step keeps its days: starting it over would make the course longer than it was planned.
    if way is ReEntry.SAME_STEP or place == len(item.steps) - 1 or span.settled:
        return ()
    return (least_days_again(head, track, today),)


def _target(head: Head, track: Track, way: ReEntry, today: date) -> int:
    """The place on the ladder to go on with: by the days without a dose, the pause, and what the plan ended for."""
    item, span, pause = item_of(head, track.item), span_on(track, today), open_break(track)
    place, entry = place_of(item, span.step), place_of(item, item.entry)
    ended = [each.reason for each in (head.ended, track.ended) if each is not None]
    target = max(0, place - 1) if way is ReEntry.STEP_LOWER else place
    if way is ReEntry.SCREEN_FIRST or (pause is not None and pause.back_to_entry) or ended:
        target = min(target, entry)
    if _is_untried(head, track, today):
        target = min(target, max(0, place - 1))
    if {StopReason.REACTION, StopReason.ALARM} & set(ended):
        # The step that it was stopped on was not tolerated.
        target = min(target, last_clear(head, track, tuple(step.key for step in item.steps), place))
    return target


def _is_untried(head: Head, track: Track, today: date) -> bool:
    """Whether the present step was advanced to, and not taken on any day since: it was never tolerated."""
    came, first_off = came_with(head, track, today), today - timedelta(days=off_days(head, track, today))
    return came.arrived_by is DoseOutcome.ADVANCE and came.begun >= first_off


def _due_again(head: Head, today: date) -> tuple[Seen, ...]:
    """Checkpoints that nobody answered in time are due again, so that the plan does not lapse at once."""
    past = {each.checkpoint for each in scheduled(head, today) if today > each.late_until}
    return tuple(
        seen(head, checkpoint, today, _in_the_course(head, checkpoint, today))
        for checkpoint in checkpoints_of(head)
        if checkpoint.key in past and checkpoint.kind is not CheckpointKind.BASELINE
    )


def _in_the_course(head: Head, checkpoint: Checkpoint, today: date) -> Again:
    """After as many days as after a hold; the end of the course no later than its last day."""
    again, track = in_days(checkpoint, today), track_of(head, checkpoint)
    if checkpoint.kind is not CheckpointKind.END or track is None:
        return again
    return Again(due=max(today, min(again.due, item_last_day(head, track))), opens=today)
