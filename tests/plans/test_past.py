"""What each event of a log did."""

from protocols.plans.past import effect_of
from tests.plans.walking import walk
from tests.spec.protocols import day


def test_the_start_makes_a_plan_and_every_later_event_has_its_effect() -> None:
    plan = walk()
    decision = plan.look(day(7))
    paused = plan.adjust(day(9), "pause")
    assert [effect_of(event) for event in plan.events] == [None, decision.effect, paused.effect]
