"""What was read of clients: noted in passing, written down together, so that no reader waits for the audit.

A crash may lose a second of readings, never a change: that is told in its own transaction.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from api.chain import seal_waiting
from api.problems import Busy
from api.store import audit
from api.store.audit import AuditEvent
from api.store.database import Database, DatabaseBusy, Transaction

MOST_WAITING: Final = 20_000
"""Readings that a database may be behind before no more are let through untold."""
_AT_ONCE: Final = 500

_Noted = dict[str | None, AuditEvent]


class Readings:
    """The readings of a process that are not written down yet, and the practices in which something is to be sealed."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, _Noted] = defaultdict(dict)
        self._count = 0
        self._to_seal: set[UUID] = set()
        self._noting = threading.Lock()
        self._writing = threading.Lock()

    def check_room(self) -> None:
        """Raises Busy where so much waits that a reading more could be lost."""
        if self._count >= MOST_WAITING:
            raise Busy(retry_after=1)

    def note(self, practice_id: UUID, event: AuditEvent) -> None:
        """Data was read; what one request reads in several steps is one event."""
        with self._noting:
            noted = self._waiting[practice_id]
            known = noted.get(event.request_id)
            if known is None:
                self._count += 1
                noted[event.request_id] = event
            else:
                clients = tuple(sorted({*known.clients, *event.clients}))
                noted[event.request_id] = replace(known, clients=clients)

    def changed(self, practice_id: UUID) -> None:
        """The practice has events that are not sealed."""
        with self._noting:
            self._to_seal.add(practice_id)

    def held(self) -> AbstractContextManager[object]:
        """Nothing is written down nor sealed meanwhile; it waits."""
        return self._writing

    def write(self, database: Database) -> None:
        """Writes down what waits; what a busy database does not take waits for the next time."""
        with self._writing:
            with self._noting:
                waiting, self._waiting, self._count = self._waiting, defaultdict(dict), 0
            left = [(practice_id, some) for practice_id, noted in waiting.items() for some in _batches(noted)]
            try:
                while left:
                    practice_id, events = left[-1]
                    database.write(practice_id, partial(_keep, events))
                    self.changed(practice_id)
                    left.pop()
            except DatabaseBusy:
                pass
            finally:
                self._put_back(left)

    def seal(self, database: Database, key: bytes, now: datetime) -> None:
        """Seals what was told since the last time."""
        with self._writing:
            with self._noting:
                left, self._to_seal = list(self._to_seal), set()
            try:
                while left:
                    seal_waiting(database, left[-1], key, now)
                    left.pop()
            except DatabaseBusy:
                pass
            finally:
                for practice_id in left:
                    self.changed(practice_id)

    def _put_back(self, left: Sequence[tuple[UUID, tuple[AuditEvent, ...]]]) -> None:
        for practice_id, events in left:
            for event in events:
                self.note(practice_id, event)


def _batches(noted: _Noted) -> Iterator[tuple[AuditEvent, ...]]:
    events = tuple(noted.values())
    return (events[first : first + _AT_ONCE] for first in range(0, len(events), _AT_ONCE))


def _keep(events: tuple[AuditEvent, ...], tx: Transaction) -> None:
    audit.keep(tx, events)
