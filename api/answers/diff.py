"""What two states of a protocol say differently, as callers read it."""

from uuid import UUID

from api.store.revision_rows import StoredRevision
from api.texts import text_of
from protocols.authoring.diff import diff
from protocols.authoring.diff_summary import DiffSummary, summary
from protocols.authoring.difference import Difference
from protocols.authoring.revision import RevisionStatus
from protocols.value import Value


class ComparedRevision(Value, frozen=True):
    """One of the two states; the draft has no number."""

    id: UUID
    number: int | None
    status: RevisionStatus
    hash: str


class RevisionDiff(Value, frozen=True):
    """From `before` to `after`: a short summary, then every difference, the weightiest first.

    Two texts that say the same in another order that means nothing have different hashes and no differences.
    """

    protocol_id: UUID
    before: ComparedRevision
    after: ComparedRevision
    summary: DiffSummary
    items: tuple[Difference, ...]


def revision_diff(before: StoredRevision, after: StoredRevision) -> RevisionDiff:
    """What the second state says differently from the first."""
    old, new = text_of(before), text_of(after)
    items = diff(old, new)
    return RevisionDiff(
        protocol_id=after.protocol_id,
        before=_compared(before),
        after=_compared(after),
        summary=summary(old, new, items),
        items=items,
    )


def _compared(row: StoredRevision) -> ComparedRevision:
    return ComparedRevision(id=row.id, number=row.number, status=row.status, hash=row.hash)
