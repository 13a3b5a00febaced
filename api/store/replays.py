"""Answers that are kept for when a request is sent again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, select

from api.store.tables import replays
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.value import Value


class StoredReplay(Value, frozen=True):
    """What a request asked, its sealed answer, and whose data is in that."""

    fingerprint: bytes
    answer: bytes
    clients: tuple[str, ...]


def claim(tx: Transaction, place: bytes, fingerprint: bytes, now: datetime) -> StoredReplay | None:
    """What was kept of an earlier request at this place; None makes it this one's, to be answered with `keep`.

    Waits for a transaction that has claimed the place and not ended yet.
    """
    row = {"place": place, "fingerprint": fingerprint, "answer": b"", "clients": (), "created_at": now}
    if insert_once(tx, replays, row):
        return None
    return find(tx, place)


def find(tx: Transaction, place: bytes, since: datetime | None = None) -> StoredReplay | None:
    """What is kept at this place, if anything from then on is."""
    query = select(*(replays.c[name] for name in StoredReplay.__struct_fields__))
    recent = () if since is None else (replays.c.created_at >= since,)
    found = tx.connection.execute(query.where(*_own(tx, place), *recent)).mappings().one_or_none()
    return None if found is None else StoredReplay(**found)


def keep(tx: Transaction, place: bytes, answer: bytes) -> bool:
    """Whether the place was claimed; it has its answer now, and the clients that the transaction was about."""
    kept = {"answer": answer, "clients": tuple(sorted(map(str, tx.clients)))}
    return tx.connection.execute(replays.update().where(*_own(tx, place)).values(kept)).rowcount == 1


def forget(tx: Transaction, before: datetime) -> int:
    """How many of the practice's answers were older and are gone."""
    old = (replays.c.practice_id == tx.practice_id, replays.c.created_at < before)
    return tx.connection.execute(replays.delete().where(*old)).rowcount


def forget_about(tx: Transaction, client_id: UUID) -> int:
    """How many of the practice's answers held data of the client and are gone."""
    about = cast(replays.c.clients, Text).contains(str(client_id))
    return tx.connection.execute(replays.delete().where(replays.c.practice_id == tx.practice_id, about)).rowcount


def _own(tx: Transaction, place: bytes) -> tuple[Any, ...]:
    return (replays.c.practice_id == tx.practice_id, replays.c.place == place)
