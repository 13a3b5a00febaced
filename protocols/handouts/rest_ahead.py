"""From which later day on nothing is taken any more, of an item or of all of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from protocols.handouts import wording
from protocols.handouts.daily import NothingFrom
from protocols.plans.days import item_last_day, last_day
from protocols.plans.head import Head, item_of
from protocols.plans.schedule import taken_until
from protocols.plans.spans import Track, pause_ahead
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


class LastDay(Value, frozen=True):
    """The last day on which an item can be taken; `said` where the sheet names it."""

    item: Key
    day: date
    said: bool


def plan_taken_until(head: Head, today: date) -> date:
    """The last day on which anything of the plan can be taken, as it stands today."""
    return max((taken_until(head, track, today) for track in head.tracks), default=last_day(head))


def last_days(head: Head, today: date, use_until: date) -> tuple[LastDay, ...]:
    """The last day of each item that is still to be taken.

    It is said where a pause or an end of a later day was set, and where the item is over while the sheet is in use.
    """
    first = max(today, head.snapshot.start_on)
    found = ((track, taken_until(head, track, today)) for track in head.tracks)
    return tuple(
        LastDay(item=track.item, day=last, said=last < use_until or _is_set(head, track, today))
        for track, last in found
        if last >= first
    )


def _is_set(head: Head, track: Track, today: date) -> bool:
    ends = (head.ended, track.ended, pause_ahead(track, today))
    return any(each is not None for each in ends)


def nothing_from(head: Head, lasts: Sequence[LastDay]) -> tuple[NothingFrom, ...]:
    """What the sheet says of the days after them: once where it is the same for all, the earliest day first."""
    said = tuple(_said(head, lasts))
    if len(said) == len(lasts) and len({(each.from_day, each.says) for each in said}) == 1:
        return (NothingFrom(from_day=said[0].from_day, called=None, says=said[0].says),)
    return tuple(sorted(said, key=lambda each: each.from_day))


def _said(head: Head, lasts: Sequence[LastDay]) -> Iterator[NothingFrom]:
    tracks = {track.item: track for track in head.tracks}
    for each in lasts:
        if each.said:
            says = wording.OVER_THEN if _is_over(head, tracks[each.item], each.day) else wording.PAUSED_THEN
            yield NothingFrom(from_day=each.day + DAY, called=item_of(head, each.item).called, says=says)


def _is_over(head: Head, track: Track, last: date) -> bool:
    """Whether nothing comes after the day, because it is the last of the item or the one before an end."""
    ends = [ended.on - DAY for ended in (head.ended, track.ended) if ended is not None]
    return last in {item_last_day(head, track), *ends}
