"""Clients' plans: their log of events, and the head that the log adds up to."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.engine import RowMapping

from api.store import evidence, open_calls, overrides, plan_tasks
from api.store.plan_rows import Lifted, NewPlan, PlanFilter, StoredPlan
from api.store.refusals import NotFound
from api.store.reserved import LIBRARY
from api.store.tables import plan_events, plan_substances, plans
from api.store.transaction import Transaction
from api.store.writing import insert, insert_missing, replace_one
from protocols import wire
from protocols.plans.event import Event
from protocols.plans.head import Head
from protocols.plans.position import LIVE
from protocols.plans.start import SubstanceTwice


def start(tx: Transaction, new: NewPlan, event: Event) -> StoredPlan:
    """A new plan with its first event; raises SubstanceTwice where a live plan of the client holds its substance."""
    snapshot = new.head.snapshot
    row = {
        "id": new.id,
        "client_id": snapshot.client_id,
        "revision_owner_id": LIBRARY if new.built_in else tx.practice_id,
        "protocol_id": snapshot.revision.protocol_id,
        "time_zone": snapshot.time_zone,
        "started_on": snapshot.start_on,
        "version": 1,
        "created_at": event.stamp.at,
        "updated_at": event.stamp.at,
    }
    insert(tx, plans, row | _state(new.head, new.lifted))
    _append_events(tx, new.id, (event,))
    release_ended(tx, snapshot.client_id, event.stamp.today)
    _hold_substances(tx, new.id, snapshot.client_id, new.lifted, pointer="/protocol")
    plan_tasks.keep(tx, (new.id, snapshot.client_id), new.lifted.tasks, event.stamp.at)
    overrides.keep(tx, new.id, None, new.head)
    return get(tx, new.id)


def append(tx: Transaction, plan: StoredPlan, events: tuple[Event, ...], head: Head, lifted: Lifted) -> StoredPlan:
    """The locked plan after some more events; raises Changed where it is not the state that the events follow."""
    own = (plans.c.practice_id == tx.practice_id, plans.c.id == plan.id, plans.c.seq == plan.seq)
    changed = {"version": plan.version + 1, "updated_at": events[-1].stamp.at}
    replace_one(tx, plans.update().where(*own).values(_state(head, lifted) | changed), "plan")
    _append_events(tx, plan.id, events)
    open_calls.keep(tx, plan.id, plan.client_id, (plan.head, head), events)
    plan_tasks.keep(tx, (plan.id, plan.client_id), lifted.tasks, events[-1].stamp.at)
    overrides.keep(tx, plan.id, plan.head, head)
    evidence.keep_seen(tx, plan.id, plan.head, head)
    release_ended(tx, plan.client_id, events[-1].stamp.today)
    _hold_substances(tx, plan.id, plan.client_id, lifted)
    return get(tx, plan.id)


def get(tx: Transaction, plan_id: UUID) -> StoredPlan:
    """The plan; raises NotFound."""
    return _one(tx, _own(tx).where(plans.c.id == plan_id))


def lock(tx: Transaction, plan_id: UUID) -> StoredPlan:
    """The plan, which nobody else changes until the transaction ends; raises NotFound."""
    return _one(tx, _own(tx).where(plans.c.id == plan_id).with_for_update())


def page(tx: Transaction, wanted: PlanFilter, after: UUID | None, limit: int) -> tuple[StoredPlan, ...]:
    """Plans in the order in which they were made, from the one after `after` on."""
    query = _own(tx).order_by(plans.c.id).limit(limit)
    if after is not None:
        query = query.where(plans.c.id > after)
    if wanted.client_id is not None:
        query = query.where(plans.c.client_id == wanted.client_id)
    if wanted.phase is not None:
        query = query.where(plans.c.phase == wanted.phase)
    if wanted.due_by is not None:
        query = query.where(plans.c.next_due <= wanted.due_by)
    if wanted.protocol_id is not None:
        query = query.where(plans.c.protocol_id == wanted.protocol_id)
    if wanted.revision_id is not None:
        query = query.where(plans.c.revision_id == wanted.revision_id)
    if wanted.live is not None:
        going = is_live(wanted.live.on)
        query = query.where(going if wanted.live.live else not_(going))
    return _all(tx, query)


def count_live(tx: Transaction, revision_ids: Sequence[UUID], today: date) -> dict[UUID, int]:
    """How many live plans of the practice rest on each of these revisions; one on which none rests is left out."""
    query = (
        select(plans.c.revision_id, func.count().label("live"))
        .where(plans.c.practice_id == tx.practice_id, plans.c.revision_id.in_(revision_ids), is_live(today))
        .group_by(plans.c.revision_id)
    )
    return {row.revision_id: row.live for row in tx.connection.execute(query)}


def lock_live_on(tx: Transaction, revision_id: UUID, today: date) -> tuple[StoredPlan, ...]:
    """The practice's live plans on a revision, which nobody else changes until the transaction ends; oldest first."""
    query = _own(tx).where(plans.c.revision_id == revision_id, is_live(today)).order_by(plans.c.id)
    return _all(tx, query.with_for_update())


def lock_live(tx: Transaction, client_id: UUID, today: date) -> tuple[StoredPlan, ...]:
    """The client's live plans, which nobody else changes until the transaction ends; oldest first."""
    query = _own(tx).where(plans.c.client_id == client_id, is_live(today)).order_by(plans.c.id)
    return _all(tx, query.with_for_update())


def lock_several(tx: Transaction, plan_ids: Collection[UUID]) -> tuple[StoredPlan, ...]:
    """These plans, which nobody else changes until the transaction ends; oldest first, without one of others."""
    return _all(tx, _own(tx).where(plans.c.id.in_(plan_ids)).order_by(plans.c.id).with_for_update())


def newest(tx: Transaction, client_id: UUID, most: int) -> tuple[StoredPlan, ...]:
    """At most so many plans of the client, in any phase, the newest first."""
    return _all(tx, _own(tx).where(plans.c.client_id == client_id).order_by(plans.c.id.desc()).limit(most))


def live_substances(tx: Transaction, client_id: UUID, today: date) -> tuple[str, ...]:
    """The substances that the client's live plans hold, each once, in order."""
    belongs = and_(plans.c.id == plan_substances.c.plan_id, plans.c.practice_id == tx.practice_id)
    query = (
        select(plan_substances.c.substance)
        .join(plans, belongs)
        .where(
            plan_substances.c.practice_id == tx.practice_id,
            plan_substances.c.client_id == client_id,
            plan_substances.c.live,
            plans.c.holds_until >= today,
        )
        .order_by(plan_substances.c.substance)
    )
    return tuple(tx.connection.execute(query).scalars())


def events(tx: Transaction, plan_id: UUID) -> tuple[Event, ...]:
    """The plan's log from its first event on; raises NotFound."""
    query = (
        select(plan_events.c.document)
        .where(plan_events.c.practice_id == tx.practice_id, plan_events.c.plan_id == plan_id)
        .order_by(plan_events.c.seq)
    )
    log = tuple(_event(document) for document in tx.connection.execute(query).scalars())
    if not log:
        raise NotFound("plan")
    return log


def turns(tx: Transaction, plan_ids: Collection[UUID]) -> dict[UUID, tuple[Event, ...]]:
    """Of each of these plans what led from text to text, in the order of its log: start, migrations and recalls."""
    query = (
        select(plan_events.c.plan_id, plan_events.c.document)
        .where(
            plan_events.c.practice_id == tx.practice_id,
            plan_events.c.plan_id.in_(plan_ids),
            plan_events.c.kind.in_(("started", "migrated", "recalled")),
        )
        .order_by(plan_events.c.plan_id, plan_events.c.seq)
    )
    found = groupby(tx.connection.execute(query), key=lambda row: row.plan_id)
    return {plan_id: tuple(_event(row.document) for row in rows) for plan_id, rows in found}


def release_ended(tx: Transaction, client_id: UUID, today: date) -> None:
    """Plans of the client that came to their end by the calendar hold their substances no longer."""
    over = select(plans.c.id).where(
        plans.c.practice_id == tx.practice_id, plans.c.client_id == client_id, plans.c.holds_until < today
    )
    tx.connection.execute(
        plan_substances.update()
        .where(
            plan_substances.c.practice_id == tx.practice_id,
            plan_substances.c.client_id == client_id,
            plan_substances.c.live,
            plan_substances.c.plan_id.in_(over),
        )
        .values(live=False)
    )


def _hold_substances(tx: Transaction, plan_id: UUID, client_id: UUID, lifted: Lifted, *, pointer: str = "") -> None:
    """The database itself lets one live plan of a client hold a substance, so a race has one winner."""
    tx.connection.execute(
        plan_substances.delete().where(
            plan_substances.c.practice_id == tx.practice_id, plan_substances.c.plan_id == plan_id
        )
    )
    rows = [
        {"plan_id": plan_id, "client_id": client_id, "substance": substance, "live": lifted.live}
        for substance in lifted.substances
    ]
    if insert_missing(tx, plan_substances, rows) != len(rows):
        raise SubstanceTwice(
            "Another live plan of this client already holds a substance of this one: stop or finish that first.",
            pointer=pointer,
        )


def _state(head: Head, lifted: Lifted) -> dict[str, Any]:
    follows = head.follows.revision
    return {
        "revision_id": follows.revision_id,
        "revision_hash": follows.hash,
        "head": wire.encode(head),
        "seq": head.seq,
        "phase": lifted.phase,
        "last_day": lifted.last_day,
        "holds_until": lifted.holds_until,
        "next_due": lifted.next_due,
    }


def _append_events(tx: Transaction, plan_id: UUID, new: Sequence[Event]) -> None:
    for event in new:
        tx.answered_for(event.stamp.by)
        row = {"plan_id": plan_id, "seq": event.stamp.seq, "at": event.stamp.at}
        insert(tx, plan_events, row | {"kind": _kind(event), "document": wire.encode(event)})


def _kind(event: Event) -> str:
    return str(event.__struct_config__.tag)


def _event(document: bytes) -> Event:
    event: Event = wire.decoder(Event).decode(document)
    return event


def is_live(today: date) -> ColumnElement[bool]:
    """Can still give a dose: also until when it holds is looked at, because the calendar writes no event."""
    return and_(plans.c.phase.in_(sorted(phase.value for phase in LIVE)), plans.c.holds_until >= today)


def _own(tx: Transaction) -> Select[Any]:
    return select(plans).where(plans.c.practice_id == tx.practice_id)


def _one(tx: Transaction, query: Select[Any]) -> StoredPlan:
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("plan")
    tx.concerns((row["client_id"],))
    return _plan(row)


def _all(tx: Transaction, query: Select[Any]) -> tuple[StoredPlan, ...]:
    found = tuple(_plan(row) for row in tx.connection.execute(query).mappings())
    tx.concerns(plan.client_id for plan in found)
    return found


def _plan(row: RowMapping) -> StoredPlan:
    plain = {name: row[name] for name in StoredPlan.__struct_fields__ if name in row}
    built_in = row["revision_owner_id"] == LIBRARY
    return StoredPlan(**plain | {"built_in": built_in, "head": wire.decode(row["head"], Head)})
