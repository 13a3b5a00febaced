"""The practice's day: what shows on it, in which order, until when, and by what it goes away."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, daily, kilograms, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice
from tests.http.test_lists import walk

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client and the team today."


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def act(api: Caller, plan: Json, kind: str, **more: Any) -> Json:
    """The plan after an act."""
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)


def refused(api: Caller, plan: Json, kind: str, **more: Any) -> tuple[int, str, str]:
    told = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)
    return told["status"], told["code"], told["errors"][0]["pointer"]


def listed(api: Caller, **query: Any) -> list[tuple[str, str, str | None]]:
    """Kind, state and what it is about."""
    items = api.get("/v1/worklist", limit=100, **query)["items"]
    return [(each["kind"], each["state"], each["about"]) for each in items]


def counts(api: Caller, **query: Any) -> dict[str, int]:
    """Only the kinds of which there is something."""
    return {kind: many for kind, many in api.get("/v1/worklist", **query)["counts"].items() if many}


# day, state of the check-in that is due on day 7
STATES = [
    (5, None),
    (6, "due"),
    (7, "due"),
    (8, "late"),
    (10, "late"),
    (11, "overdue"),
    (14, "overdue"),
    (15, "missed"),
    (21, "missed"),
    (22, None),
]


@pytest.mark.parametrize(("number", "state"), STATES)
def test_h15_a_check_in_shows_by_the_calendar_alone(api: Caller, clock: Clock, number: int, state: str | None) -> None:
    plan = new_plan(api)
    clock.set(day(number))
    found = api.get("/v1/worklist", kind="check_in")["items"]
    assert [each["state"] for each in found] == ([] if state is None else [state])
    for each in found:
        assert (each["plan_id"], each["client"], each["about"]) == (plan["id"], plan["client"], "tolerance")
        assert (each["since"], each["due"], each["event"]) == (day(6).isoformat(), day(7).isoformat(), None)


def test_a_check_in_takes_itself_off_the_list(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(7))
    assert counts(api)["check_in"] == 1
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(7)))
    assert "check_in" not in counts(api)
    assert listed(api, on=day(14).isoformat(), kind="check_in") == [("check_in", "due", "tolerance")]


def test_h15_a_plan_that_nobody_spoke_to_shows_until_a_named_person_took_note(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(21))
    assert listed(api, kind="lapsed") == []
    clock.set(day(22))
    assert listed(api, kind="lapsed") == [("lapsed", "paused", "lapsed")]
    assert refused(api, plan, "acknowledge", about="lapsed") == (409, "nothing_to_acknowledge", "#/about")
    clock.set(day(44))
    assert listed(api) == [("lapsed", "ended", "lapsed")]
    act(api, plan, "acknowledge", about="lapsed")
    assert listed(api) == []


def test_h15_a_lapse_that_nobody_looks_at_shows_for_30_days(api: Caller, clock: Clock) -> None:
    new_plan(api)
    clock.set(day(73))
    assert listed(api) == [("lapsed", "ended", "lapsed")]
    clock.set(day(74))
    assert listed(api) == []


@pytest.mark.parametrize("kind", ["resume", "stop"])
def test_h15_a_lapse_goes_away_by_name(api: Caller, clock: Clock, kind: str) -> None:
    plan = new_plan(api)
    clock.set(day(22))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(22)))
    assert listed(api, kind="lapsed") == [("lapsed", "paused", "lapsed")]
    act(api, plan, kind, **({"stop_reason": "clients_choice"} if kind == "stop" else {}))
    assert listed(api, kind="lapsed") == []


def test_a_finding_stands_until_it_is_acknowledged_by_name(api: Caller, practice: Practice, clock: Clock) -> None:
    plan = new_plan(api)
    assert listed(api, kind="finding") == [
        ("finding", "told", "dose-above-osl"),
        ("finding", "told", "hot-or-acidic-mixing"),
    ]
    before = api.get(f"/v1/plans/{plan['id']}")
    clock.set(day(2))
    told = act(api, plan, "acknowledge", about="dose-above-osl")
    assert listed(api, kind="finding") == [("finding", "told", "hot-or-acidic-mixing")]
    (notice,) = (each for each in told["notices"] if each["about"] == "dose-above-osl")
    noted = notice["acknowledged"]
    assert (noted["by"]["id"], noted["on"]) == (str(practice.person_id), day(2).isoformat())
    assert daily(told["doses"]) == daily(before["doses"])
    assert refused(api, plan, "acknowledge", about="dose-above-osl") == (409, "nothing_to_acknowledge", "#/about")
    kept = api.get(f"/v1/plans/{plan['id']}/adjustments")["items"][-1]
    assert kept["adjustment"]["about"] == "dose-above-osl"
    assert kept["recorded_by"]["practitioner"]["name"] == "Dr. Ada Moss"


def test_a_result_is_awaited_until_it_comes(api: Caller) -> None:
    plan = new_plan(api, "glutamine-crohn-21g")
    awaited = [about for _, state, about in listed(api, kind="finding") if state == "awaited"]
    assert awaited == ["crp", "faecal_calprotectin"]
    results = {"crp": {"value": "4", "unit": "mg/L"}}
    told = {"checkpoint": "baseline", "on": DAY_1.isoformat(), "laboratory": results, "alarms": NONE, "changes": NONE}
    api.post(f"/v1/plans/{plan['id']}/check-ins", told)
    awaited = [about for _, state, about in listed(api, kind="finding") if state == "awaited"]
    assert awaited == ["faecal_calprotectin"]


def test_h9_an_override_is_looked_at_after_30_days_and_after_any_change(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-chemotherapy")
    caution = "active-malignancy-chemotherapy"
    assert listed(api, kind="override") == []
    changed = api.change(f"/v1/clients/{plan['client']['id']}", {"birth_date": "1987-04-02"})
    assert [each["phase"] for each in changed["plans"]] == [plan["phase"]]
    assert " To be looked at again: Active cancer" in changed["plans"][0]["sentence"]
    assert listed(api, kind="override") == [("override", "changed", caution)]
    told = act(api, plan, "review_override", caution=caution)
    assert listed(api, kind="override") == []
    (notice,) = (each for each in told["notices"] if each["about"] == caution)
    assert notice["says"].endswith(f"look again by {day(31)}.")
    assert refused(api, plan, "review_override", caution="pregnancy") == (409, "not_overridden", "#/caution")
    clock.set(day(12))
    act(api, plan, "review_override", caution=caution)


def test_h9_another_name_is_no_change_to_look_at(api: Caller) -> None:
    plan = new_plan(api, "glutamine-chemotherapy")
    before = listed(api)
    (told,) = api.change(f"/v1/clients/{plan['client']['id']}", {"display_name": "Sam R. Rivera"})["plans"]
    assert told["sentence"].startswith("Sheets from before carry another name")
    assert listed(api) == before


def test_h5_a_weight_is_taken_again_when_it_changed(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(3))
    changes = {"answers": {"weight_changed": "yes"}}
    told = {"on": day(3).isoformat(), "alarms": NONE, "changes": changes}
    event = api.post(f"/v1/plans/{plan['id']}/check-ins", told)["event"]
    (weight,) = api.get("/v1/worklist", kind="weight")["items"]
    assert (weight["state"], weight["about"], weight["event"], weight["since"]) == (
        "changed",
        "weight",
        event,
        day(3).isoformat(),
    )
    assert counts(api)["call"] == 1
    act(api, plan, "weigh", weight=kilograms("69"))
    assert counts(api) == {"finding": 2}


# --- rises that a practitioner has not confirmed


def proposing(api: Caller, clock: Clock) -> Json:
    """A plan of which the client told on day 7 that all is well, in a practice that takes that."""
    plan = new_plan(api)
    api.change("/v1/practice", {"client_check_ins": True})
    clock.set(day(7))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(7)) | {"entered_by": "client"})
    return plan


def test_h12_a_proposed_rise_waits_on_the_list_until_it_is_confirmed(api: Caller, clock: Clock) -> None:
    plan = proposing(api, clock)
    clock.set(day(9))
    (waits,) = api.get("/v1/worklist", kind="proposal")["items"]
    assert (waits["plan_id"], waits["client"]["display_name"]) == (plan["id"], "Sam Rivera")
    assert (waits["state"], waits["about"], waits["event"]) == ("proposed", "glutamine", 2)
    assert (waits["since"], waits["due"]) == (day(7).isoformat(), day(14).isoformat())
    assert waits["says"] == (
        f"Glutamine powder: the check-in of {day(7)} (event 2) would raise 5 g a day to 10 g. "
        f"Confirm it (`confirm_rise`) until {day(14)}, or check in again."
    )
    assert counts(api) == {"proposal": 1, "finding": 2}
    assert listed(api)[0] == ("proposal", "proposed", "glutamine")
    proposal = api.get(f"/v1/plans/{plan['id']}")["proposal"]
    assert (proposal["proposed_on"], proposal["check_in_on"]) == (day(7).isoformat(), day(7).isoformat())
    act(api, plan, "confirm_rise", event=waits["event"])
    assert listed(api, kind="proposal") == []


def test_a_proposed_rise_goes_from_the_list_with_its_time(api: Caller, clock: Clock) -> None:
    """By the calendar alone: nothing is written in between."""
    proposing(api, clock)
    for number, many in ((7, 1), (14, 1), (15, 0)):
        clock.set(day(number))
        assert len(listed(api, kind="proposal")) == many
    assert counts(api, on=day(16).isoformat()).get("proposal") is None


def test_a_newer_check_in_takes_it_from_the_list(api: Caller, clock: Clock) -> None:
    plan = proposing(api, clock)
    clock.set(day(8))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(8), nausea="9"))
    assert listed(api, kind="proposal") == []


# --- one list


def test_h10_the_most_urgent_comes_first(api: Caller, clock: Clock) -> None:
    """A plan for each place in the list, made in no order."""
    begun = {"late": 0, "missed": -9, "due": 2, "overdue": -5, "lapsed": -14}
    plans = {
        name: api.post("/v1/plans", start_body(new_client(api, f"MRN-{name}"), start_on=day(1 + ago)))
        for name, ago in begun.items()
    }
    alarms = {"today": ["fever"], "emergency": ["chest_pain"]}
    for name, told in alarms.items():
        plan = api.post("/v1/plans", start_body(new_client(api, f"MRN-{name}")))
        api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": told})
    event = {"what": "Cramps", "onset": DAY_1.isoformat(), "severity": "mild"}
    api.post(f"/v1/plans/{plans['due']['id']}/reports", {"on": DAY_1.isoformat(), "adverse_event": event})
    clock.set(day(8))
    order = ["emergency", "today", "paused", "missed", "overdue", "late", "due", "routine"]
    assert [state for _, state, _ in listed(api)][: len(order)] == order
    assert {kind for kind, _, _ in listed(api)[len(order) :]} == {"finding"}
    assert counts(api) == {"call": 3, "lapsed": 1, "check_in": 4, "finding": len(listed(api)) - 8}
    whole = api.get("/v1/worklist", limit=100)["items"]
    for limit in (1, 3, 4):
        assert walk(api, "/v1/worklist", limit=limit) == whole
    assert walk(api, "/v1/worklist", limit=1, kind="call") == [each for each in whole if each["kind"] == "call"]
    first = whole[0]
    assert (first["because"], first["says"], first["event"]) == (
        ["alarm-chest_pain"],
        "Emergency: call an ambulance now.",
        2,
    )


def test_h10_a_closed_call_is_off_the_list(api: Caller) -> None:
    plan = new_plan(api)
    told = api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    assert listed(api, kind="call") == [("call", "today", None)]
    act(api, plan, "close_call", call=told["event"])
    assert listed(api, kind="call") == []


def test_what_is_entered_in_error_leaves_nothing_to_do(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(7))
    assert listed(api)
    act(api, plan, "entered_in_error")
    assert listed(api) == []


def test_a_plan_that_may_be_taken_up_again_keeps_its_findings_for_as_long(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    act(api, plan, "stop", stop_reason="clients_choice")
    assert {kind for kind, _, _ in listed(api)} == {"finding"}
    clock.set(day(29))
    assert counts(api) == {"finding": 2}
    clock.set(day(30))
    assert counts(api) == {}


def test_the_day_is_that_of_the_plan(api: Caller, clock: Clock) -> None:
    """In Berlin day 6 begins an hour before it does in UTC; the plan keeps its zone when the practice moves."""
    new_plan(api)
    clock.set(day(5), 22, 59)
    assert listed(api, kind="check_in") == []
    clock.set(day(5), 23)
    assert listed(api, kind="check_in") == [("check_in", "due", "tolerance")]
    api.change("/v1/practice", {"time_zone": "America/New_York"})
    assert listed(api, kind="check_in") == [("check_in", "due", "tolerance")]


def test_a_day_ahead_is_looked_at_and_a_day_that_passed_is_not(api: Caller, clock: Clock) -> None:
    new_plan(api)
    assert listed(api, kind="check_in", on=day(6).isoformat()) == [("check_in", "due", "tolerance")]
    assert counts(api, on=day(22).isoformat())["lapsed"] == 1
    assert listed(api, on=DAY_1.isoformat()) == listed(api)
    problem = api.refused("GET", f"/v1/worklist?on={DAY_1 - DAY}")
    assert (problem["status"], problem["code"], problem["errors"][0]["parameter"]) == (400, "query_refused", "on")


@pytest.mark.parametrize("query", ["kind=sleep", "on=tomorrow", "state=due"])
def test_a_list_is_asked_for_in_words_that_exist(api: Caller, query: str) -> None:
    problem = api.refused("GET", f"/v1/worklist?{query}")
    assert (problem["status"], problem["errors"][0]["parameter"]) == (400, query.partition("=")[0])


def test_another_practice_sees_none_of_it(api: Caller, stranger: Practice, clock: Clock) -> None:
    plan = new_plan(api)
    api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    clock.set(day(7))
    assert len(listed(api)) == 3
    assert listed(stranger.api) == []
    assert counts(stranger.api) == {}
