"""Conditions over named answers, true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal
from enum import StrEnum
from itertools import chain
from typing import Annotated, Final, assert_never

import msgspec
from msgspec.structs import replace

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


class Since(StrEnum):
    """What an answer is compared with: the one from before the start, or the one of the check-in before."""

    BASELINE = "baseline"
    EARLIER = "earlier"


class Taken(StrEnum):
    """Which value stands beside its laboratory's limit: today's, or the one from before the start."""

    NOW = "now"
    BASELINE = "baseline"


class AnswerIs(Value, frozen=True, tag="answer", tag_field="kind"):
    """Today's answer compared with a number."""

    measure: Key
    operator: Operator
    value: DecimalString


class RiseIs(Value, frozen=True, tag="rise", tag_field="kind"):
    """Today's answer minus the one it is compared with, never below 0.

    A missing baseline counts as 0, the strict side (judgement); without an earlier answer the baseline stands for it.
    """

    measure: Key
    operator: Operator
    value: DecimalString
    since: Since = Since.BASELINE


class FallIs(Value, frozen=True, tag="fall", tag_field="kind"):
    """The answer it is compared with minus today's; unknown without one.

    Without an earlier answer the baseline stands for it.
    """

    measure: Key
    operator: Operator
    value: DecimalString
    since: Since = Since.BASELINE


class PercentFallIs(Value, frozen=True, tag="percent_fall", tag_field="kind"):
    """How many per cent of the answer it is compared with today's lies below it; unknown without one above 0.

    Without an earlier answer the baseline stands for it.
    """

    measure: Key
    operator: Operator
    value: DecimalString
    since: Since = Since.BASELINE


class PercentRiseIs(Value, frozen=True, tag="percent_rise", tag_field="kind"):
    """How many per cent of the answer it is compared with today's lies above it, never below 0.

    A missing baseline counts as 0, the strict side (judgement), and from 0 any rise is more than every per cent.
    Without an earlier answer the baseline stands for it.
    """

    measure: Key
    operator: Operator
    value: DecimalString
    since: Since = Since.BASELINE


class TimesLimitIs(Value, frozen=True, tag="times_limit", tag_field="kind"):
    """How many times the upper limit that the laboratory reported with it a value is; 1 is at the limit.

    Today's value without its limit is unknown. `taken` before the start, a missing value, or one without its limit,
    counts as 0 times the limit: nothing shows that it was above it then, which is the strict side (judgement).
    """

    measure: Key
    operator: Operator
    value: DecimalString
    taken: Taken = Taken.NOW


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


class InARow(Value, frozen=True, tag="in_a_row", tag_field="kind"):
    """True when the condition held at this check-in and at those just before it, so many in a row.

    One that did not look at it (`looks_at`) is no check-in of the row. One at which it was asked for and could not be
    decided leaves the row undecided: an answer that is missing neither breaks a row nor makes one (judgement).
    """

    of: Predicate
    times: Annotated[int, msgspec.Meta(ge=2, le=10)]

    def __post_init__(self) -> None:
        if any(rows_in(self.of)):
            raise Malformed("A row holds no other row.", pointer="/of")


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
    | PercentRiseIs
    | TimesLimitIs
    | AlarmIs
    | AnyChange
    | DaysOnStepIs
    | ArrivedBy
    | FiredBefore
    | InARow
    | AllOf
    | AnyOf
    | Not
)


Measured = AnswerIs | RiseIs | FallIs | PercentFallIs | PercentRiseIs | TimesLimitIs
"""The conditions that look at a measure."""

EXACT: Final = Context(prec=100)
"""Enough digits for the product of any three numbers that can be told, so that nothing is rounded."""


def _not_empty(of: tuple[Predicate, ...]) -> None:
    if not of:
        raise Malformed("`all` and `any` hold at least one condition.", pointer="/of")


class Facts(Value, frozen=True):
    """All that a predicate may look at, gathered before it is evaluated; a key that is absent was not asked.

    `skipped` are measures that this checkpoint may leave out: a condition over one of them is false, not unknown.
    `earlier` are the latest answers from before; `before` is what earlier check-ins knew, the newest last.
    `asked` are the measures that had to be answered.
    `limits` are the laboratories' upper limits for the answers, `baseline_limits` those for the baseline.
    """

    answers: dict[str, DecimalString]
    baseline: dict[str, DecimalString]
    emergency: bool | None
    today: bool | None
    change: bool | None
    days_on_step: int
    arrived_by: DoseOutcome | None
    fired: dict[str, int]
    skipped: tuple[str, ...] = ()
    earlier: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    before: tuple[Facts, ...] = ()
    asked: tuple[str, ...] = ()
    limits: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    baseline_limits: dict[str, DecimalString] = msgspec.field(default_factory=dict)


def evaluate(predicate: Predicate, facts: Facts) -> bool | None:  # noqa: PLR0911 one return for each kind of condition
    """Kleene's three values: None is unknown, and unknown never hides a known true in `any` or false in `all`."""
    match predicate:
        case AnswerIs() | RiseIs() | FallIs() | PercentFallIs() | PercentRiseIs() | TimesLimitIs():
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
        case InARow() | AllOf() | AnyOf() | Not():
            return _of_others(predicate, facts)
        case _:
            assert_never(predicate)


def _of_others(predicate: InARow | AllOf | AnyOf | Not, facts: Facts) -> bool | None:
    match predicate:
        case InARow():
            return _in_a_row(predicate, facts)
        case AllOf():
            return all_of(evaluate(each, facts) for each in predicate.of)
        case AnyOf():
            return any_of(evaluate(each, facts) for each in predicate.of)
        case Not():
            inner = evaluate(predicate.of, facts)
            return None if inner is None else not inner
        case _:
            assert_never(predicate)


def _in_a_row(predicate: InARow, facts: Facts) -> bool | None:
    """All of the latest check-ins that looked at the condition, and today's; before there were enough it is no row."""
    needed = predicate.times - 1
    earlier = [each for each in facts.before if looks_at(predicate.of, each)][-needed:]
    if len(earlier) < needed:
        return False
    return all_of(evaluate(predicate.of, each) for each in (*earlier, facts))


def looks_at(predicate: Predicate, facts: Facts) -> bool:
    """Whether a check-in is one of those that a row over the condition counts.

    It is where one of its measures was answered, or had to be, or where it is decided without them; so that a call
    about something else, and a test that only some check-ins bring, part no two check-ins of a row (judgement).
    """
    measures = measures_in(predicate)
    if not measures or not measures.isdisjoint((*facts.answers, *facts.asked)):
        return True
    return evaluate(predicate, replace(facts, skipped=())) is not None


def remembered(predicates: Iterable[Predicate], known: Sequence[Facts]) -> tuple[Facts, ...]:
    """Of the check-ins so far those that some row still looks back to, the newest last."""
    kept: set[int] = set()
    for row in chain.from_iterable(rows_in(each) for each in predicates):
        looked = [place for place, each in enumerate(known) if looks_at(row.of, each)]
        kept.update(looked[-(row.times - 1) :])
    return tuple(each for place, each in enumerate(known) if place in kept)


def _over_measure(predicate: Measured, facts: Facts) -> bool | None:
    answer = facts.answers.get(predicate.measure)
    if answer is None:
        return False if predicate.measure in facts.skipped else None
    match predicate:
        case PercentRiseIs():
            return _risen(answer, _compared(predicate, facts), predicate)
        case TimesLimitIs():
            return _beside_limit(answer, facts, predicate)
        case AnswerIs() | RiseIs() | FallIs() | PercentFallIs():
            number = _number(answer, predicate, facts)
            return None if number is None else compare(number, predicate.operator, predicate.value)
        case _:
            assert_never(predicate)


def _risen(answer: Decimal, reference: Decimal | None, predicate: PercentRiseIs) -> bool:
    """Multiplied out, because a share that is divided out may not come to an end."""
    if reference is None or reference <= 0:
        return compare(Decimal("Infinity") if answer > 0 else Decimal(0), predicate.operator, predicate.value)
    rise = max(Decimal(0), EXACT.subtract(answer, reference))
    return compare(EXACT.multiply(rise, Decimal(100)), predicate.operator, EXACT.multiply(reference, predicate.value))


def _beside_limit(answer: Decimal, facts: Facts, predicate: TimesLimitIs) -> bool | None:
    if predicate.taken is Taken.NOW:
        return _times(answer, facts.limits.get(predicate.measure), predicate)
    before, limit = facts.baseline.get(predicate.measure), facts.baseline_limits.get(predicate.measure)
    if before is None or limit is None:
        return compare(Decimal(0), predicate.operator, predicate.value)
    return _times(before, limit, predicate)


def _times(value: Decimal, limit: Decimal | None, predicate: TimesLimitIs) -> bool | None:
    return None if limit is None else compare(value, predicate.operator, EXACT.multiply(limit, predicate.value))


def _number(answer: Decimal, predicate: AnswerIs | RiseIs | FallIs | PercentFallIs, facts: Facts) -> Decimal | None:
    match predicate:
        case AnswerIs():
            return answer
        case RiseIs():
            return max(Decimal(0), answer - (_compared(predicate, facts) or Decimal(0)))
        case FallIs():
            reference = _compared(predicate, facts)
            return None if reference is None else reference - answer
        case PercentFallIs():
            reference = _compared(predicate, facts)
            return (reference - answer) * 100 / reference if reference else None
        case _:
            assert_never(predicate)


def _compared(predicate: RiseIs | FallIs | PercentFallIs | PercentRiseIs, facts: Facts) -> Decimal | None:
    """The answer that today's is compared with."""
    baseline = facts.baseline.get(predicate.measure)
    return baseline if predicate.since is Since.BASELINE else facts.earlier.get(predicate.measure, baseline)


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
        case Not() | InARow():
            yield from leaves(predicate.of)
        case _:
            yield predicate


def rows_in(predicate: Predicate) -> Iterator[InARow]:
    """Every row in the condition."""
    match predicate:
        case InARow():
            yield predicate
        case AllOf() | AnyOf():
            for each in predicate.of:
                yield from rows_in(each)
        case Not():
            yield from rows_in(predicate.of)
        case _:
            pass


def measures_in(predicate: Predicate) -> frozenset[str]:
    """The measures that the condition looks at."""
    return frozenset(leaf.measure for leaf in leaves(predicate) if isinstance(leaf, Measured))
