"""The people that plans are for."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, select
from sqlalchemy.exc import IntegrityError

from api.store.refusals import DuplicateReference, NotFound
from api.store.tables import client_changes, clients, plans
from api.store.transaction import Transaction
from api.store.writing import insert, insert_once, replace_one
from protocols.plans.event import Actor
from protocols.plans.person import Person, is_same
from protocols.text import Key, Line, Prose
from protocols.value import Value
from protocols.wire import encode


class ClientRecord(Value, frozen=True, kw_only=True):
    """What the practice writes of a client; `reference` is its own."""

    reference: Line
    display_name: Line
    birth_date: date
    recorded_cautions: tuple[Key, ...] = ()


class StoredClient(ClientRecord, frozen=True, kw_only=True):
    """A client's record, which version of it, and when something that a screening looks at was changed last."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    looked_at_anew: datetime | None = None


class Written(Value, frozen=True):
    """When a record was changed, with which key and by which person, and why."""

    at: datetime
    by: Actor
    reason: Prose | None


def create(tx: Transaction, client_id: UUID, record: ClientRecord, now: datetime) -> StoredClient:
    """A new client; raises DuplicateReference."""
    client = StoredClient(**msgspec.structs.asdict(record), id=client_id, version=1, created_at=now, updated_at=now)
    if not insert_once(tx, clients, msgspec.structs.asdict(client)):
        raise _taken()
    tx.concerns((client_id,))
    return client


def get(tx: Transaction, client_id: UUID) -> StoredClient:
    """The client; raises NotFound."""
    return _one(tx, _own(tx).where(clients.c.id == client_id))


def several(tx: Transaction, client_ids: Collection[UUID]) -> dict[UUID, StoredClient]:
    """These clients by their ids; one of another practice is left out."""
    return {client.id: client for client in _all(tx, _own(tx).where(clients.c.id.in_(client_ids)))}


def lock(tx: Transaction, client_id: UUID) -> StoredClient:
    """The client, whom nobody else changes until the transaction ends; raises NotFound."""
    return _one(tx, _own(tx).where(clients.c.id == client_id).with_for_update())


def lock_of_plan(tx: Transaction, plan_id: UUID) -> StoredClient:
    """The client of a plan, locked; raises NotFound, of the plan, where there is none."""
    belongs = and_(plans.c.client_id == clients.c.id, plans.c.practice_id == tx.practice_id)
    query = _own(tx).join(plans, belongs).where(plans.c.id == plan_id)
    return _one(tx, query.with_for_update(of=clients), "plan")


def page(tx: Transaction, after: UUID | None, limit: int) -> tuple[StoredClient, ...]:
    """Clients in the order in which they came, from the one after `after` on."""
    query = _own(tx).order_by(clients.c.id).limit(limit)
    if after is not None:
        query = query.where(clients.c.id > after)
    return _all(tx, query)


def update(
    tx: Transaction, client_id: UUID, record: ClientRecord, expected_version: int, written: Written
) -> StoredClient:
    """The client with another record, and a note of what was changed; raises NotFound, Changed, DuplicateReference."""
    before = get(tx, client_id)
    own = (clients.c.practice_id == tx.practice_id, clients.c.id == client_id)
    statement = (
        clients.update()
        .where(*own, clients.c.version == expected_version)
        .values(
            **msgspec.structs.asdict(record),
            version=expected_version + 1,
            updated_at=written.at,
            looked_at_anew=before.looked_at_anew if _looks_the_same(before, record) else written.at,
        )
    )
    try:
        with tx.connection.begin_nested():
            replace_one(tx, statement, "client")
    except IntegrityError:
        # The driver's message would quote the reference.
        raise _taken() from None
    _note(tx, before, record, written)
    return get(tx, client_id)


def _looks_the_same(before: ClientRecord, now: ClientRecord) -> bool:
    """Whether a screening would look at the same."""
    was, is_now = (
        Person(birth_date=each.birth_date, recorded_cautions=each.recorded_cautions) for each in (before, now)
    )
    return is_same(was, is_now)


def _note(tx: Transaction, before: StoredClient, record: ClientRecord, written: Written) -> None:
    """What the record was and is; nothing where it is the same."""
    tx.answered_for(written.by)
    was = ClientRecord(**{name: getattr(before, name) for name in ClientRecord.__struct_fields__})
    if was != record:
        whose = {"client_id": before.id, "version": before.version + 1}
        how = {"at": written.at, "by": encode(written.by), "reason": written.reason}
        insert(tx, client_changes, whose | how | {"before": encode(was), "after": encode(record)})


def _own(tx: Transaction) -> Select[Any]:
    columns = [clients.c[name] for name in StoredClient.__struct_fields__]
    return select(*columns).where(clients.c.practice_id == tx.practice_id)


def _one(tx: Transaction, query: Select[Any], noun: str = "client") -> StoredClient:
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(noun)
    tx.concerns((row["id"],))
    return StoredClient(**row)


def _all(tx: Transaction, query: Select[Any]) -> tuple[StoredClient, ...]:
    found = tuple(StoredClient(**row) for row in tx.connection.execute(query).mappings())
    tx.concerns(client.id for client in found)
    return found


def _taken() -> DuplicateReference:
    return DuplicateReference("Another client of the practice has this reference.", pointer="/reference")
