"""Conditions over answers: three values, and what each kind looks at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
    Predicate,
    RiseIs,
    Since,
    all_of,
    any_of,
    compare,
    evaluate,
    leaves,
    looks_at,
    measures_in,
    remembered,
)
from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed

THREE = (True, False, None)
VALUES = st.lists(st.sampled_from(THREE), max_size=6)
TWO = DecimalString(2)


def facts(answers: dict[str, str] | None = None, baseline: dict[str, str] | None = None, **known: object) -> Facts:
    fields: dict[str, object] = {
        "emergency": False,
        "today": False,
        "change": False,
        "days_on_step": 7,
        "arrived_by": None,
        "fired": {},
    }
    return Facts(
        answers={key: DecimalString(value) for key, value in (answers or {}).items()},
        baseline={key: DecimalString(value) for key, value in (baseline or {}).items()},
        **(fields | known),  # type: ignore[arg-type]
    )


def known_as(value: bool | None) -> Predicate:
    """A condition that comes to this."""
    return {True: AnswerIs, False: AnswerIs, None: AnswerIs}[value](
        measure="not_asked" if value is None else "pain",
        operator=Operator.EQUAL,
        value=DecimalString(3 if value else 4),
    )


PAIN_3 = facts({"pain": "3"})


@pytest.mark.parametrize("value", THREE)
def test_not_turns_what_is_known(value: bool | None) -> None:
    assert evaluate(Not(of=known_as(value)), PAIN_3) is (None if value is None else not value)


@given(VALUES)
def test_any_is_true_by_one_and_unknown_never_hides_it(values: list[bool | None]) -> None:
    assert any_of(values) is (True if True in values else None if None in values else False)


@given(VALUES)
def test_de_morgan_holds_with_three_values(values: list[bool | None]) -> None:
    def turned(value: bool | None) -> bool | None:
        return None if value is None else not value

    assert turned(any_of(values)) is all_of([turned(value) for value in values])


@given(VALUES, st.randoms())
def test_order_does_not_matter(values: list[bool | None], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert (any_of(mixed), all_of(mixed)) == (any_of(values), all_of(values))


@given(VALUES, st.data())
def test_an_answer_given_later_settles_and_never_turns(values: list[bool | None], data: st.DataObject) -> None:
    """Filling in what was unknown never turns a known result."""
    filled = [data.draw(st.booleans()) if value is None else value for value in values]
    for combine in (any_of, all_of):
        before = combine(values)
        assert before is None or combine(filled) is before


@given(st.lists(st.sampled_from(THREE), min_size=1, max_size=5))
def test_conditions_combine_like_their_values(values: list[bool | None]) -> None:
    inner = tuple(known_as(value) for value in values)
    assert evaluate(AnyOf(of=inner), PAIN_3) is any_of(values)
    assert evaluate(AllOf(of=inner), PAIN_3) is all_of(values)


@pytest.mark.parametrize("kind", [AllOf, AnyOf])
def test_nothing_to_combine_is_refused(kind: type[AllOf | AnyOf]) -> None:
    with pytest.raises(Malformed) as refused:
        kind(of=())
    assert refused.value.sentence == "`all` and `any` hold at least one condition."
    assert refused.value.pointer == "/of"


@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [
        (Operator.AT_LEAST, False, True, True),
        (Operator.MORE_THAN, False, False, True),
        (Operator.AT_MOST, True, True, False),
        (Operator.LESS_THAN, True, False, False),
        (Operator.EQUAL, False, True, False),
    ],
)
def test_the_operators(operator: Operator, below: bool, same: bool, above: bool) -> None:
    assert [compare(DecimalString(each), operator, TWO) for each in ("1.9", "2.0", "2.1")] == [below, same, above]


# kind, baseline, answer, at least 2?
OVER_MEASURES = [
    (AnswerIs, None, "2", True),
    (AnswerIs, "5", "1", False),
    (AnswerIs, "5", None, None),
    (RiseIs, None, "2", True),
    (RiseIs, "1", "2", False),
    (RiseIs, "5", "1", False),
    (RiseIs, "1", None, None),
    (FallIs, "5", "3", True),
    (FallIs, "5", "4", False),
    (FallIs, None, "3", None),
    (PercentFallIs, "100", "98", True),
    (PercentFallIs, "100", "98.01", False),
    (PercentFallIs, "0", "1", None),
    (PercentFallIs, None, "98", None),
]


@pytest.mark.parametrize(("kind", "baseline", "answer", "expected"), OVER_MEASURES)
def test_each_look_at_a_measure(
    kind: type[AnswerIs | RiseIs | FallIs | PercentFallIs],
    baseline: str | None,
    answer: str | None,
    expected: bool | None,
) -> None:
    known = facts({} if answer is None else {"pain": answer}, {} if baseline is None else {"pain": baseline})
    assert evaluate(kind(measure="pain", operator=Operator.AT_LEAST, value=TWO), known) is expected


# baseline, the check-in before, compared with which, what today's 5 has risen by, what it has fallen by
OVER_TIME = [
    ("1", "4", Since.BASELINE, 4, -4),
    ("1", "4", Since.EARLIER, 1, -1),
    ("9", "7", Since.BASELINE, 0, 4),
    ("9", "7", Since.EARLIER, 0, 2),
    ("3", None, Since.EARLIER, 2, -2),
    (None, "3", Since.EARLIER, 2, -2),
    (None, "3", Since.BASELINE, 5, None),
    (None, None, Since.EARLIER, 5, None),
]


@pytest.mark.parametrize(("baseline", "before", "since", "risen", "fallen"), OVER_TIME)
def test_h11_what_an_answer_is_compared_with(
    baseline: str | None, before: str | None, since: Since, risen: int, fallen: int | None
) -> None:
    start, earlier = ({} if given is None else {"pain": given} for given in (baseline, before))
    known = facts({"pain": "5"}, start, earlier={key: DecimalString(value) for key, value in earlier.items()})
    for kind, expected in ((RiseIs, risen), (FallIs, fallen)):
        looked = kind(measure="pain", operator=Operator.EQUAL, value=DecimalString(expected or 0), since=since)
        assert evaluate(looked, known) is (None if expected is None else True)


def test_a_rise_is_never_below_zero() -> None:
    better = facts({"pain": "1"}, {"pain": "5"})
    assert evaluate(RiseIs(measure="pain", operator=Operator.EQUAL, value=DecimalString(0)), better) is True


def test_what_may_be_left_out_is_false_until_it_is_told() -> None:
    high = AnswerIs(measure="egfr", operator=Operator.LESS_THAN, value=DecimalString(30))
    assert evaluate(high, facts(skipped=("egfr",))) is False
    assert evaluate(high, facts({"egfr": "29"}, skipped=("egfr",))) is True


@pytest.mark.parametrize("value", THREE)
def test_alarms_and_changes_are_what_was_told(value: bool | None) -> None:
    assert evaluate(AlarmIs(level=AlarmLevel.EMERGENCY), facts(emergency=value)) is value
    assert evaluate(AlarmIs(level=AlarmLevel.TODAY), facts(today=value)) is value
    assert evaluate(AnyChange(), facts(change=value)) is value


def test_what_the_plan_knows_of_itself() -> None:
    known = facts(days_on_step=8, arrived_by=DoseOutcome.STEP_BACK, fired={"moderate": 1})
    assert evaluate(DaysOnStepIs(operator=Operator.AT_LEAST, value=DecimalString(8)), known) is True
    assert evaluate(ArrivedBy(outcome=DoseOutcome.STEP_BACK), known) is True
    assert evaluate(ArrivedBy(outcome=DoseOutcome.ADVANCE), known) is False
    assert evaluate(FiredBefore(rule="moderate"), known) is True
    assert evaluate(FiredBefore(rule="moderate", times=2), known) is False
    assert evaluate(FiredBefore(rule="mild"), known) is False


HURTS = AnswerIs(measure="pain", operator=Operator.AT_LEAST, value=TWO)

# the pain at the check-ins before, oldest first ("": asked and left out, "-": not asked), the pain today, so many in a
# row, whether it is a row
ROWS = [
    ([], "2", 2, False),
    ([], "", 2, False),
    (["2"], "2", 2, True),
    (["2"], "1", 2, False),
    (["2"], "", 2, None),
    (["1"], "2", 2, False),
    (["1"], "1", 2, False),
    (["1"], "", 2, False),
    ([""], "2", 2, None),
    ([""], "1", 2, False),
    ([""], "", 2, None),
    (["-"], "2", 2, False),
    (["2", "-"], "2", 2, True),
    (["2", "-", "-"], "2", 2, True),
    (["-", "2"], "2", 3, False),
    (["1", "-"], "2", 2, False),
    (["", "-"], "2", 2, None),
    (["2", ""], "2", 2, None),
    (["2", ""], "2", 3, None),
    (["1", ""], "2", 3, False),
    (["2", "1"], "2", 2, False),
    (["1", "2"], "2", 2, True),
    (["", "2"], "2", 2, True),
    (["2"], "2", 3, False),
    ([""], "2", 3, False),
    (["2", "2"], "2", 3, True),
    (["2", "-", "2"], "2", 3, True),
    (["2", "1"], "2", 3, False),
    (["1", "2"], "2", 3, False),
    (["1", "2", "2"], "2", 3, True),
    (["2", "2", "1", "2"], "2", 3, False),
]


def at_which(pain: str) -> Facts:
    """A check-in that asked for pain, unless it is said that it did not."""
    return replace(facts({"pain": pain} if pain.isdigit() else {}), asked=() if pain == "-" else ("pain",))


@pytest.mark.parametrize(("before", "now", "times", "expected"), ROWS)
def test_a_row_ends_today_and_has_no_gap(before: list[str], now: str, times: int, expected: bool | None) -> None:
    known = replace(at_which(now), before=tuple(at_which(pain) for pain in before))
    assert evaluate(InARow(of=HURTS, times=times), known) is expected
    turned = {True: False, False: True, None: None}[expected]
    assert evaluate(Not(of=InARow(of=HURTS, times=times)), known) is turned


SICK = AnswerIs(measure="nausea", operator=Operator.AT_LEAST, value=TWO)

# a condition, what a check-in was told, asked and could leave out, whether it changed, whether it counts in a row
LOOKS: list[tuple[Predicate, dict[str, str], tuple[str, ...], tuple[str, ...], bool | None, bool]] = [
    (HURTS, {"pain": "2"}, (), (), None, True),
    (HURTS, {}, ("pain",), (), None, True),
    (HURTS, {}, (), (), None, False),
    (HURTS, {"nausea": "2"}, ("nausea",), (), None, False),
    (HURTS, {}, (), ("pain",), None, False),
    (AnyOf(of=(HURTS, SICK)), {"nausea": "0"}, (), (), None, True),
    (AnyOf(of=(HURTS, SICK)), {}, (), ("pain", "nausea"), None, False),
    (AnyOf(of=(HURTS, AnyChange())), {}, (), (), True, True),
    (AnyOf(of=(HURTS, AnyChange())), {}, (), (), False, False),
    (AnyChange(), {}, (), (), None, True),
]


@pytest.mark.parametrize(("condition", "told", "asked", "skipped", "change", "counts"), LOOKS)
def test_which_check_ins_a_row_counts(
    condition: Predicate,
    told: dict[str, str],
    asked: tuple[str, ...],
    skipped: tuple[str, ...],
    change: bool | None,
    counts: bool,
) -> None:
    assert looks_at(condition, replace(facts(told), asked=asked, skipped=skipped, change=change)) is counts


# rows, the check-ins so far (oldest first), which of them are still looked back to
KEPT: list[tuple[tuple[Predicate, ...], list[str], list[int]]] = [
    ((HURTS,), ["2", "2"], []),
    ((InARow(of=HURTS, times=2),), ["2", "1"], [1]),
    ((Not(of=InARow(of=HURTS, times=3)),), ["2", "1", "", "2"], [2, 3]),
    ((InARow(of=HURTS, times=3),), ["2", "-", "1", "-"], [0, 2]),
    ((AnyOf(of=(HURTS, InARow(of=HURTS, times=3), InARow(of=AnyChange(), times=2))),), ["2", "2", "-"], [0, 1, 2]),
    ((AllOf(of=(InARow(of=HURTS, times=2), HURTS)), HURTS), ["2", "2"], [1]),
]


@pytest.mark.parametrize(("predicates", "so_far", "kept"), KEPT)
def test_what_is_remembered_is_what_a_row_looks_back_to(
    predicates: tuple[Predicate, ...], so_far: list[str], kept: list[int]
) -> None:
    known = [replace(at_which(pain), days_on_step=place) for place, pain in enumerate(so_far)]
    assert [each.days_on_step for each in remembered(predicates, known)] == kept


TWICE = InARow(of=HURTS, times=2)


@pytest.mark.parametrize("inner", [TWICE, Not(of=TWICE), AnyOf(of=(HURTS, TWICE))], ids=["row", "not", "any"])
def test_a_row_holds_no_other_row(inner: Predicate) -> None:
    with pytest.raises(Malformed) as refused:
        InARow(of=inner, times=3)
    assert (refused.value.pointer, refused.value.sentence) == ("/of", "A row holds no other row.")


def test_the_conditions_inside_a_condition() -> None:
    pain, sick = (AnswerIs(measure=key, operator=Operator.EQUAL, value=TWO) for key in ("pain", "nausea"))
    whole = AllOf(of=(AnyOf(of=(pain, AnyChange())), Not(of=sick)))
    assert list(leaves(whole)) == [pain, AnyChange(), sick]
    assert measures_in(whole) == {"pain", "nausea"}
    assert list(leaves(InARow(of=whole, times=2))) == list(leaves(whole))
