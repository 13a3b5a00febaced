"""A new weight during a plan: what is asked again, what is lost, and which height and dose go on."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Implausible
from protocols.dosing.quantity import Quantity, Unit, grams_per_day, of
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.effect import StopReason
from protocols.plans.open_calls import calls_about
from protocols.plans.position import Phase
from protocols.plans.screening import ReasonNeeded, Screening
from protocols.plans.snapshot import Declared, Live
from protocols.plans.weigh import WeighedOutOfTime
from tests.library.built_in import PROTOCOLS
from tests.plans.test_arrival import per_kilogram
from tests.plans.walking import DAY, DAY_1, Walk, begin, body, reasons, walk, walk_on, wish


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


@pytest.mark.parametrize(("now", "stops"), [("66.6", False), ("66.5", True)])
def test_a_plan_without_a_weight_at_the_start_compares_with_the_baseline(now: str, stops: bool) -> None:
    plan = walk(of_body=body(None, None))
    plan.look(day(1), "baseline", body_weight=70)
    plan.adjust(day(5), "weigh", weight=kg(now))
    assert (plan.at(day(5)).phase is Phase.STOPPED) is stops


# kg recorded on day 6 as a planned loss of 70 kg, and on day 8: told at the check-in or weighed by name, what follows
AFTER_A_PLANNED_LOSS = [
    ("66", "66", False),
    ("66", "62.8", False),
    ("66", "62.7", True),
    ("71", "66.6", False),
    ("71", "66.5", True),
]


@pytest.mark.parametrize("by_name", [True, False])
@pytest.mark.parametrize("without_a_start", [True, False])
@pytest.mark.parametrize(("planned", "now", "stops"), AFTER_A_PLANNED_LOSS)
def test_what_is_lost_after_a_planned_loss_is_counted_from_it(
    planned: str, now: str, stops: bool, without_a_start: bool, by_name: bool
) -> None:
    plan = walk("glutamine-low-fodmap", of_body=body(None if without_a_start else "70", "170"))
    plan.look(day(1), "baseline", body_weight=70)
    plan.adjust(day(6), "weigh", weight=kg(planned), loss_was_planned=True)
    if by_name:
        plan.adjust(day(8), "weigh", weight=kg(now))
    else:
        plan.look(day(8), "tolerance", body_weight=now)
    assert (plan.at(day(8)).phase is Phase.STOPPED) is stops
    assert bool(plan.head.calls) is stops


def test_a_planned_loss_of_somebody_who_was_never_weighed_is_the_first_weight() -> None:
    plan = walk(of_body=body(None, None))
    plan.adjust(day(3), "weigh", weight=kg("66"), loss_was_planned=True)
    plan.adjust(day(8), "weigh", weight=kg("62.7"))
    assert plan.at(day(8)).phase is Phase.STOPPED


def test_h4_pounds_are_asked_again_where_only_the_baseline_told_a_weight() -> None:
    plan = walk(of_body=body(None, None))
    plan.look(day(1), "baseline", body_weight=70)
    with pytest.raises(Implausible):
        plan.adjust(day(5), "weigh", weight=kg("154.3"))


# kilograms at 170 cm at the start and now, the protocol, what the plan does
LIGHTER = [
    ("54", "53.5", "glutamine-low-fodmap", Phase.MAINTAINING),
    ("54", "53.4", "glutamine-low-fodmap", Phase.PAUSED),
    ("54", "53.4", "glutamine-start-low", Phase.PAUSED),
]


@pytest.mark.parametrize(("started", "now", "slug", "phase"), LIGHTER)
def test_h9_a_body_mass_index_that_falls_below_18_5_is_a_new_caution(
    started: str, now: str, slug: str, phase: Phase
) -> None:
    plan = walk(slug, of_body=body(started))
    plan.adjust(day(3), "weigh", weight=kg(now))
    assert plan.at(day(3)).phase is phase
    assert bool(plan.head.calls) is (phase is Phase.PAUSED)


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


@pytest.mark.parametrize(("height", "kept"), [(None, "170"), ("170", "170"), ("170.0", "170"), ("171", "171")])
def test_the_height_stays_unless_another_is_confirmed(height: str | None, kept: str) -> None:
    plan = walk("glutamine-crohn-remission", of_body=body("90", "170"))
    told = None if height is None else cm(height)
    plan.adjust(day(5), "weigh", weight=kg("89"), height=told, confirmed=height == "171")
    assert plan.head.doses[-1].body.height == cm(kept)


@pytest.mark.parametrize("height", ["190", "169", "171", "67"])
def test_h4_another_height_is_asked_again_and_raises_at_the_next_advance_only(height: str) -> None:
    plan = walk("glutamine-crohn-remission", of_body=body("80", "170"))
    before = plan.dose(day(5))
    with pytest.raises(Implausible) as refused:
        plan.adjust(day(5), "weigh", weight=kg("80"), height=of(height, Unit.CENTIMETRE))
    if height == "67":
        return
    assert refused.value.pointer == "/height"
    plan.adjust(day(5), "weigh", weight=kg("80"), height=cm(height), confirmed=True)
    assert plan.dose(day(6)) <= before


def test_a_first_height_is_compared_with_nothing() -> None:
    plan = walk(of_body=body("70", None))
    plan.adjust(day(5), "weigh", weight=kg("70"), height=cm("170"))
    assert plan.head.doses[-1].body.height == cm("170")


@pytest.mark.parametrize(("now", "fits"), [("170", True), ("190", False)])
def test_h4_a_plan_asks_again_about_another_height_than_the_one_before(now: str, fits: bool) -> None:
    protocol, live = PROTOCOLS["glutamine-start-low"], Live(last_weighed=body("70", "170"))
    wanted = wish(protocol, of_body=body("70", now))
    if fits:
        assert begin(protocol, wanted, DAY_1, live=live).body.height == cm(now)
        return
    with pytest.raises(Implausible) as refused:
        begin(protocol, wanted, DAY_1, live=live)
    assert refused.value.pointer == "/height"
    sure = replace(wanted, body=body("70", now, confirmed=True))
    assert begin(protocol, sure, DAY_1, live=live).body.height == cm(now)


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


# kilograms told at the baseline and at the review of somebody who started with 70 kg, what follows there
AT_A_LOOK = [
    ("70", "77", "advance"),
    ("70", "77.1", "hold"),
    ("70", "143.3", "hold"),
    ("70", "66.5", "stop"),
    ("70", "31.8", "stop"),
    ("154.3", "66.5", "stop"),
    ("60", "66.5", "stop"),
    ("66", "66.5", "advance"),
]


@pytest.mark.parametrize(("baseline", "review", "dose"), AT_A_LOOK)
def test_h4_a_weight_of_a_check_in_that_is_far_from_those_before_is_asked_again(
    baseline: str, review: str, dose: str
) -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(1), "baseline", body_weight=baseline)
    plan.look(day(7))
    assert plan.look(day(28), "review", body_weight=review).dose.value == dose


def test_h4_a_far_weight_is_believed_once_it_is_told_again_or_weighed_by_name() -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(7))
    assert plan.look(day(28), "review", body_weight=80).dose_because == ("limit-weight",)
    assert plan.look(day(35), "review", body_weight=80).dose.value == "advance"
    other = walk("glutamine-pi-ibs-d")
    other.look(day(7))
    other.adjust(day(27), "weigh", weight=kg("80"), confirmed=True)
    assert other.look(day(28), "review", body_weight=80).dose.value == "advance"


# kilograms told by somebody of 68 kg, g a day from then on: of 0.15 g per kg in halves of 5 g
AT_A_CHECK_IN = [("68", "10"), ("66.7", "10"), ("66.6", "7.5"), ("64.7", "7.5"), ("72", "10"), ("76", "10")]


@pytest.mark.parametrize(("told", "daily"), AT_A_CHECK_IN)
def test_h5_a_lower_weight_of_a_check_in_lowers_at_once_and_a_higher_one_changes_nothing(told: str, daily: str) -> None:
    plan = walk_on(per_kilogram(), of_body=body("68"))
    plan.look(day(7))
    plan.look(day(9), None, body_weight=told)
    assert [on_weight(plan, number) for number in (8, 9, 12)] == ["10", daily, daily]


def test_a_low_index_that_was_confirmed_stays_so_at_a_check_in() -> None:
    """40 kg at 170 cm are an index of 13.8."""
    plan = walk("glutamine-crohn-remission", of_body=replace(body("40.5", None), height=cm("170"), confirmed=True))
    plan.look(day(3), None, body_weight=40)
    assert plan.head.doses[-1].body.weight == kg("40")
    other = walk("glutamine-crohn-remission", of_body=body("40.5", "170"))
    held = other.look(day(3), None, body_weight=40)
    assert ("limit-weight-by-name" in held.dose_because, held.call) == (True, Call.ROUTINE)
    assert len(other.head.doses) == 1


# kilograms weighed in a plan that waits because of another product, its phase then, the newest weight
OVER_THE_CEILING = [("69", Phase.PAUSED, Call.ROUTINE), ("66", Phase.STOPPED, Call.TODAY)]


@pytest.mark.parametrize(("now", "phase", "call"), OVER_THE_CEILING)
def test_a_weight_is_recorded_also_where_the_plan_holds_too_much(now: str, phase: Phase, call: Call) -> None:
    plan = walk()
    tub = Declared(substance="l-glutamine", name="Tub", daily=grams_per_day("35"))
    plan.adjust(day(2), "rescreen", screening=Screening(confirmed_none=True), declared=(tub,))
    plan.adjust(day(3), "weigh", weight=kg(now))
    assert plan.head.doses[-1].body.weight == kg(now)
    assert (plan.at(day(3)).phase, [each.call for each in plan.head.calls]) == (phase, [call])


def test_h7_a_weight_that_brings_too_much_with_other_products_pauses() -> None:
    """30 g a day at 60 kg and 10 g of another product are the most that anybody may take; at 63 kg it is 31 g."""
    plan = walk("glutamine-crohn-remission", of_body=body("60", "180"))
    shake = Declared(substance="l-glutamine", name="Shake", daily=grams_per_day("10"))
    fields = {"screening": Screening(confirmed_none=True), "overrides": reasons(plan.protocol)}
    assert plan.adjust(day(2), "rescreen", **fields, declared=(shake,)).sentence.startswith("Screened again")
    says = plan.adjust(day(3), "weigh", weight=kg("63")).sentence
    assert says.startswith("Paused at once: for this weight there is a new caution. With other products this comes to")
    assert plan.at(day(3)).phase is Phase.PAUSED


# kg and cm at the start, what a check-in of day 3 tells, the protocol, the phase after it
LIGHT_AT_A_LOOK = [
    ("61", "180", "59.9", "glutamine-low-fodmap", Phase.PAUSED),
    ("61", "180", "60", "glutamine-low-fodmap", Phase.MAINTAINING),
    ("61", "180", "59", "glutamine-start-low", Phase.PAUSED),
    ("61", None, "59", "glutamine-low-fodmap", Phase.MAINTAINING),
    (None, "180", "59", "glutamine-low-fodmap", Phase.PAUSED),
    (None, "180", "61", "glutamine-low-fodmap", Phase.MAINTAINING),
    ("54", "170", "53", "glutamine-crohn-remission", Phase.PAUSED),
    ("54", "170", "53.9", "glutamine-crohn-remission", Phase.MAINTAINING),
    ("80", "170", "79", "glutamine-crohn-remission", Phase.MAINTAINING),
]


@pytest.mark.parametrize(("started", "height", "told", "slug", "phase"), LIGHT_AT_A_LOOK)
def test_h9_a_weight_of_a_check_in_raises_what_it_raises_by_name(
    started: str | None, height: str | None, told: str, slug: str, phase: Phase
) -> None:
    plan = walk(slug, of_body=body(started, height))
    decision = plan.look(day(3), None, body_weight=told)
    titrating = phase is Phase.MAINTAINING and slug == "glutamine-start-low"
    assert plan.at(day(3)).phase is (Phase.TITRATING if titrating else phase)
    paused = phase is Phase.PAUSED
    assert (decision.call is Call.ROUTINE) is paused
    assert [call.because for call in plan.head.calls] == ([("limit-weighed-caution",)] if paused else [])


def test_h9_who_is_too_light_for_it_comes_back_after_the_screening_only() -> None:
    plan = walk("glutamine-start-low", of_body=body("61", "180"))
    plan.look(day(3), None, body_weight=59)
    assert plan.head.doses[-1].body.weight == kg("59")
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(4), "resume")
    none = Screening(confirmed_none=True)
    with pytest.raises(ReasonNeeded, match="underweight"):
        plan.adjust(day(4), "resume", screening=none)
    plan.adjust(day(4), "resume", screening=none, overrides=reasons(plan.protocol))
    assert (plan.at(day(4)).phase, plan.head.calls) == (Phase.TITRATING, ())
    assert plan.look(day(5), None, body_weight="58.5").call is Call.NONE
