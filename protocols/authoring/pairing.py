"""Which members of two lists are the same thing, whatever their places."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Any

from protocols.value import Value

Same = Callable[[Any], Hashable]


class Paired(Value, frozen=True):
    """Places: (before, after) of what is in both, and of what is in one list only."""

    both: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def pair(before: Sequence[Any], after: Sequence[Any], *same: Same) -> Paired:
    """Members that are equal belong together, then those that agree in the first of `same`, then in the next."""
    both: list[tuple[int, int]] = []
    removed, added = list(range(len(before))), list(range(len(after)))
    for key in (_itself, *same):
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for place in removed:
            waiting[key(before[place])].append(place)
        found = [(waiting[name].popleft(), place) for place in added if waiting[name := key(after[place])]]
        both += found
        removed = sorted(set(removed) - {left for left, _ in found})
        added = sorted(set(added) - {right for _, right in found})
    return Paired(both=tuple(sorted(both)), removed=tuple(removed), added=tuple(added))


def is_moved(paired: Paired) -> bool:
    """Whether what is in both lists stands in another order."""
    return any(first > second for (_, first), (_, second) in pairwise(paired.both))


def _itself(value: Any) -> Hashable:
    key: Hashable = value
    return key
