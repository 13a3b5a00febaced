"""Laboratory values over HTTP: with their unit and the laboratory's limit, converted exactly, or refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, SLUGS, new_plan, reason, tolerance
from tests.http.service import Clock


def alt(value: str, limit: str | None = "40", **more: str) -> Json:
    told: Json = {"value": value, "unit": "U/L"} | more
    return told if limit is None else told | {"upper_limit": limit}


def on_day_7(api: Caller, clock: Clock) -> tuple[str, Json]:
    """A plan whose first check-in is due, and the check-in of somebody well."""
    plan = new_plan(api)
    due = {each["checkpoint"]: each["due"] for each in plan["checkpoints"]}
    on = date.fromisoformat(due["tolerance"])
    clock.set(on)
    return f"/v1/plans/{plan['id']}/check-ins", tolerance(on)


FOLLOWS = [
    (alt("40"), "advance", "none"),
    (alt("55", taken_on="2026-11-27"), "hold", "none"),
    (alt("120"), "stop", "today"),
    (alt("20", None), "hold", "none"),
]


@pytest.mark.parametrize(("told", "dose", "call"), FOLLOWS)
def test_a_value_beside_its_laboratorys_limit(api: Caller, clock: Clock, told: Json, dose: str, call: str) -> None:
    where, well = on_day_7(api, clock)
    tried = api.post(f"{where}/preview", well | {"laboratory": {"alt": told}}, status=200)
    decision = api.post(where, well | {"laboratory": {"alt": told}})
    assert (decision["dose"], decision["call"]) == (tried["dose"], tried["call"]) == (dose, call)
    kept = api.get(where)["items"][0]["check_in"]["laboratory"]["alt"]
    assert {name: value for name, value in kept.items() if value is not None} == told


def test_another_metric_prefix_is_converted_exactly(api: Caller, clock: Clock) -> None:
    where, well = on_day_7(api, clock)
    creatinine = {"value": "9.5", "unit": "mg/L", "upper_limit": "12"}
    decision = api.post(where, well | {"laboratory": {"creatinine": creatinine}})
    assert (decision["knew"]["answers"]["creatinine"], decision["knew"]["limits"]["creatinine"]) == ("0.95", "1.2")


REFUSED: list[tuple[Json, str, str]] = [
    ({"answers": {"alt": "55"}}, "unit_missing", "/answers/alt"),
    ({"laboratory": {"alt": alt("55", unit="ukat/L")}}, "unit_refused", "/laboratory/alt/unit"),
    (
        {"laboratory": {"creatinine": {"value": "80", "unit": "umol/L"}}},
        "unit_refused",
        "/laboratory/creatinine/unit",
    ),
    ({"laboratory": {"alt": alt("50001")}}, "answer_outside_scale", "/laboratory/alt/value"),
    ({"laboratory": {"alt": alt("55", "0")}}, "limit_implausible", "/laboratory/alt/upper_limit"),
    ({"laboratory": {"alt": alt("55", taken_on="2026-12-24")}}, "result_date", "/laboratory/alt/taken_on"),
    ({"laboratory": {"nausea": {"value": "1", "unit": "{score}"}}}, "not_from_laboratory", "/laboratory/nausea"),
    ({"laboratory": {"sodium": {"value": "1", "unit": "mmol/L"}}}, "unknown_measure", "/laboratory/sodium"),
]


@pytest.mark.parametrize("at", ["", "/preview"])
@pytest.mark.parametrize(("told", "code", "pointer"), REFUSED, ids=[f"{code}{where}" for _, code, where in REFUSED])
def test_what_cannot_be_meant_is_refused_with_its_place(
    api: Caller, clock: Clock, at: str, told: dict[str, Any], code: str, pointer: str
) -> None:
    where, well = on_day_7(api, clock)
    answers = well["answers"] | told.get("answers", {})
    problem = api.refused("POST", f"{where}{at}", well | told | {"answers": answers})
    assert (problem["status"], problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == f"#{pointer}"
    assert api.get(where)["items"] == []


def test_a_baseline_with_its_limit_is_what_later_values_are_compared_with(api: Caller, clock: Clock) -> None:
    where, well = on_day_7(api, clock)
    clock.set(DAY_1)
    scores = dict.fromkeys(("abdominal_pain", "nausea", "headache", "bowel_change"), "0")
    before = {
        "on": DAY_1.isoformat(),
        "checkpoint": "baseline",
        "answers": scores | {"body_weight": "70"},
        "laboratory": {"alt": alt("55", taken_on="2026-10-01")},
        "alarms": NONE,
        "changes": NONE,
    }
    api.post(where, before)
    clock.set(date.fromisoformat(well["on"]))
    decision = api.post(where, well | {"laboratory": {"alt": alt("60")}})
    assert (decision["baseline"]["alt"], decision["baseline_limits"]["alt"]) == ("55", "40")
    assert decision["dose"] == "advance"


def test_a_liver_override_asks_its_tests_and_nothing_rises_without_them(api: Caller, clock: Clock) -> None:
    liver = "compensated-chronic-liver-disease"
    asked = api.get(f"/v1/protocols/{SLUGS[0]}/revisions/1/screening")["items"]
    said = {each["caution"]: "yes" if each["caution"] == liver else "no" for each in asked if each["question"]}
    agreed = reason(liver, "Stable for years; the liver team follows the course.", "hepatologist")
    plan = new_plan(api, screening={"answers": said}, overrides=[agreed])
    where, on = f"/v1/plans/{plan['id']}/check-ins", DAY_1 + timedelta(days=6)
    results = {key: alt("20") for key in ("alt", "ast")}
    ammonia = {"value": "0.03", "unit": "mmol/L", "upper_limit": "0.05"}
    scores = dict.fromkeys(("abdominal_pain", "nausea", "headache", "bowel_change"), "0") | {"body_weight": "70"}
    before = {"on": DAY_1.isoformat(), "checkpoint": "baseline", "answers": scores, "alarms": NONE, "changes": NONE}
    api.post(where, before | {"laboratory": results | {"ammonia": ammonia}})
    clock.set(on)
    without = api.post(f"{where}/preview", tolerance(on), status=200)
    assert (without["dose"], set(without["missing"])) == ("hold", {"ammonia", "alt", "ast"})
    whole = api.post(where, tolerance(on) | {"laboratory": results | {"ammonia": ammonia}})
    assert (whole["dose"], whole["missing"]) == ("advance", [])
