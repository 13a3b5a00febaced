"""A screening through the API: which questions, who answered, when, and for how long it counts."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SLUGS, new_client, new_plan, start_body
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."
MOTHER: Final = {"kind": "for_client", "name": "Eva Rivera", "relation": "mother"}


def version(api: Caller, plan: str = "glutamine-start-low") -> str:
    return str(api.get(f"/v1/protocols/{plan}/revisions/1/screening")["version"])


def started(api: Caller, **screening: Any) -> Json:
    return api.post("/v1/plans", start_body(new_client(api), screening={"confirmed_none": True} | screening))


def test_all_of_it_is_kept_with_the_plan(api: Caller) -> None:
    asked = (DAY_1 - DAY).isoformat()
    plan = started(api, questions=version(api), answered_by=MOTHER, on=asked)
    screened = api.get(f"/v1/plans/{plan['id']}")["screened"]
    assert (screened["questions"], screened["answered_by"], screened["on"]) == (version(api), MOTHER, asked)
    assert plan["screened_until"] == (DAY_1 + DAY * 89).isoformat()


def test_left_out_means_the_client_today(api: Caller) -> None:
    screened = started(api)["screened"]
    assert (screened["questions"], screened["answered_by"]) == (version(api), {"kind": "client"})
    assert screened["on"] == DAY_1.isoformat()


# the screening, status, code, pointer
REFUSED: list[tuple[Json, int, str, str]] = [
    ({"questions": "older"}, 409, "questions_changed", "#/screening/questions"),
    ({"on": (DAY_1 + DAY).isoformat()}, 422, "screening_out_of_time", "#/screening/on"),
    ({"on": (DAY_1 - DAY * 91).isoformat()}, 422, "screening_out_of_time", "#/screening/on"),
]


@pytest.mark.parametrize(("said", "status", "code", "pointer"), REFUSED)
def test_h8_what_was_not_asked_so_starts_nothing(api: Caller, said: Json, status: int, code: str, pointer: str) -> None:
    body = start_body(new_client(api), screening={"confirmed_none": True} | said)
    told = api.refused("POST", "/v1/plans", body)
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (status, code, pointer)


def test_h9_another_revision_asks_its_own_questions(api: Caller) -> None:
    """Answers to the first revision's questions take no plan over to the second."""
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    api.post("/v1/protocols/mine/revisions", If_Match='"v1"')
    old = version(api, "mine")
    assert old == version(api)
    plan = api.post(
        "/v1/plans", start_body(new_client(api), "mine", screening={"confirmed_none": True, "questions": old})
    )
    text = api.get("/v1/protocols/mine")["revision"]["protocol"]
    asked = next(each for each in text["cautions"] if each["key"] == "pregnancy")
    asked["triggers"][0]["question"] += " Or might be?"
    made = api.ask("POST", "/v1/protocols/mine/draft", json=text)
    api.post("/v1/protocols/mine/revisions", If_Match=made.headers["ETag"])
    new = str(api.get("/v1/protocols/mine/revisions/2/screening")["version"])
    assert new != old
    where = f"/v1/plans/{plan['id']}/migrate"
    wish = {"revision": 2, "reason": "The second revision asks in other words."}
    stale = wish | {"screening": {"confirmed_none": True, "questions": old}}
    assert api.refused("POST", where, stale)["code"] == "questions_changed"
    assert api.refused("POST", where, wish)["code"] == "new_screening_needed"
    over = api.post(where, wish | {"screening": {"confirmed_none": True, "questions": new}}, status=200)
    assert over["screened"]["questions"] == new


def test_h9_a_screening_from_before_the_stop_brings_nothing_back(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/adjustments"
    clock.set(DAY_1 + DAY * 5)
    api.post(where, {"kind": "stop", "reason": WHY, "stop_reason": "clients_choice"})
    back = {"kind": "resume", "reason": WHY}
    before = back | {"screening": {"confirmed_none": True, "on": (DAY_1 + DAY * 4).isoformat()}}
    assert api.refused("POST", where, back)["code"] == "new_screening_needed"
    assert api.refused("POST", where, before)["code"] == "screening_out_of_time"
    assert api.post(where, back | {"screening": {"confirmed_none": True}})["phase"] == "titrating"


def test_the_document_says_what_a_screening_keeps(api: Caller) -> None:
    schemas = api.get("/v1/openapi.json")["components"]["schemas"]
    for word in ("questions", "answered_by", "90 days"):
        assert word in schemas["Screening"]["description"]
    for word in ("questions", "answered_by", "on"):
        assert f"`{word}`" in schemas["Screened"]["description"]


def test_h9_a_pregnancy_told_with_an_extension_ends_the_plan(api: Caller) -> None:
    plan = new_plan(api, SLUGS[1])
    asked = api.get(f"/v1/protocols/{SLUGS[1]}/revisions/1/screening")["items"]
    answers = {each["caution"]: "no" for each in asked if each["question"]} | {"pregnancy": "yes"}
    wish = {"kind": "extend", "reason": WHY, "until": (DAY_1 + DAY * 80).isoformat(), "screening": {"answers": answers}}
    after = api.post(f"/v1/plans/{plan['id']}/adjustments", wish)
    assert (after["phase"], after["ended"]["reason"], after["ended"]["final"]) == ("stopped", "pregnancy", True)
    assert [each["call"] for each in after["calls"]] == ["today"]
    assert after["aftermath"]["to_say"][-1] == "We call you today."
