"""A request sent again under its Idempotency-Key is answered again, and done once."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from httpx import Response
from litestar import Response as Answer

from api.idempotency import ARGUMENT, Asked, reopen, seal
from api.store import replays
from tests.http.calling import Caller
from tests.http.rows import stored
from tests.http.saying import DAY_1, SAM, new_client, new_plan, start_body, tolerance
from tests.http.service import MORNING, Practice, Service
from tests.http.test_callers import routes
from tests.http.test_races import at_once, statuses

CLIENTS: Final = "/v1/clients"
POSTS: Final = sorted((path, handler) for method, path, handler in routes() if method == "POST")


def send(api: Caller, path: str, body: Any, key: str, **headers: str) -> Response:
    return api.ask("POST", path, json=body, headers={"Idempotency-Key": key} | headers)


def again(api: Caller, path: str, body: Any, **headers: str) -> tuple[Response, Response]:
    """The answers to a request that is sent twice."""
    key = str(uuid4())
    first, second = send(api, path, body, key, **headers), send(api, path, body, key, **headers)
    assert "Idempotency-Replayed" not in first.headers
    return first, second


def same(first: Response, second: Response) -> None:
    """The second answer is the first one, and says so."""
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    for name in ("Location", "ETag", "Content-Type"):
        assert second.headers.get(name) == first.headers.get(name)


def test_everything_that_is_posted_and_kept_takes_a_key() -> None:
    without = {path for path, handler in POSTS if ARGUMENT not in handler.parsed_fn_signature.parameters}
    assert without == {path for path, _ in POSTS if path.endswith("/preview")}


def test_the_document_says_so(service: Service) -> None:
    for path, handler in POSTS:
        operation = service.contract.document["paths"][path]["post"]
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        takes = ARGUMENT in handler.parsed_fn_signature.parameters
        assert ("Idempotency-Key" in named) == takes
        assert all(("Idempotency-Replayed" in answer.get("headers", {})) == takes for answer in answers)


def test_a_client_is_made_once(api: Caller) -> None:
    first, second = again(api, CLIENTS, SAM)
    assert first.status_code == 201
    same(first, second)
    assert len(api.get(CLIENTS)["items"]) == 1


def test_a_plan_is_started_once_and_a_check_in_recorded_once(api: Caller, service: Service) -> None:
    same(*again(api, "/v1/plans", start_body(new_client(api))))
    plan = api.get("/v1/plans")["items"][0]["id"]
    service.clock.set(DAY_1 + timedelta(days=6))
    first, second = again(api, f"/v1/plans/{plan}/check-ins", tolerance(DAY_1 + timedelta(days=6)))
    assert first.json()["dose"] == "advance"
    same(first, second)
    assert len(api.get(f"/v1/plans/{plan}/decisions")["items"]) == 1


def test_every_act_on_a_plan_is_done_once(api: Caller) -> None:
    plan = f"/v1/plans/{new_plan(api)['id']}"
    reported = {"on": DAY_1.isoformat(), "alarms": ["fever"]}
    paused = {"kind": "pause", "reason": "The client is going away."}
    for path, body in (("adjustments", paused), ("reports", reported)):
        first, second = again(api, f"{plan}/{path}", body)
        assert first.status_code == 201, first.text
        same(first, second)
    assert len(api.get(f"{plan}/reports")["items"]) == 1


def test_a_draft_is_published_once_though_it_is_no_draft_any_more(api: Caller) -> None:
    copied, second = again(api, "/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    same(copied, second)
    first, second = again(api, "/v1/protocols/mine/revisions", {}, **{"If-Match": copied.headers["ETag"]})
    assert first.status_code == 201, first.text
    same(first, second)
    assert len(api.get("/v1/protocols/mine/revisions")["items"]) == 1


def test_a_key_of_the_api_comes_back_to_whoever_lost_the_answer(api: Caller) -> None:
    first, second = again(api, "/v1/api-keys", {"name": "Desk", "scopes": ["plans:read"]})
    same(first, second)
    assert len(api.get("/v1/api-keys")["items"]) == 2


def test_the_first_answer_comes_back_whatever_has_changed_since(api: Caller) -> None:
    key = str(uuid4())
    first = send(api, CLIENTS, SAM, key)
    api.change(f"{CLIENTS}/{first.json()['id']}", {"display_name": "Sam Other"})
    same(first, send(api, CLIENTS, SAM, key))


OTHER: Final[dict[str, bytes]] = {
    "another value": json.dumps(SAM | {"display_name": "Somebody Else"}).encode(),
    "the same in another order": json.dumps(dict(reversed(SAM.items()))).encode(),
}


@pytest.mark.parametrize("body", OTHER.values(), ids=OTHER)
def test_a_key_stands_for_one_body(api: Caller, body: bytes) -> None:
    key = str(uuid4())
    send(api, CLIENTS, SAM, key)
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    answer = api.ask("POST", CLIENTS, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"
    assert len(api.get(CLIENTS)["items"]) == 1


def test_a_key_means_something_else_at_another_address_and_for_another_practice(
    api: Caller, stranger: Practice
) -> None:
    assert send(api, CLIENTS, SAM, "one").status_code == 201
    person = send(api, "/v1/practice/practitioners", {"name": "Dr. Bo", "role": "GP"}, "one")
    theirs = send(stranger.api, CLIENTS, SAM, "one")
    assert (person.status_code, theirs.status_code) == (201, 201)
    assert not {"Idempotency-Replayed"} & {*person.headers, *theirs.headers}


def test_a_refusal_is_not_kept(api: Caller) -> None:
    taken = new_client(api, "MRN-1")
    body, key = SAM | {"reference": "MRN-1"}, str(uuid4())
    assert send(api, CLIENTS, body, key).json()["code"] == "duplicate_reference"
    api.change(f"{CLIENTS}/{taken}", {"reference": "MRN-2"})
    assert send(api, CLIENTS, body, key).status_code == 201


def test_after_a_day_the_key_is_free(api: Caller, service: Service) -> None:
    key = str(uuid4())
    send(api, CLIENTS, SAM | {"reference": "MRN-1"}, key)
    service.clock.now = MORNING + timedelta(hours=24)
    assert send(api, CLIENTS, SAM | {"reference": "MRN-1"}, key).headers["Idempotency-Replayed"] == "true"
    service.clock.now = MORNING + timedelta(hours=24, seconds=1)
    answer = send(api, CLIENTS, SAM | {"reference": "MRN-2"}, key)
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (201, False)


def test_of_several_at_once_one_is_done_and_the_others_wait_for_its_answer(api: Caller) -> None:
    key = str(uuid4())
    answers = at_once(4, lambda _: send(api, CLIENTS, SAM, key))
    assert statuses(answers) == {201: 4}
    assert len({answer.content for answer in answers}) == 1
    assert Counter("Idempotency-Replayed" in answer.headers for answer in answers) == {True: 3, False: 1}
    assert len(api.get(CLIENTS)["items"]) == 1


READABLE: Final = {
    "in quotes": ('"8e03 978e"', '"8e03 978e"'),
    "bare": ("8e03978e", "8e03978e"),
    "once so, once so": ('"8e03978e"', "8e03978e"),
    "with an escape": (r'"a\"b"', r'"a\"b"'),
    "the longest": ("k" * 255, f'"{"k" * 255}"'),
}


@pytest.mark.parametrize(("first", "second"), READABLE.values(), ids=READABLE)
def test_a_key_is_a_string_in_quotes_or_a_bare_word(api: Caller, first: str, second: str) -> None:
    same(send(api, CLIENTS, SAM, first), send(api, CLIENTS, SAM, second))


UNREADABLE: Final = {
    "empty": "",
    "an empty string": '""',
    "two words": "one two",
    "half a string": '"one',
    "too long": "k" * 256,
    "too long in quotes": f'"{"k" * 256}"',
    "an escape of nothing": r'"a\b"',
}


@pytest.mark.parametrize("key", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_key(api: Caller, key: str) -> None:
    answer = send(api, CLIENTS, SAM, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_unreadable")
    assert api.get(CLIENTS)["items"] == []


def test_two_keys_are_none(api: Caller, service: Service) -> None:
    own = [("Authorization", f"Bearer {api.key}"), ("Idempotency-Key", "a"), ("Idempotency-Key", "a")]
    assert service.http.post(CLIENTS, json=SAM, headers=own).json()["code"] == "idempotency_key_unreadable"


def test_what_keeps_no_answers_does_not_look_at_the_key(api: Caller) -> None:
    assert api.ask("GET", CLIENTS, headers={"Idempotency-Key": ""}).status_code == 200


def test_what_is_kept_cannot_be_read_nor_put_in_anothers_place(service: Service, practice: Practice) -> None:
    answer = send(practice.api, CLIENTS, SAM | {"display_name": "Leaky McLeak"}, "one")
    kept = stored(service.database, practice.id)["replays"]
    assert len(kept) == 1
    assert "Leaky" not in kept[0]
    asked = Asked(place=b"p" * 32, fingerprint=b"f" * 32, status=201)
    sealed = seal(Answer(answer.json()), asked, b"k" * 32)
    assert b"Leaky" not in sealed
    assert b"Leaky" in reopen(sealed, asked, b"k" * 32).content
    for elsewhere, key in ((Asked(b"q" * 32, b"f" * 32, 201), b"k" * 32), (asked, b"l" * 32)):
        with pytest.raises(InvalidTag):
            reopen(sealed, elsewhere, key)


def test_old_answers_are_taken_away(service: Service, practice: Practice) -> None:
    send(practice.api, CLIENTS, SAM | {"reference": "MRN-1"}, "one")
    service.clock.now = MORNING + timedelta(days=2)
    send(practice.api, CLIENTS, SAM | {"reference": "MRN-2"}, "two")
    assert len(stored(service.database, practice.id)["replays"]) == 1
    assert service.database.write(practice.id, lambda tx: replays.forget(tx, service.clock.now)) == 0
