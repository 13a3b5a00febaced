"""Doses by weight band, steps and ramps."""

from decimal import Decimal

import pytest

from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Band, ByWeightDose, FixedDose, LowerEdge, PerKgDose, needs_weight, resolve
from protocols.dosing.ladder import Ramp, Step, Steps, expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.refusal import Malformed
from tests.plans.walking import body

ONCE = (PartShare(part=DayPart.MORNING),)


def band(daily: str, edge: str | None = None, *, included: bool = True) -> Band:
    lower = None if edge is None else LowerEdge(kilograms=DecimalString(edge), included=included)
    return Band(from_weight=lower, daily=grams_per_day(daily))


LABEL = ByWeightDose(bands=(band("10"), band("20", "30"), band("30", "65", included=False)))
"""Below 30 kg, 30 to 65 kg, above 65 kg."""


@pytest.mark.parametrize(
    ("kilograms", "daily"), [("30", "20"), ("64.9", "20"), ("65", "20"), ("65.1", "30"), ("250", "30")]
)
def test_an_edge_belongs_to_the_band_that_says_so(kilograms: str, daily: str) -> None:
    assert resolve(LABEL, body(kilograms, None))[0] == Decimal(daily)


def test_below_the_first_edge_lies_the_lightest_band() -> None:
    edge_above = ByWeightDose(bands=(band("10"), band("20", "30.5")))
    assert resolve(edge_above, body("30.4", None))[0] == 10


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (band("10", "30"),),
        (band("10"), band("20")),
        (band("10"), band("20", "65"), band("30", "30")),
        (band("10"), band("20", "65"), band("30", "65")),
    ],
)
def test_bands_that_leave_a_gap_or_overlap(bands: tuple[Band, ...]) -> None:
    with pytest.raises(Malformed):
        ByWeightDose(bands=bands)


def test_an_edge_lies_above_zero() -> None:
    with pytest.raises(Malformed, match="above 0 kg"):
        band("10", "0")
    assert band("10", "0.1").from_weight == LowerEdge(kilograms=DecimalString("0.1"), included=True)


def test_which_doses_depend_on_the_body() -> None:
    half = PerKgDose(daily=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=WeightBasis.ACTUAL)
    assert [needs_weight(dose) for dose in (FixedDose(daily=grams_per_day("5")), half, LABEL)] == [False, True, True]


@pytest.mark.parametrize("daily", [grams("5"), grams_per_day("0")])
def test_a_fixed_dose_is_grams_a_day_and_more_than_none(daily: object) -> None:
    with pytest.raises(Malformed):
        FixedDose(daily=daily)  # type: ignore[arg-type]


def step(key: str = "s1", days: tuple[int, int, int] = (7, 7, 21), split: tuple[PartShare, ...] = ONCE) -> Step:
    least, planned, most = days
    dose = FixedDose(daily=grams_per_day("5"))
    return Step(key=key, dose=dose, split=split, least_days=least, planned_days=planned, most_days=most)


@pytest.mark.parametrize("days", [(8, 7, 21), (7, 22, 21)])
def test_least_then_planned_then_most(days: tuple[int, int, int]) -> None:
    with pytest.raises(Malformed, match="Least days"):
        step(days=days)


def share(part: DayPart, share: str | None = None) -> PartShare:
    return PartShare(part=part, share=None if share is None else DecimalString(share))


@pytest.mark.parametrize(
    ("split", "says"),
    [
        ((), "each part of the day once"),
        ((share(DayPart.EVENING), share(DayPart.MORNING)), "in the order of the day"),
        ((share(DayPart.MORNING), share(DayPart.MORNING)), "once"),
        ((share(DayPart.MORNING, "1"), share(DayPart.EVENING)), "or none does"),
        ((share(DayPart.MORNING, "0"),), "more than zero"),
    ],
)
def test_a_split_that_cannot_be_dealt(split: tuple[PartShare, ...], says: str) -> None:
    with pytest.raises(Malformed, match=says):
        step(split=split)


@pytest.mark.parametrize(
    "split",
    [
        ONCE,
        (share(DayPart.MORNING), share(DayPart.EVENING)),
        (share(DayPart.MIDDAY, "0.5"), share(DayPart.BEDTIME, "0.1")),
    ],
)
def test_parts_of_the_day_may_be_skipped_and_shares_be_any_number_above_zero(split: tuple[PartShare, ...]) -> None:
    assert step(split=split).split == split


def test_steps_have_their_own_keys_and_an_entry() -> None:
    with pytest.raises(Malformed, match="never share a key"):
        Steps(entry="s1", steps=(step(), step()))
    with pytest.raises(Malformed, match="not one of the steps"):
        Steps(entry="s2", steps=(step(),))


def ramp(first: str = "5", increment: str = "5", last: str = "15", most: int = 14) -> Ramp:
    return Ramp(
        first=grams_per_day(first),
        increment=grams_per_day(increment),
        last=grams_per_day(last),
        split=ONCE,
        days_each=7,
        most_days_each=most,
        days_at_last=56,
    )


@pytest.mark.parametrize(
    ("first", "increment", "last", "doses"),
    [
        ("5", "5", "15", ["5", "10", "15"]),
        ("5", "4", "15", ["5", "9", "13", "15"]),
        ("5", "20", "15", ["5", "15"]),
        ("0.1", "0.1", "0.3", ["0.1", "0.2", "0.3"]),
    ],
)
def test_a_ramp_ends_exactly_at_its_last_dose(first: str, increment: str, last: str, doses: list[str]) -> None:
    written = expand(ramp(first, increment, last))
    assert [str(each.dose.daily.value) for each in written.steps if isinstance(each.dose, FixedDose)] == doses
    assert [each.key for each in written.steps] == [f"s{place}" for place in range(1, len(doses) + 1)]
    assert {(each.least_days, each.most_days) for each in written.steps[:-1]} == {(7, 14)}
    assert (written.steps[-1].planned_days, written.steps[-1].most_days, written.entry) == (56, 56, "s1")


@pytest.mark.parametrize(
    ("first", "increment", "last", "most", "says"),
    [
        ("5", "5", "5", 14, "ends above"),
        ("15", "5", "5", 14, "ends above"),
        ("1", "0.1", "15", 14, "at most 60 steps"),
        ("5", "5", "15", 6, "not fewer than planned"),
        ("5", "0", "15", 14, "more than zero"),
    ],
)
def test_a_ramp_that_does_not_climb(first: str, increment: str, last: str, most: int, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        ramp(first, increment, last, most)


@pytest.mark.parametrize(("increment", "last", "steps"), [("1", "60", 60), ("1", "59.5", 60), ("0.5", "30.5", 60)])
def test_a_ramp_has_sixty_steps_at_most(increment: str, last: str, steps: int) -> None:
    assert len(expand(ramp("1", increment, last)).steps) == steps
    with pytest.raises(Malformed, match="at most 60 steps"):
        ramp("1", increment, str(Decimal(last) + Decimal(increment)))


def test_the_planned_days_of_a_ramp_may_be_its_most_days() -> None:
    assert {(each.planned_days, each.most_days) for each in expand(ramp(most=7)).steps} == {(7, 7), (56, 56)}


def test_written_steps_are_the_ladder_itself() -> None:
    written = Steps(entry="s1", steps=(step(),))
    assert expand(written) is written
