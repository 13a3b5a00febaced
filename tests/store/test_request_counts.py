"""Counts of requests that several processes tell: added up for a minute, each practice's by itself."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import UUID

from api.store import request_counts
from api.store.database import Database

ADA: Final = b"a" * 32
BO: Final = b"b" * 32


def tell(database: Database, practice_id: UUID, minute: int, **asked: int) -> Mapping[bytes, int]:
    counts = {{"ada": ADA, "bo": BO}[name]: count for name, count in asked.items()}
    return database.write(practice_id, lambda tx: request_counts.add(tx, minute, counts))


def test_what_each_process_tells_is_added_up(database: Database, practice_id: UUID) -> None:
    assert tell(database, practice_id, 7, ada=3) == {ADA: 3}
    assert tell(database, practice_id, 7, ada=2, bo=1) == {ADA: 5, BO: 1}
    assert tell(database, practice_id, 7, bo=10) == {BO: 11}


def test_a_newer_window_begins_at_nothing(database: Database, practice_id: UUID) -> None:
    tell(database, practice_id, 7, ada=3)
    assert tell(database, practice_id, 8, ada=1) == {ADA: 1}
    assert tell(database, practice_id, 8, ada=1) == {ADA: 2}


def test_a_window_that_has_passed_is_neither_kept_nor_answered(database: Database, practice_id: UUID) -> None:
    tell(database, practice_id, 8, ada=1)
    assert tell(database, practice_id, 7, ada=50, bo=2) == {BO: 2}
    assert tell(database, practice_id, 8, ada=1) == {ADA: 2}


def test_a_practice_counts_for_itself(database: Database, practice_id: UUID, stranger_id: UUID) -> None:
    tell(database, practice_id, 7, ada=3)
    assert tell(database, stranger_id, 7, ada=1) == {ADA: 1}
    assert tell(database, practice_id, 7, ada=0) == {ADA: 3}


def test_nothing_is_lost_where_all_tell_at_once(database: Database, practice_id: UUID) -> None:
    with ThreadPoolExecutor(8) as processes:
        list(processes.map(lambda _: tell(database, practice_id, 7, ada=1, bo=2), range(40)))
    assert tell(database, practice_id, 7, ada=0, bo=0) == {ADA: 40, BO: 80}
