"""Ways through a diagram: the shortest to a sum, and those that come out too weak beside others."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, Generic, TypeVar

from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.diagram import Diagram
from protocols.authoring.proof.dimension import TOLD, Contrast, Dimension, Way
from protocols.authoring.proof.length import NOTHING, Length
from protocols.authoring.proof.tally import Sum
from protocols.value import Value

Path = tuple[int, ...]
"""The way taken in each dimension, from the first on."""

Walk = tuple[Length, Path]
"""A path after its length."""

Wanted = Callable[[Sum], bool]
Allowed = Callable[[Dimension, Way], bool]
"""Whether a walk may take this way of the dimension."""

MOST_PAIRS: Final = 30_000
"""Beyond so many pairs or sets of nodes, a comparison is too large to prove."""


def anything(_dimension: Dimension, _way: Way) -> bool:
    """Every way is allowed."""
    return True


def answered(_dimension: Dimension, way: Way) -> bool:
    """Whatever has to be answered is answered."""
    return not way.lacking


def quiet(dimension: Dimension, way: Way) -> bool:
    """Whatever has to be answered is answered, with no alarm and no change."""
    return answered(dimension, way) and (dimension.kind not in TOLD or way == dimension.ways[0])


def reached(graph: Diagram, allowed: Allowed = anything) -> list[dict[int, tuple[Length, Path]]]:
    """For each layer and for the sums, the nodes that can be reached, each by the shortest path."""
    layers: list[dict[int, tuple[Length, Path]]] = [{0: (NOTHING, ())}]
    for dimension, layer in zip(graph.dimensions, graph.layers, strict=True):
        ways = [(place, way.length) for place, way in enumerate(dimension.ways) if allowed(dimension, way)]
        following: dict[int, tuple[Length, Path]] = {}
        for node, (so_far, path) in layers[-1].items():
            for way, more in ways:
                target, total = layer[node][way], so_far + more
                if target not in following or total < following[target][0]:
                    following[target] = total, (*path, way)
        layers.append(following)
    return layers


def shortest(graph: Diagram, wanted: Wanted, allowed: Allowed = anything) -> Walk | None:
    """The shortest path to a sum that is wanted, with its length; None where there is none."""
    found = [each for node, each in reached(graph, allowed)[-1].items() if wanted(graph.sums[node])]
    return min(found, default=None)


T = TypeVar("T")


class Failure(Value, Generic[T], frozen=True):
    """Two walks that differ only in one dimension, by `contrast`: where the second comes out too weak, and how."""

    length: Length
    dimension: int
    contrast: Contrast
    path: Path
    how: T

    @property
    def other(self) -> Path:
        """The second walk."""
        return (*self.path[: self.dimension], self.contrast.other, *self.path[self.dimension + 1 :])


End = tuple[Length, Path, T]
"""The rest of a walk: its length, its ways, and how it ends."""


class Contrasted(Generic[T]):
    """Compares where a node leads with where others lead, when everything that follows is the same for all of them."""

    def __init__(
        self, graph: Diagram, too_weak: Callable[[Sum, frozenset[Sum]], T | None], allowed: Allowed = anything
    ) -> None:
        self._graph = graph
        self._too_weak = too_weak
        self._allowed = allowed
        self._ways = [
            [(place, way.length) for place, way in enumerate(thing.ways) if allowed(thing, way)]
            for thing in graph.dimensions
        ]
        self._known: dict[tuple[int, int, frozenset[int]], End[T] | None] = {}

    def failures(
        self, contrasts: Callable[[Dimension], tuple[Contrast, ...]], within: Collection[int] | None = None
    ) -> Iterator[Failure[T]]:
        """For each dimension, or each of these, the shortest walk on which one of its contrasts comes out too weak."""
        layers = reached(self._graph, self._allowed)
        for place, (dimension, nodes) in enumerate(zip(self._graph.dimensions, layers, strict=False)):
            tried = contrasts(dimension) if within is None or place in within else ()
            chosen = [each for each in tried if self._can_be(place, each)]
            found = [each for node in nodes.items() for each in self._failing(place, node, chosen)]
            if found:
                least, path, number, how = min(found, key=lambda each: each[:3])
                yield Failure(length=least, dimension=place, contrast=chosen[number], path=path, how=how)

    def _can_be(self, place: int, contrast: Contrast) -> bool:
        return {contrast.such_as, contrast.other, *contrast.beside} <= {way for way, _ in self._ways[place]}

    def _failing(
        self, place: int, node: tuple[int, Walk], contrasts: Sequence[Contrast]
    ) -> Iterator[tuple[Length, Path, int, T]]:
        number, (so_far, path) = node
        leads_to = self._graph.layers[place][number]
        for each, contrast in enumerate(contrasts):
            beside = frozenset(leads_to[way] for way in contrast.beside)
            end = self._end(place + 1, leads_to[contrast.other], beside)
            if end is not None:
                yield so_far + contrast.length + end[0], (*path, contrast.such_as, *end[1]), each, end[2]

    def _end(self, layer: int, node: int, beside: frozenset[int]) -> End[T] | None:
        """The shortest rest of a walk on which the node comes out too weak beside all the others."""
        if node in beside:
            return None
        key = layer, node, beside
        if key not in self._known:
            if len(self._known) > MOST_PAIRS:
                raise TooLarge("ask for fewer things at one checkpoint")
            self._known[key] = self._worked_out(layer, node, beside)
        return self._known[key]

    def _worked_out(self, layer: int, node: int, beside: frozenset[int]) -> End[T] | None:
        if layer == len(self._graph.layers):
            sums = self._graph.sums
            how = self._too_weak(sums[node], frozenset(sums[each] for each in beside))
            return None if how is None else (NOTHING, (), how)
        nodes = self._graph.layers[layer]
        found = []
        for way, more in self._ways[layer]:
            end = self._end(layer + 1, nodes[node][way], frozenset(nodes[each][way] for each in beside))
            if end is not None:
                found.append((end[0] + more, (way, *end[1]), end[2]))
        return min(found, key=lambda each: each[:2], default=None)
