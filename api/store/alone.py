"""One process at a time, over all processes of an installation."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import NullPool, create_engine, func, select
from sqlalchemy.engine import make_url

from api.store.engines import is_sqlite
from api.store.troubles import DatabaseBusy, told_apart

_KEY: Final = int.from_bytes(b"gut-prot")
"""The advisory lock's number, so that it meets no other program's."""
_POLL_SECONDS: Final = 0.05


@contextmanager
def alone(url: str, wait_seconds: float = 60) -> Iterator[None]:
    """While this is held nobody else holds it for the same database; raises DatabaseBusy. It cannot be taken twice."""
    with _file_lock(url, wait_seconds) if is_sqlite(url) else _advisory_lock(url, wait_seconds):
        yield


@contextmanager
def _file_lock(url: str, wait_seconds: float) -> Iterator[None]:
    """A lock on a file beside the database; the system lets go of it when a process dies."""
    path = Path(f"{make_url(url).database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseBusy("another process is still setting up the database") from None
            time.sleep(_POLL_SECONDS)
        else:
            return


@contextmanager
def _advisory_lock(url: str, wait_seconds: float) -> Iterator[None]:
    """A lock that PostgreSQL keeps as long as the connection lives."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    with engine.connect() as connection:
        with told_apart():
            connection.execute(select(func.set_config("lock_timeout", str(round(wait_seconds * 1000)), False)))
            connection.execute(select(func.pg_advisory_lock(_KEY)))
        yield
