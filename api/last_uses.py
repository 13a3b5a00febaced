"""When each key was used last: noted in passing, written down together, so that no request waits for it.

A crash may lose a second of it.
"""

import threading
from collections import defaultdict
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from api.store import api_keys
from api.store.database import Database, DatabaseBusy, Transaction

EXACT_TO: Final = timedelta(minutes=1)
"""A key that is used all the time is written down this often."""

_Used = dict[str, datetime]


class LastUses:
    """The uses of a process that are not written down yet."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, _Used] = defaultdict(dict)
        self._known: _Used = {}
        self._noting = threading.Lock()
        self._writing = threading.Lock()

    def note(self, practice_id: UUID, key_id: str, now: datetime) -> None:
        """The key was used at this instant."""
        with self._noting:
            known = self._known.get(key_id)
            if known is None or now - known >= EXACT_TO:
                self._known[key_id] = now
                self._waiting[practice_id][key_id] = now

    def held(self) -> AbstractContextManager[object]:
        """Nothing is written down meanwhile; it waits."""
        return self._writing

    def write(self, database: Database) -> None:
        """Writes down what waits; what a busy database does not take waits for the next time."""
        with self._writing:
            with self._noting:
                waiting, self._waiting = self._waiting, defaultdict(dict)
            for practice_id, used in waiting.items():
                try:
                    database.write(practice_id, partial(_write, used))
                except DatabaseBusy:
                    self._put_back(practice_id, used)

    def _put_back(self, practice_id: UUID, used: _Used) -> None:
        with self._noting:
            self._waiting[practice_id] = used | self._waiting[practice_id]


def _write(used: _Used, tx: Transaction) -> None:
    # In one order for all processes, so that none of them waits for another in a circle.
    for key_id in sorted(used):
        api_keys.note_use(tx, key_id, used[key_id])
