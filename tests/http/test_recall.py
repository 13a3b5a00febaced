"""H13: a revision that turned out wrong is taken back from everybody who walks it."""

from datetime import timedelta
from typing import Final

import pytest

from api.store.reserved import LIBRARY
from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, daily, new_client, start_body, tolerance
from tests.http.service import MORNING, Clock, Practice, Service

DAY: Final = timedelta(days=1)
SINCE: Final = MORNING.isoformat().replace("+00:00", "Z")
WHY: Final = "The second step was written as 100 g."
BUILT_IN: Final = "glutamine-start-low"
EITHER: Final = pytest.mark.parametrize("slug", ["ours", BUILT_IN])
"""A protocol of the practice's own, and one of the library."""


def own(api: Caller, slug: str = "ours") -> Json:
    """A copy of a built-in protocol, published as its revision 1."""
    draft = api.post("/v1/protocols/glutamine-start-low/copy", {"slug": slug})
    version = api.ask("GET", f"/v1/protocols/{slug}/draft").headers["ETag"]
    api.post(f"/v1/protocols/{slug}/revisions", {}, If_Match=version)
    return draft


def walking(api: Caller, reference: str, slug: str = "ours") -> Json:
    return api.post("/v1/plans", start_body(new_client(api, reference), slug))


def offer(api: Caller, slug: str) -> None:
    """There is a published revision 1: the library's are there, and the practice's own is written."""
    if slug == "ours":
        own(api)


def recalled(api: Caller, slug: str = "ours") -> Json:
    return api.post(f"/v1/protocols/{slug}/revisions/1/recall", {"reason": WHY}, 200)


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


@EITHER
def test_h13_live_plans_are_paused_and_everybody_to_call_is_listed(api: Caller, slug: str) -> None:
    offer(api, slug)
    plans = [walking(api, f"MRN-{number}", slug) for number in range(3)]
    api.post(f"/v1/plans/{plans[1]['id']}/adjustments", {"kind": "stop", "reason": WHY, "stop_reason": "no_benefit"})
    other = walking(api, "MRN-9", "glutamine-pi-ibs-d")
    api.pdf(f"/v1/plans/{plans[0]['id']}/handouts/daily.pdf")
    answer = recalled(api, slug)
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
    assert (read(api, other)["phase"], daily(read(api, other)["doses"])) == ("maintaining", ["15"])
    calls = api.get("/v1/calls")["items"]
    assert [(each["plan_id"], each["because"]) for each in calls] == [
        (plans[0]["id"], ["recalled"]),
        (plans[2]["id"], ["recalled"]),
    ]


@EITHER
def test_h13_a_recalled_revision_starts_no_plan(api: Caller, slug: str) -> None:
    offer(api, slug)
    recalled(api, slug)
    for revision in (None, 1):
        body = start_body(new_client(api, f"MRN-{revision}"), slug) | {"revision": revision}
        problem = api.refused("POST", "/v1/plans", body)
        assert (problem["status"], problem["code"]) == (409, "revision_not_published")


GIVES_A_DOSE: Final[list[Json]] = [
    {"kind": "resume"},
    {"kind": "set_step", "step": "s0"},
    {"kind": "extend", "until": (DAY_1 + DAY * 150).isoformat(), "screening": {"confirmed_none": True}},
]


@EITHER
@pytest.mark.parametrize("act", GIVES_A_DOSE, ids=[each["kind"] for each in GIVES_A_DOSE])
def test_h13_nothing_gives_a_dose_by_a_recalled_text(api: Caller, act: Json, slug: str) -> None:
    offer(api, slug)
    plan = walking(api, "MRN-1", slug)
    (told,) = recalled(api, slug)["plans"]
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


def second_revision(api: Caller) -> None:
    """The same doses under another title."""
    text = api.get("/v1/protocols/ours/revisions/1")["protocol"]
    api.post("/v1/protocols/ours/draft", text | {"title": "Mended"})
    version = api.ask("GET", "/v1/protocols/ours/draft").headers["ETag"]
    api.post("/v1/protocols/ours/revisions", {}, If_Match=version)


def gone_over(api: Caller, plan: Json) -> Json:
    over = {"revision": 2, "reason": "The second revision is right.", "screening": {"confirmed_none": True}}
    return api.post(f"/v1/plans/{plan['id']}/migrate", over, 200)


def printed(api: Caller, plan: Json) -> str:
    """The number of the sheet that is printed now."""
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    return str(api.get(f"/v1/plans/{plan['id']}/handouts/daily")["sheet"]["number"])


def sheets(api: Caller, plan: Json) -> dict[str, str]:
    """What each sheet is worth."""
    return {each["number"]: each["state"] for each in api.get(f"/v1/plans/{plan['id']}/handouts/summary")["sheets"]}


def test_h3_h13_a_sheet_of_a_recalled_text_is_withdrawn_where_the_plan_has_gone_over(api: Caller) -> None:
    own(api)
    plans = [walking(api, f"MRN-{number}") for number in range(4)]
    still, newer, unprinted, on_it = plans
    first = [printed(api, plan) for plan in (still, newer)]
    second_revision(api)
    for plan in (still, newer, unprinted):
        assert gone_over(api, plan)["aftermath"] == {"to_say": [], "sheets_out": []}
    by_the_second = printed(api, newer)
    assert sheets(api, still) == {first[0]: "current"}
    answer = recalled(api)
    assert [(each["plan_id"], each["phase"]) for each in answer["plans"]] == [
        (still["id"], "titrating"),
        (newer["id"], "titrating"),
        (on_it["id"], "paused"),
    ]
    told = answer["plans"][0]
    taken_back, calls = told["aftermath"]["to_say"]
    assert taken_back.startswith(f"Do not go by the sheet with the number {first[0]} any more: ")
    assert calls == "We call you today."
    named = [[sheet["number"] for sheet in each["aftermath"]["sheets_out"]] for each in answer["plans"]]
    assert named == [[first[0]], [first[1]], []]
    assert told["sentence"] == (
        "Revision 1, which this plan followed before, was recalled: sheets that were printed by it do not hold any "
        "more. The plan stays on revision 2. A practitioner calls today."
    )
    assert sheets(api, still) == {first[0]: "withdrawn"}
    assert sheets(api, newer) == {first[1]: "withdrawn", by_the_second: "current"}
    assert [daily(read(api, plan)["doses"]) for plan in plans] == [["5"], ["5"], ["5"], [None]]
    calls = {each["plan_id"]: each["because"] for each in api.get("/v1/calls")["items"]}
    assert calls == {plan["id"]: ["recalled"] for plan in (still, newer, on_it)}
    assert recalled(api)["plans"] == []


def test_h13_of_several_sheets_of_a_recalled_text_each_is_named_and_none_that_is_used_up(
    api: Caller, clock: Clock
) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    used_up = printed(api, plan)
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    older = printed(api, plan)
    clock.set(DAY_1 + DAY * 15)
    newer = printed(api, plan)
    second_revision(api)
    gone_over(api, plan)
    (told,) = recalled(api)["plans"]
    assert [each["number"] for each in told["aftermath"]["sheets_out"]] == [newer, older]
    assert told["aftermath"]["to_say"][0].startswith(f"Do not go by the sheets {newer}, {older} any more")
    assert sheets(api, plan) == dict.fromkeys((used_up, older, newer), "withdrawn")


def test_h13_a_recall_of_a_text_in_between_touches_no_sheet_of_another(api: Caller) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    number = printed(api, plan)
    second_revision(api)
    gone_over(api, plan)
    text = api.get("/v1/protocols/ours/revisions/2")["protocol"]
    api.post("/v1/protocols/ours/draft", text | {"title": "Mended again"})
    version = api.ask("GET", "/v1/protocols/ours/draft").headers["ETag"]
    api.post("/v1/protocols/ours/revisions", {}, If_Match=version)
    api.post(
        f"/v1/plans/{plan['id']}/migrate", {"revision": 3, "reason": WHY, "screening": {"confirmed_none": True}}, 200
    )
    assert api.post("/v1/protocols/ours/revisions/2/recall", {"reason": WHY}, 200)["plans"] == []
    assert sheets(api, plan) == {number: "current"}


@EITHER
def test_h13_no_plan_goes_over_to_a_recalled_revision(api: Caller, slug: str) -> None:
    offer(api, slug)
    plan = walking(api, "MRN-1", slug)
    recalled(api, slug)
    over = {"revision": 1, "reason": "Back to what it was.", "screening": {"confirmed_none": True}}
    for where in ("migrate", "migrate/preview"):
        problem = api.refused("POST", f"/v1/plans/{plan['id']}/{where}", over)
        assert (problem["status"], problem["code"]) == (409, "revision_not_published")


@EITHER
def test_h13_a_recalled_revision_is_offered_nowhere(api: Caller, slug: str) -> None:
    offer(api, slug)
    where = f"/v1/protocols/{slug}/revisions"
    before = api.ask("GET", f"{where}/1")
    recalled(api, slug)
    now = api.ask("GET", f"{where}/1")
    told = now.json()
    assert (told["status"], told["retired_at"], told["updated_at"]) == ("recalled", SINCE, SINCE)
    assert now.headers["ETag"] != before.headers["ETag"]
    assert [(each["status"], each["retired_at"]) for each in api.get(where)["items"]] == [("recalled", SINCE)]
    statuses = {each["slug"]: each["status"] for each in api.get("/v1/protocols", limit=100)["items"]}
    assert statuses.pop(slug) == "recalled"
    assert set(statuses.values()) == {"published"}
    published = api.get("/v1/protocols", status="published", limit=100)["items"]
    assert slug not in [each["slug"] for each in published]
    assert [each["slug"] for each in api.get("/v1/protocols", status="recalled")["items"]] == [slug]
    refused = api.refused("POST", f"/v1/protocols/{slug}/copy", {"slug": "again"})
    assert (refused["status"], refused["code"]) == (404, "not_found")
    # What was wrong can be mended: a copy of it by its number is a draft.
    assert api.post(f"/v1/protocols/{slug}/copy", {"slug": "again", "revision": 1})["status"] == "draft"


@EITHER
def test_h13_the_sheets_of_a_recalled_text_are_withdrawn(api: Caller, slug: str) -> None:
    offer(api, slug)
    plan = walking(api, "MRN-1", slug)
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    recalled(api, slug)
    found = api.get(f"/v1/plans/{plan['id']}/handouts/summary")
    assert found["notice"] == ["The text that this plan follows was recalled: nothing is taken by it."]
    assert ([each["state"] for each in found["sheets"]], found["acts"][0]["kind"]) == (["withdrawn"], "recalled")


@EITHER
def test_a_recall_again_pauses_nothing_twice(api: Caller, clock: Clock, slug: str) -> None:
    offer(api, slug)
    plan = walking(api, "MRN-1", slug)
    recalled(api, slug)
    version, revision = read(api, plan)["version"], api.get(f"/v1/protocols/{slug}/revisions/1")
    clock.set(DAY_1 + DAY)
    again = recalled(api, slug)
    assert (again["status"], again["plans"]) == ("recalled", [])
    assert read(api, plan)["version"] == version
    assert api.get(f"/v1/protocols/{slug}/revisions/1")["retired_at"] == revision["retired_at"]


def test_a_retired_revision_is_recalled_too(api: Caller) -> None:
    own(api)
    plan = walking(api, "MRN-1")
    api.post("/v1/protocols/ours/revisions/1/retire", None, 200)
    assert read(api, plan)["phase"] == "titrating"
    assert recalled(api)["status"] == "recalled"
    assert read(api, plan)["phase"] == "paused"


def told_of(api: Caller, plan: Json) -> list[Json]:
    """Whatever a practice is told of the built-in protocol and of its own plan on it."""
    revision = api.get(f"/v1/protocols/{BUILT_IN}/revisions/1")
    lists = [api.get(path) for path in ("/v1/calls", "/v1/worklist", "/v1/protocols", "/v1/works/dos-santos-2010/uses")]
    paper = api.get(f"/v1/plans/{plan['id']}/handouts/summary")
    return [revision, api.get(f"/v1/protocols/{BUILT_IN}"), *lists, paper, read(api, plan)]


def test_h13_what_is_built_in_is_recalled_in_one_practice_and_goes_on_in_the_others(
    practice: Practice, stranger: Practice
) -> None:
    mine, theirs = (walking(each.api, "MRN-1", BUILT_IN) for each in (practice, stranger))
    stranger.api.pdf(f"/v1/plans/{theirs['id']}/handouts/daily.pdf")
    before = told_of(stranger.api, theirs)
    body = {"reason": WHY, "by": str(practice.person_id)}
    answer = practice.api.post(f"/v1/protocols/{BUILT_IN}/revisions/1/recall", body, 200)
    assert [each["plan_id"] for each in answer["plans"]] == [mine["id"]]
    assert (read(practice.api, mine)["phase"], read(stranger.api, theirs)["phase"]) == ("paused", "titrating")
    assert told_of(stranger.api, theirs) == before
    later = walking(stranger.api, "MRN-2", BUILT_IN)
    adjust = f"/v1/plans/{later['id']}/adjustments"
    stranger.api.post(adjust, {"kind": "pause", "reason": WHY})
    stranger.api.post(adjust, {"kind": "resume", "reason": WHY})
    assert daily(read(stranger.api, later)["doses"]) == ["5"]
    assert recalled(stranger.api, BUILT_IN)["plans"] != []


def test_what_is_built_in_and_was_recalled_is_not_written(service: Service, practice: Practice) -> None:
    before = stored(service.database, LIBRARY)
    walking(practice.api, "MRN-1", BUILT_IN)
    recalled(practice.api, BUILT_IN)
    assert stored(service.database, LIBRARY) == before


def test_only_a_numbered_revision_is_recalled(api: Caller) -> None:
    problem = api.refused("POST", f"/v1/protocols/{BUILT_IN}/revisions/2/recall", {"reason": WHY})
    assert (problem["status"], problem["code"]) == (404, "not_found")


@EITHER
def test_a_recall_has_a_reason_and_a_name(api: Caller, slug: str) -> None:
    offer(api, slug)
    where = f"/v1/protocols/{slug}/revisions/1"
    problem = api.refused("POST", f"{where}/recall", {"reason": "…"})
    assert (problem["status"], problem["code"]) == (422, "reason_too_short")
    nobody = {"reason": WHY, "by": "00000000-0000-7000-8000-000000000009"}
    assert api.refused("POST", f"{where}/recall", nobody)["code"] == "practitioner_needed"
    assert api.get(where)["status"] == "published"


def test_a_recall_stays_within_the_practice(api: Caller, stranger: Practice) -> None:
    own(api)
    own(stranger.api)
    theirs = walking(stranger.api, "MRN-1")
    recalled(api)
    assert read(stranger.api, theirs)["phase"] == "titrating"


@EITHER
@pytest.mark.parametrize("stop_reason", ["clients_choice", "reaction"])
def test_h13_a_plan_that_was_stopped_before_the_recall_is_not_taken_up_by_that_text(
    api: Caller, stop_reason: str, slug: str
) -> None:
    offer(api, slug)
    plan = walking(api, "MRN-1", slug)
    where = f"/v1/plans/{plan['id']}/adjustments"
    api.post(where, {"kind": "stop", "reason": WHY, "stop_reason": stop_reason})
    assert recalled(api, slug)["plans"] == []
    problem = api.refused("POST", where, {"kind": "resume", "reason": WHY, "screening": {"confirmed_none": True}})
    assert (problem["status"], problem["code"]) == (409, "revision_recalled")
    assert (read(api, plan)["phase"], daily(read(api, plan)["doses"])) == ("stopped", [None])
