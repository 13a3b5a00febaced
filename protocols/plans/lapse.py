"""Plans whose clients nobody spoke to in time: paused by that, or over."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.checkpoint import LAPSES_AFTER, OVERDUE_UNTIL
from protocols.plans.days import item_last_day
from protocols.plans.effect import StopReason
from protocols.plans.head import Head
from protocols.plans.notice import acknowledged
from protocols.plans.position import LIVE, Phase, ended_by, item_phase, phase_on, windows
from protocols.plans.spans import Track, open_break
from protocols.plans.task import Task, TaskKind, TaskState
from protocols.plans.windows import ran_out

DAY: Final = timedelta(days=1)

LAPSED: Final = "lapsed"
"""What a task and an acknowledgement of a lapse are about."""

SHOWN_AFTER_END: Final = 30
"""Days for which a plan that is over because nobody spoke to its client stays on the list (judgement)."""

_AFTER_THE_SHEET: Final = DAY * (LAPSES_AFTER - OVERDUE_UNTIL)


def lapsed(head: Head, day: date) -> Iterator[Task]:
    """The one task of a plan that lapsed: until somebody resumes or stops it, or has taken note that it is over."""
    if phase_on(head, day) in LIVE:
        if ran_out(head, day) is None and not any(pause.lapsed for track in head.tracks for pause in track.breaks):
            return
        found = [since for track in head.tracks if (since := _paused_since(head, track, day)) is not None]
        if found:
            says = f"Nobody spoke to the client in time: paused since {min(found)}, until somebody resumes or stops it."
            yield _task(TaskState.PAUSED, min(found), says)
    elif head.ended is None:
        yield from _over(head, day)


def _task(state: TaskState, since: date, says: str) -> Task:
    return Task(kind=TaskKind.LAPSED, state=state, about=LAPSED, since=since, says=says)


def _paused_since(head: Head, track: Track, day: date) -> date | None:
    """The day from which the item is paused because a check-in was not done in time; None where somebody paused it."""
    if item_phase(head, track, day) is not Phase.PAUSED:
        return None
    pause, ran = open_break(track), ran_out(head, day)
    if pause is not None and pause.since <= day and pause.lapsed:
        return pause.since + _AFTER_THE_SHEET
    if ran is None:
        return None
    lapsed_on = ran + _AFTER_THE_SHEET
    return lapsed_on if pause is None or pause.since >= lapsed_on else None


def _over(head: Head, day: date) -> Iterator[Task]:
    since = over_since(head, day)
    if day >= since + DAY * SHOWN_AFTER_END or acknowledged(head, LAPSED) is not None:
        return
    last = since - DAY
    waited = (_paused_since(head, track, last) is not None or _by_itself(head, track, day) for track in head.tracks)
    if any(waited):
        yield _task(TaskState.ENDED, since, f"Over since {since}: paused for too long, and nobody took it up again.")
    elif any(each.due <= last for each in windows(head, last)):
        yield _task(TaskState.ENDED, since, f"Over since {since}, after its last day: the last check-in was not done.")


def over_since(head: Head, day: date) -> date:
    """The first day on which a plan that is over on the day had nothing more to give."""
    return max((_item_over(head, track, day) for track in head.tracks), default=head.course.calendar_limit + DAY)


def _item_over(head: Head, track: Track, day: date) -> date:
    ended, by_calendar = ended_by(head, track, day), item_last_day(head, track) + DAY
    return by_calendar if ended is None else min(ended.on, by_calendar)


def _by_itself(head: Head, track: Track, day: date) -> bool:
    """Whether the item ended by its days without a dose, before its last day came."""
    ended = ended_by(head, track, day)
    by_itself = track.ended is None and ended is not None and ended.reason is StopReason.LAPSED
    return by_itself and ended is not None and ended.on <= item_last_day(head, track)
