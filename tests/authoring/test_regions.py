"""The ways in which conditions over one measure come out together, beside every answer tried one by one."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.proof.arrangement import Axis, TooLarge, lines
from protocols.authoring.proof.planes import Comparison
from protocols.authoring.proof.regions import Place, Regions, Truths, at_best, regions
from protocols.checkpoints.measure import Measure, Worse
from protocols.checkpoints.predicate import Facts, evaluate
from protocols.decimal_string import DecimalString
from tests.authoring.breaking import a_measure, answer, fall, number, percent, percent_rise, rise, times_limit
from tests.authoring.conditions import beside_limits, comparisons, tenths

KEY = "mood"
Several = st.lists(comparisons([KEY]), min_size=1, max_size=5, unique=True)
Triple = tuple[DecimalString, DecimalString | None, DecimalString | None]


def comes_to(conditions: Iterable[Comparison], at: Triple) -> Truths:
    """What the engine makes of the conditions: `evaluate`, and nothing of the gate."""
    today, baseline, earlier = at
    facts = Facts(
        answers={KEY: today},
        baseline={} if baseline is None else {KEY: baseline},
        emergency=False,
        today=False,
        change=False,
        days_on_step=1,
        arrived_by=None,
        fired={},
        earlier={} if earlier is None else {KEY: earlier},
    )
    return tuple(evaluate(condition, facts) for condition in conditions)


def marks(measure: Measure) -> list[DecimalString]:
    return [DecimalString(each) for each in range(int(measure.low), int(measure.high) + 1)]


def whole_measure(worse: Worse, low: int = 0, **new: Any) -> Measure:
    return a_measure(KEY, str(low), str(low + 6), worse=worse, **new)


@given(Several, st.sampled_from(Worse), st.booleans(), st.sampled_from([0, -3]))
@settings(max_examples=80, deadline=None)
def test_on_marks_every_way_is_found_and_no_other(
    conditions: list[Comparison], worse: Worse, zero: bool, low: int
) -> None:
    measure = whole_measure(worse, low, baseline_is_zero=zero)
    found = regions(measure, conditions)
    before: list[DecimalString | None] = [None, *marks(measure)]
    baselines: list[DecimalString | None] = [DecimalString(0)] if zero else before
    tried = {comes_to(conditions, at) for at in product(marks(measure), baselines, before)}
    assert set(found.places) == tried
    assert set(found.worse) == set(neighbours(conditions, measure, baselines, before))
    for ways, place in found.places.items():
        assert comes_to(conditions, of(place, zero=zero)) == ways


def of(place: Place, *, zero: bool = False) -> Triple:
    return place.answer, DecimalString(0) if zero else place.baseline, place.earlier


def neighbours(
    conditions: Sequence[Comparison],
    measure: Measure,
    baselines: list[DecimalString | None],
    before: list[DecimalString | None],
) -> Iterator[tuple[Truths, Truths]]:
    """One mark worse, at the same baseline and the same earlier answer."""
    towards_worse = marks(measure) if measure.worse is Worse.HIGHER else marks(measure)[::-1]
    for baseline, earlier in product(baselines, before):
        seen = [comes_to(conditions, (each, baseline, earlier)) for each in towards_worse]
        yield from ((one, other) for one, other in pairwise(seen) if one != other)


@given(Several, st.sampled_from(Worse))
@settings(max_examples=40, deadline=None)
def test_better_baselines_are_found_where_they_can_be_compared(conditions: list[Comparison], worse: Worse) -> None:
    measure = whole_measure(worse)
    before: list[DecimalString | None] = [None, *marks(measure)]
    towards_better = marks(measure)[::-1] if worse is Worse.HIGHER else marks(measure)
    tried = set()
    for today, earlier in product(marks(measure), before):
        seen = [comes_to(conditions, (today, each, earlier)) for each in towards_better]
        decided = [ways for ways in seen if None not in ways]
        tried |= {(one, other) for one, other in pairwise(decided) if one != other}
    assert set(regions(measure, conditions).baselines) <= tried
    # What changes between two baselines of the list is found, perhaps in smaller steps.
    reach = closure(regions(measure, conditions).baselines)
    assert tried <= reach


def closure(pairs: Iterable[tuple[Truths, Truths]]) -> set[tuple[Truths, Truths]]:
    found = set(pairs)
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return found
        found |= more


@given(Several, st.sampled_from(Worse))
@settings(max_examples=40, deadline=None)
def test_what_can_be_chosen_at_one_baseline_is_found(conditions: list[Comparison], worse: Worse) -> None:
    measure = whole_measure(worse)
    before: list[DecimalString | None] = [None, *marks(measure)]
    tried = {
        frozenset(comes_to(conditions, (each, baseline, earlier)) for each in marks(measure))
        for baseline, earlier in product(before, before)
    }
    found = regions(measure, conditions).choices
    assert set(found) <= tried
    assert all(any(chosen <= each for chosen in found) for each in tried)
    assert all(comes_to(conditions, of(place)) == ways for ways, place in found.values())


DENSE = a_measure(KEY, "0", "4", whole=False)
Written = tenths(0, 4) | st.decimals(0, 4, places=3).map(DecimalString)
Decimals = st.lists(comparisons([KEY], 4, values=tenths(-1, 5)), min_size=1, max_size=4, unique=True)


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(Decimals, st.lists(st.tuples(Written, st.none() | Written, st.none() | Written), min_size=30, max_size=30))
@settings(max_examples=50, deadline=None)
def test_between_marks_no_answer_comes_to_anything_else(conditions: list[Comparison], tried: list[Triple]) -> None:
    try:
        found = regions(DENSE, conditions)
    except TooLarge:
        return
    assert {comes_to(conditions, at) for at in tried} <= set(found.places)
    for ways, place in found.places.items():
        if place.baseline is None or place.earlier is None:
            assert comes_to(conditions, of(place)) == ways


def test_a_baseline_that_nobody_can_write_down_is_nobodys() -> None:
    assert (True, True) not in regions(DENSE, [answer(KEY, "equal", 1), percent(KEY, "equal", -50)]).places
    assert (True, True) in regions(DENSE, [answer(KEY, "equal", 3), percent(KEY, "equal", -50)]).places


@pytest.mark.parametrize(
    ("condition", "ways"),
    [
        (answer(KEY, "equal", "1.25"), {False, True}),
        (rise(KEY, "more_than", "3.999"), {False, True}),
        (percent(KEY, "equal", "33.3"), {False, True, None}),
        (fall(KEY, "at_least", "4"), {False, True, None}),
        (rise(KEY, "at_least", "-1"), {True}),
        (rise(KEY, "less_than", "0"), {False}),
    ],
)
def test_an_edge_is_found_however_narrow(condition: Comparison, ways: set[bool | None]) -> None:
    assert {found for (found,) in regions(DENSE, [condition]).places} == ways


def test_below_zero_a_share_is_turned_round() -> None:
    below = a_measure(KEY, "-4", "0")
    found = regions(below, [percent(KEY, "at_least", 50)])
    assert comes_to([percent(KEY, "at_least", 50)], (number(-1), number(-4), None)) == (True,)
    assert found.places[(True,)].baseline is not None
    assert {comes_to([percent(KEY, "at_least", 50)], of(place)) for place in found.places.values()} == set(found.places)


def test_a_place_is_the_plainest_there_is() -> None:
    found = regions(a_measure(KEY), [answer(KEY, "at_least", 7), rise(KEY, "at_least", 4)]).places
    assert found[True, True] == Place(answer=number(7))
    assert found[True, False] == Place(answer=number(7), baseline=number(4))


def test_nobody_well_weighs_250_kg() -> None:
    weight = a_measure("body_weight", "30", "250", whole=False, worse=Worse.LOWER, kind="vital")
    condition = percent("body_weight", "at_least", 5)
    assert at_best(weight, [condition]) == ((False,), Place(answer=number(140), baseline=number(140)))


def test_a_weight_is_compared_with_the_weight_of_the_start_in_tenths() -> None:
    weight = a_measure("body_weight", "40", "200", worse=Worse.LOWER)
    found = regions(weight, [percent("body_weight", "at_least", "99.9"), fall("body_weight", "equal", "0.1")])
    assert (False, True) in found.places
    assert (True, False) not in found.places


def too_large() -> Iterator[tuple[Measure, list[Comparison]]]:
    yield a_measure(KEY, "0", "500"), [rise(KEY, "at_least", 50), rise(KEY, "at_least", 50, since="earlier")]
    yield a_measure(KEY, "0", "500000"), [rise(KEY, "at_least", 50)]
    many: list[Comparison] = [rise(KEY, "at_least", each) for each in range(40)]
    yield DENSE, [*many, *(percent(KEY, "at_least", each, since="earlier") for each in range(40))]


def test_more_marks_than_can_be_tried_are_refused_before_the_first_line() -> None:
    marks, few = Axis(low=0, high=30_000, step=Fraction(1)), Axis(low=0, high=1, step=Fraction(1))
    with pytest.raises(TooLarge):
        next(lines([], (marks, few), 1))
    assert next(lines([], (few, marks), 1))


@pytest.mark.parametrize(("measure", "conditions"), list(too_large()))
def test_what_is_too_large_is_refused_and_not_sampled(measure: Measure, conditions: list[Comparison]) -> None:
    with pytest.raises(TooLarge):
        regions(measure, conditions)


def test_planes_that_cross_too_often_are_refused_before_they_are_crossed() -> None:
    axis = Axis(low=0, high=1)
    with pytest.raises(TooLarge):
        next(lines([(1, -1, Fraction(place, 100)) for place in range(100)], [axis, axis], 0))


def test_lines_meet_both_sides_of_a_plane_and_the_plane() -> None:
    axis = Axis(low=0, high=1)
    third = (3, -1, 0)
    sides = {3 * one - other for line in lines([third], [axis, axis], 0) for one, other in line}
    assert {side > 0 for side in sides} == {True, False}
    assert 0 in sides
    assert min(sides) < 0


def test_a_gap_too_narrow_to_write_down_is_met_all_the_same() -> None:
    """Its end is one number, and nobody's."""
    narrow = Axis(low=0, high=Fraction(1, 10**13))
    assert list(lines([], [narrow], 0)) == [((0,), (Fraction(1, 2 * 10**13),))]


def test_truth_is_told_in_exact_numbers() -> None:
    found: Regions = regions(DENSE, [percent(KEY, "equal", "30"), answer(KEY, "equal", "0.7")])
    place = found.places[True, True]
    assert place == Place(answer=number("0.7"), baseline=number(1))
    assert Decimal("0.7") == place.answer


LABORATORY = a_measure(KEY, "0", "4", whole=False, kind="laboratory")
Beside = st.one_of(beside_limits(KEY), beside_limits(KEY), comparisons([KEY], 4, values=tenths(-1, 5)))
BesideLimits = st.lists(Beside, min_size=1, max_size=3, unique=True)
MaybeWritten = st.none() | Written
Limit = st.none() | tenths(0, 4).filter(bool)


class Told(NamedTuple):
    """A value with its limit, what it is compared with, and the limit told with the baseline."""

    answer: DecimalString
    limit: DecimalString | None
    baseline: DecimalString | None
    earlier: DecimalString | None
    baseline_limit: DecimalString | None


def beside(conditions: Iterable[Comparison], told: Told) -> Truths:
    def of_key(number: DecimalString | None) -> dict[str, DecimalString]:
        return {} if number is None else {KEY: number}

    facts = Facts(
        answers={KEY: told.answer},
        baseline=of_key(told.baseline),
        earlier=of_key(told.earlier),
        limits=of_key(told.limit),
        baseline_limits=of_key(told.baseline_limit if told.baseline is not None else None),
        emergency=False,
        today=False,
        change=False,
        days_on_step=1,
        arrived_by=None,
        fired={},
    )
    return tuple(evaluate(condition, facts) for condition in conditions)


def told_at(place: Place) -> Told:
    return Told(place.answer, place.limit, place.baseline, place.earlier, place.baseline_limit)


Tolds = st.lists(st.builds(Told, Written, Limit, MaybeWritten, MaybeWritten, Limit), min_size=40, max_size=40)


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(BesideLimits, st.sampled_from(Worse), Tolds)
@settings(max_examples=60, deadline=None)
def test_beside_any_limit_no_value_comes_to_anything_else(
    conditions: list[Comparison], worse: Worse, tried: list[Told]
) -> None:
    measure = replace(LABORATORY, worse=worse)
    try:
        found = regions(measure, conditions)
    except TooLarge:
        return
    assert {beside(conditions, told) for told in tried} <= set(found.places)
    for ways, place in found.places.items():
        compared = [each for each in (place.baseline, place.earlier, place.limit, place.baseline_limit) if each]
        if len(compared) < 2:
            assert beside(conditions, told_at(place)) == ways


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(BesideLimits, st.sampled_from(Worse), Tolds, Written)
@settings(max_examples=60, deadline=None)
def test_a_worse_value_beside_the_same_limit_is_reached_in_steps_that_are_found(
    conditions: list[Comparison], worse: Worse, tried: list[Told], other: DecimalString
) -> None:
    try:
        found = regions(replace(LABORATORY, worse=worse), conditions)
    except TooLarge:
        return
    reach = closure(found.worse)
    for told in tried:
        better, bad = sorted((told.answer, other), reverse=worse is Worse.LOWER)
        one, two = (beside(conditions, told._replace(answer=answer)) for answer in (better, bad))
        assert one == two or (one, two) in reach


# condition, value, its limit, the baseline, its limit, what it comes to
EDGES = [
    (times_limit(KEY, "more_than", 1), "1.2", "1.2", None, None, False),
    (times_limit(KEY, "more_than", 1), "1.2000001", "1.2", None, None, True),
    (times_limit(KEY, "at_least", 3), "3.6", "1.2", None, None, True),
    (times_limit(KEY, "at_least", 3), "3.5999999", "1.2", None, None, False),
    (times_limit(KEY, "more_than", 1), "4", None, None, None, None),
    (times_limit(KEY, "more_than", 1, "baseline"), "4", None, "2", "1", True),
    (times_limit(KEY, "more_than", 1, "baseline"), "4", None, "1", "1", False),
    (times_limit(KEY, "more_than", 1, "baseline"), "4", None, "2", None, False),
    (times_limit(KEY, "more_than", 1, "baseline"), "4", None, None, None, False),
    (percent_rise(KEY, "at_least", 50), "1.5", None, "1", None, True),
    (percent_rise(KEY, "at_least", 50), "1.4999999", None, "1", None, False),
    (percent_rise(KEY, "at_least", 50), "0.1", None, None, None, True),
    (percent_rise(KEY, "at_least", 50), "0", None, None, None, False),
    (percent_rise(KEY, "at_least", 50), "0.1", None, "0", None, True),
    (percent_rise(KEY, "at_most", 50), "0.1", None, "0", None, False),
    (percent_rise(KEY, "at_most", 0), "1", None, "2", None, True),
]


@pytest.mark.parametrize(("condition", "value", "limit", "baseline", "baseline_limit", "expected"), EDGES)
def test_a_limit_lies_exactly_here_and_the_gate_knows_it(
    condition: Comparison,
    value: str,
    limit: str | None,
    baseline: str | None,
    baseline_limit: str | None,
    expected: bool | None,
) -> None:
    known = [None if each is None else number(each) for each in (limit, baseline, None, baseline_limit)]
    told = Told(number(value), *known)
    assert beside([condition], told) == (expected,)
    assert (expected,) in regions(LABORATORY, [condition]).places


def test_value_and_times_its_limit_are_independent_but_for_the_end_of_the_scale() -> None:
    both: list[Comparison] = [answer(KEY, "at_least", 3), times_limit(KEY, "at_least", 3)]
    assert set(regions(LABORATORY, both).places) == {(a, t) for a in (False, True) for t in (False, True, None)}
    at_the_end: list[Comparison] = [answer(KEY, "equal", 4), times_limit(KEY, "less_than", 1)]
    assert (True, True) not in regions(LABORATORY, at_the_end).places


def test_a_rise_in_per_cent_is_told_in_exact_numbers() -> None:
    place = regions(LABORATORY, [percent_rise(KEY, "equal", "12.5"), answer(KEY, "equal", "0.9")]).places[True, True]
    assert place == Place(answer=number("0.9"), baseline=number("0.8"))


def test_whole_scales_beside_a_limit_are_tried_as_if_they_had_fractions() -> None:
    whole = replace(LABORATORY, whole=True)
    assert (True, True) in regions(whole, [times_limit(KEY, "equal", "0.5"), answer(KEY, "equal", 1)]).places


def test_a_scale_without_positive_numbers_has_no_limit() -> None:
    below = a_measure(KEY, "-4", "0", whole=False, kind="laboratory")
    found = regions(below, [times_limit(KEY, "more_than", 1), times_limit(KEY, "more_than", 1, "baseline")]).places
    assert set(found) == {(None, False)}
    assert at_best(below, [times_limit(KEY, "more_than", 1)]) == ((None,), Place(answer=number(-2)))


def test_somebody_well_lies_below_the_limit() -> None:
    conditions = [times_limit(KEY, "more_than", 1), times_limit(KEY, "more_than", 1, "baseline")]
    assert at_best(LABORATORY, conditions) == ((False, False), Place(answer=number(2), limit=number(4)))
