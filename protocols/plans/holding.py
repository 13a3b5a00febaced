"""Which substances a plan holds, and until when if nothing more happens."""

from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.substance import counts_as
from protocols.plans.days import item_last_day, last_day
from protocols.plans.head import Head, checkpoints_of
from protocols.plans.position import ENDS_AFTER, LIVE, over_by_itself, phase_on
from protocols.plans.spans import Track, open_break
from protocols.plans.windows import scheduled
from protocols.text import Key

DAY: Final = timedelta(days=1)


def holds_until(head: Head, today: date) -> date:
    """The last day on which the plan may still give a dose: its hard last day, or the day before it ends by itself.

    Afterwards another plan may begin with the same substances. It looks no further than is certain: where a fall by
    the calendar is ahead, what is due next is not, and only the hard last day counts.
    """
    if phase_on(head, today) not in LIVE:
        return today - DAY
    return max((_item_holds_until(head, track, today) for track in head.tracks), default=last_day(head))


def _item_holds_until(head: Head, track: Track, today: date) -> date:
    ends = [ended.on - DAY for ended in (head.ended, track.ended) if ended is not None]
    limit = min([item_last_day(head, track), *ends])
    pause = open_break(track)
    if pause is not None:
        return min(limit, over_by_itself(head, track, max(pause.since, head.snapshot.start_on)) - DAY)
    if any(span.since > today for span in track.spans):
        return limit
    before = {each.key for each in checkpoints_of(head) if each.kind is CheckpointKind.BASELINE}
    due = [each for each in scheduled(head, today) if each.checkpoint not in before]
    return min(limit, min((each.overdue_until for each in due), default=limit) + DAY * (ENDS_AFTER + 1))


def substances(head: Head) -> tuple[Key, ...]:
    """What the plan's items count as, each once: a dipeptide holds glutamine."""
    return tuple(dict.fromkeys(counts_as(item.substance.key)[0] for item in head.snapshot.items))
