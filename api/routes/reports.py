"""Alarms and adverse events told outside a check-in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import Aftermath, aftermath
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.etag import etag
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.opened import Opened, about, happened, open_plan, stamp
from api.quota import NEVER_TURNED_AWAY
from api.recorded import PlanLookedAt
from api.scopes import Scope, needs
from api.store import plans
from api.store.transaction import Transaction
from api.told_elsewhere import tell_others
from protocols.checkpoints.outcome import Call as Urgency
from protocols.plans.adverse_event import AdverseEvent
from protocols.plans.decision import Dosing
from protocols.plans.event import Actor, Reported
from protocols.plans.person import whoever
from protocols.plans.position import Phase, phase_on
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.telling import told_by_report
from protocols.text import Key
from protocols.value import Value


class ReportRead(Value, frozen=True):
    """A report as it stands in the plan's log: what was told, the dose when it began, what it did, who is called.

    `told_of` is the plan of the same client that it was told of, where that is another one.
    """

    plan_id: UUID
    client: ClientNamed
    event: int
    recorded_at: datetime
    recorded_by: Actor
    report: Report
    dose_then: tuple[Dosing, ...]
    sentence: str
    call: Urgency
    call_because: tuple[Key, ...]
    phase: Phase
    told_of: UUID | None


class ReportMade(ReportRead, frozen=True, kw_only=True):
    """A report that was just taken, and what to say to the client because of it.

    `other_plans` are live plans of the client that it stopped or paused: those with the substance, and those that
    something new on the record concerns; and those in which an urgent call takes back a rise that has not begun.
    """

    aftermath: Aftermath
    other_plans: tuple[PlanLookedAt, ...]


class ReportListed(ReportRead, frozen=True, kw_only=True):
    """A first report, what followed it, oldest first, and what is known of its adverse event now."""

    known: AdverseEvent | None
    follow_ups: tuple[ReportRead, ...]


class Reports(Value, frozen=True):
    """All reports about a plan, oldest first, each with those that follow it; `phase` is the plan's today."""

    plan_id: UUID
    client: ClientNamed
    items: tuple[ReportListed, ...]


@post(
    "/v1/plans/{plan_id:uuid}/reports",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def record_report(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    data: JSONBody[Report],
    idempotency_key: IdempotencyKey = None,
) -> Response[ReportMade]:
    """Report an alarm, a change or an adverse event on any day, in any state of the plan; an alarm stops it at once.

    What stops or pauses a plan does so with every live plan of the client that has the substance, whichever it was
    told of. An adverse event is recorded if it began during the plan or up to 30 days after its end (judgement). What
    is known of it later, such as whether it settled, is told with `follows`, at any time. What has changed about the
    person since last time, such as a pregnancy or a stay in hospital, is told in `changes`, and does the same to every
    live plan of the client, whatever it holds.
    """
    return call.once(idempotency_key, lambda tx: _record(tx, call, plan_id, data), _made)


def _made(recorded: tuple[ReportMade, int]) -> Response[ReportMade]:
    made, version = recorded
    return Response(made, headers={"Location": f"/v1/plans/{made.plan_id}/reports", "ETag": etag(version)})


@get(
    "/v1/plans/{plan_id:uuid}/reports",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def list_reports(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Reports:
    """List what was reported outside check-ins, oldest first."""

    def step(tx: Transaction) -> Reports:
        opened = open_plan(tx, call, plan_id)
        told = [event for event in plans.events(tx, plan_id) if isinstance(event, Reported)]
        items = tuple(_listed(opened, each, told) for each in told if each.report.follows is None)
        return Reports(plan_id=plan_id, client=client_named(opened.client), items=items)

    return call.read(step)


def _record(tx: Transaction, call: Call, plan_id: UUID, data: Report) -> tuple[ReportMade, int]:
    opened = open_plan(tx, call, plan_id, lock=True)
    who = whoever(call.staff(tx), data.by, "/by")
    told = about(opened, data)
    done = report(opened.protocol, opened.head, told, opened.today)
    event = Reported(
        stamp=stamp(call, opened, who),
        report=told,
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=done.effect,
    )
    later = happened(tx, opened, event)
    others = tell_others(tx, call, (opened, later), who, told_by_report(opened.protocol, told, done))
    follows = aftermath(tx, opened, later, done.effect)
    return grown(ReportMade, _read(later, event), aftermath=follows, other_plans=others), later.stored.version


def _listed(opened: Opened, first: Reported, told: Sequence[Reported]) -> ReportListed:
    later = [each for each in told if each.report.follows == first.stamp.seq]
    known = next((each.record for each in opened.head.adverse_events if each.event == first.stamp.seq), None)
    return grown(
        ReportListed, _read(opened, first), known=known, follow_ups=tuple(_read(opened, each) for each in later)
    )


def _read(opened: Opened, event: Reported) -> ReportRead:
    return ReportRead(
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        recorded_at=event.stamp.at,
        recorded_by=event.stamp.by,
        report=event.report,
        dose_then=event.dose_then,
        sentence=event.sentence,
        call=event.effect.call,
        call_because=event.effect.call_because,
        phase=phase_on(opened.head, opened.today),
        told_of=event.told_of,
    )
