"""When to look: of which item, counted from which day, how often; and what is compared with what."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import AnchoredEvent
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import InARow, Predicate, Since, rows_in
from protocols.decimal_string import DecimalString
from protocols.plans.anchor import EventRefused
from protocols.plans.check_in import CheckIn
from protocols.plans.event import Decided
from protocols.plans.position import Phase
from protocols.refusal import Malformed
from tests.plans.walking import NONE as NO_ALARM
from tests.plans.walking import Walk, walk, walk_on
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    STEP_BACK,
    STOP,
    TODAY,
    answer,
    any_of,
    course,
    day,
    due,
    end,
    fall,
    item,
    ladder,
    look,
    none_of,
    of_course,
    percent_fall,
    protocol,
    rise,
    rule,
    step,
    taken,
)

# --- of which item


def test_a_checkpoint_of_an_item_is_counted_on_its_steps() -> None:
    beta = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
    rules = (*PAIN, rule("beta-well", none_of(("abdominal_pain",)), ADVANCE, items=("beta",)))
    looks = (
        look("of-alpha", PAIN, 7),
        look("of-beta", rules[1:], 10, item="beta"),
        end(PAIN, 14, steps=("a3",)),
    )
    plan = walk_on(protocol(ladder(), beta, checkpoints=looks, rules=rules))
    assert due(plan, day(1))[:2] == [("of-alpha", 7), ("of-beta", 10)]
    plan.look(day(7), "of-alpha")
    assert due(plan, day(8))[:2] == [("of-beta", 10), ("of-alpha", 14)]
    plan.look(day(10), "of-beta")
    assert taken(plan, day(11)) == ("10", "6")
    assert ("of-beta", 20) in due(plan, day(11))


# --- from which day


def test_on_a_step_the_days_of_a_pause_are_not_counted_on_the_course_they_are() -> None:
    looks = (look("tolerance", PAIN, 7), of_course("weighing", PAIN, 12, asks=("abdominal_pain",)), end(PAIN, 14))
    plan = walk_on(protocol(ladder(), checkpoints=looks))
    plan.adjust(day(3), "pause")
    plan.adjust(day(5), "resume")
    found = dict(due(plan, day(5)))
    assert (found["weighing"], due(plan, day(5))[0]) == (12, ("tolerance", 9))


def test_a_look_of_the_course_is_taken_once_whatever_step_it_falls_on() -> None:
    looks = (look("tolerance", PAIN, 7), of_course("weighing", PAIN, 9, asks=("abdominal_pain",)), end(PAIN, 14))
    plan = walk_on(protocol(ladder(), checkpoints=looks))
    plan.look(day(7))
    plan.look(day(9), "weighing")
    plan.look(day(14))
    assert "weighing" not in dict(due(plan, day(15)))


def test_a_look_of_the_course_that_repeats_goes_on_when_it_led_up() -> None:
    looks = (of_course("weekly", PAIN, 7, every=7), end(PAIN, 14, steps=("a3",)))
    plan = walk_on(protocol(ladder(), checkpoints=looks))
    assert plan.look(day(7), "weekly").dose is ADVANCE
    assert due(plan, day(7))[0] == ("weekly", 14)


# --- how often


def test_a_look_that_repeats_is_due_so_many_days_after_it_was_due() -> None:
    one = item("alpha", step("a1", "5", (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("weekly", PAIN, 7, every=7), end(PAIN, 28))))
    found = []
    for number in (7, 15, 20, 28):
        found.append(dict(due(plan, day(number)))["weekly"])
        plan.look(day(number), "weekly")
    assert found == [7, 14, 21, 28]
    assert "weekly" not in dict(due(plan, day(28)))


def test_one_that_does_not_repeat_is_over() -> None:
    one = item("alpha", step("a1", "5", (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("once", PAIN, 7), end(PAIN, 28))))
    plan.look(day(7), "once")
    assert due(plan, day(7)) == [("end", 28)]


# --- an event outside the plan that the course hangs on

CHEMOTHERAPY = AnchoredEvent(called="The chemotherapy", days_before=5)


def anchored(**also: Any) -> Walk:
    one = item("alpha", step("a1", "18", (15, 15, 15)))
    looks = (of_course("before", PAIN, 5), of_course("after", PAIN, 11), end(PAIN, 15))
    wanted = protocol(one, checkpoints=looks, limit=20, anchored_to=also.pop("to", CHEMOTHERAPY))
    return walk_on(wanted, **also)


def test_the_looks_and_the_limit_move_with_the_event_the_days_of_dosing_do_not_become_more() -> None:
    plan = anchored()
    plan.look(day(5), "before")
    plan.adjust(day(5), "pause")
    plan.adjust(day(6), "move_event", event_on=day(13))
    plan.adjust(day(12), "resume")
    assert due(plan, day(12)) == [("after", 18), ("end", 22)]
    assert plan.head.course.calendar_limit == day(27)
    plan.look(day(18), "after")
    assert course(plan, 1, 30) == ["4 x 18", "7 x 0", "11 x 18", "8 x 0"]


def test_an_event_moves_only_in_a_pause() -> None:
    with pytest.raises(EventRefused, match="Pause the plan first"):
        anchored().adjust(day(3), "move_event", event_on=day(13))


@pytest.mark.parametrize("number", [2, 6])
def test_to_another_day_that_has_not_passed(number: int) -> None:
    plan = anchored()
    plan.adjust(day(3), "pause")
    with pytest.raises(EventRefused, match="another one"):
        plan.adjust(day(3), "move_event", event_on=day(number))


@pytest.mark.parametrize("number", [3, 93])
def test_to_today_or_to_a_day_at_most_90_days_ahead(number: int) -> None:
    plan = anchored()
    plan.adjust(day(3), "pause")
    with pytest.raises(EventRefused, match="at most 90 days"):
        plan.adjust(day(3), "move_event", event_on=day(94))
    plan.adjust(day(3), "move_event", event_on=day(number))
    assert plan.head.course.course_from == day(number - 5)


def test_a_protocol_that_hangs_on_nothing_has_no_event() -> None:
    with pytest.raises(EventRefused, match="hangs on no event"):
        anchored(to=None).adjust(day(3), "move_event", event_on=day(13))


def test_before_the_start_an_event_that_moves_pauses_the_plan_until_somebody_resumes_it() -> None:
    plan = anchored(start_on=day(5), today=day(1))
    plan.adjust(day(2), "move_event", event_on=day(14))
    assert taken(plan, day(5)) == ("0",)
    plan.adjust(day(9), "resume")
    assert course(plan, 5, 26) == ["4 x 0", "15 x 18", "3 x 0"]


def test_a_lapse_is_not_ended_by_an_event_that_moves() -> None:
    plan = anchored()
    assert plan.at(day(20)).phase is Phase.FINISHED
    plan = walk("glutamine-chemotherapy")
    assert taken(plan, day(15)) == ("18",)
    one = item("alpha", step("a1", "18", (40, 40, 40)))
    looks = (of_course("before", PAIN, 5), end(PAIN, 40))
    plan = walk_on(protocol(one, checkpoints=looks, limit=60, anchored_to=CHEMOTHERAPY))
    assert [taken(plan, day(number)) for number in (19, 20)] == [("18",), ("0",)]
    plan.adjust(day(21), "move_event", event_on=day(35))
    assert [taken(plan, day(number)) for number in (21, 22)] == [("0",), ("0",)]


# --- compared with what

ALWAYS_CLEAR = rule("clear", none_of(("nausea",)), ADVANCE)


def compared(when: Predicate) -> Walk:
    rules = (rule("moves", when, HOLD), ALWAYS_CLEAR)
    looks = (
        look("baseline", (), None, kind=CheckpointKind.BASELINE),
        look("tolerance", rules, 7),
        end(rules, 14, steps=("a3",)),
    )
    return walk_on(protocol(ladder(), checkpoints=looks, rules=rules), today=day(0))


# condition, baseline, pain at each look, outcome of the last
SINCE = [
    ("a rise since the baseline", rise("abdominal_pain", 2), 3, (4, 5), HOLD),
    ("no rise since the baseline", rise("abdominal_pain", 2), 3, (3, 4), ADVANCE),
    ("a rise since the check-in before", rise("abdominal_pain", 2, Since.EARLIER), 9, (1, 3), HOLD),
    ("no rise since the check-in before", rise("abdominal_pain", 2, Since.EARLIER), 0, (2, 3), ADVANCE),
    ("without one before, since the baseline", rise("abdominal_pain", 2, Since.EARLIER), 3, (5,), HOLD),
    ("without one before, not since the baseline", rise("abdominal_pain", 2, Since.EARLIER), 4, (5,), ADVANCE),
    ("without either, since 0", rise("abdominal_pain", 2, Since.EARLIER), None, (2,), HOLD),
    ("a fall since the baseline", fall("abdominal_pain", 2), 5, (5, 3), HOLD),
    ("a fall since the check-in before", fall("abdominal_pain", 2, Since.EARLIER), 0, (5, 3), HOLD),
    ("no fall since the check-in before", fall("abdominal_pain", 2, Since.EARLIER), 9, (4, 3), ADVANCE),
    ("a fall by half since the baseline", percent_fall("abdominal_pain", 50), 6, (6, 3), HOLD),
    ("a fall by half since the check-in before", percent_fall("abdominal_pain", 50, Since.EARLIER), 3, (6, 3), HOLD),
    ("by less than half", percent_fall("abdominal_pain", 50, Since.EARLIER), 9, (5, 3), ADVANCE),
    ("a fall without a baseline cannot be decided", fall("abdominal_pain", 2), None, (3,), HOLD),
]


@pytest.mark.parametrize(
    ("when", "baseline", "scores", "dose"), [row[1:] for row in SINCE], ids=[row[0] for row in SINCE]
)
def test_an_answer_is_compared_with(
    when: Predicate, baseline: int | None, scores: tuple[int, ...], dose: DoseOutcome
) -> None:
    plan = compared(when)
    if baseline is not None:
        plan.look(day(0), "baseline", abdominal_pain=baseline)
    found = [plan.look(day(7 * (place + 1)), abdominal_pain=score).dose for place, score in enumerate(scores)]
    assert found[-1] is dose


def test_an_answer_that_was_entered_late_is_not_the_one_before() -> None:
    plan = compared(rise("abdominal_pain", 2, Since.EARLIER))
    plan.look(day(6), abdominal_pain=1)
    plan.look(day(5), None, today=day(7), abdominal_pain=5)
    assert plan.head.earlier["abdominal_pain"] == DecimalString(1)


# --- in a row

IN_A_ROW = [
    ("once", (3,), ADVANCE),
    ("twice", (3, 3), STEP_BACK),
    ("broken", (3, 0, 3), ADVANCE),
    ("the last two of three", (0, 3, 3), STEP_BACK),
    ("one that could not be decided leaves it undecided", (3, None, 3), HOLD),
    ("undecided, and then twice", (None, 3, 3), STEP_BACK),
    ("undecided before a good one", (3, None, 0), ADVANCE),
    ("undecided today", (3, None), HOLD),
]


@pytest.mark.parametrize(("scores", "dose"), [row[1:] for row in IN_A_ROW], ids=[row[0] for row in IN_A_ROW])
def test_two_check_ins_in_a_row(scores: tuple[int | None, ...], dose: DoseOutcome) -> None:
    rules = (rule("twice", InARow(of=answer("abdominal_pain", 3), times=2), STEP_BACK), ALWAYS_CLEAR)
    plan = walk_on(
        protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14, steps=("a3",))), rules=rules)
    )
    for number, score in enumerate(scores):
        whole = plan.well(day(7 * (number + 1)), abdominal_pain=score or 0)
        answers = {key: value for key, value in whole.answers.items() if score is not None or key != "abdominal_pain"}
        plan.check_in(replace(whole, answers=answers))
    last = plan.events[-1]
    assert isinstance(last, Decided)
    assert last.decision.dose is dose


@pytest.mark.parametrize("scores", [(3, 3), (3, 0)])
@pytest.mark.parametrize("calls", [1, 3])
def test_a_call_about_something_else_parts_no_two_check_ins_of_a_row(scores: tuple[int, int], calls: int) -> None:
    """Nobody asked for pain there, so that a stop after two bad check-ins is not put off by ringing up."""
    rules = (rule("twice", InARow(of=answer("abdominal_pain", 3), times=2), STOP, TODAY), ALWAYS_CLEAR)
    first, last = scores
    looks = (look("tolerance", rules), end(rules, 14, steps=("a3",)))
    plan = walk_on(protocol(ladder(), checkpoints=looks, rules=rules))
    plan.look(day(7), abdominal_pain=first)
    for number in range(calls):
        plan.check_in(CheckIn(on=day(9 + number), alarms=NO_ALARM, changes=NO_ALARM))
    decision = plan.look(day(14), abdominal_pain=last)
    assert (decision.dose is STOP, decision.call is TODAY) == (last == 3, last == 3)
    assert len(plan.head.before) == 1


def test_a_look_that_asks_for_other_things_parts_none_either() -> None:
    rules = (rule("twice", InARow(of=answer("headache", 3), times=2), STOP, TODAY), ALWAYS_CLEAR)
    asks = {"asks": ("abdominal_pain", "headache", "days_taken")}
    looks = (look("tolerance", rules, 7, every=14, **asks), look("between", rules, 14, every=14), end(rules, 60))
    plan = walk_on(protocol(item("alpha", step("a1", "5", (60, 60, 60))), checkpoints=looks, rules=rules))
    plan.look(day(7), headache=3)
    assert plan.look(day(14), "between").dose is not STOP
    assert plan.look(day(21), headache=3).dose is STOP


def test_a_row_is_as_long_as_it_says_and_holds_no_other() -> None:
    inner = InARow(of=answer("abdominal_pain", 3), times=3)
    assert [row.times for row in rows_in(any_of(answer("nausea", 1), inner))] == [3]
    with pytest.raises(Malformed, match="no other row"):
        InARow(of=inner, times=2)


def test_a_baseline_on_day_1_is_no_hold_that_counts() -> None:
    plan = walk()
    assert plan.look(day(1), "baseline").dose is HOLD
    assert plan.head.holds == {}


def test_a_baseline_is_no_part_of_a_row() -> None:
    rules = (
        rule("twice", InARow(of=answer("abdominal_pain", 3), times=2), STOP),
        rule("any", answer("nausea", 5), PAUSE),
    )
    looks = (look("baseline", rules, None, kind=CheckpointKind.BASELINE), look("tolerance", rules), end(rules, 14))
    plan = walk_on(protocol(ladder(), checkpoints=looks, rules=rules), today=day(0))
    plan.look(day(0), "baseline", abdominal_pain=5)
    assert plan.look(day(7), abdominal_pain=5).dose is HOLD
    assert plan.look(day(8), None, abdominal_pain=5).dose is STOP


# --- a rise that is taken back before it begins: what was answered stays answered


def slow() -> Walk:
    """On a step of 30 days at least, after a hold and a clear look: the rise comes on day 31."""
    one = item("alpha", step("a1", "5", (30, 30, 60)), step("a2", "10", (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", PAIN), end(PAIN, 28, steps=("a2",)))))
    plan.look(day(7), abdominal_pain=2)
    plan.look(day(14))
    assert course(plan, 30, 31) == ["1 x 5", "1 x 10"]
    return plan


def test_a_pause_set_for_the_day_of_a_rise_has_the_step_looked_at_once_more() -> None:
    plan = slow()
    plan.adjust(day(17), "pause", on=day(31))
    assert due(plan, day(17))[0] == ("tolerance", 24)
    assert course(plan, 24, 34) == ["7 x 5", "4 x 0"]


def test_a_pause_set_for_a_day_after_the_rise_leaves_it() -> None:
    plan = slow()
    plan.adjust(day(17), "pause", on=day(33))
    assert course(plan, 24, 34) == ["7 x 5", "2 x 10", "2 x 0"]
    # The look at the new step would open in the pause, which moves it on; and a pause is no end of the course.
    assert due(plan, day(17)) == []


def test_the_end_on_the_day_on_which_a_rise_was_set_goes_on_as_it_says() -> None:
    looks = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
    plan = walk_on(protocol(ladder(), checkpoints=looks, limit=60))
    for number in range(7, 57, 7):
        plan.look(day(number), abdominal_pain=2)
    plan.adjust(day(59), "set_step", step="a2")
    decision = plan.look(day(59), "end")
    assert decision.sentence.startswith(f"The course ends; nothing is taken from {day(61)} on.")
    assert course(plan, 58, 62) == ["3 x 5", "2 x 0"]


def test_a_look_of_the_course_on_the_day_of_a_rise_that_is_stepped_back_from_was_that_look() -> None:
    """The course is looked at on day 8, on which 10 g began; a step back on that day brings no second look at it."""
    plan = walk_on(
        protocol(ladder(), checkpoints=(look("tolerance", PAIN), of_course("course", PAIN, 8), end(PAIN, 14)))
    )
    plan.look(day(7))
    assert taken(plan, day(8)) == ("10",)
    plan.look(day(8), "course", abdominal_pain=4)
    assert taken(plan, day(8)) == ("5",)
    assert "course" not in dict(due(plan, day(8)))
