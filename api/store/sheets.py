"""Handouts that were issued."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, func, or_, select

from api.store.plans import is_live
from api.store.tables import plan_events, plans, sheets
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.value import Value


class Sheet(Value, frozen=True):
    """A sheet as it was first printed: for which event of which plan, how, when, and the hash of what it said."""

    number: str
    plan_id: UUID
    seq: int
    kind: str
    options: bytes
    printed_on: date
    printed_at: datetime
    use_until: date | None
    content_hash: str


def record(tx: Transaction, sheet: Sheet) -> Sheet:
    """The sheet as it was recorded the first time; printing it again records nothing."""
    if insert_once(tx, sheets, msgspec.structs.asdict(sheet)):
        return sheet
    query = _columns().where(sheets.c.practice_id == tx.practice_id, sheets.c.number == sheet.number)
    return Sheet(**tx.connection.execute(query).mappings().one())


def of_plan(tx: Transaction, plan_id: UUID) -> tuple[Sheet, ...]:
    """The plan's sheets, newest first."""
    query = (
        _columns()
        .where(sheets.c.practice_id == tx.practice_id, sheets.c.plan_id == plan_id)
        .order_by(sheets.c.printed_at.desc(), sheets.c.number)
    )
    return tuple(Sheet(**row) for row in tx.connection.execute(query).mappings())


def out_by_others(tx: Transaction, which: tuple[UUID, UUID], today: date) -> tuple[Sheet, ...]:
    """Sheets that clients may still use of live plans that have gone over since and follow another revision now.

    `which` are a protocol and the revision of it that they do not follow; newest first.
    """
    protocol_id, revision_id = which
    gone_over = (
        select(plan_events.c.plan_id, func.max(plan_events.c.seq).label("seq"))
        .where(plan_events.c.practice_id == tx.practice_id, plan_events.c.kind == "migrated")
        .group_by(plan_events.c.plan_id)
        .subquery()
    )
    query = (
        _columns()
        .join(plans, and_(plans.c.practice_id == tx.practice_id, plans.c.id == sheets.c.plan_id))
        .join(gone_over, and_(gone_over.c.plan_id == sheets.c.plan_id, gone_over.c.seq > sheets.c.seq))
        .where(
            sheets.c.practice_id == tx.practice_id,
            plans.c.protocol_id == protocol_id,
            plans.c.revision_id != revision_id,
            is_live(today),
            or_(sheets.c.use_until.is_(None), sheets.c.use_until >= today),
        )
        .order_by(sheets.c.printed_at.desc(), sheets.c.number)
    )
    return tuple(Sheet(**row) for row in tx.connection.execute(query).mappings())


def _columns() -> Select[Any]:
    return select(*(sheets.c[name] for name in Sheet.__struct_fields__))
