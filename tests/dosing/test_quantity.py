"""Amounts and their units: mg, g and kg are one thing, and everything else is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dosing.dose import FixedDose
from protocols.dosing.quantity import (
    DAILY_AMOUNTS,
    MASSES,
    Quantity,
    Unit,
    grams,
    in_grams,
    in_grams_per_day,
    of,
    require,
    require_positive_in,
)
from protocols.refusal import Malformed


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (of("5000", Unit.MILLIGRAM), "5"),
        (of("2.5", Unit.GRAM), "2.5"),
        (of("0.005", Unit.KILOGRAM), "5"),
        (of("0.000000000001", Unit.MILLIGRAM), "0.000000000000001"),
    ],
)
def test_h4_a_mass_is_a_number_of_grams(written: Quantity, expected: str) -> None:
    assert in_grams(written) == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "expected"), [(of("5000", Unit.MILLIGRAM_PER_DAY), "5"), (of("2.5", Unit.GRAM_PER_DAY), "2.5")]
)
def test_h4_a_days_amount_is_a_number_of_grams_a_day(written: Quantity, expected: str) -> None:
    assert in_grams_per_day(written) == Decimal(expected)


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in MASSES])
def test_what_is_not_a_mass(unit: Unit) -> None:
    with pytest.raises(Malformed, match="is not a mass"):
        in_grams(of("2", unit))


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in DAILY_AMOUNTS])
def test_what_is_not_an_amount_a_day(unit: Unit) -> None:
    with pytest.raises(Malformed, match="is not an amount a day"):
        in_grams_per_day(of("2", unit))


@given(st.decimals("0", "999999999999", places=12), st.sampled_from(list(MASSES)))
def test_a_mass_goes_into_grams_without_losing_a_digit(value: Decimal, unit: Unit) -> None:
    per_gram = {Unit.MILLIGRAM: (1, 1000), Unit.GRAM: (1, 1), Unit.KILOGRAM: (1000, 1)}
    times, over = per_gram[unit]
    found, written = in_grams(of(value, unit)).as_integer_ratio(), value.as_integer_ratio()
    assert found[0] * written[1] * over == written[0] * found[1] * times


def test_an_amount_is_never_negative() -> None:
    with pytest.raises(Malformed, match="never negative"):
        grams("-1")


def test_a_unit_that_its_place_does_not_take() -> None:
    with pytest.raises(Malformed, match="written in kg, not in g") as refused:
        require(grams("1"), Unit.KILOGRAM, "A weight", "/weight")
    assert refused.value.pointer == "/weight/unit"
    with pytest.raises(Malformed, match="A packet is written in mg, g or kg, not in cm") as refused:
        require_positive_in(of("1", Unit.CENTIMETRE), MASSES, "A packet", "/packet")
    assert refused.value.pointer == "/packet/unit"
    with pytest.raises(Malformed, match="A packet must be more than zero") as refused:
        require_positive_in(grams("0"), MASSES, "A packet", "/packet")
    assert refused.value.pointer == "/packet/value"


def test_h4_a_protocols_dose_is_never_written_in_milligrams() -> None:
    with pytest.raises(Malformed, match="written in g/d, not in mg/d"):
        FixedDose(daily=of("5000", Unit.MILLIGRAM_PER_DAY))


def test_an_amount_reads_without_trailing_zeros() -> None:
    assert str(grams("2.50")) == "2.5 g"
