"""One plain sentence for people: right and human for every effect, each of several items by what it is called."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.alarm import LOCKED
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from tests.plans.walking import DAY_1, Walk, walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    ROUTINE,
    STEP_BACK,
    STOP,
    TODAY,
    answer,
    day,
    end,
    item,
    ladder,
    look,
    none_of,
    protocol,
    rule,
    step,
    taken,
)

LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
DOWN = (step("t1", "8", (3, 7, 7)), step("t2", "4", (3, 7, 7)))


def first(plan: Walk, check_in: CheckIn) -> str:
    """The sentence up to the reasons, which begin with the words of the rules."""
    return plan.check_in(check_in).sentence.split(" Rule ")[0]


def top(**also: Any) -> Walk:
    plan = walk_on(protocol(ladder(**also), checkpoints=LOOKS))
    plan.look(day(7))
    plan.look(day(14))
    return plan


def climbing() -> Walk:
    return walk_on(protocol(ladder(), checkpoints=LOOKS))


ONE = [
    ("advance", climbing, 7, "tolerance", {}, f"Advance to 10 g a day from {day(8)}."),
    ("carry on", top, 21, "tolerance", {}, "Carry on with 15 g a day."),
    ("hold", climbing, 7, "tolerance", {"abdominal_pain": 2}, "Hold at 5 g a day."),
    ("step back", climbing, 7, "tolerance", {"abdominal_pain": 4}, "Step back to 2 g a day at once."),
    (
        "pause",
        climbing,
        7,
        "tolerance",
        {"abdominal_pain": 7},
        "Pause at once: nothing is taken until a practitioner resumes the plan.",
    ),
    ("stop", climbing, 7, "tolerance", {"abdominal_pain": 9}, "Stop at once."),
    ("the end", top, 28, "end", {}, f"The course ends; nothing is taken from {day(29)} on."),
    ("the end, early", top, 28, "end", {"abdominal_pain": 4}, f"The course ends; nothing is taken from {day(28)} on."),
]


@pytest.mark.parametrize(("begin", "on", "key", "answers", "says"), [r[1:] for r in ONE], ids=[r[0] for r in ONE])
def test_one_item(begin: Any, on: int, key: str, answers: dict[str, Any], says: str) -> None:
    plan = begin()
    assert first(plan, plan.well(day(on), key, **answers)) == says


def test_a_rise_that_is_taken_back() -> None:
    plan = climbing()
    plan.look(day(7))
    says = first(plan, plan.well(day(7), None, abdominal_pain=2))
    assert says == "Hold at 5 g a day; the rise that was decided is taken back."


def test_a_rise_that_stands_is_not_spoken_of_as_taken_back() -> None:
    """All well, but at no checkpoint that is due: it holds, and the rise of tomorrow stays."""
    plan = climbing()
    plan.look(day(7))
    says = plan.look(day(7)).sentence
    assert says.startswith(f"Hold at 5 g a day; 10 g a day from {day(8)} on, as was decided. Before the window opens")
    assert taken(plan, day(8)) == ("10",)


def test_days_that_start_again_change_no_dose() -> None:
    plan = climbing()
    told = plan.check_in(replace(plan.well(day(14)), off_days=3))
    assert told.sentence.startswith("Hold at 5 g a day. 3 days in a row")


def test_a_plan_that_is_paused_stays_so() -> None:
    plan = climbing()
    plan.adjust(day(3), "pause")
    assert plan.look(day(7)).sentence.startswith(
        "Stay paused: nothing is taken until a practitioner resumes the plan. The plan is paused:"
    )


def test_before_the_start() -> None:
    looks = (look("before", PAIN, None, kind=walk().protocol.checkpoints[0].kind), *LOOKS)
    for pain, says in ((0, "Nothing changes."), (4, "Begin with 2 g a day.")):
        plan = walk_on(protocol(ladder(), checkpoints=looks), today=day(0))
        assert first(plan, plan.well(day(0), "before", abdominal_pain=pain)).startswith(says)


# answers, the sentence up to its reasons: no dose is held, stepped back to or told for a weight as if it were taken
AWAITED = [
    ("all well", {}, "No dose yet. Test results are still awaited: nothing is taken until they are in."),
    (
        "a symptom",
        {"abdominal_pain": 2},
        "No dose yet. Rule mild. Test results are still awaited: nothing is taken until they are in.",
    ),
    ("a step back", {"abdominal_pain": 5}, "Begin with 2 g a day once the test results are in; until then nothing"),
]


@pytest.mark.parametrize(("answers", "says"), [row[1:] for row in AWAITED], ids=[row[0] for row in AWAITED])
def test_while_results_before_the_first_dose_are_awaited(answers: dict[str, Any], says: str) -> None:
    plan = walk_on(replace(protocol(ladder(), checkpoints=LOOKS), baseline_labs=("egfr",)))
    assert plan.look(day(7), **answers).sentence.startswith(says)


def test_a_lower_weight_told_while_results_are_awaited_names_no_dose_of_today() -> None:
    plan = walk("glutamine-crohn-remission")
    told = plan.check_in(plan.well(day(7), body_weight="68"))
    assert told.sentence.startswith("No dose yet. Test results are still awaited")


def test_nothing_leads_up() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", ()), end((), 14)), rules=()))
    assert plan.look(day(7)).sentence.startswith("Hold at 5 g a day. No rule leads to a rise.")


ZERO, SEVEN = DecimalString("0"), DecimalString("7")
ALL_BUT_THE_DAYS = "stomach or belly pain, feeling sick, the alarms, the changes"
MISSING: list[tuple[str, dict[str, Any], str]] = [
    ("one answer", {"answers": {"abdominal_pain": ZERO, "days_taken": SEVEN}}, "feeling sick"),
    ("all answers", {"answers": {}}, "stomach or belly pain, feeling sick, days taken as planned"),
    ("all alarms", {"alarms": None}, "the alarms"),
    (
        "one alarm",
        {"alarms": Told(answers=dict.fromkeys([each.key for each in LOCKED[1:]], YesNoUnknown.NO))},
        "some alarms",
    ),
    ("all changes", {"changes": None}, "the changes"),
    ("most changes", {"changes": Told(answers={"hospital": YesNoUnknown.NO})}, "some changes"),
    ("all but the days", {"answers": {"days_taken": SEVEN}, "alarms": None, "changes": None}, ALL_BUT_THE_DAYS),
]


@pytest.mark.parametrize(("left_out", "called"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_what_is_missing_is_asked_for_and_no_rule_is_said_to_be_true(left_out: dict[str, Any], called: str) -> None:
    """A rule that cannot be decided is in the decision, not in its sentence: nobody said that pain is severe."""
    plan = climbing()
    decision = plan.check_in(replace(plan.well(day(7)), **left_out))
    says = f"Hold at 5 g a day. Not asked or not answered: {called}. Ask again within 2 days."
    assert decision.sentence == f"{says} Next check-in due {day(9)}."


def test_what_cannot_be_decided_holds_without_a_word_that_is_not_true() -> None:
    """A rule may look at what was never asked: it holds, because it could speak against a rise."""
    tired = rule("tired", answer("energy", 3), HOLD)
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", (tired,)), end((), 14)), rules=(tired,)))
    says = plan.look(day(7)).sentence
    assert says.startswith("Hold at 5 g a day. Without what was not answered it cannot be decided.")


def test_a_final_stop() -> None:
    plan = climbing()
    assert plan.check_in(CheckIn(on=day(3), alarms=yes("seizure"))).sentence.startswith("Stop for good. Alarm: A fit.")


def test_calls_and_the_next_check_in_come_last() -> None:
    plan = climbing()
    assert plan.look(day(7), abdominal_pain=2).sentence == f"Hold at 5 g a day. Rule mild. Next check-in due {day(14)}."
    says = plan.look(day(8), None, abdominal_pain=9).sentence
    assert (says.startswith("Stop at once. Rule severe."), says.endswith("A practitioner calls today.")) == (True, True)


# --- a taper

TAPER = [
    ("onto the taper", 28, "end", {}, f"Carry on with 15 g a day, then 8 g a day from {day(29)} on."),
    ("onto it at a hold", 28, "end", {"abdominal_pain": 2}, f"Hold at 15 g a day, then 8 g a day from {day(29)} on."),
]


@pytest.mark.parametrize(("on", "key", "answers", "says"), [row[1:] for row in TAPER], ids=[row[0] for row in TAPER])
def test_onto_a_taper(on: int, key: str, answers: dict[str, Any], says: str) -> None:
    plan = top(taper=DOWN)
    plan.look(day(21))
    assert first(plan, plan.well(day(on), key, **answers)) == says


def test_down_a_taper() -> None:
    plan = top(taper=DOWN)
    plan.look(day(21))
    plan.look(day(28), "end")
    assert first(plan, plan.well(day(35), "tolerance")) == f"Go down to 4 g a day from {day(36)}."
    assert first(plan, plan.well(day(37), None, abdominal_pain=2)) == "Hold at 4 g a day."
    ends = f"The course ends; nothing is taken from {day(38)} on."
    assert first(plan, plan.well(day(38), None, abdominal_pain=4)) == ends


# --- several items

RULES = (
    rule("well", none_of(("abdominal_pain", "nausea")), ADVANCE),
    rule("alpha-hold", answer("abdominal_pain", 2), HOLD, items=("alpha",)),
    rule("alpha-back", answer("abdominal_pain", 4), STEP_BACK, items=("alpha",)),
    rule("alpha-pause", answer("abdominal_pain", 7), PAUSE, ROUTINE, items=("alpha",)),
    rule("alpha-stop", answer("abdominal_pain", 9), STOP, TODAY, items=("alpha",), final=True),
    rule("all-hold", answer("nausea", 2), HOLD),
    rule("all-pause", answer("nausea", 7), PAUSE, ROUTINE),
    rule("all-stop", answer("nausea", 9), STOP, TODAY),
)


def both() -> Walk:
    beta = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
    looks = (look("tolerance", RULES), end(RULES, 14, steps=("a3",), item="alpha"))
    return walk_on(protocol(ladder(), beta, checkpoints=looks, rules=RULES))


PAUSED = "pause at once: nothing is taken until a practitioner resumes the plan"

SEVERAL = [
    ("one rises", {}, f"Alpha powder: advance to 10 g a day from {day(8)}. Beta powder: carry on with 3 g a day."),
    ("one is held", {"abdominal_pain": 2}, "Alpha powder: hold at 5 g a day. Beta powder: hold at 3 g a day."),
    (
        "one steps back",
        {"abdominal_pain": 4},
        "Alpha powder: step back to 2 g a day at once. Beta powder: hold at 3 g a day.",
    ),
    (
        "one is paused",
        {"abdominal_pain": 7},
        f"Alpha powder: {PAUSED}. Beta powder: hold at 3 g a day.",
    ),
    ("one is stopped for good", {"abdominal_pain": 9}, "Alpha powder: stop for good. Beta powder: hold at 3 g a day."),
    ("all are paused", {"nausea": 7}, "Pause at once: nothing is taken until a practitioner resumes the plan."),
    ("all are stopped", {"nausea": 9}, "Stop at once."),
]


@pytest.mark.parametrize(("answers", "says"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL])
def test_several_items(answers: dict[str, Any], says: str) -> None:
    plan = both()
    assert first(plan, plan.well(day(7), **answers)) == says


def test_an_item_that_is_over_is_not_spoken_of() -> None:
    plan = both()
    plan.look(day(7), abdominal_pain=9)
    plan.adjust(day(8), "close_call", call=2)
    assert first(plan, plan.well(day(14))) == f"Beta powder: advance to 6 g a day from {day(15)}."


def test_the_reasons_of_every_item_are_told_once() -> None:
    plan = both()
    decision = plan.look(day(7), abdominal_pain=4, nausea=2)
    assert "Rule alpha-back. Rule all-hold." in decision.sentence
    assert decision.sentence.count("Rule all-hold.") == 1


def test_each_item_is_shown_on_its_own_day() -> None:
    """Alpha falls at once, beta rises tomorrow: the decision says both, and takes effect with the fall."""
    rules = (*RULES[1:], rule("beta-well", none_of(("nausea",)), ADVANCE, items=("beta",)))
    beta = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
    plan = walk_on(protocol(ladder(), beta, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules))
    decision = plan.look(day(7), abdominal_pain=4)
    doses = [None if each.arithmetic is None else str(each.arithmetic.daily.value) for each in decision.after]
    assert (decision.dose, decision.effective_on, doses) == (STEP_BACK, day(7), ["2", "6"])
    assert decision.sentence.startswith(
        f"Alpha powder: step back to 2 g a day at once. Beta powder: advance to 6 g a day from {day(8)}."
    )


def test_nothing_to_take() -> None:
    whole = walk("glutamine-low-fodmap").protocol
    plan = walk_on(replace(whole, items=whole.items[1:]))
    assert plan.look(DAY_1, None).sentence.startswith("Nothing changes.")
