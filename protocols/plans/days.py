"""The last days of a plan and its items, and which item may rise."""

from datetime import date

from protocols.plans.falls import can_rise, lasts
from protocols.plans.head import Head, item_of, step_of
from protocols.plans.spans import Span, Track, day_number, open_break, pending_rise, span_on


def last_day(head: Head) -> date:
    """The hard last day of the plan: that of the item that goes on longest."""
    return max((item_last_day(head, track) for track in head.tracks), default=head.course.calendar_limit)


def item_last_day(head: Head, track: Track) -> date:
    """The calendar limit, or the end of the last dose that the item can have, whichever is first.

    While a pause is open only the calendar limit is certain, because a resume moves the rest on. An extension by name
    stands in the place of both.
    """
    limit = head.course.calendar_limit
    if track.extended is not None:
        return track.extended
    item, span = item_of(head, track.item), track.spans[-1]
    if open_break(track) is not None or can_rise(item, span):
        return limit
    return min(limit, day_number(track, span.begun, lasts(item, span)))


def planned_last_day(head: Head, track: Track) -> date | None:
    """The last planned day of an item that rises no more; None while it still may."""
    item, span = item_of(head, track.item), track.spans[-1]
    if can_rise(item, span):
        return None
    if track.extended is not None:
        return track.extended
    return planned_end_of(head, track, span)


def planned_end_of(head: Head, track: Track, span: Span) -> date:
    """The last planned day of a span that rises no more, whatever follows it by the calendar."""
    item = item_of(head, track.item)
    planned = item.settled_days if span.settled else step_of(item, span.step).planned_days
    return min(item_last_day(head, track), day_number(track, span.begun, planned))


def may_rise(head: Head, track: Track, day: date) -> bool:
    """Whether the item has a step above that it may still go up to."""
    return can_rise(item_of(head, track.item), pending_rise(track, day) or span_on(track, day))


def rising(head: Head, day: date) -> Track | None:
    """The one item that an advance raises: the first that has a step above the one it stands on."""
    return next((t for t in head.tracks if can_rise(item_of(head, t.item), span_on(t, day))), None)
