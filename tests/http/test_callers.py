"""Who may see what: a key of one practice opens that practice, and nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from api.app import application
from api.call import PUBLIC
from api.keys import new_key, read_key
from api.scopes import OPENS, Scope, needed_by
from api.store import api_keys
from tests.http.calling import Caller, Json
from tests.http.contract import Contract
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, SAM, new_plan, start_body, tolerance
from tests.http.service import MORNING, Practice, Service, found_practice

DOCUMENT: Final = ("GET", "/v1/openapi.json")
"""Served to everybody, and not described by itself."""
HEALTH: Final = [("GET", "/healthz/live"), ("GET", "/healthz/ready")]


def routes() -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Each method and path of the application, with its handler."""
    for route in application(None).routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(getattr(handler, "http_methods", ())):
                if method != "OPTIONS":
                    yield method, re.sub(r":[a-z]+}", "}", route.path_format), handler


ROUTES: Final = sorted((method, path) for method, path, _ in routes())
OPEN: Final = {(method, path) for method, path, handler in routes() if handler.opt.get(PUBLIC)}
LOCKED: Final = [route for route in ROUTES if route not in OPEN]
WITH_ID: Final = [route for route in LOCKED if "{" in route[1]]


def filled(path: str) -> str:
    """The path with ids that nobody has."""
    return (
        re.sub(r"\{[a-z_]+_id\}", "01980000-0000-7000-8000-000000000000", path)
        .replace("{number}", "1")
        .replace("{event}", "1")
    )


def test_the_routes_are_those_of_the_document(service: Service) -> None:
    paths = service.contract.document["paths"]
    described = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert described == set(ROUTES) - {DOCUMENT}
    assert {DOCUMENT, *HEALTH} == OPEN


KEYS: Final = {
    "none": None,
    "no key at all": "hello",
    "a key of nobody": new_key().reveal(),
    "an empty one": "",
}


@pytest.mark.parametrize(("method", "path"), LOCKED, ids=lambda part: part)
def test_every_route_but_the_public_ones_needs_a_key(service: Service, method: str, path: str) -> None:
    for key in KEYS.values():
        answer = service.caller(key).ask(method, filled(path).replace("{protocol}", "x").replace("{work}", "x"))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == ("Bearer" if key is None else 'Bearer error="invalid_token"')


EACH_SCOPE: Final = frozenset(Scope) - {Scope.ALL}
NEEDED: Final = {(method, path): needed_by(handler) for method, path, handler in routes()}


@pytest.mark.parametrize("route", LOCKED, ids=" ".join)
def test_every_route_but_the_public_ones_declares_its_scopes(route: tuple[str, str]) -> None:
    assert NEEDED[route], "opt=needs(...) is missing"
    assert Scope.ALL not in NEEDED[route]


@pytest.mark.parametrize("route", sorted(OPEN), ids=" ".join)
def test_a_public_route_needs_none(route: tuple[str, str]) -> None:
    assert not NEEDED[route]


def test_every_scope_opens_something_and_says_what() -> None:
    assert set().union(*NEEDED.values()) == EACH_SCOPE
    assert set(OPENS) == set(Scope)


@pytest.fixture(scope="module")
def holding(running: Service) -> dict[frozenset[Scope], Caller]:
    """A caller of a practice of its own for each set of scopes that matters: all of one, and all but one."""
    running.clock.now = MORNING
    each = [needed for needed in set(NEEDED.values()) if needed]
    kinds = {*each, frozenset(), *(EACH_SCOPE - {scope} for scope in EACH_SCOPE)}
    return {kind: found_practice(running, scopes=kind).api for kind in kinds}


@pytest.mark.parametrize(("method", "path"), LOCKED, ids=lambda part: part)
def test_a_route_opens_to_its_scopes_and_to_nothing_less(
    service: Service, holding: dict[frozenset[Scope], Caller], method: str, path: str
) -> None:
    needed, address = NEEDED[method, path], filled(path).replace("{protocol}", "x").replace("{work}", "x")
    assert holding[needed].ask(method, address).status_code not in {401, 403}
    for lacking in [frozenset[Scope](), *(EACH_SCOPE - {scope} for scope in needed)]:
        answer = holding[lacking].ask(method, address)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        named = " ".join(sorted(needed))
        assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{named}"'
        assert all(f"`{scope}`" in answer.json()["detail"] for scope in needed)


@pytest.mark.parametrize(("method", "path"), LOCKED, ids=lambda part: part)
def test_the_document_tells_the_scopes_of_each_operation(contract: Contract, method: str, path: str) -> None:
    operation = contract.document["paths"][path][method.lower()]
    needed = sorted(NEEDED[method, path])
    assert operation["security"] == [{"ApiKey": needed}, {"AccessToken": needed}]
    assert all(f"`{scope}`" in operation["description"] for scope in NEEDED[method, path])
    assert "403" in operation["responses"]


@pytest.mark.parametrize(("method", "path"), HEALTH)
def test_public_routes_need_none(service: Service, method: str, path: str) -> None:
    assert service.caller(None).ask(method, path).json() == {"status": "ok"}


def test_the_document_is_served_to_anybody(service: Service) -> None:
    answer = service.http.get("/v1/openapi.json")
    assert (answer.status_code, answer.json()) == (200, service.contract.document)


HEADERS: Final = ["Basic {key}", "Bearer  ", "{key}", "Bearer {key}x", "Bearer x{key}", "Token {key}"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_key_is_shown_as_bearer(service: Service, practice: Practice, header: str) -> None:
    written = header.format(key=practice.api.key)
    answer = service.caller(None).ask("GET", "/v1/practice", headers={"Authorization": written})
    assert answer.status_code == 401
    fine = {"Authorization": f"bearer {practice.api.key}"}
    assert service.caller(None).ask("GET", "/v1/practice", headers=fine).status_code == 200


def test_a_wrong_secret_under_a_right_id_opens_nothing(service: Service, practice: Practice) -> None:
    key = read_key(practice.api.key or "")
    assert key is not None
    forged = msgspec.structs.replace(key, secret="0" * 64)
    assert service.caller(forged.reveal()).ask("GET", "/v1/practice").status_code == 401


def test_a_revoked_key_opens_nothing_from_then_on(service: Service, practice: Practice) -> None:
    key = read_key(practice.api.key or "")
    assert key is not None
    assert practice.api.get("/v1/practice")
    service.database.write(practice.id, lambda tx: api_keys.revoke(tx, key.key_id, MORNING))
    assert practice.api.refused("GET", "/v1/practice")["code"] == "unauthenticated"


def test_an_expired_key_opens_nothing(service: Service) -> None:
    until = MORNING + timedelta(hours=1)
    api = found_practice(service, expires_at=until).api
    service.clock.now = until - timedelta(seconds=1)
    assert api.get("/v1/practice")
    service.clock.now = until
    assert api.refused("GET", "/v1/practice")["code"] == "unauthenticated"


class Theirs(msgspec.Struct, frozen=True):
    """What another practice has, by the names that paths give it."""

    ids: dict[str, str]

    def fill(self, path: str) -> str:
        query = "?against=1" if path.endswith("/diff") else ""
        for name, value in self.ids.items():
            path = path.replace(f"{{{name}}}", value)
        return path.replace("{event}", "1") + query


@pytest.fixture
def theirs(stranger: Practice) -> Theirs:
    api = stranger.api
    plan = new_plan(api)
    copied = api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "theirs"})
    api.post("/v1/protocols/theirs/revisions", If_Match=f'"v{copied["version"]}"')
    api.post("/v1/protocols/theirs/draft", copied["protocol"])
    work = api.post("/v1/works", api.get("/v1/works", limit=1)["items"][0]["work"] | {"key": "their-work"})
    return Theirs(
        {
            "plan_id": plan["id"],
            "client_id": plan["client"]["id"],
            "practitioner_id": str(stranger.person_id),
            "protocol": copied["protocol_id"],
            "work": work["id"],
            "key_id": (stranger.api.key or "").split("_")[1],
            "number": "1",
        }
    )


def bodies(api: Caller) -> dict[str, Any]:
    """A good body for each route with an id that takes one."""
    text = api.get("/v1/protocols/glutamine-pi-ibs-d")["revision"]["protocol"]
    over = {"revision": 2, "reason": "The second revision asks one question more."}
    return {
        "/v1/clients/{client_id}": {"display_name": "Eve"},
        "/v1/clients/{client_id}/erase": {"expect": {"display_name": SAM["display_name"]}},
        "/v1/plans/{plan_id}/adjustments": {"kind": "pause", "reason": "The client is going away."},
        "/v1/plans/{plan_id}/check-ins": tolerance(DAY_1),
        "/v1/plans/{plan_id}/check-ins/preview": tolerance(DAY_1),
        "/v1/plans/{plan_id}/reports": {"on": DAY_1.isoformat(), "alarms": ["fever"]},
        "/v1/plans/{plan_id}/check-ins/{event}/void": {"reason": "These were another client's answers."},
        "/v1/plans/{plan_id}/migrate": over,
        "/v1/plans/{plan_id}/migrate/preview": over,
        "/v1/practice/practitioners/{practitioner_id}": {"name": "Eve"},
        "/v1/protocols/{protocol}/copy": {"slug": "mine-now"},
        "/v1/protocols/{protocol}/draft": text | {"slug": "theirs"},
        "/v1/protocols/{protocol}/draft/preview": {},
        "/v1/protocols/{protocol}/revisions/{number}/preview": {},
        "/v1/protocols/{protocol}/revisions/{number}/recall": {"reason": "The second step is too high."},
        "/v1/works/{work}": api.get("/v1/works/zhou-2019")["work"] | {"key": "their-work"},
    }


def test_what_another_practice_has_is_not_there(
    service: Service, practice: Practice, stranger: Practice, theirs: Theirs
) -> None:
    before = stored(service.database, practice.id, stranger.id)
    good = bodies(practice.api)
    for method, path in WITH_ID:
        sent = {"json": good[path]} if method != "GET" and path in good else {}
        answer = practice.api.ask(method, theirs.fill(path), headers={"If-Match": "*"}, **sent)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path, answer.text)
    assert stored(service.database, practice.id, stranger.id) == before


def test_its_owner_finds_it_there(stranger: Practice, theirs: Theirs) -> None:
    for method, path in WITH_ID:
        if method == "GET":
            assert stranger.api.ask("GET", theirs.fill(path)).status_code == 200, path


def test_lists_hold_nothing_of_another_practice(api: Caller, theirs: Theirs) -> None:
    assert api.get("/v1/clients")["items"] == []
    assert api.get("/v1/plans")["items"] == []
    assert api.get("/v1/plans", client_id=theirs.ids["client_id"])["items"] == []
    assert "theirs" not in {each["slug"] for each in api.get("/v1/protocols", limit=100)["items"]}
    assert api.get("/v1/works", text="their-work")["items"] == []


def test_two_practices_may_use_the_same_names(practice: Practice, stranger: Practice) -> None:
    for each in (practice, stranger):
        each.api.post("/v1/clients", SAM)
        each.api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "ours"})
    assert practice.api.get("/v1/protocols/ours")["id"] != stranger.api.get("/v1/protocols/ours")["id"]


@pytest.mark.parametrize("path", ["/v1/practice", "/v1/protocols", "/healthz/live", "/v1/protocols/glutamine-pi-ibs-d"])
def test_head_answers_what_get_answers_without_the_body(api: Caller, path: str) -> None:
    head, get = api.ask("HEAD", path), api.ask("GET", path)
    assert (head.status_code, head.content) == (200, b"")
    of_both = ("content-type", "content-length", "etag", "cache-control")
    assert [head.headers.get(name) for name in of_both] == [get.headers.get(name) for name in of_both]


ALLOWED: Final = [
    ("/v1/clients", "GET, HEAD, OPTIONS, POST"),
    ("/v1/protocols/glutamine-pi-ibs-d/draft", "GET, HEAD, OPTIONS, POST, PUT"),
    ("/healthz/live", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "allowed"), ALLOWED)
def test_options_and_a_wrong_method_tell_the_methods(api: Caller, path: str, allowed: str) -> None:
    answer = api.ask("OPTIONS", path)
    assert (answer.status_code, answer.headers["Allow"]) == (204, allowed)
    refused = api.ask("DELETE", path)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")


NOWHERE: Final = ["/", "/v1", "/v1/nothing", "/v1/plans/x", "/v1//plans", "/v1/plans/", "/v1/plans%00"]


@pytest.mark.parametrize("path", NOWHERE)
def test_an_unknown_address_is_a_problem_too(api: Caller, path: str) -> None:
    problem = api.refused("GET", path)
    assert (problem["status"], problem["code"]) == (404, "not_found")


def test_every_answer_has_its_own_id_and_is_not_kept(api: Caller) -> None:
    first, second = api.ask("GET", "/v1/practice"), api.ask("GET", "/v1/nothing")
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert second.json()["instance"] == f"urn:uuid:{second.headers['X-Request-Id']}"
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_plan_started_with_stays_when_the_client_changes(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/clients/{plan['client']['id']}"
    changed = api.change(where, {"display_name": "Sam Rivera-Okafor"})
    assert (changed["display_name"], changed["version"]) == ("Sam Rivera-Okafor", 2)
    assert api.get(f"/v1/plans/{plan['id']}")["client"]["display_name"] == "Sam Rivera-Okafor"
    assert api.get(f"/v1/plans/{plan['id']}")["doses"] == plan["doses"]


def test_an_allergy_written_to_the_record_excludes_a_later_start(api: Caller) -> None:
    client: Json = api.post("/v1/clients", SAM)
    api.change(f"/v1/clients/{client['id']}", {"recorded_cautions": ["hypersensitivity"]})
    problem = api.refused("POST", "/v1/plans", start_body(client["id"], screening=NONE))
    assert (problem["status"], problem["code"]) == (422, "excluded")
    assert "It stands on the client's record." in problem["detail"]
