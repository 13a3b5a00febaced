"""Works: the practice's own beside the library's."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from api.ids import new_id
from api.library import built_in_works
from api.store import practices, works
from api.store.database import Transaction
from api.store.refusals import Changed, DuplicateWork, KeyIsFixed, WorkIsBuiltIn
from api.store.reserved import work_id
from api.store.works import WorkWritten
from protocols.evidence.work import Work, WorkStatus
from tests.store.samples import NOW, WORK

HOUR = timedelta(hours=1)
SHIPPED = {work.key: work for work in built_in_works()}


def own(key: str = "our-audit", title: str = "Our own audit") -> Work:
    return msgspec.structs.replace(WORK, key=key, csl=msgspec.structs.replace(WORK.csl, title=title))


def retracted(key: str = "our-audit") -> Work:
    return msgspec.structs.replace(own(key), status=WorkStatus.RETRACTED)


def keys(tx: Transaction, text: str | None = None) -> list[str]:
    return [each.work.key for each in works.page(tx, text, None, 100)]


def test_a_work_comes_back_as_written(tx: Transaction) -> None:
    stored = works.create(tx, new_id(), WorkWritten(work=own()), NOW)
    assert (stored.work, stored.built_in, stored.version) == (own(), False, 1)
    assert works.get(tx, stored.id) == works.get(tx, "our-audit") == stored


def test_everybody_reads_the_library(tx: Transaction) -> None:
    assert keys(tx) == sorted(SHIPPED)
    assert works.get(tx, WORK.key).work == WORK


def test_a_key_is_given_once_in_a_practice_but_may_be_the_librarys(tx: Transaction) -> None:
    works.create(tx, new_id(), WorkWritten(work=own(WORK.key)), NOW)
    with pytest.raises(DuplicateWork):
        works.create(tx, new_id(), WorkWritten(work=own(WORK.key)), NOW)
    assert works.get(tx, WORK.key).work == own(WORK.key)
    assert works.cited(tx, [WORK.key], built_in=False) == (own(WORK.key),)
    assert works.cited(tx, [WORK.key], built_in=True) == (WORK,)


@pytest.mark.parametrize(
    ("key", "said", "stands"),
    [
        ("heyland-2013", WorkStatus.OK, WorkStatus.CORRECTED),
        ("heyland-2013", WorkStatus.RETRACTED, WorkStatus.RETRACTED),
        (WORK.key, WorkStatus.CONCERN, WorkStatus.CONCERN),
    ],
)
def test_h13_an_own_record_takes_nothing_back_that_the_library_says(
    tx: Transaction, key: str, said: WorkStatus, stands: WorkStatus
) -> None:
    mine = msgspec.structs.replace(own(key), status=said)
    works.create(tx, new_id(), WorkWritten(work=mine), NOW)
    assert works.cited(tx, [key], built_in=False) == (msgspec.structs.replace(mine, status=stands),)


def test_cited_works_come_by_key_and_unknown_ones_do_not(tx: Transaction) -> None:
    works.create(tx, new_id(), WorkWritten(work=own()), NOW)
    wanted = sorted(SHIPPED)[:3]
    assert works.cited(tx, [*reversed(wanted), "nothing"], built_in=True) == tuple(SHIPPED[key] for key in wanted)
    assert works.cited(tx, ["our-audit"], built_in=False) == (own(),)
    assert works.cited(tx, ["our-audit"], built_in=True) == ()


def test_words_are_looked_for_in_title_authors_and_identifiers(tx: Transaction) -> None:
    works.create(tx, new_id(), WorkWritten(work=own(title="ÜBER die 100%-Frage")), NOW)
    assert keys(tx, "über") == ["our-audit"]
    assert keys(tx, "100%-") == ["our-audit"]
    author = next(name.family for name in WORK.csl.author if name.family)
    assert WORK.key in keys(tx, author.upper())
    with_doi = next(work for work in SHIPPED.values() if work.csl.doi)
    assert with_doi.key in keys(tx, with_doi.csl.doi)


def test_a_walk_gives_each_work_once(tx: Transaction) -> None:
    works.create(tx, new_id(), WorkWritten(work=own(WORK.key)), NOW)
    seen: list[tuple[str, UUID]] = []
    while found := works.page(tx, None, seen[-1] if seen else None, 7):
        seen += [(each.work.key, each.id) for each in found]
    assert [key for key, _ in seen] == sorted([*SHIPPED, WORK.key])


def test_a_replacement_names_the_version_and_keeps_the_key(tx: Transaction) -> None:
    stored = works.create(tx, new_id(), WorkWritten(work=own()), NOW)
    second = works.replace(tx, stored, WorkWritten(work=own(title="Second edition")), NOW)
    assert (second.version, second.work) == (2, own(title="Second edition"))
    with pytest.raises(Changed):
        works.replace(tx, stored, WorkWritten(work=own()), NOW)
    with pytest.raises(KeyIsFixed):
        works.replace(tx, second, WorkWritten(work=own("other")), NOW)


def test_the_day_of_a_status_is_that_of_its_last_change(tx: Transaction) -> None:
    ada = practices.people(tx)[0].id
    stored = works.create(tx, new_id(), WorkWritten(work=own()), NOW)
    assert (stored.status_at, stored.status_by) == (NOW, None)
    concern = msgspec.structs.replace(own(), status=WorkStatus.CONCERN)
    doubted = works.replace(tx, stored, WorkWritten(work=concern, by=ada), NOW + HOUR)
    assert (doubted.status_at, doubted.status_by) == (NOW + HOUR, ada)
    again = msgspec.structs.replace(concern, summary="Read again.")
    later = works.replace(tx, doubted, WorkWritten(work=again), NOW + HOUR * 2)
    assert (later.status_at, later.status_by, later.updated_at) == (NOW + HOUR, ada, NOW + HOUR * 2)


def test_nobody_writes_in_the_library(tx: Transaction) -> None:
    shipped = works.get(tx, work_id(WORK.key))
    with pytest.raises(WorkIsBuiltIn, match="with the same key"):
        works.replace(tx, shipped, WorkWritten(work=WORK), NOW)
    with pytest.raises(Changed):
        works.replace(tx, msgspec.structs.replace(shipped, built_in=False), WorkWritten(work=WORK), NOW)
