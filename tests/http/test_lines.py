"""Over HTTP: the screening in full, and the liver tests, before a dose passes 14 g a day."""

from datetime import timedelta
from typing import Any

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, daily, new_plan, tolerance
from tests.http.service import Clock

DAY = timedelta(days=1)
WHY = "Before 15 g a day, with the client on the phone."


def on_10(api: Caller, clock: Clock, **more: Any) -> str:
    """A plan that takes 10 g since day 8, on the day of its next check-in."""
    plan = new_plan(api, **more)
    where = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    assert api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6))["dose"] == "advance"
    clock.set(DAY_1 + DAY * 13)
    return where


def tasks(api: Caller, kind: str) -> list[tuple[str, str]]:
    return [(each["state"], each["about"]) for each in api.get("/v1/worklist", kind=kind, limit=100)["items"]]


def told(api: Caller, where: str, **more: Json) -> Json:
    return api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 13) | more)


def test_h9_the_screening_is_asked_in_full_before_15_g(api: Caller, clock: Clock) -> None:
    where = on_10(api, clock)
    assert tasks(api, "screening") == [("due", "screening")]
    assert api.get("/v1/worklist")["counts"]["screening"] == 1
    refused = api.refused("POST", f"{where}/adjustments", {"kind": "set_step", "step": "s3", "reason": WHY})
    assert (refused["status"], refused["code"]) == (409, "new_screening_needed")
    held = told(api, where)
    assert (held["dose"], held["dose_because"], held["next_due"]) == ("hold", ["limit-screen-first"], "2026-12-08")
    assert "passes 14 g a day: ask the screening questions in full first (`rescreen`)" in held["sentence"]
    api.post(f"{where}/adjustments", {"kind": "rescreen", "reason": WHY, "screening": NONE})
    assert tasks(api, "screening") == []
    assert told(api, where)["dose"] == "advance"
    clock.set(DAY_1 + DAY * 14)
    assert daily(api.get(where)["doses"]) == ["15"]


def test_h9_and_liver_tests_where_they_are_asked_for(api: Caller, clock: Clock) -> None:
    asked = api.get("/v1/protocols/glutamine-start-low/revisions/1/screening")["items"]
    keys = [each["caution"] for each in asked if each["question"]]
    screening = {"answers": {key: "yes" if key == "liver-risk" else "no" for key in keys}}
    where = on_10(api, clock, screening=screening)
    assert {("awaited", "alt"), ("awaited", "ast")} <= set(tasks(api, "finding"))
    api.post(f"{where}/adjustments", {"kind": "rescreen", "reason": WHY, "screening": screening})
    refused = api.refused("POST", f"{where}/adjustments", {"kind": "set_step", "step": "s3", "reason": WHY})
    assert (refused["status"], refused["code"]) == (409, "results_needed")
    results = {key: {"value": "20", "unit": "U/L", "upper_limit": "40"} for key in ("alt", "ast")}
    risen = told(api, where, laboratory=results)
    assert (risen["dose"], risen["within_rules"]) == ("advance", ["alt", "ast"])
