"""H3, H10: what has to be said to a client by voice, because a sheet in the kitchen says otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.plans.effect import Effect, Ended, StopReason
from protocols.plans.head import Head
from protocols.plans.position import Phase
from protocols.plans.report import Report
from protocols.plans.spoken import lowered, to_say
from tests.plans.test_reports import tell
from tests.plans.test_two_items import both
from tests.plans.walking import DAY, DAY_1, Walk, walk, yes


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def said(heads: tuple[Head, Head], call: Call, number: str | None, today: date) -> tuple[str, ...]:
    """What is said on the day, of a plan before and after a write."""
    before, after = heads
    return to_say((after, today), lowered(before, after, today), Effect(day=today, call=call), number)


def on_10_g() -> Walk:
    plan = walk()
    plan.look(day(7))
    return plan


Change = Callable[[Walk], Any]
STOPPED = "Stop taking it from now on. Do not start again by yourself."
PAUSED = "Stop taking it from now on. Do not start again until we tell you to."
AMBULANCE = "Stop taking it now, and call an ambulance (112)."

SAID: list[tuple[str, int, Change, Call, tuple[str, ...]]] = [
    ("all well", 14, lambda plan: plan.look(day(14)), Call.NONE, ()),
    ("a hold", 14, lambda plan: plan.look(day(14), nausea=2), Call.NONE, ()),
    (
        "a step back",
        14,
        lambda plan: plan.look(day(14), nausea=4),
        Call.NONE,
        ("From now on take 5 g of glutamine powder a day (morning 5 g).",),
    ),
    ("a pause", 14, lambda plan: plan.adjust(day(14), "pause"), Call.NONE, (PAUSED,)),
    (
        "a pause on a later day",
        14,
        lambda plan: plan.adjust(day(14), "pause", on=day(16)),
        Call.NONE,
        (f"From {day(16)} on take no glutamine powder. Do not start again by yourself.",),
    ),
    ("a stop", 14, lambda plan: plan.adjust(day(14), "stop", stop_reason=StopReason.NO_BENEFIT), Call.NONE, (STOPPED,)),
    ("entered in error", 14, lambda plan: plan.adjust(day(14), "entered_in_error"), Call.NONE, (STOPPED,)),
    (
        "today's alarm",
        14,
        lambda p: tell(p, Report(on=day(14), alarms=("fever",))),
        Call.TODAY,
        (STOPPED, "We call you today."),
    ),
    (
        "an emergency",
        14,
        lambda p: tell(p, Report(on=day(14), alarms=("seizure",))),
        Call.EMERGENCY,
        (AMBULANCE, STOPPED),
    ),
    (
        "a rise that was decided is taken back",
        7,
        lambda plan: plan.adjust(day(7), "hold"),
        Call.NONE,
        ("Stay on 5 g of glutamine powder a day (morning 5 g). Do not go up.",),
    ),
    ("settled", 14, lambda plan: plan.adjust(day(14), "settle"), Call.NONE, ()),
]


@pytest.mark.parametrize(("on", "change", "call", "says"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_h3_what_is_said_after_a_write(on: int, change: Change, call: Call, says: tuple[str, ...]) -> None:
    plan = on_10_g()
    before = plan.head
    change(plan)
    assert said((before, plan.head), call, "112", day(on)) == says


def test_without_a_number_the_client_is_told_to_call_the_emergency_number() -> None:
    plan = on_10_g()
    first, *_ = said((plan.head, plan.head), Call.EMERGENCY, None, day(9))
    assert first == "Stop taking it now, and call an ambulance (the emergency number)."


def test_an_emergency_after_the_end_has_no_dose_to_stop_and_is_still_said() -> None:
    plan = on_10_g()
    plan.adjust(day(9), "stop", stop_reason=StopReason.NO_BENEFIT)
    before = plan.head
    tell(plan, Report(on=day(12), alarms=("chest_pain",)))
    assert said((before, plan.head), Call.EMERGENCY, "112", day(12)) == (AMBULANCE,)


def test_each_item_is_named_where_the_other_goes_on() -> None:
    plan = both()
    before = plan.head
    first, other = (track.item for track in before.tracks)
    plan.adjust(day(3), "pause", item=first)
    (less,) = lowered(before, plan.head, day(3))
    assert (less.item, less.then, less.from_day) == (first, None, day(3))
    (says,) = said((before, plan.head), Call.NONE, None, day(3))
    assert says == f"From now on take no {less.called}. Do not start again by yourself."
    assert plan.at(day(3)).phase is not Phase.PAUSED
    plan.adjust(day(3), "pause", item=other)
    assert said((before, plan.head), Call.NONE, None, day(3)) == (PAUSED,)


def test_a_rise_says_nothing() -> None:
    plan = walk()
    before = plan.head
    plan.look(day(7))
    assert lowered(before, plan.head, day(7)) == ()


def test_a_pregnancy_stops_and_is_called_about() -> None:
    plan = on_10_g()
    before = plan.head
    decision = plan.check_in(plan.well(day(9), None).__class__(on=day(9), changes=yes("pregnancy")))
    assert said((before, plan.head), decision.call, None, day(9)) == (STOPPED, "We call you today.")


def test_an_item_that_ends_on_a_later_day_is_said_to() -> None:
    plan = both()
    before = plan.head
    first, other = before.tracks
    ending = Ended(on=day(5), reason=StopReason.COMPLETED, final=False)
    after = replace(before, tracks=(replace(first, ended=ending), other))
    assert [(each.item, each.from_day, each.then) for each in lowered(before, after, day(3))] == [
        (first.item, day(5), None)
    ]
