"""What stands above a list of differences: highest doses, days, steps, cautions, and how much to read first."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.diff import diff
from protocols.authoring.diff_summary import DiffSummary, course_days, maximum_dose, summary
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.dosing.arithmetic import NothingToMeasure, PartShare, compute
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.dose import Dose
from protocols.dosing.ladder import Steps
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from tests.authoring.changing import (
    DIET,
    EVERYTHING,
    LOW,
    ONCE,
    THRICE,
    TWICE,
    UNEQUAL,
    by_weight,
    fixed,
    per_kg,
    powder,
    ramp,
    step,
    written_steps,
)
from tests.authoring.editing import also, both, entry, item, ladder, limits, steps, text, the, the_step, without
from tests.library.built_in import PROTOCOLS


def of_both(before: Protocol, after: Protocol) -> DiffSummary:
    return summary(before, after, diff(before, after))


def test_what_a_practitioner_reads_first() -> None:
    change = both(
        limits(day_cap=grams_per_day("20"), dose_cap=grams("10")),
        the_step("s3", dose=fixed("20")),
        the_step("s2", planned_days=14),
        steps(lambda found: found[1:]),
        without("cautions", "no-diagnosis"),
        also("cautions", replace(LOW.cautions[0], key="new")),
    )
    found = of_both(LOW, change(LOW))
    assert found.says == (
        "Maximum dose of glutamine powder: 15 g/d → 20 g/d",
        "Course if all goes well: 70 days → 77 days",
        "Steps of glutamine powder: 4 → 3",
        "Cautions added: new",
        "Cautions removed: no-diagnosis",
        "7 differences: 3 raise a dose, 2 weaken a safeguard, 1 may do either",
    )
    (glutamine,) = found.items
    assert (str(glutamine.maximum_before), str(glutamine.maximum_after)) == ("15 g/d", "20 g/d")
    assert (glutamine.steps_before, glutamine.steps_after) == (4, 3)
    assert (found.course_days_before, found.course_days_after) == (70, 77)
    assert (found.cautions_added, found.cautions_removed) == (("new",), ("no-diagnosis",))


def test_nothing_is_said_where_nothing_changed() -> None:
    found = of_both(LOW, LOW)
    assert found.says == ()
    assert (found.items[0].maximum_before, found.course_days_before) == (grams_per_day("15"), 70)
    assert of_both(LOW, text(title="Slowly")(LOW)).says == ()


def test_one_difference_is_told_as_one() -> None:
    after = the_step("s1", most_days=28)(LOW)
    assert of_both(LOW, after).says == ("1 difference: 1 weakens a safeguard",)


def test_an_item_that_came_has_nothing_before() -> None:
    found = of_both(LOW, EVERYTHING)
    assert [each.item for each in found.items] == ["glutamine", "second", "third"]
    assert (found.items[1].maximum_before, found.items[1].steps_before, found.items[1].steps_after) == (None, None, 5)
    assert "Maximum dose of second powder: none → 10 g/d" in found.says
    assert "Steps of second powder: none → 5" in found.says
    assert "Maximum dose of second powder: 10 g/d → none" in of_both(EVERYTHING, LOW).says


DAYS = [
    (LOW, 70),
    (DIET, 42),
    (PROTOCOLS["glutamine-chemotherapy"], 15),
    (ladder(entry="s0")(LOW), 77),
    (ladder(entry="s3")(LOW), 56),
    (text(calendar_limit_days=60)(LOW), 60),  # the limit ends it
    (item(taper=(step("t1", fixed("5"), days=14),))(LOW), 84),
    (item(ladder=ramp())(LOW), 4 * 7 + 28),
    (the("items", "low-fodmap", days=40)(DIET), 42),
    (the("items", "glutamine", taper=(step("t1", fixed("5"), days=3),))(replace(DIET, calendar_limit_days=90)), 45),
    (EVERYTHING, 70),
]


@pytest.mark.parametrize(("protocol", "days"), DAYS)
def test_the_days_of_a_course_if_all_goes_well(protocol: Protocol, days: int) -> None:
    assert course_days(protocol) == days


MOST = [
    (PROTOCOLS["glutamine-crohn-remission"], "35"),  # by weight, and capped
    (the_step("s3", dose=fixed("14"))(LOW), "12.5"),  # in whole units of 2.5 g
    (the_step("s3", dose=fixed("40"))(LOW), "15"),  # the cap of a day
    (
        both(limits(day_cap=grams_per_day("30")), the_step("s3", dose=fixed("30"), split=TWICE))(LOW),
        "10",
    ),  # of one dose
    (
        item(taper=(step("t1", fixed("15"), THRICE),), ladder=Steps(entry="a", steps=(step("a", fixed("5")),)))(LOW),
        "15",
    ),
    (entry("items", "third", EVERYTHING), "15"),
]


@pytest.mark.parametrize(("subject", "most"), MOST)
def test_the_most_that_a_day_can_come_to(subject: Protocol | SubstanceItem, most: str) -> None:
    found = subject if isinstance(subject, SubstanceItem) else powder(subject)
    assert maximum_dose(found) == grams_per_day(most)


DOSES: list[Dose] = [
    fixed("7"),
    fixed("31"),
    per_kg("0.3"),
    per_kg("0.5", WeightBasis.IDEAL),
    by_weight("20", ("60", False, "5"), ("90", True, "12.5")),
]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(DOSES),
    st.sampled_from([ONCE, TWICE, THRICE, UNEQUAL]),
    st.sampled_from(["0.5", "2", "2.5", "5"]),
    st.sampled_from(["10", "15", "40"]),
    st.sampled_from(["5", "7.5", "15"]),
)
def test_nobody_takes_more_and_with_equal_parts_somebody_takes_it(
    dose: Dose, parts: tuple[PartShare, ...], unit: str, day: str, single: str
) -> None:
    written = limits(unit=grams(unit), day_cap=grams_per_day(day), dose_cap=grams(single))(LOW)
    tried = powder(item(ladder=Steps(entry="a", steps=(step("a", dose, parts),)))(written))
    taken = [daily(tried, Decimal(kilograms)) for kilograms in (*range(30, 251, 5), 97)]
    most = maximum_dose(tried).value
    assert max(taken) <= most
    if parts is not UNEQUAL:
        assert max(taken) == most


def daily(tried: SubstanceItem, kilograms: Decimal) -> Decimal:
    body = Body(weight=of(kilograms, Unit.KILOGRAM), height=of("210", Unit.CENTIMETRE), confirmed=True)
    (only,) = written_steps(tried).steps
    try:
        return compute(only.dose, only.split, tried.measuring, body).daily.value
    except NothingToMeasure:
        return Decimal(0)
