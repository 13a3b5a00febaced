"""A client and what was changed in the record, as they are told."""

from datetime import date, datetime
from uuid import UUID

from api.store.client_changes import StoredChange
from api.store.clients import ClientRecord, StoredClient
from protocols.plans.event import Actor
from protocols.text import Key
from protocols.value import Value


class ClientRead(Value, frozen=True):
    """A client as the practice wrote it."""

    id: UUID
    reference: str
    display_name: str
    birth_date: date
    recorded_cautions: tuple[Key, ...]
    version: int
    created_at: datetime
    updated_at: datetime


class ClientChangeRead(Value, frozen=True):
    """A change of a client's record: the version that it led to, when, by which key and person, why, before and after.

    `reason` is null where none was given; what the service writes itself, such as an allergy after an alarm, has one.
    """

    version: int
    recorded_at: datetime
    recorded_by: Actor
    reason: str | None
    before: ClientRecord
    after: ClientRecord


def client_read(client: StoredClient) -> ClientRead:
    """The client as it is told."""
    return ClientRead(**{name: getattr(client, name) for name in ClientRead.__struct_fields__})


def change_read(row: StoredChange) -> ClientChangeRead:
    """A change as it is told."""
    return ClientChangeRead(
        version=row.version,
        recorded_at=row.at,
        recorded_by=row.by,
        reason=row.reason,
        before=row.before,
        after=row.after,
    )
