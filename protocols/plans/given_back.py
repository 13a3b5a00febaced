"""Which items come back by name after an end, and which stay over."""

from datetime import date
from typing import Final

from protocols.plans.days import item_last_day
from protocols.plans.effect import Ended, Ending, StopReason
from protocols.plans.head import Head
from protocols.plans.position import LIVE, Phase, ended_by, item_phase
from protocols.plans.spans import Track, open_break

_MAY_COME_BACK: Final = frozenset(
    {
        StopReason.REACTION,
        StopReason.ALARM,
        StopReason.CLIENTS_CHOICE,
        StopReason.NEW_CAUTION,
        StopReason.HOSPITAL_OR_SURGERY,
    }
)
"""Reasons after which a named practitioner may take a plan up again, unless its end was final."""


def may_come_back(ended: Ended) -> bool:
    """Whether a named practitioner may take the plan up again after this end."""
    return not ended.final and ended.reason in _MAY_COME_BACK


def comes_back(head: Head, track: Track, today: date) -> bool:
    """A paused item, one with a pause ahead, or one that an end took with it and that may be given back."""
    if item_phase(head, track, today) is Phase.PAUSED:
        return True
    if (pause := open_break(track)) is not None and pause.since > today and item_phase(head, track, today) in LIVE:
        return True
    ended = (ended_by(head, track, today), head.ended, track.ended)
    known = [each for each in ended if each is not None]
    taken = bool(known) and not _was_over(head, track, min(each.on for each in known))
    has_days = today <= (track.extended or head.course.calendar_limit)
    return taken and has_days and all(may_come_back(each) for each in known)


def stay_over(head: Head, but: tuple[Track, ...], today: date) -> tuple[Ending, ...]:
    """Where an end of the whole plan is taken back for some items, it stays the end of the others it took with it."""
    if head.ended is None:
        return ()
    ended, back = head.ended, {track.item for track in but}
    by = min(ended.on, today)
    others = [track for track in head.tracks if track.item not in back and not _has_own_end(head, track, by)]
    return tuple(Ending(item=track.item, ended=ended) for track in others)


def _has_own_end(head: Head, track: Track, by: date) -> bool:
    """Whether an end of the whole plan took nothing from the item, which stays over for what it was over for."""
    return _was_over(head, track, by) or (track.ended is not None and track.ended.on <= by)


def _was_over(head: Head, track: Track, on: date) -> bool:
    """Whether the item had had its last day before an end came."""
    return item_last_day(head, track) < on
