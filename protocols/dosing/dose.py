"""The three kinds of dose."""

from decimal import Decimal
from itertools import pairwise
from typing import Final, assert_never

from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body, WeightBasis, WeightUsed, weight_for
from protocols.dosing.quantity import Quantity, Unit, require_positive
from protocols.refusal import Malformed
from protocols.value import Value

PER_KG_DIGITS: Final = 6
"""Digits after the point of a dose per kilogram, so that its product with an ideal weight can still be written down."""


class FixedDose(Value, frozen=True, tag="fixed", tag_field="kind"):
    """The same amount for everyone, in g/d."""

    daily: Quantity

    def __post_init__(self) -> None:
        require_positive(self.daily, Unit.GRAM_PER_DAY, "A fixed dose", "/daily")


class PerKgDose(Value, frozen=True, tag="per_kg", tag_field="kind"):
    """An amount for each kilogram of body weight, in g/kg/d."""

    daily: Quantity
    weight_basis: WeightBasis

    def __post_init__(self) -> None:
        require_positive(self.daily, Unit.GRAM_PER_KILOGRAM_PER_DAY, "A dose per kilogram", "/daily")
        if -int(self.daily.value.as_tuple().exponent) > PER_KG_DIGITS:
            raise Malformed(f"At most {PER_KG_DIGITS} digits after the point.", pointer="/daily/value")


class LowerEdge(Value, frozen=True):
    """Where a band begins: at these kilograms (`included`) or just above them."""

    kilograms: DecimalString
    included: bool

    def __post_init__(self) -> None:
        if self.kilograms <= 0:
            raise Malformed("A band begins above 0 kg.", pointer="/kilograms")


class Band(Value, frozen=True):
    """The amount, in g/d, from this lower edge up to the next band; the lightest band has no lower edge."""

    from_weight: LowerEdge | None
    daily: Quantity

    def __post_init__(self) -> None:
        require_positive(self.daily, Unit.GRAM_PER_DAY, "A dose by weight", "/daily")


class ByWeightDose(Value, frozen=True, tag="by_weight", tag_field="kind"):
    """An amount read from bands of weight, lightest first; every edge says which side it belongs to."""

    bands: tuple[Band, ...]
    weight_basis: WeightBasis = WeightBasis.ACTUAL

    def __post_init__(self) -> None:
        if not self.bands or self.bands[0].from_weight is not None:
            raise Malformed("The first band has no lower edge, so that nobody falls below it.", pointer="/bands")
        edges = [band.from_weight for band in self.bands[1:]]
        if any(edge is None for edge in edges):
            raise Malformed("Every band after the first states its lower edge.", pointer="/bands")
        weights = [edge.kilograms for edge in edges if edge is not None]
        if any(lower >= upper for lower, upper in pairwise(weights)):
            raise Malformed("Bands go from light to heavy, each edge above the last.", pointer="/bands")


Dose = FixedDose | PerKgDose | ByWeightDose


def _in_band(edge: LowerEdge | None, kilograms: Decimal) -> bool:
    if edge is None:
        return True
    return kilograms >= edge.kilograms if edge.included else kilograms > edge.kilograms


def resolve(dose: Dose, body: Body) -> tuple[Decimal, WeightUsed | None]:
    """The g/d that a dose asks for in this body, exactly, and the weight that was used for it."""
    match dose:
        case FixedDose():
            return Decimal(dose.daily.value), None
        case PerKgDose() | ByWeightDose():
            used = weight_for(dose.weight_basis, body)
            return daily_at(dose, used.kilograms), used
        case _:
            assert_never(dose)


def daily_at(dose: PerKgDose | ByWeightDose, kilograms: Decimal) -> Decimal:
    """The g/d that a dose by weight asks for at these kilograms of the weight that it uses."""
    match dose:
        case PerKgDose():
            return dose.daily.value * kilograms
        case ByWeightDose():
            band = [band for band in dose.bands if _in_band(band.from_weight, kilograms)][-1]
            return Decimal(band.daily.value)
        case _:
            assert_never(dose)


def needs_weight(dose: Dose) -> bool:
    """Whether the dose depends on the body."""
    return not isinstance(dose, FixedDose)
