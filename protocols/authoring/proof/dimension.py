"""One thing that rules may look at, with the finitely many ways it can be."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from protocols.authoring.counter_example import Situation
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.formula import FALSE, UNKNOWN, values_of
from protocols.authoring.proof.length import NOTHING, Length, length
from protocols.authoring.proof.planes import Comparison
from protocols.authoring.proof.regions import WEIGHT, Pair, Place, Places, Regions, at_best, length_of, regions
from protocols.checkpoints.laboratory import PLAUSIBLE_LIMITS
from protocols.checkpoints.measure import Measure, MeasureKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import Predicate
from protocols.value import Value


class Kind(StrEnum):
    """What sort of thing it is."""

    MEASURE = "measure"
    EMERGENCY = "emergency"
    TODAY = "today"
    CHANGE = "change"
    DAYS = "days"
    ARRIVED = "arrived"
    FIRED = "fired"
    HELD = "held"


TOLD: Final = frozenset({Kind.EMERGENCY, Kind.TODAY, Kind.CHANGE})
"""Questions that every check-in asks, whatever the checkpoint."""


class Way(Value, frozen=True):
    """One way it can be: what its conditions come to, and how that is said of a check-in.

    `lacking` was asked and is not answered, so that the engine holds; `left_out` was not answered, whether it had to be
    or not, `of_others` where some caution would have it answered. `days` are the first and the last day that are meant,
    `arrived_by` the outcome. `length` is how long it is to tell.
    """

    values: tuple[int, ...]
    says: Situation
    length: Length
    lacking: bool = False
    left_out: bool = False
    of_others: bool = False
    days: tuple[int, int] | None = None
    arrived_by: DoseOutcome | None = None


class Contrast(Value, frozen=True):
    """One way that must not lead to less than all of these others: `such_as` is one of them, and both are said.

    The worse of two neighbouring answers beside the better one; a better baseline beside a worse one; no answer
    beside everything that could be answered at one baseline. `length` is how long both are to tell.
    """

    beside: frozenset[int]
    such_as: int
    other: int
    says: tuple[Situation, Situation]
    length: Length


class Dimension(Value, frozen=True):
    """A thing with its ways, the first of which is how it is when all is well, and what is to be contrasted in it."""

    kind: Kind
    key: str
    conditions: tuple[Predicate, ...]
    ways: tuple[Way, ...]
    worse: tuple[Contrast, ...] = ()
    baselines: tuple[Contrast, ...] = ()
    left_out: tuple[Contrast, ...] = ()


class Asking(StrEnum):
    """How a checkpoint asks for a measure: it must be answered, it may be left out, or it is not asked at all.

    `of_some`: on plans on which some caution was raised it must be answered, on others it may be left out.
    """

    ASKED = "asked"
    OPTIONAL = "optional"
    OF_SOME = "of_some"
    NOT_ASKED = "not_asked"


@lru_cache(maxsize=128)
def measured(measure: Measure, conditions: tuple[Comparison, ...], asking: Asking) -> Dimension:
    """A measure: one way for each way its conditions can come out together, and one for no answer.

    A condition over a measure that may be left out is false without an answer; otherwise it is unknown. Answers that
    cannot be compared for want of a baseline are no choice for a measure that may be left out.
    A measure that some plans must answer has both ways of no answer: so every plan is proved at once, with any of the
    cautions that ask for it and without, at the cost of one more way for each such measure. Cautions that bring several
    measures together are tried apart too, which proves more than is needed and leaves nothing out.
    """
    found = _regions(measure, conditions)
    may_skip, must = asking is not Asking.ASKED, asking in {Asking.ASKED, Asking.OF_SOME}
    ways = _answers(found, measure, conditions, calmest=not may_skip)
    lacking = Way(values=(UNKNOWN,) * len(conditions), says=Situation(), length=length(), lacking=True, left_out=True)
    skipped = Way(
        values=(FALSE if asking is not Asking.NOT_ASKED else UNKNOWN,) * len(conditions),
        says=Situation(),
        length=NOTHING,
        left_out=True,
        of_others=asking is Asking.OF_SOME,
    )
    ways = [*([skipped] if may_skip else []), *ways, *([lacking] if must else [])]
    at = {way.values: place for place, way in enumerate(ways) if not way.left_out}
    return Dimension(
        kind=Kind.MEASURE,
        key=measure.key,
        conditions=conditions,
        ways=tuple(ways),
        worse=_neighbours(measure, found.worse, at) if measure.worse is not None else (),
        baselines=_neighbours(measure, found.baselines, at) if measure.worse is not None else (),
        left_out=(
            *(_left_out(measure, found, at, ways.index(lacking), decided=False) if must else ()),
            *(_left_out(measure, found, at, 0, decided=True) if may_skip and asking is not Asking.NOT_ASKED else ()),
        ),
    )


def _left_out(
    measure: Measure, found: Regions, at: dict[tuple[int, ...], int], nothing: int, *, decided: bool
) -> Iterator[Contrast]:
    """No answer beside all that could be answered; with `decided` only where every answer can be compared."""
    for chosen, (first, place) in found.choices.items():
        if not decided or all(None not in truths for truths in chosen):
            yield Contrast(
                beside=frozenset(at[values_of(truths)] for truths in chosen),
                such_as=at[values_of(first)],
                other=nothing,
                says=(_situation(measure, place), Situation()),
                length=length_of(measure, place),
            )


_NAMELESS: Final = "measure"


def _regions(measure: Measure, conditions: tuple[Comparison, ...]) -> Regions:
    """Measures with the same scale and the same conditions have the same regions: they are worked out once.

    A weight has bounds of its own, and so have the laboratories' limits of some measures.
    """
    scale = replace(measure, label=_NAMELESS, asked=_NAMELESS, recall=None, low_means=None, high_means=None, note=None)
    if measure.key not in {WEIGHT, *PLAUSIBLE_LIMITS}:
        scale = replace(scale, key=_NAMELESS)
        conditions = tuple(replace(condition, measure=_NAMELESS) for condition in conditions)
    found = _worked_out(scale, conditions)
    if found is None:
        raise TooLarge(_fewer(measure))
    return found


@lru_cache(maxsize=512)
def _worked_out(measure: Measure, conditions: tuple[Comparison, ...]) -> Regions | None:
    """None where there is too much to try: what was refused once is refused again at once."""
    try:
        return regions(measure, conditions)
    except TooLarge:
        return None


def _fewer(measure: Measure) -> str:
    """A laboratory's scale is that of the body, which nobody can make shorter."""
    helps = f"compare {measure.key} with fewer things: its baseline, the check-in before, the laboratory's limit"
    return helps if measure.kind is MeasureKind.LABORATORY else f"{helps}; or give it a shorter scale"


def _answers(found: Regions, measure: Measure, conditions: Sequence[Comparison], *, calmest: bool) -> list[Way]:
    """A way for each way to answer, the calmest first; where no answer is the calmest, answering has its length."""
    well, place = at_best(measure, conditions)
    others = (
        Way(values=values_of(truths), says=_situation(measure, other), length=length_of(measure, other))
        for truths, other in found.places.items()
        if truths != well
    )
    first = NOTHING if calmest else length_of(measure, place)
    return [Way(values=values_of(well), says=_situation(measure, place), length=first), *others]


def _situation(measure: Measure, place: Place) -> Situation:
    key = measure.key
    return Situation(
        answers={key: place.answer},
        baseline={} if place.baseline is None else {key: place.baseline},
        earlier={} if place.earlier is None else {key: place.earlier},
        limits={} if place.limit is None else {key: place.limit},
        baseline_limits={} if place.baseline_limit is None else {key: place.baseline_limit},
    )


def _neighbours(measure: Measure, pairs: dict[Pair, Places], at: dict[tuple[int, ...], int]) -> tuple[Contrast, ...]:
    return tuple(
        Contrast(
            beside=frozenset({at[values_of(before)]}),
            such_as=at[values_of(before)],
            other=at[values_of(after)],
            says=(_situation(measure, places[0]), _situation(measure, places[1])),
            length=length_of(measure, *places),
        )
        for (before, after), places in pairs.items()
    )
