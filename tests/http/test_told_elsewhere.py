"""What is told of one plan in the client's other plans, and what an open call about one holds in the others."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, SLUGS, daily, new_client, new_plan, start_body, tolerance, well
from tests.http.service import Clock
from tests.http.test_aftermath import act, printed
from tests.http.test_capacities import assistant
from tests.http.test_record_changes import zinc

DAY: Final = timedelta(days=1)
BY_CHOICE: Final = {"stop_reason": "clients_choice"}


def tell(api: Caller, plan: Json, **told: Any) -> Json:
    return api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat()} | told)


def event(severity: str) -> Json:
    return {"what": "Cramps after each dose", "onset": DAY_1.isoformat(), "severity": severity}


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


def one_after_the_other(api: Caller) -> tuple[Json, Json]:
    """A plan that was stopped, and another of the same client with the same substance that is taken."""
    old = new_plan(api)
    act(api, old, "stop", **BY_CHOICE)
    return old, api.post("/v1/plans", start_body(old["client"]["id"], SLUGS[1]))


def test_h10_an_alarm_told_of_an_old_plan_stops_the_one_that_is_taken(api: Caller) -> None:
    old, new = one_after_the_other(api)
    number = printed(api, new)
    told = tell(api, old, alarms=["chest_pain"], note="By phone.")
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["client"], heard["phase"]) == (new["id"], told["client"], "stopped")
    assert heard["sentence"] == "Stop at once. Alarm: Chest pain or tightness. Emergency: call an ambulance now."
    assert [each["number"] for each in heard["aftermath"]["sheets_out"]] == [number]
    assert "Stop taking it from now on. Do not start again by yourself." in heard["aftermath"]["to_say"]
    assert daily(read(api, new)["doses"]) == [None]
    (kept,) = api.get(f"/v1/plans/{new['id']}/reports")["items"]
    assert (kept["told_of"], kept["report"]["alarms"], kept["event"]) == (old["id"], ["chest_pain"], heard["event"])
    assert told["told_of"] is None
    assert sorted(each["plan_id"] for each in api.get("/v1/calls")["items"]) == sorted([old["id"], new["id"]])


# severity, the phase of the plan that is taken, whether it hears of the event
HEARD = [("mild", "titrating", False), ("moderate", "paused", True), ("severe", "stopped", True)]


@pytest.mark.parametrize(("severity", "phase", "heard"), HEARD)
def test_h10_an_adverse_event_of_an_old_plan_does_the_same_to_the_one_that_is_taken(
    api: Caller, severity: str, phase: str, heard: bool
) -> None:
    old = new_plan(api)
    act(api, old, "stop", **BY_CHOICE)
    new = api.post("/v1/plans", start_body(old["client"]["id"], SLUGS[0]))
    told = tell(api, old, adverse_event=event(severity))
    assert [each["plan_id"] for each in told["other_plans"]] == ([new["id"]] if heard else [])
    assert read(api, new)["phase"] == phase
    # It is known once, in the plan that it was told of.
    assert [each["known"] for each in api.get(f"/v1/plans/{new['id']}/reports")["items"]] == [None] * heard


def test_h10_what_becomes_graver_is_heard_then(api: Caller) -> None:
    old, new = one_after_the_other(api)
    first = tell(api, old, adverse_event=event("mild"))
    assert tell(api, old, adverse_event=event("mild"), follows=first["event"])["other_plans"] == []
    later = tell(api, old, adverse_event=event("severe"), follows=first["event"])
    assert [each["plan_id"] for each in later["other_plans"]] == [new["id"]]
    assert read(api, new)["phase"] == "stopped"


def test_h10_nothing_rises_in_one_plan_while_a_call_about_another_is_open(api: Caller, clock: Clock) -> None:
    """What is told of another substance stops nothing here."""
    zinc(api)
    old = api.post("/v1/plans", start_body(new_client(api), "zinc"))
    new = api.post("/v1/plans", start_body(old["client"]["id"]))
    told = tell(api, old, alarms=["chest_pain"])
    assert (told["other_plans"], read(api, new)["phase"]) == ([], "titrating")
    clock.set(DAY_1 + DAY * 6)
    check_in = f"/v1/plans/{new['id']}/check-ins"
    tried = api.ask("POST", f"{check_in}/preview", json=tolerance(DAY_1 + DAY * 6)).json()
    held = api.post(check_in, tolerance(DAY_1 + DAY * 6))
    assert [(each["dose"], each["dose_because"]) for each in (tried, held)] == [("hold", ["limit-open-call"])] * 2
    rise = {"kind": "set_step", "reason": "Both of us want to go on.", "step": "s2"}
    refused = api.refused("POST", f"/v1/plans/{new['id']}/adjustments", rise)
    assert (refused["status"], refused["code"]) == (409, "call_still_open")
    assert "about another plan of this client" in refused["detail"]
    act(api, old, "close_call", call=told["event"])
    assert act(api, new, "set_step", step="s2")["sentence"].startswith("Set to 10 g a day")


@pytest.mark.parametrize("how", ["check-in", "report", "stop by an assistant"])
def test_h10_an_urgent_call_takes_back_a_rise_of_another_plan(api: Caller, clock: Clock, how: str) -> None:
    """Zinc was to rise tomorrow; what is told of glutamine today keeps it where it is, and says so."""
    zinc(api, SLUGS[0])
    one = api.post("/v1/plans", start_body(new_client(api)))
    other = api.post("/v1/plans", start_body(one["client"]["id"], "zinc"))
    on = DAY_1 + DAY * 6
    clock.set(on)
    rises = api.post(f"/v1/plans/{other['id']}/check-ins", tolerance(on))
    assert (rises["dose"], rises["other_plans"]) == ("advance", [])
    number = printed(api, other)
    if how == "check-in":
        told = api.post(f"/v1/plans/{one['id']}/check-ins", tolerance(on, abdominal_pain="9"))
        assert told["call"] == "today"
    elif how == "report":
        told = tell(api, one, on=on.isoformat(), alarms=["chest_pain"])
    else:
        told = act(api, one, "stop", stop_reason="alarm", by=assistant(api))
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["client"], heard["phase"]) == (other["id"], told["client"], "titrating")
    assert heard["sentence"].startswith("A call about another plan of this client is open")
    assert heard["aftermath"]["to_say"] == ["Stay on 5 g of zinc powder a day (morning 5 g). Do not go up."]
    assert [each["number"] for each in heard["aftermath"]["sheets_out"]] == [number]
    (done,) = api.get(f"/v1/plans/{other['id']}/handouts/summary")["acts"]
    assert (done["kind"], done["reason"], done["sentence"]) == ("called_elsewhere", None, heard["sentence"])
    clock.set(on + DAY)
    assert daily(read(api, other)["doses"]) == ["5"]


def test_h10_the_call_about_a_recall_takes_back_a_rise_of_another_plan(api: Caller, clock: Clock) -> None:
    zinc(api, SLUGS[0])
    zinc_walks = api.post("/v1/plans", start_body(new_client(api), "zinc"))
    other = api.post("/v1/plans", start_body(zinc_walks["client"]["id"]))
    on = DAY_1 + DAY * 6
    clock.set(on)
    api.post(f"/v1/plans/{other['id']}/check-ins", tolerance(on))
    why = {"reason": "The second step was printed with the wrong dose."}
    found = api.post("/v1/protocols/zinc/revisions/1/recall", why, 200)
    assert [each["plan_id"] for each in found["plans"]] == [zinc_walks["id"]]
    assert [each["plan_id"] for each in found["other_plans"]] == [other["id"]]
    clock.set(on + DAY)
    assert daily(read(api, other)["doses"]) == ["5"]


def test_h10_no_plan_begins_and_none_goes_on_while_an_urgent_call_about_the_client_is_open(api: Caller) -> None:
    old, new = one_after_the_other(api)
    act(api, new, "stop", **BY_CHOICE)
    told = tell(api, old, alarms=["chest_pain"])
    wanted = start_body(old["client"]["id"])
    refused = api.refused("POST", "/v1/plans", wanted)
    assert (refused["status"], refused["code"], refused["errors"][0]["pointer"]) == (
        409,
        "call_still_open",
        "#/client_id",
    )
    back = {"kind": "resume", "reason": "Well again, and wants to go on.", "screening": NONE}
    refused = api.refused("POST", f"/v1/plans/{new['id']}/adjustments", back)
    assert (refused["status"], refused["code"]) == (409, "call_still_open")
    # Somebody else's call holds nobody.
    api.post("/v1/plans", start_body(new_client(api, "MRN-2")))
    act(api, old, "close_call", call=told["event"])
    assert api.post("/v1/plans", wanted)["phase"] == "titrating"


def test_a_routine_call_keeps_no_plan_from_beginning(api: Caller) -> None:
    old = new_plan(api)
    act(api, old, "stop", **BY_CHOICE)
    assert tell(api, old, adverse_event=event("mild"))["call"] == "routine"
    assert api.post("/v1/plans", start_body(old["client"]["id"]))["phase"] == "titrating"


def late_end(api: Caller, clock: Clock) -> tuple[Json, Json, date]:
    """The course ran to its last day, the next one began, and a few days later somebody looks at the end."""
    old = new_plan(api, SLUGS[1])
    for number, checkpoint in ((7, "tolerance"), (28, "review")):
        clock.set(DAY_1 + DAY * (number - 1))
        api.post(f"/v1/plans/{old['id']}/check-ins", well(api, old, checkpoint, DAY_1 + DAY * (number - 1)))
    last = date.fromisoformat(read(api, old)["last_day"])
    clock.set(last + DAY * 2)
    assert read(api, old)["phase"] == "finished"
    return old, api.post("/v1/plans", start_body(old["client"]["id"], SLUGS[0], last + DAY * 2)), last


def test_h10_an_alarm_at_a_late_look_at_the_end_stops_the_plan_after_it(api: Caller, clock: Clock) -> None:
    old, new, last = late_end(api, clock)
    alarm = well(api, old, "end", last) | {"alarms": {"answers": {"chest_pain": "yes"}}}
    told = api.post(f"/v1/plans/{old['id']}/check-ins", alarm)
    assert [(each["plan_id"], each["phase"]) for each in told["other_plans"]] == [(new["id"], "stopped")]


# what is told at the late look, the phase of the plan after it, what is said about it
AT_THE_END: list[tuple[Json, str, str]] = [
    ({"changes": {"answers": {"pregnancy": "yes"}}}, "stopped", "Stop for good. Pregnant, or may be: "),
    ({"changes": {"answers": {"hospital": "yes"}}}, "paused", "Pause at once: "),
    ({"changes": {"answers": {"ill_now": "yes"}}}, "paused", "Pause at once: "),
    ({"changes": {"answers": {"new_medicine": "yes"}}}, "titrating", "The dose stays; nothing rises"),
    ({"answers": {"nausea": "10"}}, "stopped", "Stop at once. "),
    ({"answers": {"body_weight": "66"}}, "stopped", "Stop at once. Alarm: "),
]


@pytest.mark.parametrize(("also", "phase", "says"), AT_THE_END)
def test_h9_h10_what_is_told_of_the_person_at_a_late_look_reaches_the_plan_after_it(
    api: Caller, clock: Clock, also: Json, phase: str, says: str
) -> None:
    old, new, last = late_end(api, clock)
    body = well(api, old, "end", last)
    told = api.post(
        f"/v1/plans/{old['id']}/check-ins", body | also | {"answers": body["answers"] | also.get("answers", {})}
    )
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["phase"]) == (new["id"], phase)
    assert heard["sentence"].startswith(says)
    assert [each["event"] for each in read(api, new)["calls"]] == [heard["event"]]
    (kept,) = api.get(f"/v1/plans/{new['id']}/reports")["items"]
    assert (kept["told_of"], kept["report"]["changes"]) == (old["id"], list(also.get("changes", {}).get("answers", {})))


def test_h9_a_pregnancy_told_of_one_plan_reaches_that_of_another_substance(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, other = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    told = tell(api, first, changes=["pregnancy"])
    assert [(each["plan_id"], each["phase"]) for each in told["other_plans"]] == [(other["id"], "stopped")]
    assert read(api, other)["ended"]["final"]


def test_h10_a_death_ends_every_plan_and_withdraws_the_sheets_without_a_word(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, other = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    number = printed(api, first)
    died = {"what": "Found dead at home", "onset": DAY_1.isoformat(), "severity": "severe", "serious": ["death"]}
    told = api.post(f"/v1/plans/{first['id']}/reports", {"on": DAY_1.isoformat(), "adverse_event": died})
    assert told["aftermath"]["to_say"] == []
    assert [each["number"] for each in told["aftermath"]["sheets_out"]] == [number]
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["aftermath"]["to_say"]) == (other["id"], [])
    for plan in (first, other):
        ended = api.get(f"/v1/plans/{plan['id']}")["ended"]
        assert (ended["reason"], ended["final"]) == ("died", True)
