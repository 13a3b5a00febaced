"""The dated days ahead: from which weighing each dose is, when the next step may begin, what is only hoped for."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase, ended_on
from tests.library.built_in import PROTOCOLS
from tests.plans.test_arrival import lighter_on_step_2
from tests.plans.walking import DAY, DAY_1, Walk, walk, walk_on

START_LOW = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def number(on: date) -> int:
    return (on - DAY_1).days + 1


def stretches(plan: Walk, today: int) -> list[tuple[str, int, int, str, bool]]:
    """Step, first day, last day, g a day, whether it is decided."""
    return [
        (each.step, number(each.since), number(each.until), str(each.daily.value), each.decided)
        for each in plan.schedule(day(today)).stretches
    ]


def with_tolerance_on(step_day: int) -> Protocol:
    """The start-low protocol whose tolerance is looked at on this day of each step."""
    looks = tuple(replace(each, day=step_day) if each.key == "tolerance" else each for each in START_LOW.checkpoints)
    return replace(START_LOW, checkpoints=looks)


def test_h5_each_dose_is_of_the_weighing_that_it_was_taken_with() -> None:
    plan = lighter_on_step_2()
    assert stretches(plan, 10)[:4] == [
        ("s1", 1, 7, "5", True),
        ("s2", 8, 9, "10", True),
        ("s2", 10, 14, "7.5", True),
        ("s3", 15, 70, "10", False),
    ]
    assert [each.resolved for each in plan.schedule(day(10)).stretches] == [0, 0, 1, 1]
    assert all(each.daily.value == plan.dose(each.day) for each in plan.schedule(day(10)).days if each.decided)


@pytest.mark.parametrize(
    ("looked_at_on", "today", "rises_on"),
    [
        (7, 1, 8),
        (5, 1, 8),
        (10, 1, 11),
        (7, 8, 9),
        (7, 9, 10),
        (5, 9, 10),
    ],
)
def test_the_next_step_begins_after_the_planned_days_the_look_and_today(
    looked_at_on: int, today: int, rises_on: int
) -> None:
    plan = walk_on(with_tolerance_on(looked_at_on))
    assert stretches(plan, today)[:2] == [
        ("s1", 1, rises_on - 1, "5", True),
        ("s2", rises_on, rises_on + 6, "10", False),
    ]


@pytest.mark.parametrize(("today", "rises_on"), [(1, 8), (7, 8), (8, 9), (9, 10)])
def test_without_a_look_the_next_step_begins_after_the_planned_days_and_today(today: int, rises_on: int) -> None:
    only_the_end = tuple(each for each in START_LOW.checkpoints if each.kind is CheckpointKind.END)
    plan = walk_on(replace(START_LOW, checkpoints=only_the_end))
    assert stretches(plan, today)[0] == ("s1", 1, rises_on - 1, "5", True)


def test_the_order_in_which_looks_are_written_does_not_matter() -> None:
    backwards = walk_on(replace(START_LOW, checkpoints=START_LOW.checkpoints[::-1]))
    assert backwards.schedule(day(1)).windows == walk().schedule(day(1)).windows


def test_a_look_on_the_first_day_of_a_step_is_ahead_of_every_step() -> None:
    plan = walk_on(with_tolerance_on(1))
    due = [number(each.due) for each in plan.schedule(day(1)).windows if each.checkpoint == "tolerance"]
    assert due == [1, 8, 15]


def test_of_the_looks_after_a_step_that_may_come_only_the_end_is_ahead_on_its_last_day() -> None:
    """The look of day 10 comes too late for 10 g a day, which is planned for 7 days; the end of day 60 does not."""
    looks = tuple(replace(each, day=60) if each.key == "end" else each for each in with_tolerance_on(10).checkpoints)
    plan = walk_on(replace(START_LOW, checkpoints=looks))
    ahead = [(each.checkpoint, number(each.due)) for each in plan.schedule(day(1)).windows]
    assert stretches(plan, 1)[1:] == [("s2", 11, 17, "10", False), ("s3", 18, 73, "15", False)]
    assert [each for each in ahead if each[0] in {"tolerance", "end"}] == [
        ("tolerance", 10),
        ("tolerance", 27),
        ("end", 73),
    ]


def test_a_look_that_was_taken_today_is_not_ahead_again() -> None:
    plan = walk_on(with_tolerance_on(1))
    plan.look(day(1))
    assert [number(each.due) for each in plan.schedule(day(1)).windows if each.checkpoint == "tolerance"] == [8, 15]


def test_a_step_of_one_day_is_on_the_calendar() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(10), "set_step", step="s1")
    plan.adjust(day(11), "set_step", step="s0")
    assert stretches(plan, 11)[:4] == [
        ("s1", 1, 7, "5", True),
        ("s2", 8, 9, "10", True),
        ("s1", 10, 10, "5", True),
        ("s0", 11, 17, "2.5", True),
    ]


def test_in_a_pause_nothing_is_ahead_and_all_that_was_is_certain() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(10), "pause")
    assert stretches(plan, 12) == [("s1", 1, 7, "5", True), ("s2", 8, 11, "10", True)]
    assert [number(each.day) for each in plan.schedule(day(12)).days] == [*range(1, 10)]


def test_a_plan_that_ran_out_says_since_when_it_is_over() -> None:
    """Due on day 7, overdue to day 14, nothing taken from day 15 on, over after 28 days of that."""
    plan = walk()
    assert [plan.at(day(each)).phase for each in (43, 44)] == [Phase.PAUSED, Phase.STOPPED]
    assert ended_on(plan.head, day(43)) is None
    ended = ended_on(plan.head, day(44))
    assert ended is not None
    assert (ended.on, ended.reason, ended.final) == (day(44), StopReason.LAPSED, False)
