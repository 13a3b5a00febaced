"""The main job as a user types it: a client, a plan, a sheet, a check-in."""

from datetime import date, timedelta

import pytest

from tests.http.calling import Caller
from tests.http.saying import NONE, SAM, SLUGS, daily, new_client, new_plan, parts, start_body, tolerance
from tests.http.service import Clock, Service

TODAY = date(2026, 11, 30)
AGO = (TODAY - timedelta(days=6)).isoformat()


def test_the_first_practice_sees_the_library(service: Service) -> None:
    api = service.caller(service.first_key)
    listed = api.get("/v1/protocols")["items"]
    assert {each["slug"] for each in listed} == set(SLUGS)
    assert {(each["status"], each["built_in"], each["number"]) for each in listed} == {("published", True, 1)}
    assert [person["responsible"] for person in api.get("/v1/practice")["practitioners"]] == [True]


ANSWERS = [
    ("1", "advance", "none", "10", TODAY + timedelta(days=1), "titrating"),
    ("2", "hold", "none", "5", TODAY, "titrating"),
    ("5", "step_back", "none", "2.5", TODAY, "titrating"),
    ("9", "stop", "today", None, TODAY, "stopped"),
]


@pytest.mark.parametrize(("pain", "dose", "call", "then", "from_day", "phase"), ANSWERS)
def test_the_main_job(
    api: Caller, clock: Clock, pain: str, dose: str, call: str, then: str | None, from_day: date, phase: str
) -> None:
    clock.set(TODAY)
    client = api.post("/v1/clients", SAM)
    wish = {"client_id": client["id"], "protocol": SLUGS[0], "start_on": AGO, "screening": NONE}
    plan = api.post("/v1/plans", wish | {"weight": {"value": "70", "unit": "kg"}})
    where = f"/v1/plans/{plan['id']}"
    assert (plan["phase"], daily(plan["doses"]), plan["checkpoints"][0]["due"]) == ("titrating", ["5"], "2026-11-30")
    assert api.pdf(f"{where}/handouts/daily.pdf").startswith(b"%PDF-1.7")
    answers = {"abdominal_pain": pain, "nausea": "0", "headache": "0", "bowel_change": "1", "days_taken": "7"}
    told = {"checkpoint": "tolerance", "on": TODAY.isoformat(), "answers": answers, "alarms": NONE, "changes": NONE}
    decision = api.post(f"{where}/check-ins", told)
    assert (decision["dose"], decision["call"]) == (dose, call)
    assert (daily(decision["after"]), decision["effective_on"]) == ([then], from_day.isoformat())
    assert decision["client"] == plan["client"]
    clock.set(from_day)
    plan = api.get(where)
    assert (plan["phase"], daily(plan["doses"])) == (phase, [then])


# slug, g a day, its parts, days, g in all
STARTS = [
    ("glutamine-start-low", "5", ["5"], 70, "945"),
    ("glutamine-pi-ibs-d", "15", ["5", "5", "5"], 56, "840"),
    ("glutamine-low-fodmap", "15", ["5", "5", "5"], 42, "630"),
    ("glutamine-crohn-remission", "31", ["11", "10", "10"], 60, "1860"),
    ("glutamine-chemotherapy", "18", ["6", "6", "6"], 15, "270"),
    ("glutamine-crohn-21g", "21", ["7", "7", "7"], 28, "588"),
]


@pytest.mark.parametrize(("slug", "grams", "split", "days", "total"), STARTS)
def test_each_protocol_starts_with_what_it_asks_for(
    api: Caller, slug: str, grams: str, split: list[str], days: int, total: str
) -> None:
    plan = new_plan(api, slug)
    assert (daily(plan["doses"]), parts(plan["doses"])) == ([grams], split)
    found = api.get(f"/v1/plans/{plan['id']}/schedule")
    assert (len(found["days"]), found["total"]["glutamine"]) == (days, {"value": total, "unit": "g"})
    assert found["last_day"] == (date(2026, 11, 23) + timedelta(days=days - 1)).isoformat()


@pytest.mark.parametrize("slug", ["glutamine-crohn-remission", "glutamine-chemotherapy"])
def test_what_a_protocol_asks_for_is_told_when_it_is_left_out(api: Caller, slug: str) -> None:
    body = start_body(new_client(api), slug)
    told = api.refused("POST", "/v1/plans", body | {"overrides": []})
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (422, "reason_needed", "#/overrides")
    for override in body["overrides"]:
        assert override["caution"] in told["detail"]
    alone = [{key: each[key] for key in ("caution", "reason")} for each in body["overrides"]]
    told = api.refused("POST", "/v1/plans", body | {"overrides": alone})
    assert (told["status"], told["code"]) == (422, "agreement_needed")
    assert api.post("/v1/plans", body)["screened"]["raised"]


@pytest.mark.parametrize(("hour", "today"), [(22, "2026-11-23"), (23, "2026-11-24")])
def test_today_is_the_day_it_is_for_the_client(api: Caller, clock: Clock, hour: int, today: str) -> None:
    plan = new_plan(api)
    clock.set(date(2026, 11, 23), hour, 30)  # 23:30 and 00:30 in Berlin
    assert api.get(f"/v1/plans/{plan['id']}")["today"] == today


def test_h1_a_check_in_names_whom_it_is_about_and_why(api: Caller, clock: Clock) -> None:
    """H1: two identifiers stand in every answer about a plan."""
    plan = new_plan(api)
    assert (plan["client"]["display_name"], plan["client"]["birth_date"]) == ("Sam Rivera", "1988-04-02")
    clock.set(TODAY)
    decision = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(TODAY, abdominal_pain="2"))
    assert decision["client"] == plan["client"]
    assert decision["dose_because"] == ["mild"]
    assert decision["sentence"].startswith("Hold at 5 g a day.")
    assert decision["sentence"].endswith("Next check-in due 2026-12-06.")
