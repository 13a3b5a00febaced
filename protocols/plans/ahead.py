"""A plan's tasks from a day on, each with the days on which it shows if nothing more happens."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.authoring.protocol import Protocol
from protocols.plans.days import item_last_day
from protocols.plans.head import Head
from protocols.plans.lapse import SHOWN_AFTER_END, over_since
from protocols.plans.position import ENDS_AFTER, ended_on, over_by_itself, without_dose_since
from protocols.plans.spans import Track
from protocols.plans.still_screened import screened_until
from protocols.plans.task import Task
from protocols.plans.tasks import tasks_on
from protocols.plans.weight_wanted import counts_until, weighed
from protocols.plans.windows import END_IN_SIGHT, scheduled
from protocols.value import Value

DAY: Final = timedelta(days=1)


class Shown(Value, frozen=True):
    """A task from a day on, up to but without another; null where only somebody ends it."""

    task: Task
    since: date
    until: date | None


def tasks_from(protocol: Protocol, head: Head, today: date) -> tuple[Shown, ...]:
    """Every task of today and of all days after it, so that none has to be looked for on its day.

    Exact: between two days on which the calendar turns something, nothing about a plan changes by itself.
    """
    begun: dict[Task, date] = {}
    shown: list[Shown] = []
    day: date | None = today
    while day is not None:
        now = tasks_on(protocol, head, day)
        shown += [Shown(task=task, since=begun.pop(task), until=day) for task in tuple(begun) if task not in now]
        begun = {task: begun.get(task, day) for task in now}
        day = min((turn for turn in _turns(head, day) if turn > day), default=None)
    return (*shown, *(Shown(task=task, since=since, until=None) for task, since in begun.items()))


def _turns(head: Head, day: date) -> Iterator[date]:
    """The days from which something may be otherwise than the day before, as far as can be seen from the day."""
    start = head.snapshot.start_on
    yield from (start, start + DAY, head.course.calendar_limit + DAY)
    for around in scheduled(head, day):
        last = (around.due, around.late_until, around.overdue_until, around.lapses_after)
        yield from (around.opens, *(each + DAY for each in last))
    for track in head.tracks:
        yield from _of_item(head, track, day)
    yield from (each.override.review_on for each in head.screened.raised if each.override is not None)
    yield from (each.next_on for each in head.reviews)
    if head.proposal is not None:
        yield head.proposal.rise.until + DAY
    yield screened_until(head) + DAY
    weighed_on = weighed(head)
    if weighed_on is not None:
        yield counts_until(weighed_on)
    yield over_since(head, day) + DAY * SHOWN_AFTER_END
    if (ended := ended_on(head, day)) is not None:
        yield ended.on + DAY * (ENDS_AFTER + 1)


def _of_item(head: Head, track: Track, day: date) -> Iterator[date]:
    limit = item_last_day(head, track)
    yield from (limit + DAY, limit - DAY * END_IN_SIGHT)
    yield from (span.since for span in track.spans)
    for pause in track.breaks:
        yield pause.since
        yield from () if pause.until is None else (pause.until,)
        yield over_by_itself(head, track, max(pause.since, head.snapshot.start_on))
    yield from (ended.on for ended in (head.ended, track.ended) if ended is not None)
    since = without_dose_since(head, track, day)
    if since is not None:
        yield over_by_itself(head, track, since)
