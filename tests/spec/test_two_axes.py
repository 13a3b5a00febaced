"""Two axes: what happens to the dose, and who must be told. Each takes its own strongest."""

from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.rule import BackTo
from protocols.decimal_string import DecimalString
from protocols.plans.adjusting import CallStillOpen, StepRefused
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import Told
from protocols.plans.decide import PlanOver
from protocols.plans.decision import Decision, Truth
from protocols.plans.screening import Screening
from tests.plans.walking import Walk, walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    EMERGENCY,
    HOLD,
    NONE,
    PAIN,
    PAUSE,
    ROUTINE,
    STEP_BACK,
    STOP,
    TODAY,
    answer,
    course,
    day,
    due,
    end,
    item,
    ladder,
    look,
    none_of,
    protocol,
    rule,
    step,
    step_of,
    taken,
)

SCREENED = Screening(confirmed_none=True)
LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))


def climbing(**also: Any) -> Walk:
    """5, 10 and 15 g with 2 g below."""
    return walk_on(protocol(ladder(**also), checkpoints=LOOKS))


def at_the_top() -> Walk:
    """On 15 g since day 15, for two weeks."""
    plan = climbing()
    plan.look(day(7))
    plan.look(day(14))
    return plan


# --- the strongest wins on each axis

STRENGTH = (ADVANCE, HOLD, STEP_BACK, PAUSE, STOP)
CALLS = (NONE, ROUTINE, TODAY, EMERGENCY)


@pytest.mark.parametrize(("pain", "nausea"), list(product(STRENGTH, STRENGTH)), ids=str)
def test_stop_over_pause_over_step_back_over_hold_over_advance(pain: DoseOutcome, nausea: DoseOutcome) -> None:
    rules = (rule("one", answer("abdominal_pain", 1), pain), rule("other", answer("nausea", 1), nausea))
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    decision = plan.look(day(7), abdominal_pain=1, nausea=1)
    assert decision.dose is max(pain, nausea, key=STRENGTH.index)


@pytest.mark.parametrize(("pain", "nausea"), list(product(CALLS, CALLS)), ids=str)
def test_emergency_over_today_over_routine_over_none_whatever_the_dose(pain: Call, nausea: Call) -> None:
    rules = (rule("one", answer("abdominal_pain", 1), HOLD, pain), rule("other", answer("nausea", 1), STOP, nausea))
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    decision = plan.look(day(7), abdominal_pain=1, nausea=1)
    assert (decision.dose, decision.call) == (STOP, max(pain, nausea, key=CALLS.index))


REFER = rule("refer", answer("nausea", 1), HOLD, ROUTINE)
REFERRED = [
    ("refer alone: hold the dose, call routine", 0, HOLD, ROUTINE),
    ("never replaces a pause", 7, PAUSE, ROUTINE),
    ("never replaces a stop", 9, STOP, TODAY),
]


@pytest.mark.parametrize(("pain", "dose", "call"), [row[1:] for row in REFERRED], ids=[row[0] for row in REFERRED])
def test_a_referral(pain: int, dose: DoseOutcome, call: Call) -> None:
    rules = (*PAIN, REFER)
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    decision = plan.look(day(7), abdominal_pain=pain, nausea=1)
    assert (decision.dose, decision.call) == (dose, call)


@pytest.mark.parametrize(("call", "blocks"), [(ROUTINE, False), (TODAY, True), (EMERGENCY, True)], ids=str)
def test_a_dose_is_never_raised_while_an_urgent_call_is_open(call: Call, *, blocks: bool) -> None:
    rules = (*PAIN, rule("tell", answer("nausea", 1), HOLD, call))
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    plan.look(day(5), None, nausea=1)
    assert plan.look(day(7)).dose is (HOLD if blocks else ADVANCE)
    assert taken(plan, day(8)) == (("5",) if blocks else ("10",))
    if blocks:
        with pytest.raises(CallStillOpen):
            plan.adjust(day(9), "set_step", step="a2")
        plan.adjust(day(9), "pause")
        with pytest.raises(CallStillOpen):
            plan.adjust(day(9), "resume")


def test_an_urgent_call_takes_back_a_rise_that_has_not_begun() -> None:
    rules = (*PAIN, rule("tell", answer("nausea", 1), HOLD, TODAY))
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    plan.look(day(7))
    plan.look(day(7), None, nausea=1)
    assert taken(plan, day(8)) == ("5",)


# --- an answer is missing


def left_out(plan: Walk, number: int, *keys: str, **answers: Any) -> Decision:
    whole = plan.well(day(number), **answers)
    told = {key: value for key, value in whole.answers.items() if key not in keys}
    return plan.check_in(replace(whole, answers=told))


def test_a_rule_that_is_true_on_the_answers_given_fires() -> None:
    plan = climbing()
    left_out(plan, 7, "nausea", "days_taken", abdominal_pain=4)
    assert taken(plan, day(7)) == ("2",)


def test_a_rule_that_cannot_be_decided_counts_as_hold() -> None:
    plan = climbing()
    decision = plan.check_in(
        replace(plan.well(day(7)), answers={"nausea": DecimalString(0), "days_taken": DecimalString(7)})
    )
    assert {each.key for each in decision.considered if each.result is Truth.UNKNOWN} == {each.key for each in PAIN}
    assert {each.dose for each in decision.considered if each.result is Truth.UNKNOWN} == {HOLD}
    assert (decision.dose, decision.call, taken(plan, day(8))) == (HOLD, NONE, ("5",))


STRONGER = [(4, STEP_BACK, NONE), (7, PAUSE, ROUTINE), (9, STOP, TODAY)]


@pytest.mark.parametrize(("pain", "dose", "call"), STRONGER)
@pytest.mark.parametrize("missing", ["nausea", "days_taken", "alarms", "changes"])
def test_a_missing_answer_never_hides_a_stronger_outcome(
    missing: str, pain: int, dose: DoseOutcome, call: Call
) -> None:
    plan = climbing()
    whole = plan.well(day(7), abdominal_pain=pain)
    answers = {key: value for key, value in whole.answers.items() if key != missing}
    lacking = {missing: None} if missing in {"alarms", "changes"} else {}
    decision = plan.check_in(replace(whole, answers=answers, **lacking))
    assert (decision.dose, decision.call) == (dose, call)


ALL_NO = dict.fromkeys((each.key for each in LOCKED), YesNoUnknown.NO)
NO_CHANGE = dict.fromkeys((each.key for each in CHANGES), YesNoUnknown.NO)
NOT_ASKED = [
    ("no alarm was asked", {"alarms": None}),
    ("no change was asked", {"changes": None}),
    ("one alarm was not answered", {"alarms": Told(answers={each.key: YesNoUnknown.NO for each in LOCKED[1:]})}),
    ("one alarm is unknown", {"alarms": Told(answers=ALL_NO | {LOCKED[3].key: YesNoUnknown.UNKNOWN})}),
    ("one change is unknown", {"changes": Told(answers=NO_CHANGE | {"hospital": YesNoUnknown.UNKNOWN})}),
]


@pytest.mark.parametrize("lacking", [row[1] for row in NOT_ASKED], ids=[row[0] for row in NOT_ASKED])
def test_an_alarm_or_change_question_is_missing(lacking: dict[str, Told | None]) -> None:
    """Hold, never advance; ask again within 2 days, and then it may advance."""
    plan = climbing()
    decision = plan.check_in(replace(plan.well(day(7)), **lacking))
    assert (decision.dose, decision.next_due, taken(plan, day(8))) == (HOLD, day(9), ("5",))
    assert plan.look(day(8)).dose is ADVANCE


def test_every_question_answered_no_is_asked() -> None:
    plan = climbing()
    asked = replace(plan.well(day(7)), alarms=Told(answers=ALL_NO), changes=Told(answers=NO_CHANGE))
    assert plan.check_in(asked).dose is ADVANCE


# --- step_back


def test_step_back_on_the_lowest_step_becomes_a_pause() -> None:
    plan = climbing()
    plan.adjust(day(5), "set_step", step="a0")
    assert (plan.look(day(7), None, abdominal_pain=4).dose, taken(plan, day(7))) == (PAUSE, ("0",))


def test_step_back_in_a_one_step_protocol_becomes_a_pause() -> None:
    alone = item("alpha", step("a1", "5", (28, 28, 28)))
    plan = walk_on(protocol(alone, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))))
    assert (plan.look(day(7), abdominal_pain=4).dose, taken(plan, day(7))) == (PAUSE, ("0",))


def test_the_call_of_a_step_back_that_has_nowhere_to_go() -> None:
    back = rule("back", answer("abdominal_pain", 4), STEP_BACK, call_on_lowest=ROUTINE)
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", (back,)), end((back,), 14)), rules=(back,)))
    calls = [plan.look(day(7), abdominal_pain=4).call, plan.look(day(8), None, abdominal_pain=4).call]
    assert calls == [NONE, ROUTINE]


# a rule by the name of something the engine says, its call, and what is told besides
ALIKE: list[tuple[str, Call, dict[str, Any], Call]] = [
    ("alarm-fever", EMERGENCY, {"alarms": yes("fever")}, EMERGENCY),
    ("alarm-fever", ROUTINE, {"alarms": yes("fever")}, TODAY),
    ("change-hospital", TODAY, {"changes": yes("hospital")}, TODAY),
    ("limit-most-days", TODAY, {}, TODAY),
]


@pytest.mark.parametrize(("key", "call", "told", "made"), ALIKE)
def test_what_is_called_alike_does_not_hide_the_stronger_call(
    key: str, call: Call, told: dict[str, Any], made: Call
) -> None:
    """The gate refuses such a name; a plan on a text that has one all the same is called for as loudly as it asks."""
    hot = rule(key, answer("abdominal_pain", 4), HOLD, call)
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", (hot,)), end((hot,), 14)), rules=(hot,)))
    check_in = replace(plan.well(day(21)), **told)
    told_too = replace(check_in, answers=check_in.answers | {"abdominal_pain": DecimalString(4)})
    assert plan.check_in(told_too).call is made


@pytest.mark.parametrize(("lowest", "made"), [(NONE, TODAY), (ROUTINE, TODAY), (EMERGENCY, EMERGENCY)])
def test_a_step_back_that_one_item_can_take_and_another_cannot_makes_the_stronger_call(
    lowest: Call, made: Call
) -> None:
    back = rule("back", answer("abdominal_pain", 4), STEP_BACK, TODAY, call_on_lowest=lowest)
    two = (item("alpha", step("a1", "5"), step("a2", "10")), item("beta", step("b0", "2"), step("b1", "5"), entry="b1"))
    looks = (look("tolerance", (back,)), end((back,), 14))
    decision = walk_on(protocol(*two, checkpoints=looks, rules=(back,))).look(day(7), abdominal_pain=4)
    assert [each.dose for each in decision.items] == [PAUSE, STEP_BACK]
    assert decision.call is made


TARGETS = [
    ("the step below", BackTo.STEP_BELOW, 0, "5"),
    ("the step below, also after a good check-in", BackTo.STEP_BELOW, 1, "10"),
    ("the last step without symptoms: no check-in led up from the one below", BackTo.LAST_CLEAR, 0, "2"),
    ("the last step without symptoms: a check-in led up from the one below", BackTo.LAST_CLEAR, 1, "10"),
]


@pytest.mark.parametrize(("back_to", "rises", "daily"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS])
def test_the_target_of_a_step_back(back_to: BackTo, rises: int, daily: str) -> None:
    """A plan that starts on 10 g, with 2 and 5 g below it and 15 g above."""
    rules = (
        rule("clear", none_of(("abdominal_pain",)), ADVANCE),
        rule("back", answer("abdominal_pain", 4), STEP_BACK, back_to=back_to),
    )
    steps = (step("a0", "2"), step("a1", "5"), step("a2", "10"), step("a3", "15"))
    looks = (look("tolerance", rules), end(rules, 30))
    plan = walk_on(protocol(item("alpha", *steps, entry="a2"), checkpoints=looks, rules=rules))
    for _ in range(rises):
        plan.look(day(7))
    plan.look(day(9), None, abdominal_pain=4)
    assert taken(plan, day(9)) == (daily,)


# --- advance


def test_one_step_at_a_check_in() -> None:
    plan = climbing()
    plan.look(day(7))
    assert course(plan, 1, 28) == ["7 x 5", "21 x 10"]


@pytest.mark.parametrize("wanted", ["a2", "a3"])
def test_skipping_a_step_is_refused(wanted: str) -> None:
    plan = climbing()
    if wanted == "a3":
        with pytest.raises(StepRefused, match="one step at a time"):
            plan.adjust(day(7), "set_step", step=wanted)
    else:
        plan.adjust(day(7), "set_step", step=wanted)
    assert taken(plan, day(8)) == (("10",) if wanted == "a2" else ("5",))


def test_advance_on_the_last_step_before_its_planned_end_is_carry_on() -> None:
    plan = at_the_top()
    decision = plan.look(day(21))
    assert (decision.dose, decision.carry_on, plan.head.holds) == (ADVANCE, True, {})
    assert course(plan, 1, 30) == ["7 x 5", "7 x 10", "14 x 15", "2 x 0"]


def test_advance_on_the_last_step_at_its_planned_end_finishes() -> None:
    plan = at_the_top()
    plan.look(day(21))
    assert plan.look(day(28), "end").sentence.startswith(f"The course ends; nothing is taken from {day(29)} on.")


def test_advance_on_the_last_step_at_its_planned_end_goes_to_the_taper() -> None:
    """Without an end checkpoint due there, the last look on the step does it."""
    lower = (step("t1", "8"), step("t2", "4"))
    looks = (look("tolerance", PAIN), look("last", PAIN, 14, steps=("a3",)), end(PAIN, 40, steps=("t2",)))
    plan = walk_on(protocol(ladder(taper=lower, last=(14, 14, 28)), checkpoints=looks))
    for number in (7, 14, 21):
        plan.look(day(number))
    assert plan.look(day(28), "last").carry_on
    assert course(plan, 1, 37) == ["7 x 5", "7 x 10", "14 x 15", "9 x 8"]


# --- holds

HOLDS = [
    ("symptoms", {"abdominal_pain": 2}, {}),
    ("missed doses", {"days_taken": 5}, {}),
    ("missing answers", {}, {"alarms": None}),
]


@pytest.mark.parametrize(("answers", "lacking"), [row[1:] for row in HOLDS], ids=[row[0] for row in HOLDS])
def test_three_counted_holds_in_a_row_call_routine_and_the_dose_stays(
    answers: dict[str, Any], lacking: dict[str, None]
) -> None:
    plan = climbing()
    calls = [plan.check_in(replace(plan.well(day(number), **answers), **lacking)).call for number in (7, 14, 20)]
    assert (calls, taken(plan, day(21)), plan.head.holds) == ([NONE, NONE, ROUTINE], ("5",), {"alpha": 3})


def test_what_is_no_counted_hold() -> None:
    plan = at_the_top()
    plan.look(day(21))
    plan.look(day(21), None)
    assert plan.head.holds == {}
    plan = climbing()
    for checkpoint in ("tolerance", None):
        plan.look(day(3), checkpoint, abdominal_pain=2)
    assert plan.head.holds == {}


def test_holds_are_counted_in_a_row_on_one_step() -> None:
    plan = climbing()
    plan.look(day(7), abdominal_pain=2)
    plan.look(day(14), abdominal_pain=2)
    plan.look(day(15), None, abdominal_pain=4)
    assert plan.head.holds == {}
    assert plan.look(day(21), abdominal_pain=2).call is NONE


def test_what_is_not_counted_breaks_no_row() -> None:
    plan = climbing()
    plan.look(day(7), abdominal_pain=2)
    plan.look(day(8), None, abdominal_pain=2)
    plan.adjust(day(9), "weigh", weight=plan.head.snapshot.body.weight)
    plan.look(day(14), abdominal_pain=2)
    assert plan.look(day(20), abdominal_pain=2).call_because == ("limit-three-holds",)


def test_holds_outside_titration_are_not_counted() -> None:
    plan = at_the_top()
    plan.look(day(21), abdominal_pain=2)
    assert plan.head.holds == {}


# --- too long on one step


@pytest.mark.parametrize(("number", "call"), [(20, NONE), (21, ROUTINE)])
def test_a_hold_after_the_most_days_of_a_step_calls_somebody(number: int, call: Call) -> None:
    plan = climbing()
    plan.look(day(14), abdominal_pain=2)
    decision = plan.look(day(number), abdominal_pain=2)
    assert (decision.dose, decision.call) == (HOLD, call)
    assert ("limit-most-days" in decision.call_because) is (call is ROUTINE)


def test_an_advance_after_the_most_days_calls_nobody() -> None:
    plan = climbing()
    plan.look(day(14), abdominal_pain=2)
    assert plan.look(day(21)).call is NONE


# --- tries


def tried(times: int) -> Walk:
    """10 g was left by a step back so many times, and the plan is a week on 5 g."""
    plan, number = climbing(), 7
    for _ in range(times):
        plan.look(day(number))
        plan.look(day(number + 1), None, abdominal_pain=4)
        number += 8
    return plan


@pytest.mark.parametrize(("times", "outcome", "daily"), [(1, ADVANCE, "10"), (2, ADVANCE, "10"), (3, HOLD, "5")])
def test_a_step_left_by_step_back_is_entered_again_at_most_twice(times: int, outcome: DoseOutcome, daily: str) -> None:
    plan = tried(times)
    today = 7 + 8 * times
    decision = plan.look(day(today - 1))
    assert (decision.dose, taken(plan, day(today))) == (outcome, (daily,))
    assert plan.at(day(today)).items[0].settled is (times == 3)


def test_then_it_settles_on_the_step_below() -> None:
    plan = tried(3)
    decision = plan.look(day(30))
    assert decision.sentence.startswith("Settle on 5 g a day, the highest comfortable dose.")
    assert (decision.call, decision.dose_because) == (ROUTINE, ("limit-tries",))
    assert due(plan, day(30)) == [("tolerance", 36), ("end", 43)]
    assert course(plan, 24, 50) == ["20 x 5", "7 x 0"]


def test_symptoms_do_not_settle() -> None:
    plan = tried(3)
    plan.look(day(30), abdominal_pain=2)
    assert not plan.at(day(30)).items[0].settled


def test_another_weight_or_day_1_of_a_step_is_no_try() -> None:
    """Leaving 10 g twice, with days on 5 g that did not count, leaves one more try."""
    plan = tried(2)
    for number in (23, 24, 25):
        plan.check_in(replace(plan.well(day(number), None), off_days=1))
    plan.check_in(replace(plan.well(day(26), None), off_days=4))
    assert plan.look(day(32)).dose is ADVANCE
    plan.look(day(33), None, abdominal_pain=4)
    plan.adjust(day(34), "set_step", step="a0")
    assert plan.look(day(40)).dose is ADVANCE


# --- raising


def test_only_advance_a_named_step_or_a_named_resume_raises() -> None:
    """Nothing happens by itself: without a check-in a dose is the same until the plan lapses."""
    assert course(climbing(), 1, 112) == ["21 x 5", "91 x 0"]


# --- final stops

FINAL = [
    ("allergy", {"alarms": yes("allergic_reaction")}, EMERGENCY),
    ("seizure", {"alarms": yes("seizure")}, EMERGENCY),
    ("confusion with drowsiness", {"alarms": yes("confusion")}, EMERGENCY),
    ("pregnancy in a built-in protocol", {"changes": yes("pregnancy")}, TODAY),
]


@pytest.mark.parametrize(("told", "call"), [row[1:] for row in FINAL], ids=[row[0] for row in FINAL])
def test_a_final_stop_cannot_be_resumed(told: dict[str, Told], call: Call) -> None:
    plan = walk()
    decision = plan.check_in(replace(plan.well(day(7)), **told))
    assert (decision.dose, decision.call, decision.final) == (STOP, call, True)
    assert decision.sentence.startswith("Stop for good.")
    plan.adjust(day(8), "close_call", call=2)
    for fields in ({}, {"screening": SCREENED}):
        with pytest.raises(PlanOver, match="a new plan begins"):
            plan.adjust(day(8), "resume", **fields)


def test_entered_in_error_cannot_be_resumed() -> None:
    plan = walk()
    plan.adjust(day(3), "entered_in_error")
    with pytest.raises(PlanOver, match="a new plan begins"):
        plan.adjust(day(3), "resume", screening=SCREENED)


def test_after_an_allergic_reaction_hypersensitivity_is_written_to_the_record() -> None:
    plan = walk()
    told = {alarm.key: plan_records(alarm.key) for alarm in LOCKED}
    assert told == {alarm.key: (("hypersensitivity",) if alarm.key == "allergic_reaction" else ()) for alarm in LOCKED}
    assert plan.look(day(7)).records == ()


def plan_records(alarm: str) -> tuple[str, ...]:
    plan = walk()
    return plan.check_in(replace(plan.well(day(7)), alarms=yes(alarm))).records


def test_the_step_that_was_left_keeps_its_days() -> None:
    plan = climbing()
    plan.look(day(7))
    assert step_of(plan, day(10)) == ("a2", 3)
