"""What the rules of the naive plan look at, and whether they are true."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from protocols.checkpoints.alarm import AlarmLevel
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
    measures_in,
)

DOSES = ("advance", "hold", "step_back", "pause", "stop")
CALLS = ("none", "routine", "today", "emergency")
CALENDAR = ("early", "on_time", "late", "overdue", "missed", "lapsed", "unscheduled")
RISING_TIMES = {"on_time", "late", "overdue"}


def strongest(found: list[str], order: tuple[str, ...]) -> str:
    return max(found, key=order.index)


@dataclass(frozen=True)
class Answers:
    """What was told: a question that is not there was not asked."""

    on: date
    checkpoint: str | None
    numbers: dict[str, Decimal]
    limits: dict[str, Decimal]
    alarms: dict[str, bool]
    changes: dict[str, bool]
    off_days: int | None


@dataclass
class Known:
    """What the rules look at."""

    numbers: dict[str, Decimal]
    limits: dict[str, Decimal]
    baseline: dict[str, Decimal]
    baseline_limits: dict[str, Decimal]
    earlier: dict[str, Decimal]
    emergency: bool | None
    today: bool | None
    change: bool | None
    days: int
    arrived: str | None
    fired: dict[str, int]
    skipped: set[str]
    before: list[Known]
    asked: set[str] = field(default_factory=set)


@dataclass
class Memory:
    """What earlier check-ins have left behind."""

    baseline: dict[str, Decimal] = field(default_factory=dict)
    baseline_limits: dict[str, Decimal] = field(default_factory=dict)
    earlier: dict[str, Decimal] = field(default_factory=dict)
    before: list[Known] = field(default_factory=list)
    fired: dict[str, int] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    calls: list[tuple[int, str, set[str]]] = field(default_factory=list)
    last: date | None = None
    named: date | None = None
    planned: Decimal | None = None
    weight_told: date | None = None
    left: list[tuple[str, str]] = field(default_factory=list)
    screened: date = date.min
    cautions: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)
    fine: set[str] = field(default_factory=set)
    sampled: dict[str, date] = field(default_factory=dict)
    values: dict[str, tuple[date, Decimal]] = field(default_factory=dict)
    stand: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    weighed: list[Decimal | None] = field(default_factory=list)
    product: tuple[str | None, bool] | None = None


def holds(number: Decimal, operator: Operator, value: Decimal) -> bool:
    return {
        Operator.AT_LEAST: number >= value,
        Operator.MORE_THAN: number > value,
        Operator.AT_MOST: number <= value,
        Operator.LESS_THAN: number < value,
        Operator.EQUAL: number == value,
    }[operator]


def is_true(when: Predicate, known: Known) -> bool | None:  # noqa: C901, PLR0911 one line for each kind
    """True, false, or cannot be said."""
    match when:
        case AllOf():
            found = [is_true(each, known) for each in when.of]
            return False if False in found else (None if None in found else True)
        case AnyOf():
            found = [is_true(each, known) for each in when.of]
            return True if True in found else (None if None in found else False)
        case Not():
            inner = is_true(when.of, known)
            return None if inner is None else not inner
        case InARow():
            looked = [each for each in known.before if looked_at(when.of, each)]
            if len(looked) < when.times - 1:
                return False
            row = [is_true(when.of, each) for each in [known, *looked[::-1]][: when.times]]
            return False if False in row else None if None in row else True
        case AlarmIs():
            return known.emergency if when.level is AlarmLevel.EMERGENCY else known.today
        case AnyChange():
            return known.change
        case DaysOnStepIs():
            return holds(Decimal(known.days), when.operator, when.value)
        case ArrivedBy():
            return known.arrived == when.outcome.value
        case FiredBefore():
            return known.fired.get(when.rule, 0) >= when.times
        case AnswerIs() | RiseIs() | FallIs() | PercentFallIs() | PercentRiseIs() | TimesLimitIs():
            return over_answer(when, known)


def looked_at(when: Predicate, known: Known) -> bool:
    """A check-in counts in a row if it told any of what the row is about, or should have, or says it without."""
    over = measures_in(when)
    if not over or over & (known.numbers.keys() | known.asked):
        return True
    return is_true(when, dataclasses.replace(known, skipped=set())) is not None


def beside_limit(when: TimesLimitIs, known: Known) -> bool | None:
    """So many times the limit: today cannot be said without it, before the start it then was not above it."""
    if when.taken is Taken.NOW:
        limit = known.limits.get(when.measure)
        return None if limit is None else holds(known.numbers[when.measure], when.operator, limit * when.value)
    before, limit = known.baseline.get(when.measure), known.baseline_limits.get(when.measure)
    if before is None or limit is None:
        return holds(Decimal(0), when.operator, when.value)
    return holds(before, when.operator, limit * when.value)


def risen(answer: Decimal, then: Decimal, when: PercentRiseIs) -> bool:
    """From nothing, anything is more than any share."""
    if then <= 0:
        return holds(Decimal(10**30) if answer > 0 else Decimal(0), when.operator, when.value)
    return holds(max(answer - then, Decimal(0)) * 100, when.operator, when.value * then)


def over_answer(when: Measured, known: Known) -> bool | None:  # noqa: PLR0911 one return for each kind
    answer = known.numbers.get(when.measure)
    if answer is None:
        return False if when.measure in known.skipped else None
    if isinstance(when, AnswerIs):
        return holds(answer, when.operator, when.value)
    if isinstance(when, TimesLimitIs):
        return beside_limit(when, known)
    then = known.baseline.get(when.measure)
    if when.since is Since.EARLIER:
        then = known.earlier.get(when.measure, then)
    if isinstance(when, RiseIs):
        return holds(max(Decimal(0), answer - (then or 0)), when.operator, when.value)
    if isinstance(when, PercentRiseIs):
        return risen(answer, then or Decimal(0), when)
    if then is None or (isinstance(when, PercentFallIs) and not then):
        return None
    fallen = then - answer
    return holds(fallen * 100 / then if isinstance(when, PercentFallIs) else fallen, when.operator, when.value)


def any_yes(told: dict[str, bool], keys: list[str]) -> bool | None:
    if any(told.get(key) for key in keys):
        return True
    return None if any(key not in told for key in keys) else False


def timing_of(window: tuple[date, date] | None, day: date) -> str:
    if window is None:
        return "unscheduled"
    opens, due = window
    if day < opens:
        return "early"
    late = (day - due).days
    return next(
        (name for most, name in ((0, "on_time"), (3, "late"), (7, "overdue"), (14, "missed")) if late <= most), "lapsed"
    )
