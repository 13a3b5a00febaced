"""What somebody answers with whom nothing is wrong."""

from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result, highest_limit
from protocols.checkpoints.measure import BODY_WEIGHT, Measure, MeasureKind, Worse
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.decimal_string import DecimalString
from protocols.plans.days_told import most_taken
from protocols.plans.head import Head
from protocols.plans.lines import values_first
from protocols.plans.notice import awaited
from protocols.plans.numbers import beside_limit
from protocols.plans.repeats import to_repeat

_AS_BEFORE = frozenset({MeasureKind.LABORATORY, MeasureKind.VITAL})
"""Values that do not get better because somebody is well."""


def well(protocol: Protocol, head: Head, checkpoint: Checkpoint, day: date) -> dict[str, DecimalString]:
    """An answer to everything that the checkpoint asks; what it may ask is left out, but for tests that come first."""
    measures = {measure.key: measure for measure in protocol.measures}
    first = awaited(protocol, head) if checkpoint.kind is CheckpointKind.BASELINE else values_first(protocol, head, day)
    again = (key for _, keys in to_repeat(protocol, head, head.within_rules) for key in keys)
    asked = (*checkpoint.asks, *(key for key in (*first, *again) if key in measures))
    best = {key: _best(measures[key], head) for key in dict.fromkeys(asked)}
    if DAYS_TAKEN in best and checkpoint.kind is not CheckpointKind.BASELINE:
        best[DAYS_TAKEN] = DecimalString(most_taken(head.snapshot.start_on, day))
    return best


def beside_limits(protocol: Protocol, head: Head, answers: dict[str, DecimalString]) -> dict[str, Result]:
    """Those of these answers that a rule compares with the laboratory's limit, told with one.

    It is the limit of the baseline, and otherwise the highest that can be meant, within which somebody well lies.
    """
    limited = beside_limit(protocol)
    return {
        measure.key: Result(
            value=answers[measure.key],
            unit=measure.unit,
            upper_limit=head.baseline_limits.get(measure.key, highest_limit(measure)),
        )
        for measure in protocol.measures
        if measure.key in limited & answers.keys()
    }


def _best(measure: Measure, head: Head) -> DecimalString:
    """The good end of the scale; a laboratory value or a vital sign is as it was before, where it is known."""
    before = _before(measure, head) if measure.kind in _AS_BEFORE else None
    if before is not None:
        return before
    return measure.high if measure.worse is Worse.LOWER else measure.low


def _before(measure: Measure, head: Head) -> DecimalString | None:
    weight = head.doses[-1].body.weight
    if measure.key == BODY_WEIGHT and weight is not None:
        return weight.value
    return head.baseline.get(measure.key)
