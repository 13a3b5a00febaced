"""Conditions in a practitioner's words."""

import pytest

from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.in_words import in_words
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnswerIs,
    AnyChange,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FallIs,
    FiredBefore,
    InARow,
    Not,
    Operator,
    PercentFallIs,
    PercentRiseIs,
    Predicate,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
)
from protocols.decimal_string import DecimalString

LEAST, MORE, MOST, LESS, EQUAL = Operator
TWO = DecimalString("2")
PAIN = AnswerIs(measure="pain", operator=LEAST, value=TWO)
SICK = AnswerIs(measure="sick", operator=LESS, value=DecimalString("2.50"))

TOLD: list[tuple[Predicate, str]] = [
    (PAIN, "belly pain is 2 or more"),
    (SICK, "sick is less than 2.5"),
    (AnswerIs(measure="pain", operator=MORE, value=TWO), "belly pain is more than 2"),
    (AnswerIs(measure="pain", operator=MOST, value=TWO), "belly pain is 2 or less"),
    (AnswerIs(measure="pain", operator=EQUAL, value=TWO), "belly pain is exactly 2"),
    (RiseIs(measure="pain", operator=LEAST, value=TWO), "belly pain rises by 2 or more since the baseline"),
    (
        FallIs(measure="pain", operator=MORE, value=TWO, since=Since.EARLIER),
        "belly pain falls by more than 2 since the last check-in",
    ),
    (PercentFallIs(measure="egfr", operator=LEAST, value=TWO), "egfr falls by 2 % or more since the baseline"),
    (PercentRiseIs(measure="egfr", operator=LEAST, value=TWO), "egfr rises by 2 % or more since the baseline"),
    (
        TimesLimitIs(measure="alt", operator=LEAST, value=TWO),
        "alt is 2 or more times the laboratory's upper limit",
    ),
    (
        TimesLimitIs(measure="alt", operator=MORE, value=TWO, taken=Taken.BASELINE),
        "alt was before the start more than 2 times the laboratory's upper limit",
    ),
    (AlarmIs(level=AlarmLevel.EMERGENCY), "an emergency alarm is answered yes"),
    (AlarmIs(level=AlarmLevel.TODAY), "an alarm of today is answered yes"),
    (AnyChange(), "a change since last time is told"),
    (DaysOnStepIs(operator=LEAST, value=DecimalString("8")), "the days on the step are 8 or more"),
    (ArrivedBy(outcome=DoseOutcome.STEP_BACK), "the step was reached by a step back"),
    (FiredBefore(rule="mild"), "rule mild was true at an earlier check-in"),
    (FiredBefore(rule="mild", times=2), "rule mild was true at 2 or more earlier check-ins"),
    (Not(of=PAIN), "not belly pain is 2 or more"),
    (InARow(of=PAIN, times=3), "belly pain is 2 or more at 3 check-ins in a row"),
    (AllOf(of=(PAIN, SICK)), "belly pain is 2 or more and sick is less than 2.5"),
    (AnyOf(of=(PAIN, SICK)), "belly pain is 2 or more or sick is less than 2.5"),
    (Not(of=AnyOf(of=(PAIN, SICK))), "not (belly pain is 2 or more or sick is less than 2.5)"),
    (
        AllOf(of=(AnyOf(of=(PAIN, SICK)), AllOf(of=(PAIN,)), SICK)),
        "(belly pain is 2 or more or sick is less than 2.5) and belly pain is 2 or more and sick is less than 2.5",
    ),
    (
        InARow(of=AllOf(of=(PAIN, SICK)), times=2),
        "(belly pain is 2 or more and sick is less than 2.5) at 2 check-ins in a row",
    ),
]


@pytest.mark.parametrize(("predicate", "words"), TOLD, ids=[words for _, words in TOLD])
def test_a_condition_in_words(predicate: Predicate, words: str) -> None:
    assert in_words(predicate, {"pain": "belly pain"}) == words


@pytest.mark.parametrize("outcome", DoseOutcome)
def test_every_outcome_that_may_lead_to_a_step_has_a_word(outcome: DoseOutcome) -> None:
    assert outcome.value.replace("_", " ") in in_words(ArrivedBy(outcome=outcome), {})
