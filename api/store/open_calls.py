"""Calls that nobody has closed, over all plans of a practice."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, literal, select, tuple_
from sqlalchemy.engine import RowMapping

from api.store.tables import clients, open_calls, plans
from api.store.transaction import Transaction
from api.store.writing import insert
from protocols.checkpoints.outcome import Call
from protocols.plans.event import Event
from protocols.plans.head import Head
from protocols.plans.task import urgency_of_call
from protocols.text import Key, Line
from protocols.value import Value


class StoredCall(Value, frozen=True):
    """An open call with the plan and the client that it is about."""

    plan_id: UUID
    event: int
    client_id: UUID
    urgency: int
    call: Call
    because: tuple[Key, ...]
    ring_first: Line | None
    opened_at: datetime
    reference: str
    display_name: str
    birth_date: date
    phase: str


class Place(Value, frozen=True):
    """Where a call stands in the list: the most urgent first, then the oldest."""

    urgency: int
    opened_at: datetime
    plan_id: UUID
    event: int


def keep(tx: Transaction, plan_id: UUID, client_id: UUID, heads: tuple[Head, Head], new: Sequence[Event]) -> None:
    """What was closed is listed no more; what was opened by the new events is."""
    before, after = heads
    known = {call.event for call in before.calls}
    closed = known - {call.event for call in after.calls}
    own = and_(open_calls.c.practice_id == tx.practice_id, open_calls.c.plan_id == plan_id)
    if closed:
        tx.connection.execute(open_calls.delete().where(own, open_calls.c.event.in_(closed)))
    instants = {event.stamp.seq: event.stamp.at for event in new}
    for call in after.calls:
        if call.event not in known:
            whose = {"plan_id": plan_id, "client_id": client_id, "event": call.event}
            how = {"urgency": urgency_of_call(call.call), "call": call.call.value, "because": call.because}
            opened = {"ring_first": call.ring_first, "opened_at": instants[call.event], "opened_on": call.on}
            insert(tx, open_calls, whose | how | opened)


def urgent(tx: Transaction, client_id: UUID, but: UUID | None = None) -> bool:
    """Whether a call for today or an emergency is open about any plan of the client, or any but this one."""
    about = (open_calls.c.practice_id == tx.practice_id, open_calls.c.client_id == client_id)
    query = select(open_calls.c.event).where(*about, open_calls.c.urgency <= urgency_of_call(Call.TODAY)).limit(1)
    if but is not None:
        query = query.where(open_calls.c.plan_id != but)
    return tx.connection.execute(query).first() is not None


def page(tx: Transaction, call: Call | None, after: Place | None, limit: int) -> tuple[StoredCall, ...]:
    """Open calls, the most urgent first, then the oldest, from the one after `after` on."""
    order = (open_calls.c.urgency, open_calls.c.opened_at, open_calls.c.plan_id, open_calls.c.event)
    query = (
        select(open_calls, clients.c.reference, clients.c.display_name, clients.c.birth_date, plans.c.phase)
        .join(clients, and_(clients.c.id == open_calls.c.client_id, clients.c.practice_id == tx.practice_id))
        .join(plans, and_(plans.c.id == open_calls.c.plan_id, plans.c.practice_id == tx.practice_id))
        .where(open_calls.c.practice_id == tx.practice_id)
        .order_by(*order)
        .limit(limit)
    )
    if call is not None:
        query = query.where(open_calls.c.call == call.value)
    if after is not None:
        place = (after.urgency, after.opened_at, after.plan_id, after.event)
        # Literals of the columns' own types: an instant compares as it was stored.
        typed = (literal(value, column.type) for value, column in zip(place, order, strict=True))
        query = query.where(tuple_(*order) > tuple_(*typed))
    found = tuple(_call(row) for row in tx.connection.execute(query).mappings())
    tx.concerns(call.client_id for call in found)
    return found


def _call(row: RowMapping) -> StoredCall:
    plain = {name: row[name] for name in StoredCall.__struct_fields__}
    return StoredCall(**plain | {"call": Call(row["call"])})
