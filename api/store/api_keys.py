"""The keys that callers show."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy import Select, Update, literal, or_, select, tuple_

from api.store.refusals import NotFound
from api.store.tables import api_keys
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.text import Line
from protocols.value import Value

Place: TypeAlias = tuple[datetime, str]
"""Where a list goes on: after the key that was made at this instant, under this id."""


class StoredKey(Value, frozen=True):
    """A key as it is kept: whose, what it may do, and the keyed digest of its secret, never the secret."""

    key_id: str
    practice_id: UUID
    name: Line
    digest: bytes
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    replaced_by: str | None = None

    def __repr__(self) -> str:
        """Without the digest."""
        return f"StoredKey({self.key_id})"


def usable(key: StoredKey, now: datetime) -> bool:
    """Whether the key is neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def opens(tx: Transaction, key_id: str, now: datetime) -> bool:
    """Whether the practice's key is usable; a revocation waits until the transaction has ended."""
    held = api_keys.c.expires_at.is_(None) | (api_keys.c.expires_at > now)
    query = select(api_keys.c.key_id).where(
        api_keys.c.practice_id == tx.practice_id, api_keys.c.key_id == key_id, api_keys.c.revoked_at.is_(None), held
    )
    # Holds off `get_for_change`, and lets the last use be written down.
    return tx.connection.execute(query.with_for_update(read=True, key_share=True)).one_or_none() is not None


def find(tx: Transaction, key_id: str) -> StoredKey | None:
    """The key of this id, of whichever practice: it tells the practice, so it alone is looked up without one."""
    row = tx.connection.execute(select(api_keys).where(api_keys.c.key_id == key_id)).mappings().one_or_none()
    return None if row is None else StoredKey(**row)


def add(tx: Transaction, key: StoredKey) -> bool:
    """Whether the key was new; it belongs to the transaction's practice, whatever it says."""
    return insert_once(tx, api_keys, msgspec.structs.asdict(key) | {"practice_id": tx.practice_id})


def get(tx: Transaction, key_id: str) -> StoredKey:
    """The practice's key of this id; raises NotFound."""
    return _one(tx, _own(tx).where(api_keys.c.key_id == key_id))


def get_for_change(tx: Transaction, key_id: str) -> StoredKey:
    """The practice's key of this id, which nobody else changes until the transaction ends; raises NotFound."""
    return _one(tx, _own(tx).where(api_keys.c.key_id == key_id).with_for_update())


def keys(tx: Transaction) -> tuple[StoredKey, ...]:
    """The practice's keys, oldest first."""
    return _all(tx, _in_order(tx))


def page(tx: Transaction, after: Place | None, limit: int) -> tuple[StoredKey, ...]:
    """The practice's keys, oldest first, from the one after `after` on."""
    query = _in_order(tx).limit(limit)
    if after is not None:
        # A literal of the column's own type: an instant compares as it was stored.
        made = literal(after[0], api_keys.c.created_at.type)
        query = query.where(tuple_(api_keys.c.created_at, api_keys.c.key_id) > tuple_(made, after[1]))
    return _all(tx, query)


def revoke(tx: Transaction, key_id: str, now: datetime) -> None:
    """The key opens nothing from now on; a second time changes nothing. Raises NotFound."""
    get_for_change(tx, key_id)
    statement = _changed(tx, key_id).where(api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
    tx.connection.execute(statement)


def replace(tx: Transaction, key_id: str, replaced_by: str, until: datetime) -> bool:
    """Whether the practice has the key, which opens until then and says which one takes over."""
    return tx.connection.execute(_changed(tx, key_id).values(replaced_by=replaced_by, expires_at=until)).rowcount == 1


def note_use(tx: Transaction, key_id: str, at: datetime) -> bool:
    """Whether it is news that the key was used at this instant; an earlier one than is known is none."""
    later = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < at)
    return tx.connection.execute(_changed(tx, key_id).where(later).values(last_used_at=at)).rowcount == 1


def _own(tx: Transaction) -> Select[Any]:
    return select(api_keys).where(api_keys.c.practice_id == tx.practice_id)


def _in_order(tx: Transaction) -> Select[Any]:
    return _own(tx).order_by(api_keys.c.created_at, api_keys.c.key_id)


def _changed(tx: Transaction, key_id: str) -> Update:
    return api_keys.update().where(api_keys.c.practice_id == tx.practice_id, api_keys.c.key_id == key_id)


def _one(tx: Transaction, query: Select[Any]) -> StoredKey:
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("key")
    return StoredKey(**row)


def _all(tx: Transaction, query: Select[Any]) -> tuple[StoredKey, ...]:
    return tuple(StoredKey(**row) for row in tx.connection.execute(query).mappings())


def replace_digest(tx: Transaction, key_id: str, digest: bytes) -> bool:
    """Whether a key that is not revoked took the digest that its secret has under a new root secret."""
    statement = (
        _changed(tx, key_id).where(api_keys.c.revoked_at.is_(None), api_keys.c.digest != digest).values(digest=digest)
    )
    return tx.connection.execute(statement).rowcount == 1
