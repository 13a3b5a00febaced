"""Publications in doubt, as the domain sees them: on days instead of instants."""

from uuid import UUID
from zoneinfo import ZoneInfo

from api.opened import Opened
from api.store import evidence
from api.store.transaction import Transaction
from protocols.evidence.doubt import Doubt


def doubts_of(tx: Transaction, opened: Opened) -> tuple[Doubt, ...]:
    """What is said now of the works that the plan's revision rests on, on days of the plan's own time zone."""
    return doubts_on(tx, opened.head.follows.revision.revision_id, opened.head.snapshot.time_zone)


def doubts_on(tx: Transaction, revision_id: UUID, time_zone: str) -> tuple[Doubt, ...]:
    """What is said now of the works that a published revision rests on, by key."""
    zone = ZoneInfo(time_zone)
    return tuple(
        Doubt(work=each.work, title=each.title, status=each.status, since=each.status_at.astimezone(zone).date())
        for each in evidence.of_revision(tx, revision_id)
    )
