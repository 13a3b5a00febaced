"""Questions with a scale."""

from enum import StrEnum
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed, Refusal
from protocols.text import Key, Line
from protocols.value import Value


class AnswerOutsideScale(Refusal):
    """An answer that the measure's scale does not have."""

    code = "answer_outside_scale"
    title = "The answer is not on the scale"


class UnknownMeasure(Refusal):
    """An answer to something the checkpoint or the protocol does not ask."""

    code = "unknown_measure"
    title = "This protocol has no such measure"


class MeasureKind(StrEnum):
    """What sort of number a measure gives."""

    SCORE = "score"
    COUNT = "count"
    YES_NO = "yes_no"
    QUESTIONNAIRE = "questionnaire"
    LABORATORY = "laboratory"
    VITAL = "vital"


class Worse(StrEnum):
    """Which end of a scale is the worse one for the client."""

    HIGHER = "higher"
    LOWER = "lower"


BODY_WEIGHT: Final = "body_weight"
"""The measure whose answer a dose by weight may follow."""


class Loinc(Value, frozen=True):
    """A LOINC code that was seen in a source, with what the source shows of it."""

    code: Line
    display: Line
    verification: Line


class Measure(Value, frozen=True):
    """A question or a laboratory value: its scale from `low` to `high`, its UCUM unit, and what the ends mean.

    `worse` says which end is the worse one: every measure that stands in a rule has it, so that a worse answer
    can be proved never to give a weaker outcome.
    `baseline_is_zero` is for questions that already ask for the change since before the start.
    `research_use_only` may be recorded and never stands in a rule.
    """

    key: Key
    kind: MeasureKind
    label: Line
    asked: Line
    unit: Line
    low: DecimalString
    high: DecimalString
    whole: bool
    recall: Line | None = None
    worse: Worse | None = None
    low_means: Line | None = None
    high_means: Line | None = None
    loinc: Loinc | None = None
    baseline_is_zero: bool = False
    research_use_only: bool = False
    note: Line | None = None

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise Malformed("A scale ends above where it begins.", pointer="/high")


def check_answer(measure: Measure, answer: DecimalString, where: str | None = None) -> None:
    """Refuse an answer outside the scale, or between the marks of a whole-number scale."""
    pointer = where or f"/answers/{measure.key}"
    if not measure.low <= answer <= measure.high:
        raise AnswerOutsideScale(
            f"{measure.label} goes from {measure.low} to {measure.high}; {answer} is not on the scale.", pointer=pointer
        )
    if measure.whole and answer != answer.to_integral_value():
        raise AnswerOutsideScale(f"{measure.label} takes whole numbers only; {answer} is not one.", pointer=pointer)
