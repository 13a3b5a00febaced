"""A rise that was only proposed is on the list until a practitioner confirms it, or until nobody can any more."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from protocols.plans.ahead import tasks_from
from protocols.plans.effect import StopReason
from protocols.plans.entering import Entered
from protocols.plans.rise_waiting import rise_waiting
from protocols.plans.task import TaskKind
from protocols.plans.tasks import tasks_on
from protocols.refusal import Refusal
from tests.plans.walking import Walk, walk, walk_on
from tests.spec.protocols import PAIN, day, end, ladder, look, protocol
from tests.spec.test_tasks import kinds, one


def proposed_on(number: int) -> Walk:
    """A check-in that the client enters on this day, on which all is well."""
    plan = walk()
    plan.check_in(plan.well(day(number)), day(number), Entered.CLIENT)
    return plan


# day, whether the rise that was proposed on day 7 is listed
PROPOSED = [(7, True), (8, True), (14, True), (15, False), (30, False)]


@pytest.mark.parametrize(("number", "listed"), PROPOSED)
def test_h12_a_proposed_rise_is_listed_until_it_can_be_confirmed_no_more(number: int, listed: bool) -> None:
    expected = [("proposed", "glutamine")] if listed else []
    assert kinds(proposed_on(7), day(number), TaskKind.PROPOSAL) == expected


def test_h12_it_says_which_rise_from_which_check_in_and_what_confirms_it() -> None:
    found = one(proposed_on(7), day(9), TaskKind.PROPOSAL)
    assert (found.since, found.due, found.event) == (day(7), day(14), 2)
    assert found.says == (
        f"Glutamine powder: the check-in of {day(7)} (event 2) would raise 5 g a day to 10 g. "
        f"Confirm it (`confirm_rise`) until {day(14)}, or check in again."
    )


def test_a_check_in_that_is_entered_later_is_named_by_its_own_day() -> None:
    plan = walk()
    plan.check_in(plan.well(day(7)), day(9), Entered.NOBODY)
    found = one(plan, day(9), TaskKind.PROPOSAL)
    assert (found.since, f"check-in of {day(7)}" in found.says) == (day(9), True)


def confirmed(plan: Walk) -> None:
    plan.adjust(day(8), "confirm_rise", event=2)


def told_again(plan: Walk) -> None:
    plan.look(day(8), None)


def paused_since(plan: Walk) -> None:
    plan.adjust(day(8), "pause")


def paused_ahead(plan: Walk) -> None:
    plan.adjust(day(8), "pause", on=day(10))


def stopped(plan: Walk) -> None:
    plan.adjust(day(8), "stop", stop_reason=StopReason.NO_BENEFIT)


def set_by_name(plan: Walk) -> None:
    plan.adjust(day(8), "set_step", step="s2")


OVERTAKEN = [confirmed, told_again, paused_since, paused_ahead, stopped, set_by_name]


@pytest.mark.parametrize("happens", OVERTAKEN)
def test_a_rise_that_is_confirmed_or_overtaken_is_off_the_list(happens: Callable[[Walk], None]) -> None:
    plan = proposed_on(7)
    happens(plan)
    assert kinds(plan, day(8), TaskKind.PROPOSAL) == []


def test_a_rise_is_not_listed_where_the_plan_rests() -> None:
    """Whatever took it there: the list holds only what can be confirmed."""
    plan = proposed_on(7)
    waiting = plan.head.proposal
    plan.adjust(day(8), "pause")
    assert list(rise_waiting(replace(plan.head, proposal=waiting), day(8))) == []


def test_what_decides_nothing_leaves_it_on_the_list() -> None:
    plan = proposed_on(7)
    plan.adjust(day(8), "acknowledge", about="dose-above-osl")
    assert kinds(plan, day(8), TaskKind.PROPOSAL) == [("proposed", "glutamine")]


@pytest.mark.parametrize("happens", [None, *OVERTAKEN])
def test_h15_a_proposed_rise_is_known_ahead_on_every_day(happens: Callable[[Walk], None] | None) -> None:
    """What is written once says of each later day what is found on it."""
    plan = proposed_on(7)
    if happens is not None:
        happens(plan)
    for today in (8, 9):
        check_ahead(plan, today)


@pytest.mark.parametrize("again_after", [3, 9, 30])
def test_h15_its_last_day_is_known_ahead_whenever_the_next_look_is(again_after: int) -> None:
    text = protocol(ladder(), checkpoints=(look("tolerance", PAIN, again_after=again_after), end(PAIN, 60)), limit=90)
    plan = walk_on(text)
    plan.check_in(plan.well(day(7)), day(7), Entered.CLIENT)
    assert kinds(plan, day(14), TaskKind.PROPOSAL) != []
    check_ahead(plan, 7)


def check_ahead(plan: Walk, today: int) -> None:
    shown = tasks_from(plan.protocol, plan.head, day(today))
    for number in range(today, 60):
        on = day(number)
        now = {each.task for each in shown if each.since <= on and (each.until is None or on < each.until)}
        assert now == set(tasks_on(plan.protocol, plan.head, on)), number


def test_every_proposed_rise_that_is_listed_is_one_that_can_be_confirmed() -> None:
    """On each day the list and the act agree."""
    for number in range(7, 30):
        plan = proposed_on(7)
        listed = bool(kinds(plan, day(number), TaskKind.PROPOSAL))
        try:
            plan.adjust(day(number), "confirm_rise", event=2)
        except Refusal:
            assert not listed, number
        else:
            assert listed, number
