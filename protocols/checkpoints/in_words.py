"""A condition in a practitioner's words."""

from collections.abc import Mapping
from typing import Final, assert_never

from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnswerIs,
    AnyChange,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FallIs,
    FiredBefore,
    InARow,
    Measured,
    Not,
    Operator,
    PercentFallIs,
    PercentRiseIs,
    Predicate,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
)

_ARRIVED: Final = {
    DoseOutcome.ADVANCE: "an advance",
    DoseOutcome.HOLD: "a hold",
    DoseOutcome.STEP_BACK: "a step back",
    DoseOutcome.PAUSE: "a pause",
    DoseOutcome.STOP: "a stop",
}
_SINCE: Final = {Since.BASELINE: "since the baseline", Since.EARLIER: "since the last check-in"}

_TAKEN: Final = {Taken.NOW: "is", Taken.BASELINE: "was before the start"}


def in_words(predicate: Predicate, called: Mapping[str, str]) -> str:
    """The condition as part of a sentence; `called` are the names of measures, a key without one stands for itself."""
    match predicate:
        case AnswerIs() | RiseIs() | FallIs() | PercentFallIs() | PercentRiseIs() | TimesLimitIs():
            return _measured(predicate, called.get(predicate.measure, predicate.measure))
        case AllOf() | AnyOf() | Not() | InARow():
            return _made_of(predicate, called)
        case AlarmIs() | AnyChange() | DaysOnStepIs() | ArrivedBy() | FiredBefore():
            return _of_the_plan(predicate)
        case _:
            assert_never(predicate)


def _measured(predicate: Measured, name: str) -> str:
    match predicate:
        case AnswerIs():
            return f"{name} is {_amount(predicate.operator, str(predicate.value))}"
        case TimesLimitIs():
            times = _amount(predicate.operator, str(predicate.value))
            return f"{name} {_TAKEN[predicate.taken]} {times} times the laboratory's upper limit"
        case RiseIs():
            verb, unit = "rises", ""
        case FallIs():
            verb, unit = "falls", ""
        case PercentFallIs():
            verb, unit = "falls", " %"
        case PercentRiseIs():
            verb, unit = "rises", " %"
        case _:
            assert_never(predicate)
    return f"{name} {verb} by {_amount(predicate.operator, f'{predicate.value}{unit}')} {_SINCE[predicate.since]}"


def _amount(operator: Operator, value: str) -> str:
    match operator:
        case Operator.AT_LEAST:
            return f"{value} or more"
        case Operator.MORE_THAN:
            return f"more than {value}"
        case Operator.AT_MOST:
            return f"{value} or less"
        case Operator.LESS_THAN:
            return f"less than {value}"
        case Operator.EQUAL:
            return f"exactly {value}"
        case _:
            assert_never(operator)


def _made_of(predicate: AllOf | AnyOf | Not | InARow, called: Mapping[str, str]) -> str:
    match predicate:
        case AllOf():
            return " and ".join(_grouped(each, called) for each in predicate.of)
        case AnyOf():
            return " or ".join(_grouped(each, called) for each in predicate.of)
        case Not():
            return f"not {_grouped(predicate.of, called)}"
        case InARow():
            return f"{_grouped(predicate.of, called)} at {predicate.times} check-ins in a row"
        case _:
            assert_never(predicate)


def _grouped(predicate: Predicate, called: Mapping[str, str]) -> str:
    """In brackets where it is made of several, so that "and" and "or" are never mixed up."""
    said = in_words(predicate, called)
    return f"({said})" if isinstance(predicate, AllOf | AnyOf) and len(predicate.of) > 1 else said


def _of_the_plan(predicate: AlarmIs | AnyChange | DaysOnStepIs | ArrivedBy | FiredBefore) -> str:
    match predicate:
        case AlarmIs():
            urgent = "an emergency alarm" if predicate.level is AlarmLevel.EMERGENCY else "an alarm of today"
            return f"{urgent} is answered yes"
        case AnyChange():
            return "a change since last time is told"
        case DaysOnStepIs():
            return f"the days on the step are {_amount(predicate.operator, str(predicate.value))}"
        case ArrivedBy():
            return f"the step was reached by {_ARRIVED[predicate.outcome]}"
        case FiredBefore():
            times = "an earlier check-in" if predicate.times == 1 else f"{predicate.times} or more earlier check-ins"
            return f"rule {predicate.rule} was true at {times}"
        case _:
            assert_never(predicate)
