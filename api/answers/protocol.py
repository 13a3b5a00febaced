"""Protocols and revisions as callers read them."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.paging import Page
from api.store.protocols import ListedProtocol, StoredProtocol
from api.store.revision_rows import RevisionEntry, StoredRevision
from api.texts import text_of
from protocols import wire
from protocols.authoring.finding import Finding
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.value import Value


class ProtocolListed(Value, frozen=True):
    """A protocol with the revision that speaks for it: the last published, else the draft, else the last retired."""

    id: UUID
    slug: str
    built_in: bool
    number: int | None
    status: RevisionStatus
    title: str
    tags: tuple[str, ...]
    language: str
    updated_at: datetime


class ProtocolPage(Page[ProtocolListed], frozen=True):
    """A page of protocols, by slug."""


class RevisionRead(Value, frozen=True):
    """A revision: its state, its content hash, and everything it says. A draft has no number.

    `live_plans` is how many plans of the practice rest on it and can still give a dose.
    """

    id: UUID
    protocol_id: UUID
    built_in: bool
    number: int | None
    status: RevisionStatus
    hash: str
    version: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    retired_at: datetime | None
    live_plans: int
    warnings: tuple[Finding, ...]
    protocol: Protocol


class RevisionListed(Value, frozen=True):
    """A revision without its text; `live_plans` of the practice rest on it."""

    id: UUID
    number: int | None
    status: RevisionStatus
    title: str
    hash: str
    published_at: datetime | None
    retired_at: datetime | None
    live_plans: int


class RevisionPage(Page[RevisionListed], frozen=True):
    """A page of revisions, newest first."""


class ProtocolRead(Value, frozen=True):
    """A protocol, and the revision that a new plan walks (or its draft, where nothing is published yet)."""

    id: UUID
    slug: str
    built_in: bool
    created_at: datetime
    revision: RevisionRead


def protocol_listed(row: ListedProtocol) -> ProtocolListed:
    """A protocol in a list."""
    return ProtocolListed(
        id=row.id,
        slug=row.slug,
        built_in=row.built_in,
        number=row.number,
        status=row.status,
        title=row.title,
        tags=row.tags,
        language=row.language,
        updated_at=row.updated_at,
    )


def revision_listed(row: RevisionEntry, live_plans: int) -> RevisionListed:
    """A revision in a list."""
    return RevisionListed(
        id=row.id,
        number=row.number,
        status=row.status,
        title=row.title,
        hash=row.hash,
        published_at=row.published_at,
        retired_at=row.retired_at,
        live_plans=live_plans,
    )


def revision_read(row: StoredRevision, live_plans: int = 0) -> RevisionRead:
    """A revision with its text; on a draft, and on what was just published, no plan rests."""
    names = set(RevisionRead.__struct_fields__) - {"live_plans", "warnings", "protocol"}
    plain = {name: value for name, value in msgspec.structs.asdict(row).items() if name in names}
    warnings = () if row.warnings is None else wire.decode(row.warnings, tuple[Finding, ...])
    return RevisionRead(**plain, live_plans=live_plans, warnings=warnings, protocol=text_of(row))


def protocol_read(protocol: StoredProtocol, revision: StoredRevision, live_plans: int) -> ProtocolRead:
    """A protocol with the revision that speaks for it."""
    return ProtocolRead(
        id=protocol.id,
        slug=protocol.slug,
        built_in=protocol.built_in,
        created_at=protocol.created_at,
        revision=revision_read(revision, live_plans),
    )
