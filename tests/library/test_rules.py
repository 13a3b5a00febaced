"""What each rule of each protocol leads to, and where its limits lie."""

import pytest

from protocols.checkpoints.outcome import Call, DoseOutcome, strongest_dose
from protocols.checkpoints.predicate import Facts, evaluate
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS, SLUGS, TOLERANCE, rule, rules_at

SINGLE = tuple(slug for slug in SLUGS if slug != "glutamine-start-low")

# rule, dose, call
EVERYWHERE = [
    ("alarm-emergency", "stop", "emergency"),
    ("alarm-today", "stop", "today"),
    ("change", "hold", "routine"),
    ("severe", "stop", "today"),
    ("mild", "hold", "none"),
    ("missed", "hold", "none"),
    ("clear", "advance", "none"),
    ("baseline-high", "pause", "routine"),
    ("baseline-egfr", "stop", "today"),
    ("baseline-ammonia", "stop", "today"),
    ("baseline-liver-tests", "stop", "today"),
    ("weight-loss", "stop", "today"),
    ("egfr-fall-some", "hold", "none"),
    ("egfr-fall", "stop", "today"),
    ("ammonia-high", "stop", "today"),
    ("liver-tests-raised", "hold", "none"),
    ("liver-tests-high", "stop", "today"),
]
IBS = [("ibs-score-worse", "hold", "routine")]
CROHN = [
    ("baseline-calprotectin", "pause", "routine"),
    ("baseline-crp", "pause", "routine"),
    ("calprotectin-high", "stop", "routine"),
    ("crp-high", "hold", "today"),
]
PAUSES = [("moderate", "pause", "routine"), ("moderate-again", "stop", "routine")]
OWN = {
    "glutamine-start-low": [("moderate", "step_back", "none"), ("persistent", "stop", "routine"), *IBS],
    "glutamine-pi-ibs-d": [*PAUSES, *IBS],
    "glutamine-low-fodmap": [*PAUSES, *IBS],
    "glutamine-crohn-remission": [*PAUSES, *CROHN],
    "glutamine-crohn-21g": [*PAUSES, *CROHN],
    "glutamine-chemotherapy": [
        *PAUSES,
        ("missed-by-day-5", "hold", "none"),
        ("clear-by-day-5", "advance", "none"),
        ("diarrhoea", "pause", "today"),
        ("diarrhoea-severe", "stop", "emergency"),
        ("temperature-high", "stop", "emergency"),
        ("chemotherapy-not-confirmed", "pause", "routine"),
    ],
}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_rules_are_these_and_lead_to_this(slug: str) -> None:
    found = {(each.key, each.dose.value, each.call.value) for each in PROTOCOLS[slug].rules}
    assert found == {*EVERYWHERE, *OWN[slug]}


def test_only_a_step_back_on_the_lowest_step_changes_the_call() -> None:
    found = {
        (slug, each.key, each.call_on_lowest) for slug in SLUGS for each in PROTOCOLS[slug].rules if each.call_on_lowest
    }
    assert found == {("glutamine-start-low", "moderate", Call.ROUTINE)}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_look_asks_alarms_and_changes(slug: str) -> None:
    for checkpoint in PROTOCOLS[slug].checkpoints:
        assert {"alarm-emergency", "alarm-today", "change"} <= set(checkpoint.rules)


def test_weight_is_watched_wherever_it_is_asked() -> None:
    for protocol in PROTOCOLS.values():
        for checkpoint in protocol.checkpoints[1:]:
            asked = "body_weight" in {*checkpoint.asks, *checkpoint.may_ask}
            assert asked is ("weight-loss" in checkpoint.rules), (protocol.slug, checkpoint.key)


def facts(
    answers: dict[str, str],
    baseline: dict[str, str] | None = None,
    fired: dict[str, int] | None = None,
    skipped: tuple[str, ...] = (),
) -> Facts:
    return Facts(
        answers={key: DecimalString(value) for key, value in answers.items()},
        baseline={key: DecimalString(value) for key, value in (baseline or {}).items()},
        emergency=False,
        today=False,
        change=False,
        days_on_step=7,
        arrived_by=None,
        fired=fired or {},
        skipped=skipped,
    )


def holds(slug: str, key: str, known: Facts) -> bool | None:
    return evaluate(rule(slug, key).when, known)


# protocol, rule, measure, baseline, answer, true?
LIMITS = [
    ("glutamine-crohn-remission", "egfr-fall-some", "egfr", "100", "85.1", False),
    ("glutamine-crohn-remission", "egfr-fall-some", "egfr", "100", "85", True),
    ("glutamine-crohn-remission", "egfr-fall-some", "egfr", "100", "75.5", True),
    ("glutamine-crohn-remission", "egfr-fall-some", "egfr", "100", "75", False),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", "100", "75.1", False),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", "100", "75", True),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", "32", "30", False),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", "32", "29.9", True),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", None, "29", True),
    ("glutamine-crohn-remission", "egfr-fall", "egfr", None, "90", None),
    ("glutamine-crohn-remission", "calprotectin-high", "faecal_calprotectin", None, "119.9", False),
    ("glutamine-crohn-remission", "calprotectin-high", "faecal_calprotectin", "70", "120", True),
    ("glutamine-crohn-remission", "baseline-calprotectin", "faecal_calprotectin", None, "119.9", False),
    ("glutamine-crohn-remission", "baseline-calprotectin", "faecal_calprotectin", None, "120", True),
    ("glutamine-crohn-21g", "baseline-crp", "crp", None, "9.9", False),
    ("glutamine-crohn-21g", "baseline-crp", "crp", None, "10", True),
    ("glutamine-crohn-remission", "crp-high", "crp", None, "9.9", False),
    ("glutamine-crohn-remission", "crp-high", "crp", None, "10", True),
    ("glutamine-crohn-21g", "crp-high", "crp", None, "9.9", False),
    ("glutamine-crohn-21g", "crp-high", "crp", None, "10", True),
    ("glutamine-start-low", "baseline-egfr", "egfr", None, "30", False),
    ("glutamine-start-low", "baseline-egfr", "egfr", None, "29.9", True),
    ("glutamine-start-low", "ammonia-high", "ammonia", "40", "59.9", None),
    ("glutamine-start-low", "ammonia-high", "ammonia", "40", "60", True),
    ("glutamine-start-low", "weight-loss", "body_weight", "80", "76.1", False),
    ("glutamine-start-low", "weight-loss", "body_weight", "80", "76", True),
    ("glutamine-start-low", "weight-loss", "body_weight", None, "76", None),
    ("glutamine-start-low", "ibs-score-worse", "ibs_sss", "200", "249", False),
    ("glutamine-start-low", "ibs-score-worse", "ibs_sss", "200", "250", True),
    ("glutamine-chemotherapy", "diarrhoea", "stool_frequency", "2", "5", False),
    ("glutamine-chemotherapy", "diarrhoea", "stool_frequency", "2", "6", True),
    ("glutamine-chemotherapy", "diarrhoea-severe", "stool_frequency", "2", "8", False),
    ("glutamine-chemotherapy", "diarrhoea-severe", "stool_frequency", "2", "9", True),
    ("glutamine-chemotherapy", "temperature-high", "temperature", None, "37.9", False),
    ("glutamine-chemotherapy", "temperature-high", "temperature", None, "38", True),
    ("glutamine-chemotherapy", "missed-by-day-5", "days_taken", None, "3", True),
    ("glutamine-chemotherapy", "missed-by-day-5", "days_taken", None, "4", False),
]


@pytest.mark.parametrize(("slug", "key", "measure", "baseline", "answer", "expected"), LIMITS)
def test_a_limit_lies_exactly_here(
    slug: str, key: str, measure: str, baseline: str | None, answer: str, expected: bool | None
) -> None:
    before = {} if baseline is None else {measure: baseline}
    assert holds(slug, key, facts({measure: answer}, before)) is expected


@pytest.mark.parametrize(
    ("going_ahead", "agreed", "expected"), [("1", "1", False), ("0", "1", True), ("1", "0", True), ("0", "0", True)]
)
def test_chemotherapy_put_off_or_no_longer_agreed_pauses(going_ahead: str, agreed: str, expected: bool) -> None:
    answers = {"chemotherapy_going_ahead": going_ahead, "oncology_team_agrees": agreed}
    assert holds("glutamine-chemotherapy", "chemotherapy-not-confirmed", facts(answers)) is expected


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("measure", TOLERANCE)
def test_seven_before_the_start_is_too_high_to_start(slug: str, measure: str) -> None:
    well = dict.fromkeys(TOLERANCE, "0")
    assert holds(slug, "baseline-high", facts(well | {measure: "6"})) is False
    assert holds(slug, "baseline-high", facts(well | {measure: "7"})) is True


def strongest(slug: str, checkpoint: str, known: Facts) -> DoseOutcome:
    return strongest_dose(each.dose for each in rules_at(slug, checkpoint) if evaluate(each.when, known) is True)


SKIPPED = tuple({"egfr", "creatinine", "ammonia", "alt", "ast", "ibs_sss", "body_weight"})


@pytest.mark.parametrize("slug", [slug for slug in SINGLE if slug != "glutamine-chemotherapy"])
@pytest.mark.parametrize(
    ("pain", "fired", "expected"),
    [
        ("1", {}, DoseOutcome.ADVANCE),
        ("3", {}, DoseOutcome.HOLD),
        ("4", {}, DoseOutcome.PAUSE),
        ("6", {}, DoseOutcome.PAUSE),
        ("4", {"moderate": 1}, DoseOutcome.STOP),
        ("3", {"moderate": 1}, DoseOutcome.HOLD),
        ("7", {}, DoseOutcome.STOP),
    ],
)
def test_a_protocol_of_one_step_pauses_once_then_stops(
    slug: str, pain: str, fired: dict[str, int], expected: DoseOutcome
) -> None:
    answers = dict.fromkeys(TOLERANCE, "0") | {"abdominal_pain": pain, "days_taken": "7", "body_weight": "70"}
    known = facts(answers, {"body_weight": "70"}, fired, SKIPPED)
    assert strongest(slug, "tolerance", known) is expected


@pytest.mark.parametrize("slug", SLUGS)
def test_optional_values_that_were_not_taken_change_nothing(slug: str) -> None:
    for checkpoint in PROTOCOLS[slug].checkpoints[1:]:
        answers = dict.fromkeys(checkpoint.asks, "0") | {"days_taken": "7", "body_weight": "70", "egfr": "90"}
        answers |= {"temperature": "36.8", "chemotherapy_going_ahead": "1", "oncology_team_agrees": "1"}
        asked = {key: value for key, value in answers.items() if key in checkpoint.asks}
        known = facts(asked, {"body_weight": "70", "egfr": "90"}, skipped=tuple(checkpoint.may_ask))
        results = {each.key: evaluate(each.when, known) for each in rules_at(slug, checkpoint.key)}
        assert {key for key, result in results.items() if result is not False} & {"clear", "clear-by-day-5"}
        assert {key for key, result in results.items() if result is not False} <= {"clear", "clear-by-day-5"}
