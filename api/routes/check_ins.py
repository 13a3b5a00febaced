"""Check-ins, and the decisions they lead to."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.etag import etag
from api.opened import Opened, lifted, open_plan, stamp
from api.store import clients, plans, practices
from api.store.clients import ClientRecord, StoredClient
from api.store.transaction import Transaction
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import decide
from protocols.plans.decision import Decision
from protocols.plans.event import Actor, Decided
from protocols.plans.head import apply
from protocols.plans.person import Practitioner, named
from protocols.value import Value


class DecisionRead(Decision, frozen=True):
    """A decision as it stands in the plan's log: which plan and client, which event, when and by whom."""

    plan_id: UUID
    client: ClientNamed
    event: int
    recorded_at: datetime
    recorded_by: Actor


class Decisions(Value, frozen=True):
    """All decisions of a plan, oldest first; a plan has few enough for one answer."""

    items: tuple[DecisionRead, ...]


class CheckInRead(Value, frozen=True):
    """A check-in as it was recorded, and in one sentence what it led to."""

    event: int
    recorded_at: datetime
    recorded_by: Actor
    check_in: CheckIn
    sentence: str


class CheckIns(Value, frozen=True):
    """All check-ins of a plan, oldest first."""

    items: tuple[CheckInRead, ...]


@post(
    "/v1/plans/{plan_id:uuid}/check-ins",
    sync_to_thread=True,
    tags=["plans"],
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def record_check_in(
    call: NamedDependency[Call], plan_id: FromPath[UUID], data: JSONBody[CheckIn]
) -> Response[DecisionRead]:
    """Record a client's answers; the answer is the decision they lead to.

    The strongest wins on each axis: what happens to the dose, and who must be told. Only a complete check-in in its
    window raises a dose, by one step of one item, from tomorrow at the earliest; anything lower holds from now on.
    """
    event, opened = call.write(lambda tx: _record(tx, call, plan_id, data))
    headers = {"Location": f"/v1/plans/{plan_id}/decisions", "ETag": etag(opened.stored.version)}
    return Response(_read(opened, event), headers=headers)


@post(
    "/v1/plans/{plan_id:uuid}/check-ins/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_check_in(call: NamedDependency[Call], plan_id: FromPath[UUID], data: JSONBody[CheckIn]) -> Decision:
    """Try a client's answers without recording them: the decision that they would lead to today."""
    opened = call.read(lambda tx: open_plan(tx, call, plan_id))
    return decide(opened.protocol, opened.head, data, opened.today)


@get("/v1/plans/{plan_id:uuid}/check-ins", sync_to_thread=True, tags=["plans"], operation_class=op(401, 404))
def list_check_ins(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> CheckIns:
    """List the check-ins of a plan, oldest first."""
    _, decided = call.read(lambda tx: _log(tx, call, plan_id))
    return CheckIns(
        items=tuple(
            CheckInRead(
                event=event.stamp.seq,
                recorded_at=event.stamp.at,
                recorded_by=event.stamp.by,
                check_in=event.decision.check_in,
                sentence=event.decision.sentence,
            )
            for event in decided
        )
    )


@get("/v1/plans/{plan_id:uuid}/decisions", sync_to_thread=True, tags=["plans"], operation_class=op(401, 404))
def list_decisions(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Decisions:
    """List the decisions of a plan with everything that explains them, oldest first."""
    opened, decided = call.read(lambda tx: _log(tx, call, plan_id))
    return Decisions(items=tuple(_read(opened, event) for event in decided))


def _record(tx: Transaction, call: Call, plan_id: UUID, check_in: CheckIn) -> tuple[Decided, Opened]:
    opened = open_plan(tx, call, plan_id, lock=True)
    who = _who(tx, check_in)
    decision = decide(opened.protocol, opened.head, check_in, opened.today)
    event = Decided(stamp=stamp(call, opened, who), decision=decision)
    head = apply(opened.head, event)
    stored = plans.append(tx, opened.stored, (event,), head, lifted(head, opened.today))
    if decision.records:
        _write_to_record(tx, call, opened.client, decision.records)
    return event, msgspec.structs.replace(opened, stored=stored)


def _who(tx: Transaction, check_in: CheckIn) -> Practitioner | None:
    """A check-in may be entered by nobody in particular; a name that is given must be one of the practice's."""
    return None if check_in.by is None else named(practices.staff(tx), check_in.by, "/by")


def _write_to_record(tx: Transaction, call: Call, client: StoredClient, cautions: tuple[str, ...]) -> None:
    """What an alarm says of the client for good, such as an allergy, stands on the record from now on."""
    kept = tuple(dict.fromkeys((*client.recorded_cautions, *cautions)))
    record = ClientRecord(
        reference=client.reference,
        display_name=client.display_name,
        birth_date=client.birth_date,
        recorded_cautions=kept,
    )
    clients.update(tx, client.id, record, client.version, call.now)


def _log(tx: Transaction, call: Call, plan_id: UUID) -> tuple[Opened, tuple[Decided, ...]]:
    opened = open_plan(tx, call, plan_id)
    return opened, tuple(event for event in plans.events(tx, plan_id) if isinstance(event, Decided))


def _read(opened: Opened, event: Decided) -> DecisionRead:
    decision = {name: getattr(event.decision, name) for name in Decision.__struct_fields__}
    return DecisionRead(
        **decision,
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        recorded_at=event.stamp.at,
        recorded_by=event.stamp.by,
    )
