"""What is written once about a plan's tasks says on every later day what would be found on that day."""

from datetime import date
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.authoring.protocol import Protocol
from protocols.dosing.body import Body
from protocols.plans.ahead import Shown, tasks_from
from protocols.plans.decide import dosing
from protocols.plans.head import Head
from protocols.plans.position import at, windows
from protocols.plans.task import TaskKind
from protocols.plans.tasks import tasks_on
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.life import Life
from tests.plans.walking import DAY, DAY_1, body, walk_on
from tests.spec.protocols import PAIN, end, ladder, look, protocol
from tests.strategies.acting import an_act, noting
from tests.strategies.effort import effort
from tests.strategies.people import bodies
from tests.strategies.protocols import protocols
from tests.strategies.saying import a_check_in, all_well

AHEAD: Final = 30
BEYOND: Final = 70
"""Days after the last one that are looked at: 28 without a dose, and the 30 on which a plan that lapsed is shown."""


def shown_on(shown: tuple[Shown, ...], day: date) -> set[object]:
    return {each.task for each in shown if each.since <= day and (each.until is None or day < each.until)}


def check(protocol: Protocol, head: Head, today: date, chance: Random) -> None:
    """The days on which something begins or ends, those before and after them, and some others."""
    shown = tasks_from(protocol, head, today)
    last = max(today, at(head, today).last_day) + DAY * BEYOND
    edges = {day for each in shown for day in (each.since, each.until) if day is not None}
    others = {today + DAY * chance.randint(0, (last - today).days) for _ in range(12)}
    days = {day + DAY * near for day in edges for near in (-1, 0, 1)} | others
    for day in sorted(each for each in days if each >= today):
        assert shown_on(shown, day) == set(tasks_on(protocol, head, day)), day
    assert len({(each.task, each.since) for each in shown}) == len(shown)
    assert all(each.until is None or each.since < each.until for each in shown)


def live(life: Life, chance: Random, events: int) -> None:
    """So many things happen, days apart; after each the days ahead are looked at one by one."""
    for _ in range(events):
        life.today += DAY * chance.choice([0, 0, 1, 2, 6, 7, 8, 10, 16, 30])
        drawn = chance.random()
        if drawn < 0.15:
            note(life, chance)
        elif drawn < 0.35:
            life.act(an_act(chance, life.protocol, life.head, life.today))
        elif drawn < 0.6:
            life.tell(a_check_in(chance, life.protocol, life.head, life.today))
        else:
            due = [each.checkpoint for each in windows(life.head, life.today) if each.opens <= life.today]
            life.tell(all_well(life.protocol, due[0] if due else None, life.head.snapshot.start_on, life.today))
        check(life.protocol, life.head, life.today, chance)
    life.check_log()


def note(life: Life, chance: Random) -> None:
    """Something is acknowledged or reviewed: no day of any item has another dose, and no check-in another day."""
    before, ahead = life.head, [life.today + DAY * offset for offset in range(AHEAD)]
    if life.act(noting(chance, life.protocol, before)):
        assert [dosing(life.head, each) for each in ahead] == [dosing(before, each) for each in ahead]
        assert [windows(life.head, each) for each in ahead] == [windows(before, each) for each in ahead]
        assert at(life.head, life.today) == at(before, life.today)


@pytest.mark.parametrize("slug", SLUGS)
def test_h15_what_shows_on_a_day_was_written_before_it(slug: str) -> None:
    chance = Random(f"{slug} tasks")
    for _ in range(2):
        start_on = DAY_1 + DAY * chance.choice([0, 0, 5, -6])
        life = Life(PROTOCOLS[slug], DAY_1, strides=(0,))
        life.start(body(), start_on)
        check(life.protocol, life.head, life.today, chance)
        live(life, chance, 6)


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@effort(5)
@given(protocols(), bodies(), st.integers(0, 10**6))
def test_h15_what_shows_on_a_day_was_written_before_it_whatever_the_protocol(
    protocol: Protocol, of_body: Body, seed: int
) -> None:
    life = Life(protocol, DAY_1, strides=(0,))
    life.start(of_body, DAY_1)
    check(protocol, life.head, life.today, Random(seed))
    live(life, Random(seed), 6)


def test_a_plan_without_a_weight_has_its_tasks_ahead_too() -> None:
    plan = walk_on(PROTOCOLS["glutamine-start-low"], of_body=body(None, None))
    check(plan.protocol, plan.head, DAY_1, Random(1))


def test_h15_the_end_of_a_course_on_a_lower_step_is_seen_long_before_it() -> None:
    """Nothing else turns in the last weeks: the next look would be after the last day."""
    text = protocol(
        ladder(), checkpoints=(look("tolerance", PAIN, again_after=30), end(PAIN, 14, steps=("a3",))), limit=60
    )
    plan = walk_on(text)
    for number in (7, 37):
        plan.look(DAY_1 + DAY * (number - 1), abdominal_pain=2)
    today, last = DAY_1 + DAY * 37, DAY_1 + DAY * 59
    check(text, plan.head, today, Random(1))
    (due,) = (each for each in tasks_from(text, plan.head, today) if each.task.kind is TaskKind.CHECK_IN)
    assert (due.task.about, due.task.due, due.since, due.until) == ("end", last, last - DAY, last + DAY)
