"""Amounts with UCUM units."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed
from protocols.value import Value


class Unit(StrEnum):
    """UCUM codes (case-sensitive) that a dose, a weight or a height may be written in."""

    MILLIGRAM = "mg"
    GRAM = "g"
    KILOGRAM = "kg"
    CENTIMETRE = "cm"
    GRAM_PER_DAY = "g/d"
    GRAM_PER_KILOGRAM_PER_DAY = "g/kg/d"


class Quantity(Value, frozen=True):
    """An exact amount and its UCUM unit, such as `{"value": "2.5", "unit": "g"}`; never negative."""

    value: DecimalString
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise Malformed("An amount is never negative.", pointer="/value")

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


def of(value: Decimal | str, unit: Unit) -> Quantity:
    """The quantity of a computed decimal."""
    return Quantity(value=DecimalString(value), unit=unit)


def grams(value: Decimal | str) -> Quantity:
    """That many grams."""
    return of(value, Unit.GRAM)


def grams_per_day(value: Decimal | str) -> Quantity:
    """That many grams a day."""
    return of(value, Unit.GRAM_PER_DAY)


_GRAMS: Final = {Unit.MILLIGRAM: Decimal("0.001"), Unit.GRAM: Decimal(1), Unit.KILOGRAM: Decimal(1000)}


def in_grams(quantity: Quantity) -> Decimal:
    """A mass in grams, exactly; raises Malformed for anything that is not a mass."""
    if quantity.unit not in _GRAMS:
        raise Malformed(f"{quantity} is not a mass.", pointer="/unit")
    return quantity.value * _GRAMS[quantity.unit]


def require(quantity: Quantity, unit: Unit, what: str, pointer: str) -> None:
    """Refuse a quantity in another unit than the one its place asks for."""
    if quantity.unit is not unit:
        raise Malformed(f"{what} is written in {unit}, not in {quantity.unit}.", pointer=f"{pointer}/unit")


def require_positive(quantity: Quantity, unit: Unit, what: str, pointer: str) -> None:
    """Refuse a quantity of the wrong unit, or one that is zero."""
    require(quantity, unit, what, pointer)
    if quantity.value == 0:
        raise Malformed(f"{what} must be more than zero.", pointer=f"{pointer}/value")
