"""An alarm or an adverse event told outside a check-in."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from protocols.checkpoints.change import SCREENED_AFTER
from protocols.plans.adverse_event import AdverseEvent
from protocols.plans.entering import ByClient, check_one_enters
from protocols.plans.expect import Expecting
from protocols.refusal import Malformed
from protocols.text import Key, Prose

_CHANGES = "Changes about the person: " + ", ".join(f"`{key}`" for key in SCREENED_AFTER) + "."


class Report(Expecting, frozen=True, kw_only=True):
    """What was told: alarms or changes answered yes, an adverse event with its record, or all; `by` took it down.

    It is taken in every state of a plan, also of one that is stopped or has not begun. An alarm stops the plan as at a
    check-in. An adverse event that is severe or serious stops it; a moderate one pauses it, and it comes back below the
    step on which that began; after a mild one a rise that was decided is taken back. Somebody is called after each
    (judgement, stricter than a check-in, because its questions were not asked). A death ends every live plan of the
    client for good, and nothing is said to anybody but the practice.

    `changes` are new since last time and about the person: told here they do what they do at a check-in. They reach
    every live plan of the client, whatever it holds; alarms and adverse events reach those with the substance.

    `follows` is the number of the event that first told an adverse event: then `adverse_event` is what is known of it
    now, such as whether it settled and which authority was told; what is left out stays as it was known. It is told at
    any time, and does to the plan what a first report does only where it is graver than what was known: more severe,
    serious for another reason, or back when the dose was taken again.
    """

    on: date
    alarms: Annotated[tuple[Key, ...], msgspec.Meta(max_length=60)] = ()
    changes: Annotated[tuple[Key, ...], msgspec.Meta(max_length=10, description=_CHANGES)] = ()
    adverse_event: AdverseEvent | None = None
    follows: Annotated[int, msgspec.Meta(ge=1)] | None = None
    note: Prose | None = None
    by: UUID | None = None
    entered_by: ByClient = None

    def __post_init__(self) -> None:
        check_one_enters(self.by, self.entered_by)
        if not (self.alarms or self.changes) and self.adverse_event is None:
            raise Malformed("A report tells of an alarm, of a change or of an adverse event.", pointer="/alarms")
        if self.follows is not None and (self.alarms or self.changes or self.adverse_event is None):
            raise Malformed("What follows a report is about its adverse event alone.", pointer="/follows")
        if self.adverse_event is not None and self.adverse_event.onset > self.on:
            raise Malformed("It began on the day of the report or before.", pointer="/adverse_event/onset")
