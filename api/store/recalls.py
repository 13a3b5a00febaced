"""Built-in revisions that a practice has recalled for itself."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select

from api.store.reserved import LIBRARY
from api.store.revision_rows import readable_by
from api.store.tables import recalled_built_ins, revisions
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.authoring.revision import RevisionStatus


def keep(tx: Transaction, revision_id: UUID, by: UUID, now: datetime) -> None:
    """From now on the practice reads a built-in revision as recalled, and nobody else does; twice is once."""
    row = {"revision_id": revision_id, "revision_owner_id": LIBRARY, "recalled_at": now, "recalled_by": by}
    insert_once(tx, recalled_built_ins, row)


def as_read(tx: Transaction) -> Subquery:
    """The revisions that the practice may read, each as it stands there; what asks for a status asks here.

    A recall is a change, so that it makes another version: whoever kept the one before reads this one anew.
    """
    return _as_read(tx.practice_id)


@lru_cache(maxsize=64)
def _as_read(practice_id: UUID) -> Subquery:
    # Made once for a practice: to name so many columns takes longer than to find a row by them.
    recalled = recalled_built_ins.c.recalled_at.is_not(None)
    here: dict[str, ColumnElement[Any]] = {
        "status": case((recalled, literal(RevisionStatus.RECALLED.value)), else_=revisions.c.status),
        "version": case((recalled, revisions.c.version + 1), else_=revisions.c.version),
        "updated_at": func.coalesce(recalled_built_ins.c.recalled_at, revisions.c.updated_at),
        "retired_at": func.coalesce(revisions.c.retired_at, recalled_built_ins.c.recalled_at),
    }
    return (
        select(*(here.get(column.name, column).label(column.name) for column in revisions.c))
        .outerjoin_from(revisions, recalled_built_ins, _of(practice_id))
        .where(readable_by(practice_id, revisions.c.practice_id))
        .subquery("revisions_here")
    )


def _of(practice_id: UUID) -> ColumnElement[bool]:
    own = recalled_built_ins.c.practice_id == practice_id
    return and_(own, recalled_built_ins.c.revision_id == revisions.c.id)
