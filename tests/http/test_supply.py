"""What to have at home, asked for over HTTP: grams, packets, packs."""

from datetime import timedelta
from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice, Service

DAY: Final = timedelta(days=1)
TUB: Final = {"name": "Plain glutamine", "scoop": {"value": "5", "unit": "g"}, "pack": {"value": "0.5", "unit": "kg"}}
BOX: Final = {"packet": {"value": "5000", "unit": "mg"}, "pack": {"value": "150", "unit": "g"}}
NOBODY: Final = "01980000-0000-7000-8000-000000000000"


def stock(until: str | None, to_take: str, to_have: str, packets: int | None, packs: int | None) -> Json:
    return {
        "until": until,
        "to_take": {"value": to_take, "unit": "g"},
        "to_have": {"value": to_have, "unit": "g"},
        "packets": packets,
        "packs": packs,
    }


def supply(api: Caller, plan: Json) -> Json:
    """The supply of the plan's one item."""
    (item,) = api.get(f"/v1/plans/{plan['id']}/supply")["items"]
    return dict(item)


def test_the_first_day_needs_a_week_for_sure_and_945_g_if_all_goes_well(api: Caller) -> None:
    plan = new_plan(api, product=TUB)
    found = api.get(f"/v1/plans/{plan['id']}/supply")
    assert found == {
        "plan_id": plan["id"],
        "client": plan["client"],
        "as_of": "2026-11-23",
        "overage_percent": "10",
        "overage_basis": "judgement",
        "items": [
            {
                "item": "glutamine",
                "called": plan["items"][0]["called"],
                "decided": stock("2026-11-29", "35", "38.5", None, 1),
                "if_all_goes_well": stock("2027-01-31", "945", "1039.5", None, 3),
            }
        ],
    }


def test_packets_written_in_milligrams_are_counted(api: Caller) -> None:
    plan = new_plan(api, "glutamine-pi-ibs-d", product=BOX)
    assert plan["product"]["packet"] == BOX["packet"]
    assert supply(api, plan)["if_all_goes_well"] == stock("2027-01-17", "840", "924", 185, 7)


def test_what_is_decided_grows_with_a_decision(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, product=TUB)
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert supply(api, plan)["decided"] == stock("2026-12-06", "75", "82.5", None, 1)


ACTS: Final = [
    {"kind": "pause", "reason": "The client is going away."},
    {"kind": "stop", "reason": "The client asked to stop.", "stop_reason": "clients_choice"},
    {"kind": "entered_in_error", "reason": "This was meant for somebody else."},
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: str(act["kind"]))
def test_while_nothing_is_taken_nothing_is_bought(api: Caller, act: Json) -> None:
    plan = new_plan(api, product=BOX)
    api.post(f"/v1/plans/{plan['id']}/adjustments", act)
    nothing = stock(None, "0", "0", 0, 0)
    found = supply(api, plan)
    assert (found["decided"], found["if_all_goes_well"]) == (nothing, nothing)


def test_h4_a_product_that_cannot_measure_a_dose_is_a_notice_and_no_number(api: Caller) -> None:
    plan = new_plan(api, "glutamine-chemotherapy", product=BOX)
    told = [each for each in plan["notices"] if each["code"] == "not_measurable_with_product"]
    assert [each["about"] for each in told] == ["glutamine"]
    assert told[0]["says"].startswith("Step s1: 6 g is no number of whole packets of 5 g")
    assert supply(api, plan)["if_all_goes_well"] == stock("2026-12-07", "270", "297", None, None)


def test_another_product_in_milligrams_counts_as_grams(api: Caller) -> None:
    shake = {"substance": "l-glutamine", "name": "Shake", "daily": {"value": "5000", "unit": "mg/d"}}
    plan = api.post("/v1/plans", start_body(new_client(api), declared=[shake]))
    assert plan["declared"][0]["daily"] == {"value": "5000", "unit": "mg/d"}
    assert "dose-above-30" not in {each["about"] for each in plan["notices"]}


def test_a_plan_of_another_practice_is_not_there(api: Caller, stranger: Practice) -> None:
    theirs = new_plan(stranger.api)
    for plan_id in (theirs["id"], NOBODY):
        problem = api.refused("GET", f"/v1/plans/{plan_id}/supply")
        assert (problem["status"], problem["code"]) == (404, "not_found")


def test_without_a_key_nobody_reads_it(api: Caller, service: Service) -> None:
    plan = new_plan(api)
    assert service.caller(None).refused("GET", f"/v1/plans/{plan['id']}/supply")["status"] == 401
