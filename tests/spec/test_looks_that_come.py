"""Looks that come on the way, with a caution or with a step: due soon, never lapsed at once, and no day is lost.

The windows of a look begin with the day on which the client could first have answered it (judgement).
"""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Asked, Caution, CautionKind
from protocols.authoring.item import Mode
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result
from protocols.decimal_string import DecimalString
from protocols.plans.event import RecordChanged
from protocols.plans.position import LIVE, Phase, windows
from protocols.plans.record_changed import record_changed
from tests.plans.walking import ADULT, Walk, check_ins_all_well, reasons, stamp, walk, walk_on
from tests.spec.protocols import PAIN, day, due, end, item, ladder, look, of_course, protocol, step, taken
from tests.spec.test_watching import KIDNEY, screened

# --- those of a caution


def raised_on(plan: Walk, number: int, *cautions: str) -> None:
    """A screening on the day that raises these, each with its reason."""
    plan.adjust(
        day(number),
        "rescreen",
        screening=screened(plan.protocol, *cautions),
        overrides=reasons(plan.protocol, day(number)),
    )


def answered_until(slug: str, number: int) -> Walk:
    """Every look answered on its day, up to the day."""
    plan = walk(slug)
    check_ins_all_well(plan, day(number))
    return plan


# protocol, the day of the screening, the day on which the look is due
LATE = [
    ("glutamine-pi-ibs-d", 10, 14),
    ("glutamine-pi-ibs-d", 14, 14),
    ("glutamine-pi-ibs-d", 15, 22),
    ("glutamine-pi-ibs-d", 40, 47),
    ("glutamine-pi-ibs-d", 52, 56),
    ("glutamine-pi-ibs-d", 55, 56),
    ("glutamine-low-fodmap", 29, 36),
    ("glutamine-low-fodmap", 38, 42),
]


@pytest.mark.parametrize(("slug", "number", "looked"), LATE)
def test_h9_a_caution_found_late_brings_its_look_and_takes_no_day(slug: str, number: int, looked: int) -> None:
    plan = answered_until(slug, number - 1)
    was = [plan.dose(day(each)) for each in range(1, number + 8)]
    raised_on(plan, number, KIDNEY)
    assert ("kidney", looked) in due(plan, day(number))
    assert plan.at(day(number)).phase is Phase.MAINTAINING
    assert [plan.dose(day(each)) for each in range(1, number + 8)] == was
    opens = next(each.opens for each in windows(plan.head, day(number)) if each.checkpoint == "kidney")
    assert opens == (day(13) if number <= 14 else day(number))


def test_h9_the_look_that_came_lapses_like_any_other() -> None:
    """Due on day 29, so that the sheet runs out with day 36, and the plan is paused from day 44 on."""
    plan = answered_until("glutamine-pi-ibs-d", 21)
    raised_on(plan, 22, KIDNEY)
    check_ins_all_well_but(plan, "kidney", 40)
    assert [plan.at(day(number)).phase for number in (43, 44)] == [Phase.MAINTAINING, Phase.PAUSED]


def check_ins_all_well_but(plan: Walk, left_out: str, number: int) -> None:
    for each in plan.schedule(plan.events[-1].stamp.today).windows:
        if each.due <= day(number) and each.checkpoint != left_out:
            plan.look(each.due, each.checkpoint)


def test_a_second_screening_gives_no_more_time() -> None:
    plan = answered_until("glutamine-pi-ibs-d", 39)
    raised_on(plan, 40, KIDNEY)
    raised_on(plan, 45, KIDNEY)
    assert ("kidney", 47) in due(plan, day(45))


def test_a_caution_that_went_and_came_again_gives_its_look_new_time() -> None:
    plan = answered_until("glutamine-pi-ibs-d", 19)
    raised_on(plan, 20, KIDNEY)
    raised_on(plan, 22)
    assert "kidney" not in {key for key, _ in due(plan, day(22))}
    check_ins_all_well(plan, day(44))
    raised_on(plan, 45, KIDNEY)
    assert ("kidney", 52) in due(plan, day(45))
    assert plan.at(day(45)).phase is Phase.MAINTAINING


def test_a_plan_that_lapsed_stays_so_whatever_a_screening_brings() -> None:
    plan = answered_until("glutamine-pi-ibs-d", 8)
    assert [plan.at(day(number)).phase for number in (42, 43)] == [Phase.MAINTAINING, Phase.PAUSED]
    raised_on(plan, 43, KIDNEY)
    assert [plan.dose(day(number)) for number in (1, 14, 15, 35, 36, 43, 44, 50)] == [15, 15, 15, 15, 0, 0, 0, 0]
    assert plan.at(day(44)).phase is Phase.PAUSED


@pytest.mark.parametrize("slug", ["glutamine-pi-ibs-d", "glutamine-low-fodmap"])
def test_h9_a_value_that_raises_a_caution_pauses_the_plan_from_its_day_on(slug: str) -> None:
    """Told on day 40: it pauses at once, and no day before it is lost."""
    plan = answered_until(slug, 39)
    told = replace(plan.well(day(40), None), laboratory={"egfr": egfr("40")})
    decision = plan.check_in(told)
    assert decision.sentence.startswith("Pause at once: nothing is taken until a practitioner resumes the plan.")
    assert [pausing.since for pausing in decision.effect.pauses] == [day(40)]
    assert [plan.dose(day(number)) for number in (1, 28, 29, 39, 40, 41)] == [15, 15, 15, 15, 0, 0]
    assert plan.at(day(42)).phase is Phase.PAUSED


def egfr(value: str) -> Result:
    return Result(value=DecimalString(value), unit="mL/min/{1.73_m2}")


WATCH = Caution(
    key="watch",
    kind=CautionKind.PRECAUTION,
    label="Watch",
    why="Nothing stands against the plan, but for one look more.",
    action=Action.INFORM,
    triggers=(Asked(question="To be watched?"),),
)

DOWN = (step("t1", "8", (3, 3, 3)), step("t2", "4", (30, 30, 30)))


def watched(checkpoint: Checkpoint, **also: Any) -> Protocol:
    """One item of one dose for 84 days, looked at every week; and one look more that the caution brings."""
    alpha = also.pop("alpha", None) or item("alpha", step("a1", "9", (84, 84, 84)))
    looks = (look("weekly", PAIN, 7, every=7), replace(checkpoint, only_with=("watch",)), end(PAIN, 84))
    text = protocol(alpha, checkpoints=looks, **also)
    return replace(text, cautions=(*text.cautions, WATCH))


# the look, the day from which it is known of, the day on which it is due
BROUGHT = [
    ("counted on the step", look("more", PAIN, 5), 30, 37),
    ("counted on the course", of_course("more", PAIN, 5), 30, 37),
    ("one that repeats", look("more", PAIN, 5, every=7), 30, 37),
    ("asked again soon after a hold", look("more", PAIN, 5, again_after=2, again_opens=1), 30, 32),
    ("still ahead", look("more", PAIN, 40), 30, 40),
    ("due on that day", look("more", PAIN, 30), 30, 30),
    ("due the day before", look("more", PAIN, 29), 30, 37),
    ("an end of the course that is past", look("more", PAIN, 5, kind=CheckpointKind.END), 30, 37),
    ("in the last days", look("more", PAIN, 5), 82, 84),
    ("on the last day", look("more", PAIN, 5), 84, 84),
]


@pytest.mark.parametrize(("checkpoint", "number", "looked"), [r[1:] for r in BROUGHT], ids=[r[0] for r in BROUGHT])
@pytest.mark.parametrize("by", ["screening", "record"])
def test_what_a_caution_brings(checkpoint: Checkpoint, number: int, looked: int, by: str) -> None:
    plan = walk_on(watched(checkpoint))
    check_ins_all_well(plan, day(number - 1))
    was = [taken(plan, day(each)) for each in range(1, number + 8)]
    if by == "screening":
        raised_on(plan, number, "watch")
    else:
        on_record(plan, day(number), "watch")
    assert ("more", looked) in due(plan, day(number))
    assert (was[number - 1], [taken(plan, day(each)) for each in range(1, number + 8)]) == (("9",), was)


def on_record(plan: Walk, today: date, *cautions: str) -> None:
    """The client's record says so from the day on."""
    people = (ADULT, replace(ADULT, recorded_cautions=cautions))
    done = record_changed(plan.protocol, plan.head, people, today)
    assert done is not None
    made = stamp(len(plan.events) + 1, today)
    plan.events.append(RecordChanged(stamp=made, sentence=done.sentence, effect=done.effect))


def test_what_repeats_goes_on_from_the_day_on_which_it_came() -> None:
    plan = walk_on(watched(look("more", PAIN, 5, every=10)))
    check_ins_all_well(plan, day(29))
    raised_on(plan, 30, "watch")
    plan.look(day(37), "more")
    assert [number for key, number in due(plan, day(37)) if key == "more"] == [47]


def test_a_look_at_a_dose_that_fell_by_the_calendar_keeps_nobody_waiting() -> None:
    """The first dose ends with day 20; its look on day 3 is known of from day 24 on, when nobody can answer it."""
    alpha = item("alpha", step("a1", "9", (20, 20, 20)), taper=DOWN, mode=Mode.SCHEDULED)
    text = watched(look("more", PAIN, 3, steps=("a1",)), alpha=alpha)
    weekly = replace(text.checkpoints[0], anchor=Anchor.COURSE)
    plan = walk_on(replace(text, checkpoints=(weekly, *text.checkpoints[1:])))
    check_ins_all_well(plan, day(20))
    raised_on(plan, 24, "watch")
    assert [taken(plan, day(number)) for number in (20, 21, 23, 24, 26)] == [("9",), ("8",), ("8",), ("4",), ("4",)]
    assert plan.at(day(27)).phase in LIVE - {Phase.PAUSED}


def test_a_look_at_a_dose_that_went_down_its_taper_at_a_check_in_takes_none_of_its_days() -> None:
    """The end on day 20 leads on to the taper; the look of day 3 is known of from day 21 on, its first day."""
    alpha = item("alpha", step("a1", "9", (20, 20, 20)), taper=DOWN)
    looks = (look("weekly", PAIN, 7), look("more", PAIN, 3, only_with=("watch",), steps=("a1",)), end(PAIN, 20))
    text = protocol(alpha, checkpoints=looks)
    plan = walk_on(replace(text, cautions=(*text.cautions, WATCH)))
    check_ins_all_well(plan, day(20))
    was = [taken(plan, day(number)) for number in range(1, 25)]
    raised_on(plan, 21, "watch")
    assert [taken(plan, day(number)) for number in range(1, 25)] == was == [("9",)] * 20 + [("8",)] * 3 + [("4",)]


def test_a_resume_whose_screening_brings_a_look_lapses_nothing() -> None:
    plan = walk_on(watched(look("more", PAIN, 5)))
    check_ins_all_well(plan, day(34))
    plan.adjust(day(35), "pause")
    asked = screened(plan.protocol, "watch")
    plan.adjust(day(37), "resume", screening=asked, overrides=reasons(plan.protocol, day(37)))
    assert [taken(plan, day(number)) for number in (34, 35, 36, 37, 43)] == [("9",), ("0",), ("0",), ("9",), ("9",)]
    assert ("more", 44) in due(plan, day(37))


# --- those of the course, on a step that is reached later

HIGH = of_course("high", PAIN, 10, steps=("a2", "a3"))
LOOKS = (look("tolerance", PAIN, 7), end(PAIN, 14, steps=("a3",)))


def climbing(*more: Checkpoint) -> Walk:
    return walk_on(protocol(ladder(last=(84, 84, 84)), checkpoints=(*LOOKS, *more)))


def test_a_look_of_the_course_is_due_on_its_day_where_the_step_was_reached_before_it() -> None:
    plan = climbing(HIGH)
    plan.look(day(7))
    assert ("high", 10) in due(plan, day(7))


@pytest.mark.parametrize("holds", [1, 2, 3, 4])
def test_a_look_of_the_course_waits_for_the_step_that_it_looks_at(holds: int) -> None:
    """Reached after so many weeks of holds: on day 15, 22, 29 or 36, long after day 10."""
    plan = climbing(HIGH)
    for week in range(1, holds + 1):
        plan.look(day(week * 7), abdominal_pain=2)
    rises = holds * 7 + 7
    assert ("high", rises + 1) in due(plan, day(1 + holds * 7))
    assert ("high", rises + 1) in plan_at_rise(plan, rises)
    assert taken(plan, day(rises + 1)) == ("10",)


def plan_at_rise(plan: Walk, number: int) -> list[tuple[str, int]]:
    decision = plan.look(day(number))
    assert decision.sentence.startswith(f"Advance to 10 g a day from {day(number + 1)}.")
    return due(plan, day(number))


def test_from_the_day_on_which_it_is_reached_it_lapses_like_any_other() -> None:
    plan = climbing(HIGH)
    for number, pain in ((7, 2), (14, 2), (21, 2), (28, 0), (35, 2), (42, 2)):
        plan.look(day(number), abdominal_pain=pain)
    assert [taken(plan, day(number)) for number in (29, 43, 44)] == [("10",), ("10",), ("0",)]
    assert [plan.dose(day(number)) for number in (28, 29, 36)] == [5, 10, 10]


def test_a_step_that_goes_on_gives_a_look_of_the_course_no_more_time() -> None:
    """Both steps are looked at: the next one leaves the day of the look where it is, and so does a fall."""
    plan = climbing(replace(HIGH, day=16))
    plan.look(day(7))
    plan.look(day(14))
    assert ("high", 16) in due(plan, day(14))
    plan.look(day(19), None, abdominal_pain=4)
    assert (taken(plan, day(19)), ("high", 16) in due(plan, day(19))) == (("10",), True)


def test_one_that_repeats_comes_again_with_the_steps_that_it_looks_at() -> None:
    """Looked at on day 10, again on day 17; left on day 12 for five weeks, and reached again on day 48."""
    plan = climbing(replace(HIGH, every=7))
    plan.look(day(7))
    plan.look(day(10), "high")
    assert ("high", 17) in due(plan, day(10))
    plan.look(day(12), None, abdominal_pain=4)
    for number in (18, 25, 32, 39):
        plan.look(day(number), abdominal_pain=2)
        assert "high" not in {each.checkpoint for each in windows(plan.head, day(number))}
    plan.look(day(46))
    assert [taken(plan, day(number)) for number in (46, 47, 60)] == [("5",), ("10",), ("10",)]
    assert ("high", 47) in due(plan, day(46))


def test_left_and_reached_on_one_day_it_keeps_its_day() -> None:
    plan = climbing(replace(HIGH, day=8))
    plan.look(day(7))
    plan.adjust(day(12), "set_step", step="a1")
    plan.adjust(day(12), "set_step", step="a2")
    assert taken(plan, day(12)) == ("5",)
    found = dict(due(plan, day(12)))
    assert found["high"] >= 19


def test_a_step_that_the_calendar_reaches_has_its_look_of_the_course_from_then_on() -> None:
    """The taper begins on day 21, and its look belongs to day 5: it is due on day 21, and lapses after day 35."""
    alpha = item("alpha", step("a1", "9", (20, 20, 20)), taper=DOWN, mode=Mode.SCHEDULED)
    low = of_course("low", PAIN, 5, steps=("t1", "t2"))
    plan = walk_on(
        protocol(alpha, checkpoints=(look("weekly", PAIN, 7, steps=("a1",)), low, end(PAIN, 20, steps=("a1",))))
    )
    plan.look(day(7), "weekly")
    assert ("low", 21) in due(plan, day(7))
    assert [taken(plan, day(number)) for number in (20, 21, 24, 35, 36)] == [("9",), ("8",), ("4",), ("4",), ("0",)]
    assert [each.due for each in windows(plan.head, day(22)) if each.checkpoint == "low"] == [day(21)]
    plan.look(day(22), "low")
    assert taken(plan, day(36)) == ("4",)


# --- a check-in that is entered later


def test_a_rise_taken_back_by_a_check_in_of_weeks_ago_is_looked_at_again_from_today_on() -> None:
    """Decided on day 7 for day 57; on day 40 somebody enters a check-in of day 10 that holds."""
    alpha = item("alpha", step("a1", "5", (56, 56, 84)), step("a2", "10", (14, 14, 14)))
    plan = walk_on(protocol(alpha, checkpoints=(look("tolerance", PAIN, 7), end(PAIN, 14, steps=("a2",)))))
    plan.look(day(7))
    assert taken(plan, day(57)) == ("10",)
    plan.look(day(10), None, today=day(40), abdominal_pain=2)
    assert ("tolerance", 47) in due(plan, day(40))
    assert [taken(plan, day(number)) for number in (24, 39, 40, 57)] == [("5",)] * 4


def test_a_pause_that_takes_back_a_rise_far_ahead_counts_no_days_from_before_it() -> None:
    """Decided on day 7 for day 57; paused on day 40 and resumed on day 42: the look of day 7 was answered."""
    alpha = item("alpha", step("a1", "5", (56, 56, 84)), step("a2", "10", (14, 14, 14)))
    plan = walk_on(protocol(alpha, checkpoints=(look("tolerance", PAIN, 7), end(PAIN, 14, steps=("a2",)))))
    plan.look(day(7))
    plan.adjust(day(40), "pause")
    assert [taken(plan, day(number)) for number in (21, 39, 40)] == [("5",), ("5",), ("0",)]
    assert plan.adjust(day(42), "resume").sentence == "Resumed after 2 days without a dose."
    assert [taken(plan, day(number)) for number in (39, 40, 41, 42, 43)] == [("5",), ("0",), ("0",), ("5",), ("5",)]


def test_what_is_only_noted_leaves_a_plan_that_lapsed_as_it_was() -> None:
    """The look of day 7 was not done: the days since the sheet ran out are the resume's to count, not the note's."""
    plan = walk()
    before = plan.at(day(25))
    assert before.phase is Phase.PAUSED
    told = next(each.caution for each in plan.head.screened.raised if each.override is None)
    plan.adjust(day(25), "acknowledge", about=told)
    assert plan.at(day(25)) == before
    assert plan.adjust(day(27), "resume").sentence == "Resumed after 12 days without a dose."
