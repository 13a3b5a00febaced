"""What the rules of a checkpoint look at, thing by thing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, pairwise
from typing import Final

import msgspec

from protocols.authoring.counter_example import Said, Situation
from protocols.authoring.item import waits_for_weight
from protocols.authoring.proof.dimension import Asking, Contrast, Dimension, Kind, Way, measured
from protocols.authoring.proof.formula import FALSE, TRUE, UNKNOWN, values_of
from protocols.authoring.proof.length import NOTHING, length
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.watching import watched
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.checkpoint import LAPSES_AFTER, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnyChange,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FiredBefore,
    InARow,
    Measured,
    Not,
    Predicate,
    compare,
)
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.dosing.ladder import expand

ALARMS: Final[dict[Kind, AlarmIs]] = {
    Kind.EMERGENCY: AlarmIs(level=AlarmLevel.EMERGENCY),
    Kind.TODAY: AlarmIs(level=AlarmLevel.TODAY),
}


def dimensions(
    protocol: Protocol, checkpoint: Checkpoint, conditions: Collection[Predicate], can_fire: Collection[str]
) -> tuple[Dimension, ...]:
    """Everything that these conditions look at, at this checkpoint; raises TooLarge.

    What earlier check-ins left behind (days, way of arrival, counts, rows, earlier answers) is taken as free: every
    combination is tried, also one that no course leads to. What is proved so holds for every course there is.
    """
    measures = {measure.key: measure for measure in protocol.measures}
    return (
        *(
            measured(measures[key], tuple(found), _asking(protocol, checkpoint, key))
            for key, found in _by_measure(protocol, conditions).items()
        ),
        *_told(conditions),
        *_days(protocol, checkpoint, conditions),
        *_arrived(protocol, conditions),
        *_fired(conditions, can_fire),
        *_held(protocol, conditions),
    )


def conditions_in(predicates: Iterable[Predicate]) -> tuple[Predicate, ...]:
    """Every condition that is not made of others, and every row, each once."""
    return tuple(dict.fromkeys(found for predicate in predicates for found in _conditions(predicate)))


def _conditions(predicate: Predicate) -> Iterator[Predicate]:
    match predicate:
        case AllOf() | AnyOf():
            for each in predicate.of:
                yield from _conditions(each)
        case Not():
            yield from _conditions(predicate.of)
        case InARow():
            yield predicate
            yield from _conditions(predicate.of)
        case _:
            yield predicate


def _asking(protocol: Protocol, checkpoint: Checkpoint, key: str) -> Asking:
    if key in checkpoint.asks:
        return Asking.ASKED
    if key not in checkpoint.may_ask:
        return Asking.NOT_ASKED
    return Asking.OF_SOME if key in watched(protocol, checkpoint) else Asking.OPTIONAL


def _by_measure(protocol: Protocol, conditions: Iterable[Predicate]) -> dict[str, list[Measured]]:
    """In the order of the protocol's measures, so that measures asked together lie side by side."""
    found: dict[str, list[Measured]] = {measure.key: [] for measure in protocol.measures}
    for condition in conditions:
        if isinstance(condition, Measured):
            found[condition.measure].append(condition)
    return {key: over for key, over in found.items() if over}


def _told(conditions: Collection[Predicate]) -> Iterator[Dimension]:
    """The alarms of a level, or the changes: no, yes, not asked."""
    told: dict[Kind, Predicate] = {**ALARMS, Kind.CHANGE: AnyChange()}
    for kind, condition in told.items():
        if condition in conditions:
            no, yes, unasked = (
                msgspec.structs.replace(Situation(), **{kind.value: asked})
                for asked in (Said.NO, Said.YES, Said.NOT_ASKED)
            )
            yield Dimension(
                kind=kind,
                key=kind.value,
                conditions=(condition,),
                ways=(
                    Way(values=(FALSE,), says=no, length=NOTHING),
                    Way(values=(TRUE,), says=yes, length=length()),
                    Way(values=(UNKNOWN,), says=unasked, length=length(), lacking=True, left_out=True),
                ),
                worse=(Contrast(beside=frozenset({0}), such_as=0, other=1, says=(no, yes), length=length()),),
                left_out=(Contrast(beside=frozenset({0, 1}), such_as=0, other=2, says=(no, unasked), length=length()),),
            )


def _days(protocol: Protocol, checkpoint: Checkpoint, conditions: Iterable[Predicate]) -> Iterator[Dimension]:
    """Days on the step, from its first on; the checkpoint's own day is usual.

    A named practitioner may extend a course again and again, so that no day is the last: beyond the greatest number
    that a condition names, all come to the same.
    """
    found = tuple(each for each in conditions if isinstance(each, DaysOnStepIs))
    if not found:
        return
    is_baseline = checkpoint.kind is CheckpointKind.BASELINE
    beyond = max(int(condition.value) for condition in found) + 1
    first, last = (0, 1) if is_baseline else (1, max(last_day(protocol), beyond))
    usual = min(max(first, checkpoint.day or first), last)
    ways = [
        Way(
            values=_on_day(found, since),
            says=Situation(days_on_step=nearest),
            length=length(away=abs(nearest - usual)) if nearest != usual else NOTHING,
            days=(since, until),
        )
        for since, until in _stretches(found, (first, last_day(protocol), last))
        for nearest in (min(max(usual, since), until),)
    ]
    well = [way for way in ways if way.days is not None and way.days[0] <= usual <= way.days[1]]
    yield Dimension(
        kind=Kind.DAYS, key="days_on_step", conditions=found, ways=(*well, *(way for way in ways if way not in well))
    )


def _on_day(conditions: Sequence[DaysOnStepIs], day: int) -> tuple[int, ...]:
    return values_of([compare(DecimalString(day), condition.operator, condition.value) for condition in conditions])


def last_day(protocol: Protocol) -> int:
    """The last day on a step on which a check-in of the course is taken, if nobody extends it."""
    return protocol.calendar_limit_days + LAPSES_AFTER


def _stretches(conditions: Sequence[DaysOnStepIs], around: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    """Days in a row on which the conditions come to the same; a whole day lies on one side of every limit or on it.

    The days of the course, from the first to the last of it, and those beyond are never in one stretch.
    """
    first, of_course, last = around
    limits = {int(condition.value) + more for condition in conditions for more in (0, 1)}
    starts = sorted(day for day in {first, of_course + 1, *limits} if first <= day <= last)
    for since, following in pairwise([*starts, last + 1]):
        yield since, following - 1


def _arrived(protocol: Protocol, conditions: Iterable[Predicate]) -> Iterator[Dimension]:
    """How the step was reached: by the start or a resume, a rise, or a fall.

    Who has one step has only started, unless a new weight raises its dose.
    """
    found = tuple(each for each in conditions if isinstance(each, ArrivedBy))
    if not found:
        return
    moves = any(
        len(expand(item.ladder).steps) > 1 or item.taper or waits_for_weight(item) for item in substance_items(protocol)
    )
    outcomes = (None, DoseOutcome.ADVANCE, DoseOutcome.STEP_BACK) if moves else (None,)
    yield Dimension(
        kind=Kind.ARRIVED,
        key="arrived_by",
        conditions=found,
        ways=tuple(
            Way(
                values=values_of([condition.outcome is outcome for condition in found]),
                says=Situation(arrived_by=outcome),
                length=NOTHING if outcome is None else length(),
                arrived_by=outcome,
            )
            for outcome in outcomes
        ),
    )


def _fired(conditions: Collection[Predicate], can_fire: Collection[str]) -> Iterator[Dimension]:
    """How often a rule was true before, as far as it ever can be."""
    before = [each for each in conditions if isinstance(each, FiredBefore)]
    for rule in dict.fromkeys(each.rule for each in before):
        found = tuple(each for each in before if each.rule == rule)
        limits = sorted({each.times for each in found}) if rule in can_fire else ()
        yield Dimension(
            kind=Kind.FIRED,
            key=rule,
            conditions=found,
            ways=tuple(
                Way(
                    values=values_of([count >= each.times for each in found]),
                    says=Situation(fired={rule: count} if count else {}),
                    length=length(before=count) if count else NOTHING,
                )
                for count in (0, *limits)
            ),
        )


def _held(protocol: Protocol, conditions: Collection[Predicate]) -> Iterator[Dimension]:
    """At how many check-ins just before this one the condition of a row held, and at how many before those it may have.

    Only check-ins that looked at it count, so that nothing lies between them. Beyond them it did not hold, or nobody
    had looked yet.
    """
    rows = [each for each in conditions if isinstance(each, InARow)]
    pointers = {row: pointer for pointer, row in rows_with_pointers(protocol.rules)}
    for of in dict.fromkeys(each.of for each in rows):
        found = tuple(each for each in rows if each.of == of)
        limits = sorted({0, *(each.times - 1 for each in found)})
        yield Dimension(
            kind=Kind.HELD,
            key=pointers[found[0]],
            conditions=found,
            ways=tuple(_held_so(found, pointers[found[0]], *each) for each in combinations_with_replacement(limits, 2)),
        )


def _held_so(rows: Sequence[InARow], pointer: str, held: int, until: int) -> Way:
    """After so many at which it held, and up to so many at which it did or was left undecided."""
    left_open = until - held
    needed = [row.times - 1 for row in rows]
    return Way(
        values=values_of([True if each <= held else None if each <= until else False for each in needed]),
        says=Situation(held={pointer: held} if held else {}, undecided={pointer: left_open} if left_open else {}),
        length=length(before=until) + (length() if left_open else NOTHING) if until else NOTHING,
    )


def rows_with_pointers(rules: Sequence[Rule]) -> Iterator[tuple[str, InARow]]:
    """Every row in the rules, with its JSON pointer into the protocol."""
    for place, rule in enumerate(rules):
        yield from _rows_in(rule.when, f"/rules/{place}/when")


def _rows_in(predicate: Predicate, pointer: str) -> Iterator[tuple[str, InARow]]:
    match predicate:
        case InARow():
            yield pointer, predicate
        case AllOf() | AnyOf():
            for place, each in enumerate(predicate.of):
                yield from _rows_in(each, f"{pointer}/of/{place}")
        case Not():
            yield from _rows_in(predicate.of, f"{pointer}/of")
        case _:
            pass
