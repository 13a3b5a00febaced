"""Doses by weight: every weight lies in one band, and every edge says which."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.dose import Band, ByWeightDose, LowerEdge, resolve
from protocols.dosing.quantity import Unit, grams_per_day, of
from tests.plans.walking import body

LABEL = ByWeightDose(
    bands=(
        Band(from_weight=None, daily=grams_per_day("10")),
        Band(from_weight=LowerEdge(kilograms=DecimalString("30"), included=True), daily=grams_per_day("20")),
        Band(from_weight=LowerEdge(kilograms=DecimalString("65"), included=False), daily=grams_per_day("30")),
    )
)
"""Below 30, 30 to 65, above 65 kg: the edges are those of label-sickle-weight-bands."""


@pytest.mark.parametrize(
    ("kilograms", "daily"), [("30", "20"), ("30.1", "20"), ("64.9", "20"), ("65", "20"), ("65.1", "30"), ("250", "30")]
)
def test_the_edges_of_the_label(kilograms: str, daily: str) -> None:
    assert resolve(LABEL, body(kilograms, None))[0] == Decimal(daily)


def test_at_170_cm_and_by_ideal_weight_nobody_passes_63_58_kg() -> None:
    ideal = ByWeightDose(bands=LABEL.bands, weight_basis=WeightBasis.IDEAL)
    daily, used = resolve(ideal, body("90", "170"))
    assert used is not None
    assert (daily, used.kilograms) == (20, Decimal("63.58"))


EDGES = st.lists(st.tuples(st.integers(301, 2499), st.booleans()), max_size=5, unique_by=lambda edge: edge[0])


def naive(tenths: int, edges: list[tuple[int, bool]]) -> list[int]:
    """The numbers of all bands that hold this weight, each from its own lower to its own upper edge."""
    lows = [(0, True), *edges]
    highs = [*edges, (10**6, True)]
    return [
        place
        for place, ((low, in_low), (high, in_high)) in enumerate(zip(lows, highs, strict=True))
        if (low < tenths or (low == tenths and in_low)) and (tenths < high or (tenths == high and not in_high))
    ]


@given(EDGES, st.data())
def test_every_weight_lies_in_exactly_one_band(edges: list[tuple[int, bool]], data: st.DataObject) -> None:
    edges = sorted(edges)
    around = [edge + more for edge, _ in edges for more in (-1, 0, 1)]
    tenths = data.draw(st.sampled_from(around) if around else st.integers(300, 2500))
    bands = [Band(from_weight=None, daily=grams_per_day("1"))]
    for place, (edge, included) in enumerate(edges, start=2):
        low = LowerEdge(kilograms=DecimalString(Decimal(edge) / 10), included=included)
        bands.append(Band(from_weight=low, daily=grams_per_day(str(place))))
    weight = Body(weight=of(Decimal(tenths) / 10, Unit.KILOGRAM))
    (expected,) = naive(tenths, edges)
    assert resolve(ByWeightDose(bands=tuple(bands)), weight)[0] == expected + 1
