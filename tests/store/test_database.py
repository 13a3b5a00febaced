"""Steps commit whole or not at all, wait a bounded time, and are run again when another one got in the way."""

import sqlite3
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.ids import new_id
from api.store import clients
from api.store.database import Database, Transaction
from api.store.reserved import LIBRARY
from api.store.tables import clients as clients_table
from api.store.troubles import DatabaseBusy, RowRefused
from api.store.writing import insert
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, RECORD, client

COUNTER = "CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"
PARENTS = "CREATE TABLE parents (id INTEGER PRIMARY KEY)"
CHILDREN = "CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)"


@pytest.fixture
def plain(new_url: NewUrl) -> Iterator[Database]:
    """An empty database with tables that only this test knows."""
    database = Database.open(new_url(), pool_size=4, wait_seconds=20)
    database.write(LIBRARY, create_tables)
    database.write(LIBRARY, lambda tx: run(tx, "INSERT INTO counters VALUES (1, 0), (2, 0)"))
    yield database
    database.close()


def create_tables(tx: Transaction) -> None:
    for statement in (COUNTER, PARENTS, CHILDREN):
        run(tx, statement)


def run(tx: Transaction, statement: str) -> None:
    tx.connection.execute(text(statement))


def count(tx: Transaction, table: str = "children") -> int:
    return int(tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_what_is_written_can_be_read(plain: Database) -> None:
    assert plain.write(LIBRARY, lambda tx: run(tx, "INSERT INTO parents VALUES (1)")) is None
    assert plain.read(LIBRARY, lambda tx: count(tx, "parents")) == 1


def test_a_step_that_raises_leaves_nothing(plain: Database) -> None:
    def step(tx: Transaction) -> None:
        run(tx, "INSERT INTO parents VALUES (1)")
        raise KeyError("the domain refused")

    with pytest.raises(KeyError):
        plain.write(LIBRARY, step)
    assert plain.read(LIBRARY, lambda tx: count(tx, "parents")) == 0


def test_a_failing_commit_is_no_success(plain: Database) -> None:
    def step(tx: Transaction) -> str:
        run(tx, "INSERT INTO children VALUES (99)")
        return "created"

    with pytest.raises(RowRefused):
        plain.write(LIBRARY, step)
    assert plain.read(LIBRARY, count) == 0
    plain.write(LIBRARY, lambda tx: run(tx, "INSERT INTO parents VALUES (7)"))


def test_a_reading_step_cannot_write(plain: Database) -> None:
    with pytest.raises(DBAPIError):
        plain.read(LIBRARY, lambda tx: run(tx, "INSERT INTO parents VALUES (1)"))
    assert plain.read(LIBRARY, lambda tx: count(tx, "parents")) == 0


def test_a_reading_step_sees_one_snapshot(plain: Database) -> None:
    def step(tx: Transaction) -> tuple[int, int]:
        before = count(tx, "parents")
        with ThreadPoolExecutor(1) as other:
            insertion = other.submit(plain.write, LIBRARY, lambda tx: run(tx, "INSERT INTO parents VALUES (1)"))
            insertion.result(timeout=30)
        return before, count(tx, "parents")

    assert plain.read(LIBRARY, step) == (0, 0)
    assert plain.read(LIBRARY, lambda tx: count(tx, "parents")) == 1


def test_writers_at_once_lose_no_update(plain: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        for written in [pool.submit(plain.write, LIBRARY, rise) for _ in range(80)]:
            written.result(timeout=60)
    assert value_of(plain, 1) == 80


def test_processes_at_once_lose_no_update(new_url: NewUrl) -> None:
    """Each Database stands for a process of its own; a step that read first may still write."""
    url = new_url()
    processes = [Database.open(url, wait_seconds=20) for _ in range(3)]
    processes[0].write(LIBRARY, create_tables)
    processes[0].write(LIBRARY, lambda tx: run(tx, "INSERT INTO counters VALUES (1, 0)"))
    with ThreadPoolExecutor(3) as pool:
        for written in [pool.submit(each.write, LIBRARY, rise) for each in processes * 15]:
            written.result(timeout=60)
    assert value_of(processes[0], 1) == 45
    for each in processes:
        each.close()


def rise(tx: Transaction) -> None:
    query = "SELECT n FROM counters WHERE id = 1" + lock(tx)
    n = tx.connection.execute(text(query)).scalar_one()
    run(tx, f"UPDATE counters SET n = {n + 1} WHERE id = 1")


def lock(tx: Transaction) -> str:
    return " FOR UPDATE" if tx.connection.dialect.name == "postgresql" else ""


def value_of(database: Database, row: int) -> int:
    return int(
        database.read(
            LIBRARY,
            lambda tx: tx.connection.execute(text(f"SELECT n FROM counters WHERE id = {row}")).scalar_one(),
        )
    )


def test_steps_that_lock_crosswise_both_succeed(plain: Database) -> None:
    """PostgreSQL throws one of them out as a deadlock, and it is run again; on SQLite they take turns."""
    runs: list[int] = []
    meet = threading.Barrier(2)

    def cross(first: int, second: int) -> None:
        def step(tx: Transaction) -> None:
            runs.append(first)
            run(tx, f"UPDATE counters SET n = n + 1 WHERE id = {first}")
            if tx.connection.dialect.name == "postgresql" and len(runs) <= 2:
                meet.wait(timeout=20)
            run(tx, f"UPDATE counters SET n = n + 1 WHERE id = {second}")

        plain.write(LIBRARY, step)

    with ThreadPoolExecutor(2) as pool:
        for written in [pool.submit(cross, 1, 2), pool.submit(cross, 2, 1)]:
            written.result(timeout=60)
    assert (value_of(plain, 1), value_of(plain, 2)) == (2, 2)
    assert len(runs) == (3 if plain.writer.dialect.name == "postgresql" else 2)


def test_nobody_waits_for_ever_for_another_writer(new_url: NewUrl) -> None:
    database = Database.open(new_url(), pool_size=2, wait_seconds=0.3)
    database.write(LIBRARY, lambda tx: run(tx, COUNTER))
    database.write(LIBRARY, lambda tx: run(tx, "INSERT INTO counters VALUES (1, 0)"))
    holds, done = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        run(tx, "UPDATE counters SET n = 1")
        holds.set()
        done.wait(timeout=20)

    with ThreadPoolExecutor(1) as other:
        held = other.submit(database.write, LIBRARY, hold)
        assert holds.wait(timeout=20)
        began = time.monotonic()
        with pytest.raises(DatabaseBusy):
            database.write(LIBRARY, lambda tx: run(tx, "UPDATE counters SET n = 2"))
        assert 0.2 < time.monotonic() - began < 5
        done.set()
        held.result(timeout=20)
    database.close()


def test_nobody_waits_for_ever_for_another_process(new_url: NewUrl) -> None:
    """Two Database objects share no lock in the process, as two processes do not."""
    url = new_url()
    first, second = Database.open(url, wait_seconds=0.3), Database.open(url, wait_seconds=0.3)
    first.write(LIBRARY, lambda tx: run(tx, COUNTER))
    first.write(LIBRARY, lambda tx: run(tx, "INSERT INTO counters VALUES (1, 0)"))

    def hold(tx: Transaction) -> None:
        run(tx, "UPDATE counters SET n = 1")
        with pytest.raises(DatabaseBusy):
            second.write(LIBRARY, lambda tx: run(tx, "UPDATE counters SET n = 2"))

    first.write(LIBRARY, hold)
    second.write(LIBRARY, lambda tx: run(tx, "UPDATE counters SET n = n + 1"))
    assert value_of(first, 1) == 2
    first.close()
    second.close()


def test_a_full_pool_answers_busy(new_url: NewUrl, kind: str) -> None:
    database = Database.open(new_url(), pool_size=1, wait_seconds=0.2)
    if kind == "postgresql":
        with database.reader.connect(), pytest.raises(DatabaseBusy):
            database.read(LIBRARY, lambda tx: run(tx, "SELECT 1"))
    else:
        with database.turn(), pytest.raises(DatabaseBusy):
            database.write(LIBRARY, lambda tx: run(tx, "SELECT 1"))
    database.close()


def test_postgresql_is_told_whose_rows_these_are(new_url: NewUrl, kind: str) -> None:
    database = Database.open(new_url())
    if kind == "postgresql":
        query = text("SELECT current_setting('app.practice_id', true)")
        mine = new_id()
        for within in (database.write, database.read):
            assert within(mine, lambda tx: tx.connection.execute(query).scalar_one()) == str(mine)
        # The next user of the connection starts without it.
        with database.writer.connect() as connection:
            assert not connection.execute(query).scalar_one()
    database.close()


def test_sqlite_is_durable_and_keeps_its_foreign_keys(new_url: NewUrl, kind: str) -> None:
    database = Database.open(new_url())
    if kind == "sqlite":
        for engine in (database.writer, database.reader):
            with engine.connect() as connection:
                found = [
                    connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                ]
            assert found == ["wal", 2, 1]
        assert sqlite3.sqlite_version_info >= (3, 35)
    database.close()


def test_no_error_quotes_what_is_in_a_row(database: Database, practice_id: UUID) -> None:
    def twice(tx: Transaction) -> None:
        first = clients.get(tx, client(tx, "MRN-SECRET"))
        row = {"reference": first.reference, "display_name": "Sam Rivera", "birth_date": RECORD.birth_date}
        rest = {"id": new_id(), "recorded_cautions": (), "version": 1, "created_at": NOW, "updated_at": NOW}
        insert(tx, clients_table, row | rest)

    with pytest.raises(RowRefused) as caught:
        database.write(practice_id, twice)
    told = "".join(traceback.format_exception(caught.value))
    assert "MRN-SECRET" not in told
    assert "Rivera" not in told


def test_the_databases_url_is_in_no_repr() -> None:
    database = Database.open("postgresql+psycopg://gut:hunter2@localhost/gut")
    assert "hunter2" not in repr(database)
    database.close()
