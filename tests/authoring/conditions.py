"""Any condition over few measures on short scales, for laws that are tried on many."""

from collections.abc import Sequence

from hypothesis import strategies as st

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
from protocols.decimal_string import DecimalString

OPERATORS = st.sampled_from(Operator)
SINCE = st.sampled_from(Since)


def whole(low: int, high: int) -> st.SearchStrategy[DecimalString]:
    return st.integers(low, high).map(DecimalString)


def tenths(low: int, high: int) -> st.SearchStrategy[DecimalString]:
    return st.integers(low * 10, high * 10).map(lambda number: DecimalString(DecimalString(number) / 10))


def comparisons(
    keys: Sequence[str], high: int = 6, *, values: st.SearchStrategy[DecimalString] | None = None
) -> st.SearchStrategy[Measured]:
    """A measure compared with a number, or with an answer from before."""
    key, number = st.sampled_from(list(keys)), whole(-1, high + 1) if values is None else values
    percents = st.sampled_from([DecimalString(each) for each in ("-100", "-50", "0", "20", "25", "50", "100")])
    return st.one_of(
        st.builds(AnswerIs, measure=key, operator=OPERATORS, value=number),
        st.builds(RiseIs, measure=key, operator=OPERATORS, value=number, since=SINCE),
        st.builds(FallIs, measure=key, operator=OPERATORS, value=number, since=SINCE),
        st.builds(PercentFallIs, measure=key, operator=OPERATORS, value=percents, since=SINCE),
        st.builds(PercentRiseIs, measure=key, operator=OPERATORS, value=percents, since=SINCE),
    )


def beside_limits(key: str) -> st.SearchStrategy[TimesLimitIs]:
    """A value compared with the limit that its laboratory told, or was not told."""
    times = st.sampled_from([DecimalString(each) for each in ("-1", "0", "0.5", "1", "1.5", "3")])
    return st.builds(TimesLimitIs, measure=st.just(key), operator=OPERATORS, value=times, taken=st.sampled_from(Taken))


def told() -> st.SearchStrategy[Predicate]:
    return st.sampled_from([AlarmIs(level=AlarmLevel.EMERGENCY), AlarmIs(level=AlarmLevel.TODAY), AnyChange()])


def past(rules: Sequence[str]) -> st.SearchStrategy[Predicate]:
    """Days on the step, the way there, and how often a rule was true."""
    return st.one_of(
        st.builds(DaysOnStepIs, operator=OPERATORS, value=whole(1, 6)),
        st.builds(ArrivedBy, outcome=st.sampled_from([DoseOutcome.ADVANCE, DoseOutcome.STEP_BACK, DoseOutcome.HOLD])),
        st.builds(FiredBefore, rule=st.sampled_from(list(rules)), times=st.integers(1, 2)),
    )


def made_of(leaves: st.SearchStrategy[Predicate], *, rows: bool = True) -> st.SearchStrategy[Predicate]:
    """Conditions made of others; a row holds no other row."""
    plain = st.recursive(leaves, _joined, max_leaves=4)
    if not rows:
        return plain
    row = st.builds(InARow, of=plain, times=st.integers(2, 3))
    return st.recursive(st.one_of(leaves, leaves, row), _joined, max_leaves=4)


def _joined(of: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    several = st.lists(of, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, of=several), st.builds(AnyOf, of=several), st.builds(Not, of=of))
