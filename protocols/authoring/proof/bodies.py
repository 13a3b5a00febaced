"""Every weight that a dose can be worked out with, and bodies that have it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Final

from protocols.authoring.proof.arrangement import TooLarge
from protocols.dosing.body import (
    ADULT_WEIGHT_KG,
    ENTERED_IDEAL_KG,
    IDEAL_HEIGHT_CM,
    Body,
    IdealWeight,
    WeightBasis,
    ideal_weight,
)
from protocols.dosing.quantity import Unit, of
from protocols.value import Value

MOST_BUILDS: Final = 20_000
"""Beyond so many bodies that doses by actual and by ideal weight tell apart, they are too many to try."""


class Build(Value, frozen=True):
    """A body in kg and cm, or with an ideal weight that was entered; whoever needs neither has neither."""

    weight: Decimal
    height: Decimal | None = None
    ideal: Decimal | None = None

    @property
    def body(self) -> Body:
        """The same as it is measured."""
        height = None if self.height is None else of(self.height, Unit.CENTIMETRE)
        entered = None if self.ideal is None else IdealWeight(weight=of(self.ideal, Unit.KILOGRAM), source="entered")
        return Body(weight=of(self.weight, Unit.KILOGRAM), height=height, confirmed=True, ideal=entered)


@cache
def weights() -> tuple[Decimal, ...]:
    """Every weight an adult can be entered with: tenths of a kilogram."""
    return _tenths(*ADULT_WEIGHT_KG)


@cache
def heights() -> tuple[tuple[Decimal, Decimal], ...]:
    """Every height that has an ideal weight, as that weight and the height: tenths of a centimetre, shortest first."""
    found = _tenths(*IDEAL_HEIGHT_CM)
    return tuple((Decimal(ideal_weight(of(height, Unit.CENTIMETRE)).value), height) for height in found)


def _tenths(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    return tuple(Decimal(number) / 10 for number in range(int(low * 10), int(high * 10) + 1))


@cache
def usable(basis: WeightBasis) -> tuple[Decimal, ...]:
    """Every weight that a dose on this basis can use, lightest first.

    Why this is all there is: a body is entered in tenths of a kilogram and of a centimetre. The lesser of ideal and
    actual weight is either of the two: the ideal weight of a height, or tenths of a kilogram, as actual weights are and
    ideal ones that were entered, up to the greatest of these.
    """
    if basis is WeightBasis.ACTUAL:
        return weights()
    ideals = [ideal for ideal, _ in heights()]
    return tuple(sorted({*ideals, *(weight for weight in weights() if weight <= ENTERED_IDEAL_KG[1])}))


def build_with(basis: WeightBasis, used: Decimal) -> Build:
    """A body whose dose is worked out with this weight; its height is the least that has such an ideal weight."""
    if basis is WeightBasis.ACTUAL:
        return Build(weight=used)
    ideals = heights()
    if used > ideals[-1][0]:
        return Build(weight=used, ideal=used)
    _, height = ideals[bisect_left(ideals, (used, Decimal(0)))]
    return Build(weight=_tenth_from(used), height=height)


def _tenth_from(weight: Decimal) -> Decimal:
    return weights()[bisect_left(weights(), weight)]


Kind = tuple[Decimal | int, ...]
"""What some doses come to at a weight, as far as it tells weights apart."""

Stretch = tuple[Kind, int, int]
"""Neighbouring weights of one kind: the kind, and the places of the first and of the last."""


def stretches(kinds: Iterable[Kind]) -> Iterator[Stretch]:
    """Neighbours of one kind together."""
    for kind, group in groupby(enumerate(kinds), key=lambda each: each[1]):
        places = [place for place, _ in group]
        yield kind, places[0], places[-1]


def builds(by_actual: Sequence[Stretch], by_ideal: Sequence[Stretch]) -> Iterator[tuple[Kind, Kind, Build]]:
    """For each stretch of actual weights and each of lesser weights, a body that has both, where there is one."""
    if len(by_actual) * len(by_ideal) > MOST_BUILDS:
        raise TooLarge("dose by one basis of weight, or measure in larger units")
    for actual, first, last in by_actual:
        for ideal, least, most in by_ideal:
            found = _build_between(weights()[first], weights()[last], (least, most))
            if found is not None:
                yield actual, ideal, found


def _build_between(lightest: Decimal, heaviest: Decimal, lesser: tuple[int, int]) -> Build | None:
    """A body whose weight lies between the two, and whose lesser of ideal and actual weight between the others."""
    least, most = (usable(WeightBasis.IDEAL)[place] for place in lesser)
    # Either the actual weight is the lesser one …
    weight = max(lightest, _tenth_from(least))
    if weight <= min(heaviest, most):
        return build_with(WeightBasis.IDEAL, weight)
    # … or the ideal weight is, and the actual one at least as much.
    ideals = heights()
    place = bisect_left(ideals, (least, Decimal(0)))
    if place < len(ideals) and ideals[place][0] <= min(most, heaviest):
        return Build(weight=max(lightest, _tenth_from(ideals[place][0])), height=ideals[place][1])
    # … or an ideal weight that was entered, at any weight from there on.
    entered = _tenth_from(least)
    return Build(weight=max(lightest, entered), ideal=entered) if entered <= min(most, heaviest) else None
