"""The summary of a plan for the record: who, what was asked and answered, what was decided and why, what was taken."""

from datetime import date, datetime
from uuid import UUID

from protocols.dosing.body import Body
from protocols.dosing.product import Product
from protocols.handouts.issued import SheetIssued
from protocols.handouts.page import Identity, Letterhead
from protocols.handouts.summary_course import DoseStretch, TakenTold
from protocols.handouts.summary_decisions import ActDone, CheckInVoided, DecisionTold
from protocols.handouts.summary_reports import CallMade, ReportTold
from protocols.handouts.summary_screening import FindingTold, OverrideGiven, ScreeningAsked
from protocols.plans.doubted import PlanDoubt
from protocols.plans.effect import Ended
from protocols.plans.event import Actor
from protocols.plans.notice import PlanNotice
from protocols.plans.position import Phase
from protocols.plans.snapshot import Declared, Pinned
from protocols.value import Value


class TextFollowed(Value, frozen=True):
    """A revision that the plan followed from an event on."""

    event: int
    on: date
    revision: Pinned


class Summary(Value, frozen=True, tag="summary", tag_field="kind"):
    """Everything that the record holds of a plan up to its newest `event`, and nothing else; each list oldest first.

    `notice` says what makes the whole plan one not to act on. `bodies` are the measurements that doses were worked out
    from, `product` and `declared` those of now. `course` is what the plan asked for day by day, `taken` what was told
    of it. `doubts` are publications that the protocol rests on and that are in doubt now, with who has seen it.
    `sheets` are those that were printed.
    """

    client: Identity
    practice: Letterhead
    plan_id: UUID
    made_on: date
    event: int
    notice: tuple[str, ...]
    phase: Phase
    ended: Ended | None
    start_on: date
    last_day: date
    started_at: datetime
    started_by: Actor
    texts: tuple[TextFollowed, ...]
    bodies: tuple[Body, ...]
    product: Product
    declared: tuple[Declared, ...]
    screenings: tuple[ScreeningAsked, ...]
    overrides: tuple[OverrideGiven, ...]
    findings: tuple[FindingTold, ...]
    awaited: tuple[PlanNotice, ...]
    doubts: tuple[PlanDoubt, ...]
    decisions: tuple[DecisionTold, ...]
    acts: tuple[ActDone, ...]
    course: tuple[DoseStretch, ...]
    taken: tuple[TakenTold, ...]
    reports: tuple[ReportTold, ...]
    calls: tuple[CallMade, ...]
    corrections: tuple[CheckInVoided, ...]
    sheets: tuple[SheetIssued, ...]
