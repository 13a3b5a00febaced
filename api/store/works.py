"""Publications: the practice's own, and the library's to read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.engine import RowMapping

from api.store.refusals import DuplicateWork, KeyIsFixed, NotFound, WorkIsBuiltIn
from api.store.reserved import LIBRARY
from api.store.revision_rows import own_first, readable
from api.store.tables import works
from api.store.transaction import Transaction
from api.store.writing import insert_once, replace_one, searchable
from protocols import wire
from protocols.evidence.doubt import side_by_side
from protocols.evidence.work import Work
from protocols.value import Value

Place: TypeAlias = tuple[str, UUID]
"""Where a list goes on: after this key and id."""


class StoredWork(Value, frozen=True):
    """A work, whether it belongs to the library, and which version of it this is.

    `status_at` is when its status changed last, `status_by` the practitioner who said so, where one was named.
    """

    id: UUID
    built_in: bool
    work: Work
    version: int
    status_at: datetime
    status_by: UUID | None
    created_at: datetime
    updated_at: datetime


class WorkWritten(Value, frozen=True):
    """A work as it is written down, and which practitioner answers for its status, where one was named."""

    work: Work
    by: UUID | None = None


def create(tx: Transaction, work_id: UUID, written: WorkWritten, now: datetime) -> StoredWork:
    """A new work of the practice, which may stand in for a built-in one of the same key; raises DuplicateWork."""
    row = {"id": work_id, "version": 1, "created_at": now, "updated_at": now}
    said = {"status_at": now, "status_by": written.by}
    if not insert_once(tx, works, row | said | lifted(written.work)):
        raise DuplicateWork("Another work of the practice has this key.", pointer="/key")
    return get(tx, work_id)


def get(tx: Transaction, named: UUID | str) -> StoredWork:
    """The work of this id or key, the practice's own before the library's; raises NotFound."""
    column = works.c.id if isinstance(named, UUID) else works.c.key
    query = _readable(tx).where(column == named).order_by(own_first(tx, works.c.practice_id)).limit(1)
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("work")
    return _work(row)


def cited(tx: Transaction, keys: Iterable[str], *, built_in: bool) -> tuple[Work, ...]:
    """The works of these keys that exist, in order of key; the library never cites one that a practice wrote."""
    owners = (LIBRARY,) if built_in else (tx.practice_id, LIBRARY)
    query = _readable(tx).where(works.c.key.in_(sorted(set(keys))), works.c.practice_id.in_(owners))
    found = [_work(row) for row in tx.connection.execute(query).mappings()]
    library = [each.work for each in found if each.built_in]
    standing = side_by_side((each.work for each in found if not each.built_in), library)
    return tuple(standing[key] for key in sorted(standing))


def page(tx: Transaction, text: str | None, after: Place | None, limit: int) -> tuple[StoredWork, ...]:
    """Works by key and id, from the one after `after` on; `text` is looked for in title, authors and identifiers."""
    query = _readable(tx).order_by(works.c.key, works.c.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(works.c.key, works.c.id) > tuple_(*after))
    if text is not None:
        query = query.where(works.c.search_text.contains(text.casefold(), autoescape=True))
    return tuple(_work(row) for row in tx.connection.execute(query).mappings())


def replace(tx: Transaction, found: StoredWork, written: WorkWritten, now: datetime) -> StoredWork:
    """The practice's own work, as it was `found`, with another content; raises WorkIsBuiltIn, KeyIsFixed, Changed."""
    if found.built_in:
        raise WorkIsBuiltIn(
            "Only a release changes it. Keep a work of your own with the same key: it stands beside this one."
        )
    if written.work.key != found.work.key:
        raise KeyIsFixed("Revisions cite the work by its key; it cannot change.", pointer="/key")
    said = {} if written.work.status is found.work.status else {"status_at": now, "status_by": written.by}
    changed = {"version": found.version + 1, "updated_at": now}
    own = (works.c.practice_id == tx.practice_id, works.c.id == found.id, works.c.version == found.version)
    replace_one(tx, works.update().where(*own).values(lifted(written.work) | said | changed), "work")
    return get(tx, found.id)


def lifted(work: Work) -> dict[str, Any]:
    """The columns that follow from a work."""
    document = wire.encode(work)
    csl = work.csl
    names = [name.literal or name.family for name in csl.author]
    return {
        "key": work.key,
        "title": csl.title,
        "doi": csl.doi,
        "pmid": csl.pmid,
        "design": work.design.value,
        "status": work.status.value,
        "year": csl.issued.date_parts[0][0] if csl.issued else None,
        "search_text": searchable(work.key, csl.title, csl.container_title, csl.doi, csl.pmid, *names),
        "document": document,
        "hash": wire.content_hash(document),
    }


def _readable(tx: Transaction) -> Select[Any]:
    return select(works).where(readable(tx, works.c.practice_id))


def _work(row: RowMapping) -> StoredWork:
    return StoredWork(
        id=row["id"],
        built_in=row["practice_id"] == LIBRARY,
        work=wire.decode(row["document"], Work),
        version=row["version"],
        status_at=row["status_at"],
        status_by=row["status_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
