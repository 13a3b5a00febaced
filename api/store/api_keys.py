"""The keys that callers show."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from api.store.refusals import NotFound
from api.store.tables import api_keys
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.text import Line
from protocols.value import Value


class StoredKey(Value, frozen=True):
    """A key as it is kept: whose, what it may do, and the keyed digest of its secret, never the secret."""

    key_id: str
    practice_id: UUID
    name: Line
    digest: bytes
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def __repr__(self) -> str:
        """Without the digest."""
        return f"StoredKey({self.key_id})"


def usable(key: StoredKey, now: datetime) -> bool:
    """Whether the key is neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def find(tx: Transaction, key_id: str) -> StoredKey | None:
    """The key of this id, of whichever practice: it tells the practice, so it alone is looked up without one."""
    row = tx.connection.execute(select(api_keys).where(api_keys.c.key_id == key_id)).mappings().one_or_none()
    return None if row is None else StoredKey(**row)


def add(tx: Transaction, key: StoredKey) -> bool:
    """Whether the key was new; it belongs to the transaction's practice, whatever it says."""
    return insert_once(tx, api_keys, msgspec.structs.asdict(key) | {"practice_id": tx.practice_id})


def keys(tx: Transaction) -> tuple[StoredKey, ...]:
    """The practice's keys, oldest first."""
    query = (
        select(api_keys)
        .where(api_keys.c.practice_id == tx.practice_id)
        .order_by(api_keys.c.created_at, api_keys.c.key_id)
    )
    return tuple(StoredKey(**row) for row in tx.connection.execute(query).mappings())


def revoke(tx: Transaction, key_id: str, now: datetime) -> None:
    """The key opens nothing from now on; a second time changes nothing. Raises NotFound."""
    own = (api_keys.c.practice_id == tx.practice_id, api_keys.c.key_id == key_id)
    if tx.connection.execute(select(api_keys.c.key_id).where(*own)).one_or_none() is None:
        raise NotFound("key")
    tx.connection.execute(api_keys.update().where(*own, api_keys.c.revoked_at.is_(None)).values(revoked_at=now))


def replace_digest(tx: Transaction, key_id: str, digest: bytes) -> bool:
    """Whether a key that is not revoked took the digest that its secret has under a new root secret."""
    statement = (
        api_keys.update()
        .where(
            api_keys.c.practice_id == tx.practice_id,
            api_keys.c.key_id == key_id,
            api_keys.c.revoked_at.is_(None),
            api_keys.c.digest != digest,
        )
        .values(digest=digest)
    )
    return tx.connection.execute(statement).rowcount == 1
