"""Amounts with UCUM units."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed
from protocols.value import Value


class Unit(StrEnum):
    """UCUM codes (case-sensitive) that a dose, a weight, a height or a product may be written in."""

    MILLIGRAM = "mg"
    GRAM = "g"
    KILOGRAM = "kg"
    CENTIMETRE = "cm"
    GRAM_PER_DAY = "g/d"
    MILLIGRAM_PER_DAY = "mg/d"
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


MASSES: Final = {Unit.MILLIGRAM: Decimal("0.001"), Unit.GRAM: Decimal(1), Unit.KILOGRAM: Decimal(1000)}
"""Units of mass, and the grams in each."""

DAILY_AMOUNTS: Final = {Unit.MILLIGRAM_PER_DAY: Decimal("0.001"), Unit.GRAM_PER_DAY: Decimal(1)}
"""Units of a day's amount, and the g/d in each; the doses of a protocol are written in g/d only."""


def in_grams(quantity: Quantity) -> Decimal:
    """A mass in grams, exactly; raises Malformed for anything that is not a mass."""
    if quantity.unit not in MASSES:
        raise Malformed(f"{quantity} is not a mass.", pointer="/unit")
    return quantity.value * MASSES[quantity.unit]


def in_grams_per_day(quantity: Quantity) -> Decimal:
    """A day's amount in g/d, exactly; raises Malformed for anything that is not an amount a day."""
    if quantity.unit not in DAILY_AMOUNTS:
        raise Malformed(f"{quantity} is not an amount a day.", pointer="/unit")
    return quantity.value * DAILY_AMOUNTS[quantity.unit]


def require(quantity: Quantity, unit: Unit, what: str, pointer: str) -> None:
    """Refuse a quantity in another unit than the one its place asks for."""
    if quantity.unit is not unit:
        raise Malformed(f"{what} is written in {unit}, not in {quantity.unit}.", pointer=f"{pointer}/unit")


def require_positive(quantity: Quantity, unit: Unit, what: str, pointer: str) -> None:
    """Refuse a quantity of the wrong unit, or one that is zero."""
    require(quantity, unit, what, pointer)
    _require_more_than_zero(quantity, what, pointer)


def require_positive_in(quantity: Quantity, units: Mapping[Unit, Decimal], what: str, pointer: str) -> None:
    """Refuse a quantity in none of these units, or one that is zero."""
    if quantity.unit not in units:
        *others, last = units
        either = f"{', '.join(others)} or {last}"
        raise Malformed(f"{what} is written in {either}, not in {quantity.unit}.", pointer=f"{pointer}/unit")
    _require_more_than_zero(quantity, what, pointer)


def _require_more_than_zero(quantity: Quantity, what: str, pointer: str) -> None:
    if quantity.value == 0:
        raise Malformed(f"{what} must be more than zero.", pointer=f"{pointer}/value")
