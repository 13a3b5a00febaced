"""The end of a course: early, in time, late, missed; and whether it did anything."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.ladder import Steps
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import PlanOver
from protocols.plans.decision import BenefitSeen
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, walk, walk_on, yes

SLUG = "glutamine-pi-ibs-d"


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def near_the_end(**baseline: Any) -> Walk:
    plan = walk(SLUG)
    if baseline:
        plan.look(DAY_1, "baseline", **baseline)
    plan.look(day(7), "tolerance")
    plan.look(day(28), "review")
    return plan


# day of the end check-in, first day without a dose, phase on the day after it
ENDS = [(55, 57, Phase.MAINTAINING), (56, 57, Phase.FINISHED), (57, 57, Phase.FINISHED), (70, 57, Phase.FINISHED)]


@pytest.mark.parametrize(("number", "free_from", "phase"), ENDS)
def test_the_course_ends_after_its_last_day_whenever_it_is_looked_at(number: int, free_from: int, phase: Phase) -> None:
    plan = near_the_end()
    decision = plan.look(day(number), "end")
    assert plan.head.ended is not None
    assert plan.head.ended.reason is StopReason.COMPLETED
    assert decision.next_due is None
    assert decision.sentence.startswith("The course ends; nothing is taken from")
    assert [plan.dose(day(each)) == 0 for each in (free_from - 1, free_from)] == [False, True]
    assert plan.at(day(number + 1)).phase is phase
    assert plan.schedule(day(80)).total["glutamine"].value == 840


def test_an_early_end_check_in_ends_nothing() -> None:
    plan = near_the_end()
    plan.look(day(54), "end")
    assert (plan.head.ended, plan.dose(day(56))) == (None, 15)


def test_h15_an_end_that_nobody_looks_at_ends_all_the_same() -> None:
    plan = near_the_end()
    assert [plan.at(day(number)).phase for number in (56, 57)] == [Phase.MAINTAINING, Phase.FINISHED]
    with pytest.raises(PlanOver, match="finished"):
        plan.look(day(71), "end")
    with pytest.raises(PlanOver, match="finished"):
        plan.look(day(57), None)


@pytest.mark.parametrize(("pain", "free_from"), [(3, 57), (5, 55)])
def test_an_end_with_answers_that_lower_ends_at_once(pain: int, free_from: int) -> None:
    plan = near_the_end()
    plan.look(day(55), "end", abdominal_pain=pain)
    assert [plan.dose(day(number)) == 0 for number in (free_from - 1, free_from)] == [False, True]


def test_an_alarm_at_the_end_is_a_stop_also_late() -> None:
    plan = near_the_end()
    decision = plan.check_in(replace(plan.well(day(58), "end"), alarms=yes("allergic_reaction")))
    assert (decision.dose, decision.final, decision.records) == (DoseOutcome.STOP, True, ("hypersensitivity",))


def test_after_the_end_there_is_no_second() -> None:
    plan = near_the_end()
    plan.look(day(57), "end")
    with pytest.raises(PlanOver):
        plan.look(day(57), "end")


BENEFITS = [
    ({"ibs_sss": 200}, {"ibs_sss": 150}, BenefitSeen.RESPONDED),
    ({"ibs_sss": 200}, {"ibs_sss": 151}, BenefitSeen.NO_CLEAR_BENEFIT),
    ({"abdominal_pain": 5}, {"abdominal_pain": 2}, BenefitSeen.RESPONDED),
    ({"abdominal_pain": 5}, {"abdominal_pain": 3}, BenefitSeen.NO_CLEAR_BENEFIT),
    ({}, {}, BenefitSeen.CANNOT_BE_SAID),
]


@pytest.mark.parametrize(("before", "after", "seen"), BENEFITS)
def test_whether_it_did_anything(before: dict[str, Any], after: dict[str, Any], seen: BenefitSeen) -> None:
    decision = near_the_end(**before).look(day(56), "end", **after)
    assert decision.benefit is not None
    assert decision.benefit.seen is seen
    assert decision.benefit.says in decision.sentence


def test_no_endpoint_no_answer_and_only_at_the_end() -> None:
    plan = walk("glutamine-chemotherapy")
    assert plan.look(day(5), "before-chemotherapy").benefit is None
    plan.look(day(11), "after-chemotherapy")
    assert plan.look(day(15), "end").benefit is None


def longer_than_planned() -> Walk:
    """A last step of 56 planned and 70 most days."""
    protocol = PROTOCOLS["glutamine-start-low"]
    (item,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    assert isinstance(item.ladder, Steps)
    last = replace(item.ladder.steps[-1], most_days=70)
    ladder = Steps(entry="s3", steps=(*item.ladder.steps[:-1], last))
    return walk_on(replace(protocol, items=(replace(item, ladder=ladder),)))


def test_a_course_ends_after_its_planned_days_or_at_most_after_its_most() -> None:
    plan = longer_than_planned()
    assert plan.schedule(DAY_1).total["glutamine"].value == Decimal(56 * 15)
    for number, key in ((7, "tolerance"), (28, "review")):
        plan.look(day(number), key)
    assert plan.at(day(60)).last_day == day(70)
    assert plan.schedule(day(60)).last_day == day(70)
    plan.look(day(55), "end")
    assert [plan.dose(day(number)) for number in (56, 57)] == [15, 0]


def test_without_a_check_in_a_course_lapses_before_its_end() -> None:
    plan = longer_than_planned()
    assert plan.at(day(22)).phase is Phase.PAUSED
    plan.check_in(CheckIn(on=day(22)))
    assert [plan.at(day(number)).phase for number in (43, 44, 112)] == [Phase.PAUSED, Phase.STOPPED, Phase.STOPPED]
    assert plan.at(day(113)).phase is Phase.STOPPED


def test_a_protocol_without_a_dose_ends_with_its_calendar() -> None:
    protocol = PROTOCOLS["glutamine-low-fodmap"]
    plan = walk_on(replace(protocol, items=protocol.items[1:]))
    assert plan.at(day(42)).last_day == day(42)
    assert plan.schedule(DAY_1).days == ()
    decision = plan.look(day(7), None)
    assert (decision.dose, decision.before) == (DoseOutcome.HOLD, ())
