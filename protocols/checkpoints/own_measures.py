"""The measures that the engine reads itself: whatever a protocol asks besides, these mean the same in each."""

from collections.abc import Mapping
from typing import Final

from protocols.checkpoints.measure import BODY_WEIGHT, Measure, MeasureKind, Worse
from protocols.decimal_string import DecimalString
from protocols.dosing.body import ADULT_WEIGHT_KG

DAYS_TAKEN: Final = "days_taken"
"""The measure that says on how many of the last 7 days the dose was taken as planned."""

_TAKEN: Final = Measure(
    key=DAYS_TAKEN,
    kind=MeasureKind.COUNT,
    label="Days taken as planned",
    asked="On how many of the last 7 days did you take the full day's amount?",
    unit="d",
    low=DecimalString(0),
    high=DecimalString(7),
    whole=True,
    recall="last 7 days",
    worse=Worse.LOWER,
)

_WEIGHT: Final = Measure(
    key=BODY_WEIGHT,
    kind=MeasureKind.VITAL,
    label="Body weight",
    asked="What is your weight?",
    unit="kg",
    low=DecimalString(ADULT_WEIGHT_KG[0]),
    high=DecimalString(ADULT_WEIGHT_KG[1]),
    whole=False,
)

_MEANING: Final = ("kind", "unit", "low", "high", "whole", "recall", "baseline_is_zero", "research_use_only")

_LOCKED: Final[Mapping[str, tuple[Measure, tuple[str, ...]]]] = {
    # "On how many days did you miss a dose?" has the same scale: the words and the worse end are part of what it means.
    DAYS_TAKEN: (_TAKEN, (*_MEANING, "asked", "worse")),
    BODY_WEIGHT: (_WEIGHT, _MEANING),
}


def otherwise(measure: Measure) -> dict[str, object]:
    """What this measure has otherwise than the engine takes it for, each with what the engine takes it for."""
    if measure.key not in _LOCKED:
        return {}
    own, fields = _LOCKED[measure.key]
    return {name: getattr(own, name) for name in fields if getattr(measure, name) != getattr(own, name)}


def is_own(measure: Measure) -> bool:
    """Whether the engine reads the measure itself, so that it means the same in every text."""
    return measure.key in _LOCKED
