"""H13: a practice recalls what is built in, for itself alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from api.library import BuiltIn
from api.store import practices, protocols, recalls, revisions, uses
from api.store.library import load_library
from api.store.protocols import ProtocolFilter
from api.store.refusals import NotFound
from api.store.reserved import LIBRARY, protocol_id, revision_id
from api.store.revision_rows import RevisionEntry, StoredRevision
from api.store.tables import recalled_built_ins
from api.store.transaction import Transaction
from api.store.writing import insert
from protocols import wire
from protocols.authoring.citing import works_cited
from protocols.authoring.revision import RevisionStatus
from tests.store.acting import beside
from tests.store.samples import NOW, SLUG, TEXT, published, text

PROTOCOL = protocol_id(SLUG)
REVISION = revision_id(SLUG, 1)
LATER = NOW + timedelta(days=3)
CITED = works_cited(TEXT)[0]


def recalled(tx: Transaction) -> StoredRevision:
    return revisions.recall(tx, (PROTOCOL, 1), practices.people(tx)[0].id, LATER)


def listed(tx: Transaction, status: RevisionStatus | None = None) -> dict[str, RevisionStatus]:
    return {each.slug: each.status for each in protocols.page(tx, ProtocolFilter(status=status), None, 100)}


def read_everywhere(tx: Transaction) -> list[StoredRevision]:
    """The revision from each function that reads one with its text."""
    found = revisions.get(tx, PROTOCOL, 1)
    (followed,) = revisions.with_hashes(tx, PROTOCOL, [found.hash])
    return [found, followed, revisions.pinned(tx, REVISION)]


def said_everywhere(tx: Transaction) -> dict[str, Any]:
    """Whatever the practice is told of the revision and its protocol."""
    return {
        "read": read_everywhere(tx),
        "revisions": revisions.page(tx, PROTOCOL, None, 10),
        "protocols": protocols.page(tx, ProtocolFilter(), None, 100),
        "published": protocols.page(tx, ProtocolFilter(status=RevisionStatus.PUBLISHED), None, 100),
        "uses": uses.revisions_on(tx, CITED),
        "latest": revisions.latest_published(tx, PROTOCOL),
    }


def test_h13_it_reads_as_recalled_wherever_it_is_read(tx: Transaction) -> None:
    before = revisions.get(tx, PROTOCOL, 1)
    found = recalled(tx)
    changed = {"status": RevisionStatus.RECALLED, "version": 2, "updated_at": LATER, "retired_at": LATER}
    assert found == msgspec.structs.replace(before, **changed)
    assert read_everywhere(tx) == [found] * 3
    (entry,) = revisions.page(tx, PROTOCOL, None, 10)
    assert entry == RevisionEntry(**{name: getattr(found, name) for name in RevisionEntry.__struct_fields__})
    assert (listed(tx)[SLUG], SLUG in listed(tx, RevisionStatus.PUBLISHED)) == ("recalled", False)
    assert listed(tx, RevisionStatus.RECALLED) == {SLUG: "recalled"}
    assert {each.slug: each.status for each in uses.revisions_on(tx, CITED)}[SLUG] == "recalled"
    with pytest.raises(NotFound, match="no such published revision"):
        revisions.latest_published(tx, PROTOCOL)


def test_h13_nothing_changes_for_anybody_else(tx: Transaction, stranger_id: UUID) -> None:
    others = [beside(tx, each) for each in (stranger_id, LIBRARY)]
    before = [said_everywhere(other) for other in others]
    recalled(tx)
    assert [said_everywhere(other) for other in others] == before


def test_the_rest_of_the_library_stays_as_it_is(tx: Transaction) -> None:
    before = listed(tx)
    recalled(tx)
    assert listed(tx) == before | {SLUG: RevisionStatus.RECALLED}


def test_a_recall_again_is_the_first_one(tx: Transaction) -> None:
    found = recalled(tx)
    person = practices.people(tx)[0].id
    assert revisions.recall(tx, (PROTOCOL, 1), person, LATER + timedelta(days=1)) == found


def test_two_practices_recall_it_each_for_itself(tx: Transaction, stranger_id: UUID) -> None:
    assert recalled(tx) == recalled(beside(tx, stranger_id))


def test_the_next_release_brings_a_revision_that_is_published(tx: Transaction) -> None:
    recalled(tx)
    newer = BuiltIn(slug=SLUG, number=2, document=wire.encode(text(SLUG, "Second edition")))
    load_library(beside(tx, LIBRARY), (), (newer,), LATER)
    assert revisions.latest_published(tx, PROTOCOL).number == 2
    assert [(each.number, each.status) for each in revisions.page(tx, PROTOCOL, None, 10)] == [
        (2, "published"),
        (1, "recalled"),
    ]
    assert listed(tx)[SLUG] is RevisionStatus.PUBLISHED


def test_who_recalled_it_is_kept(tx: Transaction) -> None:
    recalled(tx)
    query = recalled_built_ins.select().where(recalled_built_ins.c.practice_id == tx.practice_id)
    (row,) = tx.connection.execute(query).mappings()
    assert dict(row) == {
        "practice_id": tx.practice_id,
        "revision_id": REVISION,
        "revision_owner_id": LIBRARY,
        "recalled_at": LATER,
        "recalled_by": practices.people(tx)[0].id,
    }


def test_an_own_revision_is_recalled_in_its_own_row(tx: Transaction) -> None:
    own = published(tx)
    found = revisions.recall(tx, (own.protocol_id, 1), practices.people(tx)[0].id, LATER)
    assert (found.status, found.version, found.retired_at) == ("recalled", own.version + 1, LATER)
    query = recalled_built_ins.select().where(recalled_built_ins.c.practice_id == tx.practice_id)
    assert not tx.connection.execute(query).all()


def test_there_is_no_draft_to_recall(tx: Transaction) -> None:
    with pytest.raises(NotFound):
        revisions.recall(tx, (PROTOCOL, 2), practices.people(tx)[0].id, LATER)


def test_a_row_is_about_a_built_in_revision_and_by_ones_own_people(tx: Transaction, stranger_id: UUID) -> None:
    own, person = published(tx), practices.people(tx)[0].id
    stranger = practices.people(beside(tx, stranger_id))[0].id
    good = {"revision_id": REVISION, "revision_owner_id": LIBRARY, "recalled_at": NOW, "recalled_by": person}
    wrong = [
        {"revision_id": own.id},
        {"revision_id": own.id, "revision_owner_id": tx.practice_id},
        {"recalled_by": stranger},
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), tx.connection.begin_nested():
            insert(tx, recalled_built_ins, good | each)
    recalls.keep(tx, REVISION, person, NOW)
    assert revisions.pinned(tx, REVISION).retired_at == NOW
