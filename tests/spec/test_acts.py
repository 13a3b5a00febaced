"""What a practitioner does by name: each act with a reason, and refused where it means nothing."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.evidence.work import WorkStatus
from protocols.plans.adjusting import NoSuchCall, StepRefused
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.screening import ReasonTooShort, Screening
from tests.plans.walking import ACTS, DAY, DAY_1, Walk, walk, walk_on
from tests.spec.protocols import PAIN, course, day, due, end, ladder, look, protocol, step, taken

SCREENED = Screening(confirmed_none=True)
LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
FIELDS: dict[str, dict[str, Any]] = {
    "stop": {"stop_reason": StopReason.CLIENTS_CHOICE},
    "set_step": {"step": "a0"},
    "extend": {"until": day(60), "screening": SCREENED},
    "weigh": {"weight": walk().head.snapshot.body.weight},
    "product": {"product": walk().head.product},
    "rescreen": {"screening": SCREENED},
    "move_event": {"event_on": day(60)},
    "close_call": {"call": 2},
    "acknowledge": {"about": "lapsed"},
    "acknowledge_evidence": {"work": "zhou-2019", "status": WorkStatus.RETRACTED},
    "confirm_rise": {"event": 2},
    "review_override": {"caution": "liver-risk"},
}


def climbing() -> Walk:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.look(day(7))
    return plan


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_every_act_has_a_reason(kind: str) -> None:
    plan = climbing()
    with pytest.raises(ReasonTooShort):
        plan.adjust(day(9), kind, **FIELDS.get(kind, {}) | {"reason": " - "})


@pytest.mark.parametrize("kind", sorted(set(ACTS) - {"entered_in_error", "close_call", "acknowledge"}))
def test_nothing_is_done_to_a_plan_that_is_over(kind: str) -> None:
    plan = climbing()
    plan.adjust(day(9), "stop", stop_reason=StopReason.DIED)
    with pytest.raises(PlanOver):
        plan.adjust(day(10), kind, **FIELDS.get(kind, {}))


def test_but_a_call_is_closed_and_an_error_is_named() -> None:
    plan = climbing()
    plan.look(day(9), None, abdominal_pain=9)
    plan.adjust(day(10), "close_call", call=3)
    plan.adjust(day(10), "entered_in_error")
    assert (plan.head.calls, plan.at(day(3)).phase) == ((), Phase.ENTERED_IN_ERROR)
    with pytest.raises(NoSuchCall):
        plan.adjust(day(10), "close_call", call=3)


# --- a hold by name


def test_a_hold_takes_back_a_rise_that_has_not_begun_and_looks_again() -> None:
    plan = climbing()
    plan.look(day(14))
    assert plan.adjust(day(14), "hold").sentence == "The rise that was decided is taken back."
    assert course(plan, 8, 20) == ["13 x 10"]
    assert due(plan, day(14))[0] == ("tolerance", 21)


def test_there_is_nothing_else_to_hold() -> None:
    down = (step("t1", "8"), step("t2", "4"))
    plan = walk_on(protocol(ladder(taper=down), checkpoints=LOOKS))
    for number in (7, 14, 21):
        plan.look(day(number))
    for key in ("tolerance", "end"):
        plan.look(day(28), key)
        with pytest.raises(StepRefused, match="No rise has been decided"):
            plan.adjust(day(28), "hold")
    assert taken(plan, day(29)) == ("8",)


# --- a plan without anything to take


def nothing() -> Walk:
    whole = walk("glutamine-low-fodmap").protocol
    return walk_on(replace(whole, items=whole.items[1:]), DAY_1 + DAY * 3, DAY_1)


def test_a_plan_with_nothing_to_take_lives_from_its_start_to_its_limit() -> None:
    plan = nothing()
    last = plan.head.snapshot.calendar_limit
    assert [plan.at(each).phase for each in (DAY_1, DAY_1 + DAY * 3, last, last + DAY)] == [
        Phase.NOT_STARTED,
        Phase.MAINTAINING,
        Phase.MAINTAINING,
        Phase.FINISHED,
    ]
    with pytest.raises(StepRefused, match="nothing to take"):
        plan.adjust(DAY_1, "set_step", step="s1")


@pytest.mark.parametrize(("kind", "phase"), [("complete", Phase.STOPPED), ("entered_in_error", Phase.ENTERED_IN_ERROR)])
def test_and_ends_by_name(kind: str, phase: Phase) -> None:
    plan = nothing()
    plan.adjust(DAY_1 + DAY * 5, kind)
    before = Phase.ENTERED_IN_ERROR if kind == "entered_in_error" else Phase.MAINTAINING
    assert [plan.at(DAY_1 + DAY * each).phase for each in (4, 5)] == [before, phase]


# --- looks that nothing leads to


def test_a_rise_taken_back_on_a_step_that_no_routine_look_is_for() -> None:
    plan = walk_on(
        protocol(ladder(), checkpoints=(look("tolerance", PAIN, steps=("a2",)), end(PAIN, 14, steps=("a3",))))
    )
    plan.adjust(day(2), "set_step", step="a2")
    plan.adjust(day(3), "hold")
    assert course(plan, 1, 9) == ["9 x 5"]
