"""The second wall between practices: row-level security, which PostgreSQL keeps whatever a query forgets."""

from typing import Final

from sqlalchemy import text

from api.store.database import Database
from api.store.tables import metadata

_BYPASSES: Final = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_WALLED: Final = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    " AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
)


def stands(database: Database) -> bool:
    """Whether the wall holds for the role that serves; SQLite has none, and serves one installation from one file.

    A superuser, and a role with BYPASSRLS, walk through it without a word.
    """
    if database.reader.dialect.name != "postgresql":
        return True
    with database.reader.connect() as connection:
        if connection.execute(_BYPASSES).scalar_one():
            return False
        return set(metadata.tables) <= set(connection.execute(_WALLED).scalars())
