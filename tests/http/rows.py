"""What a database holds of some practices, to be compared with what it holds later."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from api.store.database import Database, Transaction
from api.store.tables import metadata, practices, request_counts


def stored(database: Database, *practice_ids: UUID) -> dict[str, list[str]]:
    """All rows of each table that these practices own, as text; but the audit, which readings go on adding to."""
    held: dict[str, list[str]] = {}
    for practice_id in practice_ids:
        for name, rows in database.read(practice_id, _owned):
            held.setdefault(name, []).extend(rows)
    return held


def _owned(tx: Transaction) -> Iterable[tuple[str, list[str]]]:
    found = []
    for table in metadata.sorted_tables:
        if table is request_counts or table.name.startswith("audit_"):
            continue  # written down beside the requests, whatever they do
        owner = table.c.id if table is practices else table.c.practice_id
        # So is when a key was used last.
        columns = [column for column in table.c if column.name != "last_used_at"]
        rows = tx.connection.execute(select(*columns).where(owner == tx.practice_id))
        found.append((table.name, sorted(repr(tuple(row)) for row in rows)))
    return found
