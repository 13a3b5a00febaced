"""The day on which an item's next step may begin if all goes well."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.plans.head import Head, checkpoints_of, item_of, looked_at
from protocols.plans.snapshot import step_of
from protocols.plans.spans import Span, Track, day_number
from protocols.plans.windows import scheduled

DAY: Final = timedelta(days=1)


def rise_day(head: Head, track: Track, span: Span, today: date) -> date:
    """The first day on which the next step may begin: after the planned days, after the check-in that is due."""
    planned_days = step_of(item_of(head, track.item), span.step).planned_days
    planned = day_number(track, span.counts_from, planned_days) + DAY
    return max(planned, today + DAY, *(due + DAY for due in _due(head, track, today)))


def _due(head: Head, track: Track, today: date) -> tuple[date, ...]:
    """The days of the looks at the item; of one that no look on the way names, that of the next look there is."""
    ahead = scheduled(head, today)
    if _own(head, track):
        own = {each.key for each in checkpoints_of(head) if looked_at(head, each.item) == track.item}
        return tuple(each.due for each in ahead if each.checkpoint in own)
    on_the_way = {each.key for each in checkpoints_of(head) if each.kind is CheckpointKind.ROUTINE}
    return tuple(sorted(each.due for each in ahead if each.checkpoint in on_the_way)[:1])


def free_from(head: Head, track: Track, others: frozenset[date]) -> Callable[[date], date]:
    """From a day on, the first on which none of the others rises: one item does at a check-in, the first that can.

    What waits is looked at again as after a hold.
    """
    looks = _own(head, track) or checkpoints_of(head)
    again = DAY * min((each.again_after for each in looks), default=1)

    def free(day: date) -> date:
        while day in others:
            day += again
        return day

    return free


def _own(head: Head, track: Track) -> tuple[Checkpoint, ...]:
    """The looks on the way that are looks at the item."""
    routine = (each for each in checkpoints_of(head) if each.kind is CheckpointKind.ROUTINE)
    return tuple(each for each in routine if looked_at(head, each.item) == track.item)
