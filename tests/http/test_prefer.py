"""RFC 7240: `return=minimal` leaves out a body that says nothing new, and nothing else."""

from typing import Any, Final
from uuid import uuid4

import pytest
from httpx import Response

from api.preference import hears, preferred
from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, new_client, new_plan, tolerance
from tests.http.service import Service
from tests.http.test_callers import routes

MINIMAL: Final = {"Prefer": "return=minimal"}
HEARD: Final = {
    ("POST", "/v1/clients"),
    ("PATCH", "/v1/practice"),
    ("PATCH", "/v1/practice/practitioners/{practitioner_id}"),
    ("POST", "/v1/protocols"),
    ("POST", "/v1/protocols/{protocol}/copy"),
    ("POST", "/v1/protocols/{protocol}/draft"),
    ("PUT", "/v1/protocols/{protocol}/draft"),
}


def applied(answer: Response, status: int) -> None:
    """The answer has no body, and says why."""
    assert (answer.status_code, answer.content) == (status, b""), answer.text
    assert answer.headers.get_list("Preference-Applied") == ["return=minimal"]
    assert answer.headers["Vary"] == "Prefer"
    assert "Content-Type" not in answer.headers
    assert answer.headers.get("Content-Length") == ("0" if status == 201 else None)


def test_what_was_made_is_found_where_the_answer_says(api: Caller) -> None:
    answer = api.ask("POST", "/v1/clients", json=SAM, headers=MINIMAL)
    applied(answer, 201)
    read = api.ask("GET", answer.headers["Location"])
    assert read.json()["reference"] == SAM["reference"]
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_what_was_changed_has_its_new_tag(api: Caller) -> None:
    tag = api.ask("GET", "/v1/practice").headers["ETag"]
    answer = api.ask("PATCH", "/v1/practice", json={"name": "Oak Lane"}, headers=MINIMAL | {"If-Match": tag})
    applied(answer, 204)
    read = api.ask("GET", "/v1/practice")
    assert (read.json()["name"], read.headers["ETag"]) == ("Oak Lane", answer.headers["ETag"])


def test_so_has_what_was_replaced(api: Caller) -> None:
    made = api.ask("POST", "/v1/protocols/glutamine-pi-ibs-d/copy", json={"slug": "mine"}, headers=MINIMAL)
    applied(made, 201)
    where = "/v1/protocols/mine/draft"
    draft = api.ask("GET", where)
    assert draft.headers["ETag"] == made.headers["ETag"]
    text = draft.json()["protocol"] | {"title": "Another title"}
    answer = api.ask("PUT", where, json=text, headers=MINIMAL | {"If-Match": draft.headers["ETag"]})
    applied(answer, 204)
    assert api.ask("GET", where).headers["ETag"] == answer.headers["ETag"]


ASKS: Final = [
    "return=minimal",
    'return="minimal"',
    "Return=minimal",
    "return = minimal",
    "return=minimal; whatever=1",
    "return=minimal;",
    "respond-async, wait=10, return=minimal",
    'foo; bar="a,b\\"; return=representation", return=minimal',
    ", ,return=minimal,",
    "return=minimal, return=representation",
]
ASKS_NOT: Final = [
    "",
    "return",
    'return=""',
    "return=representation",
    "return=representation, return=minimal",
    "return=tiny",
    "minimal",
    "return minimal",
    "return=minimal foo",
    "return==minimal",
    'foo="return=minimal',
    'foo="return=minimal"',
    "foo; return=minimal",
    "respond-async, wait=100, handling=lenient",
    "é=1, return=minimal",
]


@pytest.mark.parametrize("header", ASKS)
def test_it_is_asked_for_in_every_form_of_the_standard(api: Caller, header: str) -> None:
    applied(api.ask("POST", "/v1/clients", json=SAM, headers={"Prefer": header}), 201)


@pytest.mark.parametrize("header", ASKS_NOT)
def test_what_is_not_known_or_not_readable_is_passed_over(api: Caller, header: str) -> None:
    sent: Any = {"Prefer": header.encode("latin-1")}
    answer = api.ask("POST", "/v1/clients", json=SAM, headers=sent)
    assert (answer.status_code, answer.json()["reference"]) == (201, SAM["reference"])
    assert "Preference-Applied" not in answer.headers
    assert answer.headers["Vary"] == "Prefer"


def test_two_lines_are_one_list(api: Caller) -> None:
    headers: Any = [("Prefer", "wait=1"), ("Prefer", "return=minimal"), ("Authorization", f"Bearer {api.key}")]
    answer = api._http.request("POST", "/v1/clients", json=SAM, headers=headers)
    applied(answer, 201)


def test_a_refusal_has_its_body(api: Caller) -> None:
    answer = api.ask("POST", "/v1/clients", json={}, headers=MINIMAL)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_refused")
    assert "Preference-Applied" not in answer.headers


def test_a_read_has_its_body(api: Caller) -> None:
    answer = api.ask("GET", f"/v1/clients/{new_client(api)}", headers=MINIMAL)
    assert answer.json()["reference"]
    assert not {"Preference-Applied", "Vary"} & set(answer.headers)


@pytest.mark.parametrize(("first", "second"), [({}, MINIMAL), (MINIMAL, {}), (MINIMAL, MINIMAL), ({}, {})])
def test_what_is_sent_again_is_answered_as_it_is_preferred_now(api: Caller, first: Json, second: Json) -> None:
    """The whole answer is kept under an Idempotency-Key: a preference is no part of what was asked."""
    key = {"Idempotency-Key": str(uuid4())}
    answers = [api.ask("POST", "/v1/clients", json=SAM, headers=key | each) for each in (first, second)]
    for answer, asked in zip(answers, (first, second), strict=True):
        assert (answer.status_code, answer.content == b"") == (201, bool(asked))
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]
    assert len(api.get("/v1/clients")["items"]) == 1


def test_h3_words_to_say_and_sheets_that_are_out_are_never_left_out(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    bad = tolerance(DAY_1, abdominal_pain="9") | {"checkpoint": None}
    answer = api.ask("POST", f"{where}/check-ins", json=bad, headers=MINIMAL)
    assert (answer.status_code, answer.json()["dose"]) == (201, "stop")
    assert answer.json()["aftermath"]["to_say"]
    assert not {"Preference-Applied", "Vary"} & set(answer.headers)


def test_a_key_that_is_shown_once_is_shown(api: Caller) -> None:
    made = api.ask("POST", "/v1/api-keys", json={"name": "Desk", "scopes": ["plans:read"]}, headers=MINIMAL)
    assert made.json()["key"].startswith("gp_")


def test_it_is_heard_where_nothing_is_lost_and_nowhere_else() -> None:
    assert {(method, path) for method, path, handler in routes() if hears(handler)} == HEARD


def test_the_document_says_where(service: Service) -> None:
    for method, path, _ in routes():
        operation = service.contract.document["paths"].get(path, {}).get(method.lower(), {})
        told = any(parameter["name"] == "Prefer" for parameter in operation.get("parameters", ()))
        assert told == ((method, path) in HEARD)
        done = [each for status, each in operation.get("responses", {}).items() if status.startswith("2")]
        assert all(("Preference-Applied" in each.get("headers", {})) == told for each in done)
        assert not told or {"201", "204"} & set(operation["responses"])


def test_a_very_long_header_is_read_in_no_time() -> None:
    assert preferred("a" + " ; " * 20_000 + '"') == {}
    assert preferred("a" + "; b" * 20_000) == {"a": ""}
