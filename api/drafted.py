"""A draft beside the works that it rests on, as far as they exist."""

from api.named import named
from api.store import protocols, revisions, works
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.evidence.work import Work


def draft_of(tx: Transaction, protocol: str) -> StoredRevision:
    """The draft of a protocol of the practice; raises NotFound."""
    return revisions.draft(tx, protocols.get(tx, named(protocol)).id)


def draft_with_works(tx: Transaction, protocol: str) -> tuple[StoredRevision, dict[str, Work]]:
    """The draft, and the works that its claims name, by key; raises NotFound."""
    draft = draft_of(tx, protocol)
    keys = (link.work for claim in text_of(draft).claims for link in claim.links)
    return draft, {work.key: work for work in works.cited(tx, keys, built_in=False)}
