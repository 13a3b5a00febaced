"""The audit: only added to, sealed in a chain, and any change behind the service's back shows."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Delete, Update, create_engine, text
from sqlalchemy.exc import DBAPIError

from api.chain import MOST_UNDER_ONE, seal_waiting, verify
from api.ids import new_id
from api.store import audit, audit_seals
from api.store.audit import AuditEvent, AuditFilter, AuditKind
from api.store.audit_seals import Seal
from api.store.database import Database, Transaction
from api.store.migrate import upgrade
from api.store.tables import audit_clients, audit_events
from api.store.tables import audit_seals as seals
from api.store.troubles import RowRefused
from protocols.wire import encode
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, new_practice

KEY: Final = b"k" * 32
FIRST_SEAL: Final = Seal(number=1, at=NOW, events=1, digest=b"d" * 32)


def told(*clients: UUID, action: str = "getClient") -> AuditEvent:
    """A reading of these clients."""
    return AuditEvent(id=new_id(), at=NOW, kind=AuditKind.READ, action=action, key_id="a" * 16, clients=clients)


def keep(database: Database, practice_id: UUID, *events: AuditEvent) -> None:
    database.write(practice_id, lambda tx: audit.keep(tx, events))


def sealed(database: Database, practice_id: UUID, *counts: int) -> None:
    """So many events under each of some seals."""
    for count in counts:
        keep(database, practice_id, *(told(new_id()) for _ in range(count)))
        seal_waiting(database, practice_id, KEY, NOW)


def page(database: Database, practice_id: UUID, **wanted: object) -> list[AuditEvent]:
    asked = AuditFilter(**wanted)  # type: ignore[arg-type]
    return [row.event for row in database.read(practice_id, lambda tx: audit.page(tx, asked, None, 100))]


def test_what_was_told_is_found_the_newest_first(database: Database, practice_id: UUID) -> None:
    first, second = told(new_id()), told()
    keep(database, practice_id, first, second)
    assert page(database, practice_id) == [second, first]


def test_it_is_found_by_what_it_says(database: Database, practice_id: UUID) -> None:
    one, other = new_id(), new_id()
    read, changed = (
        told(one, other),
        msgspec.structs.replace(told(other), kind=AuditKind.CHANGED, action="updateClient"),
    )
    later = msgspec.structs.replace(told(), at=NOW + timedelta(days=1), key_id="b" * 16)
    keep(database, practice_id, read, changed, later)
    assert page(database, practice_id, client_id=one) == [read]
    assert page(database, practice_id, client_id=other) == [changed, read]
    assert page(database, practice_id, kind=AuditKind.CHANGED) == [changed]
    assert page(database, practice_id, action="getClient") == [later, read]
    assert page(database, practice_id, key_id="b" * 16) == [later]
    assert page(database, practice_id, since=later.at) == [later]
    assert page(database, practice_id, until=later.at) == [changed, read]


# What no statement may do to what was told, table by table.
UNDONE: Final[dict[str, Update | Delete]] = {
    "another action": audit_events.update().values(action="getPlan"),
    "another time": audit_events.update().values(at=NOW + timedelta(days=1)),
    "another document": audit_events.update().values(document=b"{}"),
    "another seal": audit_events.update().where(audit_events.c.seal.is_not(None)).values(seal=2),
    "no seal any more": audit_events.update().where(audit_events.c.seal.is_not(None)).values(seal=None),
    "an event less": audit_events.delete(),
    "somebody else's data": audit_clients.update().values(client_id=new_id()),
    "a client less": audit_clients.delete(),
    "another digest": seals.update().values(digest=b"e" * 32),
    "a seal less": seals.delete(),
}


@pytest.mark.parametrize("statement", UNDONE.values(), ids=UNDONE)
def test_it_is_only_added_to(database: Database, practice_id: UUID, statement: Update | Delete) -> None:
    sealed(database, practice_id, 1, 1)
    own = statement.where(statement.table.c.practice_id == practice_id)
    # SQLite's trigger counts as a rule of the table, PostgreSQL's as an error of its own.
    with pytest.raises((RowRefused, DBAPIError), match=r"SQLITE_CONSTRAINT_TRIGGER|the audit is only added to"):
        database.write(practice_id, lambda tx: tx.connection.execute(own))
    assert verify(database, practice_id, KEY).broken == ()


def test_a_seal_holds_what_came_since_the_one_before(database: Database, practice_id: UUID) -> None:
    sealed(database, practice_id, 3, 2)
    keep(database, practice_id, told())
    found = verify(database, practice_id, KEY)
    assert (found.seals, found.events, found.unsealed, found.broken) == (2, 5, 1, ())


def test_many_events_are_sealed_in_portions(database: Database, practice_id: UUID) -> None:
    sealed(database, practice_id, MOST_UNDER_ONE + 1)
    found = verify(database, practice_id, KEY)
    assert (found.seals, found.events, found.unsealed, found.broken) == (2, MOST_UNDER_ONE + 1, 0, ())


def test_nothing_new_makes_no_seal(database: Database, practice_id: UUID) -> None:
    sealed(database, practice_id, 1, 0)
    assert verify(database, practice_id, KEY).seals == 1


def test_two_processes_that_seal_at_once_make_one_seal(database: Database, practice_id: UUID) -> None:
    """The second finds the number taken, and seals what is left the next time."""
    keep(database, practice_id, told())
    first = [event_id for event_id, _ in database.read(practice_id, lambda tx: audit_seals.unsealed(tx, 10))]
    assert database.write(practice_id, lambda tx: audit_seals.keep(tx, FIRST_SEAL, first))
    assert not database.write(practice_id, lambda tx: audit_seals.keep(tx, FIRST_SEAL, first))


@pytest.mark.usefixtures("stranger_id")
def test_a_seal_holds_no_strangers_events(database: Database, practice_id: UUID, stranger_id: UUID) -> None:
    keep(database, stranger_id, told())
    theirs = [event_id for event_id, _ in database.read(stranger_id, lambda tx: audit_seals.unsealed(tx, 10))]
    database.write(practice_id, lambda tx: audit_seals.keep(tx, FIRST_SEAL, theirs))
    assert database.read(stranger_id, audit_seals.count_unsealed) == 1


def test_another_secret_proves_nothing(database: Database, practice_id: UUID) -> None:
    sealed(database, practice_id, 1)
    assert verify(database, practice_id, b"l" * 32).broken


@pytest.fixture(scope="module")
def unguarded(new_url: NewUrl) -> Iterator[Database]:
    """A database whose triggers somebody took away."""
    url = new_url()
    upgrade(url)
    database = Database.open(url)
    database.write(new_id(), _unguard)
    yield database
    database.close()


def _unguard(tx: Transaction) -> None:
    for table in ("audit_events", "audit_clients", "audit_seals"):
        if tx.connection.dialect.name == "postgresql":
            tx.connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for act in ("update", "delete"):
                tx.connection.execute(text(f"DROP TRIGGER {table}_{act}"))


def _forget(tx: Transaction, event: audit_seals.Kept) -> None:
    own = audit_clients.c.practice_id == tx.practice_id
    tx.connection.execute(audit_clients.delete().where(own, audit_clients.c.event_id == event.id))
    _change(tx, event, audit_events.delete())


def _change(tx: Transaction, event: audit_seals.Kept, statement: Update | Delete) -> None:
    own = (audit_events.c.practice_id == tx.practice_id, audit_events.c.id == event.id)
    tx.connection.execute(statement.where(*own))


def _add(tx: Transaction) -> None:
    more = told()
    audit.keep(tx, (more,))
    tx.connection.execute(audit_events.update().where(audit_events.c.id == more.id).values(seal=2))


def _seals(tx: Transaction, statement: Update | Delete, number: int) -> None:
    tx.connection.execute(statement.where(seals.c.practice_id == tx.practice_id, seals.c.number == number))


def _whose(tx: Transaction, event: audit_seals.Kept) -> None:
    own = (audit_clients.c.practice_id == tx.practice_id, audit_clients.c.event_id == event.id)
    tx.connection.execute(audit_clients.update().where(*own).values(client_id=new_id()))


Tamper = Callable[[Transaction, audit_seals.Kept], object]
TAMPERED: Final[dict[str, tuple[Tamper, str]]] = {
    "an event that says something else": (
        lambda tx, event: _change(tx, event, audit_events.update().values(document=encode(told()))),
        "Seal 2 ",
    ),
    "an event that says nothing": (
        lambda tx, event: _change(tx, event, audit_events.update().values(document=b"{}")),
        "Seal 2 ",
    ),
    "an event that is found by another action": (
        lambda tx, event: _change(tx, event, audit_events.update().values(action="getPlan")),
        "is found by other words than it says",
    ),
    "an event that is found by another client": (_whose, "is found by other words than it says"),
    "an event less": (_forget, "Seal 2 "),
    "an event more": (lambda tx, _: _add(tx), "Seal 2 "),
    "a seal of another day": (
        lambda tx, _: _seals(tx, seals.update().values(at=NOW + timedelta(days=1)), 2),
        "Seal 2 ",
    ),
    "a seal over more": (lambda tx, _: _seals(tx, seals.update().values(events=9), 2), "Seal 2 "),
    "a seal that was made again": (lambda tx, _: _seals(tx, seals.update().values(digest=b"e" * 32), 2), "Seal 2 "),
}


@pytest.mark.parametrize(("tamper", "says"), TAMPERED.values(), ids=TAMPERED)
def test_what_is_changed_behind_its_back_shows(unguarded: Database, tamper: Tamper, says: str) -> None:
    practice_id = new_practice(unguarded)
    sealed(unguarded, practice_id, 2, 2, 2)
    (event, _) = unguarded.read(practice_id, lambda tx: audit_seals.held_by(tx, 2))
    unguarded.write(practice_id, lambda tx: tamper(tx, event))
    broken = verify(unguarded, practice_id, KEY).broken
    assert broken
    assert says in broken[0]


@pytest.mark.parametrize("number", [-1, 0, 9999])
def test_an_event_under_a_seal_that_nobody_made_shows(unguarded: Database, number: int) -> None:
    practice_id = new_practice(unguarded)
    sealed(unguarded, practice_id, 1)
    forged = told()

    def step(tx: Transaction) -> None:
        if tx.connection.dialect.name == "postgresql":
            # No foreign key lets it in there without its seal.
            made = {"practice_id": practice_id, "number": number, "at": NOW, "events": 1, "digest": b"f" * 32}
            tx.connection.execute(seals.insert(), made)
        audit.keep(tx, (forged,))
        tx.connection.execute(audit_events.update().where(audit_events.c.id == forged.id).values(seal=number))

    _without_foreign_keys(unguarded, practice_id, step)
    assert verify(unguarded, practice_id, KEY).broken


def test_events_whose_seal_was_taken_away_show(unguarded: Database) -> None:
    if unguarded.writer.dialect.name == "postgresql":
        return  # a foreign key keeps the seal there
    practice_id = new_practice(unguarded)
    sealed(unguarded, practice_id, 1, 2)
    _without_foreign_keys(unguarded, practice_id, lambda tx: _seals(tx, seals.delete(), 2))
    assert verify(unguarded, practice_id, KEY).broken == ("2 of the events name a seal that is not there.",)


def _without_foreign_keys(database: Database, practice_id: UUID, step: Callable[[Transaction], object]) -> None:
    """As somebody would who opens SQLite's file with another tool."""
    if database.writer.dialect.name == "postgresql":
        database.write(practice_id, step)
        return
    engine = create_engine(database.url)
    with engine.begin() as connection:
        step(Transaction(connection, practice_id))
    engine.dispose()


def test_a_seal_that_was_taken_out_shows(unguarded: Database) -> None:
    practice_id = new_practice(unguarded)
    sealed(unguarded, practice_id, 1, 1, 1)
    _cut(unguarded, practice_id, 2)
    assert verify(unguarded, practice_id, KEY).broken == ("Seal 2 is missing.",)


def test_a_chain_that_was_cut_off_shows_against_a_seal_that_was_noted(unguarded: Database) -> None:
    practice_id = new_practice(unguarded)
    sealed(unguarded, practice_id, 1, 1)
    last = verify(unguarded, practice_id, KEY).last
    assert last is not None
    noted = (last.number, last.digest)
    assert verify(unguarded, practice_id, KEY, noted).broken == ()
    _cut(unguarded, practice_id, 2)
    assert verify(unguarded, practice_id, KEY).broken == ()
    assert verify(unguarded, practice_id, KEY, noted).broken == (
        "Seal 2 was noted, and is not there: the chain was cut off.",
    )
    sealed(unguarded, practice_id, 1)
    assert verify(unguarded, practice_id, KEY, noted).broken == ("Seal 2 is not the one that was noted.",)


def _cut(database: Database, practice_id: UUID, number: int) -> None:
    """Takes a seal and its event away."""

    def step(tx: Transaction) -> None:
        for event in audit_seals.held_by(tx, number):
            _forget(tx, event)
        _seals(tx, seals.delete(), number)

    database.write(practice_id, step)
