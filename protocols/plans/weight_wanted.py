"""Whether a plan waits for a weight."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.change import WEIGHT_CHANGED
from protocols.dosing.substance import CEILINGS
from protocols.plans.head import Head
from protocols.plans.screened_on import VALID_DAYS
from protocols.plans.start import daily_totals, passes_per_kg
from protocols.plans.task import Task, TaskKind, TaskState
from protocols.plans.weighed import is_by_weight

WEIGHT: Final = "weight"
"""What a task about a weight is about."""

WEIGHT_COUNTS: Final = VALID_DAYS
"""Days after which a dose that rests on a weight asks for a newer one: as long as a screening counts (judgement)."""

_TOLD: Final = f"change-{WEIGHT_CHANGED}"


def weight_wanted(head: Head, day: date) -> Iterator[Task]:
    """The one task about a weight: the client said that it changed, or the doses rest on an old one or on none."""
    told = next((call for call in head.calls if _TOLD in call.because), None)
    since = head.unanswered.get(WEIGHT_CHANGED) if told is None else told.on
    if since is not None:
        says = "The client said that the weight changed: nothing rises until it is recorded."
        yield _task(TaskState.CHANGED, since, says, None if told is None else told.event)
    elif rests_on_weight(head):
        yield from _not_known(head, day)


def _not_known(head: Head, day: date) -> Iterator[Task]:
    weighed_on = weighed(head)
    if weighed_on is None:
        yield _task(TaskState.MISSING, head.screened.on, "So much a day needs a weight, and none is recorded.")
    elif day >= counts_until(weighed_on):
        says = f"The dose rests on a weight of {weighed_on}: weigh again."
        yield _task(TaskState.OLD, counts_until(weighed_on), says)


def _task(state: TaskState, since: date, says: str, event: int | None = None) -> Task:
    return Task(kind=TaskKind.WEIGHT, state=state, about=WEIGHT, since=since, says=says, event=event)


def weighed(head: Head) -> date | None:
    """The day of the newest weight; None where there is none."""
    body = head.doses[-1].body
    return None if body.weight is None else body.weighed_on


def counts_until(weighed_on: date) -> date:
    """The first day on which the weight is too old."""
    return weighed_on + timedelta(days=WEIGHT_COUNTS + 1)


def rests_on_weight(head: Head) -> bool:
    """Whether a dose is worked out from the weight, or reaches the limit per kg for somebody light."""
    items = head.doses[-1].items
    totals = daily_totals(items, head.declared)
    limited = ((CEILINGS[key], most) for key, most in totals.items() if key in CEILINGS)
    return is_by_weight(head) or any(passes_per_kg(ceilings, most) for ceilings, most in limited)
