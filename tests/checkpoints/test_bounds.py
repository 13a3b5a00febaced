"""The figures beside the code: days around a look, how long and how often, what holds where nothing is said."""

from typing import Any

import msgspec
import pytest

from protocols import wire
from protocols.checkpoints.alarm import LOCKED, AlarmLevel
from protocols.checkpoints.checkpoint import (
    BASELINE_OPENS,
    LAPSES_AFTER,
    LATE_UNTIL,
    OPENS_BEFORE,
    OVERDUE_UNTIL,
    SPARE_DAYS,
    Checkpoint,
    CheckpointKind,
)
from protocols.checkpoints.measure import Measure, MeasureKind
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AnswerIs, FiredBefore, InARow, Operator
from protocols.checkpoints.rule import BackTo, Rule
from protocols.decimal_string import DecimalString

LOOK = Checkpoint(key="look", kind=CheckpointKind.ROUTINE, title="A look", asks=("pain",), rules=())
HURTS = AnswerIs(measure="pain", operator=Operator.AT_LEAST, value=DecimalString(2))


def test_days_around_the_due_day() -> None:
    assert (OPENS_BEFORE, LATE_UNTIL, OVERDUE_UNTIL, LAPSES_AFTER) == (1, 3, 7, 14)
    assert (SPARE_DAYS, BASELINE_OPENS) == (7, 7)


def test_which_locked_alarms_end_a_plan_for_good() -> None:
    assert {alarm.key for alarm in LOCKED if alarm.final} == {"allergic_reaction", "seizure", "confusion"}
    assert {alarm.key: alarm.records for alarm in LOCKED if alarm.records} == {"allergic_reaction": "hypersensitivity"}
    assert all(alarm.level is AlarmLevel.EMERGENCY for alarm in LOCKED if alarm.final)


# what is bounded, its field, the least and the most
BOUNDS: list[tuple[Any, str, int, int]] = [
    (LOOK, "day", 1, 731),
    (LOOK, "every", 1, 365),
    (LOOK, "again_after", 1, 90),
    (LOOK, "again_opens", 1, 90),
    (FiredBefore(rule="mild"), "times", 1, 100),
    (InARow(of=HURTS, times=2), "times", 2, 10),
]


@pytest.mark.parametrize(("value", "field", "least", "most"), BOUNDS, ids=lambda each: str(each)[:12])
def test_from_the_least_to_the_most(value: Any, field: str, least: int, most: int) -> None:
    written = msgspec.json.decode(wire.encode(value))
    for number in (least, most):
        assert getattr(wire.decode(wire.encode(written | {field: number}), type(value)), field) == number
    for number in (least - 1, most + 1):
        with pytest.raises(msgspec.ValidationError, match=field):
            wire.decode(wire.encode(written | {field: number}), type(value))


def test_what_holds_where_nothing_is_said() -> None:
    assert (LOOK.again_after, LOOK.again_opens, LOOK.every, LOOK.item) == (7, 3, None, None)
    pain = Measure(
        key="pain",
        kind=MeasureKind.SCORE,
        label="Pain",
        asked="How bad?",
        unit="{score}",
        low=DecimalString(0),
        high=DecimalString(10),
        whole=True,
    )
    assert (pain.baseline_is_zero, pain.research_use_only) == (False, False)
    rule = Rule(key="mild", when=HURTS, dose=DoseOutcome.STOP, call=Call.TODAY, says="It hurts.")
    assert (rule.final, rule.back_to, rule.items) == (False, BackTo.STEP_BELOW, ())
