"""The daily sheet says what the plan says: the dose that is decided has days and boxes, and nothing else has."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from protocols.authoring.item import HabitItem, SubstanceItem
from protocols.decimal_string import DecimalString
from protocols.dosing.substance import Substance
from protocols.handouts import wording
from protocols.handouts.daily import CountsFrom, Daily, DailyState
from protocols.handouts.daily_of import Brief, daily_of
from protocols.handouts.page import Identity, Letterhead
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import StopReason
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import DAY, DAY_1, Walk, check_ins_all_well, end_key, walk, walk_on
from tests.spec.test_watching import overridden

SAM = Identity(display_name="Sam Rivera", birth_date=date(1988, 4, 2), reference="MRN-1042")
CLINIC = Letterhead(practice="Gut Clinic", address=(), phone=None, out_of_hours=None, emergency_number=None)


def sheet(plan: Walk, today: date) -> Daily:
    return daily_of(plan.protocol, plan.head, Brief(client=SAM, practice=CLINIC, number="AAAAA-BBBBB", today=today))


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def results(plan: Walk) -> CheckIn:
    """The baseline checkpoint with every result that the first dose waits for."""
    return plan.well(DAY_1, "baseline", **(dict.fromkeys(plan.protocol.baseline_labs, "1") | {"egfr": "90"}))


def test_the_first_sheet_holds_the_entry_dose_to_the_due_day_and_seven_spare_days() -> None:
    printed = sheet(walk(), DAY_1)
    assert printed.state is DailyState.TAKE
    assert [(dose.daily.value, dose.since, dose.until) for dose in printed.doses] == [(5, DAY_1, None)]
    assert [tick.day for tick in printed.ticks if not tick.spare] == [day(number) for number in range(1, 8)]
    assert [tick.day for tick in printed.ticks if tick.spare] == [day(number) for number in range(8, 15)]
    assert printed.sheet.use_until == day(14)


def test_later_steps_have_a_first_day_and_no_boxes() -> None:
    printed = sheet(walk(), DAY_1)
    assert [(step.daily.value, step.not_before) for step in printed.later] == [(10, day(8)), (15, day(15))]
    assert {len(tick.parts) for tick in printed.ticks} == {1}  # mornings only: the later doses have more parts


def test_a_decided_rise_stands_beside_the_dose_of_today() -> None:
    plan = walk()
    plan.look(day(7))
    printed = sheet(plan, day(7))
    assert [(dose.daily.value, dose.since, dose.until) for dose in printed.doses] == [
        (5, DAY_1, day(7)),
        (10, day(8), None),
    ]
    assert printed.notice == (wording.TWO_DOSES,)
    assert [(tick.day, len(tick.parts)) for tick in printed.ticks[:2]] == [(day(7), 1), (day(8), 2)]
    assert printed.sheet.use_until == day(21)


def test_after_a_step_back_only_the_lower_dose_has_boxes() -> None:
    plan = walk()
    plan.look(day(7), abdominal_pain=5)
    printed = sheet(plan, day(7))
    assert [dose.daily.value for dose in printed.doses] == [Decimal("2.5")]
    assert printed.ticks[0].day == day(7)


def test_a_plan_that_has_not_begun_has_boxes_from_its_first_day() -> None:
    printed = sheet(walk(start_on=DAY_1 + DAY * 10, today=DAY_1), DAY_1)
    assert printed.ticks[0].day == DAY_1 + DAY * 10
    assert printed.doses[0].since == DAY_1 + DAY * 10


def test_no_box_lies_past_the_end_of_the_course() -> None:
    plan = walk("glutamine-pi-ibs-d")
    check_ins_all_well(plan, day(50))
    printed = sheet(plan, day(55))
    assert [tick.day for tick in printed.ticks] == [day(55), day(56)]
    assert printed.sheet.use_until == day(56) == printed.last_day


@pytest.mark.parametrize("slug", ["glutamine-crohn-remission", "glutamine-crohn-21g"])
def test_results_that_are_awaited_leave_the_dose_without_days(slug: str) -> None:
    plan = walk(slug)
    waiting = sheet(plan, DAY_1)
    assert waiting.state is DailyState.WAIT_FOR_RESULTS
    assert waiting.notice[0] == plan.protocol.client_text.before_start
    assert waiting.ticks == ()
    assert waiting.doses
    plan.check_in(results(plan))
    assert sheet(plan, DAY_1).state is DailyState.TAKE
    assert sheet(plan, DAY_1).ticks


def test_what_a_caution_asks_to_know_before_the_first_dose_is_awaited_too() -> None:
    waiting = sheet(overridden("glutamine-pi-ibs-d", "liver-risk"), DAY_1)
    assert (waiting.state, waiting.ticks) == (DailyState.WAIT_FOR_RESULTS, ())
    assert waiting.notice[0] == "Do not start until we have told you that your test results are in."


def test_results_that_come_late_still_let_the_client_begin() -> None:
    plan = walk("glutamine-crohn-21g")
    late = msgspec.structs.replace(results(plan), on=day(3))
    plan.check_in(late)
    assert sheet(plan, day(3)).state is DailyState.TAKE
    assert "abdominal_pain" not in plan.head.baseline


@pytest.mark.parametrize("today", [day(7), day(9)])
def test_a_paused_plan_prints_no_dose(today: date) -> None:
    plan = walk()
    plan.adjust(day(7), "pause")
    printed = sheet(plan, today)
    assert (printed.state, printed.notice) == (DailyState.PAUSED, wording.PAUSED)
    assert (printed.doses, printed.ticks, printed.later, printed.check_ins) == ((), (), (), ())
    assert printed.sheet.use_until == today


def test_a_lapsed_plan_prints_no_dose() -> None:
    printed = sheet(walk(), day(22))
    assert (printed.state, printed.notice, printed.doses) == (DailyState.PAUSED, wording.LAPSED, ())


def stopped(plan: Walk) -> None:
    plan.adjust(day(7), "stop", stop_reason=StopReason.CLIENTS_CHOICE)


def paused(plan: Walk) -> None:
    plan.adjust(day(7), "pause")


@pytest.mark.parametrize("ends", [stopped, paused])
def test_how_check_ins_go_is_told_only_beside_a_check_in(ends: Callable[[Walk], None]) -> None:
    plan = walk()
    assert sheet(plan, day(7)).check_in_words == plan.protocol.client_text.check_in
    ends(plan)
    printed = sheet(plan, day(7))
    assert (printed.check_ins, printed.check_in_words) == ((), ())


@pytest.mark.parametrize(("number", "state"), [(14, DailyState.TAKE), (15, DailyState.PAUSED)])
def test_h2_a_new_sheet_does_not_stretch_the_use_until_of_the_last_one(number: int, state: DailyState) -> None:
    printed = sheet(walk(), day(number))
    assert printed.state is state
    assert printed.sheet.use_until <= day(15)


@pytest.mark.parametrize(
    ("slug", "worse", "much_worse"),
    [
        ("glutamine-start-low", "You may go back to 2.5 g a day.", "Go back to 2.5 g a day and tell us."),
        ("glutamine-pi-ibs-d", "You may stop.", "Stop and tell us."),
    ],
)
def test_going_back_names_the_lower_dose(slug: str, worse: str, much_worse: str) -> None:
    said = sheet(walk(slug), DAY_1).if_lines
    assert said[2].answer.endswith(worse)
    assert said[3].answer == much_worse


def test_with_two_items_no_single_lower_dose_is_named() -> None:
    plan = walk()
    first = plan.protocol.items[0]
    assert isinstance(first, SubstanceItem)
    second = msgspec.structs.replace(first, key="other", substance=Substance(key="zinc", name="Zinc"))
    both = walk_on(msgspec.structs.replace(plan.protocol, items=(first, second)))
    assert sheet(both, DAY_1).if_lines[3].answer == "Stop and tell us."


def test_a_stopped_plan_prints_no_dose() -> None:
    plan = walk()
    plan.adjust(day(5), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    printed = sheet(plan, day(5))
    assert (printed.state, printed.notice, printed.doses) == (DailyState.STOPPED, wording.STOPPED, ())


def test_a_finished_plan_prints_no_dose() -> None:
    plan = walk("glutamine-pi-ibs-d")
    check_ins_all_well(plan, day(56))
    printed = sheet(plan, day(57))
    assert (printed.state, printed.notice, printed.doses) == (DailyState.FINISHED, wording.FINISHED, ())
    assert plan.head.ended is not None
    assert end_key(plan.protocol) == "end"


@pytest.mark.parametrize("slug", SLUGS)
def test_h10_h14_the_stop_box_is_whole_on_every_sheet(slug: str) -> None:
    box = sheet(walk(slug), DAY_1).stop_box
    assert (len(box.emergency), len(box.today), len(box.closing)) == (7, 10, 3)
    assert len(box.first) == (slug == "glutamine-chemotherapy")


def test_h10_chemotherapy_puts_its_own_line_first_and_the_date_it_assumes() -> None:
    printed = sheet(walk("glutamine-chemotherapy"), DAY_1)
    line = "Fever of 38 °C, or the limit your cancer team gave you: ring your chemotherapy line now, day or night."
    assert printed.stop_box.first == (line,)
    assert printed.anchor == CountsFrom(called="chemotherapy day 1", day=day(6))


def test_the_negative_trial_is_told_first() -> None:
    assert "A small study of this dose found no effect." in sheet(walk("glutamine-crohn-21g"), DAY_1).notice


def test_a_diet_stands_beside_the_dose_with_who_leads_it() -> None:
    (diet,) = sheet(walk("glutamine-low-fodmap"), DAY_1).diets
    assert diet.until == day(42)
    assert diet.led_by is not None


def test_a_habit_is_led_by_nobody() -> None:
    habit = HabitItem(key="walk", called="a walk", days=10, instructions=("Walk after lunch.",))
    protocol = PROTOCOLS["glutamine-start-low"]
    plan = walk()
    plan.protocol = msgspec.structs.replace(protocol, items=(*protocol.items, habit))
    (printed,) = sheet(plan, DAY_1).diets
    assert (printed.until, printed.led_by) == (day(10), None)


def test_a_plan_with_nothing_to_swallow_has_no_boxes() -> None:
    protocol = PROTOCOLS["glutamine-low-fodmap"]
    diet_only = msgspec.structs.replace(protocol, items=protocol.items[1:], claims=())
    printed = sheet(walk_on(diet_only), DAY_1)
    assert (printed.state, printed.doses, printed.ticks) == (DailyState.TAKE, (), ())
    assert len(printed.diets) == 1


def test_why_is_told_for_and_against() -> None:
    for slug in SLUGS:
        printed = sheet(walk(slug), DAY_1)
        assert printed.why_for
        assert "We do not know if this will help you." in " ".join(printed.why_against)


def test_h5_the_arithmetic_of_a_dose_by_weight_can_be_followed() -> None:
    printed = sheet(walk("glutamine-crohn-remission"), DAY_1)
    assert printed.doses[0].worked_out == (
        (
            "Height 170 cm makes an ideal weight of 63.58 kg (22 kg per square metre). Weight 70 kg. "
            "The lesser counts: 63.58 kg."
        ),
        "0.5 g for each kg: 31.79 g a day.",
        "Rounded down to what can be measured, 1 g at a time.",
        "11 + 10 + 10 = 31 g a day",
    )


def test_h5_a_dose_by_weight_names_the_day_of_the_weight() -> None:
    assert [dose.weighed_on for dose in sheet(walk("glutamine-crohn-remission"), DAY_1).doses] == [DAY_1]
    assert [dose.weighed_on for dose in sheet(walk(), DAY_1).doses] == [None]


def test_the_sheet_carries_both_identifiers_and_what_it_was_made_from() -> None:
    plan = walk()
    printed = sheet(plan, DAY_1)
    assert printed.client == SAM
    made_from = printed.sheet
    assert (made_from.number, made_from.slug, made_from.revision, made_from.event, made_from.printed_on) == (
        "AAAAA-BBBBB",
        "glutamine-start-low",
        1,
        1,
        DAY_1,
    )
    assert DecimalString("5") == printed.doses[0].daily.value
