"""Protocols and their revisions: one draft, numbers without gaps, the library for everybody to read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import msgspec
import pytest

from api.ids import new_id
from api.library import built_in_revisions
from api.store import practices, protocols, revisions
from api.store.database import Database, Transaction
from api.store.protocols import ProtocolFilter
from api.store.refusals import Changed, DraftExists, DuplicateSlug, NotFound, SlugIsFixed
from api.store.reserved import protocol_id
from api.store.revision_rows import Edit, NewIds
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from tests.store.acting import beside
from tests.store.samples import NOW, SLUG, draft, ids, publication, published, text

BUILT_IN = [each.slug for each in built_in_revisions()]


def slugs(tx: Transaction, wanted: ProtocolFilter | None = None) -> list[str]:
    return [each.slug for each in protocols.page(tx, wanted or ProtocolFilter(), None, 100)]


def test_a_draft_comes_back_byte_for_byte(tx: Transaction) -> None:
    stored = draft(tx)
    assert stored.document == wire.encode(text())
    assert stored.hash == wire.content_hash(stored.document)
    assert (stored.number, stored.status, stored.version, stored.built_in) == (None, "draft", 1, False)
    assert revisions.draft(tx, stored.protocol_id) == stored


def test_a_slug_is_given_once_in_a_practice_but_may_be_the_librarys(tx: Transaction, stranger_id: UUID) -> None:
    draft(tx)
    with pytest.raises(DuplicateSlug):
        draft(tx)
    draft(beside(tx, stranger_id))
    own = draft(tx, SLUG)
    assert protocols.get(tx, SLUG).id == own.protocol_id
    assert protocols.get(tx, protocol_id(SLUG)).built_in
    assert protocols.get(beside(tx, stranger_id), SLUG).built_in


def test_a_protocol_has_one_draft(tx: Transaction) -> None:
    first = published(tx)
    second = NewIds(protocol=first.protocol_id, revision=new_id())
    revisions.add_draft(tx, second, text(title="Calmer start"), NOW)
    with pytest.raises(DraftExists):
        revisions.add_draft(tx, msgspec.structs.replace(second, revision=new_id()), text(), NOW)


def test_a_replacement_names_the_version_it_was_made_on(tx: Transaction) -> None:
    found = draft(tx)
    edit = Edit(text=text(title="Calmer start"), expected_version=1)
    assert revisions.replace_draft(tx, found.protocol_id, edit, NOW).title == "Calmer start"
    with pytest.raises(Changed):
        revisions.replace_draft(tx, found.protocol_id, edit, NOW)


def test_the_slug_stays(tx: Transaction) -> None:
    found = draft(tx)
    with pytest.raises(SlugIsFixed):
        revisions.replace_draft(tx, found.protocol_id, Edit(text=text("other"), expected_version=1), NOW)


def test_numbers_follow_each_other(tx: Transaction) -> None:
    person = practices.people(tx)[0].id
    first = draft(tx)
    one = revisions.publish(tx, first.protocol_id, publication(first, person), NOW)
    assert (one.number, one.status, one.published_by, one.warnings) == (1, "published", person, b"[]")
    assert (one.document, one.hash) == (first.document, first.hash)
    again = NewIds(protocol=first.protocol_id, revision=new_id())
    second = revisions.add_draft(tx, again, text(title="Calmer start"), NOW)
    assert revisions.latest_published(tx, first.protocol_id) == one
    two = revisions.publish(tx, first.protocol_id, publication(second), NOW)
    assert revisions.latest_published(tx, first.protocol_id) == two
    assert [each.number for each in revisions.page(tx, first.protocol_id, None, 10)] == [2, 1]
    assert [each.number for each in revisions.page(tx, first.protocol_id, 2, 10)] == [1]
    assert revisions.numbered(tx, first.protocol_id, [2, 1, 3]) == (one, two)
    assert revisions.numbered(tx, first.protocol_id, [2]) == (two,)
    assert revisions.get(tx, first.protocol_id, 1) == one


def test_only_what_was_verified_is_published(tx: Transaction) -> None:
    found = draft(tx)
    verified = publication(found)
    edit = Edit(text=text(title="Another text"), expected_version=1)
    revisions.replace_draft(tx, found.protocol_id, edit, NOW)
    with pytest.raises(Changed):
        revisions.publish(tx, found.protocol_id, verified, NOW)
    smuggled = msgspec.structs.replace(verified, expected_version=2)
    with pytest.raises(Changed):
        revisions.publish(tx, found.protocol_id, smuggled, NOW)
    assert revisions.draft(tx, found.protocol_id).title == "Another text"


def test_one_of_two_publications_at_once_wins(database: Database, practice_id: UUID) -> None:
    found = database.write(practice_id, draft)

    def attempt(_: int) -> int | None:
        try:
            done = database.write(
                practice_id, lambda tx: revisions.publish(tx, found.protocol_id, publication(found), NOW)
            )
        except (Changed, NotFound):
            return None
        return done.number

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, range(3)), key=str) == [1, None, None]


def test_a_retired_revision_is_no_longer_the_latest(tx: Transaction) -> None:
    one = published(tx)
    retired = revisions.retire(tx, one.protocol_id, 1, NOW)
    assert (retired.status, retired.retired_at) == (RevisionStatus.RETIRED, NOW)
    assert revisions.retire(tx, one.protocol_id, 1, NOW) == retired
    with pytest.raises(NotFound, match="no such published revision"):
        revisions.latest_published(tx, one.protocol_id)
    assert revisions.pinned(tx, one.id) == retired


def test_a_copy_of_the_librarys_is_a_draft_of_ones_own(tx: Transaction) -> None:
    source = revisions.latest_published(tx, protocol_id(SLUG))
    copied = protocols.copy(tx, source, ids(), "mine", NOW)
    said, says = wire.decode(source.document, Protocol), wire.decode(copied.document, Protocol)
    assert says == msgspec.structs.replace(said, slug="mine")
    assert (copied.status, copied.built_in) == (RevisionStatus.DRAFT, False)


def test_nobody_writes_in_the_library(tx: Transaction) -> None:
    built_in = protocol_id(SLUG)
    found = revisions.latest_published(tx, built_in)
    attempts: list[Callable[[], object]] = [
        lambda: revisions.retire(tx, built_in, 1, NOW),
        lambda: revisions.add_draft(tx, NewIds(protocol=built_in, revision=new_id()), text(SLUG), NOW),
        lambda: revisions.publish(tx, built_in, publication(found), NOW),
        lambda: revisions.replace_draft(tx, built_in, Edit(text=text(SLUG), expected_version=1), NOW),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert revisions.latest_published(tx, built_in) == found


def test_a_list_shows_ones_own_and_the_library_by_slug(tx: Transaction, stranger_id: UUID) -> None:
    draft(tx, "aaa")
    draft(tx, "zzz")
    draft(beside(tx, stranger_id), "mmm")
    assert slugs(tx) == ["aaa", *BUILT_IN, "zzz"]


def test_a_walk_gives_each_protocol_once(tx: Transaction) -> None:
    draft(tx, SLUG)
    seen: list[tuple[str, UUID]] = []
    while found := protocols.page(tx, ProtocolFilter(), seen[-1] if seen else None, 2):
        seen += [(each.slug, each.id) for each in found]
    assert [slug for slug, _ in seen] == sorted([*BUILT_IN, SLUG])
    assert len(set(seen)) == len(seen)


def test_the_revision_that_speaks_for_a_protocol(tx: Transaction) -> None:
    first = published(tx)
    again = NewIds(protocol=first.protocol_id, revision=new_id())
    revisions.add_draft(tx, again, text(title="Calmer start"), NOW)
    shown = {each.slug: each for each in protocols.page(tx, ProtocolFilter(), None, 100)}
    assert (shown["calm"].title, shown["calm"].status, shown["calm"].number) == ("Calm start", "published", 1)
    assert shown[SLUG].built_in
    drafts = protocols.page(tx, ProtocolFilter(status=RevisionStatus.DRAFT), None, 100)
    assert [(each.title, each.number) for each in drafts] == [("Calmer start", None)]


def test_filters_by_status_tag_and_words(tx: Transaction) -> None:
    tagged = msgspec.structs.replace(text("ours", "ÄPFEL und Birnen"), tags=("a_b", "kids"))
    protocols.create(tx, ids(), tagged, NOW)
    assert slugs(tx, ProtocolFilter(tag="a_b")) == ["ours"]
    assert slugs(tx, ProtocolFilter(tag="axb")) == []
    assert slugs(tx, ProtocolFilter(tag="kid")) == []
    assert slugs(tx, ProtocolFilter(text="äpfel")) == ["ours"]
    assert slugs(tx, ProtocolFilter(text="%")) == [slug for slug in BUILT_IN if b"%" in summary_of(tx, slug)]
    assert slugs(tx, ProtocolFilter(status=RevisionStatus.PUBLISHED)) == BUILT_IN
    assert slugs(tx, ProtocolFilter(status=RevisionStatus.RETIRED)) == []


def summary_of(tx: Transaction, slug: str) -> bytes:
    found = wire.decode(revisions.latest_published(tx, protocol_id(slug)).document, Protocol)
    return f"{found.title} {found.summary}".encode()
