"""The kidneys at the start, over HTTP: the eGFR is asked for, told with its day and unit, and judged as a number."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, OVERRIDES, daily, new_client, new_plan, reason, start_body, well
from tests.http.service import Clock

UNIT: Final = "mL/min/{1.73_m2}"
OVER_65: Final = "1950-04-02"
LOW: Final = "/v1/protocols/glutamine-start-low/revisions/1"
MODERATE: Final = reason("moderate-renal-impairment", "eGFR stable at 45 for three years.")


def egfr(value: str, **more: Any) -> Json:
    return {"value": value, "unit": UNIT, "taken_on": "2026-10-20"} | more


def with_value(told: Json | None) -> Json:
    return {"confirmed_none": True} | ({} if told is None else {"laboratory": {"egfr": told}})


def test_the_questions_say_that_the_value_is_asked_and_in_which_unit(api: Caller) -> None:
    (value,) = api.get(f"{LOW}/screening")["laboratory"]
    assert value == {
        "measure": "egfr",
        "label": "Estimated GFR (CKD-EPI 2021, creatinine)",
        "unit": UNIT,
        "low": "0",
        "high": "250",
        "cautions": ["severe-renal-impairment", "moderate-renal-impairment"],
        "not_older_than_days": 365,
    }
    crohn = api.get("/v1/protocols/glutamine-crohn-remission/revisions/1/screening")["laboratory"]
    assert [each["not_older_than_days"] for each in crohn] == [None]


# born, the value, reasons, the code and the place of the refusal
REFUSED: list[tuple[str, Json | None, list[Json], str, str]] = [
    ("1988-04-02", egfr("25"), [MODERATE], "excluded", "#/screening/laboratory/egfr"),
    ("1988-04-02", egfr("45"), [], "reason_needed", "#/overrides"),
    (OVER_65, None, [], "reason_needed", "#/overrides"),
    (OVER_65, egfr("80", taken_on="2025-11-22"), [], "reason_needed", "#/overrides"),
    (OVER_65, egfr("80", taken_on=None), [], "sample_date", "#/screening/laboratory/egfr/taken_on"),
    (OVER_65, egfr("80", taken_on="2026-11-24"), [], "sample_date", "#/screening/laboratory/egfr/taken_on"),
    (OVER_65, egfr("80", unit="mg/dL"), [], "unit_refused", "#/screening/laboratory/egfr/unit"),
]


@pytest.mark.parametrize(("born", "told", "why", "code", "pointer"), REFUSED)
def test_h8_no_plan_starts(api: Caller, born: str, told: Json | None, why: list[Json], code: str, pointer: str) -> None:
    client = new_client(api, birth_date=born)
    problem = api.refused("POST", "/v1/plans", start_body(client, screening=with_value(told), overrides=why))
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (422, code, pointer)
    if told is None:
        assert "send it in `screening.laboratory.egfr`" in problem["detail"]
    assert api.get("/v1/plans")["items"] == []


STARTS: list[tuple[str, Json | None, list[Json], bool]] = [
    ("1988-04-02", None, [], False),
    ("1988-04-02", egfr("45"), [MODERATE], True),
    (OVER_65, None, [MODERATE], True),
    (OVER_65, egfr("80", taken_on="2025-11-23"), [], False),
]


@pytest.mark.parametrize(("born", "told", "why", "stands"), STARTS)
def test_a_plan_starts(api: Caller, born: str, told: Json | None, why: list[Json], stands: bool) -> None:
    client = new_client(api, birth_date=born)
    plan = api.post("/v1/plans", start_body(client, screening=with_value(told), overrides=why))
    raised = {each["caution"] for each in plan["screened"]["raised"]}
    assert ("moderate-renal-impairment" in raised) is stands
    kept = {name: value for name, value in plan["screened"]["laboratory"].get("egfr", {}).items() if value is not None}
    assert kept == (told or {})


def test_the_value_is_one_of_those_that_the_first_dose_waits_for(api: Caller) -> None:
    def waits(plan: Json) -> set[str]:
        return {each["about"] for each in plan["notices"] if each["code"] == "result_awaited"}

    told = new_plan(api, "glutamine-crohn-remission", screening=with_value(egfr("80")))
    assert "egfr" not in waits(told)
    api.post(f"/v1/plans/{told['id']}/adjustments", {"kind": "entered_in_error", "reason": "Another client was meant."})
    older = new_plan(
        api, "glutamine-crohn-remission", DAY_1.replace(day=24), screening=with_value(egfr("80", taken_on="2026-08-20"))
    )
    assert "egfr" in waits(older)


def test_a_preview_says_what_a_real_start_would_lack(api: Caller) -> None:
    def lacks(**screening: Any) -> list[str | None]:
        found = api.post(f"{LOW}/preview", {"age": 70, "weight": {"value": "70", "unit": "kg"}} | screening, status=200)
        return [each["lacks"] for each in found["cautions"] if each["caution"] == "moderate-renal-impairment"]

    assert lacks() == ["value"]
    assert lacks(screening={"laboratory": {"egfr": egfr("80")}}) == []
    assert lacks(screening={"laboratory": {"egfr": egfr("45")}}) == ["reason"]
    assert lacks(overrides=[MODERATE]) == [None]


def test_the_document_says_how_the_value_is_told(api: Caller) -> None:
    schemas = api.get("/v1/openapi.json")["components"]["schemas"]
    assert '{"egfr": {"value": "72"' in schemas["Screening"]["properties"]["laboratory"]["description"]
    assert "screening.laboratory" in schemas["ScreeningValue"]["description"]


def test_h9_a_value_told_before_the_first_dose_waits_for_a_reason_like_one_told_at_the_start(
    api: Caller, clock: Clock
) -> None:
    """The eGFR comes in after the start: paused at once, refused without a reason, and with one it goes on."""
    plan = new_plan(api, "glutamine-crohn-remission")
    where = f"/v1/plans/{plan['id']}"
    told = well(api, plan, "baseline", DAY_1)
    told["answers"].pop("egfr", None)
    told["laboratory"]["egfr"] = egfr("55", taken_on="2026-11-20")
    found = api.post(f"{where}/check-ins", told)
    assert (found["dose"], found["call"], found["call_because"]) == (
        "pause",
        "routine",
        ["caution-moderate-renal-impairment"],
    )
    assert daily(found["after"]) == [None]
    assert {key: each["value"] for key, each in found["results"].items()} == {"egfr": "55"}
    assert "moderate-renal-impairment" in {each["caution"] for each in api.get(where)["screened"]["raised"]}

    clock.set(DAY_1 + timedelta(days=1))
    act = {"kind": "resume", "reason": "The kidneys were looked at again.", "screening": {"confirmed_none": True}}
    given = [*OVERRIDES["glutamine-crohn-remission"]]
    problem = api.refused("POST", f"{where}/adjustments", act | {"overrides": given})
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("reason_needed", "#/overrides")
    assert "55 mL/min" in problem["detail"]
    api.post(f"{where}/adjustments", act | {"overrides": [*given, MODERATE]})
    after = api.get(where)
    assert (daily(after["doses"]), after["calls"]) == (["31"], [])
