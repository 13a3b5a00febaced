"""The questions and laboratory values of the catalogue."""

import pytest

from api.library import catalogue
from protocols.checkpoints.measure import AnswerOutsideScale, Measure, check_answer
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS, TOLERANCE

MEASURES = {measure.key: measure for measure in catalogue().measures}

ASKED = {
    "abdominal_pain": "How bad was stomach or belly pain on its worst day?",
    "nausea": "How bad was feeling sick on its worst day?",
    "headache": "How bad was headache on its worst day?",
    "bowel_change": "How much have your bowel movements changed for the worse from your usual before you started?",
    "days_taken": "On how many of the last 7 days did you take the full day's amount?",
}

# key, UCUM unit, low, high, whole numbers only, LOINC
SCALES = [
    ("abdominal_pain", "{score}", "0", "10", True, None),
    ("nausea", "{score}", "0", "10", True, None),
    ("headache", "{score}", "0", "10", True, None),
    ("bowel_change", "{score}", "0", "10", True, None),
    ("days_taken", "d", "0", "7", True, None),
    ("stool_frequency", "{#}/d", "0", "50", True, "9253-6"),
    ("temperature", "Cel", "30", "45", False, None),
    ("ibs_sss", "{score}", "0", "500", False, None),
    ("bristol_stool_form", "{score}", "1", "7", True, None),
    ("body_weight", "kg", "30", "250", False, "29463-7"),
    ("lactulose_mannitol_ratio", "{ratio}", "0", "10", False, None),
    ("faecal_calprotectin", "ug/g", "0", "20000", False, "38445-3"),
    ("crp", "mg/L", "0", "1000", False, "1988-5"),
    ("egfr", "mL/min/{1.73_m2}", "0", "250", False, "98979-8"),
    ("creatinine", "mg/dL", "0", "50", False, "2160-0"),
    ("urea_nitrogen", "mg/dL", "0", "400", False, "3094-0"),
    ("ammonia", "umol/L", "0", "3000", False, "16362-6"),
    ("alt", "U/L", "0", "50000", False, "1742-6"),
    ("ast", "U/L", "0", "50000", False, "1920-8"),
    ("bilirubin_total", "mg/dL", "0", "100", False, "1975-2"),
    ("albumin", "g/dL", "0", "15", False, "1751-7"),
    ("zonulin_serum", "ng/mL", "0", "10000", False, None),
    ("zonulin_stool", "ng/mL", "0", "100000", False, None),
    ("chemotherapy_going_ahead", "1", "0", "1", True, None),
    ("oncology_team_agrees", "1", "0", "1", True, None),
]


@pytest.mark.parametrize(("key", "unit", "low", "high", "whole", "loinc"), SCALES)
def test_a_scale_is_exactly_this(key: str, unit: str, low: str, high: str, whole: bool, loinc: str | None) -> None:
    measure = MEASURES[key]
    assert (measure.unit, str(measure.low), str(measure.high), measure.whole) == (unit, low, high, whole)
    assert (measure.loinc.code if measure.loinc else None) == loinc


def test_no_measure_is_left_out_of_the_table() -> None:
    assert [key for key, *_ in SCALES] == list(MEASURES)


@pytest.mark.parametrize(("key", "asked"), ASKED.items())
def test_the_questions_word_for_word(key: str, asked: str) -> None:
    assert MEASURES[key].asked == asked


def test_only_the_bowel_question_asks_for_the_change_itself() -> None:
    assert [measure.key for measure in MEASURES.values() if measure.baseline_is_zero] == ["bowel_change"]


def test_half_points_are_refused_on_the_symptom_scales() -> None:
    for key in TOLERANCE:
        with pytest.raises(AnswerOutsideScale):
            check_answer(MEASURES[key], DecimalString("2.5"))


def test_zonulin_is_for_research_only() -> None:
    research = {measure.key for measure in MEASURES.values() if measure.research_use_only}
    assert research == {"zonulin_serum", "zonulin_stool"}


def check_digit(number: str) -> int:
    """The modulus 10 check digit that LOINC codes end on."""
    doubled = "".join(str(int(digit) * (2 if place % 2 == 0 else 1)) for place, digit in enumerate(reversed(number)))
    return -sum(map(int, doubled)) % 10


@pytest.mark.parametrize("measure", [m for m in MEASURES.values() if m.loinc], ids=lambda measure: measure.key)
def test_a_loinc_code_has_its_check_digit_and_says_how_it_was_seen(measure: Measure) -> None:
    assert measure.loinc is not None
    number, digit = measure.loinc.code.split("-")
    assert check_digit(number) == int(digit)
    assert measure.loinc.verification.startswith("verified")


def test_bounds_of_laboratory_values_are_called_judgement() -> None:
    for measure in MEASURES.values():
        if measure.kind.value == "laboratory":
            assert "judgement" in (measure.note or ""), measure.key


def test_every_protocol_takes_its_measures_from_here() -> None:
    for protocol in PROTOCOLS.values():
        assert all(measure == MEASURES[measure.key] for measure in protocol.measures)
