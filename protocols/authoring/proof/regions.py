"""The finitely many ways in which the conditions over one measure can come out together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from operator import eq, ge, gt, le, lt
from typing import Final, assert_never

from protocols.authoring.proof.arrangement import (
    DIGITS,
    Axis,
    Number,
    Plane,
    Point,
    TooLarge,
    can_be_written,
    lines,
    plain,
)
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.checkpoints.predicate import AnswerIs, FallIs, Operator, PercentFallIs, RiseIs, Since
from protocols.decimal_string import DecimalString
from protocols.dosing.body import ADULT_WEIGHT_KG
from protocols.value import Value

Comparison = AnswerIs | RiseIs | FallIs | PercentFallIs

Truths = tuple[bool | None, ...]
"""What each condition comes to, in their order; None is unknown."""

MOST_COMPARISONS: Final = 250_000
"""Conditions times combinations of answer, baseline and earlier answer; beyond it, a measure is too large to prove."""

WEIGHT: Final = "body_weight"
"""The measure whose baseline is the weight that the plan started with, in tenths of a kilogram."""


Known = tuple[str, ...]
"""What there is besides the answer, in the order of a point's numbers."""

ANSWER: Final = 0
BASELINE: Final = 1
"""Where the answer stands in a point, and the baseline where it is known."""


class Place(Value, frozen=True):
    """An answer, with what it is compared with where that is known."""

    answer: DecimalString
    baseline: DecimalString | None = None
    earlier: DecimalString | None = None


Pair = tuple[Truths, Truths]
Places = tuple[Place, Place]


Seen = Sequence[tuple[Truths, Point]]
"""What the conditions come to along a line."""


class Regions(Value, frozen=True):
    """The ways the conditions can come out, each with the plainest place where they do.

    `worse` holds neighbouring ways at one baseline, the second with the worse answer; `baselines` neighbouring ways at
    one answer, the first with the worse baseline. `choices` are the ways that the answers at one baseline choose from,
    with one of those answers.
    """

    places: dict[Truths, Place]
    worse: dict[Pair, Places]
    baselines: dict[Pair, Places]
    choices: dict[frozenset[Truths], tuple[Truths, Place]]


def regions(measure: Measure, conditions: Sequence[Comparison]) -> Regions:
    """Every way the conditions can come out; raises TooLarge where there is too much to try.

    Why this is exact: each condition changes only where the answer, the baseline and the earlier answer lie on a plane
    (`planes`). `lines` meets every part into which the planes cut all possible values, so that what is seen on its
    points is all there is. A baseline that was not taken, and an earlier answer that was not, are cases of their own;
    a baseline with more digits than can be sent is none. With a baseline and an earlier answer at once, numbers with
    any number of digits count: nothing is missed, and a way may be found that no twelve digits come to.
    """
    upwards = measure.worse is not Worse.LOWER
    best = _best(measure)
    plainest: dict[Truths, tuple[Point, Known]] = {}
    worse: dict[Pair, Places] = {}
    baselines: dict[Pair, Places] = {}
    choices: dict[frozenset[Truths], tuple[Truths, Place]] = {}
    for known, inner, seen in _seen(measure, conditions):
        if inner == BASELINE:
            decided = [(ways, point) for ways, point in seen if None not in ways]
            _neighbours(baselines, decided[::-1] if upwards else decided, measure, known)
            continue
        for ways, point in seen:
            if ways not in plainest or _plainness(point, best) < _plainness(plainest[ways][0], best):
                plainest[ways] = point, known
        _neighbours(worse, seen if upwards else seen[::-1], measure, known)
        chosen = frozenset(ways for ways, _ in seen)
        if chosen not in choices:
            choices[chosen] = seen[0][0], _place(measure, seen[0][1], known)
    places = {ways: _place(measure, point, known) for ways, (point, known) in plainest.items()}
    return Regions(places=places, worse=worse, baselines=baselines, choices=_fewest(choices))


def _seen(measure: Measure, conditions: Sequence[Comparison]) -> Iterator[tuple[Known, int, Seen]]:
    """Each line along the answers, and each along the baselines, with what the conditions come to on its points."""
    left = MOST_COMPARISONS
    for known in _known(measure, conditions):
        axes, cuts = _axes(measure, known), planes(conditions, known)
        judges = [judge(condition, known) for condition in conditions]
        compares_baseline = known[:1] == ("baseline",) and not measure.baseline_is_zero
        for inner in (ANSWER, BASELINE) if compares_baseline else (ANSWER,):
            for line in lines(cuts, axes, inner):
                left -= len(line) * len(conditions)
                if left < 0:
                    raise TooLarge
                if inner == ANSWER and len(known) == 1 and not can_be_written(line[0][BASELINE]):
                    continue
                yield known, inner, [(tuple(judged(point) for judged in judges), point) for point in line]


def _known(measure: Measure, conditions: Sequence[Comparison]) -> Iterator[Known]:
    """With and without a baseline, with and without an earlier answer, as far as a condition can tell them apart."""
    compared = [condition.since for condition in conditions if not isinstance(condition, AnswerIs)]
    with_earlier = Since.EARLIER in compared
    if not (measure.baseline_is_zero and compared):
        yield ()
    if with_earlier and not measure.baseline_is_zero:
        yield ("earlier",)
    if compared:
        yield ("baseline",)
    if with_earlier and (Since.BASELINE in compared or measure.baseline_is_zero):
        yield ("baseline", "earlier")


def _axes(measure: Measure, known: Known) -> tuple[Axis, ...]:
    step = Fraction(1) if measure.whole else None
    answer = Axis(low=plain(Fraction(measure.low)), high=plain(Fraction(measure.high)), step=step)
    kinds = {"baseline": _baseline_axis(measure, answer), "earlier": answer}
    return (answer, *(kinds[name] for name in known))


def _baseline_axis(measure: Measure, answer: Axis) -> Axis:
    if measure.baseline_is_zero:
        return Axis(low=0, high=0, step=answer.step)
    if measure.key != WEIGHT:
        return answer
    lightest, heaviest = (int(end) for end in ADULT_WEIGHT_KG)
    step = answer.step and Fraction(1, 10)
    return Axis(low=min(answer.low, lightest), high=max(answer.high, heaviest), step=step)


def _reference(condition: RiseIs | FallIs | PercentFallIs, known: Known) -> int | None:
    """Which of a point's numbers the answer is compared with."""
    if condition.since is Since.EARLIER and "earlier" in known:
        return 1 + known.index("earlier")
    return 1 + known.index("baseline") if "baseline" in known else None


def planes(conditions: Sequence[Comparison], known: Known) -> list[Plane]:
    """Where some condition may change."""
    return [plane for condition in conditions for plane in _planes_of(condition, known)]


def _planes_of(condition: Comparison, known: Known) -> Iterator[Plane]:
    value = plain(Fraction(condition.value))
    width = 1 + len(known)
    match condition:
        case AnswerIs():
            yield _plane(width, {0: 1}, -value)
        case RiseIs():
            at = _reference(condition, known)
            yield _plane(width, {0: 1} | ({} if at is None else {at: -1}), -value)
        case FallIs():
            at = _reference(condition, known)
            if at is not None:
                yield _plane(width, {0: 1, at: -1}, value)
        case PercentFallIs():
            at = _reference(condition, known)
            if at is not None:
                yield _plane(width, {0: 100, at: value - 100}, 0)
                yield _plane(width, {at: 1}, 0)
        case _:
            assert_never(condition)


def _plane(width: int, parts: Mapping[int, Number], constant: Number) -> Plane:
    return (*(parts.get(place, 0) for place in range(width)), constant)


Judge = Callable[[Point], bool | None]

_STANDS: Final[dict[Operator, Callable[[Number, Number], bool]]] = {
    Operator.AT_LEAST: ge,
    Operator.MORE_THAN: gt,
    Operator.AT_MOST: le,
    Operator.LESS_THAN: lt,
    Operator.EQUAL: eq,
}


def judge(condition: Comparison, known: Known) -> Judge:
    """What the condition comes to at a point, in exact arithmetic."""
    stands, value = _STANDS[condition.operator], plain(Fraction(condition.value))
    if isinstance(condition, AnswerIs):
        return lambda point: stands(point[ANSWER], value)
    at = _reference(condition, known)
    match condition:
        case RiseIs():
            return lambda point: stands(max(0, point[ANSWER] - (0 if at is None else point[at])), value)
        case _ if at is None:
            return lambda _: None
        case FallIs():
            return lambda point: stands(point[at] - point[ANSWER], value)
        case PercentFallIs():
            return lambda point: _share_stands(point[at], point[ANSWER], condition.operator, value)
        case _:
            assert_never(condition)


def _share_stands(reference: Number, answer: Number, operator: Operator, value: Number) -> bool | None:
    """Multiplied out, because a division costs more; below zero that turns the comparison round."""
    fall, share = (reference - answer) * 100, value * reference
    if not reference:
        return None
    return _STANDS[operator](fall, share) if reference > 0 else _STANDS[operator](share, fall)


def at_best(measure: Measure, conditions: Sequence[Comparison]) -> tuple[Truths, Place]:
    """What the conditions come to when all is well: the better end of the scale, before the start and now.

    Where the middle of a physical scale comes to the same, it is named instead, because nobody weighs 250 kg.
    """
    compared = any(not isinstance(condition, AnswerIs) for condition in conditions)
    known: Known = ("baseline",) if compared else ()
    low, high = ceil(measure.low), floor(measure.high)
    best = _best(measure)
    truths = _truths_at(measure, conditions, best, known)
    middle = (low + high) // 2 if measure.kind in _PHYSICAL and low <= high else best
    found = next(each for each in (middle, best) if _truths_at(measure, conditions, each, known) == truths)
    if compared and not measure.baseline_is_zero and _truths_at(measure, conditions, found, ()) == truths:
        known = ()
    return truths, _place(measure, _at(measure, found, known), known)


def _best(measure: Measure) -> Number:
    """The better end of the scale, on a mark where it has marks."""
    if measure.worse is Worse.LOWER:
        return floor(measure.high) if measure.whole else plain(Fraction(measure.high))
    return ceil(measure.low) if measure.whole else plain(Fraction(measure.low))


def _at(measure: Measure, number: Number, known: Known) -> Point:
    """The point at which the answer, and what it is compared with, are all this number."""
    return (number, *(0 if measure.baseline_is_zero else number for _ in known))


def _truths_at(measure: Measure, conditions: Sequence[Comparison], number: Number, known: Known) -> Truths:
    return tuple(judge(condition, known)(_at(measure, number, known)) for condition in conditions)


_PHYSICAL: Final = {MeasureKind.LABORATORY, MeasureKind.VITAL}


def _place(measure: Measure, point: Point, known: Known) -> Place:
    beside = {name: _written(point[1 + place]) for place, name in enumerate(known)}
    if measure.baseline_is_zero:
        beside.pop("baseline", None)
    return Place(answer=_written(point[0]), **beside)


def _written(number: Number) -> DecimalString:
    """The number as it is sent, to the last digit that can be written."""
    scaled = round(number * 10**DIGITS)
    return DecimalString((Decimal(scaled) / 10**DIGITS).normalize())


def _plainness(point: Point, best: Number) -> tuple[int, int, Number]:
    """Fewest numbers, then fewest digits, then nearest to the better end."""
    return len(point), sum(len(str(number)) for number in point), max(point[ANSWER] - best, best - point[ANSWER])


def _neighbours(found: dict[Pair, Places], seen: Seen, measure: Measure, known: Known) -> None:
    """Each change of ways along the line, with the two places around it."""
    for (before, one), (after, other) in pairwise(seen):
        if before != after and (before, after) not in found:
            found[before, after] = _place(measure, one, known), _place(measure, other, known)


def _fewest(choices: dict[frozenset[Truths], tuple[Truths, Place]]) -> dict[frozenset[Truths], tuple[Truths, Place]]:
    """Only sets that hold no smaller one: what every answer of the larger one gives, every one of the smaller gives."""
    return {ways: place for ways, place in choices.items() if not any(other < ways for other in choices)}
