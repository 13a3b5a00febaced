"""Whether a rise that was only proposed waits for a practitioner."""

from collections.abc import Iterator
from datetime import date

from protocols.plans.confirm import to_confirm
from protocols.plans.head import Head, item_of
from protocols.plans.task import Task, TaskKind, TaskState


def rise_waiting(head: Head, day: date) -> Iterator[Task]:
    """The one task about it, from the day it was proposed until it is confirmed, out of time or overtaken."""
    waiting = to_confirm(head, day)
    if waiting is None:
        return
    rise = waiting.rise
    says = (
        f"{item_of(head, rise.item).called}: the check-in of {waiting.check_in_on} (event {waiting.event}) would raise "
        f"{rise.daily_before.value} g a day to {rise.daily.value} g. Confirm it (`confirm_rise`) until {rise.until}, "
        "or check in again."
    )
    yield Task(
        kind=TaskKind.PROPOSAL,
        state=TaskState.PROPOSED,
        about=rise.item,
        since=waiting.proposed_on,
        due=rise.until,
        event=waiting.event,
        says=f"{says[0].upper()}{says[1:]}",
    )
