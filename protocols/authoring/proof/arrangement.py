"""Points that meet every part into which planes cut a box of numbers."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil, floor, lcm, prod
from typing import Final

from protocols.value import Value

Number = int | Fraction
"""An exact number; whole ones are plain, because that is faster."""

Plane = tuple[Number, ...]
"""One coefficient for each axis, then a constant: the points where their sum is zero."""

Point = tuple[Number, ...]
"""One number for each axis."""

MOST_PLANES: Final = 2_000
MOST_MARKS: Final = 30_000
"""Beyond so many planes, or marks on the outer axes together, nothing is worked out."""

DIGITS: Final = 12
"""Digits after the point that can be written down."""


class TooLarge(Exception):
    """More parts than can be worked out in a time that somebody would wait for; `helps` says what makes them fewer."""

    def __init__(self, helps: str = "compare one measure with fewer things") -> None:
        super().__init__()
        self.helps = helps


class Axis(Value, frozen=True):
    """The numbers from `low` to `high`: multiples of `step`, or every number where there is none.

    Of a part of it in which every number does as well, a multiple of `grain` is taken, with as few digits as can be.
    """

    low: Number
    high: Number
    step: Fraction | None = None
    grain: int = 1


def plain(number: Fraction) -> Number:
    """The same number, without a denominator where it needs none."""
    return number.numerator if number.denominator == 1 else number


def can_be_written(number: Number) -> bool:
    """Whether the digits that can be sent are enough for it."""
    return 10**DIGITS % number.denominator == 0


def can_be_sent(point: Point) -> bool:
    """Whether the digits that can be sent are enough for each of its numbers."""
    return all(can_be_written(number) for number in point)


def lines(planes: Sequence[Plane], axes: Sequence[Axis], inner: int) -> Iterator[tuple[Point, ...]]:
    """Lines along the inner axis, each as points in rising order; together they meet every part of the box.

    Why nothing is missed: on an axis of marks every mark is taken on the outer axes, and on the inner one the marks
    next to each plane, between which no plane lies. On dense axes the planes are first projected: the order in which a
    line meets them changes only where two of them cross, so that one line through each part of the projection, taken
    the same way, meets the planes in every order there is (a cylindrical decomposition; all arithmetic is exact).
    Left out is only what is nobody's: a part in which a number is fixed to one that cannot be sent. It is fixed where
    it lies on a plane that nothing else has a part in but numbers that are fixed themselves.
    """
    order = [*(place for place in range(len(axes)) if place != inner), inner]
    dense = axes[inner].step is None
    if line_count(axes, inner) > MOST_MARKS:
        raise TooLarge
    bounds = [_bound(place, end, len(axes)) for place, axis in enumerate(axes) for end in (axis.low, axis.high)]
    stages = _stages([*planes, *bounds], order) if dense else [tuple(planes)] * len(order)
    yield from _sweep(stages, axes, order, {}, frozenset())


def line_count(axes: Sequence[Axis], inner: int) -> int:
    """How many lines there are along the inner axis at least, each with a point on it: one for each outer mark."""
    return prod(_mark_count(axis) for place, axis in enumerate(axes) if place != inner)


def _bound(place: int, end: Number, count: int) -> Plane:
    return (*(int(place == each) for each in range(count)), -end)


def _stages(planes: Sequence[Plane], order: Sequence[int]) -> list[tuple[Plane, ...]]:
    """For each axis, outermost first, the planes that no axis further in has a part in."""
    stages = [_distinct(planes)]
    for axis in reversed(order[1:]):
        stages.insert(0, _projected(stages[0], axis))
    return stages


def _projected(planes: Sequence[Plane], axis: int) -> tuple[Plane, ...]:
    """The planes without this axis, and where two of the others cross."""
    across = [plane for plane in planes if plane[axis]]
    kept = [plane for plane in planes if not plane[axis]]
    if len(across) ** 2 > MOST_PLANES * 4:
        raise TooLarge
    crossings = (
        tuple(p * other[axis] - q * one[axis] for p, q in zip(one, other, strict=True))
        for one, other in combinations(across, 2)
    )
    return _distinct([*kept, *crossings])


def _distinct(planes: Sequence[Plane]) -> tuple[Plane, ...]:
    """Each plane once, however it is scaled, without those that are everywhere or nowhere."""
    found: dict[Plane, None] = {}
    for plane in planes:
        lead = next((part for part in plane[:-1] if part), None)
        if lead is not None:
            found[tuple(plain(Fraction(part) / lead) for part in plane)] = None
    return tuple(found)


def _sweep(
    stages: Sequence[Sequence[Plane]],
    axes: Sequence[Axis],
    order: Sequence[int],
    chosen: dict[int, Number],
    fixed: frozenset[int],
) -> Iterator[tuple[Point, ...]]:
    depth = len(chosen)
    axis, planes = order[depth], stages[depth]
    if depth < len(order) - 1:
        step = axes[axis].step
        along = _dense(planes, axes[axis], axis, chosen) if step is None else _marks(axes[axis], step)
        at = _fixed_at(planes, axis, chosen, fixed)
        for each in along:
            if each not in at or can_be_written(each):
                more = fixed | {axis} if each in at else fixed
                yield from _sweep(stages, axes, order, {**chosen, axis: each}, more)
        return
    yield _line(planes, axes, axis, chosen, fixed)


def _line(
    planes: Sequence[Plane], axes: Sequence[Axis], axis: int, chosen: dict[int, Number], fixed: frozenset[int]
) -> tuple[Point, ...]:
    before = tuple(chosen[place] for place in range(axis))
    behind = tuple(chosen[place] for place in range(axis + 1, len(axes)))
    along = (_dense if axes[axis].step is None else _next_to)(planes, axes[axis], axis, chosen)
    nobodys = {each for each in _fixed_at(planes, axis, chosen, fixed) if not can_be_written(each)}
    return tuple((*before, each, *behind) for each in along if each not in nobodys)


def _fixed_at(planes: Sequence[Plane], axis: int, chosen: dict[int, Number], fixed: frozenset[int]) -> set[Number]:
    """Where planes meet the line that only fixed numbers have a part in."""
    others = [place for place in chosen if place not in fixed]
    return _roots([plane for plane in planes if not any(plane[place] for place in others)], axis, chosen)


def _roots(planes: Sequence[Plane], axis: int, chosen: dict[int, Number]) -> set[Number]:
    """Where the planes meet the line, each that meets it in one point."""
    return {
        plain(Fraction(-plane[-1] - sum(plane[place] * at for place, at in chosen.items())) / plane[axis])
        for plane in planes
        if plane[axis]
    }


def _mark_count(axis: Axis) -> int:
    return 1 if axis.step is None else floor(axis.high / axis.step) - ceil(axis.low / axis.step) + 1


def _marks(axis: Axis, step: Fraction) -> Iterator[Number]:
    first, last = ceil(axis.low / step), floor(axis.high / step)
    return (plain(number * step) for number in range(first, last + 1))


def _next_to(planes: Sequence[Plane], axis: Axis, place: int, chosen: dict[int, Number]) -> list[Number]:
    """The marks at the ends of the axis, and those at and next to each root."""
    step = axis.step or Fraction(1)
    first, last = ceil(axis.low / step), floor(axis.high / step)
    near = {first, last}
    for root in _roots(planes, place, chosen):
        at = root / step
        near |= {floor(at), floor(at) + 1, ceil(at) - 1}
    return [plain(number * step) for number in sorted(near) if first <= number <= last]


def _dense(planes: Sequence[Plane], axis: Axis, place: int, chosen: dict[int, Number]) -> list[Number]:
    """The ends of the axis, the roots, and something in each gap."""
    roots = (root for root in _roots(planes, place, chosen) if axis.low <= root <= axis.high)
    within = sorted({axis.low, axis.high, *roots})
    return [*(each for low, high in pairwise(within) for each in (low, _between(low, high, axis.grain))), within[-1]]


def grain(planes: Sequence[Plane]) -> int:
    """What a number has to be a multiple of, so that what the planes make of it has an end when it is written down."""
    parts = (Fraction(part) for plane in planes for part in plane[:-1] if part)
    return lcm(*(_odd(each) for part in parts for each in (abs(part.numerator), part.denominator)))


def _odd(number: int) -> int:
    """Without the factors by which decimals can be divided to an end."""
    for factor in (2, 5):
        while number % factor == 0:
            number //= factor
    return number


def _between(low: Number, high: Number, grain: int) -> Number:
    """The multiple strictly between that is shortest to write, or whatever number is."""
    for unit, digits in product({grain: None, 1: None}, range(DIGITS + 1)):
        # In whole numbers all the way, because it is asked for every gap.
        tens = 10**digits
        found = (low.numerator * tens // (low.denominator * unit) + 1) * unit
        if found * high.denominator < high.numerator * tens:
            return plain(Fraction(found, tens))
    return Fraction(low + high) / 2
