"""What was told, in the words of the text that asked it."""

from collections.abc import Iterator, Mapping
from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.laboratory import Result
from protocols.decimal_string import DecimalString
from protocols.plans.check_in import CheckIn, raised
from protocols.text import Key
from protocols.value import Value


class AnswerTold(Value, frozen=True):
    """A number as it was told: of a laboratory with its own unit, limit and day of the sample, where they were told."""

    measure: Key
    label: str
    value: DecimalString
    unit: str
    upper_limit: DecimalString | None = None
    taken_on: date | None = None


class SaidYes(Value, frozen=True):
    """An alarm or a change that was answered yes, as it was asked."""

    key: Key
    asked: str


def answers_told(protocol: Protocol, check_in: CheckIn) -> tuple[AnswerTold, ...]:
    """Every answer and every result, in the order of the protocol's measures."""
    return tuple(_answers(protocol, check_in))


def results_told(protocol: Protocol, results: Mapping[Key, Result]) -> tuple[AnswerTold, ...]:
    """Every result, in the order of the protocol's measures."""
    return tuple(_result(each.key, each.label, results[each.key]) for each in protocol.measures if each.key in results)


def _answers(protocol: Protocol, check_in: CheckIn) -> Iterator[AnswerTold]:
    for measure in protocol.measures:
        if (result := check_in.laboratory.get(measure.key)) is not None:
            yield _result(measure.key, measure.label, result)
        elif (answer := check_in.answers.get(measure.key)) is not None:
            yield AnswerTold(measure=measure.key, label=measure.label, value=answer, unit=measure.unit)


def _result(key: Key, label: str, result: Result) -> AnswerTold:
    return AnswerTold(
        measure=key,
        label=label,
        value=result.value,
        unit=result.unit,
        upper_limit=result.upper_limit,
        taken_on=result.taken_on,
    )


def alarms_told(protocol: Protocol, keys: tuple[Key, ...]) -> tuple[SaidYes, ...]:
    """The alarms of these keys, in the order of the list; the locked ones are told of every plan."""
    own = {each.key for each in protocol.alarms}
    asked = (*protocol.alarms, *(each for each in LOCKED if each.key not in own))
    return tuple(SaidYes(key=each.key, asked=each.asked) for each in asked if each.key in keys)


def alarms_at(protocol: Protocol, check_in: CheckIn) -> tuple[SaidYes, ...]:
    """The alarms that were answered yes at a check-in."""
    return alarms_told(protocol, raised(check_in.alarms, tuple(each.key for each in protocol.alarms)))


def changes_at(check_in: CheckIn) -> tuple[SaidYes, ...]:
    """The changes that were answered yes at a check-in."""
    return changes_told(raised(check_in.changes, tuple(each.key for each in CHANGES)))


def changes_told(keys: tuple[Key, ...]) -> tuple[SaidYes, ...]:
    """The changes of these keys, in the order of the list."""
    return tuple(SaidYes(key=each.key, asked=each.asked) for each in CHANGES if each.key in keys)
