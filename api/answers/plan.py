"""A plan as callers read it."""

from datetime import date, datetime
from uuid import UUID

from api.opened import Opened
from api.paging import Page
from api.store.clients import StoredClient
from api.store.plan_rows import StoredPlan
from protocols.checkpoints.checkpoint import Window
from protocols.dosing.body import Body
from protocols.dosing.product import Product
from protocols.evidence.doubt import Doubt
from protocols.plans.confirm import standing
from protocols.plans.decide import dosing
from protocols.plans.decision import Dosing
from protocols.plans.doubted import PlanDoubt, plan_doubts
from protocols.plans.effect import Ended
from protocols.plans.head import OpenCall
from protocols.plans.notice import PlanNotice, notices
from protocols.plans.position import ItemPosition, Phase, at, ended_on, windows
from protocols.plans.proposal import OpenProposal
from protocols.plans.screening import Screened
from protocols.plans.snapshot import Declared, Pinned, PlannedItem
from protocols.plans.still_screened import screened_until
from protocols.value import Value


class ClientNamed(Value, frozen=True):
    """Whom a plan is for, by two identifiers and the practice's own reference."""

    id: UUID
    reference: str
    display_name: str
    birth_date: date


class PlanRead(Value, frozen=True):
    """A plan on the client's today: whose, on what revision, in which phase, at which dose, with what ahead.

    `items` hold every step with its dose resolved for this client's newest weight;
    `screened` is the newest screening; after `screened_until` nothing rises by name, resumes or settles before it was
    asked again, or a check-in has told that nothing changed. `doses` is what is to be taken today; from 8 days after a
    check-in was due no sheet prints it, and after 14 days it is none until somebody resumes the plan. `last_day` is
    the hard limit: nothing is taken after it, however the plan goes. `proposal` is a rise that waits for a
    practitioner's `confirm_rise`. `doubts` are publications that the plan's protocol rests on and that were corrected
    since it was published, stand under an expression of concern or were retracted; where nobody has acknowledged one,
    the worklist shows it as long as the plan can give a dose.
    """

    id: UUID
    client: ClientNamed
    protocol: Pinned
    phase: Phase
    today: date
    start_on: date
    last_day: date
    positions: tuple[ItemPosition, ...]
    doses: tuple[Dosing, ...]
    checkpoints: tuple[Window, ...]
    calls: tuple[OpenCall, ...]
    notices: tuple[PlanNotice, ...]
    doubts: tuple[PlanDoubt, ...]
    ended: Ended | None
    body: Body
    product: Product
    declared: tuple[Declared, ...]
    screened: Screened
    screened_until: date
    proposal: OpenProposal | None
    items: tuple[PlannedItem, ...]
    time_zone: str
    version: int
    created_at: datetime
    updated_at: datetime


class PlanListed(Value, frozen=True):
    """A plan in a list, as it stood when it was last written; the client by the name and birth date of now."""

    id: UUID
    client_id: UUID
    client: ClientNamed
    protocol: Pinned
    phase: Phase
    start_on: date
    last_day: date
    next_due: date | None
    version: int
    updated_at: datetime


class PlanPage(Page[PlanListed], frozen=True):
    """A page of plans, in the order in which they were made."""


def client_named(client: StoredClient) -> ClientNamed:
    """The client by name and birth date."""
    return ClientNamed(
        id=client.id,
        reference=client.reference,
        display_name=client.display_name,
        birth_date=client.birth_date,
    )


def plan_read(opened: Opened, doubts: tuple[Doubt, ...]) -> PlanRead:
    """The plan as it stands today; `doubts` are those of its revision."""
    stored, head, today = opened.stored, opened.head, opened.today
    position = at(head, today)
    snapshot = head.snapshot
    return PlanRead(
        id=stored.id,
        client=client_named(opened.client),
        protocol=head.follows.revision,
        phase=position.phase,
        today=today,
        start_on=snapshot.start_on,
        last_day=position.last_day,
        positions=position.items,
        doses=dosing(head, today),
        checkpoints=windows(head, today),
        calls=head.calls,
        notices=notices(opened.protocol, head),
        doubts=plan_doubts(opened.protocol, head, doubts),
        ended=ended_on(head, today),
        body=head.doses[-1].body,
        product=head.product,
        declared=head.declared,
        screened=head.screened,
        screened_until=screened_until(head),
        proposal=standing(head, today),
        items=head.doses[-1].items,
        time_zone=snapshot.time_zone,
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def plan_listed(stored: StoredPlan, client: StoredClient) -> PlanListed:
    """The plan as a list shows it."""
    return PlanListed(
        id=stored.id,
        client_id=stored.client_id,
        client=client_named(client),
        protocol=stored.head.follows.revision,
        phase=Phase(stored.phase),
        start_on=stored.started_on,
        last_day=stored.last_day,
        next_due=stored.next_due,
        version=stored.version,
        updated_at=stored.updated_at,
    )
