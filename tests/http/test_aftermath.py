"""H3: the answer to a write that lowers says what to tell the client, and which sheets no longer hold."""

from datetime import timedelta
from typing import Any, Final

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_plan, tolerance
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."


def printed(api: Caller, plan: Json) -> str:
    """The number of the sheet that the client has now."""
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    return str(api.get(f"/v1/plans/{plan['id']}/handouts/daily")["sheet"]["number"])


def act(api: Caller, plan: Json, kind: str, **more: Any) -> Json:
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)


def test_h3_a_step_back_names_the_sheets_that_are_still_out(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    number = printed(api, plan)
    clock.set(DAY_1 + DAY * 9)
    back = tolerance(DAY_1 + DAY * 9, abdominal_pain="4") | {"checkpoint": None}
    aftermath = api.post(f"/v1/plans/{plan['id']}/check-ins", back)["aftermath"]
    assert aftermath["to_say"] == ["From now on take 5 g of glutamine powder a day (morning 5 g)."]
    (sheet,) = aftermath["sheets_out"]
    assert (sheet["number"], sheet["kind"], sheet["printed_on"]) == (number, "daily", (DAY_1 + DAY * 6).isoformat())


def test_h3_a_sheet_past_its_use_until_is_out_no_more(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    printed(api, plan)
    use_until = api.get(f"/v1/plans/{plan['id']}/handouts/daily")["sheet"]["use_until"]
    assert use_until == (DAY_1 + DAY * 13).isoformat()
    clock.set(DAY_1 + DAY * 13)
    assert len(act(api, plan, "pause")["aftermath"]["sheets_out"]) == 1
    clock.set(DAY_1 + DAY * 14)
    stopped = act(api, plan, "stop", stop_reason="clients_choice")
    assert (stopped["aftermath"]["sheets_out"], stopped["aftermath"]["to_say"]) == ([], [])


def test_h3_entered_in_error_takes_every_sheet_back(api: Caller) -> None:
    plan = new_plan(api)
    number = printed(api, plan)
    wrong = act(api, plan, "entered_in_error")
    assert [each["number"] for each in wrong["aftermath"]["sheets_out"]] == [number]
    assert wrong["aftermath"]["to_say"] == ["Stop taking it from now on. Do not start again by yourself."]


def test_where_nothing_is_lowered_there_is_nothing_to_say(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    printed(api, plan)
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert (made["dose"], made["aftermath"]) == ("advance", {"to_say": [], "sheets_out": []})
    settled = act(api, plan, "settle")["aftermath"]
    assert settled["to_say"] == ["Stay on 5 g of glutamine powder a day (morning 5 g). Do not go up."]


def test_h10_the_words_of_an_emergency_hold_the_practices_number(api: Caller) -> None:
    plan = new_plan(api)
    api.change("/v1/practice", {"emergency_number": "112"})
    told = {"on": DAY_1.isoformat(), "alarms": ["chest_pain"]}
    said = api.post(f"/v1/plans/{plan['id']}/reports", told)["aftermath"]["to_say"]
    assert said == [
        "Stop taking it now, and call an ambulance (112).",
        "Stop taking it from now on. Do not start again by yourself.",
    ]
