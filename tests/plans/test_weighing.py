"""A new weight during a plan: what is asked again, what is lost, and which height and dose go on."""

from datetime import date

import pytest

from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Implausible
from protocols.dosing.quantity import Quantity, Unit, of
from protocols.plans.effect import StopReason
from protocols.plans.open_calls import calls_about
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from protocols.plans.weigh import WeighedOutOfTime
from tests.plans.test_arrival import per_kilogram
from tests.plans.walking import DAY, DAY_1, Walk, body, walk, walk_on


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def kg(value: str) -> Quantity:
    return of(value, Unit.KILOGRAM)


def cm(value: str) -> Quantity:
    return of(value, Unit.CENTIMETRE)


# kilograms at the start and now, whether the loss was planned, whether the plan stops
LOSSES = [
    ("100", "95.1", False, False),
    ("100", "95", False, True),
    ("100", "95", True, False),
    ("100.8", "95.8", False, False),
    ("100.8", "95.7", False, True),
    ("70", "73.5", False, False),
]


@pytest.mark.parametrize(("started", "now", "planned", "stops"), LOSSES)
def test_5_per_cent_lost_since_the_start_and_not_planned_stops(
    started: str, now: str, planned: bool, stops: bool
) -> None:
    plan = walk(of_body=body(started))
    plan.adjust(day(5), "weigh", weight=kg(now), loss_was_planned=planned)
    assert (plan.at(day(5)).phase is Phase.STOPPED) is stops
    if stops:
        assert plan.head.ended is not None
        assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.ALARM, False)
        assert [(call.call, call.because) for call in plan.head.calls] == [(Call.TODAY, ("alarm-weight_loss",))]
        assert calls_about(plan.protocol, plan.head, frozenset({"alarm-weight_loss"})) == (2,)


@pytest.mark.parametrize(
    ("now", "fits"), [("77", True), ("77.1", False), ("66.9", True), ("63", True), ("62.9", False), ("154.3", False)]
)
def test_h4_more_than_10_per_cent_is_asked_again(now: str, fits: bool) -> None:
    plan = walk(of_body=body("70"))
    if not fits:
        with pytest.raises(Implausible) as refused:
            plan.adjust(day(5), "weigh", weight=kg(now), loss_was_planned=True)
        assert refused.value.pointer == "/weight"
    plan.adjust(day(5), "weigh", weight=kg(now), loss_was_planned=True, confirmed=not fits)
    assert plan.head.doses[-1].body.weight == kg(now)
    assert plan.head.doses[-1].body.confirmed is not fits


@pytest.mark.parametrize("weighed_on", [day(6), DAY_1 - DAY])
def test_a_weight_is_from_today_or_before_and_newer_than_the_last(weighed_on: date) -> None:
    plan = walk()
    plan.adjust(day(4), "weigh", weight=kg("70"))
    with pytest.raises(WeighedOutOfTime) as refused:
        plan.adjust(day(5), "weigh", weight=kg("70"), weighed_on=weighed_on)
    assert refused.value.pointer == "/weighed_on"


@pytest.mark.parametrize(("height", "kept"), [(None, "170"), ("171", "171")])
def test_the_height_stays_unless_it_is_measured_again(height: str | None, kept: str) -> None:
    plan = walk("glutamine-crohn-remission", of_body=body("90", "170"))
    plan.adjust(day(5), "weigh", weight=kg("89"), height=None if height is None else cm(height))
    assert plan.head.doses[-1].body.height == cm(kept)


def test_a_loss_that_stops_takes_back_a_rise_that_was_decided_the_same_day() -> None:
    """Whoever comes back goes below the step they were stopped on, and never started the step above it."""
    plan = walk_on(per_kilogram(), of_body=body("70"))
    plan.look(day(7))
    plan.adjust(day(7), "weigh", weight=kg("66"))
    plan.adjust(day(8), "close_call", call=plan.head.calls[-1].event)
    plan.adjust(day(9), "resume", screening=Screening(confirmed_none=True))
    assert {plan.dose(day(number)) for number in range(9, 14)} == {DecimalString("2.5")}


def on_weight(plan: Walk, number: int) -> str:
    return str(plan.dose(day(number)))


def test_h5_a_lower_weight_lowers_at_once_and_a_higher_one_waits() -> None:
    plan = walk_on(per_kilogram(), of_body=body("70"))
    plan.adjust(day(3), "weigh", weight=kg("67"))
    assert [on_weight(plan, number) for number in (1, 2, 3, 4)] == ["5"] * 4
    plan.look(day(7))
    plan.adjust(day(9), "weigh", weight=kg("66"), loss_was_planned=True)
    assert [on_weight(plan, number) for number in (8, 9)] == ["10", "7.5"]
    plan.adjust(day(10), "weigh", weight=kg("70"))
    assert [on_weight(plan, number) for number in (9, 10, 11)] == ["7.5"] * 3
    plan.look(day(14))
    assert on_weight(plan, 15) == "12.5"
