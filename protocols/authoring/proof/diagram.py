"""The rules of a checkpoint taken together, as a decision diagram."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.dimension import Dimension
from protocols.authoring.proof.formula import TRUE, Formulas
from protocols.authoring.proof.tally import Sum, Tally
from protocols.checkpoints.predicate import Predicate
from protocols.value import Value

MOST_STATES: Final = 5_000
"""Beyond so many distinct states in one layer, the rules are too large to prove."""

MOST_TRIED: Final = 200_000
"""Beyond so many states times ways, over all layers, too much would have to be worked out."""

State = tuple[Sum, tuple[tuple[int, int], ...]]
"""What the decided rules add up to, and what is left of the others."""

Layer = tuple[tuple[int, ...], ...]
"""For each node, the node of the next layer that each way of the dimension leads to."""


class Diagram(Value, frozen=True):
    """One layer of nodes for each dimension, and the sums that the last one leads to; a walk begins at node 0.

    `tried` is how many states times ways were worked out for it.
    """

    dimensions: tuple[Dimension, ...]
    layers: tuple[Layer, ...]
    sums: tuple[Sum, ...]
    tried: int


def diagram(
    conditions: Sequence[Predicate], dimensions: Sequence[Dimension], tally: Tally, most: int = MOST_TRIED
) -> Diagram:
    """What every combination of ways adds up to; raises TooLarge before more than `most` are tried.

    Why this is exact: the dimensions are taken one at a time, and each way of a dimension fixes its conditions in every
    rule. What is left of the rules then is a formula over the other dimensions, so that two beginnings with equal sums
    and equal formulas left have the same future whatever follows: they are one node. No combination is left out, and
    millions of them share a few hundred nodes.
    What it costs: nodes times ways, added up over the layers. Nodes stay few where rules ask for "any of" or "all of",
    because only the worst so far is left; they grow with the number of rules that are undecided at the same time.
    """
    places = {
        condition: (number, place)
        for number, dimension in enumerate(dimensions)
        for place, condition in enumerate(dimension.conditions)
    }
    formulas = Formulas(places)
    started = tuple((number, formulas.of(condition)) for number, condition in enumerate(conditions))
    states: dict[State, int] = {(tally.start, started): 0}
    layers: list[Layer] = []
    added, tried = _Added(tally), 0
    for number, dimension in enumerate(dimensions):
        tried += len(states) * len(dimension.ways)
        if tried > most:
            raise TooLarge("let fewer rules look at several things at once, or name fewer of them at each checkpoint")
        following: dict[State, int] = {}
        layer = []
        onward = _Onward(formulas, added, number, dimension)
        for state in states:
            layer.append(tuple(following.setdefault(each, len(following)) for each in onward.of(state)))
            if len(following) > MOST_STATES:
                raise TooLarge("let fewer rules look at several measures at once")
        layers.append(tuple(layer))
        states = following
    merged, sums = _merged(layers, [total for total, _ in states])
    return Diagram(dimensions=tuple(dimensions), layers=merged, sums=sums, tried=tried)


class _Added:
    """Adds up the rules that are decided, and drops those that can no longer change the sum."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._settled = cache(tally.settled)

    def state(self, so_far: Sum, lacking: int, left: Sequence[tuple[int, int]]) -> State:
        """The sum with what is left of each rule, and the rules that are still undecided."""
        if lacking:
            so_far = self._tally.lacking(so_far)
        for rule, formula in left:
            if formula <= TRUE:
                so_far = self._tally.told(so_far, rule, formula)
        return so_far, tuple([each for each in left if each[1] > TRUE and not self._settled(so_far, each[0])])


class _Onward:
    """Where the ways of one dimension lead.

    Most ways leave the same of most rules: what is left of a formula is worked out once for all ways, and ways that
    leave the same of every undecided rule are added up once.
    """

    def __init__(self, formulas: Formulas, added: _Added, number: int, dimension: Dimension) -> None:
        ways = tuple(way.values for way in dimension.ways)
        self._added = added
        self._lacking = tuple(int(way.lacking) for way in dimension.ways)
        self._left = cache(lambda formula: formulas.left_by(formula, number, ways))

    def of(self, state: State) -> Iterator[State]:
        """The state that each way leads to."""
        so_far, undecided = state
        rules = [rule for rule, _ in undecided]
        found: dict[tuple[int, ...], State] = {}
        for row in zip(self._lacking, *(self._left(formula) for _, formula in undecided), strict=True):
            if row not in found:
                found[row] = self._added.state(so_far, row[0], tuple(zip(rules, row[1:], strict=True)))
            yield found[row]


def _merged(layers: Sequence[Layer], sums: Sequence[Sum]) -> tuple[tuple[Layer, ...], tuple[Sum, ...]]:
    """The same layers and sums with nodes of one future made one, from the last layer backwards."""
    distinct = dict.fromkeys(sums)
    place_of = {total: place for place, total in enumerate(distinct)}
    stands_for = [place_of[total] for total in sums]
    merged: list[Layer] = []
    for layer in reversed(layers):
        nodes: dict[tuple[int, ...], int] = {}
        stands_for = [nodes.setdefault(tuple(stands_for[node] for node in leads_to), len(nodes)) for leads_to in layer]
        merged.append(tuple(nodes))
    return tuple(reversed(merged)), tuple(distinct)
