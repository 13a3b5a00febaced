"""A wrong check-in is made void over HTTP: kept, marked, and the plan lowered at most."""

from datetime import timedelta
from typing import Final

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, daily, new_plan, tolerance
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
WHY: Final = "These were the answers of another client."


def risen(api: Caller, clock: Clock) -> tuple[Json, int]:
    """A plan on 10 g, and the number of the check-in that led there."""
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    clock.set(DAY_1 + DAY * 8)
    return plan, int(made["event"])


def where(plan: Json, number: int) -> str:
    return f"/v1/plans/{plan['id']}/check-ins/{number}/void"


def test_h1_a_wrong_check_in_is_kept_and_marked_and_the_dose_falls(api: Caller, clock: Clock) -> None:
    plan, number = risen(api, clock)
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    done = api.post(where(plan, number), {"reason": WHY}, 200)
    assert (daily(done["doses"]), done["positions"][0]["step"]) == (["5"], "s1")
    assert done["sentence"].endswith("Lower at once, to what the dose would be without it.")
    assert done["aftermath"]["to_say"] == ["From now on take 5 g of glutamine powder a day (morning 5 g)."]
    assert len(done["aftermath"]["sheets_out"]) == 1
    (told,) = api.get(f"/v1/plans/{plan['id']}/check-ins")["items"]
    (decided,) = api.get(f"/v1/plans/{plan['id']}/decisions")["items"]
    assert (told["voided"], decided["voided"], decided["dose"]) == (True, True, "advance")
    assert api.get(f"/v1/plans/{plan['id']}")["version"] == done["version"]


def test_what_is_not_made_void(api: Caller, clock: Clock) -> None:
    plan, number = risen(api, clock)
    for wrong, body, status, code in (
        (9, {"reason": WHY}, 409, "not_voidable"),
        (1, {"reason": WHY}, 409, "not_voidable"),
        (number, {"reason": "…"}, 422, "reason_too_short"),
        (number, {}, 400, "body_refused"),
        (number, {"reason": WHY, "by": "00000000-0000-7000-8000-000000000009"}, 422, "practitioner_needed"),
        (number, {"reason": WHY, "expect": {"birth_date": "1999-09-09"}}, 409, "wrong_client"),
    ):
        problem = api.refused("POST", where(plan, wrong), body)
        assert (problem["status"], problem["code"]) == (status, code)
    api.post(where(plan, number), {"reason": WHY}, 200)
    assert api.refused("POST", where(plan, number), {"reason": WHY})["code"] == "not_voidable"


def test_the_next_check_in_may_raise_again(api: Caller, clock: Clock) -> None:
    plan, number = risen(api, clock)
    api.post(where(plan, number), {"reason": WHY}, 200)
    clock.set(DAY_1 + DAY * 14)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 14))
    assert (made["dose"], daily(made["after"])) == ("advance", ["10"])


def test_h1_a_baseline_of_another_client_hid_what_is_called_for_now(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    anothers = tolerance(DAY_1, abdominal_pain="4") | {"checkpoint": "baseline"}
    event = int(api.post(f"/v1/plans/{plan['id']}/check-ins", anothers)["event"])
    clock.set(DAY_1 + DAY * 6)
    told = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6, abdominal_pain="7"))
    assert (told["dose"], told["call"]) == ("step_back", "none")
    clock.set(DAY_1 + DAY * 7)
    done = api.post(where(plan, event), {"reason": WHY}, 200)
    (call,) = done["calls"]
    assert (done["phase"], call["event"], call["call"], call["because"]) == ("stopped", 4, "today", ["severe"])
    assert done["aftermath"]["to_say"][-1] == "We call you today."
    work = api.get("/v1/worklist", kind="call")["items"]
    assert [(each["plan_id"], each["event"], each["state"]) for each in work] == [(plan["id"], 4, "today")]
