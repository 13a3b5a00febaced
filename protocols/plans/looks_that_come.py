"""Looks that something brings to a plan on the way, such as those of a caution: due soon, and never late at once."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.plans.days import item_last_day
from protocols.plans.effect import Again, Effect, Seen
from protocols.plans.fold import affected
from protocols.plans.head import Head, checkpoints_of
from protocols.plans.position import Phase, phase_on
from protocols.plans.windows import scheduled, seen, track_of

DAY: Final = timedelta(days=1)


def with_looks(head: Head, effect: Effect) -> Effect:
    """The effect, and the looks that it brings late to a plan due from its day on."""
    came = looks_that_come(head, affected(head, effect, head.seq, effect.day), effect.day)
    return replace(effect, seen=with_marks(effect.seen, came))


def with_marks(known: tuple[Seen, ...], came: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """What was looked at, with these in the place of what was known of the same looks."""
    newer = {(each.checkpoint, each.begun) for each in came}
    return (*(each for each in known if (each.checkpoint, each.begun) not in newer), *came)


def looks_that_come(before: Head, after: Head, today: date) -> tuple[Seen, ...]:
    """Each look whose day was past when it came, once more: open today, due as soon as after a hold.

    Nobody could have answered it, so that it neither lapses the plan nor takes back a day on which a dose was taken.
    """
    found: dict[tuple[str, date | None], Seen] = {}
    for day in _days(after, today):
        for checkpoint in _new_and_late(before, after, day, today):
            mark = seen(after, checkpoint, day, _soon(after, checkpoint, today))
            found.setdefault((mark.checkpoint, mark.begun), mark)
    return tuple(found.values())


def _days(head: Head, today: date) -> Iterator[date]:
    """Today, and the last day of each dose before the present ones: what was looked at there is looked at still."""
    yield today
    for track in head.tracks:
        yield from (span.since - DAY for span in track.spans[1:] if span.since <= today)


def _new_and_late(before: Head, after: Head, day: date, today: date) -> Iterator[Checkpoint]:
    """The checkpoints with a window past its day that the plan had not had before it on the day."""
    known = {(each.checkpoint, each.due) for each in scheduled(before, day)}
    late = {w.checkpoint for w in scheduled(after, day) if today > w.due and (w.checkpoint, w.due) not in known}
    # A course that is over is looked at as any that ran to its end, which lapses nothing.
    over = {CheckpointKind.END} if phase_on(after, today) is Phase.FINISHED else set()
    kinds = set(CheckpointKind) - {CheckpointKind.BASELINE, *over}
    yield from (each for each in checkpoints_of(after) if each.key in late and each.kind in kinds)


def _soon(head: Head, checkpoint: Checkpoint, today: date) -> Again:
    """As soon as after a hold, but no later than the item's last day."""
    track, due = track_of(head, checkpoint), today + DAY * checkpoint.again_after
    last = due if track is None else max(today, item_last_day(head, track))
    return Again(due=min(due, last), opens=today)
