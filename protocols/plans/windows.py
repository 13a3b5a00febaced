"""Which checkpoints a plan has before it, and when."""

from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.checkpoint import BASELINE_OPENS, Checkpoint, CheckpointKind, Timing, Window, timing, window
from protocols.plans.days import day_number, last_day
from protocols.plans.effect import Again, Seen
from protocols.plans.head import Head, Span

DAY: Final = timedelta(days=1)


def scheduled(head: Head, day: date) -> tuple[Window, ...]:
    """The windows still to come or open on the present step, earliest first, as if nothing were paused."""
    found = [_window(head, checkpoint, day) for checkpoint in head.snapshot.checkpoints]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.due, each.checkpoint)))


def current_span(head: Head) -> Span | None:
    """The span that checkpoints hang on: the first item's last, because a decided rise has its own checkpoints."""
    return head.tracks[0].spans[-1] if head.tracks else None


def _window(head: Head, checkpoint: Checkpoint, day: date) -> Window | None:
    if checkpoint.kind is CheckpointKind.BASELINE:
        return _baseline(head, checkpoint, day)
    span = current_span(head)
    if span is None or checkpoint.day is None or (checkpoint.steps and span.step not in checkpoint.steps):
        return None
    seen = next((entry for entry in head.seen if entry.checkpoint == checkpoint.key), None)
    limit = last_day(head)
    if seen is None:
        due = day_number(head, span.since, checkpoint.day)
        if checkpoint.kind is CheckpointKind.END:
            return window(checkpoint.key, min(due, limit))
        return window(checkpoint.key, due) if due <= limit else None
    if seen.again is None or seen.again.due > limit:
        return None
    return window(checkpoint.key, seen.again.due, seen.again.opens)


def _baseline(head: Head, checkpoint: Checkpoint, day: date) -> Window | None:
    start = head.snapshot.start_on
    if day > start or any(entry.checkpoint == checkpoint.key and entry.again is None for entry in head.seen):
        return None
    opens = start - timedelta(days=BASELINE_OPENS)
    return Window(
        checkpoint=checkpoint.key, opens=opens, due=start, late_until=start, overdue_until=start, lapses_after=start
    )


def timing_of(windows: tuple[Window, ...], checkpoint: str | None, on: date) -> tuple[Timing, Window | None]:
    """Where a check-in lies; without an open window for its checkpoint it is unscheduled."""
    found = next((each for each in windows if each.checkpoint == checkpoint), None)
    return (Timing.UNSCHEDULED, None) if found is None else (timing(found, on), found)


def ran_out(windows: tuple[Window, ...], day: date) -> date | None:
    """The first day without a sheet, where a check-in is so late that nothing is taken until somebody has spoken."""
    return min((each.overdue_until + DAY for each in windows if day > each.lapses_after), default=None)


def first_look_again(head: Head, step: str, on: date) -> tuple[Seen, ...]:
    """The first checkpoint of a step, due once more: for a rise that is taken back."""
    looks = [each for each in head.snapshot.checkpoints if _looks_at(each, step)]
    first = min(looks, key=lambda each: each.day or 0, default=None)
    return () if first is None else (Seen(checkpoint=first.key, again=in_days(first, on)),)


def _looks_at(checkpoint: Checkpoint, step: str) -> bool:
    return checkpoint.kind is CheckpointKind.ROUTINE and (not checkpoint.steps or step in checkpoint.steps)


def in_days(checkpoint: Checkpoint, on: date) -> Again:
    """The same checkpoint after as many days as after a hold, counted from this day."""
    return Again(due=on + DAY * checkpoint.again_after, opens=on + DAY * checkpoint.again_opens)
