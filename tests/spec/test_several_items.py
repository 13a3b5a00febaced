"""Several items in one protocol: each with its own ladder; a rule names the items it moves."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.item import Mode
from protocols.authoring.protocol import AnchoredEvent
from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AllOf, ArrivedBy, DaysOnStepIs, FiredBefore, Operator
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Unit, of
from protocols.plans.adjusting import NewScreeningNeeded, StepRefused
from protocols.plans.days import item_last_day
from protocols.plans.decide import PlanOver
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from tests.plans.walking import DAY_1, Walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAUSE,
    ROUTINE,
    STEP_BACK,
    STOP,
    TODAY,
    answer,
    day,
    due,
    end,
    item,
    look,
    none_of,
    of_course,
    protocol,
    rule,
    scale,
    step,
    taken,
)

SCREENED = Screening(confirmed_none=True)
ALPHA = item("alpha", step("a0", "2"), step("a1", "5"), step("a2", "10"), step("a3", "15", (21, 21, 21)), entry="a1")
BETA = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
WELL = rule("well", none_of(("abdominal_pain", "nausea")), ADVANCE)
RULES = (
    WELL,
    rule("alpha-hold", answer("abdominal_pain", 2), HOLD, items=("alpha",)),
    rule("alpha-back", answer("abdominal_pain", 4), STEP_BACK, items=("alpha",)),
    rule("alpha-pause", answer("abdominal_pain", 7), PAUSE, ROUTINE, items=("alpha",)),
    rule("alpha-stop", answer("abdominal_pain", 9), STOP, TODAY, items=("alpha",)),
    rule("beta-hold", answer("nausea", 2), HOLD, items=("beta",)),
    rule("beta-back", answer("nausea", 4), STEP_BACK, items=("beta",)),
    rule("beta-stop", answer("nausea", 9), STOP, TODAY, items=("beta",), final=True),
)
REACTS = (*RULES[:-1], rule("beta-stop", answer("nausea", 9), STOP, TODAY, items=("beta",)))
BOTH = (
    look("tolerance", RULES),
    look("beta-look", RULES, 7, item="beta"),
    end(RULES, 21, steps=("a3",), key="alpha-end", item="alpha"),
    end(RULES, 28, steps=("b2",), key="beta-end", item="beta"),
)


def both() -> Walk:
    """Alpha from 5 g with 2 g below, beta from 3 g."""
    return walk_on(protocol(ALPHA, BETA, checkpoints=BOTH, rules=RULES))


def outcomes(decision: Decision) -> list[DoseOutcome]:
    return [each.dose for each in decision.items]


# pain (alpha), nausea (beta), what happens to each, to the plan, the doses next day
EACH = [
    (
        "all well: one item rises, the first that can; the other carries on",
        0,
        0,
        [ADVANCE, ADVANCE],
        ADVANCE,
        ("10", "3"),
    ),
    ("a hold of one item; nothing leads the other up", 2, 0, [HOLD, HOLD], HOLD, ("5", "3")),
    ("a step back of one item leaves the other where it is", 4, 0, [STEP_BACK, HOLD], STEP_BACK, ("2", "3")),
    ("a pause of one item leaves the other where it is", 7, 0, [PAUSE, HOLD], PAUSE, ("0", "3")),
    ("a stop of one item leaves the other where it is", 9, 0, [STOP, HOLD], STOP, ("0", "3")),
    ("a step back on the lowest step of one item is its pause", 0, 4, [HOLD, PAUSE], PAUSE, ("5", "0")),
    ("each item takes its own strongest", 4, 9, [STEP_BACK, STOP], STOP, ("2", "0")),
]


@pytest.mark.parametrize(
    ("pain", "nausea", "items", "dose", "doses"), [row[1:] for row in EACH], ids=[r[0] for r in EACH]
)
def test_h12_outcomes_are_per_item(
    pain: int, nausea: int, items: list[DoseOutcome], dose: DoseOutcome, doses: tuple[str, str]
) -> None:
    plan = both()
    decision = plan.look(day(7), abdominal_pain=pain, nausea=nausea)
    assert (outcomes(decision), decision.dose) == (items, dose)
    assert taken(plan, day(8)) == doses
    assert taken(plan, day(6)) == ("5", "3")


def test_a_rule_that_names_no_item_moves_every_item() -> None:
    for dose, doses in ((HOLD, ("5", "3")), (STEP_BACK, ("2", "0")), (PAUSE, ("0", "0")), (STOP, ("0", "0"))):
        rules = (WELL, rule("any", answer("abdominal_pain", 2), dose))
        plan = walk_on(protocol(ALPHA, BETA, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules))
        plan.look(day(7), abdominal_pain=2)
        assert taken(plan, day(7)) == doses


# --- days on the step and the way of arrival are each item's own

OWN = [
    ("a rule that names no item", ()),
    ("a rule that names both", ("alpha", "beta")),
]


@pytest.mark.parametrize("named", [row[1] for row in OWN], ids=[row[0] for row in OWN])
def test_an_item_is_judged_by_its_own_arrival(named: tuple[str, ...]) -> None:
    """Alpha rose to its step, beta began on its own: one rule is true of the one and false of the other."""
    risen = rule("risen", AllOf(of=(answer("abdominal_pain", 2), ArrivedBy(outcome=ADVANCE))), STEP_BACK, items=named)
    rules = (WELL, risen)
    looks = (look("tolerance", rules), look("beta-look", rules, 21, item="beta"), end(rules, 28))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=rules))
    plan.look(day(7))
    decision = plan.look(day(14), abdominal_pain=2)
    assert [(each.result, each.items) for each in decision.considered if each.key == "risen"] == [
        (Truth.TRUE, ("alpha",)),
        (Truth.FALSE, ("beta",)),
    ]
    assert (outcomes(decision), taken(plan, day(15))) == ([STEP_BACK, HOLD], ("5", "3"))
    assert plan.head.fired["risen"] == 1


def test_an_item_is_judged_by_its_own_days() -> None:
    """Beta has been on its step since day 1, alpha since day 8; the check-in is alpha's."""
    long = DaysOnStepIs(operator=Operator.AT_LEAST, value=DecimalString(8))
    rules = (WELL, rule("long", AllOf(of=(answer("abdominal_pain", 2), long)), STEP_BACK))
    looks = (look("tolerance", rules), look("beta-look", rules, 21, item="beta"), end(rules, 28))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=rules))
    plan.look(day(7))
    decision = plan.look(day(14), abdominal_pain=2)
    assert (outcomes(decision), taken(plan, day(15))) == ([HOLD, PAUSE], ("10", "0"))


def test_an_item_of_which_no_rule_speaks_decides_nothing_over_the_others() -> None:
    """Only beta has a rule here that leads up: the plan's outcome is beta's, and alpha goes on as it was."""
    rules = (*RULES, rule("beta-well", none_of(("nausea",)), ADVANCE, items=("beta",)))
    looks = (look("tolerance", RULES), look("beta-look", rules[1:], 7, item="beta"), end(RULES, 28))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=rules))
    decision = plan.look(day(7), "beta-look")
    assert (outcomes(decision), decision.dose, decision.carry_on) == ([HOLD, ADVANCE], ADVANCE, False)
    assert (plan.head.holds, taken(plan, day(8))) == ({}, ("5", "6"))
    assert decision.effective_on == day(8)
    again = plan.look(day(14), "beta-look")
    assert (outcomes(again), again.dose, again.carry_on) == ([HOLD, ADVANCE], ADVANCE, True)


def test_a_look_goes_on_for_the_others_when_its_own_item_is_over() -> None:
    plan = both()
    plan.look(day(7), abdominal_pain=9)
    plan.adjust(day(8), "close_call", call=2)
    plan.adjust(day(8), "set_step", step="b2")
    assert plan.look(day(14)).carry_on
    assert ("tolerance", 21) in due(plan, day(14))


# --- one item at a check-in


def test_the_first_that_can_rises_then_the_next() -> None:
    plan = both()
    for number in (7, 14, 21):
        assert plan.look(day(number)).dose is ADVANCE
    assert [taken(plan, day(number)) for number in (7, 8, 15, 21, 22)] == [
        ("5", "3"),
        ("10", "3"),
        ("15", "3"),
        ("15", "3"),
        ("15", "6"),
    ]


def test_two_items_are_never_raised_at_once() -> None:
    plan = both()
    plan.look(day(7))
    second = plan.look(day(7), "beta-look")
    assert (outcomes(second), taken(plan, day(8))) == ([ADVANCE, HOLD], ("10", "3"))
    assert plan.head.holds == {}
    with pytest.raises(StepRefused, match="one rises at a time"):
        plan.adjust(day(7), "set_step", step="b2")
    plan.adjust(day(8), "set_step", step="b2")
    assert taken(plan, day(9)) == ("10", "6")


def test_a_second_look_neither_moves_nor_takes_back_the_rise_of_the_first() -> None:
    plan = both()
    plan.adjust(day(3), "set_step", step="a2")
    second = plan.look(day(7), "beta-look")
    assert [(each.dose, each.carry_on) for each in second.items] == [(ADVANCE, True), (HOLD, False)]
    assert [taken(plan, day(number)) for number in (7, 8, 9)] == [("5", "3"), ("10", "3"), ("10", "3")]


def test_an_item_that_is_over_leaves_the_rise_to_the_next() -> None:
    plan = both()
    plan.look(day(7), abdominal_pain=9)
    plan.adjust(day(8), "close_call", call=2)
    decision = plan.look(day(14))
    assert (decision.dose, decision.carry_on, taken(plan, day(15))) == (ADVANCE, False, ("0", "6"))


def test_a_rise_that_is_taken_back_at_another_items_look_is_looked_at_as_after_a_hold() -> None:
    rules = (WELL, rule("any", answer("abdominal_pain", 2), HOLD))
    looks = (look("tolerance", rules), look("beta-look", rules, 7, item="beta"), end(rules, 28, steps=("a3",)))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=rules))
    plan.adjust(day(3), "set_step", step="a2")
    plan.look(day(7), "beta-look", abdominal_pain=2)
    assert taken(plan, day(8)) == ("5", "3")
    ahead = due(plan, day(7))
    assert ahead[:2] == [("beta-look", 14), ("tolerance", 14)]


def test_a_rise_of_another_item_is_not_taken_back_by_name() -> None:
    plan = both()
    plan.look(day(7))
    with pytest.raises(StepRefused, match="No rise has been decided"):
        plan.adjust(day(7), "hold", item="beta")
    plan.adjust(day(7), "hold", item="alpha")
    assert taken(plan, day(8)) == ("5", "3")


def test_the_next_step_is_shown_after_the_look_of_its_own_item() -> None:
    looks = (look("tolerance", RULES, 10), look("beta-look", RULES, 14, item="beta"), end(RULES, 28, steps=("a3",)))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=RULES))
    begins = {each.step: (each.since - DAY_1).days + 1 for each in plan.schedule(day(1)).stretches}
    assert (begins["a2"], begins["b2"]) == (11, 15)


def test_going_down_a_taper_takes_no_rise_from_another_item() -> None:
    down = (step("t1", "8", (3, 7, 10)), step("t2", "4", (3, 7, 10)))
    alpha = item("alpha", step("a1", "5"), step("a2", "10", (7, 7, 7)), entry="a2", taper=down)
    looks = (look("tolerance", (WELL,), 7), end((WELL,), 14, item="beta", steps=("b2",)))
    plan = walk_on(protocol(alpha, BETA, checkpoints=looks, rules=(WELL,)))
    first = plan.look(day(7))
    assert [(each.dose, each.carry_on) for each in first.items] == [(ADVANCE, True), (ADVANCE, False)]
    assert [taken(plan, day(number)) for number in (7, 8)] == [("10", "3"), ("8", "6")]
    plan.adjust(day(9), "set_step", step="b1")
    second = plan.look(day(14))
    assert [(each.dose, each.carry_on) for each in second.items] == [(ADVANCE, False), (ADVANCE, False)]
    assert [taken(plan, day(number)) for number in (14, 15, 16)] == [("8", "3"), ("4", "3"), ("4", "6")]


# --- each item on its own


def test_a_paused_item_comes_back_alone_by_its_own_days() -> None:
    plan = both()
    plan.look(day(7))
    plan.look(day(9), None, abdominal_pain=7)
    assert [each.phase for each in plan.at(day(10)).items] == [Phase.PAUSED, Phase.TITRATING]
    held = plan.look(day(14), "beta-look")
    assert outcomes(held) == [PAUSE, ADVANCE]
    assert (held.dose, taken(plan, day(15))) == (ADVANCE, ("0", "6"))
    plan.adjust(day(18), "resume", item="alpha")
    assert taken(plan, day(18)) == ("2", "6")


def test_a_stop_of_a_paused_item_is_the_plans_outcome() -> None:
    plan = both()
    plan.adjust(day(3), "pause", item="alpha")
    decision = plan.look(day(5), None, abdominal_pain=9)
    assert (outcomes(decision), decision.dose) == ([STOP, HOLD], STOP)
    assert decision.sentence.startswith("Alpha powder: stop at once. Beta powder: hold at 3 g a day. Rule alpha-stop.")


def test_a_schedule_shows_each_item_to_its_own_end() -> None:
    """Beta stays over since the stop of the plan, also after a later stop of what was taken up again."""
    plan = both()
    plan.adjust(day(5), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(6), "resume", item="alpha", screening=SCREENED)
    plan.adjust(day(9), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    until = {each.item: each.day for each in plan.schedule(day(9)).days}
    assert until == {"alpha": day(8), "beta": day(4)}


def begins(plan: Walk, number: int) -> dict[str, int]:
    """The number of the day on which each step begins, as the schedule has it on a day."""
    return {each.step: (each.since - DAY_1).days + 1 for each in plan.schedule(day(number)).stretches}


def test_a_schedule_shows_one_rise_at_a_check_in() -> None:
    """Beta waits for the look at which alpha rises no more, as it does when the days are lived."""
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=(BOTH[0], *BOTH[2:]), rules=RULES))
    shown = {"a1": 1, "a2": 8, "a3": 15, "b1": 1, "b2": 22}
    assert begins(plan, 1) == begins(both(), 1) == shown
    for number in (7, 14, 21):
        plan.look(day(number))
        assert [begins(plan, later) for later in (number, number + 1)] == [shown, shown]


def test_a_schedule_lets_an_item_wait_for_a_rise_by_name_of_a_later_one() -> None:
    plan = both()
    plan.adjust(day(3), "set_step", item="beta", step="b2")
    assert [begins(plan, 3)[key] for key in ("a2", "a3", "b2")] == [15, 22, 8]


def test_a_schedule_shows_an_item_that_no_look_names_after_the_next_look_there_is() -> None:
    looks = (look("tolerance", RULES, 10, again_after=5), end(RULES, 28, steps=("a3",)))
    alpha = item("alpha", step("a1", "5", (10, 10, 28)), step("a2", "10", (18, 18, 18)))
    plan = walk_on(protocol(alpha, BETA, checkpoints=looks, rules=RULES))
    assert begins(plan, 1) == {"a1": 1, "a2": 11, "b1": 1, "b2": 16}


def test_a_paused_item_keeps_nobody_waiting() -> None:
    """Alpha's own check-ins pass while it is paused; beta goes on as long as its own are answered."""
    looks = (
        look("alpha-look", RULES, 7, item="alpha"),
        look("beta-look", RULES, 7, item="beta", every=7),
        end(RULES, 28, item="beta", steps=("b2",)),
    )
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=RULES))
    plan.adjust(day(5), "pause", item="alpha")
    assert due(plan, day(5)) == [("beta-look", 7), ("beta-look", 14), ("end", 35)]
    plan.look(day(7), "beta-look")
    plan.look(day(14), "beta-look")
    plan.look(day(21), "beta-look")
    assert taken(plan, day(27)) == ("0", "6")


def test_a_lapse_is_of_the_whole_plan_and_only_a_resume_ends_it() -> None:
    """Beta's check-in is out by day 22; whatever is done to alpha by name gives beta nothing back."""
    looks = (look("alpha-look", RULES, 60, item="alpha"), look("beta-look", RULES, 7, item="beta"), end(RULES, 90))
    acts: list[tuple[str, dict[str, Any]]] = [
        ("pause", {"item": "beta"}),
        ("pause", {"item": "alpha"}),
        ("set_step", {"step": "a0"}),
        ("product", {"product": replace(both().head.product, name="Pure")}),
        ("rescreen", {"screening": SCREENED, "overrides": ()}),
    ]
    for kind, fields in acts:
        plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=RULES))
        assert [taken(plan, day(number)) for number in (21, 22)] == [("5", "3"), ("0", "0")]
        plan.adjust(day(23), kind, **fields)
        assert [taken(plan, day(number)) for number in (23, 24, 30)] == [("0", "0")] * 3
        plan.adjust(day(25), "resume", item="alpha")
        assert taken(plan, day(25)) == ("2", "0")


def test_an_item_that_was_stopped_is_not_paused_by_a_lapse_of_the_plan() -> None:
    """Beta stays over; alpha's check-in is out by day 22, and recording a product gives nothing back."""
    plan = both()
    plan.look(day(5), None, nausea=9)
    assert taken(plan, day(22)) == ("0", "0")
    plan.adjust(day(23), "product", product=replace(plan.head.product, name="Pure"))
    assert [len(track.breaks) for track in plan.head.tracks] == [1, 0]


@pytest.mark.parametrize(("paused_on", "waits"), [(21, False), (22, False), (23, True), (25, True)])
def test_a_pause_that_begins_after_a_lapse_does_not_end_it(paused_on: int, *, waits: bool) -> None:
    """Alpha's check-in is out by day 22: paused until then, it keeps nobody waiting."""
    looks = (look("alpha-look", RULES, 7, item="alpha"), look("beta-look", RULES, 60, item="beta"), end(RULES, 90))
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=RULES))
    plan.adjust(day(9), "pause", item="alpha", on=day(paused_on))
    assert taken(plan, day(20)) == ("5", "3")
    assert [taken(plan, day(number))[1] for number in (22, 25, 30)] == ["0" if waits else "3"] * 3


def test_a_stopped_item_comes_back_by_name_and_no_other_with_it() -> None:
    """Beta's stop is final; a resume of alpha gives back alpha alone, on a step that was tolerated."""
    plan = both()
    plan.look(day(7))
    plan.look(day(9), None, abdominal_pain=9, nausea=9)
    assert taken(plan, day(9)) == ("0", "0")
    plan.adjust(day(10), "close_call", call=3)
    assert [track.ended.final for track in plan.head.tracks if track.ended] == [False, True]
    with pytest.raises(PlanOver):
        plan.adjust(day(10), "resume", item="beta", screening=SCREENED)
    plan.adjust(day(10), "resume", item="alpha", screening=SCREENED)
    assert taken(plan, day(10)) == ("5", "0")
    with pytest.raises(PlanOver):
        plan.adjust(day(11), "resume", item="beta", screening=SCREENED)


def test_a_stop_of_one_item_takes_back_its_rise_of_the_same_day() -> None:
    alpha = item("alpha", step("a1", "5"), step("a2", "10"))
    plan = walk_on(protocol(alpha, BETA, checkpoints=BOTH[:2], rules=RULES))
    plan.look(day(7))
    plan.look(day(7), None, abdominal_pain=9)
    plan.adjust(day(7), "close_call", call=3)
    plan.adjust(day(7), "resume", item="alpha", screening=SCREENED)
    assert {taken(plan, day(number))[0] for number in range(7, 14)} == {"5"}


def test_after_a_stop_of_the_whole_plan_only_what_is_named_comes_back() -> None:
    plan = both()
    plan.check_in(replace(plan.well(day(9), None), alarms=yes("fever")))
    plan.adjust(day(10), "close_call", call=2)
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(10), "resume", item="beta")
    plan.adjust(day(10), "resume", item="beta", screening=SCREENED)
    assert taken(plan, day(10)) == ("0", "3")
    plan.adjust(day(12), "resume", item="alpha", screening=SCREENED)
    assert taken(plan, day(12)) == ("2", "3")


def test_an_item_stays_stopped_for_its_own_reason_through_a_stop_and_a_resume_of_the_others() -> None:
    """What stopped alpha decides how it comes back, whatever stopped beta afterwards."""
    plan = both()
    plan.look(day(7))
    plan.look(day(9), None, abdominal_pain=9)
    plan.adjust(day(10), "close_call", call=3)
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(11), "resume", item="beta", screening=SCREENED)
    assert [track.ended and track.ended.reason for track in plan.head.tracks] == [StopReason.REACTION, None]
    assert taken(plan, day(11)) == ("0", "3")


def test_a_final_stop_of_one_item_stands_through_a_stop_and_a_resume_of_the_plan() -> None:
    plan = both()
    plan.look(day(5), None, nausea=9)
    plan.check_in(replace(plan.well(day(9), None), alarms=yes("fever")))
    for call in plan.head.calls:
        plan.adjust(day(10), "close_call", call=call.event)
    plan.adjust(day(10), "resume", screening=SCREENED)
    assert taken(plan, day(10)) == ("2", "0")


@pytest.mark.parametrize(("pain", "named"), [(2, True), (9, False)], ids=["goes on", "was stopped"])
def test_an_item_that_is_over_has_no_most_days_to_pass(pain: int, *, named: bool) -> None:
    """Alpha could still rise on day 5; its step has had its 21 days on day 21, where beta's has 60."""
    beta = item("beta", step("b1", "3", (7, 7, 60)), step("b2", "6"))
    looks = (look("tolerance", RULES), end(RULES, 28, item="beta", steps=("b2",)))
    plan = walk_on(protocol(ALPHA, beta, checkpoints=looks, rules=RULES))
    plan.look(day(5), None, abdominal_pain=pain)
    for number in (7, 14):
        plan.look(day(number), abdominal_pain=2, nausea=2)
    decision = plan.look(day(21), abdominal_pain=2, nausea=2)
    assert (decision.dose, outcomes(decision)) == (HOLD, [HOLD, HOLD])
    assert ("limit-most-days" in decision.call_because) is named


@pytest.mark.parametrize("alarm", ["fever", "seizure"])
def test_an_alarm_stops_every_item_whatever_else_there_is(alarm: str) -> None:
    plan = both()
    plan.look(day(7), abdominal_pain=7)
    plan.adjust(day(8), "pause", item="beta", on=day(12))
    decision = plan.check_in(replace(plan.well(day(9), "beta-look", nausea=4), alarms=yes(alarm)))
    assert (decision.dose, outcomes(decision)) == (STOP, [STOP, STOP])
    assert decision.final is (alarm == "seizure")
    assert {taken(plan, day(number)) for number in range(9, 120)} == {("0", "0")}


# --- each item to its own end


def test_each_item_has_its_own_end() -> None:
    plan = walk_on(protocol(*_short(), checkpoints=_short_looks(), rules=RULES))
    decision = plan.look(day(14), "alpha-end")
    assert decision.sentence.startswith(f"Alpha powder: the course ends; nothing is taken from {day(15)} on.")
    assert [taken(plan, day(number)) for number in (14, 15)] == [("9", "6"), ("0", "6")]
    assert plan.at(day(15)).phase is Phase.MAINTAINING
    plan.look(day(28), "beta-end")
    assert taken(plan, day(29)) == ("0", "0")
    assert plan.at(day(29)).phase is Phase.FINISHED


def _short() -> tuple[Any, ...]:
    return (
        item("alpha", step("a0", "4"), step("a1", "9", (14, 14, 14)), entry="a1"),
        item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)), entry="b2"),
    )


def _short_looks() -> tuple[Any, ...]:
    return (
        end(RULES, 14, steps=("a1",), key="alpha-end", item="alpha"),
        end(RULES, 28, steps=("b2",), key="beta-end", item="beta"),
    )


# at alpha's end: pain (alpha), nausea (beta), the doses on that day and on the next
AT_THE_END = [
    ("the end of one item hides no step back of another", 0, 4, ("9", "3"), ("0", "3")),
    ("the end of one item hides no stop of another", 0, 9, ("9", "0"), ("0", "0")),
    ("answers that lower this item end it at once", 4, 0, ("0", "6"), ("0", "6")),
    ("a hold of this item ends it after its planned days", 2, 0, ("9", "6"), ("0", "6")),
    ("a stop of this item is a stop", 9, 0, ("0", "6"), ("0", "6")),
]


@pytest.mark.parametrize(("pain", "nausea", "now", "then"), [r[1:] for r in AT_THE_END], ids=[r[0] for r in AT_THE_END])
def test_at_the_end_of_one_item(pain: int, nausea: int, now: tuple[str, str], then: tuple[str, str]) -> None:
    plan = walk_on(protocol(*_short(), checkpoints=_short_looks(), rules=RULES))
    plan.look(day(14), "alpha-end", abdominal_pain=pain, nausea=nausea)
    assert [taken(plan, day(number)) for number in (14, 15)] == [now, then]
    stopped = [each.phase is Phase.STOPPED for each in plan.at(day(15)).items]
    assert stopped == [pain == 9, nausea == 9]


# --- gated beside scheduled


def test_a_gated_item_changes_by_check_in_only() -> None:
    plan = both()
    assert {taken(plan, day(number)) for number in range(1, 22)} == {("5", "3")}


@pytest.mark.parametrize(("pain", "doses"), [(0, ("5", "6")), (2, ("5", "3")), (9, ("0", "0"))])
def test_a_scheduled_item_may_only_hold_or_fall_by_check_in(pain: int, doses: tuple[str, str]) -> None:
    """Two steps: nothing leads a scheduled item up to the second."""
    rules = scale("abdominal_pain")
    alpha = item("alpha", step("a1", "5", (28, 28, 28)), step("a2", "10", (28, 28, 28)), mode=Mode.SCHEDULED)
    plan = walk_on(protocol(alpha, BETA, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules))
    plan.look(day(7), abdominal_pain=pain)
    assert taken(plan, day(8)) == doses
    assert taken(plan, day(29))[0] == "0"


# --- the counted holds of each item are its own

APART = (
    rule("a-up", none_of(("abdominal_pain",)), ADVANCE, items=("alpha",)),
    rule("a-hold", answer("abdominal_pain", 2), HOLD, items=("alpha",)),
    rule("b-up", none_of(("nausea",)), ADVANCE, items=("beta",)),
    rule("b-hold", answer("nausea", 2), HOLD, items=("beta",)),
)


def apart() -> Walk:
    """Alpha is looked at every 7 days and may stay long, beta every 5 on its own."""
    alpha = item("alpha", step("a1", "5", (7, 7, 60)), step("a2", "10", (14, 14, 14)))
    first = (step("b1", "3", (5, 5, 60)), step("b2", "4", (5, 5, 21)), step("b3", "5", (5, 5, 21)))
    steps = (*first, step("b4", "6", (28, 28, 28)))
    looks = (
        look("tolerance", APART[:2]),
        look("beta-look", APART[2:], 5, item="beta", again_after=5),
        end(APART, 60),
    )
    return walk_on(protocol(alpha, item("beta", *steps), checkpoints=looks, rules=APART))


def test_rises_of_one_item_end_no_row_of_holds_of_another() -> None:
    plan = apart()
    for number, pain in ((5, 0), (7, 3), (10, 0), (14, 3), (15, 0)):
        checkpoint = "tolerance" if pain else "beta-look"
        assert plan.look(day(number), checkpoint, abdominal_pain=pain).call is Call.NONE
    third = plan.look(day(21), abdominal_pain=3)
    assert (third.call, third.call_because) == (Call.ROUTINE, ("limit-three-holds",))
    assert (plan.head.holds, taken(plan, day(22))) == ({"alpha": 3}, ("5", "6"))


def test_holds_of_two_items_make_no_row() -> None:
    plan = apart()
    for number, checkpoint, measure in (
        (5, "beta-look", "nausea"),
        (7, "tolerance", "abdominal_pain"),
        (10, "beta-look", "nausea"),
    ):
        assert plan.look(day(number), checkpoint, None, **{measure: 3}).call is Call.NONE
    assert plan.head.holds == {"alpha": 1, "beta": 2}
    assert plan.look(day(14), abdominal_pain=3).call is Call.NONE
    assert plan.look(day(15), "beta-look", nausea=3).call_because == ("limit-three-holds",)


def test_what_holds_every_item_counts_for_each_and_an_advance_ends_its_own_row() -> None:
    plan = apart()
    plan.look(day(5), "beta-look", days_taken=4)
    assert plan.head.holds == {"alpha": 1, "beta": 1}
    plan.look(day(7), "tolerance")
    assert plan.head.holds == {"beta": 1}
    plan.look(day(10), "beta-look")
    assert plan.head.holds == {}


def test_calls_take_the_strongest_of_all_items() -> None:
    plan = both()
    assert plan.look(day(7), abdominal_pain=7, nausea=9).call is Call.TODAY


def test_a_taper_decided_weeks_ahead_takes_no_look_from_the_dose_that_goes_on() -> None:
    """The plan's one end hangs on alpha, on day 14; beta goes on for 42 days, and then down its taper."""
    alpha = item("alpha", step("a1", "5", (14, 14, 21)))
    beta = item("beta", step("b1", "6", (42, 42, 63)), taper=(step("t1", "3", (7, 7, 7)),))
    looks = (look("tolerance", RULES), look("beta-look", RULES, 7, item="beta", every=7), end(RULES, 14))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=RULES))
    plan.look(day(7))
    for number in (7, 14):
        plan.look(day(number), "beta-look")
    plan.look(day(14), "end")
    assert ("beta-look", 21) in due(plan, day(14))
    for number in (21, 28, 35):
        assert plan.look(day(number), "beta-look").timing is Timing.ON_TIME
    assert taken(plan, day(42))[1] == "6"
    assert taken(plan, day(43))[1] == "3"


def test_a_resume_gives_nothing_back_of_an_item_that_was_completed() -> None:
    """A pause of both is named for day 12 and taken back on day 10; beta was over on day 7, a week before its limit."""
    beta = item("beta", step("b1", "3", (7, 7, 14)))
    looks = (look("tolerance", (WELL,), 14), end((WELL,), 7, item="beta"))
    plan = walk_on(protocol(ALPHA, beta, checkpoints=looks, rules=(WELL,)))
    plan.look(day(7), "end")
    assert (taken(plan, day(7)), taken(plan, day(8))) == (("5", "3"), ("10", "0"))
    plan.adjust(day(9), "pause", on=day(12))
    plan.adjust(day(10), "resume")
    assert (taken(plan, day(10)), taken(plan, day(13))) == (("10", "0"), ("10", "0"))


def test_an_item_that_was_completed_in_a_pause_makes_the_plan_no_longer() -> None:
    """Alpha is planned for 14 days, and beta for 28; both pause on days 8 to 13, where beta's end is looked at."""
    alpha, beta = item("alpha", step("a1", "5", (14, 14, 14))), item("beta", step("b1", "3", (28, 28, 60)))
    looks = (look("tolerance", (WELL,), 60), end((WELL,), 10, item="beta"))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=(WELL,)))
    plan.adjust(day(8), "pause")
    plan.look(day(10), "end")
    plan.adjust(day(14), "resume")
    assert [each.phase for each in plan.at(day(14)).items] == [Phase.MAINTAINING, Phase.FINISHED]
    assert [item_last_day(plan.head, track) for track in plan.head.tracks] == [day(20), day(9)]
    assert plan.at(day(14)).last_day == day(20)


def run_out() -> Walk:
    """Alpha climbs to a step of 7 days, which are over on day 14 without anybody; beta goes on, and is stopped."""
    alpha = item("alpha", step("a1", "5"), step("a2", "10", (7, 7, 7)))
    beta = item("beta", step("b1", "3", (7, 7, 60)), step("b2", "6"))
    looks = (look("tolerance", (WELL,), steps=("a1",)), end((WELL,), 60, item="beta"))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=(WELL,)))
    plan.look(day(7))
    plan.adjust(day(16), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert [taken(plan, day(number)) for number in (7, 14, 15, 16)] == [("5", "3"), ("10", "3"), ("0", "3"), ("0", "0")]
    return plan


@pytest.mark.parametrize("number", [16, 17, 27, 34])
def test_h15_a_resume_gives_nothing_back_of_an_item_that_had_run_to_its_last_day(number: int) -> None:
    """Neither on the day of the stop, nor by the table of days without a dose, nor by its own name afterwards."""
    plan = run_out()
    plan.adjust(day(number), "resume", screening=SCREENED)
    assert {taken(plan, day(later)) for later in range(number, number + 12)} == {("0", "3")}
    assert [each.phase for each in plan.at(day(number)).items] == [Phase.FINISHED, Phase.TITRATING]
    assert taken(plan, day(14)) == ("10", "3")
    with pytest.raises(PlanOver):
        plan.adjust(day(number), "resume", item="alpha", screening=SCREENED)


@pytest.mark.parametrize("number", [12, 14])
def test_days_after_a_stop_stay_days_without_a_dose_though_the_whole_plan_was_paused_meanwhile(number: int) -> None:
    plan = both()
    plan.look(day(5), None, abdominal_pain=9)
    plan.adjust(day(6), "close_call", call=2)
    plan.adjust(day(12), "pause")
    plan.adjust(day(number), "resume", screening=SCREENED)
    assert [taken(plan, day(each)) for each in (4, number)] == [("5", "3"), ("2", "3")]
    assert {taken(plan, day(each)) for each in range(5, 12)} == {("0", "3")}


def test_no_fall_by_the_calendar_comes_to_an_item_that_was_stopped() -> None:
    """Beta would fall on day 8; stopped on day 5, it has had 4 of its 7 days when it is taken up again."""
    beta = item("beta", step("b1", "6", (7, 7, 7)), taper=(step("t1", "3", (7, 7, 7)),))
    rules = (WELL, rule("beta-out", answer("nausea", 9), STOP, TODAY, items=("beta",)))
    plan = walk_on(protocol(ALPHA, beta, checkpoints=(look("tolerance", rules, 60), end(rules, 60)), rules=rules))
    plan.look(day(5), None, nausea=9)
    plan.adjust(day(6), "close_call", call=2)
    assert {plan.at(day(number)).items[1].step for number in (5, 9, 30)} == {"b1"}
    plan.adjust(day(10), "resume", item="beta", screening=SCREENED)
    assert [taken(plan, day(number))[1] for number in (4, 5, 9, 10, 12, 13, 19, 20)] == [*"60066330"]


def test_h15_the_last_day_of_a_plan_is_that_of_what_is_still_taken_not_of_an_item_that_was_stopped() -> None:
    """Alpha ends after day 14, beta after its 28; beta is stopped on day 5, and taken up again on day 10."""
    alpha, beta = item("alpha", step("a1", "5", (14, 14, 14))), item("beta", step("b1", "3", (28, 28, 28)))
    rules = (WELL, rule("beta-out", answer("nausea", 9), STOP, TODAY, items=("beta",)))
    plan = walk_on(protocol(alpha, beta, checkpoints=(look("tolerance", rules, 28), end(rules, 28)), rules=rules))
    assert plan.at(day(5)).last_day == day(28)
    plan.look(day(5), None, nausea=9)
    assert plan.at(day(5)).last_day == day(14)
    plan.adjust(day(6), "close_call", call=2)
    plan.adjust(day(10), "resume", item="beta", screening=SCREENED)
    assert plan.at(day(10)).last_day == day(33)


@pytest.mark.parametrize("final", [True, False])
def test_h15_a_reaction_told_at_the_late_end_of_a_completed_item_gives_it_no_way_back(*, final: bool) -> None:
    """Alpha goes down its taper from day 8 on, and is over with day 10; its end is looked at on day 12."""
    down = step("t1", "3", (3, 3, 3))
    alpha, beta = item("alpha", step("a1", "5", (7, 7, 7)), taper=(down,)), item("beta", step("b1", "3", (28, 28, 28)))
    out = rule("alpha-out", answer("abdominal_pain", 9), STOP, TODAY, items=("alpha",), final=final)
    looks = (
        look("down", (WELL, out), 3, steps=("t1",), item="alpha"),
        end((WELL, out), 10, item="alpha"),
        look("beta-look", (WELL, out), 28, item="beta"),
    )
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=(WELL, out)))
    plan.look(day(10), "down")
    assert taken(plan, day(11)) == ("0", "3")
    plan.look(day(12), "end", abdominal_pain=9)
    ended = plan.head.tracks[0].ended
    assert ended is not None
    assert (ended.reason, ended.final, ended.on) == (StopReason.COMPLETED, final, day(11))
    plan.adjust(day(13), "close_call", call=plan.head.calls[-1].event)
    with pytest.raises(PlanOver):
        plan.adjust(day(13), "resume", item="alpha", screening=SCREENED)


def test_h15_an_item_that_was_completed_before_a_stop_of_the_plan_stays_completed_after_it() -> None:
    plan = walk_on(protocol(*_short(), checkpoints=_short_looks(), rules=RULES))
    plan.look(day(14), "alpha-end")
    plan.adjust(day(16), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(17), "resume", item="beta", screening=SCREENED)
    assert [each.phase for each in plan.at(day(17)).items] == [Phase.FINISHED, Phase.MAINTAINING]
    with pytest.raises(PlanOver):
        plan.adjust(day(18), "resume", item="alpha", screening=SCREENED)


def test_h15_an_end_that_is_moved_on_for_one_item_stays_the_end_of_another_that_would_be_over_before() -> None:
    """The plan ends after day 28, beta after its 25 days, or later by as many as it is paused."""
    alpha, beta = item("alpha", step("a1", "5", (28, 28, 28))), item("beta", step("b1", "3", (25, 25, 25)))
    plan = walk_on(protocol(alpha, beta, checkpoints=(end((WELL,), 20),), rules=(WELL,)))
    plan.look(day(20), "end")
    assert [taken(plan, day(number)) for number in (25, 26, 28, 29)] == [("5", "3"), ("5", "0"), ("5", "0"), ("0", "0")]
    plan.adjust(day(21), "extend", item="alpha", until=day(40), screening=SCREENED)
    assert [track.ended and track.ended.on for track in plan.head.tracks] == [None, day(29)]
    plan.adjust(day(22), "pause", item="beta")
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(27), "resume", item="beta")


def lapsing(days: int) -> Walk:
    """Beta's first look is out by day 17, from when nothing is taken; its one dose is for so many days."""
    beta = item("beta", step("b1", "3", (days, days, days)))
    looks = (
        look("alpha-look", RULES, 60, item="alpha"),
        look("beta-look", RULES, 2, item="beta"),
        end(RULES, days, item="beta"),
    )
    plan = walk_on(protocol(ALPHA, beta, checkpoints=looks, rules=RULES))
    assert [taken(plan, day(number)) for number in (16, 17, 18)] == [("5", "3"), ("0", "0"), ("0", "0")]
    return plan


def test_the_end_of_one_item_after_a_lapse_gives_none_of_its_days_back() -> None:
    plan = lapsing(28)
    plan.look(day(28), "end")
    assert {taken(plan, day(number)) for number in range(17, 40)} == {("0", "0")}
    assert [each.phase for each in plan.at(day(29)).items] == [Phase.PAUSED, Phase.FINISHED]


def test_an_item_that_ran_to_its_last_day_in_a_lapse_stays_as_it_was_whatever_is_done() -> None:
    plan = lapsing(20)
    assert [each.phase for each in plan.at(day(21)).items] == [Phase.PAUSED, Phase.FINISHED]
    plan.adjust(day(23), "product", product=replace(plan.head.product, name="Pure"))
    assert {taken(plan, day(number)) for number in range(17, 40)} == {("0", "0")}
    assert [each.phase for each in plan.at(day(24)).items] == [Phase.PAUSED, Phase.FINISHED]
    assert item_last_day(plan.head, plan.head.tracks[1]) == day(20)
    plan.adjust(day(25), "resume", screening=SCREENED)
    assert (taken(plan, day(20)), taken(plan, day(25))) == (("0", "0"), ("5", "0"))


def test_a_late_look_at_the_end_gives_no_day_of_the_lapse_back_where_every_item_ran_to_its_last_day_in_it() -> None:
    """The plan lapses on day 17; beta comes to its last day on day 20, alpha on day 24."""
    alpha, beta = item("alpha", step("a1", "5", (24, 24, 24))), item("beta", step("b1", "3", (20, 20, 20)))
    looks = (look("alpha-look", RULES, 2, item="alpha"), end(RULES, 24, item="alpha"))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=RULES))
    assert [taken(plan, day(number)) for number in (16, 17, 20, 24)] == [("5", "3"), *[("0", "0")] * 3]
    plan.look(day(30), "end")
    assert {taken(plan, day(number)) for number in range(17, 40)} == {("0", "0")}


# --- an item that its hard last day ended is over as one that was completed is: only an extension gives it days


def one_over() -> Walk:
    """Beta's last day is 15, and nobody looks at its end; alpha goes on, and is looked at on day 60."""
    beta = item("beta", step("b1", "2", (1, 7, 21)), step("b2", "3", (7, 14, 14)))
    plan = walk_on(protocol(ALPHA, beta, checkpoints=(look("tolerance", RULES, 60), end(RULES, 90)), rules=RULES))
    plan.adjust(day(1), "set_step", step="b2")
    assert [taken(plan, day(number)) for number in (1, 2, 15, 16)] == [("5", "2"), ("5", "3"), ("5", "3"), ("5", "0")]
    return plan


Acts = tuple[tuple[int, str, dict[str, Any]], ...]

STOP_ON_20: Final = (20, "stop", {"stop_reason": StopReason.CLIENTS_CHOICE})
WITH_SCREENING: Final = {"screening": SCREENED}

# what is done, by day
ROADS: list[tuple[str, Acts]] = [
    ("a stop and a resume of both", (STOP_ON_20, (20, "resume", WITH_SCREENING))),
    ("a stop and a resume some days later", (STOP_ON_20, (23, "resume", WITH_SCREENING))),
    ("a stop and a resume of the other", (STOP_ON_20, (20, "resume", {"item": "alpha", **WITH_SCREENING}))),
    ("a pause and a resume of both", ((20, "pause", {}), (22, "resume", {}))),
    ("a pause on the day after its last", ((16, "pause", {}), (18, "resume", {}))),
    ("a pause for later, taken back", ((17, "pause", {"on": day(19)}), (18, "resume", {}))),
    (
        "a weight that pauses",
        ((20, "weigh", {"weight": of("47", Unit.KILOGRAM), "confirmed": True, "loss_was_planned": True}),),
    ),
    ("a screening", ((20, "rescreen", {"overrides": (), **WITH_SCREENING}),)),
    ("two stops and two resumes", (STOP_ON_20, (20, "resume", WITH_SCREENING)) * 2),
]


@pytest.mark.parametrize("acts", [row[1] for row in ROADS], ids=[row[0] for row in ROADS])
def test_nothing_gives_a_day_to_an_item_that_its_last_day_ended(acts: Acts) -> None:
    plan = one_over()
    for number, kind, fields in acts:
        plan.adjust(day(number), kind, **fields)
    assert {taken(plan, day(number))[1] for number in range(16, 112)} == {"0"}
    assert {taken(plan, day(number)) for number in range(2, 16)} == {("5", "3")}
    with pytest.raises(PlanOver):
        plan.adjust(day(24), "resume", item="beta", screening=SCREENED)


def stopped_by_alarm(plan: Walk, on: date) -> None:
    plan.check_in(replace(plan.well(on, None), alarms=yes("fever")))
    for call in plan.head.calls:
        plan.adjust(on, "close_call", call=call.event)


def test_an_alarm_that_stops_the_plan_gives_none_either() -> None:
    plan = one_over()
    stopped_by_alarm(plan, day(20))
    with pytest.raises(PlanOver):
        plan.adjust(day(21), "resume", item="beta", screening=SCREENED)
    plan.adjust(day(21), "resume", screening=SCREENED)
    assert {taken(plan, day(number)) for number in range(21, 40)} == {("2", "0")}
    assert plan.at(day(22)).items[1].phase is Phase.FINISHED
    stopped_by_alarm(plan, day(40))
    plan.adjust(day(40), "resume", item="alpha", screening=SCREENED)
    with pytest.raises(PlanOver):
        plan.adjust(day(40), "resume", item="beta", screening=SCREENED)


def test_an_item_that_was_stopped_before_its_last_day_comes_back() -> None:
    """Its pause begins with its stop, however long the others went on: days without a dose are not its days."""
    plan = one_over()
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(10), "resume", item="alpha", screening=SCREENED)
    plan.adjust(day(17), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(17), "resume", item="beta", screening=SCREENED)
    assert [taken(plan, day(number)) for number in (9, 10, 16, 17)] == [("5", "3"), ("5", "0"), ("5", "0"), ("0", "2")]


def test_what_was_completed_stays_over_through_a_stop_and_a_resume_of_the_other() -> None:
    plan = walk_on(protocol(*_short(), checkpoints=_short_looks(), rules=RULES))
    plan.look(day(14), "alpha-end")
    plan.adjust(day(18), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(18), "resume", item="beta", screening=SCREENED)
    with pytest.raises(PlanOver):
        plan.adjust(day(19), "resume", item="alpha", screening=SCREENED)
    assert {taken(plan, day(number))[0] for number in range(15, 60)} == {"0"}


def test_what_ended_for_a_reaction_stays_ended_for_it() -> None:
    """A stop of the whole plan is no newer reason: beta comes back below the step that was not tolerated."""
    plan = walk_on(
        protocol(ALPHA, replace(BETA, ladder=replace(BETA.ladder, entry="b2")), checkpoints=BOTH, rules=REACTS)
    )
    plan.look(day(5), None, nausea=9)
    plan.adjust(day(6), "close_call", call=2)
    plan.adjust(day(7), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(7), "resume", item="alpha", screening=SCREENED)
    plan.adjust(day(8), "resume", item="beta", screening=SCREENED)
    assert taken(plan, day(8)) == ("5", "3")


def test_nothing_is_resumed_after_the_calendar_limit() -> None:
    plan = walk_on(protocol(ALPHA, checkpoints=(look("tolerance", RULES, 60), end(RULES, 90)), rules=RULES, limit=40))
    plan.adjust(day(39), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    with pytest.raises(PlanOver):
        plan.adjust(day(41), "resume", screening=SCREENED)
    plan.adjust(day(40), "resume", screening=SCREENED)
    assert [taken(plan, day(number)) for number in (39, 40, 41)] == [("0",), ("5",), ("0",)]


def test_a_pause_of_an_item_that_was_stopped_gives_none_of_its_days_back() -> None:
    """Stopped on day 5, paused by name on day 9, and resumed on day 12: seven days without a dose, and not three."""
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=BOTH, rules=REACTS))
    plan.look(day(5), None, nausea=9)
    plan.adjust(day(6), "close_call", call=2)
    plan.adjust(day(9), "pause", item="beta")
    done = plan.adjust(day(12), "resume", item="beta", screening=SCREENED)
    assert done.sentence == "Resumed after 7 days without a dose."
    assert [taken(plan, day(number))[1] for number in range(3, 14)] == ["3"] * 2 + ["0"] * 7 + ["3"] * 2


def test_an_item_that_its_last_day_ended_does_not_end_again_by_a_pause_of_both() -> None:
    """Both are paused on day 20, and alpha ends by itself after 28 days without a dose; beta was over on day 16."""
    plan = one_over()
    plan.adjust(day(20), "pause")
    assert [[each.phase for each in plan.at(day(number)).items] for number in (48, 49)] == [
        [Phase.PAUSED, Phase.FINISHED],
        [Phase.STOPPED, Phase.FINISHED],
    ]


def test_an_event_that_moves_gives_no_days_to_an_item_that_its_limit_ended() -> None:
    """Both end with the limit on day 20; alpha was extended by name until day 60, and pauses for the event."""
    alpha, beta = item("alpha", step("a1", "5", (84, 84, 84))), item("beta", step("b1", "3", (84, 84, 84)))
    event = AnchoredEvent(called="The event", days_before=30)
    plan = walk_on(protocol(alpha, beta, checkpoints=(end(RULES, 84),), rules=RULES, limit=20, anchored_to=event))
    plan.adjust(day(19), "extend", item="alpha", until=day(60), screening=SCREENED)
    assert [taken(plan, day(number)) for number in (20, 21)] == [("5", "3"), ("5", "0")]
    plan.adjust(day(25), "pause")
    plan.adjust(day(25), "move_event", event_on=day(61))
    plan.adjust(day(27), "resume")
    assert [taken(plan, day(number)) for number in (20, 24, 26, 27, 45)] == [
        ("5", "3"),
        ("5", "0"),
        ("0", "0"),
        ("5", "0"),
        ("5", "0"),
    ]


def test_days_without_a_dose_lower_an_item_once() -> None:
    """Alpha is paused, before them or among them: it comes back by all its days when it is resumed, and not twice."""
    for paused in (24, 30):
        plan = both()
        for number in (7, 14):
            plan.look(day(number))
            plan.look(day(number), "beta-look", nausea=2)
        plan.look(day(21), nausea=2)
        assert taken(plan, day(22)) == ("15", "3")
        plan.adjust(day(paused), "pause", item="alpha")
        told = replace(plan.well(day(33), None, nausea=2), off_days=8)
        decision = plan.check_in(told)
        off = next(each for each in decision.considered if each.key == "limit-off-days")
        assert (off.items, taken(plan, day(33))) == (("beta",), ("0", "0"))
        plan.adjust(day(34), "resume", item="alpha")
        assert taken(plan, day(34)) == ("10", "0")


def test_what_was_true_before_an_items_pause_is_not_true_again_while_it_lasts() -> None:
    """A second time comes after a resume: what is told in the pause at another item's look is the same occasion."""
    again = AllOf(of=(answer("abdominal_pain", 7), FiredBefore(rule="alpha-pause")))
    rules = (*RULES[:-1], rule("second", again, STOP, ROUTINE, items=("alpha",)))
    looks = tuple(replace(each, rules=tuple(one.key for one in rules)) for each in BOTH)
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=looks, rules=rules))
    assert outcomes(plan.look(day(7), abdominal_pain=7))[0] is DoseOutcome.PAUSE
    assert outcomes(plan.look(day(7), "beta-look", abdominal_pain=7))[0] is DoseOutcome.PAUSE
    plan.adjust(day(8), "resume", item="alpha")
    assert outcomes(plan.look(day(9), None, abdominal_pain=7))[0] is DoseOutcome.STOP


def test_a_later_pause_of_all_says_which_one_stood_before() -> None:
    plan = both()
    plan.adjust(day(2), "pause", on=day(4), item="alpha")
    says = plan.adjust(day(3), "pause", on=day(6)).sentence
    stands = f"The pause from {day(4)} on stands: for a later one, resume first."
    assert says == f"Paused from {day(6)} on: nothing is taken then. {stands}"
    assert [taken(plan, day(number)) for number in (3, 4, 6)] == [("5", "3"), ("0", "3"), ("0", "0")]


def test_days_without_a_dose_count_for_no_item_whatever_is_decided_about_it() -> None:
    """Alpha is about to rise when its other look tells of a day off: it is taken back, and the step looked at."""
    course = of_course("course", RULES, 7)
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=(*BOTH, course), rules=RULES))
    plan.look(day(7))
    told = plan.check_in(replace(plan.well(day(7), "course", days_taken=6), off_days=1))
    assert [(each.dose, each.carry_on) for each in told.items] == [(ADVANCE, True), (HOLD, False)]
    assert told.sentence.startswith("Alpha powder: carry on with 5 g a day; the rise that was decided is taken back.")
    assert taken(plan, day(9)) == ("5", "3")
    assert ("tolerance", 14) in due(plan, day(7))


def test_days_without_a_dose_do_not_count_for_what_carries_on() -> None:
    """Alpha would rise, and beta waits for its own look: its least days are over a day later, too."""
    own = (*scale("abdominal_pain", "alpha"), *scale("nausea", "beta"))
    looks = (look("tolerance", own), look("beta-look", own, 7, item="beta"), *BOTH[2:])
    ends = tuple(replace(each, rules=tuple(one.key for one in own)) for each in looks)
    plan = walk_on(protocol(ALPHA, BETA, checkpoints=ends, rules=own))
    told = plan.check_in(replace(plan.well(day(7), days_taken=6), off_days=1))
    assert told.sentence.startswith("Alpha powder: advance to 10 g a day from")
    assert "Beta powder: carry on with 3 g a day. Rule" in told.sentence
    plan.adjust(day(7), "hold", item="alpha")
    plan.look(day(7), "beta-look", abdominal_pain=2)
    assert [taken(plan, day(number)) for number in (8, 9)] == [("5", "3"), ("5", "6")]
