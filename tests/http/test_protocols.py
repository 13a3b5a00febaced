"""Writing a protocol: drafted, found wanting, mended, published, started, retired; the library stays as it is."""

from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import SLUGS, daily, new_client, start_body
from tests.http.service import Practice, Service

LIBRARY: Final = "/v1/protocols/glutamine-pi-ibs-d"
MINE: Final = "/v1/protocols/mine"


def text(api: Caller, slug: str = "mine") -> Json:
    """The text of a library protocol under another slug."""
    found: Json = api.get(LIBRARY)["revision"]["protocol"]
    return found | {"slug": slug}


def without_alarms(api: Caller) -> Json:
    return text(api) | {"alarms": []}


def test_h13_from_a_draft_with_errors_to_a_plan_and_to_its_retirement(api: Caller) -> None:
    draft = api.post("/v1/protocols", without_alarms(api))
    assert (draft["status"], draft["number"], draft["version"]) == ("draft", None, 1)
    findings = api.get(f"{MINE}/draft/findings")["items"]
    assert ("alarm_weakened", "error", "/alarms") in {(f["code"], f["severity"], f["pointer"]) for f in findings}
    refused = api.refused("POST", f"{MINE}/revisions", If_Match='"v1"')
    assert (refused["status"], refused["code"]) == (409, "not_publishable")
    assert "alarm" in refused["detail"]
    told = [(each["code"], each["pointer"]) for each in refused["errors"]]
    assert told == [(f["code"], f"#{f['pointer']}") for f in findings if f["severity"] == "error"]
    mended = api.change(f"{MINE}/draft", text(api), method="PUT")
    assert mended["version"] == 2
    assert [f for f in api.get(f"{MINE}/draft/findings")["items"] if f["severity"] == "error"] == []
    published = api.post(f"{MINE}/revisions", If_Match='"v2"')
    assert (published["status"], published["number"], published["hash"]) == ("published", 1, mended["hash"])
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client, "mine"))
    assert (plan["protocol"]["slug"], plan["protocol"]["hash"], daily(plan["doses"])) == (
        "mine",
        mended["hash"],
        ["15"],
    )
    assert api.post(f"{MINE}/revisions/1/retire", status=200)["status"] == "retired"
    refused = api.refused("POST", "/v1/plans", start_body(new_client(api, "MRN-2"), "mine"))
    assert (refused["status"], refused["code"]) == (409, "revision_not_published")
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["15"]  # a plan that walks it goes on


def test_h13_what_is_refused_at_publish_shows_the_shortest_way_into_each_error(api: Caller) -> None:
    body = text(api)
    step = body["items"][0]["ladder"]["steps"][0]
    step["dose"]["daily"]["value"] = "41"
    severe = next(each for each in body["rules"] if each["key"] == "severe")
    severe["when"] = {"kind": "answer", "measure": "nausea", "operator": "equal", "value": "9"}
    api.post("/v1/protocols", body)
    findings = [f for f in api.get(f"{MINE}/draft/findings")["items"] if f["severity"] == "error"]
    refused = api.refused("POST", f"{MINE}/revisions", If_Match='"v1"')
    assert refused["errors"] == [
        {"code": f["code"], "detail": f["says"], "pointer": f"#{f['pointer']}"}
        | ({} if f["counter_example"] is None else {"counter_example": f["counter_example"]})
        for f in findings
    ]
    shown = {each["code"]: each["counter_example"] for each in refused["errors"] if "counter_example" in each}
    assert shown["dose_above_cap"] == {"item": "glutamine", "step": step["key"]}
    assert shown["weaker_when_worse"]["given"]["answers"] != shown["weaker_when_worse"]["instead"]["answers"]


def with_a_promise(api: Caller) -> Json:
    """A text with one warning: it promises something."""
    found = text(api)
    found["client_text"]["also"] = ["This powder will help."]
    return found


def test_h13_warnings_are_published_only_with_a_second_named_person(api: Caller, practice: Practice) -> None:
    api.post("/v1/protocols", with_a_promise(api))
    assert [f["code"] for f in api.get(f"{MINE}/draft/findings")["items"]] == ["promise"]
    where = f"{MINE}/revisions"
    assert api.refused("POST", where, If_Match='"v1"')["code"] == "second_person_needed"
    alone = {"seen_by": str(practice.person_id)}
    refused = api.refused("POST", where, alone, If_Match='"v1"')
    assert (refused["status"], refused["code"], refused["errors"][0]["pointer"]) == (
        422,
        "second_person_needed",
        "#/seen_by",
    )
    second = api.post("/v1/practice/practitioners", {"name": "Dr. Bo Lin", "role": "GP"})
    assert api.post(where, {"seen_by": second["id"]}, If_Match='"v1"')["status"] == "published"


def test_h13_nothing_is_published_that_rests_on_a_retracted_work(api: Caller) -> None:
    found = text(api)
    cited = found["claims"][0]["links"][0]["work"] if found["claims"][0]["links"] else "zhou-2019"
    work = api.get(f"/v1/works/{cited}")["work"] | {"status": "retracted"}
    api.post("/v1/works", work)
    api.post("/v1/protocols", found)
    assert "work_retracted" in [f["code"] for f in api.get(f"{MINE}/draft/findings")["items"]]
    refused = api.refused("POST", f"{MINE}/revisions", If_Match='"v1"')
    assert "work_retracted" in [each["code"] for each in refused["errors"]]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_copy_of_a_library_protocol_is_published_unchanged(api: Caller, slug: str) -> None:
    found = api.get(f"/v1/protocols/{slug}")
    copy = api.post(f"/v1/protocols/{slug}/copy", {"slug": "mine"})
    assert copy["protocol"] == found["revision"]["protocol"] | {"slug": "mine"}
    published = api.post(f"{MINE}/revisions", If_Match='"v1"')
    assert (published["number"], published["built_in"], published["protocol"]) == (1, False, copy["protocol"])
    plan = api.post("/v1/plans", start_body(new_client(api), slug, protocol="mine"))
    built_in = api.post("/v1/plans", start_body(new_client(api, "MRN-2"), slug))
    assert plan["items"] == built_in["items"]


def test_a_draft_is_replaced_only_as_it_was_read(api: Caller) -> None:
    api.post("/v1/protocols", text(api))
    body = text(api) | {"title": "Mine, mended"}
    assert api.refused("PUT", f"{MINE}/draft", body)["code"] == "precondition_missing"
    assert api.refused("PUT", f"{MINE}/draft", body, If_Match='"v9"')["code"] == "precondition_failed"
    assert api.refused("PUT", f"{MINE}/draft", body, If_Match='W/"v1"')["code"] == "precondition_failed"
    assert api.refused("PUT", f"{MINE}/draft", body, If_Match="v1")["code"] == "precondition_unreadable"
    assert api.get(f"{MINE}/draft")["protocol"]["title"] != "Mine, mended"
    api.change(f"{MINE}/draft", body, method="PUT")
    assert api.get(f"{MINE}/draft")["protocol"]["title"] == "Mine, mended"


def test_a_draft_is_published_only_as_it_was_read(api: Caller) -> None:
    api.post("/v1/protocols", text(api))
    assert api.refused("POST", f"{MINE}/revisions")["status"] == 428
    assert api.refused("POST", f"{MINE}/revisions", If_Match='"v9"')["status"] == 412
    assert api.get(f"{MINE}/revisions")["items"] == []


def test_what_is_published_is_frozen_and_the_next_draft_gets_the_next_number(api: Caller) -> None:
    api.post("/v1/protocols", text(api))
    first = api.post(f"{MINE}/revisions", If_Match='"v1"')
    assert api.refused("GET", f"{MINE}/draft")["status"] == 404
    api.post(f"{MINE}/draft", text(api) | {"title": "Second"})
    assert api.refused("POST", f"{MINE}/draft", text(api))["code"] == "draft_exists"
    second = api.post(f"{MINE}/revisions", If_Match='"v1"')
    assert (first["number"], second["number"]) == (1, 2)
    assert api.get(f"{MINE}/revisions/1")["protocol"] == first["protocol"]
    assert api.get(f"{MINE}/revisions/1")["hash"] == first["hash"]
    assert [each["number"] for each in api.get(f"{MINE}/revisions")["items"]] == [2, 1]
    assert api.get(MINE)["revision"]["number"] == 2
    older = api.post("/v1/plans", start_body(new_client(api), "glutamine-pi-ibs-d", protocol="mine", revision=1))
    assert (older["protocol"]["number"], older["protocol"]["hash"]) == (1, first["hash"])


def test_refused_drafts(api: Caller) -> None:
    api.post("/v1/protocols", text(api))
    assert api.refused("POST", "/v1/protocols", text(api))["code"] == "duplicate_slug"
    assert api.refused("POST", f"{LIBRARY}/copy", {"slug": "mine"})["code"] == "duplicate_slug"
    assert api.refused("PUT", f"{MINE}/draft", text(api, "yours"), If_Match='"v1"')["code"] == "slug_is_fixed"
    nameless = api.refused("POST", f"{LIBRARY}/copy", {"slug": "No Slug"})
    assert (nameless["status"], nameless["errors"][0]["pointer"]) == (400, "#/slug")
    assert nameless["detail"].startswith("Expected a short name that programs use")


def test_a_practice_may_have_its_own_under_a_name_of_the_library(api: Caller) -> None:
    own = api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "glutamine-pi-ibs-d"})
    assert api.get(LIBRARY)["id"] == own["protocol_id"]
    both = [each for each in api.get("/v1/protocols")["items"] if each["slug"] == "glutamine-pi-ibs-d"]
    assert sorted(each["built_in"] for each in both) == [False, True]


def test_nobody_changes_the_library(service: Service, practice: Practice) -> None:
    api = practice.api
    found = api.get(LIBRARY)
    where = f"/v1/protocols/{found['id']}"
    before = stored(service.database, practice.id)
    body = found["revision"]["protocol"] | {"title": "Mine now"}
    for method, path, sent in (
        ("PUT", f"{where}/draft", body),
        ("POST", f"{where}/draft", body),
        ("POST", f"{where}/revisions", None),
        ("POST", f"{where}/revisions/1/retire", None),
        ("POST", f"{LIBRARY}/revisions/1/retire", None),
    ):
        told = api.refused(method, path, sent, If_Match="*")
        assert (told["status"], told["code"]) == (404, "not_found"), (method, path)
    assert api.get(where) == found
    assert stored(service.database, practice.id) == before


def test_screening_questions_are_those_of_the_revision(api: Caller) -> None:
    asked = api.get(f"{LIBRARY}/revisions/1/screening")
    revision = api.get(f"{LIBRARY}/revisions/1")
    assert asked["revision_hash"] == revision["hash"]
    assert [each["caution"] for each in asked["items"]] == [each["key"] for each in revision["protocol"]["cautions"]]
    answers = {each["caution"]: "no" for each in asked["items"] if each["question"] is not None}
    plan = api.post("/v1/plans", start_body(new_client(api), "glutamine-pi-ibs-d", screening={"answers": answers}))
    assert plan["screened"]["answers"] == answers
    client = new_client(api, "MRN-2")
    excluded = {each["caution"] for each in asked["items"] if each["action"] == "exclude" and each["question"]}
    for caution in excluded:
        for answer in ("yes", "unknown"):
            body = start_body(client, "glutamine-pi-ibs-d", screening={"answers": answers | {caution: answer}})
            told = api.refused("POST", "/v1/plans", body)
            assert (told["code"], caution in told["detail"]) == ("excluded", True)


FILTERS: Final = [
    ({"status": "draft"}, {"mine"}),
    ({"text": "chemotherapy"}, {"glutamine-chemotherapy"}),
    ({"text": "%"}, set()),
]


@pytest.mark.parametrize(("query", "slugs"), FILTERS)
def test_protocols_are_found_by_state_and_words(api: Caller, query: dict[str, str], slugs: set[str]) -> None:
    api.post("/v1/protocols", text(api))
    assert {each["slug"] for each in api.get("/v1/protocols", **query)["items"]} == slugs
