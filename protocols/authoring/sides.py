"""The same thing in two texts, and what it stands in."""

from __future__ import annotations

from typing import Any

from protocols.checkpoints.rule import Rule
from protocols.value import Value


class Sides(Value, frozen=True):
    """What stands in the text before and in the text after, None where it does not, with RFC 6901 pointers.

    `above` is what holds it; lists do not count.
    """

    before: Any
    after: Any
    before_at: str
    after_at: str
    above: Sides | None = None


def field(sides: Sides, name: str) -> Sides:
    """The same field of both."""
    return Sides(
        before=getattr(sides.before, name),
        after=getattr(sides.after, name),
        before_at=f"{sides.before_at}/{name}",
        after_at=f"{sides.after_at}/{name}",
        above=sides,
    )


def member(sides: Sides, before: int | None, after: int | None, above: Sides | None) -> Sides:
    """One member of both lists, or of one."""
    return Sides(
        before=None if before is None else sides.before[before],
        after=None if after is None else sides.after[after],
        before_at=f"{sides.before_at}/{before}",
        after_at=f"{sides.after_at}/{after}",
        above=above,
    )


def within(sides: Sides, kind: type) -> Sides:
    """The nearest thing of this kind that it stands in; raises LookupError where there is none."""
    above = sides.above
    while above is not None:
        if isinstance(above.before, kind) or isinstance(above.after, kind):
            return above
        above = above.above
    raise LookupError(kind.__name__)


def present(sides: Sides) -> Any:
    """What is there: afterwards, or else before."""
    return sides.before if sides.after is None else sides.after


def rule_keyed(rules: tuple[Rule, ...], key: str) -> Rule | None:
    """The rule of this name."""
    return next((rule for rule in rules if rule.key == key), None)
