"""How often callers asked in the newest minute, told by every process that serves."""

from collections.abc import Mapping

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from api.store.tables import request_counts
from api.store.transaction import Transaction


def add(tx: Transaction, minute: int, asked: Mapping[bytes, int]) -> dict[bytes, int]:
    """How often each caller asked in the minute by what all processes told, this one's requests among them.

    A caller has one row, which a newer minute takes over; of a minute that has passed nothing is kept or answered.
    """
    # In one order for all processes, so that none of them waits for another in a circle.
    told = {caller: _add_one(tx, minute, caller, asked[caller]) for caller in sorted(asked)}
    return {caller: used for caller, used in told.items() if used is not None}


def _add_one(tx: Transaction, minute: int, caller: bytes, count: int) -> int | None:
    postgres = tx.connection.dialect.name == "postgresql"
    row = {"practice_id": tx.practice_id, "caller": caller, "minute": minute, "used": count}
    statement = (postgresql if postgres else sqlite).insert(request_counts).values(row)
    kept, new = request_counts.c, statement.excluded
    used = case(
        (kept.minute == new.minute, kept.used + new.used), (kept.minute < new.minute, new.used), else_=kept.used
    )
    newest = case((kept.minute < new.minute, new.minute), else_=kept.minute)
    statement = statement.on_conflict_do_update(
        index_elements=[kept.practice_id, kept.caller], set_={"used": used, "minute": newest}
    )
    found = tx.connection.execute(statement.returning(kept.minute, kept.used)).one()
    return found.used if found.minute == minute else None
