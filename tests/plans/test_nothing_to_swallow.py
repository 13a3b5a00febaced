"""A protocol of habits alone: its plan has no dose, and lives from its start to its calendar limit."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.item import HabitItem
from protocols.checkpoints.alarm import LOCKED, Alarm, call_of
from protocols.plans.adjusting import StepRefused
from protocols.plans.check_in import CheckIn, UnknownQuestion
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase, ended_on
from protocols.plans.report import Report
from protocols.plans.reporting import report
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, walk_on, yes

WALKING = HabitItem(key="walk", called="a walk", days=10, instructions=("Walk after lunch.",))


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def habits(today: date = DAY_1) -> Walk:
    return walk_on(replace(PROTOCOLS["glutamine-start-low"], items=(WALKING,)), today=today)


def phases(plan: Walk, *days: date) -> list[Phase]:
    return [plan.at(each).phase for each in days]


@pytest.mark.parametrize("alarm", LOCKED, ids=[each.key for each in LOCKED])
def test_h10_a_locked_alarm_is_reported_of_a_plan_that_asks_about_none(alarm: Alarm) -> None:
    plan = walk_on(replace(PROTOCOLS["glutamine-start-low"], items=(WALKING,), alarms=()))
    told = report(plan.protocol, plan.head, Report(on=DAY_1, alarms=(alarm.key,)), DAY_1)
    assert (told.effect.call, told.records) == (call_of(alarm.level), (alarm.records,) if alarm.records else ())


def test_h10_an_alarm_that_is_not_asked_is_told_in_a_report() -> None:
    plan = walk_on(replace(PROTOCOLS["glutamine-start-low"], items=(WALKING,), alarms=()))
    with pytest.raises(UnknownQuestion, match="asks no alarm fever at its check-ins: tell it in a report"):
        plan.check_in(CheckIn(on=DAY_1, alarms=yes("fever")))


def test_it_goes_on_from_its_start_to_its_calendar_limit() -> None:
    plan = habits()
    last = plan.head.course.calendar_limit
    assert phases(plan, DAY_1 - DAY, DAY_1, last, last + DAY) == [
        Phase.NOT_STARTED,
        Phase.MAINTAINING,
        Phase.MAINTAINING,
        Phase.FINISHED,
    ]
    assert plan.at(DAY_1).last_day == last
    assert ended_on(plan.head, last + DAY) is None


def test_it_is_stopped_from_a_day_on() -> None:
    plan = habits()
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert phases(plan, day(9), day(10), day(11)) == [Phase.MAINTAINING, Phase.STOPPED, Phase.STOPPED]
    ended = ended_on(plan.head, day(11))
    assert ended is not None
    assert (ended.on, ended.reason) == (day(10), StopReason.CLIENTS_CHOICE)


def test_one_that_never_should_have_been_never_was() -> None:
    plan = habits()
    plan.adjust(day(10), "entered_in_error")
    assert phases(plan, day(1), day(9), day(10)) == [Phase.ENTERED_IN_ERROR] * 3


def test_it_has_no_step_to_be_set_to() -> None:
    with pytest.raises(StepRefused) as refused:
        habits().adjust(day(3), "set_step", step="s1")
    assert (refused.value.pointer, refused.value.sentence) == ("/item", "This plan has nothing to take.")
