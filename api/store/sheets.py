"""Handouts that were issued."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from api.store.tables import sheets
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


def _columns() -> Select[Any]:
    return select(*(sheets.c[name] for name in Sheet.__struct_fields__))
