"""When a decision takes effect, in which window a check-in may do what, and which dates it may carry."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.plans.adverse_event import AdverseEvent, EventSeverity
from protocols.plans.check_in import CheckIn, Contradiction
from protocols.plans.decide import CheckInBeforeStart, CheckInFromFuture
from protocols.plans.entering import Entered
from protocols.plans.position import Phase
from protocols.plans.report import Report
from protocols.refusal import Refusal
from tests.plans.test_reports import tell
from tests.plans.walking import DAY, DAY_1, Walk, walk, walk_on
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    STEP_BACK,
    STOP,
    course,
    day,
    due,
    end,
    item,
    ladder,
    look,
    protocol,
    step,
    step_of,
    taken,
)

LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))


def climbing(number: int = 7, least: int = 7) -> Walk:
    """A ladder looked at on this day of each step, with these least days."""
    steps = (
        step("a0", "2"),
        step("a1", "5", (least, max(7, least), 21)),
        step("a2", "10", (least, max(7, least), 21)),
        step("a3", "15", (14, 14, 14)),
    )
    looks = (look("tolerance", PAIN, number), end(PAIN, 14, steps=("a3",)))
    return walk_on(protocol(item("alpha", *steps, entry="a1"), checkpoints=looks))


# the latest of: check-in day, entry day, step start + least days (day looked at, dated, entered, least days, first day)
RISES = [
    ("the day after the check-in", 7, 7, 7, 7, 8),
    ("the day after the check-in, when it is late", 7, 11, 11, 7, 12),
    ("the day after it was entered", 7, 7, 10, 7, 11),
    ("not before the least days are over", 4, 4, 4, 7, 8),
    ("not before the least days are over, entered late", 4, 4, 6, 10, 11),
    ("least days that are long over", 7, 7, 7, 2, 8),
]


@pytest.mark.parametrize(
    ("looked", "dated", "entered", "least", "first"), [row[1:] for row in RISES], ids=[row[0] for row in RISES]
)
def test_h12_a_rise_takes_effect_on(looked: int, dated: int, entered: int, least: int, first: int) -> None:
    plan = climbing(looked, least)
    decision = plan.look(day(dated), today=day(entered))
    assert (decision.dose, decision.effective_on) == (ADVANCE, day(first))
    assert [taken(plan, day(number)) for number in (first - 1, first)] == [("5",), ("10",)]


FALLS = [("a step back", 4, STEP_BACK, "2"), ("a pause", 7, PAUSE, "0"), ("a stop", 9, STOP, "0")]


@pytest.mark.parametrize("dated", [10, 11])
@pytest.mark.parametrize(("pain", "dose", "daily"), [row[1:] for row in FALLS], ids=[row[0] for row in FALLS])
def test_a_fall_takes_effect_at_once_for_the_rest_of_the_day(
    pain: int, dose: DoseOutcome, daily: str, dated: int
) -> None:
    plan = climbing()
    decision = plan.look(day(dated), today=day(11), abdominal_pain=pain)
    assert (decision.dose, decision.effective_on) == (dose, day(11))
    assert [taken(plan, day(number)) for number in (10, 11)] == [("5",), (daily,)]


# --- windows: days around the due day, where they lie, all well, with symptoms

WINDOWS = [
    ("before it opens: can lower, never advance", -2, Timing.EARLY, HOLD, STEP_BACK),
    ("opens 1 day before due", -1, Timing.ON_TIME, ADVANCE, STEP_BACK),
    ("due", 0, Timing.ON_TIME, ADVANCE, STEP_BACK),
    ("late", 1, Timing.LATE, ADVANCE, STEP_BACK),
    ("late to due + 3", 3, Timing.LATE, ADVANCE, STEP_BACK),
    ("overdue", 4, Timing.OVERDUE, ADVANCE, STEP_BACK),
    ("overdue to due + 7", 7, Timing.OVERDUE, ADVANCE, STEP_BACK),
    ("missed: can hold or lower", 8, Timing.MISSED, HOLD, STEP_BACK),
    ("missed to due + 14", 14, Timing.MISSED, HOLD, STEP_BACK),
    ("lapsed after due + 14", 15, Timing.LAPSED, PAUSE, PAUSE),
]


@pytest.mark.parametrize(
    ("days", "timing", "well", "unwell"), [row[1:] for row in WINDOWS], ids=[row[0] for row in WINDOWS]
)
def test_a_check_in_lies(days: int, timing: Timing, well: DoseOutcome, unwell: DoseOutcome) -> None:
    for pain, outcome in ((0, well), (4, unwell)):
        decision = climbing().look(day(7 + days), abdominal_pain=pain)
        assert (decision.timing, decision.dose) == (timing, outcome)


@pytest.mark.parametrize(("pain", "outcome"), [(0, HOLD), (2, HOLD), (4, STEP_BACK), (7, PAUSE), (9, STOP)])
def test_an_unscheduled_check_in_can_hold_lower_pause_or_stop(pain: int, outcome: DoseOutcome) -> None:
    plan = climbing()
    decision = plan.look(day(7), None, abdominal_pain=pain)
    assert (decision.timing, decision.dose) == (Timing.UNSCHEDULED, outcome)
    assert taken(plan, day(8)) != ("10",)


def test_after_a_missed_one_the_next_is_due_7_days_on() -> None:
    plan = climbing()
    assert plan.look(day(16)).next_due == day(23)
    assert plan.look(day(23)).dose is ADVANCE


def test_a_late_one_advances_only_when_its_answers_are_about_the_days_just_before() -> None:
    """In time by its date, but entered more than 7 days after it was due."""
    plan = climbing()
    assert plan.look(day(7), today=day(15)).dose_because == ("limit-entered-late",)
    assert (taken(plan, day(16)), plan.head.holds) == (("5",), {})


def test_a_lapsed_plan_is_paused_prints_no_dose_and_comes_back_by_its_days() -> None:
    plan = climbing()
    assert [plan.at(day(number)).phase for number in (21, 22)] == [Phase.TITRATING, Phase.PAUSED]
    assert plan.schedule(day(22)).windows == ()
    plan.adjust(day(22), "resume")
    assert (taken(plan, day(22)), step_of(plan, day(22))) == (("5",), ("a1", 15))
    plan = climbing()
    plan.adjust(day(23), "resume")
    assert taken(plan, day(23)) == ("2",)


def test_a_schedule_of_a_lapsed_plan_ends_with_its_last_sheet_also_when_it_is_over() -> None:
    plan = climbing()
    assert [plan.schedule(day(number)).last_day for number in (22, 43, 44, 60)] == [day(14)] * 4
    assert [plan.at(day(number)).phase for number in (43, 44)] == [Phase.PAUSED, Phase.STOPPED]


# --- dates


def off(number: int, taken: int, days: int) -> CheckIn:
    """Taken on so many of the last 7 days, and not taken on so many in a row."""
    return CheckIn(on=day(number), answers={"days_taken": DecimalString(taken)}, off_days=days)


DATES: list[tuple[str, CheckIn, int, type[Refusal] | None]] = [
    ("not in the future", CheckIn(on=day(8), checkpoint="tolerance"), 7, CheckInFromFuture),
    ("not before day 1", CheckIn(on=day(0)), 7, CheckInBeforeStart),
    ("from day 1", CheckIn(on=day(1)), 7, None),
    ("baseline: from 7 days before day 1", CheckIn(on=day(-6), checkpoint="baseline"), -6, None),
    ("baseline: with no day without a dose", CheckIn(on=day(-6), checkpoint="baseline", off_days=0), -6, None),
    ("baseline: with one", CheckIn(on=day(-6), checkpoint="baseline", off_days=1), -6, Contradiction),
    ("every day without a dose", CheckIn(on=day(7), off_days=7), 7, None),
    ("more days without one than there were", CheckIn(on=day(7), off_days=8), 7, Contradiction),
    ("30 of them in the first week", CheckIn(on=day(7), off_days=30), 7, Contradiction),
    ("every day with a dose and without", off(7, 7, 7), 7, Contradiction),
    ("a day with a dose and without", off(7, 6, 2), 7, Contradiction),
    ("the other days without", off(7, 6, 1), 7, None),
    ("before the 7 days with a dose", off(8, 7, 1), 8, None),
    ("more of them before those", off(8, 7, 2), 8, Contradiction),
    ("every day taken yet, and none without", off(3, 3, 0), 3, None),
    ("none", off(7, 7, 0), 7, None),
    ("baseline: not before that", CheckIn(on=day(-7), checkpoint="baseline"), -6, CheckInBeforeStart),
]


@pytest.mark.parametrize(("check_in", "today", "refused"), [row[1:] for row in DATES], ids=[row[0] for row in DATES])
def test_a_date_that_a_check_in_may_carry(check_in: CheckIn, today: int, refused: type[Refusal] | None) -> None:
    plan = walk(today=day(-6))
    if refused is None:
        assert plan.check_in(check_in, day(today)).check_in == check_in
        return
    with pytest.raises(refused) as found:
        plan.check_in(check_in, day(today))
    if refused is Contradiction:
        assert found.value.pointer == "/off_days"


# the day, on how many of the last 7 it was taken, whether that can be
TAKEN = [(1, 1, True), (1, 2, False), (6, 6, True), (6, 7, False), (7, 7, True), (30, 7, True)]


@pytest.mark.parametrize(("number", "days", "can_be"), TAKEN)
def test_h12_nobody_has_taken_it_on_more_days_than_the_plan_has(number: int, days: int, *, can_be: bool) -> None:
    plan, told = walk(), CheckIn(on=day(number), answers={"days_taken": DecimalString(days)})
    if can_be:
        assert plan.check_in(told).check_in == told
        return
    with pytest.raises(Contradiction, match=f"is day {number} of the plan: `days_taken` is at most {number}") as found:
        plan.check_in(told)
    assert found.value.pointer == "/answers/days_taken"


def test_a_baseline_that_asks_it_is_about_days_before_the_plan() -> None:
    before = look("before", PAIN, None, kind=CheckpointKind.BASELINE)
    plan = walk_on(protocol(ladder(), checkpoints=(before, *LOOKS)))
    assert plan.look(day(1), "before", days_taken=7).dose is HOLD


def test_dated_before_the_latest_decision_it_is_kept_marked_and_may_only_lower() -> None:
    plan = climbing()
    plan.look(day(7), None)
    late = plan.look(day(6), today=day(7))
    assert (late.timing, late.late_entered, late.dose_because) == (Timing.ON_TIME, True, ("limit-late-entered",))
    assert plan.head.holds == {}
    lowered = plan.look(day(5), None, today=day(9), abdominal_pain=4)
    assert (lowered.late_entered, taken(plan, day(9)), len(plan.events)) == (True, ("2",), 4)


def by_name(kind: str, **fields: Any) -> Callable[[Walk], object]:
    return lambda plan: plan.adjust(day(8), kind, **fields)


def mild(plan: Walk) -> None:
    ill = AdverseEvent(what="A rash.", onset=day(8), severity=EventSeverity.MILD)
    tell(plan, Report(on=day(8), adverse_event=ill))
    plan.adjust(day(8), "close_call", call=plan.head.calls[-1].event)


def paused_and_resumed(plan: Walk) -> None:
    plan.adjust(day(8), "pause")
    plan.adjust(day(8), "resume")


def declined(plan: Walk) -> None:
    """A rise that a client's check-in of day 7 proposed."""
    plan.check_in(plan.well(day(7)), day(8), Entered.CLIENT)
    plan.adjust(day(8), "hold")


# what happens on day 8 to a plan on 5 g, before the check-in of day 7 is entered: whether it is dated before a decision
DECIDED: list[tuple[str, Callable[[Walk], object], bool]] = [
    ("a pause, and its end", paused_and_resumed, True),
    ("a pause for a later day", by_name("pause", on=day(30)), True),
    ("an adverse event that only holds", mild, True),
    ("another weight", by_name("weigh", weight=of("71", Unit.KILOGRAM)), True),
    ("a proposed rise declined", declined, True),
    ("the screening asked again", lambda plan: plan.screen_again(day(8)), False),
    ("another product", by_name("product", product=Product(scoop=grams("5"))), False),
    ("nothing", lambda _: None, False),
]


@pytest.mark.parametrize(("happens", "late"), [row[1:] for row in DECIDED], ids=[row[0] for row in DECIDED])
def test_h12_a_check_in_for_a_day_before_an_act_or_a_report_may_only_lower(
    happens: Callable[[Walk], object], late: bool
) -> None:
    plan = climbing()
    happens(plan)
    told = plan.look(day(7), today=day(8))
    assert (told.late_entered, "limit-late-entered" in told.dose_because) == (late, late)
    assert [taken(plan, day(number)) for number in (9, 14)] == [("5",) if late else ("10",)] * 2
    lowered = plan.look(day(7), None, today=day(9), abdominal_pain=4)
    assert lowered.dose is STEP_BACK


def test_a_check_in_for_the_day_of_an_act_is_not_before_it() -> None:
    plan = climbing()
    mild(plan)
    assert plan.look(day(8)).dose is ADVANCE


def test_its_answers_are_news_unless_another_check_in_was_about_a_later_day() -> None:
    plan = climbing()
    mild(plan)
    plan.look(day(7), today=day(8), abdominal_pain=2)
    assert plan.head.earlier["abdominal_pain"] == 2
    plan.look(day(6), None, today=day(8), abdominal_pain=1)
    assert plan.head.earlier["abdominal_pain"] == 2


@pytest.mark.parametrize(("pain", "daily"), [(0, "5"), (4, "2")])
def test_the_second_check_in_for_one_checkpoint_raises_nothing(pain: int, daily: str) -> None:
    plan = climbing()
    plan.look(day(7), abdominal_pain=2)
    second = plan.look(day(8), abdominal_pain=pain)
    assert (second.timing, taken(plan, day(9))) == (Timing.EARLY, (daily,))


# --- after a hold


def test_after_a_hold_the_same_look_is_due_7_days_later_and_opens_after_3() -> None:
    plan = climbing()
    plan.look(day(7), abdominal_pain=2)
    assert due(plan, day(7))[0] == ("tolerance", 14)
    assert [plan.look(day(number), abdominal_pain=0).dose for number in (9, 10)] == [HOLD, ADVANCE]


@pytest.mark.parametrize(("after", "opens", "dates"), [(5, 2, (8, 9, 12)), (14, 10, (16, 17, 21))])
def test_a_protocol_may_say_otherwise(after: int, opens: int, dates: tuple[int, int, int]) -> None:
    looks = (look("tolerance", PAIN, again_after=after, again_opens=opens), end(PAIN, 14, steps=("a3",)))
    plan = walk_on(protocol(ladder(), checkpoints=looks))
    plan.look(day(7), abdominal_pain=2)
    early, opened, again = dates
    assert due(plan, day(7))[0] == ("tolerance", again)
    assert [plan.look(day(number)).dose for number in (early, opened)] == [HOLD, ADVANCE]


def test_today_is_the_clients_day_and_an_argument() -> None:
    """The plan pins the practice's time zone; the same log stands elsewhere on another day."""
    plan = climbing()
    assert plan.head.snapshot.time_zone == "Europe/Berlin"
    plan.look(day(7))
    assert [plan.at(each).items[0].step for each in (day(7), day(8))] == ["a1", "a2"]
    assert plan.at(date(2030, 1, 1)).phase is Phase.STOPPED


def test_a_baseline_is_there_to_compare_with() -> None:
    plan = walk(today=DAY_1 - DAY)
    kinds = {each.key: each.kind for each in plan.protocol.checkpoints}
    assert kinds["baseline"] is CheckpointKind.BASELINE
    assert replace(plan.look(DAY_1 - DAY, "baseline"), sentence="").dose is HOLD
    assert course_of(plan) == ["21 x 5"]


def course_of(plan: Walk) -> list[str]:
    return course(plan, 1, 21)
