"""What a person measures: whole packets, level scoops, a kitchen scale, or nothing that fits."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.decimal_string import DecimalString
from protocols.dosing.portion import (
    Packets,
    PacketsDoNotFit,
    Portion,
    Scoops,
    ScoopsDoNotFit,
    Weighed,
    portion,
)
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, Unit, grams, of

PACKET_5 = Product(packet=grams("5"))


def scoop(size: str) -> Product:
    return Product(scoop=grams(size))


def scoops(count: str, size: str) -> Scoops:
    return Scoops(count=DecimalString(count), each=grams(size))


def packets(count: int, size: str) -> Packets:
    return Packets(count=count, each=grams(size))


# g, product, whether the step allows half a scoop, what is measured
ROWS: list[tuple[str, Product, bool, Portion | None]] = [
    ("5", Product(), False, None),
    ("2.5", Product(name="Pure", pack=grams("500")), True, None),
    ("5", PACKET_5, False, packets(1, "5")),
    ("10", PACKET_5, False, packets(2, "5")),
    ("2.5", PACKET_5, False, PacketsDoNotFit(each=grams("5"))),
    ("2.5", PACKET_5, True, PacketsDoNotFit(each=grams("5"))),
    ("6", PACKET_5, False, PacketsDoNotFit(each=grams("5"))),
    ("11", PACKET_5, False, PacketsDoNotFit(each=grams("5"))),
    ("5", Product(packet=of("5000", Unit.MILLIGRAM)), False, packets(1, "5")),
    ("5", scoop("5"), False, scoops("1", "5")),
    ("10", scoop("5"), False, scoops("2", "5")),
    ("5", Product(scoop=of("0.0025", Unit.KILOGRAM)), False, scoops("2", "2.5")),
    ("2.5", scoop("5"), True, scoops("0.5", "5")),
    ("7.5", scoop("5"), True, scoops("1.5", "5")),
    ("2.5", scoop("5"), False, ScoopsDoNotFit(each=grams("5"))),
    ("5", scoop("10"), False, Weighed()),
    ("11", scoop("5"), False, Weighed()),
    ("5", scoop("2"), True, scoops("2.5", "2")),
    ("5", scoop("2"), False, Weighed()),
    ("2.5", scoop("2"), True, ScoopsDoNotFit(each=grams("2"))),
    ("1", scoop("3.333"), False, Weighed()),
    ("9.999", scoop("3.333"), False, scoops("3", "3.333")),
    ("9.99", scoop("3.333"), False, ScoopsDoNotFit(each=grams("3.333"))),
]


@pytest.mark.parametrize(("amount", "product", "half", "expected"), ROWS)
def test_h4_an_amount_is_measured_like_this(
    amount: str, product: Product, half: bool, expected: Portion | None
) -> None:
    assert portion(grams(amount), product, half=half) == expected


SIZES = st.integers(500, 50_000).map(lambda milligrams: grams(Decimal(milligrams) / 1000))
ROUND_SIZES = st.sampled_from(["0.5", "1", "2", "2.5", "3", "5", "6", "7.5", "10"]).map(grams)
PRODUCTS = st.one_of(
    st.builds(Product, scoop=st.one_of(SIZES, ROUND_SIZES)), st.builds(Product, packet=st.one_of(SIZES, ROUND_SIZES))
)
AMOUNTS = st.one_of(
    st.integers(1, 300).map(lambda tenths: grams(Decimal(tenths) / 10)), st.integers(1, 40).map(str).map(grams)
)


def comes_to(measured: Portion | None) -> Fraction | None:
    """The g of a portion; None for what is weighed and for what does not fit."""
    if isinstance(measured, Packets | Scoops):
        return Fraction(measured.count) * Fraction(measured.each.value)
    return None


def counted(amount: Quantity, size: Quantity, step: Fraction) -> bool:
    """Whether so many times the size come to the amount, found by counting up."""
    wanted, held = Fraction(amount.value), Fraction(0)
    while held < wanted:
        held += step * Fraction(size.value)
    return held == wanted


@given(AMOUNTS, PRODUCTS, st.booleans())
def test_h4_h6_a_portion_is_the_amount_and_never_more_or_less(amount: Quantity, product: Product, half: bool) -> None:
    measured = portion(amount, product, half=half)
    if isinstance(measured, Packets | Scoops):
        assert comes_to(measured) == Fraction(amount.value)
    if isinstance(measured, Scoops):
        assert (measured.count * (2 if half else 1)) % 1 == 0
    assert isinstance(measured, Packets | PacketsDoNotFit) is (product.packet is not None)


@given(AMOUNTS, PRODUCTS, st.booleans())
def test_what_can_be_counted_is_counted_and_the_rest_is_weighed_or_does_not_fit(
    amount: Quantity, product: Product, half: bool
) -> None:
    measured = portion(amount, product, half=half)
    if product.packet is not None:
        assert isinstance(measured, Packets) is counted(amount, product.packet, Fraction(1))
        return
    assert product.scoop is not None
    fits = counted(amount, product.scoop, Fraction(1, 2) if half else Fraction(1))
    assert isinstance(measured, Scoops) is fits
    if not fits:
        assert isinstance(measured, Weighed) is (Fraction(amount.value).denominator == 1)
