"""Windows, alarms, scales, and which outcome wins."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.checkpoints.alarm import LOCKED, AlarmLevel, AlarmWeakened, call_of, check_alarms
from protocols.checkpoints.checkpoint import MAY_ADVANCE, Timing, timing, window
from protocols.checkpoints.measure import AnswerOutsideScale, Measure, MeasureKind, check_answer
from protocols.checkpoints.outcome import (
    Call,
    DoseOutcome,
    call_strength,
    dose_strength,
    strongest_call,
    strongest_dose,
)
from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed

DUE = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("days", "expected", "may_advance"),
    [
        (-30, Timing.EARLY, False),
        (-2, Timing.EARLY, False),
        (-1, Timing.ON_TIME, True),
        (0, Timing.ON_TIME, True),
        (1, Timing.LATE, True),
        (3, Timing.LATE, True),
        (4, Timing.OVERDUE, True),
        (7, Timing.OVERDUE, True),
        (8, Timing.MISSED, False),
        (14, Timing.MISSED, False),
        (15, Timing.LAPSED, False),
    ],
)
def test_where_a_day_lies_around_the_due_day(days: int, expected: Timing, may_advance: bool) -> None:
    found = timing(window("tolerance", DUE), DUE + timedelta(days=days))
    assert (found, found in MAY_ADVANCE) == (expected, may_advance)


def test_an_unscheduled_check_in_never_advances() -> None:
    assert Timing.UNSCHEDULED not in MAY_ADVANCE


@pytest.mark.parametrize(
    ("days", "expected"), [(-5, Timing.EARLY), (-4, Timing.ON_TIME), (0, Timing.ON_TIME), (1, Timing.LATE)]
)
def test_a_recheck_opens_earlier(days: int, expected: Timing) -> None:
    around = window("tolerance", DUE, DUE - timedelta(days=4))
    assert timing(around, DUE + timedelta(days=days)) is expected


def test_a_window_may_open_after_it_is_due() -> None:
    around = window("tolerance", DUE, DUE + timedelta(days=1))
    assert (around.checkpoint, around.due) == ("tolerance", DUE)
    assert [timing(around, DUE + timedelta(days=days)) for days in (0, 1)] == [Timing.EARLY, Timing.LATE]


@given(st.sets(st.sampled_from(DoseOutcome), min_size=1))
def test_the_strongest_dose_outcome_wins(outcomes: set[DoseOutcome]) -> None:
    order = ["advance", "hold", "step_back", "pause", "stop"]
    assert strongest_dose(outcomes) == max(outcomes, key=lambda each: order.index(each.value))


@given(st.sets(st.sampled_from(Call)))
def test_the_strongest_call_wins_and_nobody_calls_by_default(calls: set[Call]) -> None:
    order = ["none", "routine", "today", "emergency"]
    assert strongest_call(calls) == max(calls, key=lambda each: order.index(each.value), default=Call.NONE)


def test_the_order_of_both_axes() -> None:
    assert [dose_strength(each) for each in DoseOutcome] == [0, 1, 2, 3, 4]
    assert [call_strength(each) for each in Call] == [0, 1, 2, 3]
    assert [call_of(level) for level in AlarmLevel] == [Call.EMERGENCY, Call.TODAY]


def test_the_locked_list_and_anything_stronger_passes() -> None:
    check_alarms(LOCKED)
    own = replace(LOCKED[0], key="flare", final=False, records=None)
    check_alarms((*LOCKED, own))
    check_alarms(tuple(replace(alarm, level=AlarmLevel.EMERGENCY, final=True) for alarm in LOCKED))


@pytest.mark.parametrize("place", range(len(LOCKED)), ids=[alarm.key for alarm in LOCKED])
def test_h10_no_alarm_may_be_left_out(place: int) -> None:
    with pytest.raises(AlarmWeakened) as refused:
        check_alarms(LOCKED[:place] + LOCKED[place + 1 :])
    assert refused.value.pointer == "/alarms"
    assert refused.value.sentence == f"The alarm {LOCKED[place].key} is missing."


def weakened(key: str, **fields: object) -> None:
    check_alarms(tuple(replace(alarm, **fields) if alarm.key == key else alarm for alarm in LOCKED))


@pytest.mark.parametrize(
    ("key", "weaker", "says"),
    [
        ("chest_pain", {"level": AlarmLevel.TODAY}, "The alarm chest_pain calls at least emergency."),
        ("seizure", {"final": False}, "The alarm seizure is final, as it is in the locked list."),
        ("allergic_reaction", {"records": None}, "The alarm allergic_reaction is final, as it is in the locked list."),
    ],
)
def test_h10_no_alarm_may_be_weakened(key: str, weaker: dict[str, object], says: str) -> None:
    with pytest.raises(AlarmWeakened) as refused:
        weakened(key, **weaker)
    assert (refused.value.pointer, refused.value.sentence) == ("/alarms", says)


def scale(**fields: object) -> Measure:
    score = Measure(
        key="pain",
        kind=MeasureKind.SCORE,
        label="Pain",
        asked="How bad?",
        unit="{score}",
        low=DecimalString(0),
        high=DecimalString(10),
        whole=True,
    )
    return replace(score, **fields)


@pytest.mark.parametrize("answer", ["0", "10", "5.0"])
def test_an_answer_on_the_scale(answer: str) -> None:
    check_answer(scale(), DecimalString(answer))
    check_answer(scale(whole=False), DecimalString("2.5"))


@pytest.mark.parametrize(
    ("answer", "says"), [("-1", "not on the scale"), ("10.1", "not on the scale"), ("2.5", "whole numbers only")]
)
def test_an_answer_that_the_scale_does_not_have(answer: str, says: str) -> None:
    with pytest.raises(AnswerOutsideScale, match=says) as refused:
        check_answer(scale(), DecimalString(answer))
    assert refused.value.pointer == "/answers/pain"


def test_a_scale_goes_up() -> None:
    with pytest.raises(Malformed) as refused:
        scale(high=DecimalString(0))
    assert (refused.value.pointer, refused.value.sentence) == ("/high", "A scale ends above where it begins.")
