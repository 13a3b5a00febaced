"""What the audit holds, as it is told."""

from api.grown import grown
from api.store.audit import AuditEvent, StoredAuditEvent


class AuditEventRead(AuditEvent, frozen=True, kw_only=True):
    """An event, and the number of the seal that keeps it from being changed unseen; null for its first moment."""

    seal: int | None


def audit_event_read(stored: StoredAuditEvent) -> AuditEventRead:
    """The event as it is told."""
    return grown(AuditEventRead, stored.event, seal=stored.seal)
