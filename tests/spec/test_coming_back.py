"""Missed doses, breaks and coming back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AnswerIs, Operator
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.plans.acts import Resume
from protocols.plans.adjusting import NewScreeningNeeded, NotPaused, NotWellYet, StepRefused
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn
from protocols.plans.coming_back import LEAST_DAYS_AGAIN_UNTIL
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.event import Migrated, Reported, Voided
from protocols.plans.migrate import Migration, migrate
from protocols.plans.position import Phase
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared
from protocols.plans.spans import span_on
from protocols.plans.start import AmountNotDeclared, CeilingPassed
from protocols.plans.void import Void, void
from protocols.refusal import Malformed
from tests.handouts.test_daily import sheet
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import DAY, DAY_1, PARTY, REASON, Walk, pinned, reasons, stamp, walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    NONE,
    PAIN,
    PAUSE,
    ROUTINE,
    START_LOW,
    STEP_BACK,
    STOP,
    TODAY,
    answer,
    course,
    day,
    due,
    end,
    item,
    ladder,
    look,
    none_of,
    per_kg,
    protocol,
    rule,
    step,
    step_of,
    taken,
)

SCREENED = Screening(confirmed_none=True)
LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
PER_KG = protocol(
    item("alpha", step("a1", per_kg("0.1")), step("a2", per_kg("0.2"), (14, 14, 14))),
    checkpoints=(look("tolerance", PAIN), end(PAIN, 14, steps=("a2",))),
)
ONE_STEP = item("alpha", step("a1", "5", (56, 56, 56)))


def climbing() -> Walk:
    """On 10 g since day 8, with 2 and 5 g below and 15 g above; 5 g is the entry."""
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.look(day(7))
    return plan


def counts_from(plan: Walk, on: date) -> date:
    """The first day that counts towards the least days of the only item's step."""
    return span_on(plan.head.tracks[0], on).counts_from


def held(plan: Walk) -> Walk:
    """The same held on its step by every look until day 35, so that long rows of days can have been without a dose."""
    for number in (14, 21, 28, 35):
        plan.look(day(number), abdominal_pain=2)
    return plan


def one_step() -> Walk:
    return walk_on(protocol(ONE_STEP, checkpoints=(look("tolerance", PAIN), end(PAIN, 56))))


# --- on paper


@pytest.mark.parametrize("slug", SLUGS)
def test_one_part_of_a_day_missed_is_skipped_and_the_next_one_is_never_doubled(slug: str) -> None:
    said = {each.question: each.answer for each in sheet(walk(slug), DAY_1).if_lines}
    assert said["Missed one?"] == "Skip it. Never take double."


# --- a break that the next check-in tells of

# off-days, outcome, call, g a day, days on the step, first day on which the next step may begin
TOLD = [
    ("no off-day", 0, ADVANCE, NONE, "10", 7, 15),
    ("1 off-day does not count towards least days", 1, ADVANCE, NONE, "10", 7, 16),
    ("2 off-days do not count towards least days", 2, ADVANCE, NONE, "10", 7, 17),
    ("3 off-days: same step, least days start again", 3, HOLD, NONE, "10", 7, None),
    ("7 off-days: same step, least days start again", 7, HOLD, NONE, "10", 7, None),
    ("8 off-days: one step lower", 8, STEP_BACK, NONE, "5", 1, None),
    ("14 off-days: one step lower", 14, STEP_BACK, NONE, "5", 1, None),
    ("15 off-days: new screening first", 15, PAUSE, ROUTINE, "0", 34, None),
    ("28 off-days: new screening first", 28, PAUSE, ROUTINE, "0", 34, None),
    ("29 off-days: the plan ends", 29, STOP, ROUTINE, "0", 35, None),
]


@pytest.mark.parametrize(
    ("days", "dose", "call", "daily", "on_step", "rises_on"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD]
)
def test_h12_whole_days_in_a_row_without_a_dose(
    days: int, dose: DoseOutcome, call: Call, daily: str, on_step: int, rises_on: int | None
) -> None:
    plan, on = (climbing(), day(14)) if days <= LEAST_DAYS_AGAIN_UNTIL else (held(climbing()), day(42))
    decision = plan.check_in(replace(plan.well(on), off_days=days))
    assert (decision.dose, decision.call, taken(plan, on), step_of(plan, on)[1]) == (
        dose,
        call,
        (daily,),
        on_step,
    )
    higher = [number for number in range(14, 22) if taken(plan, day(number)) == ("15",)]
    assert higher[:1] == ([] if rises_on is None else [rises_on])


def test_off_days_told_at_a_hold_count_later_too() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(10), None), off_days=1))
    plan.check_in(replace(plan.well(day(11), None), off_days=1))
    plan.look(day(14))
    assert course(plan, 8, 20) == ["9 x 10", "4 x 15"]


@pytest.mark.parametrize("days", [1, 2])
def test_h12_a_rise_that_counted_days_without_a_dose_is_taken_back(days: int) -> None:
    """It is said, and the step is looked at again: nobody gives the rise a later day by the way."""
    plan = climbing()
    plan.look(day(13))
    told = plan.check_in(replace(plan.well(day(13), None), off_days=days))
    assert told.sentence.startswith("Hold at 10 g a day; the rise that was decided is taken back.")
    assert (told.next_due, due(plan, day(13))[0]) == (day(20), ("tolerance", 20))
    assert course(plan, 8, 20) == ["13 x 10"]
    plan.look(day(16))
    assert course(plan, 13, 20) == ["4 x 10", "4 x 15"]


def test_the_days_that_start_again_are_counted_from_the_check_in() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(14)), off_days=3))
    assert due(plan, day(14))[0] == ("tolerance", 21)
    assert plan.look(day(17)).dose is ADVANCE
    assert course(plan, 8, 22) == ["13 x 10", "2 x 15"]


def test_h12_a_rise_that_was_decided_does_not_come_where_least_days_start_again() -> None:
    plan = climbing()
    plan.look(day(13))
    told = plan.check_in(replace(plan.well(day(13), None), off_days=3))
    assert told.sentence.startswith("Hold at 10 g a day; the rise that was decided is taken back.")
    assert (told.next_due, course(plan, 8, 20)) == (day(20), ["13 x 10"])


# what is told on day 20, on 5 g since the step back of day 14
OVER_AGAIN = [("days without a dose", 4, 3), ("days not taken", 3, None)]


@pytest.mark.parametrize(
    ("days_taken", "off_days"), [row[1:] for row in OVER_AGAIN], ids=[row[0] for row in OVER_AGAIN]
)
def test_least_days_that_start_again_hide_no_rule_about_the_days_on_the_step(
    days_taken: int, off_days: int | None
) -> None:
    """Days on the step are calendar days without pauses: what has lasted since a step back is as old as that."""
    plan = walk()
    plan.look(day(7))
    plan.look(day(14), abdominal_pain=5)
    told = replace(plan.well(day(20), abdominal_pain=2, days_taken=days_taken), off_days=off_days)
    assert (plan.check_in(told).dose, step_of(plan, day(20))) == (HOLD, ("s1", 7))
    last = plan.look(day(23), abdominal_pain=2)
    assert (last.dose, last.dose_because) == (STOP, ("persistent",))


# off-days, outcome, call, g a day
ONE_STEP_TOLD = [
    ("7 off-days: same step", 7, HOLD, NONE, "5"),
    ("8 off-days: a practitioner decides", 8, PAUSE, ROUTINE, "0"),
    ("14 off-days: a practitioner decides", 14, PAUSE, ROUTINE, "0"),
    ("15 off-days: stop", 15, STOP, ROUTINE, "0"),
    ("29 off-days: the plan ends", 29, STOP, ROUTINE, "0"),
]


@pytest.mark.parametrize(
    ("days", "dose", "call", "daily"), [row[1:] for row in ONE_STEP_TOLD], ids=[row[0] for row in ONE_STEP_TOLD]
)
def test_in_a_one_step_protocol(days: int, dose: DoseOutcome, call: Call, daily: str) -> None:
    plan = one_step()
    plan.look(day(7))
    decision = plan.check_in(replace(plan.well(day(30), None), off_days=days))
    assert (decision.dose, decision.call, taken(plan, day(30))) == (dose, call, (daily,))


def test_the_practitioner_who_decides_hears_of_it() -> None:
    plan = one_step()
    plan.look(day(7))
    decision = plan.check_in(replace(plan.well(day(30), None), off_days=10))
    says = "10 days in a row without a dose: a practitioner decides how to go on, at the same dose at most."
    assert says in decision.sentence
    assert [(call.call, call.because) for call in plan.head.calls] == [(ROUTINE, ("limit-off-days",))]


def test_nobody_is_called_for_a_step_lower_where_there_is_one() -> None:
    """Alpha has a step below, beta has none, gamma is paused already."""
    others = (item("beta", step("b1", "3", (28, 28, 28))), item("gamma", step("c1", "2", (28, 28, 28))))
    for beside, call in ((others[:0], NONE), (others[1:], NONE), (others, ROUTINE)):
        plan = walk_on(protocol(ladder(), *beside, checkpoints=LOOKS))
        if beside:
            plan.adjust(day(3), "pause", item="gamma")
        decision = plan.check_in(replace(plan.well(day(12), None), off_days=8))
        doses = {"alpha": "2", "beta": "0", "gamma": "0"}
        assert taken(plan, day(12)) == tuple(doses[track.item] for track in plan.head.tracks)
        assert decision.call is call


def test_off_days_take_no_call_from_symptoms_on_the_lowest_step() -> None:
    back = rule("back", answer("abdominal_pain", 4), STEP_BACK, call_on_lowest=TODAY)
    rules = (rule("clear", none_of(("abdominal_pain",)), ADVANCE), back)
    plan = walk_on(protocol(item("alpha", step("a1", "5")), rules=rules, checkpoints=(look("tolerance", rules),)))
    decision = plan.check_in(replace(plan.well(day(12), None, abdominal_pain=4), off_days=8))
    assert (decision.dose, decision.call) == (PAUSE, TODAY)


@pytest.mark.parametrize("days", [8, 14])
def test_then_at_most_the_same_dose(days: int) -> None:
    plan = one_step()
    plan.look(day(7))
    plan.check_in(replace(plan.well(day(30), None), off_days=days))
    plan.adjust(day(30), "resume")
    assert taken(plan, day(30)) == ("5",)


@pytest.mark.parametrize(("plan", "days"), [(climbing(), 29), (one_step(), 15), (one_step(), 29)])
def test_a_plan_that_ended_by_off_days_is_not_taken_up_again(plan: Walk, days: int) -> None:
    held(plan).check_in(replace(plan.well(day(36), None), off_days=days))
    assert plan.head.ended is not None
    assert plan.head.ended.reason is StopReason.LAPSED
    with pytest.raises(PlanOver):
        plan.adjust(day(37), "resume", screening=SCREENED)


def test_symptoms_beside_too_many_off_days_do_not_make_it_resumable() -> None:
    plan = held(climbing())
    plan.check_in(replace(plan.well(day(36), None, abdominal_pain=9), off_days=29))
    for call in plan.head.calls:
        plan.adjust(day(37), "close_call", call=call.event)
    with pytest.raises(PlanOver):
        plan.adjust(day(37), "resume", screening=SCREENED)


# --- a pause and its resume

# days of the pause, g a day on coming back, days on the step, whether screening comes first
BACK = [
    ("1 off-day: same step, does not count", 1, "10", 3, False),
    ("2 off-days: same step, do not count", 2, "10", 3, False),
    ("3 off-days: same step, least days start again", 3, "10", 3, False),
    ("7 off-days: same step, least days start again", 7, "10", 3, False),
    ("8 off-days: one step lower", 8, "5", 1, False),
    ("14 off-days: one step lower", 14, "5", 1, False),
    ("15 off-days: entry step, new screening first", 15, "5", 1, True),
    ("28 off-days: entry step, new screening first", 28, "5", 1, True),
]


@pytest.mark.parametrize(
    ("days", "daily", "on_step", "screens"), [row[1:] for row in BACK], ids=[row[0] for row in BACK]
)
def test_coming_back_after_a_pause(days: int, daily: str, on_step: int, *, screens: bool) -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    today = day(10) + DAY * days
    if screens:
        with pytest.raises(NewScreeningNeeded):
            plan.adjust(today, "resume")
    plan.adjust(today, "resume", **({"screening": SCREENED} if screens else {}))
    assert (taken(plan, today), step_of(plan, today)[1]) == ((daily,), on_step)
    assert taken(plan, today - DAY) == ("0",)
    assert counts_from(plan, today) == (day(8) if days <= 2 else today)


def test_h12_after_3_days_of_a_pause_the_step_is_looked_at_after_its_least_days() -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    plan.adjust(day(13), "resume")
    assert due(plan, day(13))[0] == ("tolerance", 20)
    plan.look(day(16))
    assert course(plan, 13, 21) == ["7 x 10", "2 x 15"]


def test_entry_or_lower_never_raises() -> None:
    plan = climbing()
    plan.adjust(day(9), "set_step", step="a0")
    plan.adjust(day(10), "pause")
    plan.adjust(day(27), "resume", screening=SCREENED)
    assert taken(plan, day(27)) == ("2",)


@pytest.mark.parametrize(("days", "phase"), [(28, Phase.PAUSED), (29, Phase.STOPPED)])
def test_more_than_28_days_without_a_dose_end_a_plan_by_themselves(days: int, phase: Phase) -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    today = day(10) + DAY * days
    assert plan.at(today).phase is phase
    if phase is Phase.STOPPED:
        for fields in ({}, {"screening": SCREENED}):
            with pytest.raises(PlanOver):
                plan.adjust(today, "resume", **fields)


@pytest.mark.parametrize(("days", "back"), [(14, True), (15, False)])
def test_one_step_comes_back_within_14_days_or_not_at_all(days: int, *, back: bool) -> None:
    plan = one_step()
    plan.look(day(7))
    plan.adjust(day(10), "pause")
    today = day(10) + DAY * days
    if back:
        plan.adjust(today, "resume")
        assert taken(plan, today) == ("5",)
    else:
        with pytest.raises(PlanOver):
            plan.adjust(today, "resume", screening=SCREENED)


def test_a_look_that_nobody_answered_is_due_again_a_week_after_the_resume() -> None:
    plan = one_step()
    plan.adjust(day(22), "resume")
    assert due(plan, day(22))[0] == ("tolerance", 29)
    assert [taken(plan, day(number)) for number in (22, 43)] == [("5",), ("5",)]


@pytest.mark.parametrize(("number", "again"), [(10, 7), (11, 18)])
def test_a_look_that_is_late_is_due_as_it_was_until_its_last_day(number: int, again: int) -> None:
    """Due on day 7, late until day 10."""
    plan = one_step()
    plan.adjust(day(8), "pause")
    plan.adjust(day(number), "resume")
    assert due(plan, day(number))[0] == ("tolerance", again)


def test_a_stop_that_is_taken_back_on_its_day_is_no_pause() -> None:
    plan = climbing()
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert plan.adjust(day(10), "resume", screening=SCREENED).sentence == "Resumed after 0 days without a dose."
    assert [track.breaks for track in plan.head.tracks] == [()]


# the day of a pause that began on day 10, and what its resume says
RESUMED = [(11, "Resumed after 1 day without a dose."), (12, "Resumed after 2 days without a dose.")]


@pytest.mark.parametrize(("number", "says"), [(10, "Resumed after 0 days without a dose."), *RESUMED])
def test_a_resume_says_for_how_long_nothing_was_taken(number: int, says: str) -> None:
    plan = climbing()
    plan.adjust(day(10), "pause")
    assert plan.adjust(day(number), "resume").sentence == says


# --- doses that were not taken

# days taken of the last 7, outcome, the day from which the least days count
TAKEN = [
    ("7 of 7", 7, ADVANCE, 8),
    ("6 of 7", 6, ADVANCE, 8),
    ("fewer than 6: no advance", 5, HOLD, 8),
    ("fewer than 6: no advance", 4, HOLD, 8),
    ("fewer than 4: no advance, least days start again", 3, HOLD, 14),
    ("fewer than 4: no advance, least days start again", 0, HOLD, 14),
]


@pytest.mark.parametrize(("number", "dose", "since"), [row[1:] for row in TAKEN], ids=str)
def test_h12_days_taken_of_the_last_7(number: int, dose: DoseOutcome, since: int) -> None:
    plan = climbing()
    decision = plan.look(day(14), days_taken=number)
    assert (decision.dose, taken(plan, day(14)), counts_from(plan, day(14))) == (dose, ("10",), day(since))
    assert step_of(plan, day(14)) == ("a2", 7)


# the day of the check-in, days taken since the start, whether the step starts over: from 4 missed days on
SINCE_THE_START = [(4, 0, True), (4, 1, False), (6, 2, True), (6, 3, False), (7, 3, True), (8, 3, True), (8, 4, False)]


@pytest.mark.parametrize(("number", "days_taken", "over"), SINCE_THE_START)
def test_days_are_missed_since_the_start_and_of_the_last_7(number: int, days_taken: int, *, over: bool) -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.look(day(number), None, days_taken=days_taken)
    assert counts_from(plan, day(number)) == day(number if over else 1)


# the day of the look, days taken that are told, whether it holds: a look on day 3, of a step of 3 days
FEWER_DAYS = [
    ("all there were", 3, 3, ADVANCE),
    ("one left out", 3, 2, HOLD),
    ("the most that is not enough", 6, 5, HOLD),
    ("all of 6", 6, 6, ADVANCE),
]


@pytest.mark.parametrize(
    ("number", "days_taken", "dose"), [row[1:] for row in FEWER_DAYS], ids=[row[0] for row in FEWER_DAYS]
)
def test_h12_whoever_left_nothing_out_took_it_as_planned(number: int, days_taken: int, dose: DoseOutcome) -> None:
    """Also where fewer than 7 days had a dose; a rule of the protocol reads the number in the same way."""
    short = item("alpha", step("a1", "5", (3, 3, 9)), step("a2", "10", (14, 14, 14)))
    missed = rule("missed", AnswerIs(measure="days_taken", operator=Operator.AT_MOST, value=DecimalString(5)), HOLD)
    looks = (look("tolerance", (*PAIN, missed), 3), end(PAIN, 14, steps=("a2",)))
    plan = walk_on(protocol(short, checkpoints=looks, rules=(*PAIN, missed)))
    decision = plan.look(day(number), days_taken=days_taken)
    assert decision.dose is dose
    assert decision.check_in.answers["days_taken"] == days_taken


def test_h12_days_of_a_pause_are_not_left_out() -> None:
    """Of the 7 days up to day 16 the pause took three; without a dose on any, nothing says that all is well."""
    for days_taken, dose in ((4, ADVANCE), (3, HOLD)):
        plan = climbing()
        plan.adjust(day(10), "pause")
        plan.adjust(day(13), "resume")
        assert plan.look(day(16), days_taken=days_taken).dose is dose
    plan = climbing()
    plan.adjust(day(8), "pause")
    assert "limit-not-taken" in [each.key for each in plan.look(day(14), None, days_taken=0).considered]


def test_days_before_the_start_are_not_missed_ones() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.look(day(3), None, days_taken=3)
    assert counts_from(plan, day(3)) == DAY_1
    plan.look(day(5), None, days_taken=1)
    assert counts_from(plan, day(5)) == day(5)


def test_a_pause_that_is_only_set_excuses_no_missed_days() -> None:
    plan = climbing()
    plan.adjust(day(11), "pause", on=day(18))
    plan.look(day(14), None, days_taken=2)
    assert counts_from(plan, day(14)) == day(14)


def test_a_pause_that_was_resumed_on_its_own_day_excuses_none_either() -> None:
    plan = climbing()
    plan.adjust(day(13), "pause")
    plan.adjust(day(13), "resume")
    plan.look(day(14), None, days_taken=2)
    assert counts_from(plan, day(14)) == day(14)


def test_days_of_a_pause_are_not_missed_ones() -> None:
    plan = climbing()
    plan.adjust(day(11), "pause")
    plan.adjust(day(13), "resume")
    plan.look(day(14), None, days_taken=2)
    assert step_of(plan, day(14)) == ("a2", 5)


# --- what the client tells of

# the change, outcome, call, the g a day on coming back the day after, whether screening comes first
CHANGED = [
    ("fever, vomiting, acute diarrhoea", "ill_now", PAUSE, ROUTINE, "15", False),
    ("hospital stay, surgery or procedure", "hospital", PAUSE, ROUTINE, "5", True),
    ("trying for a pregnancy, breast-feeding", "trying_or_breastfeeding", PAUSE, ROUTINE, "15", True),
    ("pregnancy, or it may be", "pregnancy", STOP, TODAY, None, True),
    ("new medicine", "new_medicine", HOLD, ROUTINE, "15", False),
    ("new diagnosis", "new_diagnosis", HOLD, ROUTINE, "15", False),
    ("weight changed", "weight_changed", HOLD, ROUTINE, "15", False),
    ("product changed", "product_changed", HOLD, ROUTINE, "15", False),
]


@pytest.mark.parametrize(
    ("key", "dose", "call", "daily", "screens"), [row[1:] for row in CHANGED], ids=[row[0] for row in CHANGED]
)
def test_h9_a_change(key: str, dose: DoseOutcome, call: Call, daily: str | None, *, screens: bool) -> None:
    plan = climbing()
    plan.look(day(14))
    decision = plan.check_in(replace(plan.well(day(16), None), changes=yes(key)))
    assert (decision.dose, decision.call) == (dose, call)
    assert taken(plan, day(16)) == (("15",) if dose is HOLD else ("0",))
    for each in plan.head.calls:
        plan.adjust(day(16), "close_call", call=each.event)
    if daily is None:
        with pytest.raises(PlanOver):
            plan.adjust(day(18), "resume", screening=SCREENED)
        return
    if dose is PAUSE:
        if screens:
            with pytest.raises(NewScreeningNeeded):
                plan.adjust(day(18), "resume")
        plan.adjust(day(18), "resume", **({"screening": SCREENED} if screens else {}))
    assert taken(plan, day(18)) == (daily,)


def test_h9_an_illness_is_paused_until_48_hours_well() -> None:
    plan = climbing()
    decision = plan.check_in(replace(plan.well(day(10), None), changes=yes("ill_now")))
    assert "Ill with fever, vomiting or diarrhoea: pause until 48 hours well." in decision.sentence
    for number in (10, 11):
        with pytest.raises(NotWellYet, match="on 2026-12-04 at the earliest") as refused:
            plan.adjust(day(number), "resume")
        assert refused.value.pointer == "/kind"
        # A new screening does not make anybody well.
        with pytest.raises(NotWellYet):
            plan.adjust(day(number), "resume", screening=SCREENED)
    plan.adjust(day(12), "resume")
    assert taken(plan, day(12)) == ("10",)


# told on day 7, and on a later day of the pause; the first day on which it may be resumed
SYMPTOM_FREE = [
    ("3 whole days after the day that told them", (), 11),
    ("told again in the pause they begin anew", ((9, 4),), 13),
    ("told to be gone they count on", ((9, 0),), 11),
]


@pytest.mark.parametrize(("told", "first"), [row[1:] for row in SYMPTOM_FREE], ids=[row[0] for row in SYMPTOM_FREE])
def test_h12_after_a_moderate_reaction_it_goes_on_after_3_symptom_free_days(
    told: tuple[tuple[int, int], ...], first: int
) -> None:
    plan = walk("glutamine-pi-ibs-d")
    assert plan.look(day(7), abdominal_pain=4).dose is PAUSE
    with pytest.raises(NotWellYet, match=f"^3 whole days .* on {day(11)} at the earliest") as refused:
        plan.adjust(day(8), "resume")
    assert refused.value.pointer == "/kind"
    for number, pain in told:
        plan.look(day(number), None, abdominal_pain=pain)
    with pytest.raises(NotWellYet, match=f"on {day(first)} at the earliest"):
        plan.adjust(day(first - 1), "resume", screening=SCREENED)
    plan.adjust(day(first), "resume")
    assert taken(plan, day(first)) == ("15",)
    assert plan.look(day(first + 7), abdominal_pain=4).dose is STOP


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "glutamine-start-low"])
def test_the_3_days_stand_in_every_protocol_in_which_it_pauses(slug: str) -> None:
    found = {each.key: each.symptom_free_days for each in PROTOCOLS[slug].rules if each.symptom_free_days}
    assert found == {"moderate": 3}


def test_where_no_rule_asks_for_such_days_a_pause_for_symptoms_waits_for_a_name_only() -> None:
    plan = walk()
    assert plan.look(day(7), abdominal_pain=4).dose is STEP_BACK
    assert plan.look(day(11), None, abdominal_pain=4).dose is PAUSE
    plan.adjust(day(12), "resume")
    assert taken(plan, day(12)) == ("2.5",)


def test_the_longer_of_what_paused_it_counts() -> None:
    """Two days after being ill, and 3 whole days without symptoms; entered late, they count from the day told."""
    plan = walk("glutamine-pi-ibs-d")
    told = replace(plan.well(day(7), abdominal_pain=4), changes=yes("ill_now"))
    plan.check_in(told, today=day(9))
    with pytest.raises(NotWellYet, match=f"3 whole days .* {day(11)}"):
        plan.adjust(day(10), "resume")
    plan.adjust(day(11), "resume")
    ill = walk("glutamine-pi-ibs-d")
    ill.look(day(7), abdominal_pain=4)
    ill.check_in(replace(ill.well(day(10), None), changes=yes("ill_now")))
    with pytest.raises(NotWellYet, match=f"48 hours well: on {day(12)}"):
        ill.adjust(day(11), "resume")
    ill.adjust(day(12), "resume")


def test_the_48_hours_count_from_the_last_day_of_being_ill() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(10), None), changes=yes("ill_now")))
    plan.check_in(replace(plan.well(day(13), None), changes=yes("ill_now")))
    # That of an earlier day, entered later, takes nothing back.
    plan.check_in(replace(plan.well(day(11), None), changes=yes("ill_now")), day(13))
    with pytest.raises(NotWellYet):
        plan.adjust(day(14), "resume")
    plan.adjust(day(15), "resume")
    assert taken(plan, day(15)) == ("10",)


def test_what_else_pauses_waits_for_no_day() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(10), None), changes=yes("ill_now")))
    plan.adjust(day(12), "resume")
    plan.adjust(day(13), "pause")
    plan.adjust(day(13), "resume")
    assert taken(plan, day(13)) == ("10",)


HELD = ["new_medicine", "new_diagnosis", "weight_changed", "product_changed"]


@pytest.mark.parametrize("key", HELD)
def test_after_a_change_nothing_rises_until_it_was_looked_at(key: str) -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(10), None), changes=yes(key)))
    assert plan.look(day(14)).dose is HOLD
    assert taken(plan, day(15)) == ("10",)


# what closes the call, by change, in a built-in protocol whose own rule speaks of any change
CLOSES: list[tuple[str, str, dict[str, Any]]] = [
    ("new_medicine", "rescreen", {"screening": SCREENED, "overrides": reasons(START_LOW)}),
    ("new_diagnosis", "rescreen", {"screening": SCREENED, "overrides": reasons(START_LOW)}),
    ("product_changed", "product", {"product": Product(name="Pure", scoop=grams("5"))}),
    ("weight_changed", "weigh", {"weight": walk().head.snapshot.body.weight}),
]


@pytest.mark.parametrize(("key", "kind", "fields"), CLOSES, ids=[row[0] for row in CLOSES])
def test_a_change_goes_on_when_it_is_answered(key: str, kind: str, fields: dict[str, Any]) -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(7)), changes=yes(key)))
    assert plan.look(day(14)).dose_because == ("limit-open-call",)
    plan.adjust(day(15), kind, **fields)
    assert plan.head.calls == ()
    assert plan.look(day(21)).dose is ADVANCE


def test_no_other_answer_closes_it() -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(7)), changes=yes("product_changed")))
    plan.adjust(day(8), "rescreen", screening=SCREENED, overrides=reasons(START_LOW))
    plan.adjust(day(8), "weigh", weight=plan.head.snapshot.body.weight)
    plan.adjust(day(8), "product", product=Product(name="Pure"))
    assert len(plan.head.calls) == 1
    assert plan.head.product == Product(name="Pure")
    plan.adjust(day(8), "product", product=Product(name="Pure", scoop=grams("5")))
    assert plan.head.calls == ()


# what is recorded after the client told of another product, whether how much a measure holds is known by it
AFTER_A_CHANGE = [
    ("a name", Product(name="Pure"), False),
    ("nothing", Product(), False),
    ("the size of the pack", Product(name="Pure", pack=grams("500")), False),
    ("the scoop", Product(scoop=grams("5")), True),
    ("the packet", Product(name="Pure", packet=grams("5")), True),
]


@pytest.mark.parametrize(("product", "known"), [row[1:] for row in AFTER_A_CHANGE], ids=[r[0] for r in AFTER_A_CHANGE])
def test_h4_another_product_holds_until_the_amount_per_scoop_or_packet_is_recorded(
    product: Product, *, known: bool
) -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(10), None), changes=yes("product_changed")))
    for each in plan.head.calls:
        plan.adjust(day(11), "close_call", call=each.event)
    plan.adjust(day(11), "product", product=product)
    decision = plan.look(day(14))
    held = (HOLD, ("limit-change-unrecorded",))
    assert (decision.dose, decision.dose_because) == ((ADVANCE, ("clear",)) if known else held)
    if not known:
        plan.adjust(day(15), "product", product=Product(scoop=grams("5")))
        assert plan.look(day(21)).dose is ADVANCE


PURE, PURE_5_G = Product(name="Pure"), Product(name="Pure", scoop=grams("5"))

# what was known, what is recorded, whether it is another product of which nobody knows how much a measure holds
BY_NAME = [
    ("a first name", Product(), PURE, False),
    ("the same name", PURE, PURE, False),
    ("the same name, and its pack", PURE, Product(name="Pure", pack=grams("500")), False),
    ("another name", PURE, Product(name="Grains"), True),
    ("another name, with its scoop", PURE, Product(name="Grains", scoop=grams("6")), False),
    ("no name any more", PURE, Product(), True),
    ("another name, the scoop not known", PURE_5_G, Product(name="Grains"), True),
    ("the same name, the scoop not known any more", PURE_5_G, PURE, True),
    ("another scoop", PURE_5_G, Product(name="Pure", scoop=grams("6")), False),
]


@pytest.mark.parametrize(("before", "now", "holds"), [row[1:] for row in BY_NAME], ids=[row[0] for row in BY_NAME])
def test_h4_so_does_another_product_that_is_recorded_without_it(before: Product, now: Product, *, holds: bool) -> None:
    plan = climbing()
    plan.adjust(day(9), "product", product=before)
    says = plan.adjust(day(10), "product", product=now).sentence
    assert says.startswith("The product is recorded; a new sheet says how to measure it.")
    assert says.endswith("record the grams in its scoop or packet first (`product`).") is holds
    decision = plan.look(day(14))
    held = (HOLD, ("limit-change-unrecorded",))
    assert (decision.dose, decision.dose_because) == (held if holds else (ADVANCE, ("clear",)))


def test_h4_another_product_takes_back_a_rise_that_has_not_begun() -> None:
    plan = climbing()
    plan.adjust(day(9), "product", product=PURE_5_G)
    plan.look(day(14))
    plan.adjust(day(14), "product", product=Product(name="Grains"))
    assert (taken(plan, day(15)), due(plan, day(15))[0][0]) == (("10",), "tolerance")


# what goes on without anybody having weighed
NOT_WEIGHED = ["another revision", "a void check-in"]


@pytest.mark.parametrize("happens", NOT_WEIGHED)
def test_h5_a_weight_that_changed_waits_for_a_weight_and_nothing_else(happens: str) -> None:
    plan = walk_on(PER_KG)
    plan.look(day(3), None, body_weight=69)
    plan.check_in(replace(plan.well(day(5), None), changes=yes("weight_changed")))
    (call,) = plan.head.calls
    plan.adjust(day(5), "close_call", call=call.event)
    if happens == "another revision":
        goes_over(plan, day(5))
    else:
        plan.events.append(voided(plan, 2, day(5)))
    assert plan.head.unanswered == {"weight_changed": day(5)}
    assert plan.look(day(7)).dose_because == ("limit-change-unrecorded",)
    plan.adjust(day(8), "weigh", weight=of("69", Unit.KILOGRAM))
    assert plan.head.unanswered == {}


def goes_over(plan: Walk, today: date) -> None:
    """The plan follows another text, in which nothing is different but its title."""
    other = replace(plan.protocol, title="Another text")
    wish = Migration(reason=REASON, screening=SCREENED, overrides=reasons(other, today))
    done = migrate((other, replace(pinned(other), number=2)), (plan.protocol, plan.head), wish, PARTY, today)
    plan.protocol = other
    plan.events.append(
        Migrated(
            stamp=stamp(len(plan.events) + 1, today),
            reason=REASON,
            items=done.items,
            sentence=done.sentence,
            effect=done.effect,
        )
    )


def voided(plan: Walk, number: int, today: date) -> Voided:
    done = void(plan.protocol, plan.events, number, Void(reason=REASON), today)
    return Voided(
        stamp=stamp(len(plan.events) + 1, today),
        voids=number,
        reason=REASON,
        sentence=done.sentence,
        effect=done.effect,
    )


def test_a_call_with_a_symptom_behind_it_is_closed_by_name_only() -> None:
    plan = walk()
    plan.look(day(1), "baseline", ibs_sss=100)
    whole = plan.well(day(7), None, ibs_sss=200)
    plan.check_in(replace(whole, changes=yes("new_medicine")))
    plan.adjust(day(8), "rescreen", screening=SCREENED, overrides=reasons(START_LOW))
    assert [call.because for call in plan.head.calls] == [("ibs-score-worse", "change-new_medicine")]


# --- screened again

RESCREENED = [
    ("exclude: stop", "pregnancy", "0", Phase.STOPPED),
    ("reason needed: pause until recorded", "seizure-disorder", "0", Phase.PAUSED),
    ("else go on", None, "10", Phase.TITRATING),
]


@pytest.mark.parametrize(
    ("caution", "daily", "phase"), [row[1:] for row in RESCREENED], ids=[row[0] for row in RESCREENED]
)
def test_rescreened(caution: str | None, daily: str, phase: Phase) -> None:
    plan = walk()
    plan.look(day(7))
    asked = plan.head.screened.answers
    screening = Screening(answers={key: YesNoUnknown.YES if key == caution else YesNoUnknown.NO for key in asked})
    overrides = tuple(each for each in reasons(START_LOW) if each.caution != caution)
    plan.adjust(day(9), "rescreen", screening=screening, overrides=overrides)
    assert (taken(plan, day(9)), plan.at(day(9)).phase) == ((daily,), phase)
    if phase is Phase.PAUSED:
        with pytest.raises(NewScreeningNeeded):
            plan.adjust(day(10), "resume")
        plan.adjust(day(10), "resume", screening=screening, overrides=reasons(START_LOW))
        assert taken(plan, day(10)) == ("10",)


def other_source(plan: Walk, answer: YesNoUnknown) -> Screening:
    """Every answer is no, but for the one about other products with glutamine."""
    asked = dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO)
    return Screening(answers=asked | {"other-glutamine-source": answer})


def shake(daily: str) -> tuple[Declared, ...]:
    return (Declared(substance="l-glutamine", name="Shake", daily=grams_per_day(daily)),)


# another product told when the screening is asked again, with its amount; what follows for 10 g of up to 15 g
OTHER = [
    ("no other product", YesNoUnknown.NO, None, "10"),
    ("its amount is not known: pause until it is declared", YesNoUnknown.YES, None, "0"),
    ("perhaps another product: pause until it is declared", YesNoUnknown.UNKNOWN, None, "0"),
    ("together 40 g a day", YesNoUnknown.YES, "25", "10"),
    ("together more than 40 g a day: pause", YesNoUnknown.YES, "25.1", "0"),
]


@pytest.mark.parametrize(("answer", "daily", "dose"), [row[1:] for row in OTHER], ids=[row[0] for row in OTHER])
def test_other_products_count_towards_the_cap_also_when_they_are_told_during_a_plan(
    answer: YesNoUnknown, daily: str | None, dose: str
) -> None:
    plan = walk()
    plan.look(day(7))
    declared = None if daily is None else shake(daily)
    screening = other_source(plan, answer)
    plan.adjust(day(9), "rescreen", screening=screening, overrides=reasons(START_LOW), declared=declared)
    assert taken(plan, day(9)) == (dose,)
    assert plan.head.declared == (declared or ())


def test_a_plan_comes_back_once_the_amount_is_declared_and_not_too_much() -> None:
    plan = walk()
    screening = other_source(plan, YesNoUnknown.YES)
    fields = {"screening": screening, "overrides": reasons(START_LOW)}
    plan.adjust(day(3), "rescreen", **fields)
    with pytest.raises(AmountNotDeclared):
        plan.adjust(day(4), "resume", **fields)
    with pytest.raises(CeilingPassed):
        plan.adjust(day(4), "resume", **fields, declared=shake("30"))
    plan.adjust(day(4), "resume", **fields, declared=shake("5"))
    assert (taken(plan, day(4)), plan.head.declared) == (("5",), shake("5"))
    plan.adjust(day(5), "rescreen", **fields)
    assert plan.head.declared == shake("5")
    plan.adjust(day(6), "rescreen", screening=other_source(plan, YesNoUnknown.NO), overrides=(), declared=())
    assert plan.head.declared == ()


def test_other_products_are_told_with_the_screening() -> None:
    with pytest.raises(Malformed, match="with the screening"):
        Resume(reason="The client is well again.", declared=shake("5"))


def test_a_new_screening_that_stands_against_nothing_is_kept() -> None:
    plan = climbing()
    plan.adjust(day(9), "rescreen", screening=SCREENED)
    assert plan.head.screened.on == day(9)


def excluded(plan: Walk) -> None:
    answers = dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"acute-abdomen": YesNoUnknown.YES}
    plan.adjust(day(7), "rescreen", screening=Screening(answers=answers))


def stopped(plan: Walk) -> None:
    plan.adjust(day(7), "stop", stop_reason=StopReason.CLIENTS_CHOICE)


def alarmed(plan: Walk) -> None:
    plan.check_in(CheckIn(on=day(7), alarms=yes("dizziness")))


def reported(plan: Walk) -> None:
    told = Report(on=day(7), alarms=("dizziness",))
    done = report(plan.protocol, plan.head, told, day(7))
    now = stamp(len(plan.events) + 1, day(7))
    event = Reported(stamp=now, report=told, dose_then=done.dose_then, sentence=done.sentence, effect=done.effect)
    plan.events.append(event)


ENDS = {"by a new caution": excluded, "by name": stopped, "by an alarm": alarmed, "by a report": reported}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_a_stop_that_is_not_final_takes_back_the_rise_that_was_decided(ends: Callable[[Walk], None]) -> None:
    """On 5 g, below which there is nothing to come back to, with 10 g decided from day 8 on."""
    steps = step("a1", "5"), step("a2", "10", (28, 28, 28))
    plan = walk_on(protocol(item("alpha", *steps), checkpoints=(look("tolerance", PAIN), end(PAIN, 28, steps=("a2",)))))
    plan.look(day(7))
    ends(plan)
    assert plan.head.ended is not None
    assert not plan.head.ended.final
    for call in plan.head.calls:
        plan.adjust(day(7), "close_call", call=call.event)
    plan.adjust(day(7), "resume", screening=SCREENED)
    assert {taken(plan, day(number)) for number in range(7, 14)} == {("5",)}


def test_a_pause_for_a_new_caution_counts_the_days_of_a_lapse() -> None:
    plan = climbing()
    screening = Screening(
        answers=dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"seizure-disorder": YesNoUnknown.YES}
    )
    assert plan.at(day(29)).phase is Phase.PAUSED
    plan.adjust(day(29), "rescreen", screening=screening)
    plan.adjust(day(30), "resume", screening=SCREENED)
    assert taken(plan, day(30)) == ("5",)


# --- who may resume


def test_after_a_break_of_up_to_7_days_the_check_in_itself_goes_on() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(14)), off_days=7))
    assert taken(plan, day(14)) == ("10",)


PAUSING = [
    ("a rule", {"abdominal_pain": 7}, {}),
    ("a change", {}, {"changes": yes("ill_now")}),
    ("many off-days", {}, {"off_days": 15}),
]


@pytest.mark.parametrize(("answers", "told"), [row[1:] for row in PAUSING], ids=[row[0] for row in PAUSING])
def test_no_check_in_ends_a_pause(answers: dict[str, int], told: dict[str, Any]) -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(16), None, **answers), **told))
    for number in (17, 18, 20):
        assert plan.look(day(number)).dose is PAUSE
    assert taken(plan, day(21)) == ("0",)


# --- never above the last tolerated step

NOT_TOLERATED = [
    ("a stop on 15 g: the entry step", 15, 9, "5"),
    ("a stop on 10 g: the entry step", 10, 9, "5"),
    ("a stop on the entry step: the step below", 7, 9, "2"),
    ("a pause by symptoms on 15 g: the step that led up to it", 15, 7, "10"),
    ("a pause by symptoms on 10 g: the step that led up to it", 10, 7, "5"),
    ("a pause by symptoms on the entry step: the step below", 7, 7, "2"),
]


@pytest.mark.parametrize(
    ("number", "pain", "daily"), [row[1:] for row in NOT_TOLERATED], ids=[row[0] for row in NOT_TOLERATED]
)
def test_coming_back_never_goes_above_the_last_tolerated_step(number: int, pain: int, daily: str) -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    for each in (7, 14):
        if each < number:
            plan.look(day(each))
    plan.look(day(number), None, abdominal_pain=pain)
    assert taken(plan, day(number)) == ("0",)
    plan.adjust(day(number), "close_call", call=len(plan.events))
    plan.adjust(day(number + 1), "resume", screening=SCREENED)
    assert taken(plan, day(number + 1)) == (daily,)


@pytest.mark.parametrize(("number", "daily"), [(15, "10"), (10, "5"), (7, "2")])
def test_so_it_is_where_symptoms_ask_for_a_pause_and_for_no_step_back(number: int, daily: str) -> None:
    rules = tuple(each for each in PAIN if each.dose is not STEP_BACK)
    plan = walk_on(protocol(ladder(), rules=rules, checkpoints=(look("tolerance", rules), end(rules, 28))))
    for each in (7, 14):
        if each < number:
            plan.look(day(each))
    assert plan.look(day(number), None, abdominal_pain=7).dose is PAUSE
    plan.adjust(day(number), "close_call", call=len(plan.events))
    plan.adjust(day(number + 1), "resume")
    assert taken(plan, day(number + 1)) == (daily,)


# on 10 g since day 8: what is told on day 14 beside the pause, the g a day that the plan comes back to on day 16
BESIDE = [
    ("nothing", {}, {}, "10"),
    ("what asks for a hold", {"abdominal_pain": 2}, {}, "10"),
    ("what asks for a step back", {"abdominal_pain": 4}, {}, "5"),
    ("off-days that ask for a step lower", {"days_taken": 6}, {"off_days": 8}, "5"),
    ("both are one step", {"abdominal_pain": 4, "days_taken": 6}, {"off_days": 8}, "5"),
]


@pytest.mark.parametrize(("answers", "told", "daily"), [row[1:] for row in BESIDE], ids=[row[0] for row in BESIDE])
def test_a_pause_hides_no_step_that_was_not_tolerated(
    answers: dict[str, Any], told: dict[str, Any], daily: str
) -> None:
    """The pause is the stronger and wins; the step back holds for what comes after it."""
    plan = climbing()
    decision = plan.check_in(replace(plan.well(day(14), **answers), changes=yes("ill_now"), **told))
    assert (decision.dose, taken(plan, day(14))) == (PAUSE, ("0",))
    plan.adjust(day(16), "resume")
    assert taken(plan, day(16)) == (daily,)


def test_what_is_told_in_a_pause_holds_after_it_and_counts_once() -> None:
    plan = climbing()
    plan.adjust(day(11), "pause")
    for number in (12, 13):
        plan.look(day(number), None, abdominal_pain=4)
    plan.adjust(day(14), "resume")
    assert taken(plan, day(14)) == ("5",)


def test_on_the_lowest_step_there_is_none_below() -> None:
    plan = climbing()
    plan.adjust(day(9), "set_step", step="a0")
    plan.adjust(day(11), "pause")
    plan.look(day(12), None, abdominal_pain=4)
    assert plan.events[-1].decision.effect.moves == ()  # type: ignore[union-attr]
    plan.adjust(day(13), "resume")
    assert taken(plan, day(13)) == ("2",)


def test_days_without_a_dose_beside_a_pause_are_no_try_of_the_step() -> None:
    plan = climbing()
    plan.check_in(replace(plan.well(day(14), days_taken=6), changes=yes("ill_now"), off_days=8))
    assert [span.arrived_by for span in plan.head.tracks[0].spans] == [None, ADVANCE, None]


def test_a_pause_by_symptoms_is_a_step_back() -> None:
    plan = climbing()
    plan.look(day(10), None, abdominal_pain=7)
    assert span_on(plan.head.tracks[0], day(10)).arrived_by is STEP_BACK


REASONS = [
    (StopReason.REACTION, "2"),
    (StopReason.ALARM, "2"),
    (StopReason.CLIENTS_CHOICE, "5"),
    (StopReason.NEW_CAUTION, "5"),
    (StopReason.HOSPITAL_OR_SURGERY, "5"),
    (StopReason.PREGNANCY, None),
    (StopReason.NO_BENEFIT, None),
    (StopReason.COMPLETED_EARLY, None),
    (StopReason.COMPLETED, None),
    (StopReason.LAPSED, None),
    (StopReason.DIED, None),
]


@pytest.mark.parametrize(("reason", "daily"), REASONS)
def test_after_a_stop_a_named_practitioner_with_new_screening(reason: StopReason, daily: str | None) -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.adjust(day(3), "stop", stop_reason=reason)
    if daily is None:
        with pytest.raises(PlanOver):
            plan.adjust(day(4), "resume", screening=SCREENED)
        return
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(4), "resume")
    plan.adjust(day(4), "resume", screening=SCREENED)
    assert taken(plan, day(4)) == (daily,)


@pytest.mark.parametrize("reason", StopReason)
def test_which_stops_by_name_are_final(reason: StopReason) -> None:
    plan = climbing()
    plan.adjust(day(9), "stop", stop_reason=reason)
    assert plan.head.ended is not None
    for_good = {StopReason.PREGNANCY, StopReason.DIED, StopReason.ENTERED_IN_ERROR}
    assert plan.head.ended.final is (reason in for_good)


def test_a_plan_stopped_more_than_28_days_ago_is_not_taken_up_again() -> None:
    plan = climbing()
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    with pytest.raises(PlanOver, match="29 days"):
        plan.adjust(day(39), "resume", screening=SCREENED)


# --- a pause from a later day


def test_surgery_planned_pause_from_the_day_that_was_named() -> None:
    plan = climbing()
    says = plan.adjust(day(9), "pause", on=day(12)).sentence
    assert says == f"Paused from {day(12)} on: nothing is taken then."
    assert course(plan, 8, 14) == ["4 x 10", "3 x 0"]
    plan.adjust(day(14), "resume")
    assert course(plan, 8, 16) == ["4 x 10", "2 x 0", "3 x 10"]


def test_h12_a_pause_that_is_set_again_becomes_earlier_and_never_later() -> None:
    """The answer says the day that holds: later would be more to take, and comes by a resume."""
    plan = climbing()
    plan.adjust(day(9), "pause", on=day(12))
    says = plan.adjust(day(9), "pause", on=day(14)).sentence
    assert says == f"The pause from {day(12)} on stands: for a later one, resume first."
    assert course(plan, 8, 14) == ["4 x 10", "3 x 0"]
    assert plan.adjust(day(9), "pause", on=day(11)).sentence == f"Paused from {day(11)} on: nothing is taken then."
    assert course(plan, 8, 14) == ["3 x 10", "4 x 0"]
    plan.adjust(day(10), "resume")
    assert plan.adjust(day(10), "pause", on=day(14)).sentence == f"Paused from {day(14)} on: nothing is taken then."
    assert course(plan, 8, 14) == ["6 x 10", "1 x 0"]


def test_nothing_rises_towards_a_pause() -> None:
    plan = climbing()
    plan.adjust(day(9), "pause", on=day(18))
    assert plan.look(day(14)).dose_because == ("limit-pause-ahead",)
    with pytest.raises(StepRefused, match="towards a pause"):
        plan.adjust(day(14), "set_step", step="a3")
    assert plan.head.holds == {}
    assert course(plan, 8, 20) == ["10 x 10", "3 x 0"]


def test_a_rise_that_would_begin_in_the_pause_is_taken_back() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.adjust(day(2), "set_step", step="a2")
    plan.adjust(day(3), "pause", on=day(8))
    plan.adjust(day(10), "resume")
    assert course(plan, 1, 12) == ["7 x 5", "2 x 0", "3 x 5"]


def test_a_rise_before_the_pause_begins_stays() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.adjust(day(2), "set_step", step="a2")
    plan.adjust(day(3), "pause", on=day(9))
    assert course(plan, 1, 10) == ["7 x 5", "1 x 10", "2 x 0"]


def test_a_pause_that_has_not_begun_is_taken_back_by_name() -> None:
    plan = climbing()
    plan.adjust(day(9), "pause", on=day(12))
    assert plan.adjust(day(10), "resume").sentence == "The pause that was set for a later day is taken back."
    assert course(plan, 8, 16) == ["9 x 10"]
    assert due(plan, day(10))[0] == ("tolerance", 14)
    with pytest.raises(NotPaused):
        plan.adjust(day(10), "resume")


def test_a_pause_set_for_after_the_last_day_makes_no_course_longer() -> None:
    plan = one_step()
    plan.look(day(7))
    plan.adjust(day(10), "pause", on=day(70))
    assert plan.at(day(10)).last_day == day(56)
    assert taken(plan, day(57)) == ("0",)


def test_a_lapse_before_the_pause_begins_counts_from_the_lapse() -> None:
    plan = climbing()
    plan.adjust(day(9), "pause", on=day(40))
    assert [plan.at(day(number)).phase for number in (28, 29, 50, 51)] == [
        Phase.TITRATING,
        Phase.PAUSED,
        Phase.PAUSED,
        Phase.STOPPED,
    ]


def test_a_pause_without_a_day_is_from_today_on() -> None:
    plan = walk(start_on=DAY_1 + DAY * 3, today=DAY_1)
    assert plan.adjust(DAY_1, "pause").sentence == "Paused at once: nothing is taken."
    assert taken(plan, DAY_1 + DAY * 4) == ("0",)
