"""What can go wrong with a database, told without a word of what is in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_OVERTAKEN: Final = {"40001", "40P01"}
"""serialization_failure, deadlock_detected: the same work can succeed at once."""
_WAITED: Final = {"55P03", "57014"}
"""lock_not_available, query_canceled."""


class DatabaseBusy(Exception):
    """The database had no room within the time allowed; the same request may succeed in a moment."""


class Overtaken(DatabaseBusy):
    """Another transaction got in the way; the same step can be run again at once."""


class RowRefused(Exception):
    """The database's own rules refused a row. Names the rule only: the driver's message would quote the row."""


@contextmanager
def told_apart() -> Iterator[None]:
    """Turns the driver's errors into what a caller can act on; anything unforeseen passes through."""
    try:
        yield
    except PoolTimeout as full:
        raise DatabaseBusy("no connection was free") from full
    except OperationalError as broken:
        raise _busy(broken) or broken from None
    except (IntegrityError, DataError) as refused:
        raise RowRefused(_rule(refused)) from None


def _busy(broken: OperationalError) -> DatabaseBusy | None:
    match broken.orig:
        case psycopg.Error(sqlstate=state) if state in _OVERTAKEN:
            return Overtaken("another transaction got in the way")
        case psycopg.Error(sqlstate=state) if state in _WAITED:
            return DatabaseBusy("a row was locked for too long")
        case sqlite3.OperationalError(sqlite_errorcode=code) if code & 0xFF == sqlite3.SQLITE_BUSY:
            return DatabaseBusy("the file was locked for too long")
        case _:
            return None


def _rule(refused: DBAPIError) -> str:
    """Such as `foreign_key_violation: fk_plans_clients`, or SQLite's `SQLITE_CONSTRAINT_FOREIGNKEY`."""
    fault: Any = refused.orig
    if isinstance(fault, psycopg.Error):
        return f"{type(fault).__name__}: {fault.diag.constraint_name or fault.sqlstate}"
    return str(getattr(fault, "sqlite_errorname", type(fault).__name__))
