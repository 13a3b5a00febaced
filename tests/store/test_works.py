"""Works: the practice's own beside the library's."""

from uuid import UUID

import msgspec
import pytest

from api.ids import new_id
from api.library import built_in_works
from api.store import works
from api.store.database import Transaction
from api.store.refusals import Changed, DuplicateWork, KeyIsFixed, NotFound
from api.store.reserved import work_id
from protocols.evidence.work import Work
from tests.store.samples import NOW, WORK

SHIPPED = {work.key: work for work in built_in_works()}


def own(key: str = "our-audit", title: str = "Our own audit") -> Work:
    return msgspec.structs.replace(WORK, key=key, csl=msgspec.structs.replace(WORK.csl, title=title))


def keys(tx: Transaction, text: str | None = None) -> list[str]:
    return [each.work.key for each in works.page(tx, text, None, 100)]


def test_a_work_comes_back_as_written(tx: Transaction) -> None:
    stored = works.create(tx, new_id(), own(), NOW)
    assert (stored.work, stored.built_in, stored.version) == (own(), False, 1)
    assert works.get(tx, stored.id) == works.get(tx, "our-audit") == stored


def test_everybody_reads_the_library(tx: Transaction) -> None:
    assert keys(tx) == sorted(SHIPPED)
    assert works.get(tx, WORK.key).work == WORK


def test_a_key_is_given_once_in_a_practice_but_may_be_the_librarys(tx: Transaction) -> None:
    works.create(tx, new_id(), own(WORK.key), NOW)
    with pytest.raises(DuplicateWork):
        works.create(tx, new_id(), own(WORK.key), NOW)
    assert works.get(tx, WORK.key).work == own(WORK.key)
    assert works.cited(tx, [WORK.key], built_in=False) == (own(WORK.key),)
    assert works.cited(tx, [WORK.key], built_in=True) == (WORK,)


def test_cited_works_come_by_key_and_unknown_ones_do_not(tx: Transaction) -> None:
    works.create(tx, new_id(), own(), NOW)
    wanted = sorted(SHIPPED)[:3]
    assert works.cited(tx, [*reversed(wanted), "nothing"], built_in=True) == tuple(SHIPPED[key] for key in wanted)
    assert works.cited(tx, ["our-audit"], built_in=False) == (own(),)
    assert works.cited(tx, ["our-audit"], built_in=True) == ()


def test_words_are_looked_for_in_title_authors_and_identifiers(tx: Transaction) -> None:
    works.create(tx, new_id(), own(title="ÜBER die 100%-Frage"), NOW)
    assert keys(tx, "über") == ["our-audit"]
    assert keys(tx, "100%-") == ["our-audit"]
    author = next(name.family for name in WORK.csl.author if name.family)
    assert WORK.key in keys(tx, author.upper())
    with_doi = next(work for work in SHIPPED.values() if work.csl.doi)
    assert with_doi.key in keys(tx, with_doi.csl.doi)


def test_a_walk_gives_each_work_once(tx: Transaction) -> None:
    works.create(tx, new_id(), own(WORK.key), NOW)
    seen: list[tuple[str, UUID]] = []
    while found := works.page(tx, None, seen[-1] if seen else None, 7):
        seen += [(each.work.key, each.id) for each in found]
    assert [key for key, _ in seen] == sorted([*SHIPPED, WORK.key])


def test_a_replacement_names_the_version_and_keeps_the_key(tx: Transaction) -> None:
    stored = works.create(tx, new_id(), own(), NOW)
    assert works.replace(tx, stored.id, own(title="Second edition"), 1, NOW).version == 2
    with pytest.raises(Changed):
        works.replace(tx, stored.id, own(), 1, NOW)
    with pytest.raises(KeyIsFixed):
        works.replace(tx, stored.id, own("other"), 2, NOW)


def test_nobody_writes_in_the_library(tx: Transaction) -> None:
    with pytest.raises(NotFound):
        works.replace(tx, work_id(WORK.key), WORK, 1, NOW)
