"""What is taken off a client's record, and by whom."""

from uuid import UUID

from protocols.plans.adjusting import check_reason
from protocols.plans.person import Person, Practitioner, Staff, answering, whoever
from protocols.plans.screening import ReasonNeeded
from protocols.text import Prose
from protocols.value import Value


class Said(Value, frozen=True):
    """Who changes a record, by id, and why; either may be left out where nothing is taken off."""

    by: UUID | None
    reason: Prose | None


def who_changes(before: Person, now: Person, said: Said, staff: Staff) -> Practitioner | None:
    """The person of the practice who changes the record; None for a bare key.

    A caution is taken off by a practitioner who says why, as what it stands against could start again without a trace.
    """
    if said.reason is not None:
        check_reason(said.reason)
    if set(before.recorded_cautions) <= set(now.recorded_cautions):
        return whoever(staff, said.by, "/by")
    who = answering(staff, said.by, "/by")
    if said.reason is None:
        raise ReasonNeeded("Say why the caution is taken off the record (`reason`).", pointer="/reason")
    return who
