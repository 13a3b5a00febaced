"""A revision as it goes into the store and comes out of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case
from sqlalchemy.engine import RowMapping

from api.store.reserved import LIBRARY
from api.store.transaction import Transaction
from api.store.writing import searchable
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import Frozen, RevisionStatus
from protocols.value import Value


class RevisionEntry(Value, frozen=True):
    """What a list says of a revision; `built_in` revisions belong to the library, and a draft has no number."""

    id: UUID
    protocol_id: UUID
    built_in: bool
    number: int | None
    status: RevisionStatus
    title: str
    tags: tuple[str, ...]
    language: str
    hash: str
    version: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    published_by: UUID | None
    seen_by: UUID | None
    retired_at: datetime | None


class StoredRevision(RevisionEntry, frozen=True):
    """A revision with its exact bytes; `warnings` are the findings seen at publishing, as JSON."""

    document: bytes
    warnings: bytes | None


class NewIds(Value, frozen=True):
    """Which protocol, and the id that its new draft takes."""

    protocol: UUID
    revision: UUID


class Edit(Value, frozen=True):
    """Another text for a draft, made on the version that the author had read."""

    text: Protocol
    expected_version: int


class Publication(Value, frozen=True):
    """A verified text, who publishes it, who else saw its warnings, and the version of the draft that was verified."""

    frozen: Frozen
    by: UUID | None
    expected_version: int
    seen_by: UUID | None = None


def lifted(text: Protocol, document: bytes) -> dict[str, Any]:
    """The columns that follow from a text and its bytes."""
    return {
        "title": text.title,
        "tags": text.tags,
        "language": text.language,
        "search_text": searchable(text.slug, text.title, text.summary, *text.tags),
        "document": document,
        "hash": wire.content_hash(document),
    }


def readable(tx: Transaction, owner: ColumnElement[UUID]) -> ColumnElement[bool]:
    """The practice's own rows, plus the library's."""
    return readable_by(tx.practice_id, owner)


def readable_by(practice_id: UUID, owner: ColumnElement[UUID]) -> ColumnElement[bool]:
    """The same for statements that are made once for a practice."""
    return owner.in_((practice_id, LIBRARY))


def own_first(tx: Transaction, owner: ColumnElement[UUID]) -> ColumnElement[int]:
    """Sorts the practice's own rows before the library's."""
    return own_first_of(tx.practice_id, owner)


def own_first_of(practice_id: UUID, owner: ColumnElement[UUID]) -> ColumnElement[int]:
    """The same for statements that are made once for a practice."""
    return case((owner == practice_id, 0), else_=1)


def entry(row: RowMapping) -> RevisionEntry:
    """A revision without its text."""
    return RevisionEntry(**_fields(row, RevisionEntry))


def revision(row: RowMapping) -> StoredRevision:
    """A revision with its text."""
    return StoredRevision(**_fields(row, StoredRevision))


def _fields(row: RowMapping, shape: type[RevisionEntry]) -> dict[str, Any]:
    plain = {name: row[name] for name in shape.__struct_fields__ if name in row}
    return plain | {"built_in": row["practice_id"] == LIBRARY, "status": RevisionStatus(row["status"])}
