"""Who did and who read what: events that are only ever added, and found again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, select

from api.store.tables import audit_clients, audit_events
from api.store.transaction import Transaction
from protocols.value import Value
from protocols.wire import decode, encode

LIFTED: Final = ("id", "at", "action", "key_id")
"""What stands beside an event's document as it is, to find it by; its kind does, too."""


class AuditKind(StrEnum):
    """Whether something was changed, or a client's data was only read."""

    CHANGED = "changed"
    READ = "read"


class AuditEvent(Value, frozen=True, kw_only=True):
    """A request that changed something or read data of clients, in ids alone: no name, no answer, no text.

    `action` is the operation, `path` where it was asked, `made` the address of what it created. `key_id` is the key of
    the software that asked; without one it was a command on the machine. `people` are those of the practice who were
    named as answering for it, `clients` those whose data was read or changed for it.
    """

    id: UUID
    at: datetime
    kind: AuditKind
    action: str
    key_id: str | None = None
    path: str | None = None
    made: str | None = None
    people: tuple[UUID, ...] = ()
    clients: tuple[UUID, ...] = ()
    request_id: str | None = None
    trace_id: str | None = None


class StoredAuditEvent(Value, frozen=True):
    """An event, and the number of the seal under which it stands; null for the moment before it is sealed."""

    event: AuditEvent
    seal: int | None


class AuditFilter(Value, frozen=True):
    """Which events: about one client, of one key, of one action or kind, between two instants; null: all."""

    client_id: UUID | None = None
    key_id: str | None = None
    action: str | None = None
    kind: AuditKind | None = None
    since: datetime | None = None
    until: datetime | None = None


def keep(tx: Transaction, events: Sequence[AuditEvent]) -> None:
    """Adds the events."""
    rows = [_row(event) | {"practice_id": tx.practice_id} for event in events]
    if rows:
        tx.connection.execute(audit_events.insert(), rows)
    about = [
        {"practice_id": tx.practice_id, "client_id": client, "event_id": event.id}
        for event in events
        for client in event.clients
    ]
    if about:
        tx.connection.execute(audit_clients.insert(), about)


def page(tx: Transaction, wanted: AuditFilter, before: UUID | None, limit: int) -> tuple[StoredAuditEvent, ...]:
    """Events, the newest first, from the one before `before` on."""
    rows = tx.connection.execute(_asked(tx, wanted, before).limit(limit)).mappings()
    return tuple(StoredAuditEvent(event=decode(row["document"], AuditEvent), seal=row["seal"]) for row in rows)


def _asked(tx: Transaction, wanted: AuditFilter, before: UUID | None) -> Select[Any]:
    own = audit_events.c
    query = select(own.document, own.seal).where(own.practice_id == tx.practice_id).order_by(own.id.desc())
    if before is not None:
        query = query.where(own.id < before)
    if wanted.client_id is not None:
        about = and_(audit_clients.c.practice_id == tx.practice_id, audit_clients.c.event_id == own.id)
        query = query.join(audit_clients, about).where(audit_clients.c.client_id == wanted.client_id)
    if wanted.since is not None:
        query = query.where(own.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(own.at < wanted.until)
    same = {own.key_id: wanted.key_id, own.action: wanted.action, own.kind: wanted.kind}
    return query.where(*(column == value for column, value in same.items() if value is not None))


def _row(event: AuditEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in LIFTED} | {"kind": event.kind.value, "document": encode(event)}
