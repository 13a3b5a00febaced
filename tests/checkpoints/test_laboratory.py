"""What a laboratory reports, in the measure's own unit or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.checkpoints.laboratory import (
    LimitImplausible,
    NotFromLaboratory,
    Result,
    UnitRefused,
    highest_limit,
    read_result,
)
from protocols.checkpoints.measure import AnswerOutsideScale, Measure, MeasureKind, Worse
from protocols.checkpoints.metric import power_of_ten
from protocols.decimal_string import DecimalString

# told, wanted, the power of ten between them
UNITS = [
    ("mg/dL", "mg/dL", 0),
    ("mg/L", "mg/dL", -1),
    ("g/L", "mg/dL", 2),
    ("g/dL", "mg/L", 4),
    ("umol/L", "mmol/L", -3),
    ("mmol/L", "umol/L", 3),
    ("nmol/mL", "umol/L", 0),
    ("mg/kg", "ug/g", 0),
    ("ug/kg", "ug/g", -3),
    ("mg/l", "mg/L", 0),
    ("kU/L", "U/L", 3),
    ("L/min/{1.73_m2}", "mL/min/{1.73_m2}", 3),
    ("{ratio}", "{ratio}", 0),
    ("{whatever}", "{whatever}", 0),
]
APART = [
    ("umol/L", "mg/dL"),
    ("mg/dL", "umol/L"),
    ("mmol/L", "mg/L"),
    ("ukat/L", "U/L"),
    ("[IU]/L", "U/L"),
    ("mg", "mg/dL"),
    ("mg/dL/d", "mg/dL"),
    ("dL/mg", "mg/dL"),
    ("mL/min", "mL/min/{1.73_m2}"),
    ("mL/h/{1.73_m2}", "mL/min/{1.73_m2}"),
    ("mcg/g", "ug/g"),
    ("µg/g", "ug/g"),
    ("Mg/dL", "mg/dL"),
    ("MG/DL", "mg/dL"),
    ("%", "mg/dL"),
    ("mg//dL", "mg/dL"),
    ("{score}", "{ratio}"),
]


@pytest.mark.parametrize(("told", "wanted", "power"), UNITS)
def test_units_a_metric_prefix_apart(told: str, wanted: str, power: int) -> None:
    assert power_of_ten(told, wanted) == power
    assert power_of_ten(wanted, told) == -power


@pytest.mark.parametrize(("told", "wanted"), APART)
def test_nothing_else_is_converted(told: str, wanted: str) -> None:
    assert power_of_ten(told, wanted) is None


def a_laboratory(unit: str = "mg/dL", low: str = "0", high: str = "50") -> Measure:
    return Measure(
        key="creatinine",
        kind=MeasureKind.LABORATORY,
        label="Creatinine",
        asked="Creatinine",
        unit=unit,
        low=DecimalString(low),
        high=DecimalString(high),
        whole=False,
        worse=Worse.HIGHER,
    )


def result(value: str, unit: str, limit: str | None = None) -> Result:
    return Result(value=DecimalString(value), unit=unit, upper_limit=None if limit is None else DecimalString(limit))


# value, unit, limit, and what they come to in mg/dL
READ = [
    ("0.9", "mg/dL", "1.2", "0.9", "1.2"),
    ("9", "mg/L", "12", "0.9", "1.2"),
    ("0.009", "g/L", None, "0.9", None),
    ("50", "mg/dL", "50", "50", "50"),
    ("0", "mg/dL", "0.000000000001", "0", "0.000000000001"),
]


@pytest.mark.parametrize(("value", "unit", "limit", "read", "read_limit"), READ)
def test_value_and_limit_come_to_the_measures_unit(
    value: str, unit: str, limit: str | None, read: str, read_limit: str | None
) -> None:
    found = read_result(a_laboratory(), result(value, unit, limit), "/laboratory/creatinine")
    assert (str(found.value), None if found.upper_limit is None else str(found.upper_limit)) == (read, read_limit)


@given(st.decimals(0, 50, places=10).map(DecimalString), st.sampled_from(["g/dL", "mg/L", "ug/dL", "g/L", "mg/dL"]))
def test_nothing_is_lost_on_the_way(value: DecimalString, unit: str) -> None:
    power = power_of_ten(unit, "mg/dL")
    assert power is not None
    told = DecimalString(Decimal(value).scaleb(-power))
    assert read_result(a_laboratory(), Result(value=told, unit=unit), "").value == value


# the catalogue's key, unit and end of the scale, a limit as told and its unit, and whether it can be meant
LIMITS_MEANT = [
    ("alt", "U/L", "50000", "40", "U/L", True),
    ("alt", "U/L", "50000", "200", "U/L", True),
    ("alt", "U/L", "50000", "200.1", "U/L", False),
    ("alt", "U/L", "50000", "4000", "U/L", False),
    ("alt", "U/L", "50000", "4", "kU/L", False),
    ("ast", "U/L", "50000", "200", "U/L", True),
    ("ast", "U/L", "50000", "1000", "U/L", False),
    ("ammonia", "umol/L", "3000", "144", "umol/L", True),
    ("ammonia", "umol/L", "3000", "145", "umol/L", False),
    ("ammonia", "umol/L", "3000", "0.145", "mmol/L", False),
    ("ammonia", "mmol/L", "3", "0.145", "mmol/L", False),
    ("an end of the scale below it", "U/L", "100", "100", "U/L", True),
    ("alt", "U/L", "100", "100", "U/L", True),
    ("alt", "ukat/L", "800", "300", "ukat/L", True),
]


@pytest.mark.parametrize(("key", "unit", "high", "limit", "told_in", "meant"), LIMITS_MEANT)
def test_h4_a_limit_far_above_every_usual_one_is_a_slip(
    key: str, unit: str, high: str, limit: str, told_in: str, *, meant: bool
) -> None:
    measure = replace(a_laboratory(unit, "0", high), key=key.replace(" ", "_"))
    if meant:
        assert read_result(measure, result("1", told_in, limit), "").upper_limit is not None
        return
    with pytest.raises(LimitImplausible, match="cannot be meant: no laboratory's is above") as refused:
        read_result(measure, result("1", told_in, limit), "/laboratory/alt")
    assert refused.value.pointer == "/laboratory/alt/upper_limit"


def test_the_highest_limit_is_in_the_measures_own_unit() -> None:
    liver = replace(a_laboratory("kU/L", "0", "50"), key="alt")
    assert (str(highest_limit(liver)), str(highest_limit(a_laboratory()))) == ("0.2", "50")


REFUSED = [
    ("80", "umol/L", None, UnitRefused, "/unit", "Creatinine is told in mg/dL"),
    ("80", "mg/dL", None, AnswerOutsideScale, "/value", "goes from 0 to 50; 80"),
    ("0.6", "g/dL", None, AnswerOutsideScale, "/value", "600"),
    ("-1", "mg/dL", None, AnswerOutsideScale, "/value", "-1"),
    ("1", "mg/dL", "0", LimitImplausible, "/upper_limit", "more than 0"),
    ("1", "mg/dL", "-1", LimitImplausible, "/upper_limit", "more than 0"),
    ("1", "mg/dL", "50.1", LimitImplausible, "/upper_limit", "from 0 to 50 mg/dL"),
    ("1", "mg/L", "501", LimitImplausible, "/upper_limit", "50.1 mg/dL"),
    ("0.000000000001", "mg/L", None, AnswerOutsideScale, "/value", "more digits"),
    ("999999999999", "g/dL", None, AnswerOutsideScale, "/value", "more digits"),
]


@pytest.mark.parametrize(("value", "unit", "limit", "refusal", "where", "says"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(
    value: str, unit: str, limit: str | None, refusal: type[AnswerOutsideScale], where: str, says: str
) -> None:
    with pytest.raises(refusal) as caught:
        read_result(a_laboratory(), result(value, unit, limit), "/laboratory/creatinine")
    assert caught.value.pointer == f"/laboratory/creatinine{where}"
    assert says in caught.value.sentence


def test_a_limit_below_a_scale_that_begins_above_nothing_is_refused() -> None:
    with pytest.raises(LimitImplausible):
        read_result(a_laboratory(low="2"), result("3", "mg/dL", "1"), "")


def test_a_question_is_not_told_as_a_laboratory_value() -> None:
    score = Measure(
        key="nausea",
        kind=MeasureKind.SCORE,
        label="Feeling sick",
        asked="How bad?",
        unit="{score}",
        low=DecimalString(0),
        high=DecimalString(10),
        whole=True,
    )
    with pytest.raises(NotFromLaboratory, match="Feeling sick is told in `answers`"):
        read_result(score, result("1", "{score}"), "/laboratory/nausea")
