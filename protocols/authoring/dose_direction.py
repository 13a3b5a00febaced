"""Whether one dose is more than another, for every weight that a client can have.

Exact, not sampled: between two neighbouring edges of weight bands a dose is constant or proportional to the weight, so
that a difference of two doses is largest and smallest at an edge, or just beside it. Where the doses go by different
weights (actual; the lesser of ideal and actual), each goes by its own, and the lesser is never above the other.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import Enum, auto
from itertools import accumulate
from typing import Final, assert_never

from protocols.dosing.body import ADULT_WEIGHT_KG, ENTERED_IDEAL_KG, WeightBasis
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, PerKgDose

Point = tuple[Decimal, int]
"""A weight in kg, with -1 just below it, 0 at it, 1 just above it."""

_IDEAL: Final = ENTERED_IDEAL_KG
_LIGHTEST: Final = (ADULT_WEIGHT_KG[0], 0)
_HEAVIEST: Final = {WeightBasis.ACTUAL: (ADULT_WEIGHT_KG[1], 0), WeightBasis.IDEAL: (_IDEAL[1], 0)}


class Direction(Enum):
    """How a number goes from before to after."""

    UP = auto()
    DOWN = auto()
    SAME = auto()
    MIXED = auto()


def dose_direction(before: Dose, after: Dose) -> Direction:
    """Up where nobody's dose falls and somebody's rises; mixed where some fall and some rise."""
    rises = falls = False
    for left, right in _compared(before, after):
        rises, falls = rises or right > left, falls or right < left
    return direction(rises=rises, falls=falls)


def direction(*, rises: bool, falls: bool) -> Direction:
    """The direction of something that rises for some and falls for others, or for nobody."""
    if rises:
        return Direction.MIXED if falls else Direction.UP
    return Direction.DOWN if falls else Direction.SAME


def highest(dose: Dose) -> Decimal:
    """The most that the dose is as it is written, in g/d, whoever takes it."""
    at = _reader(dose)
    return max(at(point) for point in _points(dose, dose, _HEAVIEST[_basis(dose) or WeightBasis.ACTUAL]))


def _compared(before: Dose, after: Dose) -> Iterator[tuple[Decimal, Decimal]]:
    """Pairs of doses before and after, among them the extremes of every difference."""
    one, other = _basis(before), _basis(after)
    if one is None or other is None or one is other:
        was, is_now = _reader(before), _reader(after)
        points = _points(before, after, _HEAVIEST[one or other or WeightBasis.ACTUAL])
        yield from ((was(point), is_now(point)) for point in points)
    elif one is WeightBasis.IDEAL:
        yield from _over_two_weights(before, after)
    else:
        yield from ((left, right) for right, left in _over_two_weights(after, before))


def _over_two_weights(by_lesser: Dose, by_actual: Dose) -> Iterator[tuple[Decimal, Decimal]]:
    """At every actual weight, the least and the most that the other dose is.

    Up to the least ideal weight the actual one is the lesser; above, any weight from there to the actual one can be.
    """
    lesser, actual = _reader(by_lesser), _reader(by_actual)
    points = _points(by_lesser, by_actual, _HEAVIEST[WeightBasis.ACTUAL])
    alone = [point for point in points if point <= (_IDEAL[0], 0)]
    yield from ((lesser(point), actual(point)) for point in alone)
    apart = points[len(alone) - 1 :]
    reached = [lesser(min(point, _HEAVIEST[WeightBasis.IDEAL])) for point in apart]
    for point, least, most in zip(apart, accumulate(reached, min), accumulate(reached, max), strict=True):
        yield from ((least, actual(point)), (most, actual(point)))


def _basis(dose: Dose) -> WeightBasis | None:
    return None if isinstance(dose, FixedDose) else dose.weight_basis


def _points(before: Dose, after: Dose, heaviest: Point) -> list[Point]:
    edges = {
        start[0] for dose in (before, after) if isinstance(dose, ByWeightDose) for start in map(_start, dose.bands)
    }
    around = {(edge, beside) for edge in (*edges, *_IDEAL) for beside in (-1, 0, 1)}
    return sorted(point for point in (*around, _LIGHTEST, heaviest) if _LIGHTEST <= point <= heaviest)


def _start(band: Band) -> Point:
    """The first point of a band."""
    edge = band.from_weight
    return (Decimal(0), 0) if edge is None else (Decimal(edge.kilograms), 0 if edge.included else 1)


def _reader(dose: Dose) -> Callable[[Point], Decimal]:
    """Tells the g/d at a weight, as `resolve` gives them."""
    match dose:
        case FixedDose():
            return lambda _: dose.daily.value
        case PerKgDose():
            return lambda point: dose.daily.value * point[0]
        case ByWeightDose():
            starts = [_start(band) for band in dose.bands]
            return lambda point: dose.bands[bisect_right(starts, point) - 1].daily.value
        case _:
            assert_never(dose)
