"""The built-in library: a reserved practice that a release adds to and nobody else writes."""

from datetime import datetime
from typing import Any
from typing import Protocol as Shape
from uuid import UUID

from sqlalchemy import case, literal, select, union_all

from api.store import evidence, practices
from api.store.columns import UtcDateTime
from api.store.practices import PracticeSettings
from api.store.reserved import LIBRARY, protocol_id, revision_id, work_id
from api.store.revision_rows import lifted as lifted_text
from api.store.tables import protocols, revisions, works
from api.store.transaction import Transaction
from api.store.works import lifted as lifted_work
from api.store.writing import insert_missing
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.evidence.work import Work


class BuiltInRevision(Shape):
    """A published revision as it travels with a release: its exact bytes."""

    @property
    def slug(self) -> str:
        """The slug of its protocol."""

    @property
    def number(self) -> int:
        """Its number, from 1 on."""

    @property
    def document(self) -> bytes:
        """What was frozen."""


def load_library(
    tx: Transaction, shipped: tuple[Work, ...], published: tuple[BuiltInRevision, ...], now: datetime
) -> int:
    """How many works and revisions were new or, for works, changed; the transaction works for LIBRARY.

    A revision that is there is never touched. A work may change with a release: it may have been retracted since.
    """
    there = _there(tx)
    new = [revision for revision in published if revision_id(revision.slug, revision.number) not in there]
    hashes = {work.key: wire.content_hash(wire.encode(work)) for work in shipped}
    changed = [work for work in shipped if there.get(work_id(work.key)) != hashes[work.key]]
    if new or changed:
        _open_practice(tx, now)
        for work in changed:
            _put_work(tx, work, now)
        for revision in new:
            _add_revision(tx, revision, now)
    return len(new) + len(changed)


def _there(tx: Transaction) -> dict[UUID, str]:
    """The hash of every built-in work and revision, in one query."""
    query = union_all(
        select(works.c.id, works.c.hash).where(works.c.practice_id == tx.practice_id),
        select(revisions.c.id, revisions.c.hash).where(revisions.c.practice_id == tx.practice_id),
    )
    return {row.id: row.hash for row in tx.connection.execute(query)}


def _open_practice(tx: Transaction, now: datetime) -> None:
    if tx.practice_id != LIBRARY:
        raise ValueError("the library is loaded for its own practice")
    if practices.find(tx) is None:
        settings = PracticeSettings(name="Built-in library", time_zone="UTC", language="en", paper="a4")
        practices.create(tx, settings, now)


def _put_work(tx: Transaction, work: Work, now: datetime) -> None:
    row = {"id": work_id(work.key), "version": 1, "created_at": now, "updated_at": now, "status_at": now}
    if insert_missing(tx, works, [row | lifted_work(work)]):
        return
    own = (works.c.practice_id == tx.practice_id, works.c.id == row["id"])
    since = case((works.c.status == work.status.value, works.c.status_at), else_=literal(now, UtcDateTime))
    changed: dict[str, Any] = {"version": works.c.version + 1, "updated_at": now, "status_at": since}
    tx.connection.execute(works.update().where(*own).values(lifted_work(work) | changed))


def _add_revision(tx: Transaction, revision: BuiltInRevision, now: datetime) -> None:
    text = wire.decode(revision.document, Protocol)
    identity = protocol_id(revision.slug)
    insert_missing(tx, protocols, [{"id": identity, "slug": revision.slug, "created_at": now}])
    row = {
        "id": revision_id(revision.slug, revision.number),
        "protocol_id": identity,
        "number": revision.number,
        "status": RevisionStatus.PUBLISHED.value,
        "version": 1,
        "created_at": now,
        "updated_at": now,
        "published_at": now,
    }
    if insert_missing(tx, revisions, [row | lifted_text(text, revision.document)]):
        evidence.cite(tx, revision_id(revision.slug, revision.number), text)
