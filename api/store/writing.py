"""Writes that can find the place taken, and texts that are made to be found."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, Update
from sqlalchemy.dialects import postgresql, sqlite

from api.store.refusals import Changed
from api.store.transaction import Transaction


def insert(tx: Transaction, table: Table, row: Mapping[str, Any]) -> None:
    """A new row of the transaction's practice."""
    tx.connection.execute(table.insert(), {"practice_id": tx.practice_id, **row})


def insert_once(tx: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether the row was new; where a unique value is taken nothing happens, and no error quotes the row."""
    return insert_missing(tx, table, [row]) == 1


def insert_missing(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many of the rows were new; the others stay as they were."""
    owned = [{"practice_id": tx.practice_id, **row} for row in rows]
    postgres = tx.connection.dialect.name == "postgresql"
    statement = (postgresql if postgres else sqlite).insert(table).on_conflict_do_nothing()
    statement = statement.execution_options(preserve_rowcount=True)
    return sum(tx.connection.execute(statement, row).rowcount for row in owned)


def replace_one(tx: Transaction, statement: Update, noun: str) -> None:
    """Runs an update that names a version; raises Changed where that version is gone."""
    if tx.connection.execute(statement).rowcount != 1:
        raise Changed(noun)


def searchable(*parts: str | None) -> str:
    """One text to look in, without regard to case, the same on both databases."""
    return "\n".join(part for part in parts if part).casefold()
