"""H9: a change to the client's record looks at every live plan of that client again, at once, and says what it did."""

from typing import Final

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, daily, new_client, start_body
from tests.http.service import Practice

WHY: Final = "Talked through with the client today."


def zinc(api: Caller) -> None:
    """A protocol of another substance, with the same cautions."""
    api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "zinc"})
    read = api.ask("GET", "/v1/protocols/zinc/draft")
    text = read.json()["protocol"]
    text["items"][0]["substance"] = {"key": "zinc", "name": "Zinc"}
    changed = api.ask("PUT", "/v1/protocols/zinc/draft", json=text, headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    api.post("/v1/protocols/zinc/revisions", {}, If_Match=changed.headers["ETag"])


def phase(api: Caller, plan: Json) -> str:
    return str(api.get(f"/v1/plans/{plan['id']}")["phase"])


def test_h9_every_live_plan_of_the_client_is_looked_at_again(api: Caller) -> None:
    zinc(api)
    client, other = new_client(api), new_client(api, "MRN-2")
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    theirs = api.post("/v1/plans", start_body(other))
    changed = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["pregnancy"]})
    assert [(each["plan_id"], each["phase"]) for each in changed["plans"]] == [
        (first["id"], "stopped"),
        (second["id"], "stopped"),
    ]
    told = changed["plans"][0]
    assert told["sentence"].startswith("Stopped at once. ")
    assert told["aftermath"]["to_say"] == [
        "Stop taking it from now on. Do not start again by yourself.",
        "We call you today.",
    ]
    assert [phase(api, plan) for plan in (first, second, theirs)] == ["stopped", "stopped", "titrating"]
    assert {each["plan_id"] for each in api.get("/v1/calls")["items"]} == {first["id"], second["id"]}
    assert daily(api.get(f"/v1/plans/{first['id']}")["doses"]) == [None]


def test_h9_a_reason_is_needed_before_the_plan_goes_on(api: Caller) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    (told,) = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["moderate-renal-impairment"]})["plans"]
    assert told["phase"] == "paused"
    where = f"/v1/plans/{plan['id']}/adjustments"
    assert api.refused("POST", where, {"kind": "resume", "reason": WHY})["code"] == "new_screening_needed"
    screened = {"kind": "resume", "reason": WHY, "screening": {"confirmed_none": True}}
    assert api.refused("POST", where, screened)["code"] == "reason_needed"
    agreed = [{"name": "Dr. Lin", "role": "nephrologist", "on": DAY_1.isoformat()}]
    why = {"caution": "moderate-renal-impairment", "reason": "eGFR 55, stable for two years.", "agreed_by": agreed}
    assert [each["because"] for each in api.get("/v1/calls")["items"]] == [["record-moderate-renal-impairment"]]
    back = api.post(where, screened | {"overrides": [why]})
    assert (daily(back["doses"]), back["calls"]) == (["5"], [])


def test_a_change_that_concerns_no_plan_does_nothing(api: Caller) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    assert api.change(f"/v1/clients/{client}", {"display_name": "Sam R. Rivera"})["plans"] == []
    assert api.change(f"/v1/clients/{client}", {"recorded_cautions": []})["plans"] == []
    assert api.get(f"/v1/plans/{plan['id']}")["version"] == plan["version"]


def test_h9_an_allergy_in_one_plan_stops_the_others(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    api.pdf(f"/v1/plans/{second['id']}/handouts/daily.pdf")
    sheet = api.get(f"/v1/plans/{second['id']}/handouts/daily")["sheet"]["number"]
    told = api.post(f"/v1/plans/{first['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["allergic_reaction"]})
    (other,) = told["other_plans"]
    assert (other["plan_id"], other["phase"]) == (second["id"], "stopped")
    assert [each["number"] for each in other["aftermath"]["sheets_out"]] == [sheet]
    assert [phase(api, plan) for plan in (first, second)] == ["stopped", "stopped"]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["hypersensitivity"]


def test_h9_an_allergy_at_a_check_in_stops_the_others_too(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    alarm = {"on": DAY_1.isoformat(), "alarms": {"answers": {"allergic_reaction": "yes"}}}
    told = api.post(f"/v1/plans/{first['id']}/check-ins", alarm)
    assert [each["plan_id"] for each in told["other_plans"]] == [second["id"]]
    assert phase(api, second) == "stopped"


def test_a_client_of_the_same_name_elsewhere_is_left_alone(api: Caller, stranger: Practice) -> None:
    mine, theirs = new_client(api), new_client(stranger.api)
    plan = stranger.api.post("/v1/plans", start_body(theirs))
    api.change(f"/v1/clients/{mine}", {"recorded_cautions": ["pregnancy"], "display_name": SAM["display_name"]})
    assert phase(stranger.api, plan) == "titrating"
