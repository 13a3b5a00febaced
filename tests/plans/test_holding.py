"""Until when a plan holds its substances: the day after, it is over whatever anybody does."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.item import HabitItem
from protocols.plans.holding import holds_until
from protocols.plans.position import LIVE, phase_on
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, walk, walk_on
from tests.spec.protocols import PAIN, end, item, protocol, step


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def looked_at() -> Walk:
    plan = walk()
    plan.look(day(7))
    return plan


def paused() -> Walk:
    plan = looked_at()
    plan.adjust(day(9), "pause")
    return plan


def paused_later() -> Walk:
    plan = looked_at()
    plan.adjust(day(9), "pause", on=day(12))
    return plan


def taken_back() -> Walk:
    plan = looked_at()
    plan.adjust(day(7), "hold")
    return plan


# the plan, the day it is looked at, and the last day on which it may give a dose if nothing more happens
HOLDS = [
    ("just started: due on day 7, without a sheet from day 15, over after 28 such days", walk, 1, 43),
    ("lapsed", walk, 30, 43),
    ("after a check-in: a rise is decided", looked_at, 7, 112),
    ("on the next step: due on day 14", looked_at, 8, 50),
    ("taken back: due on day 14 again", taken_back, 7, 50),
    ("paused on day 9", paused, 20, 37),
    ("to be paused on day 12", paused_later, 9, 40),
]


@pytest.mark.parametrize(("make", "on", "until"), [row[1:] for row in HOLDS], ids=[row[0] for row in HOLDS])
def test_the_last_day_of_a_hold(make: Callable[[], Walk], on: int, until: int) -> None:
    plan = make()
    assert (holds_until(plan.head, day(on)) - DAY_1).days + 1 == until
    live = [number for number in range(on, 200) if phase_on(plan.head, day(number)) in LIVE]
    assert max(live) <= until


@pytest.mark.parametrize("slug", PROTOCOLS)
def test_it_is_exact_where_nothing_is_decided_ahead(slug: str) -> None:
    plan = walk(slug)
    live = [number for number in range(1, 200) if phase_on(plan.head, day(number)) in LIVE]
    assert holds_until(plan.head, DAY_1) == day(max(live))


def test_a_course_whose_end_was_decided_holds_until_then() -> None:
    plan = walk("glutamine-pi-ibs-d")
    for number, checkpoint in ((7, "tolerance"), (28, "review"), (55, "end")):
        plan.look(day(number), checkpoint)
    assert holds_until(plan.head, day(55)) == day(56)


def test_an_end_that_was_decided_stands_before_the_most_days_of_the_step() -> None:
    """The end is looked at on day 14; the step is planned for 14 days, and lasts at the most 40."""
    one = item("alpha", step("a1", "5", (14, 14, 40)))
    plan = walk_on(protocol(one, checkpoints=(end(PAIN, 14),)))
    assert holds_until(plan.head, day(13)) == day(40)
    plan.look(day(13), "end")
    assert holds_until(plan.head, day(13)) == day(14)


def test_a_plan_with_nothing_to_swallow_holds_until_its_calendar_limit() -> None:
    habit = HabitItem(key="walk", called="a walk", days=10, instructions=("Walk after lunch.",))
    plan = walk_on(replace(PROTOCOLS["glutamine-start-low"], items=(habit,)))
    assert holds_until(plan.head, DAY_1) == plan.head.course.calendar_limit


def test_a_plan_that_is_over_holds_nothing() -> None:
    plan = looked_at()
    plan.adjust(day(9), "complete")
    assert holds_until(plan.head, day(9)) == day(8)
