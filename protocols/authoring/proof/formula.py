"""Conditions in three values, and what is left of them when something becomes known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from protocols.checkpoints.predicate import AllOf, AnyOf, InARow, Not, Predicate

FALSE: Final = 0
UNKNOWN: Final = 1
TRUE: Final = 2
"""The three values, in the order in which `all` takes the least and `any` the greatest."""

Place = tuple[int, int]
"""Which dimension decides a condition, and where the condition stands in it."""


class Formulas:
    """Formulas as numbers: the first three are the values, and equal formulas always have the same number.

    Conditions that are not made of others are literals; `not` stands at literals only, which Kleene's logic allows.
    """

    def __init__(self, places: Mapping[Predicate, Place]) -> None:
        self._places = places
        self._numbers: dict[tuple[object, ...], int] = {}
        self._kinds: list[tuple[str, tuple[int, ...]]] = [("value", ()), ("value", ()), ("value", ())]
        self._looks_at: list[int] = [0, 0, 0]

    def of(self, predicate: Predicate, *, holds: bool = True) -> int:
        """The formula of a condition, or of its opposite.

        A row is its condition now, and that it held before, which is unknown where an earlier answer is missing.
        """
        match predicate:
            case AllOf() | AnyOf():
                parts = [self.of(each, holds=holds) for each in predicate.of]
                return self._least(parts) if isinstance(predicate, AllOf) == holds else self._greatest(parts)
            case Not():
                return self.of(predicate.of, holds=not holds)
            case InARow():
                parts = [self._literal(predicate, holds=holds), self.of(predicate.of, holds=holds)]
                return self._least(parts) if holds else self._greatest(parts)
            case _:
                return self._literal(predicate, holds=holds)

    def _literal(self, predicate: Predicate, *, holds: bool) -> int:
        dimension, at = self._places[predicate]
        return self._number("literal", (dimension, at, int(holds)), 1 << dimension)

    def _number(self, kind: str, parts: tuple[int, ...], looks_at: int) -> int:
        number = self._numbers.setdefault((kind, parts), len(self._kinds))
        if number == len(self._kinds):
            self._kinds.append((kind, parts))
            self._looks_at.append(looks_at)
        return number

    def _least(self, parts: Iterable[int]) -> int:
        return self._joined("all", parts, FALSE, TRUE)

    def _greatest(self, parts: Iterable[int]) -> int:
        return self._joined("any", parts, TRUE, FALSE)

    def _joined(self, kind: str, parts: Iterable[int], decides: int, says_nothing: int) -> int:
        """One inside another of its kind is opened, so that equal formulas are found equal."""
        found: set[int] = set()
        for part in parts:
            kind_of, inner = self._kinds[part]
            found.update(inner if kind_of == kind else (part,))
        if decides in found:
            return decides
        found.discard(says_nothing)
        if not found:
            return says_nothing
        if len(found) == 1:
            return found.pop()
        looks_at = 0
        for part in found:
            looks_at |= self._looks_at[part]
        return self._number(kind, tuple(sorted(found)), looks_at)

    def looks_at(self, formula: int, dimension: int) -> bool:
        """Whether the dimension decides anything in the formula."""
        return bool(self._looks_at[formula] >> dimension & 1)

    def left(self, formula: int, dimension: int, values: tuple[int, ...]) -> int:
        """What is left of the formula when the conditions of the dimension have these values."""
        return self.left_by(formula, dimension, (values,))[0]

    def left_by(self, formula: int, dimension: int, ways: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """What is left of it by each of these ways; ways that leave the same of every part are joined once."""
        if not self.looks_at(formula, dimension):
            return (formula,) * len(ways)
        kind, parts = self._kinds[formula]
        if kind == "literal":
            _, at, holds = parts
            return tuple([values[at] if holds else TRUE - values[at] for values in ways])
        rows = tuple(zip(*(self.left_by(part, dimension, ways) for part in parts), strict=True))
        join = self._least if kind == "all" else self._greatest
        joined = {row: join(row) for row in dict.fromkeys(rows)}
        return tuple([joined[row] for row in rows])


def value_of(truth: bool | None) -> int:
    """The number of a truth value."""
    return UNKNOWN if truth is None else TRUE if truth else FALSE


def values_of(truths: Sequence[bool | None]) -> tuple[int, ...]:
    """The numbers of truth values."""
    return tuple(value_of(truth) for truth in truths)
