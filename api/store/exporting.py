"""All that is kept about the plans of one client, in few queries, however many there are."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from api.store.revision_rows import readable
from api.store.sheets import Sheet
from api.store.tables import plan_events, plans, revisions, sheets
from api.store.transaction import Transaction
from protocols.value import Value


class WholePlan(Value, frozen=True):
    """A plan, the text that it follows, its log as it is stored, and its sheets."""

    id: UUID
    protocol_id: UUID
    revision: int
    revision_hash: str
    title: str
    started_on: date
    created_at: datetime
    log: tuple[bytes, ...]
    sheets: tuple[Sheet, ...]


def plans_of(tx: Transaction, client_id: UUID) -> tuple[WholePlan, ...]:
    """The client's plans, oldest first."""
    theirs = select(plans.c.id).where(plans.c.practice_id == tx.practice_id, plans.c.client_id == client_id)
    logs: dict[UUID, list[bytes]] = defaultdict(list)
    for found in tx.connection.execute(_logs(tx, theirs)):
        logs[found.plan_id].append(found.document)
    printed: dict[UUID, list[Sheet]] = defaultdict(list)
    for row in tx.connection.execute(_sheets(tx, theirs)).mappings():
        printed[row["plan_id"]].append(Sheet(**row))
    tx.concerns((client_id,))
    return tuple(
        WholePlan(**row, log=tuple(logs[row["id"]]), sheets=tuple(printed[row["id"]]))
        for row in tx.connection.execute(_plans(tx, client_id)).mappings()
    )


def _plans(tx: Transaction, client_id: UUID) -> Select[Any]:
    own, text = plans.c, revisions.c
    return (
        select(own.id, own.protocol_id, text.number.label("revision"), own.revision_hash, text.title)
        .add_columns(own.started_on, own.created_at)
        .join(revisions, and_(text.id == own.revision_id, readable(tx, text.practice_id)))
        .where(own.practice_id == tx.practice_id, own.client_id == client_id)
        .order_by(own.id)
    )


def _logs(tx: Transaction, theirs: Select[Any]) -> Select[Any]:
    own = plan_events.c
    return (
        select(own.plan_id, own.document)
        .where(own.practice_id == tx.practice_id, own.plan_id.in_(theirs))
        .order_by(own.plan_id, own.seq)
    )


def _sheets(tx: Transaction, theirs: Select[Any]) -> Select[Any]:
    columns = (sheets.c[name] for name in Sheet.__struct_fields__)
    return (
        select(*columns)
        .where(sheets.c.practice_id == tx.practice_id, sheets.c.plan_id.in_(theirs))
        .order_by(sheets.c.printed_at, sheets.c.number)
    )
