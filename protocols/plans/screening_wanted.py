"""Whether a plan waits for the screening to be asked in full."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.checkpoint import MAY_ADVANCE, CheckpointKind, Window, timing
from protocols.dosing.quantity import Quantity
from protocols.plans.head import Head, checkpoints_of
from protocols.plans.lines import called, rises, unscreened
from protocols.plans.position import windows
from protocols.plans.still_screened import due_since, screened_until, screening_due
from protocols.plans.task import Task, TaskKind, TaskState

DAY: Final = timedelta(days=1)

SCREENING: Final = "screening"
"""What a task about the screening is about."""


def screening_wanted(head: Head, day: date) -> Iterator[Task]:
    """The one task about the screening.

    Something changed, an open check-in could raise past a line, or it has run out.
    """
    says, since = screening_due(head), due_since(head)
    if says is not None and since is not None:
        yield _task(TaskState.CHANGED, since, says)
        return
    lines, ahead = _lines(head, day), _could_raise(head, day)
    until = screened_until(head)
    if lines and ahead is not None:
        says = f"The next dose passes {called(lines)}: ask the screening questions in full before the check-in."
        yield _task(TaskState.DUE, ahead.opens, says, ahead.due)
    elif day > until:
        yield _task(TaskState.OLD, until + DAY, f"The screening counted until {until}: ask it in full.")


def _lines(head: Head, day: date) -> tuple[Quantity, ...]:
    rising = (track for track in head.tracks if rises(head, track, day))
    return tuple(dict.fromkeys(line for track in rising for line in unscreened(head, track, day)))


def _could_raise(head: Head, day: date) -> Window | None:
    """The first check-in on the way that is open and may still raise."""
    routine = {each.key for each in checkpoints_of(head) if each.kind is CheckpointKind.ROUTINE}
    found = (each for each in windows(head, day) if each.checkpoint in routine)
    return next((each for each in found if timing(each, day) in MAY_ADVANCE), None)


def _task(state: TaskState, since: date, says: str, due: date | None = None) -> Task:
    return Task(kind=TaskKind.SCREENING, state=state, about=SCREENING, since=since, due=due, says=says)
