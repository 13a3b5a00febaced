"""The states of a protocol's text: one draft at most, then numbered and frozen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, select

from api.store import evidence, recalls
from api.store.recalls import as_read
from api.store.refusals import Changed, DraftExists, NotFound, SlugIsFixed
from api.store.revision_rows import (
    Edit,
    NewIds,
    Publication,
    RevisionEntry,
    StoredRevision,
    entry,
    lifted,
    readable,
    revision,
)
from api.store.tables import protocols, revisions
from api.store.transaction import Transaction
from api.store.writing import insert_once, replace_one
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus


def add_draft(tx: Transaction, ids: NewIds, text: Protocol, now: datetime) -> StoredRevision:
    """A draft for a protocol of the practice that has none; raises NotFound, SlugIsFixed, DraftExists."""
    _lock_protocol(tx, ids.protocol, text)
    row = {
        "id": ids.revision,
        "protocol_id": ids.protocol,
        "status": RevisionStatus.DRAFT.value,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    if not insert_once(tx, revisions, row | lifted(text, wire.encode(text))):
        raise DraftExists("The protocol has a draft already; replace that one.")
    return draft(tx, ids.protocol)


def draft(tx: Transaction, protocol_id: UUID) -> StoredRevision:
    """The protocol's draft; raises NotFound."""
    return _one(tx, "draft", *_draft_of(tx, protocol_id))


def replace_draft(tx: Transaction, protocol_id: UUID, edit: Edit, now: datetime) -> StoredRevision:
    """The draft with another text; raises NotFound, SlugIsFixed, Changed."""
    _lock_protocol(tx, protocol_id, edit.text)
    draft(tx, protocol_id)
    changed = {"version": edit.expected_version + 1, "updated_at": now}
    statement = (
        revisions.update()
        .where(*_draft_of(tx, protocol_id), revisions.c.version == edit.expected_version)
        .values(lifted(edit.text, wire.encode(edit.text)) | changed)
    )
    replace_one(tx, statement, "draft")
    return draft(tx, protocol_id)


def publish(tx: Transaction, protocol_id: UUID, publication: Publication, now: datetime) -> StoredRevision:
    """The draft, numbered and frozen exactly as it was verified; raises NotFound, Changed."""
    _lock_protocol(tx, protocol_id)
    found = draft(tx, protocol_id)
    if (found.version, found.hash) != (publication.expected_version, publication.frozen.hash):
        raise Changed("draft")
    number = _next_number(tx, protocol_id)
    statement = (
        revisions.update()
        .where(*_draft_of(tx, protocol_id), revisions.c.version == publication.expected_version)
        .values(
            status=RevisionStatus.PUBLISHED.value,
            number=number,
            warnings=wire.encode(publication.frozen.warnings),
            version=publication.expected_version + 1,
            updated_at=now,
            published_at=now,
            published_by=publication.by,
            seen_by=publication.seen_by,
        )
    )
    replace_one(tx, statement, "draft")
    evidence.cite(tx, found.id, wire.decode(publication.frozen.document, Protocol))
    return get(tx, protocol_id, number)


def retire(tx: Transaction, protocol_id: UUID, number: int, now: datetime) -> StoredRevision:
    """The practice's own revision, which starts no new plan from now on; twice is once. Raises NotFound."""
    return _withdrawn(tx, (protocol_id, number), (RevisionStatus.PUBLISHED,), RevisionStatus.RETIRED, now)


def recall(tx: Transaction, which: tuple[UUID, int], by: UUID, now: datetime) -> StoredRevision:
    """The revision, recalled, published or retired before; twice is once. Raises NotFound.

    A built-in one is recalled for the practice alone, by somebody of its people; the library's row is not touched.
    """
    found = get(tx, *which)
    if not found.built_in:
        before = (RevisionStatus.PUBLISHED, RevisionStatus.RETIRED)
        return _withdrawn(tx, which, before, RevisionStatus.RECALLED, now)
    recalls.keep(tx, found.id, by, now)
    return get(tx, *which)


def _withdrawn(
    tx: Transaction,
    which: tuple[UUID, int],
    before: tuple[RevisionStatus, ...],
    after: RevisionStatus,
    now: datetime,
) -> StoredRevision:
    protocol_id, number = which
    own = (
        revisions.c.practice_id == tx.practice_id,
        revisions.c.protocol_id == protocol_id,
        revisions.c.number == number,
    )
    found = _one(tx, "revision", *own)
    since = found.retired_at or now
    tx.connection.execute(
        revisions.update()
        .where(*own, revisions.c.status.in_(each.value for each in before))
        .values(status=after.value, retired_at=since, updated_at=now, version=found.version + 1)
    )
    return get(tx, protocol_id, number)


def get(tx: Transaction, protocol_id: UUID, number: int) -> StoredRevision:
    """The numbered revision, the practice's own or the library's; raises NotFound."""
    here = as_read(tx)
    query = select(here).where(here.c.protocol_id == protocol_id, here.c.number == number)
    return _first(tx, "revision", query)


def pinned(tx: Transaction, revision_id: UUID) -> StoredRevision:
    """The revision that a plan walks; raises NotFound."""
    here = as_read(tx)
    return _first(tx, "revision", select(here).where(here.c.id == revision_id))


def with_hashes(tx: Transaction, protocol_id: UUID, hashes: Collection[str]) -> tuple[StoredRevision, ...]:
    """The protocol's revisions with these texts: those that a plan has followed."""
    here = as_read(tx)
    query = select(here).where(
        here.c.protocol_id == protocol_id, here.c.hash.in_(sorted(hashes)), here.c.number.is_not(None)
    )
    return tuple(revision(row) for row in tx.connection.execute(query).mappings())


def numbered(tx: Transaction, protocol_id: UUID, numbers: Collection[int]) -> tuple[StoredRevision, ...]:
    """Those of the protocol's revisions that have these numbers; a number that there is not is left out."""
    here = as_read(tx)
    query = select(here).where(here.c.protocol_id == protocol_id, here.c.number.in_(sorted(numbers)))
    return tuple(revision(row) for row in tx.connection.execute(query.order_by(here.c.number)).mappings())


def latest_published(tx: Transaction, protocol_id: UUID) -> StoredRevision:
    """The revision that a new plan walks unless it names another; raises NotFound."""
    here = as_read(tx)
    query = (
        select(here)
        .where(here.c.protocol_id == protocol_id, here.c.status == RevisionStatus.PUBLISHED.value)
        .order_by(here.c.number.desc())
        .limit(1)
    )
    return _first(tx, "published revision", query)


def page(tx: Transaction, protocol_id: UUID, before: int | None, limit: int) -> tuple[RevisionEntry, ...]:
    """The protocol's numbered revisions, newest first, from the one before `before` on."""
    here, heavy = as_read(tx), {"document", "warnings", "search_text"}
    query = (
        select(*(column for column in here.c if column.name not in heavy))
        .where(here.c.protocol_id == protocol_id, here.c.number.is_not(None))
        .order_by(here.c.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(here.c.number < before)
    return tuple(entry(row) for row in tx.connection.execute(query).mappings())


class _Caution(msgspec.Struct):
    key: str


class _Cautions(msgspec.Struct):
    """Of a text, nothing but what its cautions are called."""

    cautions: tuple[_Caution, ...]


def caution_keys(tx: Transaction) -> frozenset[str]:
    """What the cautions are called of all texts that the practice can read: each revision, whatever its status."""
    query = select(revisions.c.document).where(readable(tx, revisions.c.practice_id))
    texts = (wire.decode(document, _Cautions) for document in tx.connection.execute(query).scalars())
    return frozenset(caution.key for text in texts for caution in text.cautions)


def _lock_protocol(tx: Transaction, protocol_id: UUID, text: Protocol | None = None) -> None:
    """Takes the practice's own protocol, so that drafts and numbers are given out one at a time."""
    query = (
        select(protocols.c.slug)
        .where(protocols.c.practice_id == tx.practice_id, protocols.c.id == protocol_id)
        .with_for_update()
    )
    slug = tx.connection.execute(query).scalar_one_or_none()
    if slug is None:
        raise NotFound("protocol")
    if text is not None and text.slug != slug:
        raise SlugIsFixed(f"The protocol's slug is {slug}; it cannot change.", pointer="/slug")


def _next_number(tx: Transaction, protocol_id: UUID) -> int:
    query = select(func.coalesce(func.max(revisions.c.number), 0)).where(
        revisions.c.practice_id == tx.practice_id, revisions.c.protocol_id == protocol_id
    )
    return int(tx.connection.execute(query).scalar_one()) + 1


def _draft_of(tx: Transaction, protocol_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        revisions.c.practice_id == tx.practice_id,
        revisions.c.protocol_id == protocol_id,
        revisions.c.status == RevisionStatus.DRAFT.value,
    )


def _one(tx: Transaction, noun: str, *where: ColumnElement[bool]) -> StoredRevision:
    return _first(tx, noun, select(revisions).where(*where))


def _first(tx: Transaction, noun: str, query: Select[Any]) -> StoredRevision:
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(noun)
    return revision(row)
