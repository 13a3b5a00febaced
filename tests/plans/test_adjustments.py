"""What a practitioner may do by name, and how a plan comes back from days without a dose."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.adjusting import (
    CallStillOpen,
    NewScreeningNeeded,
    NoSuchCall,
    NotPaused,
    StepRefused,
)
from protocols.plans.check_in import CheckIn
from protocols.plans.coming_back import ReEntry, off_days, re_entry
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.screening import ReasonTooShort, Screening
from tests.plans.walking import DAY, DAY_1, Walk, walk, yes

NOTHING_NEW = Screening(confirmed_none=True)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def doses(plan: Walk, first: int, last: int) -> list[str]:
    return [str(plan.dose(day(number))) for number in range(first, last + 1)]


def on_step_2() -> Walk:
    plan = walk()
    plan.look(day(7))
    return plan


def at_the_top() -> Walk:
    plan = on_step_2()
    plan.look(day(14))
    return plan


# --- coming back

OFF_DAYS = [
    (0, ReEntry.SAME_STEP),
    (2, ReEntry.SAME_STEP),
    (3, ReEntry.SAME_STEP_OVER),
    (7, ReEntry.SAME_STEP_OVER),
    (8, ReEntry.STEP_LOWER),
    (14, ReEntry.STEP_LOWER),
    (15, ReEntry.SCREEN_FIRST),
    (100, ReEntry.SCREEN_FIRST),
]


@pytest.mark.parametrize(("days", "way"), OFF_DAYS)
def test_the_table_of_coming_back(days: int, way: ReEntry) -> None:
    assert re_entry(days) is way


# off-days, g a day on coming back, days on the step on that day
BACK = [(0, "10", 3), (1, "10", 3), (2, "10", 3), (3, "10", 3), (7, "10", 3), (8, "5", 1), (14, "5", 1)]


@pytest.mark.parametrize(("days", "daily", "on_step"), BACK)
def test_back_on_a_middle_step(days: int, daily: str, on_step: int) -> None:
    plan = on_step_2()
    plan.adjust(day(10), "pause")
    assert off_days(plan.head, plan.head.tracks[0], day(10 + days)) == days
    plan.adjust(day(10 + days), "resume")
    (item,) = plan.at(day(10 + days)).items
    assert (str(plan.dose(day(10 + days))), item.days_on_step) == (daily, on_step)
    assert doses(plan, 9, 9 + days) == ["10"] + ["0"] * days
    assert len(plan.schedule(day(10 + days)).windows) > 0


def test_after_more_than_14_off_days_screening_comes_first() -> None:
    plan = on_step_2()
    plan.adjust(day(10), "pause")
    with pytest.raises(NewScreeningNeeded, match="15 days"):
        plan.adjust(day(25), "resume")


@pytest.mark.parametrize("days", [0, 2, 7, 14])
def test_one_step_comes_back_to_the_same_dose_within_its_calendar_limit(days: int) -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(7), "tolerance")
    plan.adjust(day(10), "pause")
    plan.adjust(day(10 + days), "resume")
    found = plan.schedule(day(10 + days))
    assert (found.total["glutamine"].value, found.last_day) == (840 - 15 * days, day(56))


def test_a_check_in_that_passed_during_a_pause_is_due_again_a_week_after() -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(7), "tolerance", nausea=5)
    plan.adjust(day(20), "resume")
    assert [each.due for each in plan.schedule(day(20)).windows if each.checkpoint == "tolerance"] == [day(27)]
    assert plan.dose(day(34)) == 15


def test_a_pause_takes_back_a_rise() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(7), "pause")
    plan.adjust(day(9), "resume")
    assert doses(plan, 6, 10) == ["5", "0", "0", "5", "5"]
    assert plan.look(day(9)).dose is DoseOutcome.ADVANCE
    assert plan.dose(day(10)) == 10


def test_a_pause_and_its_end_on_one_day_change_nothing() -> None:
    plan = on_step_2()
    before = doses(plan, 1, 20)
    plan.adjust(day(9), "pause")
    assert plan.dose(day(9)) == 0
    plan.adjust(day(9), "resume")
    assert doses(plan, 1, 20) == before


def test_two_pauses_are_one() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "pause")
    plan.look(day(10), None)
    plan.adjust(day(11), "pause")
    assert off_days(plan.head, plan.head.tracks[0], day(12)) == 3


def test_a_pause_moves_the_last_day_but_never_the_calendar_limit() -> None:
    plan = at_the_top()
    lasts = []
    for place in range(8):
        plan.adjust(day(16 + 8 * place), "pause")
        assert plan.at(day(16 + 8 * place)).last_day == day(112)
        plan.adjust(day(22 + 8 * place), "resume")
        lasts.append((plan.at(day(22 + 8 * place)).last_day - DAY_1).days + 1)
    assert lasts == [76, 82, 88, 94, 100, 106, 112, 112]


def test_a_pause_over_the_planned_end_goes_on_where_it_was() -> None:
    plan = at_the_top()
    plan.look(day(21))
    plan.look(day(42), "review")
    plan.adjust(day(66), "pause")
    assert plan.at(day(72)).phase is Phase.PAUSED
    plan.adjust(day(73), "resume")
    found = plan.schedule(day(73))
    assert (found.total["glutamine"].value, found.last_day) == (945, day(77))
    assert plan.at(day(113)).phase is Phase.FINISHED


def test_after_hospital_a_plan_comes_back_on_its_entry_step() -> None:
    plan = at_the_top()
    plan.check_in(replace(plan.well(day(20), None), changes=yes("hospital")))
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(21), "resume")
    plan.adjust(day(21), "resume", screening=NOTHING_NEW)
    assert doses(plan, 19, 21) == ["15", "0", "5"]


def test_hospital_told_during_a_pause_counts_too_and_never_raises() -> None:
    plan = at_the_top()
    plan.adjust(day(20), "set_step", step="s0")
    plan.adjust(day(20), "pause")
    plan.check_in(replace(plan.well(day(21), None), changes=yes("hospital")))
    plan.adjust(day(22), "resume", screening=NOTHING_NEW)
    assert doses(plan, 19, 22) == ["15", "0", "0", "2.5"]


# --- lapses


def test_a_lapsed_plan_holds_no_dose() -> None:
    plan = walk()
    assert [plan.at(day(number)).phase for number in (21, 22)] == [Phase.TITRATING, Phase.PAUSED]
    assert doses(plan, 21, 22) == ["5", "0"]
    assert plan.schedule(day(22)).last_day == day(14)
    assert plan.schedule(day(22)).windows == ()


@pytest.mark.parametrize("how", ["check-in", "unscheduled", "entered late", "pause", "set_step", "nothing"])
def test_the_days_of_a_lapse_count_whatever_is_done_before_the_resume(how: str) -> None:
    """The sheet ran out after day 14; on day 23 that is 8 days, so that the plan comes back one step lower."""
    plan = on_step_2()
    today = day(14 + 15)
    match how:
        case "check-in":
            plan.look(today)
        case "unscheduled":
            plan.look(today, None)
        case "entered late":
            plan.look(day(14), today=today)
        case "pause":
            plan.adjust(today, "pause")
        case "set_step":
            plan.adjust(today, "set_step", step="s1")
        case _:
            pass
    assert (plan.at(today).phase, plan.dose(today)) == (Phase.PAUSED, 0)
    assert off_days(plan.head, plan.head.tracks[0], today) == 7
    plan.adjust(today + DAY, "resume")
    assert plan.dose(today + DAY) == (Decimal("2.5") if how == "set_step" else 5)
    assert plan.at(today + DAY * 10).phase is Phase.TITRATING


def test_a_long_lapse_cannot_be_resumed() -> None:
    plan = on_step_2()
    plan.adjust(day(40), "set_step", step="s1")
    assert plan.dose(day(41)) == 0
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(41), "resume")


def test_a_lapse_on_one_step_comes_back_and_does_not_lapse_at_once() -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.adjust(day(22), "resume")
    assert doses(plan, 13, 23) == ["15", "15"] + ["0"] * 7 + ["15", "15"]
    assert plan.schedule(day(22)).total["glutamine"].value == 840 - 15 * 7
    assert plan.at(day(30)).phase is Phase.MAINTAINING


# --- before the start


def test_before_the_start_a_step_is_set_for_the_start() -> None:
    plan = walk(today=DAY_1 - DAY * 5)
    plan.adjust(DAY_1 - DAY * 4, "set_step", step="s0")
    assert plan.schedule(DAY_1 - DAY * 4).first_day == DAY_1
    assert [each.day for each in plan.schedule(DAY_1 - DAY * 4).days][:1] == [DAY_1]
    assert doses(plan, -3, 2) == ["0"] * 4 + ["2.5"] * 2
    assert plan.at(DAY_1 - DAY).items[0].step == "s0"


def test_a_pause_before_the_start_gives_back_no_higher_step() -> None:
    plan = walk(today=DAY_1 - DAY * 20)
    plan.adjust(DAY_1 - DAY * 19, "set_step", step="s0")
    plan.adjust(DAY_1 - DAY * 18, "pause")
    plan.adjust(DAY_1 - DAY, "resume")
    assert plan.at(DAY_1 - DAY).phase is Phase.NOT_STARTED
    assert doses(plan, 0, 2) == ["0", "2.5", "2.5"]
    with pytest.raises(StepRefused, match="Nothing rises"):
        plan.adjust(DAY_1 - DAY, "set_step", step="s1")


def test_a_start_that_is_stopped_before_it_began() -> None:
    plan = walk(today=DAY_1 - DAY * 5)
    plan.adjust(DAY_1 - DAY * 4, "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert plan.schedule(DAY_1).days == ()
    assert plan.dose(DAY_1) == 0


# --- set_step


def test_up_by_one_step_after_today_and_after_the_least_days() -> None:
    plan = walk()
    assert plan.adjust(day(3), "set_step", step="s2").sentence == f"Set to 10 g a day from {day(8)}."
    assert doses(plan, 3, 8) == ["5"] * 5 + ["10"]
    plan.screen_again(day(20))
    plan.adjust(day(20), "set_step", step="s3")
    assert doses(plan, 20, 21) == ["10", "15"]


def test_never_up_by_two() -> None:
    with pytest.raises(StepRefused, match="one step at a time"):
        walk().adjust(day(8), "set_step", step="s3")


def test_a_rise_that_has_not_begun_is_no_step_to_rise_from() -> None:
    plan = walk()
    plan.adjust(day(8), "set_step", step="s2")
    with pytest.raises(StepRefused, match="one step at a time"):
        plan.adjust(day(8), "set_step", step="s3")


@pytest.mark.parametrize(("step", "daily"), [("s2", "10"), ("s1", "5"), ("s0", "2.5")])
def test_down_at_once_and_as_far_as_is_wanted(step: str, daily: str) -> None:
    plan = at_the_top()
    plan.adjust(day(20), "set_step", step=step)
    assert doses(plan, 19, 21) == ["15", daily, daily]


def test_the_present_step_never_starts_over() -> None:
    plan = at_the_top()
    with pytest.raises(StepRefused, match="already"):
        plan.adjust(day(50), "set_step", step="s3")
    assert plan.at(day(50)).last_day == day(70)


def test_the_present_step_takes_back_a_rise() -> None:
    plan = on_step_2()
    plan.screen_again(day(10))
    plan.adjust(day(10), "set_step", step="s3")
    plan.adjust(day(11), "set_step", step="s2", item="glutamine")
    assert doses(plan, 11, 16) == ["10"] * 6
    assert [each.due for each in plan.schedule(day(11)).windows][:1] == [day(18)]


@pytest.mark.parametrize(
    ("fields", "pointer", "says"),
    [
        ({"step": "s9"}, "/step", "The steps are s0, s1, s2, s3."),
        ({"step": "s1"}, "/step", "The plan is on this step already."),
        ({"step": "s3"}, "/step", "A dose rises by one step at a time."),
        ({"step": "s0", "item": "zinc"}, "/item", "This plan has no item zinc."),
    ],
)
def test_a_step_that_the_plan_may_not_go_to(fields: dict[str, object], pointer: str, says: str) -> None:
    with pytest.raises(StepRefused) as refused:
        walk().adjust(day(3), "set_step", **fields)
    assert (refused.value.pointer, refused.value.sentence) == (pointer, says)


def test_settling_is_for_a_step_that_is_taken_and_could_still_rise() -> None:
    with pytest.raises(StepRefused) as refused:
        at_the_top().adjust(day(20), "settle")
    assert refused.value.pointer == "/kind"
    assert refused.value.sentence == "This is the highest dose that the item goes to already."
    plan = on_step_2()
    plan.adjust(day(10), "pause")
    with pytest.raises(StepRefused) as refused:
        plan.adjust(day(11), "settle")
    assert refused.value.pointer == "/kind"
    assert refused.value.sentence == "Nothing is taken now that could be settled on."


def test_nothing_rises_in_a_pause() -> None:
    plan = on_step_2()
    plan.adjust(day(10), "pause")
    with pytest.raises(StepRefused) as refused:
        plan.adjust(day(11), "set_step", step="s3")
    assert (refused.value.pointer, refused.value.sentence) == ("/step", "Nothing rises while nothing is taken.")
    plan.adjust(day(11), "set_step", step="s1")
    plan.adjust(day(12), "resume")
    assert doses(plan, 9, 12) == ["10", "0", "0", "5"]


# --- calls and ends


def held_by_a_marker() -> Walk:
    plan = walk("glutamine-chemotherapy")
    plan.look(day(5), "before-chemotherapy", stool_frequency=6)
    return plan


def test_a_call_stays_open_until_a_named_person_closes_it() -> None:
    plan = held_by_a_marker()
    (call,) = plan.head.calls
    assert (call.call, call.on, call.event) == (Call.TODAY, day(5), 2)
    with pytest.raises(CallStillOpen):
        plan.adjust(day(6), "resume")
    with pytest.raises(NoSuchCall):
        plan.adjust(day(6), "close_call", call=9)
    plan.adjust(day(6), "close_call", call=2)
    plan.adjust(day(6), "resume")
    assert (plan.head.calls, plan.dose(day(6))) == ((), 18)


def test_the_routine_call_of_a_change_blocks_a_rise_until_it_is_closed() -> None:
    plan = on_step_2()
    plan.check_in(replace(plan.well(day(9), None), changes=yes("new_medicine")))
    assert plan.head.calls[0].call is Call.ROUTINE
    with pytest.raises(CallStillOpen):
        plan.adjust(day(14), "set_step", step="s3")
    plan.adjust(day(14), "close_call", call=plan.head.calls[0].event)
    plan.screen_again(day(14))
    assert plan.adjust(day(14), "set_step", step="s3").sentence


def test_the_routine_call_of_a_symptom_blocks_nothing() -> None:
    plan = on_step_2()
    plan.look(day(9), None, days_taken=0)
    assert plan.head.calls[0].call is Call.ROUTINE
    plan.screen_again(day(20))
    assert plan.adjust(day(20), "set_step", step="s3").sentence


@pytest.mark.parametrize("reason", [each for each in StopReason if each is not StopReason.ENTERED_IN_ERROR])
def test_a_stop_ends_at_once(reason: StopReason) -> None:
    plan = on_step_2()
    plan.adjust(day(10), "stop", stop_reason=reason)
    assert doses(plan, 9, 12) == ["10", "0", "0", "0"]
    assert plan.schedule(day(12)).last_day == day(9)
    with pytest.raises((PlanOver, NewScreeningNeeded)):
        plan.adjust(day(11), "resume")
    with pytest.raises(PlanOver):
        plan.look(day(11))


def test_a_stop_has_a_reason_and_every_act_says_something() -> None:
    with pytest.raises(TypeError, match="stop_reason"):
        walk().adjust(day(3), "stop")
    with pytest.raises(ReasonTooShort):
        walk().adjust(day(3), "pause", reason="...")


def test_only_what_is_paused_resumes() -> None:
    with pytest.raises(NotPaused):
        walk().adjust(day(3), "resume")


def test_entered_in_error_is_final_and_gives_back_no_day() -> None:
    plan = on_step_2()
    plan.check_in(CheckIn(on=day(10), alarms=yes("fever")))
    plan.adjust(day(30), "entered_in_error")
    assert plan.at(day(1)).phase is Phase.ENTERED_IN_ERROR
    assert doses(plan, 1, 30) == ["0"] * 30
    assert plan.schedule(day(30)).last_day == day(9)
    assert plan.head.ended is not None
    assert plan.head.ended.final
    plan.adjust(day(31), "close_call", call=3)
    assert plan.head.calls == ()


def test_an_alarm_after_the_end_was_set_stops_at_once() -> None:
    plan = walk("glutamine-pi-ibs-d")
    for number, checkpoint in ((7, "tolerance"), (28, "review"), (55, "end")):
        plan.look(day(number), checkpoint)
    assert doses(plan, 55, 57) == ["15", "15", "0"]
    plan.check_in(CheckIn(on=day(55), alarms=yes("fever")))
    assert doses(plan, 54, 57) == ["15", "0", "0", "0"]
    assert plan.at(day(60)).phase is Phase.STOPPED
