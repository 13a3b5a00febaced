"""Clients: the practice's own reference, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import asdict

from api.ids import new_id
from api.store import client_changes, clients
from api.store.client_changes import StoredChange
from api.store.database import Database, Transaction
from api.store.refusals import Changed, DuplicateReference, NotFound
from tests.store.acting import beside
from tests.store.samples import NOW, RECORD, RENAMED, client, written


def test_a_client_comes_back_as_written(tx: Transaction) -> None:
    record = msgspec.structs.replace(RECORD, recorded_cautions=("liver-disease",), display_name="Zoë \U0001f34f")
    stored = clients.create(tx, new_id(), record, NOW)
    assert clients.get(tx, stored.id) == stored
    assert (stored.version, stored.created_at, stored.recorded_cautions) == (1, NOW, ("liver-disease",))


def test_a_reference_is_given_once_in_a_practice(tx: Transaction, stranger_id: UUID) -> None:
    client(tx, "MRN-1")
    with pytest.raises(DuplicateReference) as caught:
        client(tx, "MRN-1")
    assert "MRN-1" not in str(caught.value)
    client(beside(tx, stranger_id), "MRN-1")


def test_one_of_two_at_once_gets_the_reference(database: Database, practice_id: UUID) -> None:
    def attempt(_: int) -> bool:
        try:
            database.write(practice_id, client)
        except DuplicateReference:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]
    assert len(database.read(practice_id, lambda tx: clients.page(tx, None, 10))) == 1


def test_an_update_names_the_version_it_was_made_on(tx: Transaction) -> None:
    first = client(tx)
    assert clients.update(tx, first, RENAMED, 1, written()).version == 2
    with pytest.raises(Changed):
        clients.update(tx, first, RECORD, 1, written())
    assert clients.get(tx, first).display_name == "Sam Rivera-Moss"


def test_every_change_is_kept_with_what_was_before_and_after(tx: Transaction) -> None:
    first, later = client(tx), NOW + timedelta(hours=1)
    clients.update(tx, first, RENAMED, 1, written(reason="She married."))
    cautious = msgspec.structs.replace(RENAMED, recorded_cautions=("asthma",))
    clients.update(tx, first, cautious, 2, written(later))
    assert client_changes.page(tx, first, 0, 10) == (
        StoredChange(version=2, **asdict(written(reason="She married.")), before=RECORD, after=RENAMED),
        StoredChange(version=3, **asdict(written(later)), before=RENAMED, after=cautious),
    )
    assert [each.version for each in client_changes.page(tx, first, 0, 1)] == [2]
    assert [each.version for each in client_changes.page(tx, first, 2, 10)] == [3]


def test_what_was_not_changed_leaves_no_trace(tx: Transaction) -> None:
    first = client(tx)
    clients.update(tx, first, RECORD, 1, written())
    with pytest.raises(Changed):
        clients.update(tx, first, RENAMED, 1, written())
    assert client_changes.page(tx, first, 0, 10) == ()


def test_an_update_cannot_take_anothers_reference(tx: Transaction) -> None:
    client(tx, "MRN-1")
    second = client(tx, "MRN-2")
    with pytest.raises(DuplicateReference):
        clients.update(tx, second, RECORD, 1, written())
    assert clients.get(tx, second).reference == "MRN-2"


def test_a_walk_gives_each_client_once(tx: Transaction) -> None:
    made = [client(tx, f"MRN-{n}") for n in range(5)]
    seen: list[UUID] = []
    while found := clients.page(tx, seen[-1] if seen else None, 2):
        seen += [each.id for each in found]
    assert seen == made


def test_nobody_is_not_found(tx: Transaction) -> None:
    for attempt in (clients.get, clients.lock):
        with pytest.raises(NotFound, match="There is no such client"):
            attempt(tx, new_id())
