"""One thing that happens in a script, on a day."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

import msgspec

from protocols.checkpoints.laboratory import Result
from protocols.decimal_string import DecimalString
from protocols.plans.acts import Adjustment
from protocols.plans.adverse_event import AdverseEvent
from protocols.plans.check_in import Told
from protocols.plans.entering import ByClient
from protocols.plans.migrate import Migration
from protocols.plans.void import Void
from protocols.refusal import Malformed
from protocols.text import Key, Prose
from protocols.value import Value

MOST_DAYS: Final = 1096
"""Days of a course that are followed: longer than any calendar limit of two years, with room for a pause."""

FIRST_DAY: Final = -6
"""The earliest day of an entry: 7 days before day 1, where a baseline may be taken (judgement)."""

DayNumber = Annotated[int, msgspec.Meta(ge=FIRST_DAY, le=MOST_DAYS)]


class CheckInThen(Value, frozen=True):
    """A check-in just as a real plan takes it: what is left out was not asked.

    `on` is the day of the answers, where they are entered later than that; otherwise it is the day of the entry.
    A laboratory value may also stand among the `answers` of a script, as a number in the measure's own unit; nothing
    is then known of the laboratory's limit. `entered_by` is taken whether or not the practice takes check-ins from
    clients.
    """

    checkpoint: Key | None = None
    on: date | None = None
    answers: Annotated[dict[Key, DecimalString], msgspec.Meta(max_length=100)] = msgspec.field(default_factory=dict)
    laboratory: Annotated[dict[Key, Result], msgspec.Meta(max_length=100)] = msgspec.field(default_factory=dict)
    alarms: Told | None = None
    changes: Told | None = None
    off_days: Annotated[int, msgspec.Meta(ge=0, le=731)] | None = None
    note: Prose | None = None
    by: UUID | None = None
    entered_by: ByClient = None


class ReportThen(Value, frozen=True):
    """An alarm, a change or an adverse event told outside a check-in, just as a real plan takes it."""

    alarms: Annotated[tuple[Key, ...], msgspec.Meta(max_length=60)] = ()
    changes: Annotated[tuple[Key, ...], msgspec.Meta(max_length=10)] = ()
    adverse_event: AdverseEvent | None = None
    follows: Annotated[int, msgspec.Meta(ge=1)] | None = None
    note: Prose | None = None
    by: UUID | None = None
    entered_by: ByClient = None


class VoidThen(Void, frozen=True, kw_only=True):
    """A check-in made void: `event` is the number of its event, which the course gives with each happening."""

    event: Annotated[int, msgspec.Meta(ge=1)]


class RecallThen(Value, frozen=True):
    """The revision that the plan walks is recalled: why, and by whom."""

    reason: Prose
    by: UUID | None = None


class MigrateThen(Migration, frozen=True, kw_only=True):
    """The plan goes over to another revision of its protocol, by its number, with the new text's screening."""

    revision: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class RecordThen(Value, frozen=True):
    """The client's record changes: what is left out stays, `recorded_cautions` are all that stand on it from then on.

    The record of somebody made up begins without any. A caution is taken off as from a real record: by a practitioner,
    and with a reason.
    """

    recorded_cautions: Annotated[tuple[Key, ...], msgspec.Meta(max_length=60)] | None = None
    birth_date: date | None = None
    by: UUID | None = None
    reason: Prose | None = None

    def __post_init__(self) -> None:
        if self.recorded_cautions is None and self.birth_date is None:
            raise Malformed("Say what changes: `recorded_cautions` or `birth_date`.", pointer="/recorded_cautions")


class Entry(Value, frozen=True):
    """One thing that happens: something told, something done by name, or something that happens to the plan.

    It has a `day` of the course (1 is its start) or a date. Entries of one day happen in the order in which they are
    written, before what is answered by itself on that day.
    """

    day: DayNumber | None = None
    on: date | None = None
    check_in: CheckInThen | None = None
    act: Adjustment | None = None
    report: ReportThen | None = None
    void: VoidThen | None = None
    recall: RecallThen | None = None
    migrate: MigrateThen | None = None
    record: RecordThen | None = None

    def __post_init__(self) -> None:
        if (self.day is None) == (self.on is None):
            raise Malformed("An entry has a `day` of the course or a date (`on`): one of the two.", pointer="/day")
        told = (self.check_in, self.act, self.report, self.void, self.recall, self.migrate, self.record)
        if sum(each is not None for each in told) != 1:
            raise Malformed(
                "An entry holds a `check_in`, `act`, `report`, `void`, `recall`, `migrate` or `record`: one of these.",
                pointer="/check_in",
            )
