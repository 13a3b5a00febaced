"""Weights and heights: what is plausible, and which weight a dose uses."""

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dosing.body import Body, Implausible, MeasurementMissing, WeightBasis, ideal_weight, weight_for
from protocols.dosing.quantity import Unit, of
from protocols.dosing.substance import counts_as, lesser_weight
from protocols.refusal import Malformed
from tests.plans.walking import body


@pytest.mark.parametrize(
    ("kilograms", "centimetres", "says"),
    [
        ("29.9", None, "between 30 and 250 kg"),
        ("250.1", None, "between 30 and 250 kg"),
        ("70.25", None, "at most one digit"),
        (None, "99.9", "between 100 and 250 cm"),
        (None, "250.1", "between 100 and 250 cm"),
        (None, "1.7", "between 100 and 250 cm"),
        ("154", "155", r"body mass index of 64\.10"),
        ("30", "180", r"body mass index of 9\.25"),
        ("45", "180", r"body mass index of 13\.88"),
        ("40.4", "169.9", r"body mass index of 13\.99\."),
        ("173.5", "170", r"body mass index of 60\.04"),
    ],
)
def test_h4_a_slip_is_refused(kilograms: str | None, centimetres: str | None, says: str) -> None:
    with pytest.raises(Implausible, match=says):
        body(kilograms, centimetres)


@pytest.mark.parametrize(
    ("kilograms", "centimetres"),
    [("30", "100"), ("250", "210"), ("40.5", "170.0"), ("154", "161"), ("56", "200"), ("135", "150")],
)
def test_the_edges_of_what_is_plausible(kilograms: str, centimetres: str) -> None:
    assert body(kilograms, centimetres).weight == of(kilograms, Unit.KILOGRAM)


def test_an_unusual_body_counts_once_it_is_confirmed() -> None:
    assert body("154", "155", confirmed=True).confirmed
    with pytest.raises(Implausible, match="between 30 and 250"):
        body("300", "155", confirmed=True)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"weight": of("70000", Unit.GRAM)}, "/weight/unit"), ({"height": of("0", Unit.CENTIMETRE)}, "/height/value")],
)
def test_kilograms_and_centimetres_only(wrong: dict[str, object], pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        Body(**wrong)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("basis", "kilograms", "centimetres", "used"),
    [
        (WeightBasis.ACTUAL, "45", None, "45"),
        (WeightBasis.ACTUAL, "90", "170", "90"),
        (WeightBasis.IDEAL, "90", "170", "63.58"),
        (WeightBasis.IDEAL, "45", "170", "45"),
        (WeightBasis.IDEAL, "63.6", "170", "63.58"),
        (WeightBasis.IDEAL, "63.5", "170", "63.5"),
        (WeightBasis.IDEAL, "90", "140", "43.12"),
        (WeightBasis.IDEAL, "120", "210", "97.02"),
    ],
)
def test_h5_which_weight_is_used(basis: WeightBasis, kilograms: str, centimetres: str | None, used: str) -> None:
    assert weight_for(basis, body(kilograms, centimetres)).kilograms == Decimal(used)


@pytest.mark.parametrize(
    ("basis", "who", "pointer"),
    [
        (WeightBasis.ACTUAL, Body(), "/weight"),
        (WeightBasis.IDEAL, body(None), "/weight"),
        (WeightBasis.IDEAL, body("70", None), "/height"),
    ],
)
def test_what_is_missing_is_named(basis: WeightBasis, who: Body, pointer: str) -> None:
    with pytest.raises(MeasurementMissing) as refused:
        weight_for(basis, who)
    assert refused.value.pointer == pointer


POUNDS: Final = Decimal("2.20462")
"""Pounds in a kilogram."""


def is_unusual(tenths: int, millimetres: int) -> bool:
    """A body mass index outside 14 to 60, in whole numbers: tenths of a kg, and mm."""
    return not 14 * millimetres**2 <= tenths * 100_000 <= 60 * millimetres**2


@given(st.integers(300, 2500), st.integers(1000, 2500))
def test_h4_what_is_beyond_the_index_is_refused_until_it_is_confirmed(tenths: int, millimetres: int) -> None:
    written = str(Decimal(tenths) / 10), str(Decimal(millimetres) / 10)
    assert body(*written, confirmed=True).confirmed
    if is_unusual(tenths, millimetres):
        with pytest.raises(Implausible) as refused:
            body(*written)
        assert refused.value.pointer == "/weight"
    else:
        assert not body(*written).confirmed


@given(st.integers(1400, 2000), st.decimals("27.3", "40", places=1))
def test_h4_pounds_written_as_kilograms_are_caught_from_an_index_of_27(millimetres: int, index: Decimal) -> None:
    """60 over 2.2 is 27.2: below it the slip makes a body that there is."""
    kilograms = index * (Decimal(millimetres) / 1000) ** 2
    slip, height = str(round(kilograms * POUNDS, 1)), str(Decimal(millimetres) / 10)
    with pytest.raises(Implausible):
        body(slip, height)
    assert body(str(round(kilograms, 1)), height).weight is not None


@given(st.integers(1400, 2100), st.decimals("18", "30.8", places=1))
def test_h4_kilograms_written_as_pounds_are_caught_up_to_an_index_of_30(millimetres: int, index: Decimal) -> None:
    """14 times 2.2 is 30.9: somebody who divides once too often falls below 14, or below 30 kg."""
    kilograms = index * (Decimal(millimetres) / 1000) ** 2
    with pytest.raises(Implausible):
        body(str(round(kilograms / POUNDS, 1)), str(Decimal(millimetres) / 10))


@pytest.mark.parametrize("centimetres", ["139.9", "210.1"])
def test_no_ideal_weight_outside_its_heights(centimetres: str) -> None:
    with pytest.raises(Implausible, match="140 to 210"):
        ideal_weight(of(centimetres, Unit.CENTIMETRE))


@given(st.integers(300, 2500), st.integers(1000, 2500))
def test_h5_a_dose_never_uses_more_than_the_actual_weight(tenths: int, millimetres: int) -> None:
    who = body(str(Decimal(tenths) / 10), str(Decimal(millimetres) / 10), confirmed=True)
    lesser = lesser_weight(who)
    assert lesser is not None
    assert lesser <= Decimal(tenths) / 10
    if 1400 <= millimetres <= 2100:
        assert lesser <= 22 * (Decimal(millimetres) / 1000) ** 2
        assert weight_for(WeightBasis.IDEAL, who).kilograms == lesser


@pytest.mark.parametrize(
    ("who", "expected"), [(Body(), None), (body(None), None), (body("70", None), "70"), (body("70", "139"), "70")]
)
def test_the_lesser_weight_where_something_is_not_known(who: Body, expected: str | None) -> None:
    assert lesser_weight(who) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("centimetres", "expected"), [("139.9", "100"), ("140", "43.12"), ("210", "97.02"), ("210.1", "100")]
)
def test_the_first_and_the_last_height_with_an_ideal_weight(centimetres: str, expected: str) -> None:
    assert lesser_weight(body("100", centimetres)) == Decimal(expected)


def test_a_dipeptide_counts_for_the_glutamine_in_it() -> None:
    assert counts_as("l-alanyl-l-glutamine") == ("l-glutamine", Decimal("0.67"))
    assert counts_as("l-glutamine") == ("l-glutamine", Decimal(1))
