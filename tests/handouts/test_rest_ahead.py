"""H2, H3, H6: a sheet ends the day before a pause or an end that is set for a later day, and says so."""

from datetime import date

import msgspec
import pytest

from protocols.authoring.item import SubstanceItem
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.day_part import DayPart
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.substance import Substance
from protocols.handouts import wording
from protocols.handouts.daily import Daily, DailyState, NothingFrom
from protocols.plans.decide import dosing
from protocols.plans.effect import Ended, StopReason
from tests.handouts.test_daily import day, sheet
from tests.plans.walking import DAY, DAY_1, Walk, check_ins_all_well, walk, walk_on
from tests.spec.protocols import end, item, protocol, step

POWDER = "glutamine powder"
PAUSED_THEN, OVER_THEN = wording.PAUSED_THEN, wording.OVER_THEN


def paused_from(number: int, on: int = 1, **more: str) -> Walk:
    """A plan that is paused from a later day on."""
    plan = walk()
    plan.adjust(day(on), "pause", on=day(number), **more)
    return plan


def two_items() -> Walk:
    """Two powders, the first of them glutamine."""
    plan = walk()
    first = plan.protocol.items[0]
    assert isinstance(first, SubstanceItem)
    other = msgspec.structs.replace(first, key="other", called="Zinc powder", substance=Substance(key="zinc", name="Z"))
    return walk_on(msgspec.structs.replace(plan.protocol, items=(first, other)))


def boxes(printed: Daily) -> list[date]:
    return [tick.day for tick in printed.ticks]


def check_like_the_plan(plan: Walk, printed: Daily) -> None:
    """A day with a box is a day on which the plan asks for just those parts, and every such day has one."""
    for offset in range((printed.sheet.use_until - printed.sheet.printed_on).days + 1):
        on = printed.sheet.printed_on + DAY * offset
        found = [each.arithmetic for each in dosing(plan.head, on) if each.arithmetic is not None]
        asked = {part.part for each in found for part in each.parts if part.units}
        assert {part for tick in printed.ticks if tick.day == on for part in tick.parts} == asked, on


@pytest.mark.parametrize("today", [1, 3, 4])
def test_h2_h3_h6_a_sheet_ends_the_day_before_a_pause_of_a_later_day(today: int) -> None:
    plan = paused_from(5)
    printed = sheet(plan, day(today))
    assert printed.sheet.use_until == day(4)
    assert boxes(printed) == [day(number) for number in range(today, 5)]
    assert [(each.daily.value, each.until) for each in printed.doses] == [(5, day(4))]
    check_like_the_plan(plan, printed)


def test_h2_h3_it_says_that_nothing_is_taken_from_that_day_on() -> None:
    printed = sheet(paused_from(5), day(3))
    assert printed.nothing_from == (NothingFrom(from_day=day(5), called=None, says=PAUSED_THEN),)
    assert sheet(walk(), day(3)).nothing_from == ()


def test_h2_nothing_may_come_next_before_the_pause_and_no_check_in_after_it() -> None:
    """Nothing rises towards a pause, and what opens after it is moved on by it."""
    printed = sheet(paused_from(12), DAY_1)
    assert printed.later == ()
    assert [each.due for each in printed.check_ins] == [DAY_1, day(7)]
    assert [each.due for each in sheet(paused_from(5), day(3)).check_ins] == []
    assert [each.due for each in sheet(paused_from(6), day(3)).check_ins] == []
    # It opens the day before it is due, and can be done before the pause.
    assert [each.due for each in sheet(paused_from(7), day(3)).check_ins] == [day(7)]


def test_h3_after_a_check_in_the_pause_still_ends_the_sheet() -> None:
    plan = paused_from(10)
    plan.look(day(7))
    printed = sheet(plan, day(8))
    assert (printed.sheet.use_until, boxes(printed)) == (day(9), [day(8), day(9)])
    assert [(each.daily.value, each.until) for each in printed.doses] == [(5, day(9))]


def test_a_pause_beyond_the_sheet_is_said_and_takes_no_box() -> None:
    printed = sheet(paused_from(30), DAY_1)
    assert (printed.sheet.use_until, boxes(printed)[-1]) == (day(14), day(14))
    assert [each.from_day for each in printed.nothing_from] == [day(30)]


def test_h2_of_two_items_only_the_one_that_pauses_loses_its_boxes() -> None:
    plan = two_items()
    plan.adjust(DAY_1, "pause", item="other", on=day(4))
    printed = sheet(plan, DAY_1)
    assert {each.called: each.until for each in printed.doses} == {POWDER: None, "Zinc powder": day(3)}
    assert printed.nothing_from == (NothingFrom(from_day=day(4), called="Zinc powder", says=PAUSED_THEN),)
    assert printed.sheet.use_until == day(14)
    check_like_the_plan(plan, printed)


def test_h2_a_box_is_only_for_the_parts_of_the_items_that_go_on() -> None:
    """The item that pauses takes its evenings along."""
    plan = two_items()
    plan.look(day(7))
    plan.adjust(day(8), "pause", item="glutamine", on=day(10))
    printed = sheet(plan, day(8))
    assert {tick.day: len(tick.parts) for tick in printed.ticks[:4]} == {day(8): 2, day(9): 2, day(10): 1, day(11): 1}
    check_like_the_plan(plan, printed)


def test_two_items_that_pause_on_one_day_are_said_at_once() -> None:
    plan = two_items()
    plan.adjust(DAY_1, "pause", on=day(4))
    printed = sheet(plan, DAY_1)
    assert printed.nothing_from == (NothingFrom(from_day=day(4), called=None, says=PAUSED_THEN),)
    assert printed.sheet.use_until == day(3)


def test_two_items_that_pause_on_two_days_are_said_each_and_the_later_one_ends_the_sheet() -> None:
    plan = two_items()
    plan.adjust(DAY_1, "pause", item="glutamine", on=day(6))
    plan.adjust(DAY_1, "pause", item="other", on=day(4))
    printed = sheet(plan, DAY_1)
    said = [(each.from_day, each.called) for each in printed.nothing_from]
    assert said == [(day(4), "Zinc powder"), (day(6), POWDER)]
    assert printed.sheet.use_until == day(5)
    check_like_the_plan(plan, printed)


def test_a_pause_that_is_taken_back_ends_nothing() -> None:
    plan = paused_from(5)
    plan.adjust(day(3), "resume")
    printed = sheet(plan, day(3))
    assert (printed.sheet.use_until, printed.nothing_from) == (day(14), ())
    assert [each.until for each in printed.doses] == [None]


def test_a_plan_that_pauses_before_it_begins_prints_no_dose() -> None:
    plan = walk(start_on=day(10), today=DAY_1)
    plan.adjust(DAY_1, "pause", on=day(5))
    printed = sheet(plan, day(3))
    assert (printed.state, printed.notice) == (DailyState.PAUSED, wording.PAUSED)
    assert (printed.doses, printed.ticks, printed.later, printed.nothing_from) == ((), (), (), ())
    assert printed.sheet.use_until == day(3)


def test_h15_an_end_that_was_decided_for_a_later_day_ends_the_sheet() -> None:
    """Looked at the day before it is due, the course ends after its last planned day."""
    plan = walk("glutamine-pi-ibs-d")
    check_ins_all_well(plan, day(55))
    plan.look(day(55), "end")
    ended = plan.head.ended
    assert ended is not None
    assert ended.on > day(55)
    printed = sheet(plan, day(55))
    last = ended.on - DAY
    assert (printed.sheet.use_until, boxes(printed)[-1], printed.last_day) == (last, last, last)
    assert [each.until for each in printed.doses] == [last]
    assert printed.nothing_from == (NothingFrom(from_day=ended.on, called=None, says=OVER_THEN),)
    check_like_the_plan(plan, printed)


def test_h15_an_end_before_the_last_day_that_the_course_could_have_had_counts() -> None:
    """The step may be held to 60 days; ended as planned after 28, neither boxes nor the last day go on."""
    one = item("alpha", step("a1", "5", (28, 28, 60)))
    plan = walk_on(protocol(one, checkpoints=(end((), 28),)))
    plan.look(day(27), "end")
    assert (plan.at(day(27)).last_day, plan.head.ended) == (
        day(60),
        Ended(on=day(29), reason=StopReason.COMPLETED, final=False),
    )
    printed = sheet(plan, day(27))
    assert (printed.sheet.use_until, printed.last_day, boxes(printed)) == (day(28), day(28), [day(27), day(28)])
    assert printed.nothing_from == (NothingFrom(from_day=day(29), called=None, says=OVER_THEN),)


def test_h2_h15_an_item_that_is_over_sooner_has_no_box_after_its_last_day() -> None:
    """Two powders, one of them for three days in the evening: its boxes end with it, and the sheet says so."""
    plan = walk()
    first = plan.protocol.items[0]
    assert isinstance(first, SubstanceItem)
    step = expand(first.ladder).steps[0]
    evenings = msgspec.structs.replace(
        step, key="only", least_days=1, planned_days=3, most_days=3, split=(PartShare(part=DayPart.EVENING),)
    )
    short = msgspec.structs.replace(
        first,
        key="other",
        called="Zinc powder",
        substance=Substance(key="zinc", name="Z"),
        ladder=Steps(entry="only", steps=(evenings,)),
    )
    plan = walk_on(msgspec.structs.replace(plan.protocol, items=(first, short)))
    printed = sheet(plan, day(2))
    assert {each.called: each.until for each in printed.doses} == {POWDER: None, "Zinc powder": day(3)}
    assert printed.nothing_from == (NothingFrom(from_day=day(4), called="Zinc powder", says=OVER_THEN),)
    assert [len(tick.parts) for tick in printed.ticks[:3]] == [2, 2, 1]
    check_like_the_plan(plan, printed)
    assert sheet(plan, day(4)).nothing_from == ()
