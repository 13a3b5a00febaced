"""Where a protocol is tried: whose practice it is, and which revisions there are besides the one that is tried."""

from typing import Final
from uuid import UUID

from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.plans.person import Staff
from protocols.plans.snapshot import Pinned
from protocols.value import Value

NOBODY: Final = UUID(int=0)
"""The id of everything that is made up."""


class Numbered(Value, frozen=True):
    """A revision of the protocol that is tried, which a course may go over to."""

    number: int
    text: Protocol
    status: RevisionStatus = RevisionStatus.PUBLISHED


class TriedIn(Value, frozen=True):
    """The practice's people, number and status of the revision that is tried, others of its protocol, whom to ring."""

    staff: Staff
    number: int = 1
    status: RevisionStatus = RevisionStatus.PUBLISHED
    others: tuple[Numbered, ...] = ()
    emergency_number: str | None = None


def pinned(text: Protocol, number: int) -> Pinned:
    """A text as a plan of nobody is pinned to it."""
    return Pinned(
        protocol_id=NOBODY,
        revision_id=NOBODY,
        slug=text.slug,
        number=number,
        hash=wire.content_hash(wire.encode(text)),
        title=text.title,
    )
