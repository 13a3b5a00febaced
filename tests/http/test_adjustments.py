"""What a practitioner does to a plan by name and with a reason, and what is refused."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, daily, kilograms, new_client, new_plan, start_body, tolerance, well
from tests.http.service import Clock, Practice

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."


def act(api: Caller, plan: Json, kind: str, **more: Any) -> Json:
    """The plan after an adjustment."""
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)


def refused(api: Caller, plan: Json, kind: str, **more: Any) -> tuple[int, str]:
    """Status and code of an adjustment that is refused."""
    told = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)
    return told["status"], told["code"]


# whole days without a dose, the step to go on with: clinical design section 3
BREAKS = [(1, "s1", "5"), (2, "s1", "5"), (3, "s1", "5"), (7, "s1", "5"), (8, "s0", "2.5"), (14, "s0", "2.5")]


@pytest.mark.parametrize(("days", "step", "grams"), BREAKS)
def test_a_pause_and_how_the_plan_goes_on(api: Caller, clock: Clock, days: int, step: str, grams: str) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY)
    paused = act(api, plan, "pause")
    assert (paused["phase"], daily(paused["doses"]), paused["checkpoints"]) == ("paused", [None], [])
    assert api.get(f"/v1/plans/{plan['id']}/handouts/daily")["doses"] == []
    clock.set(DAY_1 + DAY * (1 + days))
    resumed = act(api, plan, "resume")
    assert (resumed["positions"][0]["step"], daily(resumed["doses"])) == (step, [grams])


def test_h12_after_more_than_14_days_screening_comes_first(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    act(api, plan, "pause")
    clock.set(DAY_1 + DAY * 15)
    assert refused(api, plan, "resume") == (409, "new_screening_needed")


def test_h12_a_resume_before_3_days_without_symptoms_is_refused(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-pi-ibs-d")
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6, abdominal_pain="4"))
    assert made["dose"] == "pause"
    clock.set(DAY_1 + DAY * 9)
    body = {"kind": "resume", "reason": WHY}
    told = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", body)
    assert (told["status"], told["code"]) == (409, "not_well_yet")
    assert told["detail"] == "3 whole days without the symptoms come first: on 2026-12-03 at the earliest."
    clock.set(DAY_1 + DAY * 10)
    assert daily(act(api, plan, "resume")["doses"]) == ["15"]


def test_a_stop_ends_the_plan_and_lets_the_next_one_start(api: Caller) -> None:
    plan = new_plan(api)
    stopped = act(api, plan, "stop", stop_reason="clients_choice")
    assert (stopped["phase"], stopped["ended"]) == (
        "stopped",
        {"on": "2026-11-23", "reason": "clients_choice", "final": False},
    )
    assert refused(api, plan, "pause") == (409, "plan_over")
    assert refused(api, plan, "stop", stop_reason="died") == (409, "plan_over")
    assert refused(api, plan, "set_step", step="s0") == (409, "plan_over")
    assert refused(api, plan, "resume") == (409, "new_screening_needed")
    assert api.post("/v1/plans", start_body(plan["client"]["id"], "glutamine-pi-ibs-d"))["phase"] == "maintaining"


def test_a_step_is_set_down_at_once(api: Caller) -> None:
    plan = new_plan(api)
    lower = act(api, plan, "set_step", step="s0")
    assert (daily(lower["doses"]), lower["positions"][0]["step"]) == (["2.5"], "s0")


def test_a_step_up_comes_after_its_least_days(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 2)
    higher = act(api, plan, "set_step", step="s2")
    assert daily(higher["doses"]) == ["5"]
    clock.set(DAY_1 + DAY * 6)
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["5"]
    clock.set(DAY_1 + DAY * 7)
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["10"]


def test_h10_nothing_resumes_while_somebody_must_still_be_called(api: Caller, clock: Clock) -> None:
    """Clinical design 7.5: four more stools a day than before pause the powder, and a practitioner calls today."""
    plan = new_plan(api, "glutamine-chemotherapy")
    where = f"/v1/plans/{plan['id']}"
    api.post(f"{where}/check-ins", well(api, plan, "baseline", DAY_1))
    clock.set(DAY_1 + DAY * 4)
    told = well(api, plan, "before-chemotherapy", DAY_1 + DAY * 4, stool_frequency="5")
    decision = api.post(f"{where}/check-ins", told)
    assert (decision["dose"], decision["call"]) == ("pause", "today")
    (call,) = api.get(where)["calls"]
    assert refused(api, plan, "resume") == (409, "call_still_open")
    assert act(api, plan, "close_call", call=call["event"])["calls"] == []
    assert refused(api, plan, "close_call", call=call["event"]) == (409, "no_such_call")
    assert daily(act(api, plan, "resume")["doses"]) == ["18"]


def test_h1_a_plan_for_the_wrong_person_is_entered_in_error(api: Caller) -> None:
    plan = new_plan(api)
    wrong = act(api, plan, "entered_in_error")
    assert (wrong["phase"], daily(wrong["doses"]), wrong["ended"]["final"]) == ("entered_in_error", [None], True)
    assert refused(api, plan, "resume") == (409, "plan_over")
    assert api.get(f"/v1/plans/{plan['id']}/handouts/daily")["state"] == "stopped"
    # Also what is over already can turn out to have been an error.
    other = api.post("/v1/plans", start_body(new_client(api), "glutamine-pi-ibs-d"))
    act(api, other, "stop", stop_reason="clients_choice")
    assert act(api, other, "entered_in_error")["phase"] == "entered_in_error"


def test_every_act_is_kept_with_who_and_why(api: Caller, practice: Practice) -> None:
    plan = new_plan(api)
    act(api, plan, "pause", by=str(practice.person_id))
    act(api, plan, "resume")
    kept = api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]
    assert [each["adjustment"]["kind"] for each in kept] == ["pause", "resume"]
    assert [each["event"] for each in kept] == [2, 3]
    assert {each["adjustment"]["reason"] for each in kept} == {WHY}
    assert {each["recorded_by"]["practitioner"]["name"] for each in kept} == {"Dr. Ada Moss"}


def test_without_one_responsible_person_each_act_needs_a_name(api: Caller, practice: Practice) -> None:
    plan = new_plan(api)
    second = api.post("/v1/practice/practitioners", {"name": "Dr. Bo Lin", "role": "GP"})
    first = f"/v1/practice/practitioners/{practice.person_id}"
    api.ask("PATCH", first, json={"responsible": False})
    assert refused(api, plan, "pause") == (422, "practitioner_needed")
    body = start_body(new_client(api), "glutamine-pi-ibs-d")
    assert api.refused("POST", "/v1/plans", body)["code"] == "practitioner_needed"
    assert act(api, plan, "pause", by=second["id"])["phase"] == "paused"
    (kept,) = api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]
    assert kept["recorded_by"]["practitioner"]["name"] == "Dr. Bo Lin"
    where = f"/v1/practice/practitioners/{second['id']}"
    api.ask("PATCH", where, json={"name": "Dr. Bo Lin-Hart"})
    api.ask("PATCH", first, json={"responsible": True})
    assert act(api, plan, "resume")["phase"] == "titrating"
    # What was decided keeps the name it was decided under.
    assert api.get(f"/v1/plans/{plan['id']}/adjustments")["items"][0] == kept


def test_a_plan_of_next_month_waits(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, start_on=DAY_1 + DAY * 30)
    assert (plan["phase"], daily(plan["doses"])) == ("not_started", [None])
    clock.set(DAY_1 + DAY * 30)
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["5"]


SETTINGS: Final = [
    ({"time_zone": "Mars/Olympus"}, 422, "time_zone_unknown", "#/time_zone"),
    ({"name": ""}, 400, "body_refused", "#/name"),
    ({"name": None}, 400, "body_refused", "#/name"),
    ({"paper": "a5"}, 400, "body_refused", "#/paper"),
    ({"language": "de"}, 400, "body_refused", "#/language"),
    ({"logo": "x"}, 400, "body_refused", "#/logo"),
]


@pytest.mark.parametrize(("change", "status", "code", "pointer"), SETTINGS)
def test_settings_that_cannot_be(api: Caller, change: Json, status: int, code: str, pointer: str) -> None:
    before = api.get("/v1/practice")
    told = api.refused("PATCH", "/v1/practice", change, If_Match='"v1"')
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (status, code, pointer)
    assert api.get("/v1/practice") == before


def test_settings_are_a_merge_patch(api: Caller) -> None:
    first = api.change("/v1/practice", {"phone": "01234 567", "contact_lines": ["1 Birch Lane", "Elmton"]})
    second = api.change("/v1/practice", {"phone": None})
    assert second == first | {"phone": None, "version": 3}
    answer = api.ask("GET", "/v1/practice")
    sent = {"Content-Type": "application/merge-patch+json", "If-Match": answer.headers["ETag"]}
    patched = api.ask("PATCH", "/v1/practice", content=b'{"name": "Elm Road"}', headers=sent)
    assert (patched.status_code, patched.json()["name"]) == (200, "Elm Road")


@pytest.mark.parametrize("path", ["/v1/practice", "/v1/clients/{client}"])
def test_a_change_needs_the_state_that_was_read(api: Caller, path: str) -> None:
    where = path.replace("{client}", new_client(api))
    change = {"name": "x"} if "practice" in path else {"display_name": "x"}
    assert api.refused("PATCH", where, change)["status"] == 428
    assert api.refused("PATCH", where, change, If_Match='"v7"')["status"] == 412
    assert api.refused("PATCH", where, change, If_Match="v1")["status"] == 400
    assert api.get(where)["version"] == 1


def test_a_check_in_entered_late_may_only_lower(api: Caller, clock: Clock) -> None:
    """Clinical design section 1: dated before the latest decision, marked, never a rise."""
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/check-ins"
    day: date = DAY_1 + DAY * 7
    clock.set(day)
    assert api.post(where, tolerance(day, abdominal_pain="3"))["dose"] == "hold"
    late = api.post(where, tolerance(day - DAY))
    assert (late["late_entered"], late["dose"]) == (True, "hold")


def test_h12_a_check_in_for_a_day_before_an_act_may_only_lower(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 7)
    act(api, plan, "weigh", weight=kilograms("70.5"))
    late = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert (late["late_entered"], late["dose"], late["dose_because"]) == (True, "hold", ["limit-late-entered"])


def test_the_next_plan_asks_about_a_weight_that_is_far_from_the_last(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY)
    act(api, plan, "weigh", weight=kilograms("72"))
    act(api, plan, "stop", stop_reason="clients_choice")
    again = start_body(plan["client"]["id"], "glutamine-pi-ibs-d", DAY_1 + DAY, weight=kilograms("86.5"))
    told = api.refused("POST", "/v1/plans", again)
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (422, "implausible_measurement", "#/weight")
    assert "more than 20 % away from 72 kg" in told["errors"][0]["detail"]
    assert api.post("/v1/plans", again | {"weight": kilograms("86.4")})["phase"] == "maintaining"
