"""Where conditions differ, and whether a rule is true more often for it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.diff_conditions import Width, parts, turned
from protocols.authoring.sides import Sides
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
    Facts,
    FallIs,
    FiredBefore,
    InARow,
    Not,
    Operator,
    PercentFallIs,
    PercentRiseIs,
    Predicate,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
    evaluate,
)
from protocols.decimal_string import DecimalString

LEAST, MORE, MOST, LESS, EQUAL = Operator
WIDER, NARROWER, SAME, UNCLEAR = Width

Told = tuple[Width, str | None, str | None]


def pain(value: int, operator: Operator = LEAST) -> Predicate:
    return AnswerIs(measure="pain", operator=operator, value=DecimalString(value))


def sick(value: int) -> Predicate:
    return RiseIs(measure="sick", operator=LEAST, value=DecimalString(value))


def every(*of: Predicate) -> AllOf:
    return AllOf(of=of)


def some(*of: Predicate) -> AnyOf:
    return AnyOf(of=of)


def row(of: Predicate, times: int = 2) -> InARow:
    return InARow(of=of, times=times)


def told(before: Predicate, after: Predicate) -> list[Told]:
    found = parts(Sides(before=before, after=after, before_at="", after_at=""))
    return [
        (
            part.width,
            None if part.sides.before is None else part.sides.before_at,
            None if part.sides.after is None else part.sides.after_at,
        )
        for part in found
    ]


def limit(times: int, taken: Taken = Taken.NOW) -> Predicate:
    return TimesLimitIs(measure="alt", operator=MORE, value=DecimalString(times), taken=taken)


PARTS: list[tuple[Predicate, Predicate, list[Told]]] = [
    (limit(3), limit(2), [(WIDER, "", "")]),
    (limit(1), limit(1, Taken.BASELINE), [(UNCLEAR, "", "")]),
    (
        every(limit(1), Not(of=limit(1, Taken.BASELINE))),
        every(limit(1), Not(of=limit(2, Taken.BASELINE))),
        [(WIDER, "/of/1/of", "/of/1/of")],
    ),
    (pain(4), pain(4), []),
    (pain(4), pain(5), [(NARROWER, "", "")]),
    (pain(4, MOST), pain(5, MOST), [(WIDER, "", "")]),
    (pain(4), pain(4, MORE), [(NARROWER, "", "")]),
    (pain(4, LESS), pain(4, MOST), [(WIDER, "", "")]),
    (pain(4, EQUAL), pain(4), [(WIDER, "", "")]),
    (pain(4), pain(4, EQUAL), [(NARROWER, "", "")]),
    (pain(4), pain(4, MOST), [(UNCLEAR, "", "")]),
    (pain(4, EQUAL), pain(5, EQUAL), [(UNCLEAR, "", "")]),
    (pain(4), sick(4), [(UNCLEAR, "", "")]),
    (sick(4), RiseIs(measure="sick", operator=LEAST, value=DecimalString(4), since=Since.EARLIER), [(UNCLEAR, "", "")]),
    (DaysOnStepIs(operator=LEAST, value=DecimalString(8)), DaysOnStepIs(operator=LEAST, value=DecimalString(7)),
     [(WIDER, "", "")]),
    (FiredBefore(rule="a", times=2), FiredBefore(rule="a"), [(WIDER, "", "")]),
    (FiredBefore(rule="a"), FiredBefore(rule="a", times=2), [(NARROWER, "", "")]),
    (FiredBefore(rule="a"), FiredBefore(rule="b"), [(UNCLEAR, "", "")]),
    (AlarmIs(level=AlarmLevel.TODAY), AlarmIs(level=AlarmLevel.EMERGENCY), [(UNCLEAR, "", "")]),
    (Not(of=pain(4)), Not(of=pain(5)), [(WIDER, "/of", "/of")]),
    (Not(of=some(pain(4))), Not(of=some(pain(4), sick(2))), [(NARROWER, None, "/of/of/1")]),
    (row(pain(4)), row(pain(5)), [(NARROWER, "/of", "/of")]),
    (row(pain(4), 3), row(pain(4)), [(WIDER, "", "")]),
    (row(pain(4)), row(pain(4), 3), [(NARROWER, "", "")]),
    (row(pain(4)), row(pain(5), 3), [(UNCLEAR, "", "")]),
    (some(pain(4), sick(2)), some(sick(2), pain(4)), []),
    (some(pain(4), sick(2)), some(sick(3), pain(4)), [(NARROWER, "/of/1", "/of/0")]),
    (some(pain(4)), some(pain(4), sick(2)), [(WIDER, None, "/of/1")]),
    (some(pain(4), sick(2)), some(sick(2)), [(NARROWER, "/of/0", None)]),
    (every(pain(4)), every(pain(4), sick(2)), [(NARROWER, None, "/of/1")]),
    (every(pain(4), sick(2)), every(pain(4)), [(WIDER, "/of/1", None)]),
    (some(pain(4), sick(2)), every(sick(2), pain(4)), [(NARROWER, "", "")]),
    (every(pain(4), sick(2)), some(sick(2), pain(4)), [(WIDER, "", "")]),
    (every(pain(4)), some(pain(4)), [(SAME, "", "")]),
    (every(pain(4), sick(2)), some(sick(2), pain(5)), [(UNCLEAR, "", "")]),
    (pain(4), some(sick(2), pain(4)), [(WIDER, None, "/of/0")]),
    (pain(4), some(pain(5)), [(NARROWER, "", "/of/0")]),
    (every(sick(2), pain(4)), pain(4), [(WIDER, "/of/0", None)]),
    (every(sick(2), pain(4)), pain(3), [(WIDER, "/of/1", ""), (WIDER, "/of/0", None)]),
    # groups of one kind are the same group, those about the same first
    (some(every(pain(7), sick(2)), every(pain(9))), some(every(pain(8)), every(sick(2), pain(6))),
     [(WIDER, "/of/0/of/0", "/of/1/of/1"), (WIDER, "/of/1/of/0", "/of/0/of/0")]),
    (some(every(pain(7), sick(2))), some(every(pain(7), AnyChange())),
     [(WIDER, "/of/0/of/1", None), (NARROWER, None, "/of/0/of/1")]),
    # what looks at another alarm, or at another rule, went and came
    (every(pain(4), AlarmIs(level=AlarmLevel.TODAY)), every(pain(4), AlarmIs(level=AlarmLevel.EMERGENCY)),
     [(WIDER, "/of/1", None), (NARROWER, None, "/of/1")]),
    (some(FiredBefore(rule="a"), FiredBefore(rule="b")),
     some(FiredBefore(rule="b", times=2), FiredBefore(rule="a", times=3)),
     [(NARROWER, "/of/0", "/of/1"), (NARROWER, "/of/1", "/of/0")]),
    (every(Not(of=AnyChange())), every(Not(of=ArrivedBy(outcome=DoseOutcome.HOLD))),
     [(UNCLEAR, "/of/0/of", "/of/0/of")]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), PARTS)
def test_parts(before: Predicate, after: Predicate, expected: list[Told]) -> None:
    assert told(before, after) == expected
    back = [(turned(width), left, right) for width, right, left in expected]
    assert sorted(told(after, before), key=str) == sorted(back, key=str)


numbers = st.integers(0, 3).map(DecimalString)
names = st.sampled_from(["pain", "sick"])
operators = st.sampled_from(Operator)
leaves: st.SearchStrategy[Predicate] = st.one_of(
    *(
        st.builds(kind, measure=names, operator=operators, value=numbers, since=st.sampled_from(Since))
        for kind in (RiseIs, FallIs, PercentFallIs, PercentRiseIs)
    ),
    st.builds(TimesLimitIs, measure=names, operator=operators, value=numbers, taken=st.sampled_from(Taken)),
    st.builds(AnswerIs, measure=names, operator=operators, value=numbers),
    st.builds(AnswerIs, measure=names, operator=operators, value=numbers),
    st.builds(DaysOnStepIs, operator=operators, value=numbers),
    st.builds(FiredBefore, rule=names, times=st.integers(1, 3)),
    st.builds(AlarmIs, level=st.sampled_from(AlarmLevel)),
    st.builds(ArrivedBy, outcome=st.sampled_from(DoseOutcome)),
    st.just(AnyChange()),
)


def groups(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    members = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, of=members), st.builds(AnyOf, of=members), st.builds(Not, of=inner))


predicates = st.recursive(leaves, groups, max_leaves=5)
in_rows = st.builds(InARow, of=predicates, times=st.integers(2, 3)) | predicates
answers = st.fixed_dictionaries({"pain": numbers, "sick": numbers})
flags = st.booleans()
alone = st.builds(
    Facts,
    answers=answers,
    baseline=answers,
    earlier=answers,
    limits=st.dictionaries(names, st.integers(1, 3).map(DecimalString)),
    baseline_limits=st.dictionaries(names, st.integers(1, 3).map(DecimalString)),
    emergency=flags,
    today=flags,
    change=flags,
    days_on_step=st.integers(0, 4),
    arrived_by=st.sampled_from(DoseOutcome),
    fired=st.dictionaries(names, st.integers(0, 3)),
)


def nudged(draw: st.DrawFn, predicate: Predicate) -> Predicate:
    """Much the same, so that the two have something in common."""
    match predicate:
        case AllOf(of=of) | AnyOf(of=of):
            members = [nudged(draw, each) for each in of]
            act = draw(st.integers(0, 3))
            if act == 0:
                members.append(draw(predicates))
            if act == 1 and len(members) > 1:
                members.pop()
            return type(predicate)(of=tuple(draw(st.permutations(members))))
        case Not(of=inner):
            return Not(of=nudged(draw, inner))
        case InARow(of=inner, times=times):
            return InARow(of=nudged(draw, inner), times=times)
        case TimesLimitIs():
            return replace(predicate, value=draw(numbers))
        case AnswerIs(measure=name, operator=operator):
            return AnswerIs(measure=name, operator=operator, value=draw(numbers))
        case _:
            return draw(leaves) if draw(st.integers(0, 5)) == 0 else predicate


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Predicate, Predicate]:
    before = draw(in_rows)
    return before, draw(in_rows) if draw(st.integers(0, 4)) == 0 else nudged(draw, before)


@settings(max_examples=400, deadline=None)
@given(pairs(), st.lists(alone, min_size=3, max_size=12))
def test_a_wider_condition_is_true_wherever_it_was(both: tuple[Any, Any], known: list[Facts]) -> None:
    before, after = both
    widths = {width for width, _, _ in told(before, after)}
    for facts in known:
        looked_back = Facts(**{name: getattr(facts, name) for name in Facts.__struct_fields__ if name != "before"},
                            before=tuple(known[:2]))  # fmt: skip
        was, now = evaluate(before, looked_back), evaluate(after, looked_back)
        if widths <= {WIDER, SAME} and was is True:
            assert now is True
        if widths <= {NARROWER, SAME} and now is True:
            assert was is True
