"""From a dose as written to what is measured: worked rows, then what holds for every dose and every body."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import wire
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Arithmetic, Measuring, NothingToMeasure, PartShare, compute, lines
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.day_part import ORDER, DayPart
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, of
from protocols.refusal import Malformed

MORNING, MIDDAY, EVENING, BEDTIME = ORDER


def measuring(unit: str = "1", day_cap: str = "40", dose_cap: str = "15") -> Measuring:
    return Measuring(unit=grams(unit), day_cap=grams_per_day(day_cap), dose_cap=grams(dose_cap))


def fixed(daily: str) -> FixedDose:
    return FixedDose(daily=grams_per_day(daily))


def per_kg(daily: str, basis: WeightBasis = WeightBasis.ACTUAL) -> PerKgDose:
    return PerKgDose(daily=of(daily, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=basis)


def weighing(kilograms: str, centimetres: str | None = None) -> Body:
    height = None if centimetres is None else of(centimetres, Unit.CENTIMETRE)
    return Body(weight=of(kilograms, Unit.KILOGRAM), height=height, confirmed=True)


def split(*shares: str | None, parts: tuple[DayPart, ...] = ORDER) -> tuple[PartShare, ...]:
    return tuple(
        PartShare(part=part, share=None if share is None else DecimalString(share))
        for part, share in zip(parts, shares, strict=False)
    )


def amounts(done: Arithmetic) -> list[str]:
    return [str(part.amount.value) for part in done.parts]


# g a day, smallest amount, cap of a day, cap of a dose, shares, what each part comes to
ROWS: list[tuple[str, str, str, str, tuple[str | None, ...], list[str]]] = [
    ("15", "5", "15", "5", (None, None, None), ["5", "5", "5"]),
    ("2.5", "2.5", "15", "5", (None,), ["2.5"]),
    ("31", "1", "35", "15", (None, None, None), ["11", "10", "10"]),
    ("35.64", "1", "35", "15", (None, None, None), ["12", "12", "11"]),
    ("14", "5", "15", "5", (None, None), ["5", "5"]),
    ("9.9", "5", "15", "5", (None, None), ["5", "0"]),
    ("20", "1", "40", "6", (None, None), ["6", "6"]),
    ("20", "4", "40", "6", (None, None), ["4", "4"]),
    ("10", "1", "40", "15", ("2", "1", "1"), ["5", "3", "2"]),
    ("10", "1", "40", "15", ("1", "1", "1"), ["4", "3", "3"]),
    ("7", "1", "40", "15", ("1", "2"), ["2", "5"]),
    ("30", "1", "40", "15", ("9", "1"), ["15", "3"]),
    ("3", "1", "40", "15", ("4", "1", "4"), ["2", "0", "1"]),
]


@pytest.mark.parametrize(("daily", "unit", "day_cap", "dose_cap", "shares", "expected"), ROWS)
def test_h6_a_day_is_measured_like_this(
    daily: str, unit: str, day_cap: str, dose_cap: str, shares: tuple[str | None, ...], expected: list[str]
) -> None:
    done = compute(fixed(daily), split(*shares), measuring(unit, day_cap, dose_cap), Body())
    assert amounts(done) == expected
    assert done.lost.value == min(Decimal(daily), Decimal(day_cap)) - done.daily.value


@pytest.mark.parametrize(
    ("daily", "unit", "dose_cap", "says"),
    [("4.9", "5", "15", "4.9 g a day is less than 5 g"), ("10", "5", "4", "One dose may hold 4 g, less than")],
)
def test_nothing_is_left_to_measure(daily: str, unit: str, dose_cap: str, says: str) -> None:
    with pytest.raises(NothingToMeasure, match=says):
        compute(fixed(daily), split(None), measuring(unit, "40", dose_cap), Body())


def test_h6_a_hair_less_than_a_unit_is_no_unit() -> None:
    """Longer than a quotient is kept: divided first and then cut, it would come to 3."""
    hair_less_than_3 = fixed("2." + "9" * 30)
    assert amounts(compute(hair_less_than_3, split(None), measuring(), Body())) == ["2"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("unit", of("500", Unit.MILLIGRAM)),
        ("unit", grams("0")),
        ("day_cap", grams("15")),
        ("day_cap", grams_per_day("0")),
        ("dose_cap", of("5000", Unit.MILLIGRAM)),
        ("dose_cap", grams("0")),
    ],
)
def test_limits_are_in_grams_and_more_than_zero(field: str, wrong: Quantity) -> None:
    """A cap of one dose of "5000 mg" must not be read as 5000 g."""
    right = {"unit": grams("1"), "day_cap": grams_per_day("15"), "dose_cap": grams("5")}
    with pytest.raises(Malformed) as refused:
        Measuring(**(right | {field: wrong}))
    assert refused.value.pointer.startswith(f"/{field}/")


# dose, cap of a day, smallest amount, body, what the client can check
TOLD = [
    (
        *(per_kg("0.5", WeightBasis.IDEAL), "35", "1", weighing("80", "180")),
        (
            (
                "Height 180 cm makes an ideal weight of 71.28 kg (22 kg per square metre). "
                "Weight 80 kg. The lesser counts: 71.28 kg."
            ),
            "0.5 g for each kg: 35.64 g a day.",
            "At most 35 g a day.",
            "18 + 17 = 35 g a day",
        ),
    ),
    (
        *(per_kg("0.5"), "35", "1", weighing("45")),
        (
            "Weight 45 kg.",
            "0.5 g for each kg: 22.5 g a day.",
            "Rounded down to what can be measured, 1 g at a time.",
            "11 + 11 = 22 g a day",
        ),
    ),
    (
        *(ByWeightDose(bands=(Band(from_weight=None, daily=grams_per_day("10")),)), "35", "5", weighing("45")),
        ("Weight 45 kg.", "For this weight: 10 g a day.", "5 + 5 = 10 g a day"),
    ),
    (fixed("5"), "35", "1", Body(), ("3 + 2 = 5 g a day",)),
]


@pytest.mark.parametrize(("dose", "day_cap", "unit", "who", "told"), TOLD, ids=["ideal", "actual", "band", "fixed"])
def test_every_stage_can_be_read(dose: Dose, day_cap: str, unit: str, who: Body, told: tuple[str, ...]) -> None:
    assert lines(compute(dose, split(None, None), measuring(unit, day_cap, "20"), who)) == told


DECIMALS = st.decimals(min_value="0.1", max_value="60", places=2).map(str)
UNITS = st.sampled_from(["0.1", "0.5", "1", "2.5", "3", "5", "7"])
WEIGHTS = st.integers(300, 2500).map(lambda tenths: str(Decimal(tenths) / 10))
HEIGHTS = st.integers(1400, 2100).map(lambda tenths: str(Decimal(tenths) / 10))
EQUAL = st.integers(1, 4).map(lambda parts: split(*[None] * parts))
SHARES = st.lists(st.sampled_from(["1", "2", "3", "0.5"]), min_size=1, max_size=4).map(lambda given: split(*given))
LIMITS = st.builds(measuring, UNITS, DECIMALS, DECIMALS)
BODIES = st.builds(weighing, WEIGHTS, HEIGHTS)


@st.composite
def bands(draw: st.DrawFn) -> ByWeightDose:
    edges = sorted(draw(st.lists(st.integers(31, 200), min_size=0, max_size=3, unique=True)))
    lowest = Band(from_weight=None, daily=grams_per_day(draw(DECIMALS)))
    others = [
        Band(
            from_weight=LowerEdge(kilograms=DecimalString(edge), included=draw(st.booleans())),
            daily=grams_per_day(draw(DECIMALS)),
        )
        for edge in edges
    ]
    return ByWeightDose(bands=(lowest, *others), weight_basis=draw(st.sampled_from(WeightBasis)))


PER_KG = st.builds(per_kg, st.decimals("0.01", "1", places=2).map(str), st.sampled_from(WeightBasis))
DOSES: st.SearchStrategy[Dose] = st.one_of(DECIMALS.map(fixed), PER_KG, bands())


def computed(dose: Dose, parts: tuple[PartShare, ...], limits: Measuring, who: Body) -> Arithmetic | None:
    try:
        return compute(dose, parts, limits, who)
    except NothingToMeasure:
        return None


@given(DOSES, st.one_of(EQUAL, SHARES), LIMITS, BODIES)
def test_h6_no_dose_passes_what_was_written_or_any_cap(
    dose: Dose, parts: tuple[PartShare, ...], limits: Measuring, who: Body
) -> None:
    done = computed(dose, parts, limits, who)
    if done is None:
        return
    assert sum(part.amount.value for part in done.parts) == done.daily.value
    assert 0 < done.daily.value <= done.capped.value <= min(done.resolved.value, limits.day_cap.value)
    assert all(part.amount.value <= limits.dose_cap.value for part in done.parts)
    assert all(part.amount.value == part.units * limits.unit.value for part in done.parts)
    assert sum(part.units for part in done.dealt) == done.units
    assert done.units * limits.unit.value <= done.capped.value < (done.units + 1) * limits.unit.value
    assert done.lost.value == done.capped.value - done.daily.value
    assert [part.part for part in done.parts] == [entry.part for entry in parts]


@given(DECIMALS.map(fixed), EQUAL, LIMITS)
def test_equal_parts_differ_by_one_unit_at_most_and_the_earlier_has_it(
    dose: FixedDose, parts: tuple[PartShare, ...], limits: Measuring
) -> None:
    done = computed(dose, parts, limits, Body())
    if done is None:
        return
    dealt = [part.units for part in done.dealt]
    assert dealt == sorted(dealt, reverse=True)
    assert dealt[0] - dealt[-1] <= 1


@given(DECIMALS.map(fixed), SHARES, LIMITS)
def test_a_stated_share_is_missed_by_less_than_one_unit(
    dose: FixedDose, parts: tuple[PartShare, ...], limits: Measuring
) -> None:
    done = computed(dose, parts, limits, Body())
    if done is None:
        return
    shares = [entry.share for entry in parts if entry.share is not None]
    for part, share in zip(done.dealt, shares, strict=True):
        assert abs(part.units - done.units * share / sum(shares)) < 1


def by_largest_remainder(units: int, shares: list[Fraction]) -> tuple[int, ...]:
    """The nearest whole numbers to the shares, found by trying them all; of two as near, more is taken earlier."""
    exact = [units * share / sum(shares) for share in shares]
    tried = product(*((int(value), int(value) + 1) for value in exact))
    fitting = [counts for counts in tried if sum(counts) == units]
    return min(fitting, key=lambda counts: (_distance(counts, exact), [-count for count in counts]))


def _distance(counts: tuple[int, ...], exact: list[Fraction]) -> Fraction:
    return sum(((count - value) ** 2 for count, value in zip(counts, exact, strict=True)), Fraction(0))


UNEVEN = st.lists(st.integers(1, 12), min_size=1, max_size=4)


@given(st.integers(1, 60), UNEVEN)
def test_unequal_splits_are_dealt_by_largest_remainder(units: int, shares: list[int]) -> None:
    done = compute(fixed(str(units)), split(*map(str, shares)), measuring("1", "60", "60"), Body())
    assert tuple(part.units for part in done.dealt) == by_largest_remainder(units, [Fraction(each) for each in shares])


@given(PER_KG, st.one_of(EQUAL, SHARES), UNITS, WEIGHTS, WEIGHTS, HEIGHTS)
def test_a_heavier_body_is_dealt_as_many_units_at_least_however_the_day_is_split(
    dose: PerKgDose, parts: tuple[PartShare, ...], unit: str, one: str, other: str, height: str
) -> None:
    light, heavy = sorted((Decimal(one), Decimal(other)))
    lower = computed(dose, parts, measuring(unit, dose_cap="40"), weighing(str(light), height))
    upper = computed(dose, parts, measuring(unit, dose_cap="40"), weighing(str(heavy), height))
    assert (lower.daily.value if lower else 0) <= (upper.daily.value if upper else 0)


@given(PER_KG, EQUAL, LIMITS, WEIGHTS, WEIGHTS, HEIGHTS)
def test_a_heavier_body_never_has_less(
    dose: PerKgDose, parts: tuple[PartShare, ...], limits: Measuring, one: str, other: str, height: str
) -> None:
    light, heavy = sorted((Decimal(one), Decimal(other)))
    lower = computed(dose, parts, limits, weighing(str(light), height))
    upper = computed(dose, parts, limits, weighing(str(heavy), height))
    assert (lower.daily.value if lower else 0) <= (upper.daily.value if upper else 0)


@given(DOSES, EQUAL, LIMITS, BODIES)
def test_what_is_stored_reads_back_the_same(
    dose: Dose, parts: tuple[PartShare, ...], limits: Measuring, who: Body
) -> None:
    done = computed(dose, parts, limits, who)
    if done is not None:
        assert wire.decode(wire.encode(done), Arithmetic) == done


def test_the_longest_dose_per_kilogram_can_be_stored() -> None:
    dose = per_kg("0.123456", WeightBasis.IDEAL)
    done = compute(dose, split(None), measuring("0.1"), weighing("250", "170.3"))
    assert wire.decode(wire.encode(done), Arithmetic) == done
    with pytest.raises(Malformed, match="At most 6 digits"):
        per_kg("0.1234567")


# g a day, smallest amount, cap of one dose, what the client can check
CAPPED = [
    ("40", "1", "15", ("At most 15 g in one dose.", "15 + 15 = 30 g a day")),
    (
        *("30", "4", "15"),
        (
            "Rounded down to what can be measured, 4 g at a time.",
            "At most 15 g in one dose: 12 g, 4 g at a time.",
            "12 + 12 = 24 g a day",
        ),
    ),
    ("30.5", "1", "20", ("Rounded down to what can be measured, 1 g at a time.", "15 + 15 = 30 g a day")),
    ("30", "1", "15", ("15 + 15 = 30 g a day",)),
]


@pytest.mark.parametrize(("daily", "unit", "cap", "told"), CAPPED)
def test_h6_what_the_cap_of_one_dose_takes_is_not_called_rounding(
    daily: str, unit: str, cap: str, told: tuple[str, ...]
) -> None:
    assert lines(compute(fixed(daily), split(None, None), measuring(unit, "40", cap), Body())) == told
