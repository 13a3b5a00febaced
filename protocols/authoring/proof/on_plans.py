"""What is shortest over all the plans that a checkpoint asks differently."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from protocols.authoring.proof.diagram import Diagram
from protocols.authoring.proof.dimension import Contrast, Dimension
from protocols.authoring.proof.joined import Joined
from protocols.authoring.proof.length import Length
from protocols.authoring.proof.tally import Sum
from protocols.authoring.proof.walks import Allowed, Contrasted, Failure, Path, Wanted, anything, shortest
from protocols.text import Key
from protocols.value import Value

T = TypeVar("T")


class OnPlans(Value, Generic[T], frozen=True):
    """Something found on plans on which these cautions were raised, with its whole length."""

    length: Length
    cautions: tuple[Key, ...]
    of: T


def shortest_of_all(joint: Joined, graph: Diagram, wanted: Wanted, allowed: Allowed = anything) -> OnPlans[Path] | None:
    """The shortest path to a sum that is wanted, on whichever plans it is shortest; None where there is none."""
    found = []
    for place, asked in enumerate(joint.askings):
        walk = shortest(graph, wanted, asked.within(allowed))
        if walk is not None:
            found.append((walk[0] + asked.length, place, walk[1]))
    if not found:
        return None
    length, place, path = min(found)
    return OnPlans(length=length, cautions=joint.askings[place].cautions, of=path)


def failures_of_all(
    joint: Joined,
    graph: Diagram,
    too_weak: Callable[[Sum, frozenset[Sum]], T | None],
    contrasts: Callable[[Dimension], tuple[Contrast, ...]],
) -> Iterator[OnPlans[Failure[T]]]:
    """For each thing, the shortest failure on whichever plans it is shortest.

    All plans are tried at once first, as if each measure that some must answer could be left out by itself. Only where
    something is found so are the plans tried apart, because one that no plan comes to is none.
    """
    everywhere = Contrasted(graph, too_weak)
    failing = {failure.dimension for failure in everywhere.failures(contrasts)}
    found: dict[int, OnPlans[Failure[T]]] = {}
    for asked in joint.askings if failing else ():
        contrasted = Contrasted(graph, too_weak, asked.within(anything))
        for failure in contrasted.failures(contrasts, failing):
            known = found.get(failure.dimension)
            length = failure.length + asked.length
            if known is None or length < known.length:
                found[failure.dimension] = OnPlans(length=length, cautions=asked.cautions, of=failure)
    yield from (found[place] for place in sorted(found))
