"""How a step was reached, and which weighing its dose is from, stay known; what was decided and not begun does not."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.body import WeightBasis
from protocols.dosing.dose import PerKgDose
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import Unit, of
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from protocols.plans.spans import Span, span_on
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, body, walk, walk_on, yes

NOTHING_NEW = Screening(confirmed_none=True)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def now(plan: Walk, number: int) -> Span:
    (track,) = plan.head.tracks
    return span_on(track, day(number))


def stepped_back() -> Walk:
    """From 5 to 10 to 15 g, and on day 16 back to 10 g."""
    plan = walk()
    plan.look(day(7))
    plan.look(day(14))
    assert plan.look(day(16), None, nausea=5).dose is DoseOutcome.STEP_BACK
    return plan


def per_kilogram() -> Protocol:
    """The start-low ladder with 0.05, 0.1, 0.15 and 0.2 g per kg, 7 least days each: at 70 kg 2.5 to 12.5 g."""
    protocol = PROTOCOLS["glutamine-start-low"]
    (item,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    doses = ("0.05", "0.1", "0.15", "0.2")
    steps = tuple(
        replace(
            step,
            dose=PerKgDose(daily=of(dose, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=WeightBasis.ACTUAL),
            least_days=7,
        )
        for step, dose in zip(expand(item.ladder).steps, doses, strict=True)
    )
    return replace(protocol, items=(replace(item, ladder=Steps(entry="s1", steps=steps)),))


def weighed(plan: Walk, number: int, kilograms: str) -> None:
    plan.adjust(day(number), "weigh", weight=of(kilograms, Unit.KILOGRAM), confirmed=True, loss_was_planned=True)


def lighter_on_step_2() -> Walk:
    """On step 2 from day 8, and from day 10 with the lower dose of 60 kg."""
    plan = walk_on(per_kilogram(), of_body=body("70"))
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    weighed(plan, 10, "60")
    assert plan.dose(day(10)) == DecimalString("7.5")
    return plan


# --- how a step was reached


def paused_for_five_days(plan: Walk) -> None:
    plan.adjust(day(17), "pause")
    plan.adjust(day(22), "resume")


def hardly_taken(plan: Walk) -> None:
    plan.look(day(22), days_taken=2)


def two_days_left_out(plan: Walk) -> None:
    plan.check_in(replace(plan.well(day(22), days_taken=5), off_days=2))


@pytest.mark.parametrize(
    ("happens", "counts"), [(paused_for_five_days, 22), (hardly_taken, 22), (two_days_left_out, 18)]
)
def test_a_step_that_starts_over_was_still_reached_by_a_step_back(happens: Callable[[Walk], None], counts: int) -> None:
    plan = stepped_back()
    happens(plan)
    after = now(plan, 23)
    assert (after.step, after.begun, after.arrived_by) == ("s2", day(16), DoseOutcome.STEP_BACK)
    assert after.counts_from == day(counts)


def test_a_step_lower_by_name_counts_as_a_step_back() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(9), "set_step", step="s1")
    assert (now(plan, 9).step, now(plan, 9).arrived_by) == ("s1", DoseOutcome.STEP_BACK)


def test_a_step_lower_after_days_without_a_dose_is_no_step_back_for_symptoms() -> None:
    plan = walk()
    plan.look(day(7))
    plan.look(day(14))
    decision = plan.check_in(replace(plan.well(day(26), None), off_days=10))
    assert decision.dose is DoseOutcome.STEP_BACK
    assert (now(plan, 26).step, now(plan, 26).arrived_by) == ("s2", None)


# --- which weighing


def test_a_lower_dose_for_a_new_weight_changes_neither_the_step_nor_how_it_was_reached() -> None:
    plan = lighter_on_step_2()
    assert (now(plan, 10).step, now(plan, 10).begun) == ("s2", day(8))
    assert now(plan, 10).arrived_by is DoseOutcome.ADVANCE


def test_settling_keeps_the_dose_of_the_weighing_it_is_settled_with() -> None:
    plan = lighter_on_step_2()
    plan.adjust(day(12), "settle")
    assert {plan.dose(day(number)) for number in range(12, 20)} == {DecimalString("7.5")}


def test_a_settled_step_stays_settled_when_the_weight_falls() -> None:
    plan = walk_on(per_kilogram(), of_body=body("70"))
    plan.look(day(7))
    plan.adjust(day(10), "settle")
    weighed(plan, 12, "60")
    (item,) = plan.at(day(12)).items
    assert (plan.dose(day(12)), item.settled, item.phase) == (DecimalString("7.5"), True, Phase.MAINTAINING)


def test_a_higher_dose_for_a_new_weight_on_the_last_step_comes_by_an_advance() -> None:
    plan = walk_on(per_kilogram(), of_body=body("60"))
    for number in (7, 14):
        plan.look(day(number))
    weighed(plan, 16, "80")
    assert plan.dose(day(21)) == 10
    plan.look(day(21))
    assert plan.dose(day(22)) == 15
    assert (now(plan, 22).step, now(plan, 22).begun) == ("s3", day(15))
    assert now(plan, 22).arrived_by is DoseOutcome.ADVANCE


def test_where_there_is_one_step_its_higher_dose_for_a_new_weight_comes_by_an_advance_too() -> None:
    (item,) = (each for each in per_kilogram().items if isinstance(each, SubstanceItem))
    only = Steps(entry="s3", steps=expand(item.ladder).steps[-1:])
    plan = walk_on(replace(per_kilogram(), items=(replace(item, ladder=only),)), of_body=body("60"))
    assert now(plan, 1).arrived_by is None
    weighed(plan, 3, "80")
    plan.look(day(7))
    assert (plan.dose(day(7)), plan.dose(day(8))) == (10, 15)
    assert now(plan, 8).arrived_by is DoseOutcome.ADVANCE


# --- what was decided and has not begun


def test_a_pause_takes_back_a_rise_that_was_decided_the_same_day() -> None:
    plan = walk()
    assert plan.look(day(7)).dose is DoseOutcome.ADVANCE
    ill = replace(plan.well(day(7), None), changes=yes("ill_now"))
    assert plan.check_in(ill).dose is DoseOutcome.PAUSE
    plan.adjust(day(9), "resume")
    assert {plan.dose(day(number)) for number in range(9, 14)} == {DecimalString(5)}


def test_h12_after_more_than_two_weeks_off_nobody_comes_back_to_the_step_they_were_on() -> None:
    """The pause begins with the check-in: counted from there, nobody would have been off for more than a day."""
    plan = walk()
    plan.look(day(7))
    plan.look(day(14))
    assert plan.dose(day(20)) == 15
    off = plan.check_in(replace(plan.well(day(31), None), off_days=15))
    assert off.dose is DoseOutcome.PAUSE
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(32), "resume")
    plan.adjust(day(32), "resume", screening=NOTHING_NEW)
    assert plan.dose(day(32)) == 5


# --- one pause over another


def plain(plan: Walk, number: int) -> None:
    plan.adjust(day(number), "pause")


def hospital(plan: Walk, number: int) -> None:
    plan.check_in(replace(plan.well(day(number), None), changes=yes("hospital")))


@pytest.mark.parametrize(("first", "then"), [(plain, hospital), (hospital, plain), (hospital, hospital)])
def test_of_two_pauses_the_earlier_day_and_the_stricter_way_back_hold(
    first: Callable[[Walk, int], None], then: Callable[[Walk, int], None]
) -> None:
    plan = walk()
    plan.look(day(7))
    plain(plan, 9)
    plan.adjust(day(10), "resume")
    first(plan, 12)
    then(plan, 13)
    (track,) = plan.head.tracks
    closed, standing = track.breaks
    assert (closed.since, closed.until) == (day(9), day(10))
    assert (standing.since, standing.until) == (day(12), None)
    assert (standing.back_to_entry, standing.screen_first) == (True, True)
    assert plan.dose(day(14)) == 0
