"""H3: the answer to a write that lowers says what to tell the client, and which sheets no longer hold."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock
from tests.http.test_migrations import lower_second_revision, published

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


def numbers(answer: Json) -> list[str]:
    """The sheets to throw away."""
    return [each["number"] for each in answer["aftermath"]["sheets_out"]]


STOP: Final = "Stop taking it from now on. Do not start again by yourself."


def test_h3_every_sheet_that_is_still_out_is_named_the_newest_first(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    first = printed(api, plan)
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    second = printed(api, plan)
    assert numbers(act(api, plan, "pause")) == [second, first]


@pytest.mark.parametrize(
    ("first", "then"), [("pause", "stop"), ("pause", "entered_in_error"), ("stop", "entered_in_error")]
)
def test_h3_what_stops_a_plan_at_rest_names_the_sheets_again(api: Caller, clock: Clock, first: str, then: str) -> None:
    plan = new_plan(api)
    number = printed(api, plan)
    clock.set(DAY_1 + DAY)
    more = {"stop": {"stop_reason": "clients_choice"}}
    act(api, plan, first, **more.get(first, {}))
    clock.set(DAY_1 + DAY * 2)
    answer = act(api, plan, then, **more.get(then, {}))
    assert (answer["aftermath"]["to_say"], numbers(answer)) == ([STOP], [number])


def test_h3_h10_a_report_names_the_sheets_whether_doses_were_taken_or_not(api: Caller, clock: Clock) -> None:
    going, resting = new_plan(api), new_plan(api, "glutamine-pi-ibs-d")
    sheets = [printed(api, plan) for plan in (going, resting)]
    act(api, resting, "pause")
    clock.set(DAY_1 + DAY)
    told = {"on": (DAY_1 + DAY).isoformat(), "alarms": ["fever"]}
    answers = [api.post(f"/v1/plans/{plan['id']}/reports", told) for plan in (going, resting)]
    assert [numbers(each) for each in answers] == [[number] for number in sheets]
    assert {tuple(each["aftermath"]["to_say"]) for each in answers} == {(STOP, "We call you today.")}


def test_nothing_is_said_to_somebody_who_died(api: Caller) -> None:
    plan = new_plan(api)
    number = printed(api, plan)
    aftermath = act(api, plan, "stop", stop_reason="died")["aftermath"]
    assert (aftermath["to_say"], [each["number"] for each in aftermath["sheets_out"]]) == ([], [number])


def test_h3_a_resume_on_less_than_the_sheet_says_names_it(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    number = printed(api, plan)
    clock.set(DAY_1 + DAY * 8)
    act(api, plan, "pause")
    clock.set(DAY_1 + DAY * 17)
    answer = act(api, plan, "resume")
    assert answer["aftermath"]["to_say"] == ["From now on take 5 g of glutamine powder a day (morning 5 g)."]
    assert numbers(answer) == [number]


def test_h3_h4_a_sheet_that_counts_another_scoop_is_named(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    act(api, plan, "product", product={"scoop": {"value": "2.5", "unit": "g"}})
    number = printed(api, plan)
    answer = act(api, plan, "product", product={"scoop": {"value": "5", "unit": "g"}})
    other = "Do not measure by the sheet that you have: its scoops or packets are of another size."
    assert (answer["aftermath"]["to_say"], numbers(answer)) == ([other], [number])
    clock.set(DAY_1 + DAY * 6)
    newer = printed(api, plan)
    changed = tolerance(DAY_1 + DAY * 6) | {"changes": {"answers": {"product_changed": "yes"}}}
    told = api.post(f"/v1/plans/{plan['id']}/check-ins", changed)
    assert other in told["aftermath"]["to_say"]
    assert numbers(told) == [newer, number]


def test_h3_a_migration_to_less_names_the_sheets_and_the_new_dose(api: Caller, clock: Clock) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    lower_second_revision(api)
    number = printed(api, plan)
    clock.set(DAY_1 + DAY)
    wish = {"revision": 2, "reason": WHY, "screening": NONE}
    answer = api.post(f"/v1/plans/{plan['id']}/migrate", wish, status=200)
    assert answer["aftermath"]["to_say"] == ["From now on take 2.5 g of glutamine powder a day (morning 2.5 g)."]
    assert numbers(answer) == [number]
    assert "2.5 g" in answer["sentence"]


def test_h3_h9_a_change_of_the_record_names_the_sheets_of_each_plan(api: Caller) -> None:
    plan = new_plan(api)
    number = printed(api, plan)
    (looked_at,) = api.change(f"/v1/clients/{plan['client']['id']}", {"recorded_cautions": ["hypersensitivity"]})[
        "plans"
    ]
    assert (looked_at["aftermath"]["to_say"], numbers(looked_at)) == ([STOP, "We call you today."], [number])
