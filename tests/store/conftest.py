"""A migrated database with the built-in library, once on SQLite and once on PostgreSQL."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from api.library import built_in_revisions, built_in_works
from api.store.database import Database, Transaction
from api.store.library import load_library
from api.store.migrate import upgrade
from api.store.reserved import LIBRARY
from tests.postgres import NewDatabase
from tests.store.acting import acting
from tests.store.samples import NOW, new_practice
from tests.store.scoping import watch

Kind = str
NewUrl = Callable[[], str]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> Kind:
    return str(request.param)


@pytest.fixture(scope="session")
def new_url(kind: Kind, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> NewUrl:
    """Call it for the URL of one more empty database."""
    if kind == "postgresql":
        new: NewDatabase = request.getfixturevalue("new_postgres_database")
        return new
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'gut.db'}"


@pytest.fixture(scope="session")
def statements() -> list[str]:
    return []


@pytest.fixture(scope="session")
def database(new_url: NewUrl, statements: list[str]) -> Iterator[Database]:
    """One database for all tests of a process: each test has practices of its own."""
    url = new_url()
    upgrade(url)
    database = Database.open(url, wait_seconds=20)
    watch(database.writer, statements)
    if database.reader is not database.writer:
        watch(database.reader, statements)
    database.write(LIBRARY, lambda tx: load_library(tx, built_in_works(), built_in_revisions(), NOW))
    yield database
    database.close()


@pytest.fixture
def practice_id(database: Database) -> UUID:
    return new_practice(database)


@pytest.fixture
def stranger_id(database: Database) -> UUID:
    return new_practice(database)


@pytest.fixture
def tx(database: Database, practice_id: UUID, stranger_id: UUID) -> Iterator[Transaction]:
    """An open writing transaction of a new practice, beside a stranger's; thrown away at the end."""
    assert stranger_id != practice_id
    with database.writer.connect() as connection:
        yield acting(connection, practice_id)
