"""A dose is never raised while a `today` or `emergency` call is open: not beside it, and not after it opened."""

from typing import Any

import pytest

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.rule import Rule
from protocols.plans.decide import dosing
from protocols.plans.entering import Entered
from protocols.plans.fold import affected
from protocols.plans.recall import recall_before
from tests.plans.walking import Walk, walk_on
from tests.spec.protocols import (
    ADVANCE,
    EMERGENCY,
    HOLD,
    NONE,
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
    protocol,
    rule,
    step,
    taken,
)

ALPHA = item("alpha", step("a1", "5", (7, 7, 30)), step("a2", "10"), step("a3", "15", (21, 21, 21)))
SLOW = item("alpha", step("a1", "5", (10, 10, 30)), step("a2", "10"), step("a3", "15", (21, 21, 21)))
BETA = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
UP = (
    rule("a-clear", none_of(("abdominal_pain",)), ADVANCE, items=("alpha",)),
    rule("b-clear", none_of(("nausea",)), ADVANCE, items=("beta",)),
)


def two(*rules: Rule, alpha: Any = ALPHA) -> Walk:
    """Alpha from 5 g, beta from 3 g; beta has a look of its own on day 8."""
    looks = (
        look("tolerance", rules),
        look("beta-look", rules, 8, item="beta"),
        end(rules, 21, steps=("a3",), key="alpha-end", item="alpha"),
        end(rules, 28, steps=("b2",), key="beta-end", item="beta"),
    )
    return walk_on(protocol(alpha, BETA, checkpoints=looks, rules=rules))


def bad(dose: DoseOutcome, call: Call, **also: Any) -> Rule:
    return rule("b-bad", answer("nausea", 2), dose, call, items=("beta",), **also)


# what beta's rule does, whom it calls; alpha the day after
BESIDE = [(dose, call) for dose in (HOLD, STEP_BACK, PAUSE, STOP) for call in (TODAY, EMERGENCY)]


@pytest.mark.parametrize(("dose", "call"), BESIDE)
def test_h10_no_item_rises_beside_the_call_that_another_opens(dose: DoseOutcome, call: Call) -> None:
    plan = two(*UP, bad(dose, call))
    decision = plan.look(day(7), nausea=3)
    alpha = decision.items[0]
    assert (alpha.dose, alpha.because, decision.call) == (HOLD, ("limit-open-call",), call)
    assert taken(plan, day(8))[0] == "5"
    assert "A call opens with this check-in: nothing rises until a named practitioner has closed it." in (
        decision.sentence
    )


@pytest.mark.parametrize("call", [NONE, ROUTINE])
def test_an_item_rises_beside_a_call_that_can_wait(call: Call) -> None:
    plan = two(*UP, bad(HOLD, call))
    assert plan.look(day(7), nausea=3).items[0].dose is ADVANCE
    assert taken(plan, day(8))[0] == "10"


def test_h10_a_call_that_the_lowest_step_makes_counts_too() -> None:
    plan = two(*UP, bad(STEP_BACK, NONE, call_on_lowest=TODAY))
    decision = plan.look(day(7), nausea=3)
    assert ([each.dose for each in decision.items], decision.call) == ([HOLD, PAUSE], TODAY)
    assert taken(plan, day(8)) == ("5", "0")


def test_h10_a_rule_that_leads_up_and_calls_raises_nothing() -> None:
    """Neither the first item that could rise nor the next, which would rise in its place."""
    plan = two(rule("clear", none_of(("abdominal_pain",)), ADVANCE, TODAY))
    decision = plan.look(day(7))
    assert ([each.dose for each in decision.items], taken(plan, day(8))) == ([HOLD, HOLD], ("5", "3"))


def test_h10_nobody_is_offered_a_rise_beside_a_call() -> None:
    plan = two(*UP, bad(HOLD, TODAY))
    decision = plan.check_in(plan.well(day(7), nausea=3), entered=Entered.CLIENT)
    assert (decision.dose, decision.proposed) == (HOLD, None)
    assert decision.items[0].because == ("limit-proposed", "limit-open-call")


def test_after_the_call_was_closed_the_next_look_raises() -> None:
    plan = two(*UP, bad(HOLD, TODAY))
    plan.look(day(7), nausea=3)
    plan.adjust(day(8), "close_call", call=2)
    assert plan.look(day(14)).items[0].dose is ADVANCE
    assert taken(plan, day(15))[0] == "10"


# --- a rise that was decided and has not begun


@pytest.mark.parametrize(("dose", "call"), BESIDE)
def test_h10_a_call_takes_back_the_rise_of_another_item_that_has_not_begun(dose: DoseOutcome, call: Call) -> None:
    plan = two(UP[0], bad(dose, call), alpha=SLOW)
    plan.look(day(7))
    assert taken(plan, day(11))[0] == "10"
    decision = plan.look(day(8), "beta-look", nausea=5)
    assert (decision.items[0].dose, decision.effect.cancels[:1]) == (HOLD, ("alpha",))
    assert [taken(plan, day(number))[0] for number in (10, 11, 12)] == ["5"] * 3
    assert "Alpha powder: hold at 5 g a day; the rise that was decided is taken back." in decision.sentence
    assert ("tolerance", 15) in due(plan, day(8))


def test_a_call_that_can_wait_takes_no_rise_back() -> None:
    plan = two(UP[0], bad(HOLD, ROUTINE), alpha=SLOW)
    plan.look(day(7))
    plan.look(day(8), "beta-look", nausea=5)
    assert taken(plan, day(11))[0] == "10"


def test_h10_a_second_look_takes_back_what_no_rule_speaks_of() -> None:
    """Alpha's own rule is not looked at: it holds, and its rise is taken back."""
    up = (UP[0], bad(HOLD, TODAY))
    looks = (look("tolerance", up), look("beta-look", up[1:], 8, item="beta"), end(up, 30))
    plan = walk_on(protocol(SLOW, BETA, checkpoints=looks, rules=up))
    plan.look(day(7))
    plan.look(day(8), "beta-look", nausea=2)
    assert taken(plan, day(11)) == ("5", "3")


def test_h10_the_end_of_the_course_takes_it_back_too_where_another_item_goes_down_its_taper() -> None:
    """Alpha goes down; beta, which was to rise on day 13, stays."""
    alpha = item("alpha", step("a1", "10", (9, 9, 9)), taper=(step("t1", "5", (5, 5, 5)),))
    beta = item("beta", step("b1", "3", (12, 12, 30)), step("b2", "6", (28, 28, 28)))
    rules = (UP[1], rule("a-bad", answer("abdominal_pain", 2), HOLD, TODAY, items=("alpha",)))
    looks = (look("beta-look", rules, 7, item="beta"), end(rules, 9))
    for pain, doses in ((0, ("5", "6")), (2, ("5", "3"))):
        plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=rules))
        plan.look(day(7), "beta-look")
        plan.look(day(9), "end", abdominal_pain=pain)
        assert taken(plan, day(13)) == doses


@pytest.mark.parametrize("risen", [True, False])
def test_h10_the_call_about_a_text_that_was_recalled_takes_it_back(*, risen: bool) -> None:
    """The plan went over from that text before; a sheet printed by it is still out."""
    plan = two(UP[0], alpha=SLOW)
    if risen:
        plan.look(day(7))
    done = recall_before(plan.head, plan.head.snapshot.revision, day(8))
    later = affected(plan.head, done.effect, plan.head.seq + 1, day(8))
    assert [str(each.grams) for each in dosing(later, day(11))] == ["5", "3"]
    assert (done.effect.call, done.effect.cancels) == (TODAY, ("alpha",) if risen else ())
    assert done.sentence.endswith("The rise that was decided is taken back.") is risen
