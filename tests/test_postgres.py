"""The PostgreSQL of the tests is a real one, and the role that the tests use is a plain one."""

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import NewDatabase


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def test_the_role_is_plain_and_owns_its_database(postgres_url: str) -> None:
    roles = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert rows(postgres_url, roles) == [(False, False, False, False)]
    owner = "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
    assert rows(postgres_url, owner) == [(True,)]


def test_forced_row_level_security_binds_the_role(new_postgres_database: NewDatabase) -> None:
    engine = create_engine(new_postgres_database())
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (practice int)"))
        connection.execute(text("INSERT INTO kept VALUES (1), (2)"))
        connection.execute(text("ALTER TABLE kept ENABLE ROW LEVEL SECURITY"))
        connection.execute(text("ALTER TABLE kept FORCE ROW LEVEL SECURITY"))
        connection.execute(text("CREATE POLICY own ON kept USING (practice = 1)"))
        assert connection.execute(text("SELECT practice FROM kept")).scalars().all() == [1]
    engine.dispose()


@pytest.mark.parametrize("test", range(4))
def test_databases_are_empty_and_apart(new_postgres_database: NewDatabase, test: int) -> None:
    first, second = new_postgres_database(), new_postgres_database()
    assert first != second
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (test int)"))
    engine.dispose()
    assert rows(second, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_the_role_may_not_make_itself_more(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection, pytest.raises(Exception, match="permission denied") as refused:
        connection.execute(text("ALTER ROLE CURRENT_USER BYPASSRLS"))
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    engine.dispose()
