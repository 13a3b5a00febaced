"""A protocol's text, decoded once for each content."""

from functools import lru_cache

from api.store.revision_rows import StoredRevision
from protocols import wire
from protocols.authoring.protocol import Protocol


def text_of(revision: StoredRevision) -> Protocol:
    """What the revision says."""
    return _decoded(revision.hash, revision.document)


@lru_cache(maxsize=64)
def _decoded(_hash: str, document: bytes) -> Protocol:
    return wire.decode(document, Protocol)
