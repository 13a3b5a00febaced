"""H13: a revision that turned out wrong is taken back from everybody who walks it."""

from datetime import timedelta
from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, daily, new_client, start_body, tolerance
from tests.http.service import Clock, Practice

DAY: Final = timedelta(days=1)
WHY: Final = "The second step was written as 100 g."


def own(api: Caller, slug: str = "ours") -> Json:
    """A copy of a built-in protocol, published as its revision 1."""
    draft = api.post("/v1/protocols/glutamine-start-low/copy", {"slug": slug})
    version = api.ask("GET", f"/v1/protocols/{slug}/draft").headers["ETag"]
    api.post(f"/v1/protocols/{slug}/revisions", {}, If_Match=version)
    return draft


def walking(api: Caller, reference: str, slug: str = "ours") -> Json:
    return api.post("/v1/plans", start_body(new_client(api, reference), slug))


def recalled(api: Caller, number: int = 1) -> Json:
    return api.post(f"/v1/protocols/ours/revisions/{number}/recall", {"reason": WHY}, 200)


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


def test_h13_live_plans_are_paused_and_everybody_to_call_is_listed(api: Caller) -> None:
    own(api)
    plans = [walking(api, f"MRN-{number}") for number in range(3)]
    api.post(f"/v1/plans/{plans[1]['id']}/adjustments", {"kind": "stop", "reason": WHY, "stop_reason": "no_benefit"})
    other = api.post("/v1/plans", start_body(new_client(api, "MRN-9")))
    api.pdf(f"/v1/plans/{plans[0]['id']}/handouts/daily.pdf")
    answer = recalled(api)
    assert (answer["number"], answer["status"]) == (1, "recalled")
    assert [(each["plan_id"], each["client"]["reference"]) for each in answer["plans"]] == [
        (plans[0]["id"], "MRN-0"),
        (plans[2]["id"], "MRN-2"),
    ]
    first, third = answer["plans"]
    assert first["aftermath"]["to_say"] == [
        "Stop taking it from now on. Do not start again until we tell you to.",
        "We call you today.",
    ]
    assert [len(each["aftermath"]["sheets_out"]) for each in (first, third)] == [1, 0]
    assert [read(api, plan)["phase"] for plan in plans] == ["paused", "stopped", "paused"]
    assert daily(read(api, plans[0])["doses"]) == [None]
    assert read(api, other)["phase"] == "titrating"
    calls = api.get("/v1/calls")["items"]
    assert [(each["plan_id"], each["because"]) for each in calls] == [
        (plans[0]["id"], ["recalled"]),
        (plans[2]["id"], ["recalled"]),
    ]


def test_h13_a_recalled_revision_starts_no_plan(api: Caller) -> None:
    own(api)
    recalled(api)
    for revision in (None, 1):
        body = start_body(new_client(api, f"MRN-{revision}"), "ours") | {"revision": revision}
        problem = api.refused("POST", "/v1/plans", body)
        assert (problem["status"], problem["code"]) == (409, "revision_not_published")


GIVES_A_DOSE: Final[list[Json]] = [
    {"kind": "resume"},
    {"kind": "set_step", "step": "s0"},
    {"kind": "extend", "until": (DAY_1 + DAY * 150).isoformat(), "screening": {"confirmed_none": True}},
]


@pytest.mark.parametrize("act", GIVES_A_DOSE, ids=[each["kind"] for each in GIVES_A_DOSE])
def test_h13_nothing_gives_a_dose_by_a_recalled_text(api: Caller, act: Json) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    (told,) = recalled(api)["plans"]
    where = f"/v1/plans/{plan['id']}/adjustments"
    api.post(where, {"kind": "close_call", "reason": WHY, "call": told["event"]})
    problem = api.refused("POST", where, act | {"reason": WHY})
    assert (problem["status"], problem["code"]) == (409, "revision_recalled")
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1))
    assert daily(read(api, plan)["doses"]) == [None]


def test_h13_another_revision_lifts_it(api: Caller, clock: Clock) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    text = api.get("/v1/protocols/ours/revisions/1")["protocol"]
    api.post("/v1/protocols/ours/draft", text | {"title": "Mended"})
    version = api.ask("GET", "/v1/protocols/ours/draft").headers["ETag"]
    api.post("/v1/protocols/ours/revisions", {}, If_Match=version)
    (told,) = recalled(api)["plans"]
    over = {"revision": 2, "reason": "The second revision is right.", "screening": {"confirmed_none": True}}
    api.post(f"/v1/plans/{plan['id']}/migrate", over, 200)
    assert read(api, plan)["phase"] == "paused"
    where = f"/v1/plans/{plan['id']}/adjustments"
    api.post(where, {"kind": "close_call", "reason": WHY, "call": told["event"]})
    api.post(where, {"kind": "resume", "reason": WHY})
    assert daily(read(api, plan)["doses"]) == ["5"]


def test_a_recall_again_pauses_nothing_twice(api: Caller) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    recalled(api)
    version = read(api, plan)["version"]
    assert recalled(api)["plans"] == []
    assert read(api, plan)["version"] == version


def test_a_retired_revision_is_recalled_too(api: Caller) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    api.post("/v1/protocols/ours/revisions/1/retire", None, 200)
    assert read(api, plan)["phase"] == "titrating"
    assert recalled(api)["status"] == "recalled"
    assert read(api, plan)["phase"] == "paused"


def test_what_is_built_in_is_not_recalled_by_a_practice(api: Caller) -> None:
    problem = api.refused("POST", "/v1/protocols/glutamine-start-low/revisions/1/recall", {"reason": WHY})
    assert (problem["status"], problem["code"]) == (404, "not_found")


def test_a_recall_has_a_reason_and_a_name(api: Caller) -> None:
    own(api)
    problem = api.refused("POST", "/v1/protocols/ours/revisions/1/recall", {"reason": "…"})
    assert (problem["status"], problem["code"]) == (422, "reason_too_short")
    nobody = {"reason": WHY, "by": "00000000-0000-7000-8000-000000000009"}
    assert api.refused("POST", "/v1/protocols/ours/revisions/1/recall", nobody)["code"] == "practitioner_needed"


def test_a_recall_stays_within_the_practice(api: Caller, stranger: Practice) -> None:
    own(api)
    own(stranger.api)
    theirs = walking(stranger.api, "MRN-1")
    recalled(api)
    assert read(stranger.api, theirs)["phase"] == "titrating"


@pytest.mark.parametrize("stop_reason", ["clients_choice", "reaction"])
def test_h13_a_plan_that_was_stopped_before_the_recall_is_not_taken_up_by_that_text(
    api: Caller, stop_reason: str
) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    where = f"/v1/plans/{plan['id']}/adjustments"
    api.post(where, {"kind": "stop", "reason": WHY, "stop_reason": stop_reason})
    assert recalled(api)["plans"] == []
    problem = api.refused("POST", where, {"kind": "resume", "reason": WHY, "screening": {"confirmed_none": True}})
    assert (problem["status"], problem["code"]) == (409, "revision_recalled")
    assert (read(api, plan)["phase"], daily(read(api, plan)["doses"])) == ("stopped", [None])
