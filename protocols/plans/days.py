"""The last days of a plan and its items."""

from datetime import date, timedelta
from typing import Final

from protocols.authoring.item import Mode
from protocols.plans.effect import StopReason
from protocols.plans.falls import can_rise, lasts, lower_on_taper
from protocols.plans.head import Head, item_of, weighings
from protocols.plans.snapshot import step_of
from protocols.plans.spans import Span, Track, day_number, open_break

DAY: Final = timedelta(days=1)


def last_day(head: Head) -> date:
    """The hard last day of the plan: that of the item that goes on longest; one that was stopped goes on no more.

    Whoever takes it up again by name gives it its days back.
    """
    return max((_goes_on_until(head, track) for track in head.tracks), default=head.course.calendar_limit)


def _goes_on_until(head: Head, track: Track) -> date:
    last = item_last_day(head, track)
    return last if track.ended is None else min(last, track.ended.on - DAY)


def item_last_day(head: Head, track: Track) -> date:
    """The calendar limit, or the end of the last dose that the item can have, whichever is first.

    While a pause is open that begins before then, only the calendar limit is certain, because a resume moves the rest
    on. An extension by name stands in the place of both. What was completed is not resumed: it was over with its end.
    """
    # No day changes it, and each checkpoint of each day that is looked at asks for it.
    known: dict[str, tuple[Track, date]] = head.__dict__.setdefault("item_last_day", {})
    if track.item not in known or known[track.item][0] is not track:
        known[track.item] = (track, _item_last_day(head, track))
    return known[track.item][1]


def _item_last_day(head: Head, track: Track) -> date:
    last, over = _unless_over(head, track), track.ended
    if over is None or over.reason is not StopReason.COMPLETED:
        return last
    return min(last, over.on - DAY)


def _unless_over(head: Head, track: Track) -> date:
    limit = head.course.calendar_limit
    if track.extended is not None:
        return track.extended
    item, span, pause = item_of(head, track.item), track.spans[-1], open_break(track)
    if can_rise(item, span):
        return limit
    last = day_number(track, span.begun, _longest(head, track))
    # A pause from the day on which the next fall would begin keeps that fall waiting.
    waits = last + DAY if lower_on_taper(weighings(head, track.item), span) else last
    return limit if pause is not None and pause.since <= waits else min(limit, last)


def _longest(head: Head, track: Track) -> int:
    """A scheduled dose that others follow may be held back to its most days; any other ends as planned."""
    known, span = weighings(head, track.item), track.spans[-1]
    held_back = known[-1].mode is Mode.SCHEDULED and lower_on_taper(known, span)
    return step_of(known[-1], span.step).most_days if held_back else lasts(known[-1], span)


def planned_last_day(head: Head, track: Track) -> date | None:
    """The last planned day of an item that rises no more, its taper included; None while it still may."""
    return planned_until(head, track, track.spans[-1])


def planned_until(head: Head, track: Track, span: Span) -> date | None:
    """The last planned day of one of its spans from which it rises no more; None from where it still may."""
    item = item_of(head, track.item)
    if can_rise(item, span):
        return None
    if track.extended is not None:
        falls = (each.since - DAY for each in track.spans if each.since > span.since)
        return min(falls, default=track.extended)
    planned = item.settled_days if span.settled else step_of(item, span.step).planned_days
    return min(item_last_day(head, track), day_number(track, span.begun, planned))
