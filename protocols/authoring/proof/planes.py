"""Where each condition over a measure may change, and what it comes to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt
from typing import Final, assert_never

from protocols.authoring.proof.arrangement import Number, Plane, Point, plain
from protocols.checkpoints.predicate import (
    AnswerIs,
    FallIs,
    Measured,
    Operator,
    PercentFallIs,
    PercentRiseIs,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
)

Comparison = Measured
SinceBefore = RiseIs | FallIs | PercentFallIs | PercentRiseIs
"""The conditions that compare the answer with one from before."""

Known = tuple[str, ...]
"""What there is besides the answer, in the order of a point's numbers."""

ANSWER: Final = 0
BASELINE: Final = 1
"""Where the answer stands in a point, and the baseline where it is known."""

EARLIER: Final = "earlier"
LIMIT: Final = "limit"
BASELINE_LIMIT: Final = "baseline_limit"
LIMITS: Final = (LIMIT, BASELINE_LIMIT)
"""Besides the baseline: the earlier answer, and the limits that a laboratory told with the answer and the baseline."""


def since_when(condition: Comparison) -> Since | None:
    """What the condition compares the answer with."""
    match condition:
        case AnswerIs():
            return None
        case TimesLimitIs(taken=taken):
            return Since.BASELINE if taken is Taken.BASELINE else None
        case RiseIs(since=since) | FallIs(since=since) | PercentFallIs(since=since) | PercentRiseIs(since=since):
            return since
        case _:
            assert_never(condition)


def _reference(condition: SinceBefore, known: Known) -> int | None:
    """Which of a point's numbers the answer is compared with."""
    if condition.since is Since.EARLIER and EARLIER in known:
        return 1 + known.index(EARLIER)
    return 1 + known.index("baseline") if "baseline" in known else None


def _beside_limit(condition: TimesLimitIs, known: Known) -> tuple[int, int] | None:
    """Where a value and its limit stand in a point; None where the limit was not told."""
    name, at = (LIMIT, ANSWER) if condition.taken is Taken.NOW else (BASELINE_LIMIT, BASELINE)
    return (at, 1 + known.index(name)) if name in known else None


def planes(conditions: Sequence[Comparison], known: Known) -> list[Plane]:
    """Where some condition may change."""
    return [plane for condition in conditions for plane in _planes_of(condition, known)]


def _planes_of(condition: Comparison, known: Known) -> Iterator[Plane]:
    value, width = plain(Fraction(condition.value)), 1 + len(known)
    match condition:
        case AnswerIs():
            yield _plane(width, {ANSWER: 1}, -value)
        case RiseIs():
            at = _reference(condition, known)
            yield _plane(width, {ANSWER: 1} | ({} if at is None else {at: -1}), -value)
        case PercentRiseIs():
            yield _plane(width, {ANSWER: 1}, 0)
            yield from _of_reference(condition, known)
        case FallIs() | PercentFallIs():
            yield from _of_reference(condition, known)
        case TimesLimitIs():
            places = _beside_limit(condition, known)
            yield from () if places is None else [_plane(width, {places[0]: 1, places[1]: -value}, 0)]
        case _:
            assert_never(condition)


def _of_reference(condition: FallIs | PercentFallIs | PercentRiseIs, known: Known) -> Iterator[Plane]:
    """Where the difference changes the condition; for a share also where it turns round, and where a rise begins."""
    at, value, width = _reference(condition, known), plain(Fraction(condition.value)), 1 + len(known)
    if at is None:
        return
    match condition:
        case FallIs():
            yield _plane(width, {ANSWER: 1, at: -1}, value)
        case PercentFallIs():
            yield _plane(width, {ANSWER: 100, at: value - 100}, 0)
            yield _plane(width, {at: 1}, 0)
        case PercentRiseIs():
            yield _plane(width, {ANSWER: 100, at: -value - 100}, 0)
            yield _plane(width, {ANSWER: 1, at: -1}, 0)
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
    match condition:
        case AnswerIs():
            return lambda point: stands(point[ANSWER], value)
        case TimesLimitIs():
            return _judge_of_limit(condition, known)
        case RiseIs() | FallIs() | PercentFallIs() | PercentRiseIs():
            return _judge_of_reference(condition, known)
        case _:
            assert_never(condition)


def _judge_of_reference(condition: SinceBefore, known: Known) -> Judge:
    """A rise from what was not told is one from 0; a fall from it is unknown."""
    stands, value = _STANDS[condition.operator], plain(Fraction(condition.value))
    at = _reference(condition, known)
    match condition:
        case RiseIs():
            return lambda point: stands(max(0, point[ANSWER] - (0 if at is None else point[at])), value)
        case PercentRiseIs():
            return lambda point: _rise_stands(0 if at is None else point[at], point[ANSWER], condition.operator, value)
        case _ if at is None:
            return lambda _: None
        case FallIs():
            return lambda point: stands(point[at] - point[ANSWER], value)
        case PercentFallIs():
            return lambda point: _share_stands(point[at], point[ANSWER], condition.operator, value)
        case _:
            assert_never(condition)


def _judge_of_limit(condition: TimesLimitIs, known: Known) -> Judge:
    """A value of today without its limit is unknown, one from before the start counts as 0."""
    stands, value = _STANDS[condition.operator], plain(Fraction(condition.value))
    places = _beside_limit(condition, known)
    if places is None:
        missing = None if condition.taken is Taken.NOW else stands(0, value)
        return lambda _: missing
    at, limit = places
    return lambda point: stands(point[at], value * point[limit])


def _rise_stands(reference: Number, answer: Number, operator: Operator, value: Number) -> bool:
    """From 0, and from what was not told, any rise is more than every per cent."""
    if reference > 0:
        return _STANDS[operator](max(0, answer - reference) * 100, value * reference)
    return operator in {Operator.AT_LEAST, Operator.MORE_THAN} if answer > 0 else _STANDS[operator](0, value)


def _share_stands(reference: Number, answer: Number, operator: Operator, value: Number) -> bool | None:
    """Multiplied out, because a division costs more; below zero that turns the comparison round."""
    fall, share = (reference - answer) * 100, value * reference
    if not reference:
        return None
    return _STANDS[operator](fall, share) if reference > 0 else _STANDS[operator](share, fall)
