"""The plans that a checkpoint asks differently, by the cautions that were raised on them."""

from collections.abc import Iterator
from typing import Final

from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.authoring.proof.length import Length, length
from protocols.authoring.proof.walks import Allowed
from protocols.authoring.protocol import Protocol
from protocols.authoring.watching import watched
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.text import Key
from protocols.value import Value

MOST_ASKINGS: Final = 500
"""Beyond so many plans that a checkpoint asks differently, they are too many to try."""


class Asked(Value, frozen=True):
    """Plans on which these cautions were raised, and what they must answer for that at a checkpoint.

    `of_some` are the measures that some plans must answer there, these or others.
    """

    cautions: tuple[Key, ...]
    measures: frozenset[str]
    of_some: frozenset[str]

    @property
    def length(self) -> Length:
        """Each caution is one thing that is otherwise than when all is well."""
        return length() * len(self.cautions)

    def allows(self, thing: Dimension, way: Way) -> bool:
        """Whether a check-in of such a plan can be so: what must be answered is not skipped, nor the other way."""
        if thing.kind is not Kind.MEASURE or thing.key not in self.of_some or not way.left_out:
            return True
        return way.lacking == (thing.key in self.measures)

    def within(self, allowed: Allowed) -> Allowed:
        """What is allowed besides, on such plans."""
        return lambda thing, way: self.allows(thing, way) and allowed(thing, way)


def askings(protocol: Protocol, checkpoint: Checkpoint) -> tuple[Asked, ...]:
    """The plans that have the checkpoint, told apart by what they must answer there; raises TooLarge.

    Each by the fewest cautions. Every set of measures that some cautions come to together is here, and no other: two
    sets of cautions that bring the same to the checkpoint ask the same of the client.
    """
    of_some = watched(protocol, checkpoint) & {*checkpoint.may_ask}
    found: dict[frozenset[str], tuple[Key, ...]] = {}
    for raised in _fewest_first(protocol, checkpoint):
        found.setdefault(watched(protocol, checkpoint, raised) & of_some, raised)
    return tuple(Asked(cautions=raised, measures=asks, of_some=of_some) for asks, raised in found.items())


def _fewest_first(protocol: Protocol, checkpoint: Checkpoint) -> Iterator[tuple[Key, ...]]:
    """Sets of cautions that bring something new to the checkpoint, by their number; it is there for the first."""
    keys = [caution.key for caution in protocol.cautions]
    level = [(key,) for key in keys if key in checkpoint.only_with] if checkpoint.only_with else [()]
    known: set[frozenset[str]] = set()
    while level:
        yield from level
        following = []
        for raised in level:
            before = watched(protocol, checkpoint, raised)
            for key in keys:
                more = before | watched(protocol, checkpoint, (key,))
                if more != before and more not in known:
                    if len(known) == MOST_ASKINGS:
                        raise TooLarge("let fewer cautions bring measures of their own, or the same ones together")
                    known.add(more)
                    following.append((*raised, key))
        level = following
