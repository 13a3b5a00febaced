"""Which works a protocol rests on."""

from protocols.authoring.protocol import Protocol
from protocols.evidence.link import Relation
from protocols.text import Key, Prose
from protocols.value import Value


class Resting(Value, frozen=True):
    """Something that a protocol says, and how a work stands to it."""

    says: Prose
    relation: Relation


def works_cited(protocol: Protocol) -> tuple[Key, ...]:
    """The keys of all works that its claims name, sorted, each once."""
    return tuple(sorted({link.work for claim in protocol.claims for link in claim.links}))


def claims_on(protocol: Protocol, work: str) -> tuple[Resting, ...]:
    """What the protocol says with this work for it, against it or beside it, in its own order."""
    found = (
        Resting(says=claim.says, relation=link.relation)
        for claim in protocol.claims
        for link in claim.links
        if link.work == work
    )
    return tuple(dict.fromkeys(found))
