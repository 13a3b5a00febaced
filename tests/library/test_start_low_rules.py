"""What an answer does to the dose of the start-low protocol: every pair of baseline and answer."""

from itertools import product

import pytest

from protocols.checkpoints.outcome import (
    Call,
    DoseOutcome,
    call_strength,
    dose_strength,
    strongest_call,
    strongest_dose,
)
from protocols.checkpoints.predicate import Facts, evaluate
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS, TOLERANCE, rules_at

RULES = rules_at("glutamine-start-low", "tolerance")
OPTIONAL = ("egfr", "creatinine", "ammonia", "alt", "ast")
PAIRS = list(product(range(11), range(11)))

ADVANCE, HOLD, STEP_BACK, STOP = DoseOutcome.ADVANCE, DoseOutcome.HOLD, DoseOutcome.STEP_BACK, DoseOutcome.STOP


def facts(
    answers: dict[str, int] | None = None,
    baseline: dict[str, int] | None = None,
    *,
    emergency: bool | None = False,
    today: bool | None = False,
    change: bool | None = False,
    days_on_step: int = 7,
    arrived_by: DoseOutcome | None = None,
) -> Facts:
    """A check-in on which all is well, but for what is said."""
    well = {**dict.fromkeys(TOLERANCE, 0), "days_taken": 7, **(answers or {})}
    return Facts(
        answers={key: DecimalString(value) for key, value in well.items() if value >= 0},
        baseline={key: DecimalString(value) for key, value in (baseline or {}).items()},
        emergency=emergency,
        today=today,
        change=change,
        days_on_step=days_on_step,
        arrived_by=arrived_by,
        fired={},
        skipped=OPTIONAL,
    )


def true_rules(known: Facts) -> set[str]:
    return {rule.key for rule in RULES if evaluate(rule.when, known) is True}


def dose(known: Facts) -> DoseOutcome:
    """The strongest rule that is true; one that cannot be decided counts as hold."""
    decided = [(rule, evaluate(rule.when, known)) for rule in RULES]
    return strongest_dose(HOLD if result is None else rule.dose for rule, result in decided if result is not False)


def call(known: Facts) -> Call:
    return strongest_call(rule.call for rule in RULES if evaluate(rule.when, known) is True)


def by_the_table(baseline: int, answer: int) -> tuple[DoseOutcome, Call]:
    """The table of the protocol, written down a second time, from the strongest row to the weakest."""
    rise = max(0, answer - baseline)
    if answer >= 9 or (answer >= 7 and rise >= 4):
        return STOP, Call.TODAY
    if rise >= 4 or (answer >= 7 and rise >= 2):
        return STEP_BACK, Call.NONE
    if rise >= 2 or answer >= 7:
        return HOLD, Call.NONE
    return ADVANCE, Call.NONE


@pytest.mark.parametrize("measure", TOLERANCE)
@pytest.mark.parametrize(("baseline", "answer"), PAIRS)
def test_each_pair_leads_to_what_the_table_says(measure: str, baseline: int, answer: int) -> None:
    known = facts({measure: answer}, {measure: baseline})
    assert (dose(known), call(known)) == by_the_table(baseline, answer)


@pytest.mark.parametrize("measure", TOLERANCE)
def test_without_a_baseline_it_counts_as_zero(measure: str) -> None:
    doses = [dose(facts({measure: answer})) for answer in range(11)]
    assert doses == [ADVANCE] * 2 + [HOLD] * 2 + [STEP_BACK] * 3 + [STOP] * 4


def test_a_worse_answer_is_never_weaker() -> None:
    for baseline in range(11):
        strengths = [dose_strength(dose(facts({"nausea": answer}, {"nausea": baseline}))) for answer in range(11)]
        assert strengths == sorted(strengths), baseline


def test_a_higher_baseline_is_never_stronger() -> None:
    for answer in range(11):
        strengths = [dose_strength(dose(facts({"nausea": answer}, {"nausea": baseline}))) for baseline in range(11)]
        assert strengths == sorted(strengths, reverse=True), answer


def test_no_rule_is_dead() -> None:
    """Each rule is, for some check-in, the only reason for its outcome."""
    cases = [
        ("alarm-emergency", facts(emergency=True)),
        ("alarm-today", facts(today=True)),
        ("change", facts(change=True)),
        ("severe", facts({"headache": 9}, {"headache": 9})),
        ("moderate", facts({"nausea": 4})),
        ("persistent", facts({"nausea": 2}, arrived_by=STEP_BACK, days_on_step=8)),
        ("mild", facts({"nausea": 2})),
        ("missed", facts({"days_taken": 5})),
        ("clear", facts()),
    ]
    for key, known in cases:
        strongest = dose(known)
        assert [rule.key for rule in RULES if rule.key in true_rules(known) and rule.dose is strongest] == [key]
    asleep_without_laboratory_values = {
        "egfr-fall-some",
        "egfr-fall",
        "ammonia-high",
        "liver-tests-raised",
        "liver-tests-high",
    }
    assert {key for key, _ in cases} == {rule.key for rule in RULES} - asleep_without_laboratory_values


@pytest.mark.parametrize("missing", [*TOLERANCE, "days_taken"])
@pytest.mark.parametrize("others", [0, 1])
def test_a_missing_answer_never_advances(missing: str, others: int) -> None:
    answers = dict.fromkeys(TOLERANCE, others) | {missing: -1}
    assert "clear" not in true_rules(facts(answers))
    assert dose(facts(answers)) is HOLD


@pytest.mark.parametrize("lacking", [{"emergency": None}, {"today": None}, {"change": None}])
def test_an_alarm_or_change_that_was_not_asked_never_advances(lacking: dict[str, None]) -> None:
    assert dose(facts(**lacking)) is HOLD  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", TOLERANCE)
def test_a_missing_answer_hides_nothing_stronger(missing: str) -> None:
    other = next(measure for measure in TOLERANCE if measure != missing)
    assert dose(facts({missing: -1, other: 4})) is STEP_BACK
    assert dose(facts({missing: -1, other: 9})) is STOP
    for alarm, wanted in (("emergency", Call.EMERGENCY), ("today", Call.TODAY)):
        known = facts({missing: -1}, **{alarm: True})  # type: ignore[arg-type]
        assert (dose(known), call(known)) == (STOP, wanted)


@pytest.mark.parametrize(("days", "expected"), [(0, HOLD), (5, HOLD), (6, ADVANCE), (7, ADVANCE)])
def test_a_dose_that_was_not_taken_is_not_raised(days: int, expected: DoseOutcome) -> None:
    assert dose(facts({"days_taken": days})) is expected


@pytest.mark.parametrize(
    ("arrived_by", "days", "rise", "expected"),
    [
        (STEP_BACK, 8, 2, STOP),
        (STEP_BACK, 8, 1, ADVANCE),
        (STEP_BACK, 7, 2, HOLD),
        (ADVANCE, 8, 2, HOLD),
        (None, 30, 3, HOLD),
    ],
)
def test_persistent_is_more_than_seven_days_after_a_step_back(
    arrived_by: DoseOutcome | None, days: int, rise: int, expected: DoseOutcome
) -> None:
    assert dose(facts({"bowel_change": rise}, arrived_by=arrived_by, days_on_step=days)) is expected


@pytest.mark.parametrize(("pain", "expected"), [(1, ADVANCE), (2, HOLD), (5, STEP_BACK), (9, STOP)])
def test_the_worked_examples(pain: int, expected: DoseOutcome) -> None:
    assert dose(facts({"abdominal_pain": pain, "bowel_change": 1})) is expected


def test_two_symptoms_take_the_stronger() -> None:
    for first, second in PAIRS:
        both = facts({"nausea": first, "headache": second})
        alone = [facts({"nausea": first}), facts({"headache": second})]
        assert dose(both) is strongest_dose(map(dose, alone))
        assert call_strength(call(both)) == max(call_strength(call(known)) for known in alone)


def test_only_clear_raises_a_dose() -> None:
    raising = {rule.key for protocol in PROTOCOLS.values() for rule in protocol.rules if rule.dose is ADVANCE}
    assert raising == {"clear", "clear-by-day-5"}
