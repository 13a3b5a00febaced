"""Counting the days of a plan, without its pauses."""

from datetime import date, timedelta

from protocols.plans.head import Head, Span, Track, item_of, step_of


def span_on(track: Track, day: date) -> Span:
    """The span that holds on the day; before the start, the one that the plan will start on."""
    reached = max(day, track.spans[0].since)
    return [span for span in track.spans if span.since <= reached][-1]


def paused_days(head: Head, since: date, until: date) -> int:
    """How many days from `since` up to but without `until` were pause days; an open pause lasts."""
    total = 0
    for pause in head.breaks:
        first = max(pause.since, since)
        last = min(pause.until or until, until)
        total += max(0, (last - first).days)
    return total


def days_on_step(head: Head, since: date, day: date) -> int:
    """Calendar days on the step without pause days; 1 on its first day, 0 before."""
    return max(0, (day - since).days + 1 - paused_days(head, since, day + timedelta(days=1)))


def day_number(head: Head, since: date, number: int) -> date:
    """The date of the number-th day on a step that began at `since`, moved on by the pauses in between."""
    day = since + timedelta(days=number - 1)
    for pause in head.breaks:
        if pause.until is not None and pause.since <= day and pause.until > since:
            day += pause.until - max(pause.since, since)
    return day


def last_day(head: Head) -> date:
    """The hard last day of the plan: that of the item that goes on longest."""
    return max((item_last_day(head, track) for track in head.tracks), default=head.snapshot.calendar_limit)


def item_last_day(head: Head, track: Track) -> date:
    """The calendar limit, or the end of the most days on the last step, whichever is first.

    While a pause is open only the calendar limit is certain, because a resume moves the rest on.
    """
    item, span, limit = item_of(head, track.item), track.spans[-1], head.snapshot.calendar_limit
    is_open = bool(head.breaks) and head.breaks[-1].until is None
    if is_open or not is_last_step(head, track.item, span.step):
        return limit
    return min(limit, day_number(head, span.since, step_of(item, span.step).most_days))


def planned_last_day(head: Head, track: Track) -> date | None:
    """The last planned day of an item on its last step; None while it is on a lower one."""
    item, span = item_of(head, track.item), track.spans[-1]
    if not is_last_step(head, track.item, span.step):
        return None
    return min(item_last_day(head, track), day_number(head, span.since, step_of(item, span.step).planned_days))


def is_last_step(head: Head, item: str, step: str) -> bool:
    """Whether there is no step above."""
    return item_of(head, item).steps[-1].key == step


def rising(head: Head, today: date) -> Track | None:
    """The one item that an advance raises: the first that is not on its last step."""
    return next((t for t in head.tracks if not is_last_step(head, t.item, span_on(t, today).step)), None)
