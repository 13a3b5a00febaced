"""A client taken out of every table, for good."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, select

from api.store import replays
from api.store.tables import audit_clients, clients, metadata, open_calls, plans, sheets
from api.store.transaction import Transaction

KEPT = frozenset({audit_clients})
"""What names a client by id alone, and stays: who did and read what."""


class Erased(NamedTuple):
    """How many plans and sheets a client had."""

    plans: int
    sheets: int


def count_open_calls(tx: Transaction, client_id: UUID) -> int:
    """How many calls about the client nobody has closed."""
    return _count(tx, open_calls, open_calls.c.client_id == client_id)


def erase(tx: Transaction, client_id: UUID) -> Erased:
    """Deletes every row about the client, and the kept answers that hold such; the caller has locked the client."""
    theirs = select(plans.c.id).where(plans.c.practice_id == tx.practice_id, plans.c.client_id == client_id)
    erased = Erased(
        plans=_count(tx, plans, plans.c.client_id == client_id), sheets=_count(tx, sheets, sheets.c.plan_id.in_(theirs))
    )
    replays.forget_about(tx, client_id)
    for table in reversed(metadata.sorted_tables):
        about = None if table in KEPT else _about(table, client_id, theirs)
        if about is not None:
            tx.connection.execute(table.delete().where(table.c.practice_id == tx.practice_id, about))
    return erased


def _about(table: Table, client_id: UUID, theirs: Select[Any]) -> ColumnElement[bool] | None:
    """Which rows of a table are about the client; None where none can be."""
    if table is clients:
        return clients.c.id == client_id
    if "client_id" in table.c:
        return table.c.client_id == client_id
    return table.c.plan_id.in_(theirs) if "plan_id" in table.c else None


def _count(tx: Transaction, table: Table, about: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(table.c.practice_id == tx.practice_id, about)
    return int(tx.connection.execute(query).scalar_one())
