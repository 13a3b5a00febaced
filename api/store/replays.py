"""Answers that are kept for when a request is sent again."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from api.store.tables import replays
from api.store.transaction import Transaction
from api.store.writing import insert_once
from protocols.value import Value


class StoredReplay(Value, frozen=True):
    """What a request asked, and its sealed answer."""

    fingerprint: bytes
    answer: bytes


def claim(tx: Transaction, place: bytes, fingerprint: bytes, now: datetime) -> StoredReplay | None:
    """What was kept of an earlier request at this place; None makes it this one's, to be answered with `keep`.

    Waits for a transaction that has claimed the place and not ended yet.
    """
    row = {"place": place, "fingerprint": fingerprint, "answer": b"", "created_at": now}
    if insert_once(tx, replays, row):
        return None
    return find(tx, place)


def find(tx: Transaction, place: bytes, since: datetime | None = None) -> StoredReplay | None:
    """What is kept at this place, if anything from then on is."""
    query = select(replays.c.fingerprint, replays.c.answer)
    recent = () if since is None else (replays.c.created_at >= since,)
    found = tx.connection.execute(query.where(*_own(tx, place), *recent)).mappings().one_or_none()
    return None if found is None else StoredReplay(**found)


def keep(tx: Transaction, place: bytes, answer: bytes) -> bool:
    """Whether the place was claimed; it has its answer now."""
    return tx.connection.execute(replays.update().where(*_own(tx, place)).values(answer=answer)).rowcount == 1


def forget(tx: Transaction, before: datetime) -> int:
    """How many of the practice's answers were older and are gone."""
    old = (replays.c.practice_id == tx.practice_id, replays.c.created_at < before)
    return tx.connection.execute(replays.delete().where(*old)).rowcount


def _own(tx: Transaction, place: bytes) -> tuple[Any, ...]:
    return (replays.c.practice_id == tx.practice_id, replays.c.place == place)
