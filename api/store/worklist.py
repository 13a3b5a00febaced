"""The practice's day: what there is to do about all plans, open calls, and works in doubt that plans rest on."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Label,
    Select,
    String,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.engine import RowMapping

from api.store.columns import Strings
from api.store.evidence import doubted
from api.store.plans import is_live
from api.store.tables import clients, open_calls, plan_evidence_seen, plan_tasks, plans
from api.store.transaction import Transaction
from protocols.plans.task import TaskKind, TaskState, urgency_of_evidence
from protocols.text import Key, Line
from protocols.value import Value


class StoredTask(Value, frozen=True):
    """A task, an open call or a work in doubt, with the client that it is about.

    `says` is null for a call, and for a work in doubt, which has its `title`.
    """

    urgency: int
    at: datetime
    plan_id: UUID
    number: int
    kind: TaskKind
    state: TaskState
    about: Key | None
    event: int | None
    since: date
    due: date | None
    because: tuple[Key, ...]
    says: str | None
    title: str | None
    ring_first: Line | None
    client_id: UUID
    reference: str
    display_name: str
    birth_date: date


class Place(Value, frozen=True):
    """Where a task stands in the list: the most urgent first, then the oldest."""

    urgency: int
    at: datetime
    plan_id: UUID
    number: int


class Asked(Value, frozen=True):
    """The instant at which tasks show, the practice's day then, and of which kind; null: of all."""

    at: datetime
    today: date
    kind: TaskKind | None = None


_ORDER: Final = ("urgency", "at", "plan_id", "number")


def page(tx: Transaction, asked: Asked, after: Place | None, limit: int) -> tuple[StoredTask, ...]:
    """What there is to do at the instant, the most urgent first, from the one after `after` on."""
    parts = [_first(part, after, limit) for part in _parts(tx, asked)]
    found = union_all(*parts).subquery()
    query = (
        select(found, clients.c.reference, clients.c.display_name, clients.c.birth_date)
        .join(clients, and_(clients.c.id == found.c.client_id, clients.c.practice_id == tx.practice_id))
        .order_by(*(found.c[name] for name in _ORDER))
        .limit(limit)
    )
    tasks = tuple(_task(row) for row in tx.connection.execute(query).mappings())
    tx.concerns(task.client_id for task in tasks)
    return tasks


def counts(tx: Transaction, at: datetime, today: date) -> dict[TaskKind, int]:
    """How many of each kind there are at the instant; a kind of which there is none is left out."""
    parts = _parts(tx, Asked(at=at, today=today))
    found = union_all(*(select(part.subquery().c.kind) for part in parts)).subquery()
    query = select(found.c.kind, func.count().label("many")).group_by(found.c.kind)
    return {TaskKind(row.kind): row.many for row in tx.connection.execute(query)}


def _parts(tx: Transaction, asked: Asked) -> list[Select[Any]]:
    """Each table's rows that are asked for, in columns of one name."""
    tasks = _tasks(tx, asked.at)
    match asked.kind:
        case None:
            return [tasks, _calls(tx), _evidence(tx, asked.today)]
        case TaskKind.CALL:
            return [_calls(tx)]
        case TaskKind.EVIDENCE:
            return [_evidence(tx, asked.today)]
        case kind:
            return [tasks.where(plan_tasks.c.kind == kind.value)]


def _tasks(tx: Transaction, at: datetime) -> Select[Any]:
    row = plan_tasks.c
    return select(
        row.urgency,
        row.since_at.label("at"),
        row.plan_id,
        row.number,
        row.client_id,
        row.kind,
        row.state,
        row.about,
        row.event,
        row.since,
        row.due,
        row.says,
        cast(null(), Text).label("title"),
        cast(null(), String).label("time_zone"),
        cast(null(), Strings).label("because"),
        cast(null(), Text).label("ring_first"),
    ).where(row.practice_id == tx.practice_id, row.shows_at <= at, or_(row.hides_at.is_(None), row.hides_at > at))


def _calls(tx: Transaction) -> Select[Any]:
    row = open_calls.c
    return select(
        row.urgency,
        row.opened_at.label("at"),
        row.plan_id,
        row.event.label("number"),
        row.client_id,
        literal(TaskKind.CALL.value).label("kind"),
        row.call.label("state"),
        cast(null(), Text).label("about"),
        row.event,
        row.opened_on.label("since"),
        cast(null(), Date).label("due"),
        cast(null(), Text).label("says"),
        cast(null(), Text).label("title"),
        cast(null(), String).label("time_zone"),
        row.because,
        row.ring_first,
    ).where(row.practice_id == tx.practice_id)


def _evidence(tx: Transaction, today: date) -> Select[Any]:
    """A row for each live plan and each work in doubt that its revision rests on, unless somebody has seen it.

    Nothing is written for it when the status of a work changes: it is found from what revisions cite. Whether a plan is
    live is told by the practice's day.
    """
    doubt, seen = doubted(tx).subquery("doubted"), plan_evidence_seen.c
    noted = and_(seen.practice_id == tx.practice_id, seen.plan_id == plans.c.id, seen.work_key == doubt.c.work_key)
    return (
        select(
            cast(literal(urgency_of_evidence()), Integer).label("urgency"),
            doubt.c.status_at.label("at"),
            plans.c.id.label("plan_id"),
            doubt.c.place.label("number"),
            plans.c.client_id,
            literal(TaskKind.EVIDENCE.value).label("kind"),
            doubt.c.status.label("state"),
            doubt.c.work_key.label("about"),
            cast(null(), Integer).label("event"),
            cast(null(), Date).label("since"),
            cast(null(), Date).label("due"),
            cast(null(), Text).label("says"),
            doubt.c.title,
            plans.c.time_zone,
            cast(null(), Strings).label("because"),
            cast(null(), Text).label("ring_first"),
        )
        .join(doubt, doubt.c.revision_id == plans.c.revision_id)
        .outerjoin(plan_evidence_seen, noted)
        .where(
            plans.c.practice_id == tx.practice_id,
            is_live(today),
            or_(seen.gravity.is_(None), seen.gravity < doubt.c.gravity),
        )
    )


def _first(part: Select[Any], after: Place | None, limit: int) -> Select[Any]:
    """As many rows of one table as the page can need, found by the order of its index."""
    order = [part.selected_columns[name] for name in _ORDER]
    if after is not None:
        place = (after.urgency, after.at, after.plan_id, after.number)
        # Literals of the columns' own types: an instant compares as it was stored.
        typed = (literal(value, column.type) for value, column in zip(place, order, strict=True))
        part = part.where(tuple_(*map(_plain, order)) > tuple_(*typed))
    return select(part.order_by(*map(_plain, order)).limit(limit).subquery())


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column itself, whatever the list calls it."""
    return column.element if isinstance(column, Label) else column


def _task(row: RowMapping) -> StoredTask:
    plain = {name: row[name] for name in StoredTask.__struct_fields__}
    known = {"kind": TaskKind(row["kind"]), "state": TaskState(row["state"]), "because": row["because"] or ()}
    # What became known of a work has an instant, and its day is that of the plan.
    since = row["since"] or row["at"].astimezone(ZoneInfo(row["time_zone"])).date()
    return StoredTask(**plain | known | {"since": since})
