"""The second wall: on PostgreSQL a query that forgets the practice meets nobody else's rows."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ProgrammingError

from api.ids import new_id
from api.store import wall
from api.store.database import Database, Transaction
from api.store.migrate import upgrade
from api.store.reserved import LIBRARY, NO_PRACTICE
from api.store.tables import api_keys, clients, metadata, practices, works
from tests.postgres import NewDatabase
from tests.store.samples import NOW, client, new_practice
from tests.store.test_practices import key


@pytest.fixture(scope="module")
def walled(new_postgres_database: NewDatabase) -> Iterator[Database]:
    """A database without the tests' own watch for forgotten practices."""
    url = new_postgres_database()
    upgrade(url)
    database = Database.open(url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def mine(walled: Database) -> UUID:
    return new_practice(walled)


@pytest.fixture(scope="module")
def theirs(walled: Database) -> UUID:
    """Another practice, with a client and a key."""
    practice_id = new_practice(walled)
    walled.write(practice_id, lambda tx: (client(tx), key(tx)))
    return practice_id


def test_every_table_is_walled_off(walled: Database) -> None:
    assert wall.stands(walled)
    walled.write(NO_PRACTICE, lambda tx: tx.connection.execute(text("ALTER TABLE clients NO FORCE ROW LEVEL SECURITY")))
    assert not wall.stands(walled)
    walled.write(NO_PRACTICE, lambda tx: tx.connection.execute(text("ALTER TABLE clients FORCE ROW LEVEL SECURITY")))


@pytest.mark.parametrize("table", [each for each in metadata.sorted_tables if each is not practices], ids=str)
def test_h1_a_query_that_forgets_the_practice_finds_nothing_of_another(
    walled: Database, mine: UUID, theirs: UUID, table: object
) -> None:
    def forgetful(tx: Transaction) -> set[UUID]:
        return set(tx.connection.execute(select(table.c.practice_id)).scalars())  # type: ignore[attr-defined]

    assert walled.read(mine, forgetful) <= {mine, LIBRARY}
    if table in {clients, api_keys}:
        assert walled.read(theirs, forgetful) == {theirs}


def test_h1_nor_changes_nor_removes_anything(walled: Database, mine: UUID, theirs: UUID) -> None:
    def forgetful(tx: Transaction) -> tuple[int, int]:
        changed = tx.connection.execute(update(clients).values(display_name="Eve")).rowcount
        return changed, tx.connection.execute(delete(clients)).rowcount

    assert walled.write(mine, forgetful) == (0, 0)
    assert walled.read(theirs, lambda tx: tx.connection.execute(select(clients.c.display_name)).scalars().all()) == [
        "Sam Rivera"
    ]


def test_nobody_writes_a_row_for_another(walled: Database, mine: UUID, theirs: UUID) -> None:
    row = {"practice_id": theirs, "key_id": "0" * 16, "name": "x", "digest": b"", "scopes": (), "created_at": NOW}
    with pytest.raises(ProgrammingError, match="row-level security"):
        walled.write(mine, lambda tx: tx.connection.execute(insert(api_keys), row))


def test_what_is_built_in_is_read_by_all_and_changed_by_none(walled: Database, mine: UUID) -> None:
    assert walled.write(mine, lambda tx: tx.connection.execute(update(works).values(title="x")).rowcount) == 0


def test_before_a_practice_is_known_only_keys_and_practices_are_read(walled: Database, theirs: UUID) -> None:
    def found(tx: Transaction) -> tuple[bool, bool, bool]:
        keys = theirs in tx.connection.execute(select(api_keys.c.practice_id)).scalars()
        known = theirs in tx.connection.execute(select(practices.c.id)).scalars()
        return keys, known, bool(tx.connection.execute(select(clients.c.id)).all())

    assert walled.read(NO_PRACTICE, found) == (True, True, False)
    assert walled.write(NO_PRACTICE, lambda tx: tx.connection.execute(delete(api_keys)).rowcount) == 0


def test_a_role_that_walks_through_it_is_told(walled: Database, postgres_admin: URL) -> None:
    """Whoever creates roles here is a superuser, on a server that the tests start."""
    name = make_url(walled.url).database
    admin = Database.open(postgres_admin.set(database=name).render_as_string(hide_password=False))
    with admin.reader.connect() as connection:
        bypasses = connection.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
    assert wall.stands(admin) == (not bypasses)
    admin.close()


def test_sqlite_has_none_and_needs_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('wall') / 'one.db'}"
    upgrade(url)
    database = Database.open(url)
    assert wall.stands(database)
    assert new_id() not in database.read(NO_PRACTICE, lambda tx: tx.connection.execute(select(practices.c.id)).all())
    database.close()
