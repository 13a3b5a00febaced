"""The finitely many ways in which the conditions over one measure can come out together."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor
from typing import Any, Final

from msgspec.structs import replace

from protocols.authoring.proof.arrangement import (
    DIGITS,
    Axis,
    Number,
    Plane,
    Point,
    TooLarge,
    can_be_sent,
    grain,
    line_count,
    lines,
    plain,
)
from protocols.authoring.proof.length import Length, away, length
from protocols.authoring.proof.planes import (
    ANSWER,
    BASELINE,
    BASELINE_LIMIT,
    EARLIER,
    LIMIT,
    LIMITS,
    Comparison,
    Known,
    judge,
    planes,
    since_when,
)
from protocols.checkpoints.laboratory import highest_limit
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.checkpoints.predicate import Since, Taken, TimesLimitIs
from protocols.decimal_string import DecimalString
from protocols.dosing.body import ADULT_WEIGHT_KG
from protocols.value import Value

Truths = tuple[bool | None, ...]
"""What each condition comes to, in their order; None is unknown."""

MOST_COMPARISONS: Final = 250_000
"""Conditions times combinations of answer, baseline and earlier answer; beyond it, a measure is too large to prove."""

WEIGHT: Final = "body_weight"
"""The measure whose baseline is the weight that the plan started with, in tenths of a kilogram."""


class Place(Value, frozen=True):
    """An answer, with what it is compared with where that is known."""

    answer: DecimalString
    baseline: DecimalString | None = None
    earlier: DecimalString | None = None
    limit: DecimalString | None = None
    baseline_limit: DecimalString | None = None


Pair = tuple[Truths, Truths]
Places = tuple[Place, Place]

Spot = tuple[Point, Known]
"""The numbers of a place, and what those after the first are."""

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


class _Plainest:
    """The plainest spots that each thing was seen at: what can be sent, then what is shorter, then fewer digits."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._lengths = _lengths(measure)
        self._found: dict[Any, tuple[tuple[bool, Length], int, tuple[Spot, ...]]] = {}

    def note(self, seen: Any, known: Known, *points: Point) -> bool:
        """That this was seen at these points; whether no plainer ones were seen before."""
        before = self._found.get(seen)
        unsendable = not all(can_be_sent(point) for point in points)
        rank = unsendable, sum(self._lengths(point, known) for point in points)
        if before is not None and rank > before[0]:
            return False
        digits = sum(len(str(number)) for point in points for number in point)
        if before is not None and (rank, digits) >= before[:2]:
            return False
        self._found[seen] = rank, digits, tuple((point, known) for point in points)
        return True

    def places(self) -> dict[Any, tuple[Place, ...]]:
        """Where each is plainest, as it is sent."""
        return {
            seen: tuple(_place(self._measure, point, known) for point, known in spots)
            for seen, (_, _, spots) in self._found.items()
        }


def regions(measure: Measure, conditions: Sequence[Comparison]) -> Regions:
    """Every way the conditions can come out; raises TooLarge where there is too much to try.

    Why this is exact: each condition changes only where the answer, the baseline and the earlier answer lie on a plane
    (`planes`). `lines` meets every part into which the planes cut all possible values, so that what is seen on its
    points is all there is. A baseline that was not taken, and an earlier answer that was not, are cases of their own;
    a part that leaves a number no value that can be sent is nobody's, and no case (`lines`).
    A part that does not is told by a point of it that can be sent: where the shortest point cannot, one is looked for
    whose numbers are multiples of what the planes divide by (`grain`). Only in a part so small that even those do
    not fit into it are numbers told that are rounded to the digits that can be sent.
    A laboratory's limit is an axis like the others, because every laboratory has its own: any limit above 0 that
    can be meant may stand beside any value, so that the value and how many times its limit it is are tried
    independently. A condition on that number changes only where the value is so many times the limit, which is a plane
    too; a limit that was not told, with the answer or with the baseline, is a case of its own.
    """
    upwards = measure.worse is not Worse.LOWER
    places, worse, baselines, choices = (_Plainest(measure) for _ in range(4))
    first: dict[frozenset[Truths], Truths] = {}
    for known, inner, seen in _seen(measure, conditions):
        if inner == BASELINE:
            decided = [(ways, point) for ways, point in seen if None not in ways]
            _neighbours(baselines, decided[::-1] if upwards else decided, known)
            continue
        for ways, point in seen:
            places.note(ways, known, point)
        _neighbours(worse, seen if upwards else seen[::-1], known)
        chosen, (best, point) = frozenset(ways for ways, _ in seen), seen[0] if upwards else seen[-1]
        if choices.note(chosen, known, point):
            first[chosen] = best
    return Regions(
        places={ways: place for ways, (place,) in places.places().items()},
        worse={pair: (one, other) for pair, (one, other) in worse.places().items()},
        baselines={pair: (one, other) for pair, (one, other) in baselines.places().items()},
        choices=_fewest({ways: (first[ways], place) for ways, (place,) in choices.places().items()}),
    )


def _seen(measure: Measure, conditions: Sequence[Comparison]) -> Iterator[tuple[Known, int, Seen]]:
    """Each line along the answers, and each along the baselines, with what the conditions come to on its points."""
    left = MOST_COMPARISONS
    for known in _known(measure, conditions):
        axes, cuts = _axes(measure, known), planes(conditions, known)
        judges = [judge(condition, known) for condition in conditions]
        compares_baseline = known[:1] == ("baseline",) and not measure.baseline_is_zero
        for inner in (ANSWER, BASELINE) if compares_baseline else (ANSWER,):
            if line_count(axes, inner) * len(conditions) > left:
                raise TooLarge
            for line, again in _told(cuts, axes, inner, known):
                # A second time costs no more than the first, and is nothing that a protocol could have less of.
                left -= 0 if again else len(line) * len(conditions)
                if left < 0:
                    raise TooLarge
                yield known, inner, [(tuple(judged(point) for judged in judges), point) for point in line]


def _told(
    cuts: Sequence[Plane], axes: tuple[Axis, ...], inner: int, known: Known
) -> Iterator[tuple[Sequence[Point], bool]]:
    """The lines; and once more by grains where that makes numbers short enough to be sent, which is said of them."""
    limits = [1 + place for place, name in enumerate(known) if name in LIMITS]
    short = True
    for line in _with_limits(lines(cuts, axes, inner), limits):
        short = short and all(can_be_sent(point) for point in line)
        yield line, False
    if short:
        return
    coarse = tuple(replace(axis, grain=grain(cuts)) for axis in axes)
    sendable = (line for line in _with_limits(lines(cuts, coarse, inner), limits) if all(map(can_be_sent, line)))
    yield from ((line, True) for line in sendable)


def _with_limits(found: Iterator[tuple[Point, ...]], limits: Sequence[int]) -> Iterator[Sequence[Point]]:
    """The points at which every limit is above 0, and no line without any."""
    told = ([point for point in line if all(point[at] for at in limits)] for line in found)
    return filter(None, told)


def _known(measure: Measure, conditions: Sequence[Comparison]) -> Iterator[Known]:
    """With and without each thing that the answer is compared with, as far as a condition can tell them apart."""
    taken = [condition.taken for condition in conditions if isinstance(condition, TimesLimitIs)]
    for before in _before(measure, conditions):
        yield before
        if Taken.NOW in taken and measure.high > 0:
            yield (*before, LIMIT)
        if Taken.BASELINE in taken and measure.high > 0 and "baseline" in before:
            yield (*before, BASELINE_LIMIT)
            if Taken.NOW in taken:
                yield (*before, LIMIT, BASELINE_LIMIT)


def _before(measure: Measure, conditions: Sequence[Comparison]) -> Iterator[Known]:
    """With and without a baseline, with and without an earlier answer."""
    compared = [since for condition in conditions if (since := since_when(condition)) is not None]
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
    """Beside a limit, which is any number, whole scales count as if they had fractions: nothing is missed so."""
    step = Fraction(1) if measure.whole and not set(LIMITS) & set(known) else None
    answer = Axis(low=plain(Fraction(measure.low)), high=plain(Fraction(measure.high)), step=step)
    limit = Axis(low=max(0, answer.low), high=plain(Fraction(highest_limit(measure))))
    kinds = {"baseline": _baseline_axis(measure, answer), EARLIER: answer, LIMIT: limit, BASELINE_LIMIT: limit}
    return (answer, *(kinds[name] for name in known))


def _baseline_axis(measure: Measure, answer: Axis) -> Axis:
    if measure.baseline_is_zero:
        return Axis(low=0, high=0, step=answer.step)
    if measure.key != WEIGHT:
        return answer
    lightest, heaviest = (int(end) for end in ADULT_WEIGHT_KG)
    step = answer.step and Fraction(1, 10)
    return Axis(low=min(answer.low, lightest), high=max(answer.high, heaviest), step=step)


def at_best(measure: Measure, conditions: Sequence[Comparison]) -> tuple[Truths, Place]:
    """What the conditions come to when all is well: the better end of the scale, before the start and now.

    Where the middle of a physical scale comes to the same, it is named instead, because nobody weighs 250 kg.
    """
    compared = any(since_when(condition) is not None for condition in conditions)
    limited = any(isinstance(condition, TimesLimitIs) and condition.taken is Taken.NOW for condition in conditions)
    limit: Known = (LIMIT,) if limited and measure.high > 0 else ()
    known: Known = (*(("baseline",) if compared else ()), *limit)
    low, high = ceil(measure.low), floor(measure.high)
    best = _best(measure)
    truths = _truths_at(measure, conditions, best, known)
    middle = (low + high) // 2 if measure.kind in _PHYSICAL and low <= high else best
    found = next(each for each in (middle, best) if _truths_at(measure, conditions, each, known) == truths)
    if compared and not measure.baseline_is_zero and _truths_at(measure, conditions, found, limit) == truths:
        known = limit
    return truths, _place(measure, _at(measure, found, known), known)


def _best(measure: Measure) -> Number:
    """The better end of the scale, on a mark where it has marks."""
    if measure.worse is Worse.LOWER:
        return floor(measure.high) if measure.whole else plain(Fraction(measure.high))
    return ceil(measure.low) if measure.whole else plain(Fraction(measure.low))


def _at(measure: Measure, number: Number, known: Known) -> Point:
    """The point at which the answer, and what it is compared with, are all this number, far below any limit."""
    before: Number = 0 if measure.baseline_is_zero else number
    return (number, *(plain(Fraction(highest_limit(measure))) if name in LIMITS else before for name in known))


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


def _lengths(measure: Measure) -> Callable[[Point, Known], Length]:
    """How long it is to tell that the answer, and what it is compared with, are these numbers."""
    best, scale = _best(measure), plain(Fraction(measure.high) - Fraction(measure.low))
    untold = {"baseline"} if measure.baseline_is_zero else set()
    # The same few numbers stand in thousands of points.
    far: Callable[[Number], Length] = cache(lambda number: away((number,), best, scale))

    def of(point: Point, known: Known) -> Length:
        beside = [number for number, name in zip(point[1:], known, strict=True) if name not in LIMITS]
        told = sum(name not in untold for name in known)
        return length(before=int(EARLIER in known), told=told, away=far(point[ANSWER]) + sum(map(far, beside)))

    return of


def length_of(measure: Measure, *places: Place) -> Length:
    """How long it is to tell one place, or two of which the second differs in one number."""
    best, scale = _best(measure), plain(Fraction(measure.high) - Fraction(measure.low))
    numbers = [
        plain(Fraction(number))
        for place in places
        for number in (place.answer, place.baseline, place.earlier)
        if number is not None
    ]
    first = places[0]
    beside = (first.baseline, first.earlier, first.limit, first.baseline_limit)
    told = sum(number is not None for number in beside)
    return length(before=int(first.earlier is not None), told=told, away=away(numbers, best, scale))


def _neighbours(found: _Plainest, seen: Seen, known: Known) -> None:
    """Each change of ways along the line, with the two places around it."""
    for (before, one), (after, other) in pairwise(seen):
        if before != after:
            found.note((before, after), known, one, other)


def _fewest(choices: dict[frozenset[Truths], tuple[Truths, Place]]) -> dict[frozenset[Truths], tuple[Truths, Place]]:
    """Only sets that hold no smaller one: what every answer of the larger one gives, every one of the smaller gives."""
    return {ways: place for ways, place in choices.items() if not any(other < ways for other in choices)}
