"""How a plan goes on after days without a dose."""

from datetime import date
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.plans.days import span_on
from protocols.plans.effect import Effect, Move, Seen
from protocols.plans.head import Break, Head, Track, affected, item_of
from protocols.plans.windows import in_days, ran_out, scheduled

SAME_STEP_UNTIL: Final = 2
"""Off-days after which a plan goes on as if nothing had been (judgement)."""

LEAST_DAYS_AGAIN_UNTIL: Final = 7
"""Off-days after which the same step starts over (judgement)."""

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


def off_days(head: Head, today: date) -> int:
    """Whole days of the plan without a dose up to today, in a pause or since a sheet ran out."""
    pause = _open_break(head)
    since = pause.since if pause else ran_out(scheduled(head, today), today) or today
    return max(0, (today - max(since, head.snapshot.start_on)).days)


def _open_break(head: Head) -> Break | None:
    return head.breaks[-1] if head.breaks and head.breaks[-1].until is None else None


def coming_back(head: Head, way: ReEntry, today: date) -> Effect:
    """The effect of a resume: never above the last step, and every checkpoint that is long past due once more."""
    pause = _open_break(head)
    to_entry = pause is not None and pause.back_to_entry
    # A plan that lapsed has held no dose since its sheet ran out: those days become a pause, too.
    since = None if pause else ran_out(scheduled(head, today), today)
    moves = tuple(move for track in head.tracks for move in _moves(head, track, (way, to_entry), today))
    effect = Effect(day=today, pauses_from=since, resumes_on=today, moves=moves)
    return replace(effect, seen=_due_again(affected(head, effect, head.seq), today))


def _moves(head: Head, track: Track, how: tuple[ReEntry, bool], today: date) -> tuple[Move, ...]:
    way, to_entry = how
    item, span = item_of(head, track.item), span_on(track, today)
    keys = [step.key for step in item.steps]
    place = keys.index(span.step)
    target = max(0, place - 1) if way is ReEntry.STEP_LOWER else place
    target = min(target, keys.index(item.entry)) if to_entry else target
    if target < place:
        return (Move(item=item.key, step=keys[target], from_day=today, counts_from=today, arrived_by=None),)
    # A last step keeps its days: starting it over would make the course longer than it was planned.
    if way is ReEntry.SAME_STEP or place == len(keys) - 1:
        return ()
    return (Move(item=item.key, step=span.step, from_day=today, counts_from=today, arrived_by=span.arrived_by),)


def _due_again(head: Head, today: date) -> tuple[Seen, ...]:
    """Checkpoints that nobody answered in time are due again, so that the plan does not lapse at once."""
    past = {each.checkpoint for each in scheduled(head, today) if today > each.late_until}
    return tuple(
        Seen(checkpoint=checkpoint.key, again=in_days(checkpoint, today))
        for checkpoint in head.snapshot.checkpoints
        if checkpoint.key in past and checkpoint.kind is CheckpointKind.ROUTINE
    )
