"""Protocols: the practice's own, and the library's to read."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, and_, case, func, select, tuple_, type_coerce

from api.store import revisions as stored_revisions
from api.store.recalls import as_read
from api.store.refusals import DuplicateSlug, NotFound
from api.store.reserved import LIBRARY
from api.store.revision_rows import NewIds, StoredRevision, own_first, readable
from api.store.tables import protocols
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.value import Value

Place: TypeAlias = tuple[str, UUID]
"""Where a list goes on: after this slug and id."""


class StoredProtocol(Value, frozen=True):
    """A protocol's identity; what it says stands in its revisions."""

    id: UUID
    slug: str
    built_in: bool
    created_at: datetime


class ListedProtocol(StoredProtocol, frozen=True):
    """A protocol with the revision that speaks for it: the last published, else the draft, else the last retired."""

    revision_id: UUID
    number: int | None
    status: RevisionStatus
    title: str
    tags: tuple[str, ...]
    language: str
    updated_at: datetime


class ProtocolFilter(Value, frozen=True):
    """Which protocols: with a revision in this state, that has this tag and these words; a null asks for nothing."""

    status: RevisionStatus | None = None
    tag: str | None = None
    text: str | None = None


def create(tx: Transaction, ids: NewIds, text: Protocol, now: datetime) -> StoredRevision:
    """The draft of a new protocol; raises DuplicateSlug."""
    if not insert_once(tx, protocols, {"id": ids.protocol, "slug": text.slug, "created_at": now}):
        raise DuplicateSlug("Another protocol of the practice has this slug.", pointer="/slug")
    return stored_revisions.add_draft(tx, ids, text, now)


def copy(tx: Transaction, source: StoredRevision, ids: NewIds, slug: str, now: datetime) -> StoredRevision:
    """The draft of a new protocol that says what a revision says; raises DuplicateSlug."""
    text = wire.decode(source.document, Protocol)
    return create(tx, ids, msgspec.structs.replace(text, slug=slug), now)


def get(tx: Transaction, named: UUID | str) -> StoredProtocol:
    """The protocol of this id or slug, the practice's own before the library's; raises NotFound."""
    column = protocols.c.id if isinstance(named, UUID) else protocols.c.slug
    query = (
        select(protocols)
        .where(readable(tx, protocols.c.practice_id), column == named)
        .order_by(own_first(tx, protocols.c.practice_id))
        .limit(1)
    )
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("protocol")
    built_in = row["practice_id"] == LIBRARY
    return StoredProtocol(id=row["id"], slug=row["slug"], built_in=built_in, created_at=row["created_at"])


def page(tx: Transaction, wanted: ProtocolFilter, after: Place | None, limit: int) -> tuple[ListedProtocol, ...]:
    """Protocols by slug and id, from the one after `after` on."""
    query = _listed(tx, wanted).order_by(protocols.c.slug, protocols.c.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(protocols.c.slug, protocols.c.id) > tuple_(*after))
    return tuple(
        ListedProtocol(**dict(row) | {"status": RevisionStatus(row["status"])})
        for row in tx.connection.execute(query).mappings()
    )


def _listed(tx: Transaction, wanted: ProtocolFilter) -> Select[Any]:
    speaks = _speaking(tx, wanted).subquery()
    belongs = and_(speaks.c.protocol_id == protocols.c.id, speaks.c.practice_id == protocols.c.practice_id)
    query = (
        select(
            protocols.c.id,
            protocols.c.slug,
            (protocols.c.practice_id == LIBRARY).label("built_in"),
            protocols.c.created_at,
            speaks.c.id.label("revision_id"),
            *(speaks.c[name] for name in ("number", "status", "title", "tags", "language", "updated_at")),
        )
        .join(speaks, belongs)
        .where(readable(tx, protocols.c.practice_id), speaks.c.place == 1)
    )
    if wanted.tag is not None:
        query = query.where(type_coerce(speaks.c.tags, Text).contains(f'"{wanted.tag}"', autoescape=True))
    if wanted.text is not None:
        query = query.where(speaks.c.search_text.contains(wanted.text.casefold(), autoescape=True))
    return query


def _speaking(tx: Transaction, wanted: ProtocolFilter) -> Select[Any]:
    """Revisions in the wanted state, each with its place among those of its protocol."""
    here = as_read(tx)
    rank = case((here.c.status == "published", 0), (here.c.status == "draft", 1), else_=2)
    place = func.row_number().over(partition_by=here.c.protocol_id, order_by=(rank, here.c.number.desc()))
    query = select(here, place.label("place"))
    return query if wanted.status is None else query.where(here.c.status == wanted.status.value)
