"""Conditions over named answers, true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, assert_never

import msgspec

from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.outcome import DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed
from protocols.text import Key
from protocols.value import Value


class Operator(StrEnum):
    """How a number is compared."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EQUAL = "equal"


class AnswerIs(Value, frozen=True, tag="answer", tag_field="kind"):
    """Today's answer compared with a number."""

    measure: Key
    operator: Operator
    value: DecimalString


class RiseIs(Value, frozen=True, tag="rise", tag_field="kind"):
    """Today's answer minus the baseline, never below 0; a missing baseline counts as 0, the strict side (judgement)."""

    measure: Key
    operator: Operator
    value: DecimalString


class FallIs(Value, frozen=True, tag="fall", tag_field="kind"):
    """The baseline minus today's answer; unknown without a baseline."""

    measure: Key
    operator: Operator
    value: DecimalString


class PercentFallIs(Value, frozen=True, tag="percent_fall", tag_field="kind"):
    """How many per cent of the baseline today's answer lies below it; unknown without a baseline above 0."""

    measure: Key
    operator: Operator
    value: DecimalString


class AlarmIs(Value, frozen=True, tag="alarm", tag_field="kind"):
    """Any alarm of this level answered yes; unknown where one was not asked and none is yes."""

    level: AlarmLevel


class AnyChange(Value, frozen=True, tag="change", tag_field="kind"):
    """Any change since last time answered yes; unknown where one was not asked and none is yes."""


class DaysOnStepIs(Value, frozen=True, tag="days_on_step", tag_field="kind"):
    """Calendar days on the step without pause days; the check-in day counts."""

    operator: Operator
    value: DecimalString


class ArrivedBy(Value, frozen=True, tag="arrived_by", tag_field="kind"):
    """The present step was reached by this outcome."""

    outcome: DoseOutcome


class FiredBefore(Value, frozen=True, tag="fired_before", tag_field="kind"):
    """This rule was true at no fewer than so many earlier check-ins of the plan."""

    rule: Key
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class AllOf(Value, frozen=True, tag="all", tag_field="kind"):
    """True when each is true."""

    of: tuple[Predicate, ...]

    def __post_init__(self) -> None:
        _not_empty(self.of)


class AnyOf(Value, frozen=True, tag="any", tag_field="kind"):
    """True when at least one is true."""

    of: tuple[Predicate, ...]

    def __post_init__(self) -> None:
        _not_empty(self.of)


class Not(Value, frozen=True, tag="not", tag_field="kind"):
    """True when the condition is false."""

    of: Predicate


Predicate = (
    AnswerIs
    | RiseIs
    | FallIs
    | PercentFallIs
    | AlarmIs
    | AnyChange
    | DaysOnStepIs
    | ArrivedBy
    | FiredBefore
    | AllOf
    | AnyOf
    | Not
)


def _not_empty(of: tuple[Predicate, ...]) -> None:
    if not of:
        raise Malformed("`all` and `any` hold at least one condition.", pointer="/of")


class Facts(Value, frozen=True):
    """All that a predicate may look at, gathered before it is evaluated; a key that is absent was not asked.

    `skipped` are measures that this checkpoint may leave out: a condition over one of them is false, not unknown.
    """

    answers: dict[str, DecimalString]
    baseline: dict[str, DecimalString]
    emergency: bool | None
    today: bool | None
    change: bool | None
    days_on_step: int
    arrived_by: DoseOutcome | None
    fired: dict[str, int]
    skipped: frozenset[str] = frozenset()


def evaluate(predicate: Predicate, facts: Facts) -> bool | None:  # noqa: PLR0911 one return for each kind of condition
    """Kleene's three values: None is unknown, and unknown never hides a known true in `any` or false in `all`."""
    match predicate:
        case AnswerIs() | RiseIs() | FallIs() | PercentFallIs():
            return _over_measure(predicate, facts)
        case AlarmIs():
            return facts.emergency if predicate.level is AlarmLevel.EMERGENCY else facts.today
        case AnyChange():
            return facts.change
        case DaysOnStepIs():
            return compare(Decimal(facts.days_on_step), predicate.operator, predicate.value)
        case ArrivedBy():
            return facts.arrived_by is predicate.outcome
        case FiredBefore():
            return facts.fired.get(predicate.rule, 0) >= predicate.times
        case AllOf():
            return all_of(evaluate(each, facts) for each in predicate.of)
        case AnyOf():
            return any_of(evaluate(each, facts) for each in predicate.of)
        case Not():
            inner = evaluate(predicate.of, facts)
            return None if inner is None else not inner
        case _:
            assert_never(predicate)


def _over_measure(predicate: AnswerIs | RiseIs | FallIs | PercentFallIs, facts: Facts) -> bool | None:
    if predicate.measure in facts.skipped and predicate.measure not in facts.answers:
        return False
    number = _number(predicate, facts)
    return None if number is None else compare(number, predicate.operator, predicate.value)


def _number(predicate: AnswerIs | RiseIs | FallIs | PercentFallIs, facts: Facts) -> Decimal | None:
    answer = facts.answers.get(predicate.measure)
    if answer is None:
        return None
    baseline = facts.baseline.get(predicate.measure)
    match predicate:
        case AnswerIs():
            return answer
        case RiseIs():
            return max(Decimal(0), answer - (baseline or Decimal(0)))
        case FallIs():
            return None if baseline is None else baseline - answer
        case PercentFallIs():
            return (baseline - answer) * 100 / baseline if baseline else None
        case _:
            assert_never(predicate)


def compare(number: Decimal, operator: Operator, value: Decimal) -> bool:
    """Whether the number stands so to the value."""
    match operator:
        case Operator.AT_LEAST:
            return number >= value
        case Operator.MORE_THAN:
            return number > value
        case Operator.AT_MOST:
            return number <= value
        case Operator.LESS_THAN:
            return number < value
        case Operator.EQUAL:
            return number == value
        case _:
            assert_never(operator)


def any_of(values: Iterable[bool | None]) -> bool | None:
    """True if one is true; otherwise unknown if one is unknown."""
    seen = list(values)
    if any(value is True for value in seen):
        return True
    return None if any(value is None for value in seen) else False


def all_of(values: Iterable[bool | None]) -> bool | None:
    """False if one is false; otherwise unknown if one is unknown."""
    seen = list(values)
    if any(value is False for value in seen):
        return False
    return None if any(value is None for value in seen) else True


def leaves(predicate: Predicate) -> Iterator[Predicate]:
    """Every condition inside that is not made of others."""
    match predicate:
        case AllOf() | AnyOf():
            for each in predicate.of:
                yield from leaves(each)
        case Not():
            yield from leaves(predicate.of)
        case _:
            yield predicate


def measures_in(predicate: Predicate) -> frozenset[str]:
    """The measures that the condition looks at."""
    return frozenset(
        leaf.measure for leaf in leaves(predicate) if isinstance(leaf, AnswerIs | RiseIs | FallIs | PercentFallIs)
    )
