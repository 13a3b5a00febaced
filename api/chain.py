"""The chain over audit events: nobody without the root secret changes, adds or takes away one unseen.

Each seal is an HMAC-SHA256 over the seal before and the events that had come since, in the order of their ids. Seals
are made in batches beside the requests, so that no request waits for another's: an event that was not sealed yet (a
moment old) could be changed unseen, and one that somebody writes into the table is sealed with the next. A chain that
was cut off at its end fits, too: that shows only against a seal that was noted elsewhere.
"""

import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

from api.store import audit_seals
from api.store.audit import LIFTED, AuditEvent
from api.store.audit_seals import Kept, Seal
from api.store.database import Database, Transaction
from protocols.value import Value
from protocols.wire import decode

MOST_UNDER_ONE: Final = 1000
"""So many events at most under one seal: what is checked at a time fits into memory."""

_BEGINNING: Final = bytes(32)
_SEALS_AT_A_TIME: Final = 200
_BEFORE_ANY: Final = -(2**31)
"""Before any number that a column can hold, so that a seal below the first one shows."""


class Verified(Value, frozen=True):
    """What a practice's chain came to: seals, events under them, events not sealed yet, and what does not fit."""

    seals: int
    events: int
    unsealed: int
    last: Seal | None
    broken: tuple[str, ...]


def seal_waiting(database: Database, practice_id: UUID, key: bytes, now: datetime) -> None:
    """Seals the practice's events that no seal holds yet; raises DatabaseBusy."""

    def step(tx: Transaction) -> bool:
        waiting = audit_seals.unsealed(tx, MOST_UNDER_ONE)
        if not waiting:
            return False
        before = audit_seals.last(tx)
        number = 1 if before is None else before.number + 1
        documents = [document for _, document in waiting]
        seal = Seal(number=number, at=now, events=len(waiting), digest=b"")
        sealed = msgspec.structs.replace(seal, digest=_link(practice_id, before, (seal, documents), key))
        return audit_seals.keep(tx, sealed, [event_id for event_id, _ in waiting]) and len(waiting) == MOST_UNDER_ONE

    while database.write(practice_id, step):
        pass


def verify(database: Database, practice_id: UUID, key: bytes, noted: tuple[int, bytes] | None = None) -> Verified:
    """Checks every seal of the practice against its events; `noted` is a seal that was written down elsewhere."""
    before: Seal | None = None
    broken: list[str] = []
    events = 0
    for seal in _seals(database, practice_id):
        held = database.read(practice_id, partial(audit_seals.held_by, number=seal.number))
        broken += _faults(practice_id, before, (seal, held), key)
        if noted is not None and noted[0] == seal.number and noted[1] != seal.digest:
            broken.append(f"Seal {seal.number} is not the one that was noted.")
        before, events = seal, events + len(held)
    if noted is not None and (before is None or before.number < noted[0]):
        broken.append(f"Seal {noted[0]} was noted, and is not there: the chain was cut off.")
    if lost := database.read(practice_id, audit_seals.under_no_seal):
        broken.append(f"{lost} of the events name a seal that is not there.")
    unsealed = database.read(practice_id, audit_seals.count_unsealed)
    return Verified(
        seals=0 if before is None else before.number,
        events=events,
        unsealed=unsealed,
        last=before,
        broken=tuple(broken),
    )


def _seals(database: Database, practice_id: UUID) -> Iterator[Seal]:
    reached = _BEFORE_ANY
    while found := database.read(practice_id, partial(audit_seals.after, number=reached, limit=_SEALS_AT_A_TIME)):
        yield from found
        reached = found[-1].number


def _faults(practice_id: UUID, before: Seal | None, sealed: tuple[Seal, tuple[Kept, ...]], key: bytes) -> Iterator[str]:
    seal, held = sealed
    expected = 1 if before is None else before.number + 1
    if seal.number != expected:
        yield f"Seal {expected} is missing."
    elif not hmac.compare_digest(
        _link(practice_id, before, (seal, [each.document for each in held]), key), seal.digest
    ):
        yield (
            f"Seal {seal.number} ({seal.at.isoformat()}) does not fit: of its {seal.events} events, or in the seal "
            "itself, something was changed, added or taken away."
        )
    for event in held:
        if not _same(event):
            yield f"Event {event.id} under seal {seal.number} is found by other words than it says."


def _same(kept: Kept) -> bool:
    """Whether what an event is found by is what it says."""
    try:
        said = decode(kept.document, AuditEvent)
    except msgspec.MsgspecError:
        return False
    lifted = (*LIFTED, "kind")
    beside, within = ([getattr(each, name) for name in lifted] for each in (kept, said))
    return beside == within and kept.clients == frozenset(said.clients)


def _link(practice_id: UUID, before: Seal | None, sealed: tuple[Seal, Iterable[bytes]], key: bytes) -> bytes:
    """What a seal comes to: each part with its length before it, so that no two chains read the same."""
    seal, documents = sealed
    parts = (
        practice_id.bytes,
        str(seal.number).encode(),
        seal.at.astimezone(UTC).isoformat().encode(),
        str(seal.events).encode(),
        _BEGINNING if before is None else before.digest,
        *documents,
    )
    link = hmac.new(key, digestmod=sha256)
    for part in parts:
        link.update(len(part).to_bytes(8))
        link.update(part)
    return link.digest()
