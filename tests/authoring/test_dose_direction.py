"""Whether a dose rises is said for every client, not for some that were tried."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring.dose_direction import Direction, dose_direction, highest
from protocols.dosing.body import Body, IdealWeight, WeightBasis
from protocols.dosing.dose import Dose, resolve
from protocols.dosing.quantity import Unit, of
from tests.authoring.changing import by_weight, fixed, per_kg

IDEAL = WeightBasis.IDEAL
UP, DOWN, SAME, MIXED = Direction

DIRECTIONS: list[tuple[Dose, Dose, Direction]] = [
    (fixed("5"), fixed("5.0"), SAME),
    (fixed("5"), fixed("5.001"), UP),
    (per_kg("0.5"), per_kg("0.4"), DOWN),
    (per_kg("0.5", IDEAL), per_kg("0.5"), UP),  # the lesser of both is never above the actual weight
    (per_kg("0.5", IDEAL), per_kg("0.4"), MIXED),  # lighter clients fall, heavy ones rise
    (per_kg("0.5", IDEAL), per_kg("0.19"), MIXED),  # 137.5 kg x 0.5 at the most; 250 kg x 0.19 for a short client
    (fixed("15"), per_kg("0.5"), UP),  # 15 g at 30 kg already
    (fixed("15.1"), per_kg("0.5"), MIXED),
    (fixed("125"), per_kg("0.5"), DOWN),
    (fixed("68.75"), per_kg("0.5", IDEAL), DOWN),
    (fixed("68.7"), per_kg("0.5", IDEAL), MIXED),
    (fixed("10"), by_weight("10", ("60", True, "20")), UP),
    (by_weight("10", ("60", True, "20")), by_weight("10", ("60", False, "20")), DOWN),  # at exactly 60 kg
    (by_weight("10", ("60", True, "20")), by_weight("10", ("65", True, "20")), DOWN),
    (by_weight("10", ("60", True, "20")), by_weight("11", ("65", True, "20")), MIXED),
    (by_weight("10", ("300", True, "20")), fixed("10"), SAME),  # nobody weighs so much
    (by_weight("10", ("138", True, "20"), basis=IDEAL), fixed("10"), SAME),  # no lesser weight is above 137.5 kg
    (by_weight("10", ("60", True, "20"), basis=IDEAL), by_weight("10", ("60", True, "20")), UP),
    (by_weight("20", ("60", True, "10"), basis=IDEAL), by_weight("20", ("60", True, "10")), DOWN),
    (by_weight("5", ("30", True, "10"), basis=IDEAL), by_weight("5", ("30", True, "10")), SAME),  # above it for both
    (by_weight("5", ("40", True, "10"), basis=IDEAL), by_weight("5", ("40", True, "10")), UP),  # 35 kg was entered
    (by_weight("15", ("60", True, "30")), per_kg("0.5"), UP),
    (by_weight("15.1", ("60", True, "30")), per_kg("0.5"), MIXED),
    (by_weight("15", ("60", True, "30"), ("100", False, "50")), per_kg("0.5"), UP),
    (by_weight("15", ("60", True, "30"), ("100", False, "50.1")), per_kg("0.5"), MIXED),  # just above 100 kg
    (by_weight("30", ("60", False, "125")), per_kg("0.5"), DOWN),  # just below 60 kg it is nearly as much
    (by_weight("29.9", ("60", True, "125")), per_kg("0.5"), MIXED),
]


@pytest.mark.parametrize(("before", "after", "direction"), DIRECTIONS)
def test_directions(before: Dose, after: Dose, direction: Direction) -> None:
    turned = {UP: DOWN, DOWN: UP}
    assert dose_direction(before, after) is direction
    assert dose_direction(after, before) is turned.get(direction, direction)


amounts = st.sampled_from(["5", "10", "15", "20", "30"])
bases = st.sampled_from(WeightBasis)


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return fixed(draw(amounts))
    if kind == 1:
        return per_kg(draw(st.sampled_from(["0.1", "0.2", "0.25", "0.5"])), draw(bases))
    edges = sorted(draw(st.sets(st.sampled_from([30, 43, 50, 60, 75, 97, 100, 250]), max_size=3)))
    bands = [(str(edge), draw(st.booleans()), draw(amounts)) for edge in edges]
    return by_weight(draw(amounts), *bands, basis=draw(bases))


KILOGRAMS = sorted(
    {
        Decimal(edge) + about
        for edge in (*range(30, 251, 11), 43, 50, 60, 75, 97, 100)
        for about in map(Decimal, ("-0.1", "0", "0.1"))
    }
    | {Decimal(30), Decimal(250), Decimal("43.1"), Decimal("43.2"), Decimal("97.1")}
)
BODIES = [
    Body(weight=of(kilograms, Unit.KILOGRAM), height=of(height, Unit.CENTIMETRE), confirmed=True)
    for kilograms in KILOGRAMS
    if 30 <= kilograms <= 250
    for height in ("140", "150", "165.2", "185", "210")
] + [
    Body(
        weight=of(kilograms, Unit.KILOGRAM),
        confirmed=True,
        ideal=IdealWeight(weight=of(ideal, Unit.KILOGRAM), source="entered"),
    )
    for kilograms in KILOGRAMS
    if 30 <= kilograms <= 250
    for ideal in ("30", "42.9", "75", "100.1", "137.5")
]


@settings(max_examples=120, deadline=None)
@given(doses(), doses())
def test_what_is_said_holds_for_every_client_that_is_tried(before: Dose, after: Dose) -> None:
    pairs = {(resolve(before, body)[0], resolve(after, body)[0]) for body in BODIES}
    rises, falls = any(new > old for old, new in pairs), any(new < old for old, new in pairs)
    found = dose_direction(before, after)
    assert not rises or found in {UP, MIXED}
    assert not falls or found in {DOWN, MIXED}
    assert found is not SAME or not (rises or falls)
    assert highest(after) >= max(new for _, new in pairs)


@pytest.mark.parametrize(
    ("dose", "most"),
    [
        (fixed("15"), "15"),
        (per_kg("0.5"), "125"),
        (per_kg("0.5", IDEAL), "68.75"),
        (by_weight("30", ("60", True, "10")), "30"),
        (by_weight("5", ("60", True, "10"), ("300", True, "90")), "10"),
    ],
)
def test_the_highest_dose_is_that_of_whoever_gets_most(dose: Dose, most: str) -> None:
    assert highest(dose) == Decimal(most)
