"""Which works revisions rest on, which of those are in doubt, and who has seen it."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from api.store.revision_rows import own_first_of, readable_by
from api.store.tables import plan_evidence_seen, revision_works, revisions, works
from api.store.transaction import Transaction
from protocols.authoring.citing import works_cited
from protocols.authoring.protocol import Protocol
from protocols.evidence.doubt import DOUBTS, gravity
from protocols.evidence.work import WorkStatus
from protocols.plans.effect import EvidenceSeen
from protocols.plans.head import Head
from protocols.text import Key
from protocols.value import Value

_GRAVITY: Final = {status.value: gravity(status) for status in DOUBTS}


class StoredDoubt(Value, frozen=True):
    """A work in doubt that a revision rests on, and the instant from which it is known here."""

    work: Key
    title: str
    status: WorkStatus
    status_at: datetime


def cite(tx: Transaction, revision_id: UUID, text: Protocol) -> None:
    """Keeps which works a revision rests on; called where it is published, because nothing of it changes after that."""
    owner = {"practice_id": tx.practice_id, "revision_id": revision_id}
    rows = [owner | {"place": place, "work_key": key} for place, key in enumerate(works_cited(text))]
    if rows:
        tx.connection.execute(revision_works.insert(), rows)


def of_revision(tx: Transaction, revision_id: UUID) -> tuple[StoredDoubt, ...]:
    """The works in doubt that a published revision rests on, by key."""
    found = doubted(tx).where(revision_works.c.revision_id == revision_id).order_by(revision_works.c.place)
    return tuple(
        StoredDoubt(
            work=row["work_key"],
            title=row["title"],
            status=WorkStatus(row["status"]),
            status_at=row["status_at"],
        )
        for row in tx.connection.execute(found).mappings()
    )


def doubted(tx: Transaction) -> Select[Any]:
    """A row for each work in doubt that each readable revision rests on, from `revision_works`.

    The practice's own work of a key counts as well as the library's, because a practice may write down what it has read
    before the next release says it: the graver doubt of the two, and of two equal ones the later. A correction that was
    known when the text was published is left out, because the text was written with it; a concern or a retraction never
    is (judgement).
    """
    return _doubted(tx.practice_id)


@lru_cache(maxsize=64)
def _doubted(practice_id: UUID) -> Select[Any]:
    # Made once for a practice: every plan that is read asks for it.
    doubt, read = _doubts(practice_id), readable_by(practice_id, revisions.c.practice_id)
    news = or_(doubt.c.status != WorkStatus.CORRECTED.value, doubt.c.status_at > revisions.c.published_at)
    return (
        select(
            revision_works.c.revision_id,
            revision_works.c.place,
            revision_works.c.work_key,
            doubt.c.title,
            doubt.c.status,
            doubt.c.status_at,
            doubt.c.gravity,
        )
        .join(doubt, and_(doubt.c.key == revision_works.c.work_key, doubt.c.counts == 1))
        .join(revisions, and_(revisions.c.id == revision_works.c.revision_id, read))
        .where(readable_by(practice_id, revision_works.c.practice_id), news)
    )


def _doubts(practice_id: UUID) -> Subquery:
    """The readable works in doubt; where two have one key, the one that counts is the first."""
    graver = case(_GRAVITY, value=works.c.status, else_=0)
    order = (graver.desc(), works.c.status_at.desc(), own_first_of(practice_id, works.c.practice_id))
    return (
        select(
            works.c.key,
            works.c.title,
            works.c.status,
            works.c.status_at,
            graver.label("gravity"),
            func.row_number().over(partition_by=works.c.key, order_by=order).label("counts"),
        )
        .where(readable_by(practice_id, works.c.practice_id), works.c.status.in_(_GRAVITY))
        .subquery("doubts")
    )


def keep_seen(tx: Transaction, plan_id: UUID, before: Head, after: Head) -> None:
    """The plan's rows are the doubts that somebody has seen; only what changed is written."""
    known = before.evidence_seen
    gone = [each.work for each in known if each not in after.evidence_seen]
    if gone:
        tx.connection.execute(plan_evidence_seen.delete().where(_of_plan(tx, plan_id), _of_works(gone)))
    rows = [_row(tx, plan_id, each) for each in after.evidence_seen if each not in known]
    if rows:
        tx.connection.execute(plan_evidence_seen.insert(), rows)


def _of_plan(tx: Transaction, plan_id: UUID) -> ColumnElement[bool]:
    return and_(plan_evidence_seen.c.practice_id == tx.practice_id, plan_evidence_seen.c.plan_id == plan_id)


def _of_works(keys: list[str]) -> ColumnElement[bool]:
    return plan_evidence_seen.c.work_key.in_(keys)


def _row(tx: Transaction, plan_id: UUID, seen: EvidenceSeen) -> dict[str, Any]:
    whose = {"practice_id": tx.practice_id, "plan_id": plan_id}
    return whose | {"work_key": seen.work, "status": seen.status.value, "gravity": gravity(seen.status)}
