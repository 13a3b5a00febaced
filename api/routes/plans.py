"""Clients' plans: start, list, read, and the days ahead."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers.ahead import PlanSchedule, PlanSupply
from api.answers.plan import PlanPage, PlanRead, client_named, plan_listed, plan_read
from api.call import Call
from api.contract import op
from api.doubts import doubts_of
from api.etag import etag
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.ids import new_id
from api.lists import Wanted, after_id, turn
from api.named import named
from api.opened import LOOKED_BACK, Opened, lifted, open_plan, person_of, pinned_of
from api.paging import Cursor, Limit, Position
from api.plan_query import IsLive, OnProtocol, OnRevision, PlanQuery, filter_of, written
from api.recorded import PlanLookedAt
from api.scopes import Scope, needs
from api.store import clients, open_calls, plans, practices, protocols, revisions
from api.store.clients import StoredClient
from api.store.plan_rows import NewPlan, PlanFilter, StoredPlan
from api.store.refusals import NotFound
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from api.told_elsewhere import tell_others
from protocols.dosing.body import Body, IdealWeight
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity
from protocols.plans.elsewhere import said_elsewhere
from protocols.plans.event import ENGINE, Actor, Stamp, Started
from protocols.plans.expect import Whom, check_expected
from protocols.plans.fold import fold
from protocols.plans.position import Phase
from protocols.plans.schedule import schedule
from protocols.plans.screening import Override, Screening
from protocols.plans.snapshot import Declared, Live, Practice, Snapshot, Wish
from protocols.plans.start import RevisionNotUsable, check_usable, start
from protocols.plans.start_step import StartStep
from protocols.plans.supply import supply
from protocols.plans.telling import told_by_screening
from protocols.plans.weighed import last_weighed
from protocols.value import Value


class PlanStarted(PlanRead, frozen=True, kw_only=True):
    """A plan that was just started.

    `other_plans` are live plans of the client that hear of what its screening or its products told of the person.
    """

    other_plans: tuple[PlanLookedAt, ...]


class PlanNew(Value, frozen=True):
    """A client's start on a protocol: which, from when, with what weight and height, screening and reasons.

    `protocol` is an id or a slug; without `revision` it is the last published one. `weight` is in kg, `height` in cm;
    `ideal_weight` counts instead of 22 kg per square metre of height, which is known from 140 to 210 cm.
    `confirmed` says that unusual measurements were checked: a body mass index outside 14 to 60, or a weight more than
    20 % from the last one of the client. `product` is measured with its scoop or comes in packets.
    """

    client_id: UUID
    protocol: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    start_on: date
    screening: Screening
    revision: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    weight: Quantity | None = None
    height: Quantity | None = None
    ideal_weight: IdealWeight | None = None
    weighed_on: date | None = None
    confirmed: bool = False
    overrides: Annotated[tuple[Override, ...], msgspec.Meta(max_length=60)] = ()
    product: Product = Product()
    declared: Annotated[tuple[Declared, ...], msgspec.Meta(max_length=20)] = ()
    start_step: StartStep | None = None
    expect: Whom = None

    def __post_init__(self) -> None:
        self.body()

    def body(self) -> Body:
        """The measured body; refuses what is not plausible."""
        return Body(
            weight=self.weight,
            height=self.height,
            weighed_on=self.weighed_on,
            confirmed=self.confirmed,
            ideal=self.ideal_weight,
        )


@post(
    "/v1/plans",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE),
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def start_plan(
    call: NamedDependency[Call], data: JSONBody[PlanNew], idempotency_key: IdempotencyKey = None
) -> Response[PlanStarted]:
    """Start a client on a protocol.

    It starts on the entry step, or lower where a `start_step` is named. Refused are a second live plan with the same
    substance, more than 40 g of L-glutamine a day over all items and declared products, more than 15 g at once, an
    exclusion, and a caution without the reason it asks for. A publication in doubt refuses nothing; the plan's
    `doubts` name it.
    """
    return call.once(idempotency_key, lambda tx: _started_anew(tx, call, data), _created)


def _created(plan: PlanStarted) -> Response[PlanStarted]:
    return Response(plan, headers={"Location": f"/v1/plans/{plan.id}", "ETag": etag(plan.version)})


@get(
    "/v1/plans",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_plans(  # noqa: PLR0913 each filter is a parameter of the address
    call: NamedDependency[Call],
    *,
    client_id: FromQuery[UUID | None] = None,
    phase: FromQuery[Phase | None] = None,
    due_by: FromQuery[date | None] = None,
    protocol: OnProtocol = None,
    revision: OnRevision = None,
    live: IsLive = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[PlanPage]:
    """List plans, oldest first: of one client, in one phase, due by a day, on one protocol or revision, live or not."""
    asked = PlanQuery(client_id, phase, due_by, protocol, revision, live)
    page = turn(
        call,
        Wanted("/v1/plans", written(asked), limit, cursor),
        lambda tx, after, count: _rows(tx, filter_of(tx, call, asked), after, count),
        lambda row: (str(row[0].id),),
    )
    answer = PlanPage(items=[plan_listed(*row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@get(
    "/v1/plans/{plan_id:uuid}",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def get_plan(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Response[PlanRead]:
    """Read a plan as it stands on the client's today."""
    plan = call.read(lambda tx: _read(tx, open_plan(tx, call, plan_id)))
    return Response(plan, headers={"ETag": etag(plan.version)})


@get(
    "/v1/plans/{plan_id:uuid}/schedule",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def get_schedule(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> PlanSchedule:
    """Read the dated days that follow if all goes well; what is not decided says so."""
    opened = call.read(lambda tx: open_plan(tx, call, plan_id))
    ahead = schedule(opened.head, opened.today)
    return grown(PlanSchedule, ahead, plan_id=plan_id, client=client_named(opened.client))


@get(
    "/v1/plans/{plan_id:uuid}/supply",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def get_supply(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> PlanSupply:
    """Read what to have at home for the days to come, in g, packets and packs; 0 while nothing is to be taken."""
    opened = call.read(lambda tx: open_plan(tx, call, plan_id))
    needed = supply(opened.head, opened.today)
    return grown(PlanSupply, needed, plan_id=plan_id, client=client_named(opened.client))


def _rows(
    tx: Transaction, wanted: PlanFilter, after: Position | None, count: int
) -> tuple[tuple[StoredPlan, StoredClient], ...]:
    """A page of plans, each with its client; the clients are loaded together."""
    found = plans.page(tx, wanted, after_id(after), count)
    people = clients.several(tx, {plan.client_id for plan in found})
    return tuple((plan, people[plan.client_id]) for plan in found)


def _read(tx: Transaction, opened: Opened) -> PlanRead:
    return plan_read(opened, doubts_of(tx, opened))


def _started_anew(tx: Transaction, call: Call, data: PlanNew) -> PlanStarted:
    opened = _start(tx, call, data)
    told = told_by_screening(opened.protocol, data.screening, data.declared, opened.today)
    others = tell_others(tx, call, (opened, opened), opened.head.screened.by, told)
    return grown(PlanStarted, _read(tx, opened), other_plans=others)


def _start(tx: Transaction, call: Call, data: PlanNew) -> Opened:
    practices.before_a_dose(tx)
    with _pointing_at("/client_id"):
        client = clients.lock(tx, data.client_id)
    check_expected(data.expect, client.display_name, client.birth_date)
    with _pointing_at("/protocol"):
        protocol = protocols.get(tx, named(data.protocol))
    revision = _revision(tx, protocol.id, data.revision)
    time_zone = practices.get(tx).settings.time_zone
    today = call.today(time_zone)
    snapshot = start(
        text_of(revision),
        pinned_of(protocol.slug, revision),
        (client.id, person_of(client, time_zone)),
        Wish(
            start_on=data.start_on,
            body=data.body(),
            screening=data.screening,
            overrides=data.overrides,
            product=data.product,
            declared=data.declared,
            start_step=data.start_step,
        ),
        Practice(staff=call.staff(tx), time_zone=time_zone),
        _others(tx, client.id, today),
        today,
    )
    head = fold([event := _started(call, snapshot, today)])
    new = NewPlan(id=new_id(), built_in=revision.built_in, head=head, lifted=lifted(text_of(revision), head, today))
    stored = plans.start(tx, new, event)
    return Opened(stored=stored, client=client, protocol=text_of(revision), today=today)


def _others(tx: Transaction, client_id: UUID, today: date) -> Live:
    """What the client's other plans say about a start."""
    earlier = tuple(plan.head for plan in plans.newest(tx, client_id, LOOKED_BACK))
    return msgspec.structs.replace(
        said_elsewhere(earlier, today),
        substances=plans.live_substances(tx, client_id, today),
        last_weighed=last_weighed(earlier),
        call_open=open_calls.urgent(tx, client_id),
    )


@contextmanager
def _pointing_at(pointer: str) -> Iterator[None]:
    """What is not there was named in the body, and the problem says where."""
    try:
        yield
    except NotFound as missing:
        raise NotFound(missing.noun, pointer=pointer) from None


def _revision(tx: Transaction, protocol_id: UUID, number: int | None) -> StoredRevision:
    """The published revision that was asked for; raises NotFound, RevisionNotUsable."""
    if number is not None:
        with _pointing_at("/revision"):
            revision = revisions.get(tx, protocol_id, number)
        check_usable(revision.status)
        return revision
    try:
        return revisions.latest_published(tx, protocol_id)
    except NotFound:
        raise RevisionNotUsable(
            "Nothing of this protocol is published: it is still a draft, or it was retired.", pointer="/protocol"
        ) from None


def _started(call: Call, snapshot: Snapshot, today: date) -> Started:
    return Started(
        stamp=Stamp(
            seq=1,
            at=call.now,
            today=today,
            by=Actor(key_id=call.caller.key_id, practitioner=snapshot.screened.by),
            revision_hash=snapshot.revision.hash,
            engine=ENGINE,
        ),
        snapshot=snapshot,
    )
