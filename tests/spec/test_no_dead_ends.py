"""No plan is left without a way on, and none gets a day back that it had not."""

import pytest

from protocols.authoring.item import Mode
from protocols.plans.adjusting import StepRefused
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from tests.plans.walking import walk, walk_on
from tests.spec.protocols import day, due, end, item, ladder, look, protocol, scale, step, step_of, taken

ALPHA, BETA = scale("abdominal_pain", "alpha"), scale("nausea", "beta")
BOTH = (*ALPHA, *BETA)
SHORT = item("alpha", step("a1", "5", (3, 3, 3)))
LONG = item("beta", step("b1", "3", (7, 7, 40)), step("b2", "6", (40, 40, 40)))
TWO = protocol(
    SHORT,
    LONG,
    rules=BOTH,
    checkpoints=(
        look("alpha-look", BOTH, 3, item="alpha"),
        end(BOTH, 3, item="alpha", key="alpha-end"),
        look("beta-look", BOTH, 7, item="beta", every=7),
        end(BOTH, 40, item="beta", steps=("b2",), key="beta-end"),
    ),
)


def test_an_item_that_is_over_keeps_nobody_waiting_for_the_others() -> None:
    plan = walk_on(TWO)
    plan.look(day(7), "beta-look", abdominal_pain=0, nausea=2)
    plan.look(day(14), "beta-look", abdominal_pain=0, nausea=2)
    assert taken(plan, day(19)) == ("0", "3")


def test_an_item_that_is_over_goes_to_no_step_any_more() -> None:
    plan = walk_on(protocol(ladder(last=(1, 1, 1)), LONG, rules=BOTH, checkpoints=TWO.checkpoints))
    for number in (7, 14):
        plan.adjust(day(number), "set_step", item="alpha", step="a2" if number == 7 else "a3")
        plan.look(day(number), "beta-look", nausea=2)
    assert taken(plan, day(16)) == ("0", "3")
    with pytest.raises(StepRefused):
        plan.adjust(day(16), "set_step", item="alpha", step="a1")


def test_a_course_that_nobody_looked_at_stays_finished() -> None:
    plan = walk("glutamine-pi-ibs-d")
    for number, key in ((7, "tolerance"), (28, "review")):
        plan.look(day(number), key)
    assert {plan.at(day(number)).phase for number in (57, 71, 85, 120)} == {Phase.FINISHED}


def test_a_look_at_a_scheduled_dose_that_is_held_was_a_look() -> None:
    down = (step("t1", "2", (7, 7, 14)),)
    alpha = item("alpha", step("a1", "5", (14, 14, 40)), taper=down, mode=Mode.SCHEDULED)
    plan = walk_on(protocol(alpha, rules=ALPHA, checkpoints=(look("look", ALPHA, 7), end(ALPHA, 14, steps=("a1",)))))
    plan.look(day(7), "look", abdominal_pain=2)
    assert ("look", 14) in due(plan, day(7))


def test_what_was_looked_at_on_the_last_step_is_remembered_on_the_taper() -> None:
    down = (step("t1", "2", (7, 14, 28)),)
    alpha = item("alpha", step("a1", "5", (28, 28, 28)), taper=down, mode=Mode.SCHEDULED)
    plan = walk_on(protocol(alpha, rules=ALPHA, checkpoints=(look("look", ALPHA, 10), end(ALPHA, 28, steps=("a1",)))))
    plan.look(day(10), "look")
    plan.look(day(38), "look")
    assert taken(plan, day(25)) == ("5",)


def test_after_a_resume_the_end_that_nobody_came_to_is_due_again() -> None:
    alpha = item("alpha", step("a1", "5", (7, 7, 40)))
    plan = walk_on(protocol(alpha, rules=ALPHA, checkpoints=(look("look", ALPHA, 7, every=7), end(ALPHA, 14))))
    for number in (7, 14, 21, 28):
        plan.look(day(number), "look")
    assert taken(plan, day(29)) == ("0",)
    plan.adjust(day(29), "resume", screening=Screening(confirmed_none=True))
    assert taken(plan, day(29)) == ("5",)


def test_a_rise_that_a_pause_has_caught_on_its_first_day_was_not_tolerated() -> None:
    plan = walk()
    plan.look(day(7))
    assert step_of(plan, day(8))[0] == "s2"
    plan.adjust(day(8), "pause")
    plan.adjust(day(9), "resume")
    assert step_of(plan, day(9))[0] == "s1"


def test_a_step_that_was_taken_is_gone_back_to_after_a_pause() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(9), "pause")
    plan.adjust(day(10), "resume")
    assert step_of(plan, day(10))[0] == "s2"


def test_a_rise_that_the_look_at_another_item_takes_back_is_looked_at_once_more() -> None:
    beta = item("beta", step("b1", "3", (20, 20, 40)), step("b2", "6", (40, 40, 40)))
    looks = (look("alpha-look", BOTH, 8, item="alpha"), look("beta-look", BOTH, 7, item="beta"))
    ends = (
        end(BOTH, 14, item="alpha", steps=("a3",), key="alpha-end"),
        end(BOTH, 40, item="beta", steps=("b2",), key="beta-end"),
    )
    plan = walk_on(protocol(ladder(), beta, rules=BOTH, checkpoints=(*looks, *ends)))
    plan.look(day(7), "beta-look", abdominal_pain=2)
    plan.look(day(8), "alpha-look", nausea=2)
    assert ("beta-look", 15) in due(plan, day(8))


def test_a_pause_that_a_lapse_has_overtaken_counts_from_the_last_sheet() -> None:
    plan = walk()
    plan.adjust(day(17), "pause")
    plan.adjust(day(25), "pause")
    assert step_of(plan, day(25)) == ("s1", 14)
