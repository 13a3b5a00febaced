"""What was changed in the records of clients: read here, written by `clients.update` alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, select

from api.store.clients import ClientRecord
from api.store.tables import client_changes
from api.store.transaction import Transaction
from protocols.plans.event import Actor
from protocols.text import Prose
from protocols.value import Value
from protocols.wire import decode


class StoredChange(Value, frozen=True):
    """A change that led to this version of a client: when, by whom and why, and the record before and after."""

    version: int
    at: datetime
    by: Actor
    reason: Prose | None
    before: ClientRecord
    after: ClientRecord


def page(tx: Transaction, client_id: UUID, after: int, limit: int) -> tuple[StoredChange, ...]:
    """The changes that led beyond a version, oldest first."""
    query = (
        select(*(client_changes.c[name] for name in StoredChange.__struct_fields__))
        .where(client_changes.c.practice_id == tx.practice_id, client_changes.c.client_id == client_id)
        .where(client_changes.c.version > after)
        .order_by(client_changes.c.version)
        .limit(limit)
    )
    tx.concerns((client_id,))
    return tuple(_read(row) for row in tx.connection.execute(query).mappings())


def _read(row: RowMapping) -> StoredChange:
    return StoredChange(
        version=row["version"],
        at=row["at"],
        by=decode(row["by"], Actor),
        reason=row["reason"],
        before=decode(row["before"], ClientRecord),
        after=decode(row["after"], ClientRecord),
    )
