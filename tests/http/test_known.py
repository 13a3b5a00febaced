"""A new plan beside what the client's other plans say."""

from tests.http.calling import Caller, Json
from tests.http.saying import NONE, centimetres, kilograms, new_client, new_plan, start_body

MINE = "/v1/protocols/mine"


def act(api: Caller, plan: Json, kind: str, **more: str) -> None:
    said = {"kind": kind, "reason": "Talked through with the client today."}
    api.post(f"/v1/plans/{plan['id']}/adjustments", said | more)


def test_h4_a_weight_far_from_that_of_the_plan_before_is_confirmed_first(api: Caller) -> None:
    plan = new_plan(api)
    act(api, plan, "stop", stop_reason="clients_choice")
    pounds = start_body(plan["client"]["id"], weight=kilograms("154"), height=centimetres("200"))
    refused = api.refused("POST", "/v1/plans", pounds)
    assert (refused["status"], refused["code"], refused["errors"][0]["pointer"]) == (
        422,
        "implausible_measurement",
        "#/weight",
    )
    assert api.post("/v1/plans", pounds | {"confirmed": True})["body"]["weight"] == kilograms("154")


def test_h4_the_weight_of_a_plan_for_the_wrong_person_is_not_the_clients(api: Caller) -> None:
    plan = new_plan(api, weight=kilograms("110"))
    act(api, plan, "entered_in_error")
    assert api.post("/v1/plans", start_body(plan["client"]["id"]))["body"]["weight"] == kilograms("70")


def of_the_dipeptide(api: Caller) -> None:
    """An own protocol of a dipeptide, which counts as L-glutamine."""
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    read = api.ask("GET", f"{MINE}/draft")
    text = read.json()["protocol"]
    named = {"key": "l-alanyl-l-glutamine", "name": "L-alanyl-L-glutamine"}
    text["items"][0] |= {"substance": named, "called": "dipeptide powder", "form": "powder"}
    written = api.ask("PUT", f"{MINE}/draft", json=text, headers={"If-Match": read.headers["ETag"]})
    api.post(f"{MINE}/revisions", If_Match=written.headers["ETag"])


def test_h7_no_plan_comes_back_beside_another_of_the_same_substance(api: Caller) -> None:
    of_the_dipeptide(api)
    client_id = new_client(api)
    first = api.post("/v1/plans", start_body(client_id, "mine"))
    twice = api.refused("POST", "/v1/plans", start_body(client_id))
    assert twice["code"] == "substance_twice"
    act(api, first, "stop", stop_reason="clients_choice")
    api.post("/v1/plans", start_body(client_id))
    back = {"kind": "resume", "reason": "The client wants the old one.", "screening": NONE}
    assert api.refused("POST", f"/v1/plans/{first['id']}/adjustments", back)["code"] == "substance_twice"
