"""Alarms and adverse events told outside a check-in, and the calls that stay open until somebody closes them."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, daily, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice
from tests.http.test_lists import walk as turned

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."


def tell(api: Caller, plan: Json, on: date = DAY_1, **told: Any) -> Json:
    """The report as it was recorded."""
    return api.post(f"/v1/plans/{plan['id']}/reports", {"on": on.isoformat()} | told)


def event(severity: str, onset: date = DAY_1, **also: Any) -> Json:
    return {"what": "Cramps after each dose", "onset": onset.isoformat(), "severity": severity} | also


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


def listed(api: Caller, plan: Json) -> list[Json]:
    return list(api.get(f"/v1/plans/{plan['id']}/reports")["items"])


def close(api: Caller, plan: Json, number: int) -> Json:
    closing = {"kind": "close_call", "reason": WHY, "call": number}
    return api.post(f"/v1/plans/{plan['id']}/adjustments", closing)


def test_h10_an_alarm_is_reported_on_any_day_and_stops_the_plan(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 2)
    told = tell(api, plan, DAY_1 + DAY * 2, alarms=["jaundice"], note="By phone, from her sister.")
    assert (told["phase"], told["call"], told["call_because"]) == ("stopped", "today", ["alarm-jaundice"])
    assert told["sentence"] == "Stop at once. Alarm: Yellow skin or eyes, very dark urine. A practitioner calls today."
    assert daily(told["dose_then"]) == ["5"]
    assert (read(api, plan)["phase"], daily(read(api, plan)["doses"])) == ("stopped", [None])
    for only_now in ("aftermath", "other_plans"):
        told.pop(only_now)
    assert listed(api, plan) == [told | {"known": None, "follow_ups": []}]


def test_h10_an_alarm_is_taken_after_the_plan_is_over(api: Caller) -> None:
    plan = new_plan(api)
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "entered_in_error", "reason": WHY})
    over = api.refused("POST", f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1))
    assert (over["code"], "An alarm is told in a report (`reports`)" in over["detail"]) == ("plan_over", True)
    told = tell(api, plan, alarms=["chest_pain"])
    assert (told["phase"], told["call"]) == ("entered_in_error", "emergency")
    assert [each["call"] for each in api.get("/v1/calls")["items"]] == ["emergency"]


def test_h10_a_pregnancy_is_no_alarm_and_the_answer_says_how_it_stops_the_plan(api: Caller) -> None:
    first, second = new_plan(api), new_plan(api, "glutamine-pi-ibs-d")
    told = {"on": DAY_1.isoformat(), "alarms": ["pregnancy"]}
    problem = api.refused("POST", f"/v1/plans/{first['id']}/reports", told)
    assert (problem["status"], problem["code"]) == (422, "unknown_question")
    assert problem["errors"][0]["pointer"] == "#/alarms/0"
    assert problem["detail"].endswith("report it in `changes`.")
    assert tell(api, first, changes=["pregnancy"])["phase"] == "stopped"
    stop = {"kind": "stop", "reason": WHY, "stop_reason": "pregnancy"}
    assert api.post(f"/v1/plans/{second['id']}/adjustments", stop)["ended"]["final"]
    assert [read(api, plan)["ended"]["reason"] for plan in (first, second)] == ["pregnancy", "pregnancy"]


def test_h8_an_allergy_that_was_reported_stands_on_the_record(api: Caller) -> None:
    plan = new_plan(api)
    tell(api, plan, alarms=["allergic_reaction"])
    client = plan["client"]["id"]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["hypersensitivity"]
    tell(api, plan, alarms=["allergic_reaction"])
    for call in api.get("/v1/calls")["items"]:
        close(api, plan, call["event"])
    again = api.refused("POST", "/v1/plans", start_body(client))
    assert (again["status"], again["code"]) == (422, "excluded")


# severity, what the plan does, who is called
EVENTS = [("mild", "titrating", "routine"), ("moderate", "paused", "today"), ("severe", "stopped", "today")]


@pytest.mark.parametrize(("severity", "phase", "call"), EVENTS)
def test_an_adverse_event_with_its_whole_record(api: Caller, severity: str, phase: str, call: str) -> None:
    plan = new_plan(api)
    whole = event(
        severity,
        action="Told to stop.",
        settled="yes",
        returned="unknown",
        cause="probable",
        reported_to=[{"name": "The medicines agency", "number": "AE-1", "on": DAY_1.isoformat()}],
    )
    told = tell(api, plan, adverse_event=whole)
    assert (told["phase"], told["call"]) == (phase, call)
    assert told["report"]["adverse_event"] == whole | {"serious": []}


# --- what is known later


def resumed(api: Caller, clock: Clock) -> tuple[Json, Json]:
    """A plan taken up again on day 4 after a severe event of day 1, and the report of that."""
    plan = new_plan(api)
    first = tell(api, plan, adverse_event=event("severe", cause="possible"))
    clock.set(DAY_1 + DAY * 3)
    close(api, plan, first["event"])
    back = {"kind": "resume", "reason": WHY, "screening": NONE}
    assert daily(api.post(f"/v1/plans/{plan['id']}/adjustments", back)["doses"]) == ["2.5"]
    return plan, first


def test_what_is_known_later_is_added_and_touches_nothing(api: Caller, clock: Clock) -> None:
    plan, first = resumed(api, clock)
    on = DAY_1 + DAY * 3
    agency = {"name": "The medicines agency", "number": "AE-1", "on": on.isoformat()}
    known = event("severe", settled="yes", returned="no", reported_to=[agency])
    told = tell(api, plan, on, adverse_event=known, follows=first["event"])
    assert (told["phase"], told["call"], told["aftermath"]) == ("titrating", "none", {"to_say": [], "sheets_out": []})
    assert told["sentence"] == "Added to the report of event 2; it is not graver than what was told before."
    assert (daily(read(api, plan)["doses"]), api.get("/v1/calls")["items"]) == (["2.5"], [])
    (item,) = listed(api, plan)
    assert (item["event"], [each["event"] for each in item["follow_ups"]]) == (first["event"], [told["event"]])
    assert item["report"]["adverse_event"] == event(
        "severe", cause="possible", serious=[], action=None, settled="unknown", returned="unknown", reported_to=[]
    )
    assert item["known"] == known | {"serious": [], "action": None, "cause": "possible"}


def test_h10_what_is_graver_stops_again_and_calls(api: Caller, clock: Clock) -> None:
    plan, first = resumed(api, clock)
    graver = event("severe", serious=["hospital"])
    told = tell(api, plan, DAY_1 + DAY * 3, adverse_event=graver, follows=first["event"])
    assert (told["phase"], told["call"], told["call_because"]) == ("stopped", "today", ["adverse-event"])
    assert told["aftermath"]["to_say"]
    assert [each["event"] for each in api.get("/v1/calls")["items"]] == [told["event"]]


def test_it_is_added_long_after_the_end_and_a_new_event_is_not(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    first = tell(api, plan, adverse_event=event("severe"))
    on = DAY_1 + DAY * 200
    clock.set(on)
    where = f"/v1/plans/{plan['id']}/reports"
    new = {"on": on.isoformat(), "adverse_event": event("mild", DAY_1 + DAY * 31)}
    assert api.refused("POST", where, new)["code"] == "report_out_of_time"
    told = tell(api, plan, on, adverse_event=event("severe", settled="yes"), follows=first["event"])
    assert (told["phase"], told["call"]) == ("stopped", "none")
    assert listed(api, plan)[0]["known"]["settled"] == "yes"
    tell(api, plan, on, adverse_event=event("mild", DAY_1 + DAY * 30))
    assert [len(each["follow_ups"]) for each in listed(api, plan)] == [1, 0]


def test_what_nobody_told_first_is_not_followed(api: Caller) -> None:
    plan = new_plan(api)
    alarm = tell(api, plan, alarms=["fever"])
    where = f"/v1/plans/{plan['id']}/reports"
    for number in (1, alarm["event"], 99):
        told = {"on": DAY_1.isoformat(), "adverse_event": event("mild"), "follows": number}
        problem = api.refused("POST", where, told)
        assert (problem["status"], problem["code"]) == (422, "nothing_to_follow")
        assert problem["errors"][0]["pointer"] == "#/follows"
    assert [each["event"] for each in listed(api, plan)] == [alarm["event"]]


NOBODY = "00000000-0000-7000-8000-000000000009"
REFUSED: list[tuple[str, Json, int, str, str]] = [
    ("nothing", {}, 400, "malformed", "#/alarms"),
    ("tomorrow", {"on": (DAY_1 + DAY).isoformat(), "alarms": ["fever"]}, 422, "report_out_of_time", "#/on"),
    ("no such alarm", {"alarms": ["headache"]}, 422, "unknown_question", "#/alarms/0"),
    (
        "nobody's name",
        {"alarms": ["fever"], "by": "00000000-0000-7000-8000-000000000009"},
        422,
        "practitioner_needed",
        "#/by",
    ),
    ("a severity with no name", {"adverse_event": event("awful")}, 400, "body_refused", "#/adverse_event/severity"),
]


@pytest.mark.parametrize(("told", "status", "code", "pointer"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_report_that_is_refused(api: Caller, told: Json, status: int, code: str, pointer: str) -> None:
    plan = new_plan(api)
    problem = api.refused("POST", f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat()} | told)
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (status, code, pointer)
    assert api.get(f"/v1/plans/{plan['id']}/reports")["items"] == []


# --- calls stay open until somebody closes them


def test_h10_a_call_stays_in_the_list_until_a_named_person_closes_it(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    told = tell(api, plan, alarms=["fever"])
    (call,) = api.get("/v1/calls")["items"]
    assert (call["plan_id"], call["event"], call["client"]) == (plan["id"], told["event"], plan["client"])
    assert (call["call"], call["because"], call["phase"]) == ("today", ["alarm-fever"], "stopped")
    assert call["says"] == "A practitioner calls today."
    clock.set(DAY_1 + DAY * 40)
    assert [each["event"] for each in api.get("/v1/calls")["items"]] == [told["event"]]
    close(api, plan, told["event"])
    assert api.get("/v1/calls")["items"] == []


# hours after it was opened, how often it has come up, hours until it comes up again
AGAIN = [
    ("chest_pain", 0, 1, 1),
    ("chest_pain", 59 / 60, 1, 1),
    ("chest_pain", 1, 2, 2),
    ("chest_pain", 7.5, 8, 8),
    ("fever", 3.9, 1, 4),
    ("fever", 4, 2, 8),
    ("fever", 13, 4, 16),
]


@pytest.mark.parametrize(("alarm", "hours", "raised", "again"), AGAIN)
def test_h10_a_call_that_nobody_closes_comes_up_again(
    api: Caller, clock: Clock, alarm: str, hours: float, raised: int, again: int
) -> None:
    plan, opened = new_plan(api), clock.now
    tell(api, plan, alarms=[alarm])
    clock.now = opened + timedelta(hours=hours)
    (call,) = api.get("/v1/calls")["items"]
    assert call["raised"] == raised
    every = again / raised
    assert call["raised_at"] == (opened + timedelta(hours=every * (raised - 1))).isoformat().replace("+00:00", "Z")
    assert call["raised_again_at"] == (opened + timedelta(hours=again)).isoformat().replace("+00:00", "Z")


def test_a_routine_call_comes_up_once(api: Caller, clock: Clock) -> None:
    tell(api, new_plan(api), adverse_event=event("mild"))
    clock.set(DAY_1 + DAY * 9)
    (call,) = api.get("/v1/calls")["items"]
    assert (call["call"], call["raised"], call["raised_again_at"]) == ("routine", 1, None)


def test_calls_are_listed_by_urgency_then_by_age(api: Caller, clock: Clock) -> None:
    alarms = ("fever", "chest_pain", "jaundice", "collapse")
    for number, alarm in enumerate(alarms):
        client = new_client(api, f"MRN-{number}")
        clock.set(DAY_1, 8, number)
        tell(api, api.post("/v1/plans", start_body(client)), alarms=[alarm])
    expected = [[f"alarm-{key}"] for key in ("chest_pain", "collapse", "fever", "jaundice")]
    assert [each["because"] for each in api.get("/v1/calls")["items"]] == expected
    assert [each["because"] for each in turned(api, "/v1/calls", limit=1)] == expected
    assert [each["because"] for each in api.get("/v1/calls", urgency="today")["items"]] == expected[2:]


def test_a_check_in_opens_a_call_and_an_act_may_answer_it(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    changed = {"answers": dict.fromkeys(("product_changed",), "yes")}
    told = tolerance(DAY_1) | {"changes": changed, "alarms": NONE}
    api.post(f"/v1/plans/{plan['id']}/check-ins", told)
    assert [each["because"] for each in api.get("/v1/calls")["items"]] == [["change-product_changed"]]
    product = {"scoop": {"value": "5", "unit": "g"}}
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "product", "reason": WHY, "product": product})
    assert api.get("/v1/calls")["items"] == []


def test_another_practice_sees_none_of_it(api: Caller, stranger: Practice) -> None:
    tell(api, new_plan(api), alarms=["fever"])
    assert len(api.get("/v1/calls")["items"]) == 1
    assert stranger.api.get("/v1/calls")["items"] == []
