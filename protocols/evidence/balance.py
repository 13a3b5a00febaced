"""For and against, side by side."""

from collections.abc import Iterable

from protocols.evidence.link import Claim, Link, Relation
from protocols.value import Value


class Balance(Value, frozen=True):
    """The links of some claims, sorted by how they stand to them."""

    supports: tuple[Link, ...]
    contradicts: tuple[Link, ...]
    context: tuple[Link, ...]


def balance(claims: Iterable[Claim]) -> Balance:
    """All links of the claims; a link said twice is kept once."""
    links = tuple(dict.fromkeys(link for claim in claims for link in claim.links))
    return Balance(
        supports=_with(links, Relation.SUPPORTS),
        contradicts=_with(links, Relation.CONTRADICTS),
        context=_with(links, Relation.CONTEXT),
    )


def _with(links: tuple[Link, ...], relation: Relation) -> tuple[Link, ...]:
    return tuple(link for link in links if link.relation is relation)
