"""Items that came to their last day by themselves, and stay over whatever their doses would be later."""

from datetime import date, timedelta
from typing import Final

from protocols.plans.days import item_last_day
from protocols.plans.effect import Ended, Ending, StopReason
from protocols.plans.head import Head
from protocols.plans.position import Phase, ended_by, item_phase
from protocols.plans.spans import Track

DAY: Final = timedelta(days=1)


def came_to_its_end(head: Head, track: Track, today: date) -> bool:
    """Whether the calendar ended the item, before anything that was decided about it later."""
    ended = ended_by(head, track, today)
    over = item_phase(head, track, today) is Phase.FINISHED
    return over and (ended is None or item_last_day(head, track) + DAY < ended.on)


def own_end(head: Head, track: Track) -> Ending:
    """The end after the last day of an item that came to it."""
    ended = Ended(on=item_last_day(head, track) + DAY, reason=StopReason.COMPLETED, final=False)
    return Ending(item=track.item, ended=ended)


def own_ends(head: Head, today: date) -> tuple[Ending, ...]:
    """The ends of all items that came to their last day: put down before another weight or text moves that day."""
    return tuple(own_end(head, track) for track in head.tracks if came_to_its_end(head, track, today))
