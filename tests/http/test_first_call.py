"""Fever around chemotherapy, over HTTP: the chemotherapy line is rung first, in the answer and in the lists."""

from datetime import timedelta
from typing import Final

from tests.http.calling import Caller
from tests.http.saying import DAY_1, new_plan, well
from tests.http.service import Clock

RING: Final = "Ring your chemotherapy line now, day or night."
SAYS: Final = f"{RING} Emergency: call an ambulance if nobody answers."


def test_h10_a_fever_at_a_check_in_rings_the_chemotherapy_line_first(api: Caller, clock: Clock) -> None:
    api.change("/v1/practice", {"emergency_number": "112"})
    plan = new_plan(api, "glutamine-chemotherapy")
    on = DAY_1 + timedelta(days=4)
    clock.set(on)
    told = well(api, plan, "before-chemotherapy", on) | {"alarms": {"answers": {"fever": "yes"}}}
    decision = api.post(f"/v1/plans/{plan['id']}/check-ins", told)
    assert (decision["call"], decision["ring_first"]) == ("emergency", "your chemotherapy line")
    assert SAYS in decision["sentence"]
    assert decision["aftermath"]["to_say"] == [
        f"Stop taking it now. {RING}",
        "If nobody answers there, call an ambulance (112).",
        "Stop taking it from now on. Do not start again by yourself.",
    ]
    (call,) = api.get("/v1/calls")["items"]
    (task,) = (each for each in api.get("/v1/worklist")["items"] if each["kind"] == "call")
    assert call["says"] == task["says"] == SAYS


def test_h10_a_fever_that_is_reported_does_the_same_and_another_alarm_does_not(api: Caller) -> None:
    plan = new_plan(api, "glutamine-chemotherapy")
    where = f"/v1/plans/{plan['id']}/reports"
    fever = api.post(where, {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    assert fever["aftermath"]["to_say"][0] == f"Stop taking it now. {RING}"
    api.post(where, {"on": DAY_1.isoformat(), "alarms": ["seizure"]})
    says = [each["says"] for each in api.get("/v1/calls")["items"]]
    assert says == [SAYS, "Emergency: call an ambulance now."]
