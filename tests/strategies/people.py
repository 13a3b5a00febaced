"""Bodies and days, the corners of the calendar among them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from protocols.decimal_string import DecimalString
from protocols.dosing.body import ADULT_WEIGHT_KG, Body
from protocols.dosing.quantity import Quantity, Unit

CORNERS = (
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2023, 2, 28),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 31),
    date(2026, 4, 30),
    date(2027, 12, 30),
    date(2028, 2, 29),
    date(2100, 2, 28),
)
"""Leap days and the days around them, ends of months and of years, a year divisible by 4 that is no leap year."""


def start_days() -> st.SearchStrategy[date]:
    """A corner of the calendar or a few days before one, otherwise any day."""
    near = st.tuples(st.sampled_from(CORNERS), st.integers(-8, 1)).map(
        lambda found: found[0] + timedelta(days=found[1])
    )
    return st.one_of(near, st.dates(date(2024, 1, 1), date(2040, 12, 31)))


def kilograms() -> st.SearchStrategy[Quantity]:
    """A weight to the tenth of a kilogram; most of them near the middle, the edges of bands and of the range too."""
    low, high = (int(each * 10) for each in ADULT_WEIGHT_KG)
    edges = st.sampled_from([low, 499, 500, 501, 654, 655, 656, 799, 800, 801, high])
    return st.one_of(st.integers(450, 1100), edges, st.integers(low, high)).map(
        lambda tenths: Quantity(value=_tenths(tenths), unit=Unit.KILOGRAM)
    )


def _tenths(number: int) -> DecimalString:
    return DecimalString(f"{number // 10}.{number % 10}")


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """A body whose numbers were confirmed, so that any weight goes with any height."""
    height = draw(st.integers(1400, 2100))
    return Body(
        weight=draw(kilograms()),
        height=Quantity(value=_tenths(height), unit=Unit.CENTIMETRE),
        confirmed=True,
    )
