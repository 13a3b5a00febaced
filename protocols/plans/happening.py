"""What happened in a course, one event after the other."""

from datetime import date

from protocols.checkpoints.outcome import Call
from protocols.plans.acts import Adjustment
from protocols.plans.decision import Decision
from protocols.plans.entry import MigrateThen, RecallThen, RecordThen, VoidThen
from protocols.plans.event import Mapped
from protocols.plans.notice import PlanNotice
from protocols.plans.report import Report
from protocols.value import Value


class Happened(Value, frozen=True):
    """On which day it happened, the words to say to the client because of it, and the findings that stand after it.

    `written` points to the script's own words, as an RFC 6901 JSON Pointer; it is null for what nobody wrote. `event`
    is its number in the log, by which later acts name it; it is null where nothing of it comes into the plan's log.
    """

    event: int | None
    number: int
    day: date
    written: str | None
    to_say: tuple[str, ...]
    findings: tuple[PlanNotice, ...]


class CheckedIn(Happened, frozen=True, tag="check_in", tag_field="kind"):
    """A check-in with the decision it led to; answers of somebody well were written by nobody."""

    decision: Decision


class Acted(Happened, frozen=True, tag="act", tag_field="kind"):
    """A practitioner's act, with the sentence that says what it did.

    `written` is null for what is assumed where the script says nothing: before a dose passes a line the screening is
    asked again in full, with the same answers, on the day of the check-in.
    """

    act: Adjustment
    sentence: str


class ReportTaken(Happened, frozen=True, tag="report", tag_field="kind"):
    """Something told outside a check-in, with the call that it made and the sentence that says what it did."""

    report: Report
    call: Call
    sentence: str


class MadeVoid(Happened, frozen=True, tag="void", tag_field="kind"):
    """A check-in made void, with the sentence that says what that did."""

    void: VoidThen
    sentence: str


class RecallTaken(Happened, frozen=True, tag="recall", tag_field="kind"):
    """The revision recalled, with the call that it made; a plan that is over is left as it is."""

    recall: RecallThen
    call: Call
    sentence: str


class WentOver(Happened, frozen=True, tag="migrate", tag_field="kind"):
    """The plan gone over to another revision, with each item's step before and after."""

    migrate: MigrateThen
    items: tuple[Mapped, ...]
    sentence: str


class RecordTaken(Happened, frozen=True, tag="record", tag_field="kind"):
    """The client's record changed, with the call that it made; a plan that it does not concern is left as it is."""

    record: RecordThen
    call: Call
    sentence: str


Happening = CheckedIn | Acted | ReportTaken | MadeVoid | RecallTaken | WentOver | RecordTaken
