"""Check-ins, and the decisions they lead to."""

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
from api.opened import Opened, about, as_decided, happened, open_plan, stamp
from api.quota import NEVER_TURNED_AWAY
from api.recorded import PlanLookedAt
from api.scopes import Scope, needs
from api.store import plans, practices
from api.store.transaction import Transaction
from api.told_elsewhere import tell_others
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import decide
from protocols.plans.decision import Decision
from protocols.plans.entering import Entered, check_client_may
from protocols.plans.entering import entered as entered_as
from protocols.plans.event import Actor, Decided
from protocols.plans.lived_again import voided
from protocols.plans.numbers import check_units
from protocols.plans.person import Practitioner, whoever
from protocols.plans.telling import told_by_check_in
from protocols.value import Value


class DecisionRead(Decision, frozen=True, kw_only=True):
    """A decision as it stands in the plan's log: of which plan and client, when, by whom, whether it is void since."""

    plan_id: UUID
    client: ClientNamed
    event: int
    recorded_at: datetime
    recorded_by: Actor
    voided: bool


class DecisionMade(DecisionRead, frozen=True, kw_only=True):
    """A decision that was just made, and what to say to the client because of it.

    `other_plans` are live plans of the client that heard of it: each of what changed about the person, those with the
    substance of alarms and of what stops with an urgent call, all that something new on the record concerns, and those
    in which an urgent call takes back a rise that has not begun.
    """

    aftermath: Aftermath
    other_plans: tuple[PlanLookedAt, ...]


class DecisionTried(Decision, frozen=True, kw_only=True):
    """A decision that a check-in would lead to today, of which plan and client; nothing of it is stored."""

    plan_id: UUID
    client: ClientNamed


class Decisions(Value, frozen=True):
    """All decisions of a plan, oldest first; a plan has few enough for one answer."""

    plan_id: UUID
    client: ClientNamed
    items: tuple[DecisionRead, ...]


class CheckInRead(Value, frozen=True):
    """A check-in as it was recorded, in one sentence what it led to, and whether it was made void since."""

    event: int
    recorded_at: datetime
    recorded_by: Actor
    check_in: CheckIn
    sentence: str
    voided: bool


class CheckIns(Value, frozen=True):
    """All check-ins of a plan, oldest first."""

    plan_id: UUID
    client: ClientNamed
    items: tuple[CheckInRead, ...]


@post(
    "/v1/plans/{plan_id:uuid}/check-ins",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def record_check_in(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    data: JSONBody[CheckIn],
    idempotency_key: IdempotencyKey = None,
) -> Response[DecisionMade]:
    """Record a client's answers; the answer is the decision they lead to, with what to say where it lowers or calls.

    The strongest wins on each axis: what happens to the dose, and who must be told. Only a complete check-in in its
    window raises a dose, by one step of one item, from tomorrow at the earliest; anything lower holds from now on. What
    an assistant or the client entered raises nothing: a rise is `proposed`, and a practitioner confirms it.
    """
    return call.once(idempotency_key, lambda tx: _record(tx, call, plan_id, data), _made)


def _made(recorded: tuple[DecisionMade, int]) -> Response[DecisionMade]:
    made, version = recorded
    return Response(made, headers={"Location": f"/v1/plans/{made.plan_id}/decisions", "ETag": etag(version)})


@post(
    "/v1/plans/{plan_id:uuid}/check-ins/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_check_in(call: NamedDependency[Call], plan_id: FromPath[UUID], data: JSONBody[CheckIn]) -> DecisionTried:
    """Try a client's answers without recording them: the decision that they would lead to today."""
    opened, decision = call.read(lambda tx: _tried(tx, call, plan_id, data))
    return grown(DecisionTried, decision, plan_id=plan_id, client=client_named(opened.client))


@get(
    "/v1/plans/{plan_id:uuid}/check-ins",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def list_check_ins(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> CheckIns:
    """List the check-ins of a plan, oldest first."""
    opened, decided, gone = call.read(lambda tx: _log(tx, call, plan_id))
    return CheckIns(
        plan_id=plan_id,
        client=client_named(opened.client),
        items=tuple(
            CheckInRead(
                event=event.stamp.seq,
                recorded_at=event.stamp.at,
                recorded_by=event.stamp.by,
                check_in=event.decision.check_in,
                sentence=event.decision.sentence,
                voided=event.stamp.seq in gone,
            )
            for event in decided
        ),
    )


@get(
    "/v1/plans/{plan_id:uuid}/decisions",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def list_decisions(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Decisions:
    """List the decisions of a plan with everything that explains them, oldest first."""
    opened, decided, gone = call.read(lambda tx: _log(tx, call, plan_id))
    items = tuple(_read(opened, event, gone) for event in decided)
    return Decisions(plan_id=plan_id, client=client_named(opened.client), items=items)


def _record(tx: Transaction, call: Call, plan_id: UUID, check_in: CheckIn) -> tuple[DecisionMade, int]:
    opened = open_plan(tx, call, plan_id, lock=True)
    who, entered = _who(tx, call, check_in)
    decision = _decide(tx, opened, check_in, entered)
    event = Decided(stamp=stamp(call, opened, who), decision=decision)
    later = happened(tx, opened, event)
    others = tell_others(tx, call, (opened, later), who, told_by_check_in(opened.protocol, decision))
    follows = aftermath(tx, opened, later, decision)
    return grown(DecisionMade, _read(later, event), aftermath=follows, other_plans=others), later.stored.version


def _tried(tx: Transaction, call: Call, plan_id: UUID, check_in: CheckIn) -> tuple[Opened, Decision]:
    opened, (_, entered) = open_plan(tx, call, plan_id), _who(tx, call, check_in)
    return opened, _decide(tx, opened, check_in, entered)


def _decide(tx: Transaction, opened: Opened, check_in: CheckIn, entered: Entered) -> Decision:
    """The decision on a check-in whose laboratory values have units, as only a made-up client's may lack them."""
    meant = about(opened, check_in)
    check_units(opened.protocol, meant)
    return decide(opened.protocol, as_decided(tx, opened), meant, opened.today, entered)


def _who(tx: Transaction, call: Call, check_in: CheckIn) -> tuple[Practitioner | None, Entered]:
    """A check-in may be entered by nobody in particular; a name that is given must be one of the practice's.

    Whoever is signed in stays beside what the client entered, and gives it no weight: it is the client's.
    """
    by_client = check_in.entered_by is not None
    if by_client:
        check_client_may(check_in.entered_by, allowed=practices.get(tx).settings.client_check_ins)
    staff = call.staff(tx)
    who = whoever(staff, check_in.by, "/by")
    return who, entered_as(who, staff, by_client=by_client)


def _log(tx: Transaction, call: Call, plan_id: UUID) -> tuple[Opened, tuple[Decided, ...], frozenset[int]]:
    """The plan, its decisions, and the numbers of those that are void."""
    opened, log = open_plan(tx, call, plan_id), plans.events(tx, plan_id)
    return opened, tuple(event for event in log if isinstance(event, Decided)), voided(log)


def _read(opened: Opened, event: Decided, gone: frozenset[int] = frozenset()) -> DecisionRead:
    return grown(
        DecisionRead,
        event.decision,
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        recorded_at=event.stamp.at,
        recorded_by=event.stamp.by,
        voided=event.stamp.seq in gone,
    )
