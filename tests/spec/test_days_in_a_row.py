"""Whole days in a row without a dose: rows that join are one, however they were told."""

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.decide import PlanOver
from protocols.plans.decision import Decision
from protocols.plans.holding import holds_until
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from tests.plans.walking import Walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    STEP_BACK,
    STOP,
    day,
    end,
    item,
    ladder,
    look,
    protocol,
    step,
    step_of,
    taken,
)
from tests.spec.test_coming_back import climbing, one_step, voided

SCREENED = Screening(confirmed_none=True)


def tell(plan: Walk, on: int, off: int | None, taken: int | None = 0, entered_on: int | None = None) -> Decision:
    """A check-in at no checkpoint: days off, and on how many of the last 7 days the amount was taken."""
    answers = {} if taken is None else {"days_taken": taken}
    told = replace(plan.well(day(on), None, **answers), off_days=off)
    return plan.check_in(told, day(entered_on or on))


def resumed(plan: Walk, number: int, *, screened: bool = False) -> str:
    for call in plan.head.calls:
        plan.adjust(day(number), "close_call", call=call.event)
    return plan.adjust(day(number), "resume", **({"screening": SCREENED} if screened else {})).sentence


# --- what was told joins what was told

# the day, the days off and the days taken of each check-in of somebody on 10 g since day 8, what the last one does
JOINED = [
    ("a week, and another: two weeks, one step lower", [(14, 7, 0), (21, 7, 0)], STEP_BACK, "5"),
    ("three weeks: screening first", [(14, 7, 0), (21, 7, 0), (28, 7, 0)], PAUSE, "0"),
    ("the whole row told again is no longer", [(14, 7, 0), (21, 14, 0)], STEP_BACK, "5"),
    ("perhaps the last days and the first: 5 and 4", [(14, 5, 2), (21, 4, 3)], STEP_BACK, "5"),
    ("the last were taken: 5 and 4 do not join", [(21, 5, 7), (28, 4, 3)], HOLD, "10"),
    ("something was taken on 5 of the last 7: 2 and 4 at most", [(21, 5, 5), (28, 4, 3)], HOLD, "10"),
    ("something was taken on 4 of the last 7: 3 and 5 at most", [(21, 5, 4), (28, 5, 2)], STEP_BACK, "5"),
    ("answers that contradict each other shorten nothing", [(14, 5, 7), (21, 4, 7)], STEP_BACK, "5"),
    ("no day off in between", [(14, 7, 0), (21, 0, 7), (28, 7, 0)], HOLD, "10"),
    ("told again on the same day: nothing new", [(14, 7, 0), (14, 0, 0)], HOLD, "10"),
    ("the next day as well: 7 and 1", [(14, 7, 0), (15, 1, 0)], STEP_BACK, "5"),
    ("lowered once for a row, however often it is told", [(18, 10, 0), (20, 2, 0)], HOLD, "5"),
    ("and again where it comes to more than two weeks", [(18, 10, 0), (23, 5, 0)], PAUSE, "0"),
    ("more than four weeks in all", [(14, 14, 0), (29, 15, 0)], STOP, "0"),
    ("nothing taken, and not said for how long", [(14, 7, 0), (21, None, 0)], STEP_BACK, "5"),
    ("nothing taken since the start of the plan", [(12, None, 0)], HOLD, "10"),
    (
        "nobody asked: what was told before still joins a day",
        [(14, 7, 0), (14, None, None), (15, 1, 0)],
        STEP_BACK,
        "5",
    ),
    ("taken on 4 since: the row is 3 days at most", [(14, 7, 0), (14, None, 4), (15, 1, None)], HOLD, "10"),
    ("taken on each: there is no row", [(14, 7, 0), (14, None, 7), (15, 1, None)], HOLD, "10"),
]


@pytest.mark.parametrize(("looks", "dose", "daily"), [row[1:] for row in JOINED], ids=[row[0] for row in JOINED])
def test_h12_rows_that_join_are_one(
    looks: list[tuple[int, int | None, int | None]], dose: DoseOutcome, daily: str
) -> None:
    plan = climbing()
    decisions = [tell(plan, *each) for each in looks]
    assert (decisions[-1].dose, taken(plan, day(looks[-1][0]))) == (dose, (daily,))


def test_h12_three_weeks_without_a_dose_are_never_followed_by_a_rise() -> None:
    plan = climbing()
    for number in (14, 21, 28):
        tell(plan, number, 7)
    assert plan.look(day(35)).dose is PAUSE


def test_the_decision_says_the_whole_row() -> None:
    plan = climbing()
    tell(plan, 14, 7)
    assert "14 days in a row without a dose: go on one step lower." in tell(plan, 21, 7).sentence


def test_one_step_waits_for_a_practitioner_and_is_then_at_its_end() -> None:
    plan = one_step()
    plan.look(day(7))
    assert [tell(plan, number, 7).dose for number in (14, 21)] == [HOLD, PAUSE]
    assert plan.at(day(36)).phase is Phase.STOPPED
    with pytest.raises(PlanOver):
        resumed(plan, 22)


# the day and the days off of a check-in that is entered after that of day 21 (5 days off, nothing taken), what it does
LATE = [
    ("the days before it: 16 to 20 and 13 to 15", 16, 3, 0, STEP_BACK),
    ("a week before: no row of its own", 12, 2, 5, HOLD),
    ("longer than the row before it, and apart", 14, 3, 4, HOLD),
]


@pytest.mark.parametrize(("on", "off", "taken_on", "dose"), [row[1:] for row in LATE], ids=[row[0] for row in LATE])
def test_a_check_in_entered_late_makes_the_row_longer_that_it_joins(
    on: int, off: int, taken_on: int, dose: DoseOutcome
) -> None:
    plan = climbing()
    tell(plan, 21, 5)
    late = tell(plan, on, off, taken_on, entered_on=21)
    assert (late.late_entered, late.dose) == (True, dose)
    since = plan.head.off_rows["alpha"].since
    assert since == (day(13) if dose is STEP_BACK else day(16))


def test_a_late_one_that_tells_nothing_of_it_leaves_the_row() -> None:
    plan = climbing()
    tell(plan, 21, 5)
    known = plan.head.off_rows
    tell(plan, 15, None, 7, entered_on=21)
    assert plan.head.off_rows == known


def test_a_void_check_in_takes_its_days_along() -> None:
    plan = climbing()
    tell(plan, 14, 7)
    plan.events.append(voided(plan, len(plan.events), day(14)))
    assert plan.head.off_rows == {}
    assert tell(plan, 21, 7).dose is HOLD


# --- what was told joins a pause

# the day, the days off, the days taken, ill or not; days of the pause; g a day on coming back, days, screening first
PAUSED = [
    ("2 and 2: least days start again", (14, 2, 5, True), 2, "10", 4, False),
    ("5 and 5: one step lower", (14, 5, 2, True), 5, "5", 10, False),
    ("10 and 3: lower once", (18, 10, 0, True), 3, "5", 13, False),
    ("8 and 13: screening first", (16, 8, 0, True), 13, "5", 21, True),
    ("16 and 12: screening first", (24, 16, 0, False), 12, "5", 28, True),
    ("the last days were taken: 5, and a pause of 5", (21, 5, 7, True), 5, "10", 5, False),
]


@pytest.mark.parametrize(
    ("told", "days", "daily", "row", "screens"), [row[1:] for row in PAUSED], ids=[row[0] for row in PAUSED]
)
def test_h12_days_told_before_a_pause_count_with_it(
    told: tuple[int, int, int, bool], days: int, daily: str, row: int, *, screens: bool
) -> None:
    on, off, taken_on, ill = told
    plan = climbing()
    ci = replace(plan.well(day(on), None, days_taken=taken_on), off_days=off)
    plan.check_in(replace(ci, changes=yes("ill_now")) if ill else ci)
    assert plan.at(day(on)).phase is Phase.PAUSED
    if screens:
        with pytest.raises(NewScreeningNeeded):
            resumed(plan, on + days)
    assert resumed(plan, on + days, screened=screens) == f"Resumed after {row} days without a dose."
    assert taken(plan, day(on + days)) == (daily,)


def test_h12_more_than_28_days_told_and_paused_end_the_plan_by_themselves() -> None:
    plan = climbing()
    tell(plan, 24, 16)
    assert [plan.at(day(number)).phase for number in (36, 37)] == [Phase.PAUSED, Phase.STOPPED]
    assert holds_until(plan.head, day(24)) == day(36)
    with pytest.raises(PlanOver):
        resumed(plan, 37, screened=True)


# the first day of a pause by name after 7 days off told on day 14, days of the pause, g a day on coming back
NEAR = [("the same day", 14, 7, "5"), ("the next day", 15, 6, "5"), ("two days later", 16, 7, "10")]


@pytest.mark.parametrize(("since", "days", "daily"), [row[1:] for row in NEAR], ids=[row[0] for row in NEAR])
def test_what_was_told_may_have_lasted_through_its_day_and_no_longer(since: int, days: int, daily: str) -> None:
    plan = climbing()
    tell(plan, 14, 7)
    plan.adjust(day(since), "pause")
    resumed(plan, since + days)
    assert taken(plan, day(since + days)) == (daily,)


# the days of a first pause from day 10, then those of one on the day of its resume, g a day on coming back
TWICE = [("7 and 1", 7, 1, "5"), ("7 and 7", 7, 7, "5"), ("3 and 3", 3, 3, "10")]


@pytest.mark.parametrize(("first", "second", "daily"), [row[1:] for row in TWICE], ids=[row[0] for row in TWICE])
def test_a_pause_on_the_day_of_a_resume_goes_on(first: int, second: int, daily: str) -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    resumed(plan, 10 + first)
    plan.adjust(day(10 + first), "pause")
    assert resumed(plan, 10 + first + second) == f"Resumed after {first + second} days without a dose."
    assert taken(plan, day(10 + first + second)) == (daily,)


# days of a pause from day 10, the days off that the first check-in after it tells, what it does
AFTER = [
    ("1 and 1", 1, 1, HOLD, "10"),
    ("5 and 4, perhaps in a row", 5, 4, STEP_BACK, "5"),
    ("10 and 2: lowered already", 10, 2, HOLD, "5"),
    ("20 and 2: screened already", 20, 2, HOLD, "5"),
]


@pytest.mark.parametrize(("days", "off", "dose", "daily"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_days_told_after_a_resume_join_the_pause(days: int, off: int, dose: DoseOutcome, daily: str) -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    resumed(plan, 10 + days, screened=days > 14)
    on = 10 + days + 5
    assert (tell(plan, on, off, 6 - off).dose, taken(plan, day(on))) == (dose, (daily,))


def test_days_told_in_a_pause_are_for_whoever_resumes() -> None:
    plan = climbing()
    plan.adjust(day(12), "pause")
    assert tell(plan, 14, 6).dose_because == ("limit-paused",)
    assert resumed(plan, 16) == "Resumed after 8 days without a dose."
    assert taken(plan, day(16)) == ("5",)


def test_an_item_that_is_paused_waits_for_its_resume_and_another_goes_on_by_the_table() -> None:
    both = (ladder(), item("beta", step("b1", "5"), step("b2", "6", (14, 14, 14))))
    looks = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
    plan = walk_on(protocol(*both, checkpoints=looks))
    plan.adjust(day(7), "pause", item="alpha")
    decision = tell(plan, 10, 3)
    limit = next(each for each in decision.considered if each.key == "limit-off-days")
    assert (limit.dose, limit.items) == (HOLD, ("beta",))
    assert {key: row.answered for key, row in plan.head.off_rows.items()} == {"alpha": 0, "beta": 3}


# --- a pause that is told late

# the day it is told, the day it names, g a day on coming back the day after, what is said of days without a dose
TOLD_LATE = [
    ("today", 12, 12, "10", ""),
    ("2 days ago: 3 with today", 12, 10, "10", "Without a dose since 2026-12-02: those days count."),
    ("10 days ago: 11", 20, 10, "5", "Without a dose since 2026-12-02: those days count."),
    ("before the start: the start", 9, -5, "5", "Without a dose since 2026-11-23: those days count."),
]


@pytest.mark.parametrize(
    ("told", "named", "daily", "says"), [row[1:] for row in TOLD_LATE], ids=[row[0] for row in TOLD_LATE]
)
def test_h12_the_days_since_a_pause_that_is_told_late_count(told: int, named: int, daily: str, says: str) -> None:
    plan = climbing()
    before = taken(plan, day(told - 1))
    done = plan.adjust(day(told), "pause", on=day(named))
    assert done.sentence == f"Paused at once: nothing is taken. {says}".strip()
    assert (taken(plan, day(told)), taken(plan, day(told - 1))) == (("0",), before)
    resumed(plan, told + 1)
    assert taken(plan, day(told + 1)) == (daily,)


# the day on which it is told and taken up again, the day it names, g a day from then on; None: a screening comes first
TAKEN_UP_AT_ONCE = [
    ("that day alone", 20, 20, "10"),
    ("7 days ago", 20, 13, "10"),
    ("8 days ago", 20, 12, "5"),
    ("11 days ago", 20, 9, "5"),
    ("15 days ago", 24, 9, None),
]


@pytest.mark.parametrize(
    ("told", "named", "daily"), [row[1:] for row in TAKEN_UP_AT_ONCE], ids=[row[0] for row in TAKEN_UP_AT_ONCE]
)
def test_h12_they_count_for_whoever_comes_back_on_the_day_it_is_told(told: int, named: int, daily: str | None) -> None:
    plan = climbing()
    plan.adjust(day(told), "pause", on=day(named))
    if daily is None:
        with pytest.raises(NewScreeningNeeded):
            resumed(plan, told)
        return
    resumed(plan, told)
    assert taken(plan, day(told)) == (daily,)


@pytest.mark.parametrize(("named", "screens"), [(16, False), (15, True), (2, True)])
def test_h12_more_than_14_of_them_ask_for_a_screening(named: int, *, screens: bool) -> None:
    plan = climbing()
    plan.adjust(day(29), "pause", on=day(named))
    if screens:
        with pytest.raises(NewScreeningNeeded):
            resumed(plan, 30)
    resumed(plan, 30, screened=screens)
    assert taken(plan, day(30)) == ("5",)


def test_h12_more_than_28_of_them_are_the_end_of_the_plan() -> None:
    plan = climbing()
    plan.adjust(day(33), "pause", on=day(4))
    assert plan.at(day(33)).phase is Phase.STOPPED


def test_what_was_taken_at_a_resume_was_taken() -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    resumed(plan, 11)
    plan.adjust(day(14), "pause", on=day(9))
    assert plan.head.off_rows["alpha"].since == day(10)
    assert resumed(plan, 15) == "Resumed after 5 days without a dose."


def test_a_step_that_was_risen_to_in_such_a_row_was_never_tolerated() -> None:
    plan = climbing()
    plan.look(day(14))
    assert taken(plan, day(15)) == ("15",)
    plan.adjust(day(17), "pause", on=day(15))
    resumed(plan, 18)
    assert taken(plan, day(18)) == ("10",)


def test_an_advance_after_one_day_off_leaves_that_day_out() -> None:
    plan = climbing()
    tell(plan, 10, 1, 6)
    assert plan.look(day(14)).dose is ADVANCE
    assert step_of(plan, day(15)) == ("a2", 8)


def test_on_the_first_day_no_day_has_passed_without_a_dose() -> None:
    plan = walk_on(climbing().protocol)
    tell(plan, 1, None, 0)
    assert plan.head.off_rows == {}
