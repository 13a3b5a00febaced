"""The library is loaded once; a release adds revisions and never edits one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest

from api.library import BuiltIn, built_in_revisions, built_in_works
from api.store import revisions, works
from api.store.database import Database, Transaction
from api.store.library import load_library
from api.store.migrate import upgrade
from api.store.reserved import LIBRARY, protocol_id, revision_id
from protocols import wire
from protocols.evidence.work import Work, WorkStatus
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, SLUG, WORK, draft, text
from tests.store.scoping import watch

WORKS = built_in_works()
REVISIONS = built_in_revisions()


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def fresh(new_url: NewUrl, seen: list[str]) -> Iterator[Database]:
    url = new_url()
    upgrade(url)
    database = Database.open(url)
    watch(database.writer, seen)
    yield database
    database.close()


def load(database: Database, added: tuple[BuiltIn, ...] = ()) -> int:
    return database.write(LIBRARY, lambda tx: load_library(tx, WORKS, REVISIONS + added, NOW))


def test_a_second_load_is_one_query_and_changes_nothing(fresh: Database, seen: list[str]) -> None:
    assert load(fresh) == len(WORKS) + len(REVISIONS)
    seen.clear()
    assert load(fresh) == 0
    settings = ["Select"] if fresh.writer.dialect.name == "postgresql" else []
    assert seen == [*settings, "CompoundSelect"]


def test_every_installation_has_the_same_ids_and_bytes(fresh: Database) -> None:
    load(fresh)
    for each in REVISIONS:
        stored = fresh.read(LIBRARY, partial(revisions.get, protocol_id=protocol_id(each.slug), number=each.number))
        assert (stored.id, stored.document) == (revision_id(each.slug, each.number), each.document)
        assert (stored.hash, stored.built_in) == (wire.content_hash(each.document), True)


def test_a_release_appends_a_revision(fresh: Database) -> None:
    load(fresh)
    newer = BuiltIn(slug=SLUG, number=2, document=wire.encode(text(SLUG, "Second edition")))
    assert load(fresh, (newer,)) == 1
    assert fresh.read(LIBRARY, lambda tx: revisions.latest_published(tx, protocol_id(SLUG))).number == 2


def test_a_published_revision_is_never_edited(fresh: Database) -> None:
    load(fresh)
    altered = tuple(msgspec.structs.replace(each, document=wire.encode(text(each.slug))) for each in REVISIONS)
    assert fresh.write(LIBRARY, lambda tx: load_library(tx, WORKS, altered, NOW)) == 0
    stored = fresh.read(LIBRARY, lambda tx: revisions.get(tx, protocol_id(SLUG), 1))
    assert stored.document == next(each.document for each in REVISIONS if each.slug == SLUG)


def test_a_release_can_say_that_a_work_was_retracted(fresh: Database) -> None:
    load(fresh)
    retracted = msgspec.structs.replace(WORK, status=WorkStatus.RETRACTED)
    assert fresh.write(LIBRARY, lambda tx: load_library(tx, (retracted, *WORKS[1:]), REVISIONS, NOW)) == 1
    stored = fresh.read(LIBRARY, lambda tx: works.get(tx, WORK.key))
    assert (stored.work.status, stored.version) == (WorkStatus.RETRACTED, 2)


def test_the_day_of_a_status_is_that_of_the_release_that_said_it(fresh: Database) -> None:
    def release(work: Work, days: int) -> datetime:
        now = NOW + timedelta(days=days)
        fresh.write(LIBRARY, lambda tx: load_library(tx, (work, *WORKS[1:]), REVISIONS, now))
        return fresh.read(LIBRARY, lambda tx: works.get(tx, WORK.key)).status_at

    retracted = msgspec.structs.replace(WORK, status=WorkStatus.RETRACTED)
    assert release(WORK, 0) == NOW
    assert release(msgspec.structs.replace(WORK, summary="Read again."), 1) == NOW
    assert release(retracted, 2) == NOW + timedelta(days=2)
    assert release(msgspec.structs.replace(retracted, summary="Read again."), 3) == NOW + timedelta(days=2)
    assert release(WORK, 4) == NOW + timedelta(days=4)


def test_only_the_librarys_own_practice_loads_it(tx: Transaction) -> None:
    with pytest.raises(ValueError, match="own practice"):
        load_library(tx, WORKS, REVISIONS, NOW)
    draft(tx)
