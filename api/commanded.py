"""What was done by a command on the machine, as the audit tells it."""

from datetime import datetime

from api.ids import new_id
from api.store import audit
from api.store.audit import AuditEvent, AuditKind
from api.store.transaction import Transaction


def commanded(tx: Transaction, action: str, now: datetime, made: str | None = None) -> None:
    """Tells the audit of a change without a key, in the transaction that makes it; `made` is what was created."""
    audit.keep(tx, (AuditEvent(id=new_id(), at=now, kind=AuditKind.CHANGED, action=action, made=made),))
