"""Whose data an answer holds, and whether the audit was told of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from httpx import Response

from api.chain import verify
from api.store import practices
from api.store.audit import AuditEvent, AuditFilter, page
from api.store.database import Database, Transaction
from api.store.reserved import NO_PRACTICE

_SILENT = {"/v1/openapi.json"}


def shown_in(answer: Response) -> set[UUID]:
    """The clients that a good answer names by their ids; a list of what the audit holds shows nothing of them."""
    path = answer.request.url.path
    if answer.is_error or path in _SILENT or path == "/v1/audit-events" or answer.request.method == "HEAD":
        return set()
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return set()
    body = answer.json()
    found = set(_named(body))
    if re.fullmatch(r"/v1/clients(/[^/]+)?", path):
        found |= {UUID(each["id"]) for each in body.get("items", [body])}
    return found


def _named(tree: Any) -> Iterable[UUID]:
    if isinstance(tree, dict):
        client = tree.get("client")
        if isinstance(client, dict) and "id" in client:
            yield UUID(client["id"])
        if isinstance(tree.get("client_id"), str):
            yield UUID(tree["client_id"])
        for below in tree.values():
            yield from _named(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from _named(below)


def events(database: Database, practice_id: UUID) -> list[AuditEvent]:
    """All events of a practice, the oldest first."""

    def step(tx: Transaction) -> list[AuditEvent]:
        return [row.event for row in page(tx, AuditFilter(), None, 1_000_000)]

    return database.read(practice_id, step)[::-1]


def check_told(database: Database, key: bytes, shown: dict[str, set[UUID]]) -> None:
    """Every answer that showed data of a client stands in the audit under its request, and every chain fits."""
    told: dict[str, set[UUID]] = defaultdict(set)
    for each in database.read(NO_PRACTICE, practices.everywhere):
        for event in events(database, each.id):
            if event.request_id is not None:
                told[event.request_id].update(event.clients)
        verified = verify(database, each.id, key)
        assert (verified.broken, verified.unsealed) == ((), 0), each.name
    untold = {request: clients - told[request] for request, clients in shown.items() if clients - told[request]}
    assert not untold, untold
