"""One handler is one transaction: a step that reads, or a step that writes.

SQLite: writers take turns behind one lock in the process and begin with the file's write lock, so that nothing that was
read can change before it is written; readers have connections of their own. PostgreSQL: READ COMMITTED, rows are locked
by whoever changes them, and a step that a conflict threw out is run again. Readers see one snapshot on both.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, func, select

from api.store.engines import is_sqlite, postgres_engine, sqlite_engine
from api.store.transaction import Step, Transaction
from api.store.troubles import DatabaseBusy, Overtaken, told_apart

__all__ = ["Database", "DatabaseBusy", "Step", "Transaction"]

T = TypeVar("T")

ATTEMPTS: Final = 5
"""How often a step is begun before the caller is told that the database is busy."""
LONGEST_PAUSE: Final = 0.02
"""Seconds before the second attempt, at most; twice as long before each further one."""

_chance: Final = secrets.SystemRandom()


class Database(msgspec.Struct, frozen=True):
    """One database, for all threads of a process."""

    url: str
    reader: Engine
    writer: Engine
    turn: Callable[[], AbstractContextManager[None]]
    wait_seconds: float

    @staticmethod
    def open(url: str, *, pool_size: int = 10, wait_seconds: float = 5.0) -> "Database":
        """The database behind a SQLAlchemy URL; nobody waits longer than `wait_seconds` for a connection or a lock."""
        if is_sqlite(url):
            reader = sqlite_engine(url, writes=False, wait_seconds=wait_seconds)
            writer = sqlite_engine(url, writes=True, wait_seconds=wait_seconds)
            return Database(url, reader, writer, _turns(wait_seconds), wait_seconds)
        writer = postgres_engine(url, pool_size=pool_size, wait_seconds=wait_seconds)
        reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return Database(url, reader, writer, nullcontext, wait_seconds)

    def __repr__(self) -> str:
        """Without the URL, which holds a password."""
        return f"Database({self.writer.dialect.name})"

    def read(self, practice_id: UUID, step: Step[T]) -> T:
        """What the step finds in one snapshot; it can write nothing. Raises DatabaseBusy."""
        with told_apart(), self.reader.connect() as connection:
            self._begin_for(connection, practice_id)
            return step(Transaction(connection, practice_id))

    def write(self, practice_id: UUID, step: Step[T]) -> T:
        """What the step answers, once it is committed; a refusal rolls everything back. Raises DatabaseBusy."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return self._write_once(practice_id, step)
            except Overtaken:
                time.sleep(_chance.uniform(0, LONGEST_PAUSE * 2**attempt))
        return self._write_once(practice_id, step)

    def overwrite_deleted(self) -> None:
        """On SQLite, brings the log of writes into the file: what was deleted is overwritten there, gone from the log.

        PostgreSQL does as much when it vacuums. A reader that takes longer than anybody waits puts it off until the
        log is brought in by itself.
        """
        if not is_sqlite(self.url):
            return
        with self.turn():
            connection = self.writer.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.close()

    def close(self) -> None:
        """Give all connections back."""
        self.reader.dispose()
        self.writer.dispose()

    def _write_once(self, practice_id: UUID, step: Step[T]) -> T:
        with told_apart(), self.turn(), self.writer.begin() as connection:
            self._begin_for(connection, practice_id)
            return step(Transaction(connection, practice_id))

    def _begin_for(self, connection: Connection, practice_id: UUID) -> None:
        """Tells PostgreSQL, for this transaction only, whose rows these are and how long to wait for one."""
        if connection.dialect.name == "postgresql":
            milliseconds = str(round(self.wait_seconds * 1000))
            connection.execute(
                select(
                    func.set_config("app.practice_id", str(practice_id), True),
                    func.set_config("lock_timeout", milliseconds, True),
                )
            )


def _turns(wait_seconds: float) -> Callable[[], AbstractContextManager[None]]:
    """Writers one after the other: waiting in the process is fair and cheap, waiting for the file is neither."""
    lock = threading.Lock()

    @contextmanager
    def turn() -> Iterator[None]:
        if not lock.acquire(timeout=wait_seconds):
            raise DatabaseBusy("other writers took too long")
        try:
            yield
        finally:
            lock.release()

    return turn
