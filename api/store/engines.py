"""How the two databases are spoken to."""

import sqlite3
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

READERS: Final = 40
"""Reading connections to a SQLite file: as many as Litestar has threads. They block nobody."""


def is_sqlite(url: str) -> bool:
    """Whether the URL names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_engine(url: str, *, writes: bool, wait_seconds: float, keys: bool = True) -> Engine:
    """An engine on a SQLite file whose transactions begin at once, and take the file's write lock where they write.

    `keys` is False only for migrations: SQLite rebuilds a table by dropping it, which would trip foreign keys.
    """
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=1 if writes else READERS,
        max_overflow=0,
        pool_timeout=wait_seconds,
        connect_args={"timeout": wait_seconds},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own way of beginning transactions begins late and leaves DDL outside.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten in the file, too.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if keys else 'OFF'}")
        connection.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")

    @event.listens_for(engine, "begin")
    def _began(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgres_engine(url: str, *, pool_size: int, wait_seconds: float) -> Engine:
    """An engine on PostgreSQL with a bounded pool; a connection that the server closed is replaced."""
    return create_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
    )
