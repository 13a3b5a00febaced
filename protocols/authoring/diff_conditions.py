"""Where two conditions differ, and which of them is true more often.

Every condition but `not` is true more often when a part of it is, so that the answer for a part is the answer for the
whole, turned round once for each `not` around it.
"""

from collections.abc import Hashable, Iterator
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from msgspec.structs import replace

from protocols.authoring.pairing import pair
from protocols.authoring.sides import Sides, field, member
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FiredBefore,
    InARow,
    Measured,
    Not,
    Operator,
    Predicate,
    TimesLimitIs,
    leaves,
)
from protocols.value import Value

Group = AllOf | AnyOf
Compared = Measured | DaysOnStepIs
Bound = tuple[Decimal, int]
"""A number, with 0 at it, -1 just below it, 1 just above it."""

_NONE_BELOW: Final = (Decimal("-Infinity"), 0)
_NONE_ABOVE: Final = (Decimal("Infinity"), 0)


class Width(Enum):
    """Whether the condition is true more often after than before."""

    WIDER = auto()
    NARROWER = auto()
    SAME = auto()
    UNCLEAR = auto()


_TURNED: Final = {Width.WIDER: Width.NARROWER, Width.NARROWER: Width.WIDER}


class Part(Value, frozen=True):
    """A part of a condition that differs, and what that does to the whole."""

    sides: Sides
    width: Width


def parts(sides: Sides) -> Iterator[Part]:
    """Each part of two conditions that differs; the order in `all` and `any` says nothing."""
    before, after = sides.before, sides.after
    if before == after:
        return
    match before, after:
        case (AllOf(), AllOf()) | (AnyOf(), AnyOf()):
            yield from _members(sides, type(before))
        case (AllOf(), AnyOf()) | (AnyOf(), AllOf()):
            yield Part(sides=sides, width=_swapped(before, after))
        case (AllOf() | AnyOf(), _):
            yield from _members(_alone(sides, "after"), type(before))
        case (_, AllOf() | AnyOf()):
            yield from _members(_alone(sides, "before"), type(after))
        case (Not(), Not()):
            for part in parts(field(sides, "of")):
                yield replace(part, width=turned(part.width))
        case (InARow(times=one), InARow(times=other)) if one == other:
            yield from parts(field(sides, "of"))
        case _:
            yield Part(sides=sides, width=_width(before, after))


def turned(width: Width) -> Width:
    """What it is the other way round."""
    return _TURNED.get(width, width)


def _alone(sides: Sides, side: str) -> Sides:
    """A condition beside a group is a group of one; it keeps its own pointer."""
    alone = _Alone(of=(getattr(sides, side),))
    return replace(sides, before=alone) if side == "before" else replace(sides, after=alone)


class _Alone(Value, frozen=True):
    of: tuple[Predicate, ...]


def _members(sides: Sides, kind: type[Group]) -> Iterator[Part]:
    """Conditions that came, went, or differ: one more in `all` is narrower, in `any` wider."""
    both = field(sides, "of")
    more = Width.NARROWER if kind is AllOf else Width.WIDER
    paired = pair(both.before, both.after, looks_at, kind_of)
    for before, after in paired.both:
        yield from parts(_member(sides, before, after))
    for place in paired.removed:
        yield Part(sides=_member(sides, place, None), width=turned(more))
    for place in paired.added:
        yield Part(sides=_member(sides, None, place), width=more)


def _member(sides: Sides, before: int | None, after: int | None) -> Sides:
    found = member(field(sides, "of"), before, after, sides.above)
    if isinstance(sides.before, _Alone):
        found = replace(found, before_at=sides.before_at)
    return replace(found, after_at=sides.after_at) if isinstance(sides.after, _Alone) else found


def looks_at(predicate: Predicate) -> Hashable:
    """What a condition looks at, whatever its limits."""
    if isinstance(predicate, AllOf | AnyOf | Not | InARow):
        return type(predicate), frozenset(_leaf(leaf) for leaf in leaves(predicate))
    return _leaf(predicate)


def _leaf(leaf: Predicate) -> Hashable:
    match leaf:
        case TimesLimitIs(measure=name, taken=taken):
            return type(leaf), name, taken
        case _ if isinstance(leaf, Measured):
            return type(leaf), leaf.measure
        case AlarmIs(level=level):
            return type(leaf), level
        case ArrivedBy(outcome=outcome):
            return type(leaf), outcome
        case FiredBefore(rule=rule):
            return type(leaf), rule
        case _:
            return type(leaf)


def kind_of(predicate: Predicate) -> Hashable:
    """Groups of one kind are compared member by member, whatever they look at; anything else came or went."""
    return type(predicate) if isinstance(predicate, AllOf | AnyOf | Not | InARow) else looks_at(predicate)


def _swapped(before: Group, after: Group) -> Width:
    """From `all` to `any` of the same is wider, unless there is only one."""
    paired = pair(before.of, after.of)
    if paired.removed or paired.added:
        return Width.UNCLEAR
    if len(paired.both) == 1:
        return Width.SAME
    return Width.WIDER if isinstance(after, AnyOf) else Width.NARROWER


def _width(before: Predicate, after: Predicate) -> Width:
    if isinstance(before, Compared) and isinstance(after, Compared) and _limits_differ(before, after):
        return _between(before, after)
    match before, after:
        case (FiredBefore(rule=one, times=fewer), FiredBefore(rule=other, times=more)) if one == other:
            return _fewer_is_wider(fewer, more)
        case (InARow(of=one, times=fewer), InARow(of=other, times=more)) if one == other:
            return _fewer_is_wider(fewer, more)
        case _:
            return Width.UNCLEAR


def _limits_differ(before: Compared, after: Compared) -> bool:
    """Whether nothing else does."""
    return before == replace(after, operator=before.operator, value=before.value)


def _fewer_is_wider(before: int, after: int) -> Width:
    return Width.WIDER if after < before else Width.NARROWER


def _between(before: Compared, after: Compared) -> Width:
    """By the numbers for which each is true."""
    (low, high), (later_low, later_high) = _range(before), _range(after)
    if later_low <= low and high <= later_high:
        return Width.WIDER
    return Width.NARROWER if low <= later_low and later_high <= high else Width.UNCLEAR


def _range(compared: Compared) -> tuple[Bound, Bound]:
    value = compared.value
    return {
        Operator.AT_LEAST: ((value, 0), _NONE_ABOVE),
        Operator.MORE_THAN: ((value, 1), _NONE_ABOVE),
        Operator.AT_MOST: (_NONE_BELOW, (value, 0)),
        Operator.LESS_THAN: (_NONE_BELOW, (value, -1)),
        Operator.EQUAL: ((value, 0), (value, 0)),
    }[compared.operator]
