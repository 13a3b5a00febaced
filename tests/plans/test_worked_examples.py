"""The worked examples of the six built-in protocols, to the gram and to the day."""

from datetime import date
from decimal import Decimal

import pytest

from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from tests.plans.walking import DAY, DAY_1, Walk, body, check_ins_all_well, walk

SINGLE_STEP = (
    "glutamine-chemotherapy",
    "glutamine-crohn-21g",
    "glutamine-crohn-remission",
    "glutamine-low-fodmap",
    "glutamine-pi-ibs-d",
)


def day(number: int) -> date:
    """The date of a plan's day; 1 is the start."""
    return DAY_1 + DAY * (number - 1)


def test_mild_holds_and_looks_again_in_a_week() -> None:
    plan = walk()
    decision = plan.look(date(2026, 11, 30), abdominal_pain=2, bowel_change=1)
    assert (decision.timing, decision.dose, decision.call) == (Timing.LATE, DoseOutcome.HOLD, Call.NONE)
    assert decision.dose_because == ("mild",)
    assert decision.next_due == date(2026, 12, 6)
    assert [plan.dose(date(2026, 11, 30) + DAY * n) for n in range(7)] == [5] * 7
    assert decision.sentence == (
        "Hold at 5 g a day. A symptom is at least 2 above the baseline, or 7 or more: stay on this dose. "
        "Next check-in due 2026-12-06."
    )


def test_a_change_of_one_is_noise_and_advances_from_the_next_day() -> None:
    plan = walk()
    decision = plan.look(date(2026, 11, 30), abdominal_pain=1, bowel_change=1)
    assert (decision.dose, decision.dose_because) == (DoseOutcome.ADVANCE, ("clear",))
    assert decision.effective_on == date(2026, 12, 1)
    assert (plan.dose(date(2026, 11, 30)), plan.dose(date(2026, 12, 1))) == (5, 10)
    assert decision.next_due == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("pain", "outcome", "call", "dose_after"),
    [
        (0, DoseOutcome.ADVANCE, Call.NONE, "5"),
        (1, DoseOutcome.ADVANCE, Call.NONE, "5"),
        (2, DoseOutcome.HOLD, Call.NONE, "5"),
        (3, DoseOutcome.HOLD, Call.NONE, "5"),
        (4, DoseOutcome.STEP_BACK, Call.NONE, "2.5"),
        (5, DoseOutcome.STEP_BACK, Call.NONE, "2.5"),
        (6, DoseOutcome.STEP_BACK, Call.NONE, "2.5"),
        (7, DoseOutcome.STOP, Call.TODAY, "0"),
        (9, DoseOutcome.STOP, Call.TODAY, "0"),
        (10, DoseOutcome.STOP, Call.TODAY, "0"),
    ],
)
def test_each_pain_without_a_baseline(pain: int, outcome: DoseOutcome, call: Call, dose_after: str) -> None:
    plan = walk()
    decision = plan.look(day(7), abdominal_pain=pain)
    assert (decision.dose, decision.call) == (outcome, call)
    assert plan.dose(day(7)) == Decimal(dose_after)


def test_moderate_steps_back_to_half_a_scoop_at_once() -> None:
    plan = walk()
    decision = plan.look(day(8), abdominal_pain=5)
    (after,) = decision.after
    assert (after.step, decision.effective_on, decision.next_due) == ("s0", day(8), day(14))
    assert [plan.dose(day(number)) for number in (7, 8, 9)] == [5, Decimal("2.5"), Decimal("2.5")]


def test_severe_stops_at_once() -> None:
    plan = walk()
    decision = plan.look(day(8), abdominal_pain=9)
    assert (plan.dose(day(7)), plan.dose(day(8)), plan.at(day(8)).phase) == (5, 0, Phase.STOPPED)
    assert decision.effect.ended is not None
    assert (decision.effect.ended.reason, decision.final) == (StopReason.REACTION, False)


def test_persistent_two_points_a_week_after_a_step_back_stop() -> None:
    plan = walk()
    plan.look(day(7), abdominal_pain=5)
    decision = plan.look(day(14), abdominal_pain=2)
    assert (decision.dose, decision.call, decision.dose_because) == (
        DoseOutcome.STOP,
        Call.ROUTINE,
        ("persistent",),
    )


# slug, height, days, grams of each day, grams in all, parts
COURSES = [
    ("glutamine-pi-ibs-d", "170", 56, "15", "840", (5, 5, 5)),
    ("glutamine-low-fodmap", "170", 42, "15", "630", (5, 5, 5)),
    ("glutamine-crohn-remission", "150", 60, "24", "1440", (8, 8, 8)),
    ("glutamine-crohn-remission", "160", 60, "28", "1680", (10, 9, 9)),
    ("glutamine-crohn-remission", "170", 60, "31", "1860", (11, 10, 10)),
    ("glutamine-crohn-remission", "180", 60, "35", "2100", (12, 12, 11)),
    ("glutamine-chemotherapy", "170", 15, "18", "270", (6, 6, 6)),
    ("glutamine-crohn-21g", "170", 28, "21", "588", (7, 7, 7)),
]


@pytest.mark.parametrize(("slug", "height", "days", "daily", "total", "parts"), COURSES)
def test_a_course_of_one_step(
    slug: str, height: str, days: int, daily: str, total: str, parts: tuple[int, ...]
) -> None:
    found = walk(slug, of_body=body("80", height)).schedule(DAY_1)
    assert [each.day for each in found.days] == [day(number) for number in range(1, days + 1)]
    assert {each.daily.value for each in found.days} == {Decimal(daily)}
    assert [part.amount.value for part in found.days[0].parts] == list(parts)
    assert (found.total["glutamine"].value, found.last_day) == (Decimal(total), day(days))


IDEAL = [("150", "49.5", "24.75"), ("160", "56.32", "28.16"), ("170", "63.58", "31.79"), ("180", "71.28", "35.64")]


@pytest.mark.parametrize(("height", "kilograms", "resolved"), IDEAL)
def test_half_a_gram_per_ideal_kilogram(height: str, kilograms: str, resolved: str) -> None:
    (item,) = walk("glutamine-crohn-remission", of_body=body("80", height)).head.snapshot.items
    arithmetic = item.steps[0].arithmetic
    assert arithmetic.weight is not None
    assert (str(arithmetic.weight.kilograms), str(arithmetic.resolved.value)) == (kilograms, resolved)
    assert arithmetic.capped.value == min(Decimal(resolved), 35)


def test_h5_somebody_light_is_dosed_by_the_actual_weight() -> None:
    """At 170 cm and 45 kg the ideal weight would give 31 g, which is 0.71 g per kg."""
    plan = walk("glutamine-crohn-remission", of_body=body("45", "170"))
    assert plan.dose(DAY_1) == 22


def test_start_low_all_going_well_is_945_g_over_70_days() -> None:
    found = walk().schedule(DAY_1)
    assert [(each.step, each.since, each.until) for each in found.stretches] == [
        ("s1", day(1), day(7)),
        ("s2", day(8), day(14)),
        ("s3", day(15), day(70)),
    ]
    assert (found.total["glutamine"].value, found.last_day) == (945, day(70))
    assert [each.decided for each in found.stretches] == [True, False, False]
    due = [(each.checkpoint, each.due) for each in found.windows]
    assert due == [
        ("baseline", day(1)),
        ("tolerance", day(7)),
        ("tolerance", day(14)),
        ("tolerance", day(21)),
        ("review", day(42)),
        ("end", day(70)),
    ]


def test_start_low_walked_to_its_end() -> None:
    plan = walk()
    check_ins_all_well(plan, day(70))
    assert [plan.dose(day(number)) for number in range(1, 73)] == [5] * 7 + [10] * 7 + [15] * 56 + [0] * 2
    assert plan.at(day(70)).phase is Phase.MAINTAINING
    assert plan.at(day(71)).phase is Phase.FINISHED
    found = plan.schedule(day(75))
    assert (found.total["glutamine"].value, found.last_day) == (945, day(70))


@pytest.mark.parametrize("slug", SINGLE_STEP)
def test_a_course_of_one_step_walked_to_its_end(slug: str) -> None:
    plan = walk(slug)
    planned = plan.schedule(DAY_1)
    check_ins_all_well(plan, planned.last_day)
    assert all(each.decision.dose in {DoseOutcome.ADVANCE, DoseOutcome.HOLD} for each in plan.events[2:])  # type: ignore[union-attr]
    assert plan.head.ended is not None
    assert plan.head.ended.reason is StopReason.COMPLETED
    found = plan.schedule(planned.last_day + DAY * 10)
    assert (found.total, found.last_day) == (planned.total, planned.last_day)


def first_look(plan: Walk) -> tuple[str, date]:
    ahead = [each for each in plan.schedule(DAY_1).windows if each.checkpoint != "baseline"]
    return ahead[0].checkpoint, ahead[0].due


@pytest.mark.parametrize("slug", SINGLE_STEP)
def test_one_step_pauses_at_the_first_moderate_and_stops_at_the_second(slug: str) -> None:
    plan = walk(slug)
    checkpoint, due = first_look(plan)
    first = plan.look(due, checkpoint, nausea=5)
    assert (first.dose, first.call, plan.dose(due), plan.at(due).phase) == (
        DoseOutcome.PAUSE,
        Call.ROUTINE,
        0,
        Phase.PAUSED,
    )
    before = plan.dose(due - DAY)
    plan.adjust(due + DAY * 4, "resume")
    assert plan.dose(due + DAY * 4) == before
    second = plan.look(due + DAY * 5, None, nausea=4)
    assert (second.dose, second.dose_because) == (DoseOutcome.STOP, ("moderate-again",))
    assert plan.dose(due + DAY * 5) == 0
