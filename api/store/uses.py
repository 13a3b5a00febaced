"""Which revisions and live plans rest on a work."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from api.store.plans import is_live
from api.store.recalls import as_read
from api.store.reserved import LIBRARY
from api.store.revision_rows import readable
from api.store.tables import clients, plan_evidence_seen, plans, protocols, revision_works, revisions
from api.store.transaction import Transaction
from protocols.authoring.revision import RevisionStatus
from protocols.evidence.work import WorkStatus
from protocols.text import Key
from protocols.value import Value


class RevisionUsing(Value, frozen=True):
    """A numbered revision that cites a work."""

    protocol_id: UUID
    slug: Key
    built_in: bool
    number: int
    status: RevisionStatus
    title: str


class PlanUsing(Value, frozen=True):
    """A live plan on such a revision, whose it is, and the gravest doubt of the work that was acknowledged for it."""

    plan_id: UUID
    slug: Key
    number: int
    phase: str
    acknowledged: WorkStatus | None
    client_id: UUID
    reference: str
    display_name: str
    birth_date: date


def revisions_on(tx: Transaction, key: str) -> tuple[RevisionUsing, ...]:
    """Every revision that the practice may read and that cites the work, by slug, the newest first."""
    here = as_read(tx)
    columns = (here.c.protocol_id, here.c.practice_id, here.c.number)
    query = (
        select(*columns, here.c.status, here.c.title, protocols.c.slug)
        .join(revision_works, _cites(tx, here.c.id, key))
        .join(protocols, _of_protocol(tx, here.c.protocol_id))
        .order_by(protocols.c.slug, protocols.c.id, here.c.number.desc())
    )
    return tuple(
        RevisionUsing(
            protocol_id=row["protocol_id"],
            slug=row["slug"],
            built_in=row["practice_id"] == LIBRARY,
            number=row["number"],
            status=RevisionStatus(row["status"]),
            title=row["title"],
        )
        for row in tx.connection.execute(query).mappings()
    )


def plans_on(tx: Transaction, key: str, today: date, after: UUID | None, limit: int) -> tuple[PlanUsing, ...]:
    """The practice's live plans on such revisions, in the order in which they were made, from the one after `after`."""
    seen, whose = plan_evidence_seen.c, (clients.c.reference, clients.c.display_name, clients.c.birth_date)
    ours = and_(seen.practice_id == tx.practice_id, seen.plan_id == plans.c.id, seen.work_key == key)
    query = (
        select(plans.c.id, plans.c.phase, plans.c.client_id, protocols.c.slug, revisions.c.number, seen.status, *whose)
        .join(revision_works, _cites(tx, plans.c.revision_id, key))
        .join(revisions, and_(revisions.c.id == plans.c.revision_id, readable(tx, revisions.c.practice_id)))
        .join(protocols, _of_protocol(tx, plans.c.protocol_id))
        .join(clients, and_(clients.c.id == plans.c.client_id, clients.c.practice_id == tx.practice_id))
        .outerjoin(plan_evidence_seen, ours)
        .where(plans.c.practice_id == tx.practice_id, is_live(today))
        .order_by(plans.c.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(plans.c.id > after)
    found = tuple(
        PlanUsing(
            plan_id=row["id"],
            slug=row["slug"],
            number=row["number"],
            phase=row["phase"],
            acknowledged=None if row["status"] is None else WorkStatus(row["status"]),
            client_id=row["client_id"],
            reference=row["reference"],
            display_name=row["display_name"],
            birth_date=row["birth_date"],
        )
        for row in tx.connection.execute(query).mappings()
    )
    tx.concerns(plan.client_id for plan in found)
    return found


def _cites(tx: Transaction, revision_id: ColumnElement[UUID], key: str) -> ColumnElement[bool]:
    own = readable(tx, revision_works.c.practice_id)
    return and_(revision_works.c.revision_id == revision_id, revision_works.c.work_key == key, own)


def _of_protocol(tx: Transaction, protocol_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(protocols.c.id == protocol_id, readable(tx, protocols.c.practice_id))
