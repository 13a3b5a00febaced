"""Quotas of several processes on one database: each tells once a second what it counted, and learns what all did.

So no request waits for the database, and together the processes may go beyond a quota by what they take in a second.
"""

from collections import Counter
from functools import partial
from hashlib import sha256
from uuid import UUID

from api.quota import Partition, Quota
from api.store import request_counts
from api.store.database import Database, DatabaseBusy


def share(quota: Quota, database: Database) -> None:
    """Tells and learns; what a busy database does not take is told the next time."""
    minute, untold = quota.untold()
    for practice_id in {each.practice_id for each in untold if each.practice_id is not None}:
        asked = Counter({each: count for each, count in untold.items() if each.practice_id == practice_id})
        try:
            used = _tell(database, practice_id, minute, asked)
        except DatabaseBusy:
            continue
        quota.learn(minute, asked, used)


def _tell(database: Database, practice_id: UUID, minute: int, asked: Counter[Partition]) -> dict[Partition, int]:
    by_print = {_print(each): each for each in asked}
    counts = {digest: asked[each] for digest, each in by_print.items()}
    used = database.write(practice_id, partial(request_counts.add, minute=minute, asked=counts))
    return {by_print[digest]: total for digest, total in used.items()}


def _print(partition: Partition) -> bytes:
    """Who asked, in as many bytes whatever it is called."""
    return sha256(partition.key.encode()).digest()
