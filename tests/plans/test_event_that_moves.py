"""A course that hangs on an event: its checkpoints stay with the event, whatever pauses there are."""

from datetime import date

import pytest

from protocols.plans.anchor import EventRefused
from tests.plans.walking import DAY, DAY_1, Walk, walk


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def due(plan: Walk, today: date) -> dict[str, date]:
    return {each.checkpoint: each.due for each in plan.schedule(today).windows}


def paused_on_day_3() -> Walk:
    plan = walk("glutamine-chemotherapy")
    plan.adjust(day(3), "pause")
    return plan


def test_a_pause_moves_the_days_of_the_powder_and_not_the_looks_around_chemotherapy() -> None:
    plan = walk("glutamine-chemotherapy")
    before = due(plan, day(2))
    assert before == {"before-chemotherapy": day(5), "after-chemotherapy": day(11), "end": day(15)}
    plan.adjust(day(3), "pause")
    plan.adjust(day(4), "resume")
    assert due(plan, day(4)) == before
    assert plan.at(day(4)).last_day == day(15)


def test_when_chemotherapy_is_put_off_its_looks_and_the_limit_go_with_it_and_the_days_of_dosing_do_not_grow() -> None:
    plan = paused_on_day_3()
    done = plan.adjust(day(4), "move_event", event_on=day(6 + 7))
    assert str(day(13)) in done.sentence
    plan.adjust(day(10), "resume")
    found = plan.schedule(day(10))
    assert due(plan, day(10)) == {
        "before-chemotherapy": day(12),
        "after-chemotherapy": day(18),
        "end": day(22),
    }
    assert (found.last_day, plan.at(day(10)).last_day, len(found.days)) == (day(22), day(22), 15)
    assert found.total["glutamine"].value == 270


def test_a_plan_whose_event_moves_before_its_first_day_waits_for_a_resume() -> None:
    plan = walk("glutamine-chemotherapy", today=DAY_1 - DAY)
    plan.adjust(DAY_1 - DAY, "move_event", event_on=day(7))
    assert plan.dose(DAY_1) == 0
    plan.adjust(day(2), "resume")
    assert (due(plan, day(2))["after-chemotherapy"], plan.dose(day(2))) == (day(12), 18)
    assert plan.at(day(2)).last_day == day(16)


def test_what_does_not_move() -> None:
    with pytest.raises(EventRefused, match="hangs on no event"):
        walk().adjust(day(2), "move_event", event_on=day(9))
    with pytest.raises(EventRefused, match="Pause the plan first"):
        walk("glutamine-chemotherapy").adjust(day(2), "move_event", event_on=day(9))
    with pytest.raises(EventRefused, match="at most 90 days ahead"):
        paused_on_day_3().adjust(day(4), "move_event", event_on=date(9999, 12, 31))
    for other in (day(6), day(3)):
        with pytest.raises(EventRefused, match="another one"):
            paused_on_day_3().adjust(day(4), "move_event", event_on=other)
