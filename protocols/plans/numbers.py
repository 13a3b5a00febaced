"""What a check-in tells, in the measures' own units."""

from datetime import date, timedelta
from typing import Final

from protocols.authoring.protocol import Protocol, laboratory_of
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result, read_result
from protocols.checkpoints.measure import Measure, MeasureKind, UnknownMeasure, check_answer
from protocols.checkpoints.predicate import TimesLimitIs, leaves
from protocols.decimal_string import DecimalString
from protocols.plans.asked_where import not_asked
from protocols.plans.check_in import CheckIn, Contradiction
from protocols.refusal import Refusal
from protocols.text import Key
from protocols.value import Value

OLDEST_RESULT: Final = 14
"""Days before the check-in from which a result on the way may be: as long as a repeat may take (judgement)."""

OLDEST_BASELINE_RESULT: Final = 90
"""Days before a baseline check-in from which its results may be: as long as a screening counts (judgement)."""


class UnitMissing(Refusal):
    """A laboratory value without its unit."""

    code = "unit_missing"
    title = "A laboratory value is told with its unit"


class ResultDateRefused(Refusal):
    """A result from the future, from before the start, or too old to say how the client is now."""

    code = "result_date"
    title = "The result is not from the days that the check-in is about"


class Numbers(Value, frozen=True):
    """The answers by measure, each in the measure's own unit, and the laboratories' upper limits told with them."""

    answers: dict[str, DecimalString]
    limits: dict[str, DecimalString]


def check_units(protocol: Protocol, check_in: CheckIn) -> None:
    """Refuse a laboratory value among the plain answers: `mg/dL` taken for `umol/L` is a known slip."""
    for measure in protocol.measures:
        if measure.kind is MeasureKind.LABORATORY and measure.key in check_in.answers:
            raise UnitMissing(
                f"Tell {measure.label} in `laboratory`, as the value with its unit ({measure.unit}).",
                pointer=f"/answers/{measure.key}",
            )


def beside_limit(protocol: Protocol) -> frozenset[Key]:
    """The laboratory values that a rule compares with the laboratory's own limit."""
    limited = {leaf.measure for rule in protocol.rules for leaf in leaves(rule.when) if isinstance(leaf, TimesLimitIs)}
    return frozenset(limited & laboratory_of(protocol))


def numbers(protocol: Protocol, check_in: CheckIn) -> Numbers:
    """Every answer and every result, on its scale; raises the refusal of what is none or cannot be meant."""
    known = {measure.key: measure for measure in protocol.measures}
    read = {
        key: read_result(_named(known, key, f"/laboratory/{key}"), result, f"/laboratory/{key}")
        for key, result in check_in.laboratory.items()
    }
    for key, answer in check_in.answers.items():
        check_answer(_named(known, key, f"/answers/{key}"), answer)
        if key in read:
            raise Contradiction(f"{known[key].label} is told twice.", pointer=f"/laboratory/{key}")
    return Numbers(
        answers={**check_in.answers, **{key: each.value for key, each in read.items()}},
        limits={key: each.upper_limit for key, each in read.items() if each.upper_limit is not None},
    )


def _named(known: dict[str, Measure], key: str, where: str) -> Measure:
    if key not in known:
        nobody = f"This protocol asks nothing called {key}."
        raise UnknownMeasure(not_asked(key, known, nobody), pointer=where)
    return known[key]


def check_taken(check_in: CheckIn, checkpoint: Checkpoint | None, start_on: date) -> None:
    """Refuse a result that was not taken in the days that the check-in is about.

    A baseline may be 90 days old; later a result is from the plan's own days and at most 14 days old (judgement).
    """
    is_baseline = checkpoint is not None and checkpoint.kind is CheckpointKind.BASELINE
    oldest = check_in.on - timedelta(days=OLDEST_BASELINE_RESULT if is_baseline else OLDEST_RESULT)
    earliest = oldest if is_baseline else max(oldest, start_on)
    for key, result in check_in.laboratory.items():
        _check_day(result, earliest, check_in.on, f"/laboratory/{key}/taken_on")


def _check_day(result: Result, earliest: date, latest: date, where: str) -> None:
    if result.taken_on is not None and not earliest <= result.taken_on <= latest:
        raise ResultDateRefused(
            f"A result of this check-in is from {earliest} to {latest}, not from {result.taken_on}.", pointer=where
        )
