"""The seals over audit events, each over those that had come since the one before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from api.store.audit import LIFTED
from api.store.tables import audit_clients, audit_events, audit_seals
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.value import Value


class Seal(Value, frozen=True):
    """A seal: its place in the practice's chain, when it was made, over how many events, and what it comes to."""

    number: int
    at: datetime
    events: int
    digest: bytes


class Kept(Value, frozen=True):
    """An event as it stands in the tables: its document, and all that is written beside it."""

    id: UUID
    at: datetime
    kind: str
    action: str
    key_id: str | None
    document: bytes
    clients: frozenset[UUID]


def last(tx: Transaction) -> Seal | None:
    """The newest seal of the practice."""
    query = _seals(tx).order_by(audit_seals.c.number.desc()).limit(1)
    row = tx.connection.execute(query).mappings().one_or_none()
    return None if row is None else Seal(**row)


def after(tx: Transaction, number: int, limit: int) -> tuple[Seal, ...]:
    """Seals in their order, from the one after `number` on."""
    query = _seals(tx).where(audit_seals.c.number > number).order_by(audit_seals.c.number).limit(limit)
    return tuple(Seal(**row) for row in tx.connection.execute(query).mappings())


def unsealed(tx: Transaction, limit: int) -> tuple[tuple[UUID, bytes], ...]:
    """Id and document of events that no seal holds yet, by id."""
    query = (
        select(audit_events.c.id, audit_events.c.document)
        .where(audit_events.c.practice_id == tx.practice_id, audit_events.c.seal.is_(None))
        .order_by(audit_events.c.id)
        .limit(limit)
    )
    return tuple((row.id, row.document) for row in tx.connection.execute(query))


def count_unsealed(tx: Transaction) -> int:
    """How many events no seal holds yet."""
    own = (audit_events.c.practice_id == tx.practice_id, audit_events.c.seal.is_(None))
    return int(tx.connection.execute(select(func.count()).select_from(audit_events).where(*own)).scalar_one())


def under_no_seal(tx: Transaction) -> int:
    """How many events name a seal that is not there."""
    own = audit_events.c
    there = select(audit_seals.c.number).where(audit_seals.c.practice_id == tx.practice_id)
    query = select(func.count()).select_from(audit_events)
    lost = (own.practice_id == tx.practice_id, own.seal.is_not(None), own.seal.not_in(there))
    return int(tx.connection.execute(query.where(*lost)).scalar_one())


def keep(tx: Transaction, seal: Seal, over: Sequence[UUID]) -> bool:
    """Whether this seal is the next one and holds these events now; another process may have been first."""
    row = {"number": seal.number, "at": seal.at, "events": seal.events, "digest": seal.digest}
    if not insert_once(tx, audit_seals, row):
        return False
    events = (audit_events.c.practice_id == tx.practice_id, audit_events.c.id.in_(over))
    tx.connection.execute(audit_events.update().where(*events).values(seal=seal.number))
    return True


def held_by(tx: Transaction, number: int) -> tuple[Kept, ...]:
    """The events of a seal as they stand now, by id."""
    own = audit_events.c
    query = select(*(own[name] for name in LIFTED), own.kind, own.document).where(
        own.practice_id == tx.practice_id, own.seal == number
    )
    about = (
        select(audit_clients.c.event_id, audit_clients.c.client_id)
        .join(audit_events, own.id == audit_clients.c.event_id)
        .where(audit_clients.c.practice_id == tx.practice_id, own.practice_id == tx.practice_id, own.seal == number)
    )
    clients: dict[UUID, set[UUID]] = {}
    for found in tx.connection.execute(about):
        clients.setdefault(found.event_id, set()).add(found.client_id)
    rows = tx.connection.execute(query.order_by(own.id)).mappings()
    return tuple(Kept(**row, clients=frozenset(clients.get(row["id"], ()))) for row in rows)


def _seals(tx: Transaction) -> Select[Any]:
    columns = (audit_seals.c[name] for name in Seal.__struct_fields__)
    return select(*columns).where(audit_seals.c.practice_id == tx.practice_id)
