"""Settling: staying for good on the present step, because it is the highest comfortable one."""

import pytest

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.adjusting import StepRefused
from protocols.plans.position import Phase
from tests.plans.walking import Walk, walk, walk_on
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    STEP_BACK,
    STOP,
    course,
    day,
    due,
    end,
    ladder,
    look,
    protocol,
    step_of,
    taken,
)


def start_low(step: str) -> Walk:
    """The built-in ladder, on one of its steps since day 8."""
    plan = walk()
    if step == "s2":
        plan.look(day(7))
    elif step == "s0":
        plan.adjust(day(8), "set_step", step="s0")
    else:
        plan.look(day(7), abdominal_pain=2)
    return plan


SETTLED = [("s0", "2.5"), ("s1", "5"), ("s2", "10")]


@pytest.mark.parametrize(("step", "daily"), SETTLED)
def test_settling_on_a_step_runs_it_56_days(step: str, daily: str) -> None:
    plan = start_low(step)
    done = plan.adjust(day(10), "settle")
    assert done.sentence == f"Settled on {daily} g a day for 56 days, within the limit of the course."
    plan.look(day(16))
    plan.look(day(37), "review")
    assert [taken(plan, day(number)) for number in (9, 10, 65, 66)] == [(daily,)] * 3 + [("0",)]
    found = plan.at(day(10))
    assert (found.phase, found.items[0].settled, found.last_day) == (Phase.MAINTAINING, True, day(65))


def test_review_28_and_end_56_days_after_settling() -> None:
    """A settled step is looked at as the last one: a week, 28 and 56 days after."""
    plan = start_low("s2")
    plan.adjust(day(10), "settle")
    assert due(plan, day(10)) == [("tolerance", 16), ("review", 37), ("end", 65)]
    for number, key in ((16, "tolerance"), (37, "review")):
        decision = plan.look(day(number), key)
        assert (decision.dose, decision.carry_on) == (ADVANCE, True)
    assert plan.look(day(65), "end").sentence.startswith(f"The course ends; nothing is taken from {day(66)} on.")
    assert plan.at(day(66)).phase is Phase.FINISHED


def test_within_the_calendar_limit() -> None:
    plan = start_low("s1")
    for number in range(14, 85, 7):
        plan.look(day(number), abdominal_pain=2)
    plan.adjust(day(85), "settle")
    assert plan.at(day(85)).last_day == day(112)
    assert due(plan, day(85)) == [("tolerance", 91), ("end", 112), ("review", 112)]
    assert taken(plan, day(113)) == ("0",)


# pain on the settled step, outcome, step, settled still
ON_IT = [
    ("all well: nothing rises", 0, ADVANCE, "a2", True),
    ("a hold is no counted one", 2, HOLD, "a2", True),
    ("a step back leaves it", 4, STEP_BACK, "a1", False),
    ("a pause", 7, PAUSE, "a1", False),
    ("a stop", 9, STOP, "a2", True),
]


@pytest.mark.parametrize(("pain", "dose", "step", "settled"), [row[1:] for row in ON_IT], ids=[row[0] for row in ON_IT])
def test_on_a_settled_step(pain: int, dose: DoseOutcome, step: str, *, settled: bool) -> None:
    plan = settled_on_10()
    decision = plan.look(day(16), abdominal_pain=pain)
    (found,) = plan.at(day(17)).items
    assert (decision.dose, found.step, found.settled, plan.head.holds) == (dose, step, settled, {})


def settled_on_10() -> Walk:
    looks = (look("tolerance", PAIN), end(PAIN, 30, steps=("a3",)))
    plan = walk_on(protocol(ladder(settled_days=30), checkpoints=looks))
    plan.look(day(7))
    plan.adjust(day(10), "settle")
    return plan


def test_the_protocol_says_for_how_long() -> None:
    plan = settled_on_10()
    plan.look(day(16))
    assert course(plan, 8, 41) == ["32 x 10", "2 x 0"]


def test_a_settled_step_is_left_by_name_only_down_as_far_as_is_wanted_up_by_one() -> None:
    plan = settled_on_10()
    plan.adjust(day(12), "set_step", step="a0")
    assert step_of(plan, day(12)) == ("a0", 1)
    plan = settled_on_10()
    plan.adjust(day(12), "set_step", step="a3")
    assert course(plan, 10, 18) == ["7 x 10", "2 x 15"]


def test_settling_takes_back_a_rise_that_has_not_begun() -> None:
    plan = start_low("s2")
    plan.screen_again(day(11))
    plan.adjust(day(11), "set_step", step="s3")
    plan.adjust(day(12), "settle")
    assert taken(plan, day(15)) == ("10",)


def test_days_without_a_dose_do_not_shorten_it_and_a_resume_keeps_it_settled() -> None:
    plan = settled_on_10()
    plan.adjust(day(12), "pause")
    plan.adjust(day(17), "resume")
    plan.look(day(21))
    assert course(plan, 8, 46) == ["4 x 10", "5 x 0", "28 x 10", "2 x 0"]
    assert plan.at(day(17)).items[0].settled


def at_the_top() -> Walk:
    plan = start_low("s2")
    plan.look(day(14))
    return plan


def paused() -> Walk:
    plan = start_low("s2")
    plan.adjust(day(9), "pause")
    return plan


REFUSED = [
    ("twice", "Nothing|highest", settled_on_10, 12),
    ("on the last step", "highest", at_the_top, 16),
    ("in a pause", "Nothing is taken", paused, 9),
]


@pytest.mark.parametrize(("says", "begin", "number"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_settled(says: str, begin: object, number: int) -> None:
    with pytest.raises(StepRefused, match=says):
        begin().adjust(day(number), "settle")  # type: ignore[operator]
