"""What a check-in leads to, case by case."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.measure import AnswerOutsideScale, UnknownMeasure
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.plans.adjusting import ChangeUnrecorded, NewScreeningNeeded
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Contradiction, Told, UnknownQuestion
from protocols.plans.decide import CheckInBeforeStart, CheckInFromFuture, PlanOver, UnknownCheckpoint
from protocols.plans.decision import Truth
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from protocols.refusal import Refusal
from tests.plans.walking import DAY, DAY_1, NONE, Walk, walk, yes

ADVANCE, HOLD, STEP_BACK, PAUSE, STOP = DoseOutcome


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def without(plan: Walk, on: date, *keys: str) -> CheckIn:
    """All well, but these answers were not given."""
    whole = plan.well(on)
    return replace(whole, answers={key: value for key, value in whole.answers.items() if key not in keys})


# day of the check-in, day it was entered, what a check-in on which all is well leads to
TIMES = [
    (1, 1, Timing.EARLY, HOLD, None),
    (5, 5, Timing.EARLY, HOLD, None),
    (6, 6, Timing.ON_TIME, ADVANCE, 8),
    (7, 7, Timing.ON_TIME, ADVANCE, 8),
    (8, 8, Timing.LATE, ADVANCE, 9),
    (10, 10, Timing.LATE, ADVANCE, 11),
    (11, 11, Timing.OVERDUE, ADVANCE, 12),
    (14, 14, Timing.OVERDUE, ADVANCE, 15),
    (15, 15, Timing.MISSED, HOLD, None),
    (21, 21, Timing.MISSED, HOLD, None),
    (22, 22, Timing.LAPSED, PAUSE, None),
    (7, 9, Timing.ON_TIME, ADVANCE, 10),
    (7, 14, Timing.ON_TIME, ADVANCE, 15),
    (7, 15, Timing.ON_TIME, HOLD, None),
    (7, 22, Timing.ON_TIME, PAUSE, None),
]


@pytest.mark.parametrize(("on", "entered", "timing", "outcome", "rises_on"), TIMES)
def test_only_a_check_in_in_time_raises_and_never_on_its_own_day(
    on: int, entered: int, timing: Timing, outcome: DoseOutcome, rises_on: int | None
) -> None:
    plan = walk()
    decision = plan.look(day(on), today=day(entered))
    assert (decision.timing, decision.dose) == (timing, outcome)
    tens = [number for number in range(1, 30) if plan.dose(day(number)) == 10]
    assert tens[:1] == ([] if rises_on is None else [rises_on])


def test_a_missed_check_in_is_due_again_a_week_on() -> None:
    plan = walk()
    decision = plan.look(day(17))
    assert (decision.dose_because, decision.next_due) == (("limit-missed",), day(24))
    assert plan.head.holds == {}


def test_an_unscheduled_check_in_lowers_and_never_raises() -> None:
    plan = walk()
    decision = plan.look(day(7), None)
    assert (decision.timing, decision.dose, plan.head.holds) == (Timing.UNSCHEDULED, HOLD, {})
    assert plan.look(day(7), None, nausea=5).dose is STEP_BACK


@pytest.mark.parametrize("name", ["baseline", "review", "end", None])
@pytest.mark.parametrize(("pain", "outcome"), [(3, HOLD), (5, STEP_BACK), (9, STOP)])
def test_no_name_of_a_checkpoint_hides_a_rule(name: str | None, pain: int, outcome: DoseOutcome) -> None:
    assert walk().look(day(5), name, abdominal_pain=pain).dose is outcome


@pytest.mark.parametrize("key", ["abdominal_pain", "nausea", "headache", "bowel_change", "days_taken"])
def test_a_missing_answer_holds_and_is_asked_again_within_two_days(key: str) -> None:
    plan = walk()
    decision = plan.check_in(without(plan, day(7), key))
    assert (decision.dose, decision.missing, decision.next_due) == (HOLD, (key,), day(9))
    assert plan.look(day(7)).dose is ADVANCE


@pytest.mark.parametrize(("field", "name"), [("alarms", "alarms"), ("changes", "changes")])
def test_h9_h10_alarms_or_changes_that_were_not_asked_hold(field: str, name: str) -> None:
    plan = walk()
    decision = plan.check_in(replace(plan.well(day(7)), **{field: None}))
    assert (decision.dose, decision.missing, decision.next_due) == (HOLD, (name,), day(9))


@pytest.mark.parametrize("answer", [None, YesNoUnknown.UNKNOWN])
def test_one_alarm_that_was_not_answered_holds(answer: YesNoUnknown | None) -> None:
    told = {alarm.key: YesNoUnknown.NO for alarm in LOCKED[1:]}
    if answer is not None:
        told[LOCKED[0].key] = answer
    plan = walk()
    decision = plan.check_in(replace(plan.well(day(7)), alarms=Told(answers=told)))
    assert (decision.dose, decision.missing) == (HOLD, (LOCKED[0].key,))


def test_a_symptom_keeps_its_days_also_where_something_was_left_out() -> None:
    plan = walk()
    only_pain = {"abdominal_pain": DecimalString(2)}
    assert plan.check_in(replace(plan.well(day(7)), answers=only_pain)).next_due == day(10)
    assert [plan.look(day(number)).dose for number in (7, 8, 9, 10)] == [HOLD, HOLD, HOLD, ADVANCE]


@pytest.mark.parametrize("alarm", LOCKED, ids=lambda alarm: alarm.key)
def test_every_alarm_stops_whatever_else_was_answered(alarm: object) -> None:
    key, level, final, records = alarm.key, alarm.level, alarm.final, alarm.records  # type: ignore[attr-defined]
    plan = walk()
    decision = plan.check_in(CheckIn(on=day(2), alarms=yes(key)))
    assert (decision.dose, decision.call.value, decision.final) == (STOP, level.value, final)
    assert decision.records == (() if records is None else (records,))
    assert decision.effect.ended is not None
    assert decision.effect.ended.reason is StopReason.ALARM
    assert (plan.dose(day(1)), plan.dose(day(2))) == (5, 0)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.key)
def test_h9_every_change_leads_at_least_to_its_outcome(change: object) -> None:
    key, dose, call, final = change.key, change.dose, change.call, change.final  # type: ignore[attr-defined]
    plan = walk()
    decision = plan.check_in(replace(plan.well(day(7)), changes=yes(key)))
    assert (decision.dose, decision.call, decision.final) == (dose, call, final)
    assert f"change-{key}" in decision.dose_because
    assert decision.next_due == (None if dose in {PAUSE, STOP} else day(10))


def test_h9_a_final_stop_ends_the_plan() -> None:
    plan = walk()
    decision = plan.check_in(replace(plan.well(day(7)), changes=yes("pregnancy")))
    assert decision.sentence.startswith("Stop for good.")
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.PREGNANCY, True)
    with pytest.raises(PlanOver, match="stopped"):
        plan.look(day(8))


def test_a_refer_never_replaces_a_stop_and_both_axes_take_their_strongest() -> None:
    plan = walk()
    both = replace(plan.well(day(7), abdominal_pain=9), changes=yes("new_medicine"), alarms=yes("seizure", "fever"))
    decision = plan.check_in(both)
    assert (decision.dose, decision.call, decision.final) == (STOP, Call.EMERGENCY, True)
    assert "Emergency: call an ambulance now." in decision.sentence


def test_a_step_back_on_the_lowest_step_is_a_pause_with_a_call() -> None:
    plan = walk()
    plan.look(day(7), nausea=4)
    decision = plan.look(day(8), None, nausea=4)
    assert (decision.dose, decision.call, plan.at(day(8)).phase) == (PAUSE, Call.ROUTINE, Phase.PAUSED)
    assert decision.sentence.startswith("Pause at once")


def at_the_top() -> Walk:
    plan = walk()
    plan.look(day(7))
    plan.look(day(14))
    return plan


def test_advance_on_the_last_step_carries_on_and_is_no_hold() -> None:
    plan = at_the_top()
    decision = plan.look(day(21))
    assert (decision.dose, decision.carry_on, decision.next_checkpoint) == (ADVANCE, True, "review")
    assert decision.sentence.startswith("Carry on with 15 g a day.")
    assert (plan.head.holds, plan.dose(day(22))) == ({}, 15)


@pytest.mark.parametrize("kind", ["symptom", "missed", "missing"])
def test_three_counted_holds_in_a_row_call_somebody(kind: str) -> None:
    plan = walk()
    calls = []
    for number in (7, 14, 21):
        on = day(number)
        well = plan.well(on)
        check_in = {
            "symptom": plan.well(on, headache=2),
            "missed": plan.well(on, days_taken=5),
            "missing": replace(well, alarms=None),
        }[kind]
        calls.append(plan.check_in(check_in).call)
    assert calls == [Call.NONE, Call.NONE, Call.ROUTINE]
    assert plan.events[-1].decision.call_because == (  # type: ignore[union-attr]
        "limit-most-days",
        "limit-three-holds",
    )
    assert plan.dose(day(21)) == 5


def test_early_and_unscheduled_holds_are_not_counted_and_an_advance_starts_over() -> None:
    plan = walk()
    plan.look(day(7), headache=2)
    for number in (8, 9):
        plan.look(day(number))
        plan.look(day(number), None)
    assert plan.head.holds == {"glutamine": 1}
    plan.look(day(14), headache=2)
    assert plan.head.holds == {"glutamine": 2}
    plan.look(day(21))
    assert plan.head.holds == {}


def test_a_step_left_three_times_is_not_tried_again() -> None:
    plan = walk()
    number = 7
    for _ in range(3):
        assert plan.look(day(number)).dose is ADVANCE
        assert plan.look(day(number + 1), None, nausea=4).dose is STEP_BACK
        number += 8
    decision = plan.look(day(number - 1))
    assert (decision.dose, decision.call, decision.dose_because) == (HOLD, Call.ROUTINE, ("limit-tries",))
    assert plan.dose(day(number)) == 5


# days taken, what follows, when the next rise could begin
TAKEN = [(7, ADVANCE, 8), (6, ADVANCE, 8), (5, HOLD, None), (4, HOLD, None), (3, HOLD, None), (0, HOLD, None)]


@pytest.mark.parametrize(("taken", "outcome", "rises_on"), TAKEN)
def test_a_dose_that_was_not_taken_is_not_raised(taken: int, outcome: DoseOutcome, rises_on: int | None) -> None:
    plan = walk()
    decision = plan.look(day(7), days_taken=taken)
    assert decision.dose is outcome
    assert plan.dose(day(8)) == (10 if rises_on else 5)
    (item,) = plan.at(day(7)).items
    assert item.days_on_step == 7
    assert decision.next_due == day(14)


def test_days_not_taken_on_the_last_step_do_not_lengthen_the_course() -> None:
    plan = at_the_top()
    plan.look(day(21), days_taken=0)
    assert plan.at(day(21)).last_day == day(70)


def test_before_chemotherapy_five_days_cannot_be_seven() -> None:
    plan = walk("glutamine-chemotherapy")
    decision = plan.look(day(5), "before-chemotherapy", days_taken=5)
    assert (decision.dose, decision.carry_on, decision.next_checkpoint) == (ADVANCE, True, "after-chemotherapy")


def test_an_open_call_blocks_a_rise_until_it_is_closed() -> None:
    """A raised marker holds and calls today: nothing rises before a named practitioner has closed the call."""
    plan = walk("glutamine-crohn-21g")
    plan.look(day(1), "baseline")
    told = plan.look(day(6), None, crp=10)
    assert (told.dose, told.call) == (HOLD, Call.TODAY)
    held = plan.look(day(7))
    assert (held.dose, held.dose_because) == (HOLD, ("limit-open-call",))
    plan.adjust(day(8), "close_call", call=3)
    assert plan.look(day(14)).dose is ADVANCE


RESCREEN: Final = {"screening": Screening(confirmed_none=True), "overrides": ()}
POWDER: Final = {"product": Product(name="Powder", scoop=grams("5"))}

# what changed, what the engine holds for once the call is closed, how a rise by name is refused, what answers it
ANSWERS: list[tuple[str, str, type[Refusal], str, dict[str, Any]]] = [
    ("new_medicine", "limit-screen-first", NewScreeningNeeded, "rescreen", RESCREEN),
    ("new_diagnosis", "limit-screen-first", NewScreeningNeeded, "rescreen", RESCREEN),
    ("weight_changed", "limit-change-unrecorded", ChangeUnrecorded, "weigh", {"weight": of("70", Unit.KILOGRAM)}),
    ("product_changed", "limit-change-unrecorded", ChangeUnrecorded, "product", POWDER),
]


@pytest.mark.parametrize(("key", "limit", "refused", "act", "fields"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_h9_after_a_change_nothing_rises_until_it_was_answered(
    key: str, limit: str, refused: type[Refusal], act: str, fields: dict[str, Any]
) -> None:
    """Whoever closes the call about it has only spoken to the client."""
    plan = walk()
    plan.asks_again = False
    plan.check_in(replace(plan.well(day(7)), changes=Told(answers={key: YesNoUnknown.YES})))
    held = plan.look(day(14))
    assert (held.dose, held.dose_because) == (HOLD, ("limit-open-call",))
    plan.adjust(day(15), "close_call", call=2)
    held = plan.look(day(21))
    assert (held.dose, held.dose_because) == (HOLD, (limit,))
    with pytest.raises(refused):
        plan.adjust(day(21), "set_step", step="s2")
    plan.adjust(day(22), act, **fields)
    assert plan.look(day(28)).dose is ADVANCE


@pytest.mark.parametrize(("key", "act", "fields"), [(row[0], row[3], row[4]) for row in ANSWERS])
def test_h9_what_was_answered_before_the_call_was_closed_is_answered(
    key: str, act: str, fields: dict[str, Any]
) -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(7)), changes=Told(answers={key: YesNoUnknown.YES})))
    plan.adjust(day(8), act, **fields)
    for call in plan.head.calls:
        plan.adjust(day(8), "close_call", call=call.event)
    assert plan.look(day(14)).dose is ADVANCE


@pytest.mark.parametrize("key", ["body_weight", "faecal_calprotectin", "crp"])
def test_a_value_that_was_not_asked_for_is_still_judged(key: str) -> None:
    plan = walk("glutamine-crohn-21g" if key != "body_weight" else "glutamine-start-low")
    plan.look(day(1), "baseline", body_weight=70)
    value = DecimalString(60 if key == "body_weight" else 500)
    well = plan.well(day(7))
    told = plan.check_in(replace(well, answers=well.answers | {key: value}))
    assert told.dose is (HOLD if key == "crp" else STOP)


def test_the_same_trouble_told_again_in_a_pause_is_no_second_time() -> None:
    plan = walk("glutamine-pi-ibs-d")
    assert plan.look(day(7), nausea=5).dose is PAUSE
    assert plan.look(day(8), None, nausea=5).dose is PAUSE
    plan.adjust(day(12), "resume")
    assert plan.look(day(16), nausea=5).dose is STOP


def test_weeks_without_a_dose_call_somebody() -> None:
    plan = walk("glutamine-pi-ibs-d")
    told = plan.look(day(7), days_taken=0)
    assert (told.dose, told.call) == (HOLD, Call.ROUTINE)
    assert "limit-not-taken" in told.call_because


def test_nothing_goes_on_while_results_are_awaited() -> None:
    plan = walk("glutamine-crohn-21g")
    told = plan.look(day(7))
    assert (told.dose, told.dose_because) == (HOLD, ("limit-results-awaited",))


def test_late_entered_can_only_lower() -> None:
    plan = walk()
    plan.look(day(6), days_taken=5)
    decision = plan.look(day(5), None, today=day(7))
    assert (decision.late_entered, decision.dose) == (True, HOLD)
    assert "limit-late-entered" in decision.dose_because
    late = plan.look(day(5), None, today=day(7), nausea=5)
    assert (late.dose, plan.dose(day(7))) == (STEP_BACK, 2.5)


def test_a_late_entered_answer_lowers_the_present_step() -> None:
    plan = walk()
    plan.look(day(7))
    plan.look(day(6), None, today=day(9), nausea=5)
    assert [plan.dose(day(number)) for number in (8, 9)] == [10, 5]


# --- a rise that was decided and has not begun


def test_symptoms_on_the_same_day_take_a_rise_back() -> None:
    plan = walk()
    plan.look(day(7))
    decision = plan.look(day(7), None, nausea=2)
    assert (decision.dose, decision.next_due, plan.dose(day(8))) == (HOLD, day(14), 5)
    assert [plan.look(day(number)).dose for number in (9, 10)] == [HOLD, ADVANCE]


def test_a_second_good_check_in_on_one_day_changes_nothing() -> None:
    plan = walk()
    plan.look(day(7))
    decision = plan.look(day(7))
    assert (decision.timing, decision.dose) == (Timing.EARLY, HOLD)
    assert [plan.dose(day(number)) for number in (7, 8, 14, 15)] == [5, 10, 10, 10]


@pytest.mark.parametrize(("answers", "dose_after"), [({"nausea": 5}, 2.5), ({"nausea": 9}, 0)])
def test_a_fall_on_the_day_of_a_rise_leaves_no_rise(answers: dict[str, Any], dose_after: float) -> None:
    plan = walk()
    plan.look(day(7))
    plan.look(day(7), None, **answers)
    assert [plan.dose(day(number)) for number in (7, 8, 9)] == [dose_after] * 3


def test_two_falls_on_one_day_go_on_falling() -> None:
    plan = walk()
    plan.look(day(7))
    plan.look(day(8), None, nausea=5)
    plan.look(day(8), None, nausea=5)
    assert [plan.dose(day(number)) for number in (7, 8, 9)] == [5, 2.5, 2.5]


# --- the baseline


def test_rises_are_counted_from_the_baseline() -> None:
    plan = walk(today=DAY_1 - DAY * 3)
    decision = plan.look(DAY_1 - DAY, "baseline", abdominal_pain=4, bowel_change=3)
    assert (decision.dose, decision.dose_because, decision.sentence.split(".")[0]) == (
        HOLD,
        ("limit-baseline",),
        "Nothing changes",
    )
    assert str(decision.baseline["abdominal_pain"]) == "4"
    assert str(decision.baseline["bowel_change"]) == "0"
    assert plan.look(day(7), abdominal_pain=5).dose is ADVANCE


@pytest.mark.parametrize(("pain", "outcome"), [(6, HOLD), (7, PAUSE)])
def test_seven_before_the_start_does_not_start(pain: int, outcome: DoseOutcome) -> None:
    plan = walk(today=DAY_1 - DAY)
    decision = plan.look(DAY_1 - DAY, "baseline", nausea=pain)
    assert (decision.dose, plan.dose(DAY_1)) == (outcome, 5 if outcome is HOLD else 0)


def test_a_baseline_after_day_1_is_none() -> None:
    plan = walk()
    decision = plan.look(day(2), "baseline", abdominal_pain=4)
    assert (decision.timing, "abdominal_pain" in decision.baseline) == (Timing.UNSCHEDULED, False)


def test_a_baseline_told_after_another_check_in_is_none() -> None:
    """Pain of 3 was held; a baseline of 3 that appears only then must not turn it into a rise of 0."""
    plan = walk()
    assert plan.look(day(7), abdominal_pain=3).dose is HOLD
    late = plan.look(DAY_1, "baseline", today=day(7), abdominal_pain=3)
    assert "abdominal_pain" not in late.baseline
    assert plan.look(day(10), abdominal_pain=3).dose is HOLD


def test_a_baseline_with_gaps_can_be_completed() -> None:
    plan = walk(today=DAY_1 - DAY * 3)
    only_pain = {"abdominal_pain": DecimalString(4)}
    plan.check_in(replace(plan.well(DAY_1 - DAY * 2, "baseline"), answers=only_pain))
    plan.look(DAY_1 - DAY, "baseline", abdominal_pain=4, nausea=3)
    assert {key: str(plan.head.baseline[key]) for key in ("abdominal_pain", "nausea")} == {
        "abdominal_pain": "4",
        "nausea": "3",
    }


def test_awaited_results_may_come_late_and_replace_nothing() -> None:
    plan = walk("glutamine-crohn-21g")
    plan.check_in(
        CheckIn(on=day(3), checkpoint="baseline", answers={"crp": DecimalString(4), "nausea": DecimalString(5)})
    )
    assert (str(plan.head.baseline["crp"]), "nausea" in plan.head.baseline) == ("4", False)
    plan.check_in(CheckIn(on=day(4), checkpoint="baseline", answers={"crp": DecimalString(9)}))
    assert str(plan.head.baseline["crp"]) == "4"


def test_alarms_before_the_start_stop_the_plan() -> None:
    plan = walk(today=DAY_1 - DAY)
    assert plan.at(DAY_1 - DAY).phase is Phase.NOT_STARTED
    decision = plan.check_in(replace(plan.well(DAY_1 - DAY, "baseline"), alarms=yes("fever")))
    assert (decision.dose, plan.dose(DAY_1)) == (STOP, 0)


# --- what cannot be taken

REFUSED: list[tuple[dict[str, object], type[Refusal], str]] = [
    ({"on": day(8)}, CheckInFromFuture, "/on"),
    ({"on": DAY_1 - DAY}, CheckInBeforeStart, "/on"),
    ({"on": DAY_1 - DAY * 8, "checkpoint": "baseline"}, CheckInBeforeStart, "/on"),
    ({"on": DAY_1 - DAY, "checkpoint": "baseline", "off_days": 1}, Contradiction, "/off_days"),
    ({"checkpoint": "halfway"}, UnknownCheckpoint, "/checkpoint"),
    ({"answers": {"mood": DecimalString(1)}}, UnknownMeasure, "/answers/mood"),
    ({"answers": {"nausea": DecimalString(11)}}, AnswerOutsideScale, "/answers/nausea"),
    ({"alarms": yes("hiccups")}, UnknownQuestion, "/alarms/answers/hiccups"),
    ({"changes": yes("hair")}, UnknownQuestion, "/changes/answers/hair"),
]


@pytest.mark.parametrize(("fields", "refused", "pointer"), REFUSED)
def test_what_cannot_be_meant_is_refused(fields: dict[str, object], refused: type[Refusal], pointer: str) -> None:
    plan = walk()
    with pytest.raises(refused) as caught:
        plan.check_in(replace(plan.well(day(7)), **fields), day(7))
    assert caught.value.pointer == pointer


MISPLACED: list[tuple[dict[str, object], str]] = [
    ({"alarms": yes("pregnancy")}, "pregnancy is a change since last time: answer it in `changes`."),
    ({"changes": yes("fever")}, "fever is an alarm: answer it in `alarms`."),
    ({"answers": {"fever": DecimalString(1)}}, "fever is an alarm: answer it in `alarms`."),
    ({"answers": {"ill_now": DecimalString(1)}}, "ill_now is a change since last time: answer it in `changes`."),
    ({"alarms": yes("chest-pain")}, "There is no question chest-pain. Is chest_pain meant?"),
    ({"changes": yes("hair")}, "There is no question hair."),
    ({"answers": {"nausae": DecimalString(1)}}, "This protocol asks nothing called nausae. Is nausea meant?"),
]


@pytest.mark.parametrize(("fields", "says"), MISPLACED)
def test_h10_what_is_told_in_the_wrong_place_is_told_where_it_belongs(fields: dict[str, object], says: str) -> None:
    plan = walk()
    with pytest.raises((UnknownQuestion, UnknownMeasure)) as refused:
        plan.check_in(replace(plan.well(day(7)), **fields), day(7))
    assert refused.value.sentence == says


def test_confirmed_none_beside_a_yes() -> None:
    with pytest.raises(Contradiction):
        Told(confirmed_none=True, answers={"fever": YesNoUnknown.YES})
    assert Told(confirmed_none=True, answers={"fever": YesNoUnknown.NO}) != NONE


def test_a_decision_explains_itself() -> None:
    decision = walk().look(day(7), abdominal_pain=2)
    results = {each.key: each.result for each in decision.considered}
    assert (results["mild"], results["moderate"], results["egfr-fall"]) == (Truth.TRUE, Truth.FALSE, Truth.FALSE)
    assert [claim.about for claim in decision.claims] == [
        about for about in (claim.about for claim in walk().protocol.claims) if getattr(about, "rule", None) == "mild"
    ]
    left_out = walk()
    undecided = left_out.check_in(without(left_out, day(7), "nausea"))
    assert {each.result for each in undecided.considered if each.key == "mild"} == {Truth.UNKNOWN}
