"""Ways through a diagram: the shortest to a sum, and those that come out too weak beside others."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Generic, TypeVar

from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.diagram import Diagram
from protocols.authoring.proof.dimension import TOLD, Contrast, Dimension, Way
from protocols.authoring.proof.tally import Sum
from protocols.value import Value

Path = tuple[int, ...]
"""The way taken in each dimension, from the first on."""

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


def reached(graph: Diagram, allowed: Allowed = anything) -> list[dict[int, tuple[int, Path]]]:
    """For each layer and for the sums, the nodes that can be reached, each by the path with fewest troubles."""
    layers: list[dict[int, tuple[int, Path]]] = [{0: (0, ())}]
    for dimension, layer in zip(graph.dimensions, graph.layers, strict=True):
        ways = [place for place, way in enumerate(dimension.ways) if allowed(dimension, way)]
        following: dict[int, tuple[int, Path]] = {}
        for node, (cost, path) in layers[-1].items():
            for way in ways:
                target, total = layer[node][way], cost + (way != 0)
                if target not in following or total < following[target][0]:
                    following[target] = total, (*path, way)
        layers.append(following)
    return layers


def shortest(graph: Diagram, wanted: Wanted, allowed: Allowed = anything) -> Path | None:
    """The path with fewest troubles to a sum that is wanted; None where there is none."""
    found = [each for node, each in reached(graph, allowed)[-1].items() if wanted(graph.sums[node])]
    return min(found)[1] if found else None


T = TypeVar("T")


class Failure(Value, Generic[T], frozen=True):
    """Two walks that differ only in one dimension, by `contrast`: where the second comes out too weak, and how."""

    dimension: int
    contrast: Contrast
    path: Path
    how: T

    @property
    def other(self) -> Path:
        """The second walk."""
        return (*self.path[: self.dimension], self.contrast.other, *self.path[self.dimension + 1 :])


End = tuple[int, Path, T]
"""The rest of a walk: its troubles, its ways, and how it ends."""


class Contrasted(Generic[T]):
    """Compares where a node leads with where others lead, when everything that follows is the same for all of them."""

    def __init__(self, graph: Diagram, too_weak: Callable[[Sum, frozenset[Sum]], T | None]) -> None:
        self._graph = graph
        self._too_weak = too_weak
        self._known: dict[tuple[int, int, frozenset[int]], End[T] | None] = {}

    def failures(self, contrasts: Callable[[Dimension], tuple[Contrast, ...]]) -> Iterator[Failure[T]]:
        """For each dimension, the walk with fewest troubles on which one of these contrasts comes out too weak."""
        for place, (dimension, nodes) in enumerate(zip(self._graph.dimensions, reached(self._graph), strict=False)):
            chosen = contrasts(dimension)
            found = [each for node in nodes.items() for each in self._failing(place, node, chosen)]
            if found:
                _, path, number, how = min(found, key=lambda each: each[:3])
                yield Failure(dimension=place, contrast=chosen[number], path=path, how=how)

    def _failing(
        self, place: int, node: tuple[int, tuple[int, Path]], contrasts: Sequence[Contrast]
    ) -> Iterator[tuple[int, Path, int, T]]:
        number, (cost, path) = node
        leads_to = self._graph.layers[place][number]
        for each, contrast in enumerate(contrasts):
            beside = frozenset(leads_to[way] for way in contrast.beside)
            end = self._end(place + 1, leads_to[contrast.other], beside)
            if end is not None:
                yield cost + end[0], (*path, contrast.such_as, *end[1]), each, end[2]

    def _end(self, layer: int, node: int, beside: frozenset[int]) -> End[T] | None:
        """The rest of the walk, with fewest troubles, on which the node comes out too weak beside all the others."""
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
            return None if how is None else (0, (), how)
        nodes = self._graph.layers[layer]
        found = []
        for way, target in enumerate(nodes[node]):
            end = self._end(layer + 1, target, frozenset(nodes[each][way] for each in beside))
            if end is not None:
                found.append((end[0] + (way != 0), (way, *end[1]), end[2]))
        return min(found, key=lambda each: each[:2], default=None)
