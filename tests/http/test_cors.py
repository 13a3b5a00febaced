"""CORS (the Fetch standard): off unless origins are named; then exactly theirs, and never the browser's credentials."""

from typing import Final

import pytest
from httpx import Response

from tests.http.calling import Caller
from tests.http.faced import faced
from tests.http.saying import SAM
from tests.http.service import Practice, Service

APP: Final = "https://app.example"
OTHER: Final = "http://localhost:5173"
HERE: Final = "/v1/practice"
ASKED: Final = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}


@pytest.fixture
def shared(service: Service) -> Service:
    """The service that pages of two origins may call."""
    return faced(service, origins=frozenset({APP, OTHER}))


@pytest.fixture
def page(shared: Service, practice: Practice) -> Caller:
    """A page that knows the practice's key."""
    return shared.caller(practice.api.key)


def cors(answer: Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def members(answer: Response, name: str) -> list[str]:
    """The members of a list, which stands in one line."""
    assert len(answer.headers.get_list(name)) == 1
    return [member.strip().lower() for member in answer.headers[name].split(",")]


@pytest.mark.parametrize("path", [HERE, "/v1/nothing", "/v1/clients", "/healthz/live", "/v1/openapi.json"])
def test_it_is_off_by_default(api: Caller, path: str) -> None:
    answer = api.ask("GET", path, headers={"Origin": APP})
    assert cors(answer) == {}
    assert "Origin" not in answer.headers.get("Vary", "")
    options = api.ask("OPTIONS", path, headers={"Origin": APP, **ASKED})
    assert cors(options) == {}


ANSWERS: Final = [
    ("GET", HERE, 200),
    ("HEAD", HERE, 200),
    ("POST", "/v1/clients", 400),
    ("GET", "/v1/nothing", 404),
    ("GET", "/v1//practice", 404),
    ("DELETE", HERE, 405),
    ("PATCH", HERE, 400),
    ("GET", "/healthz/live", 200),
    ("OPTIONS", HERE, 204),
]


@pytest.mark.parametrize("origin", [APP, OTHER])
@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_a_page_of_a_named_origin_may_read_every_answer(
    page: Caller, method: str, path: str, status: int, origin: str
) -> None:
    answer = page.ask(method, path, headers={"Origin": origin})
    assert answer.status_code == status
    assert set(cors(answer)) == {"access-control-allow-origin", "access-control-expose-headers"}
    assert answer.headers.get_list("Access-Control-Allow-Origin") == [origin]
    assert "origin" in members(answer, "Vary")


def test_who_shows_no_key_may_read_that_too(shared: Service) -> None:
    answer = shared.caller(None).ask("GET", HERE, headers={"Origin": APP})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, APP)


FOREIGN: Final = [
    "https://evil.example",
    "http://app.example",
    "https://app.example:444",
    "https://app.example.evil.example",
    "https://sub.app.example",
    "https://APP.example",
    "null",
    "",
    "*",
    f"{APP}, {OTHER}",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_origin_may_not(page: Caller, origin: str) -> None:
    answer = page.ask("GET", HERE, headers={"Origin": origin})
    assert (answer.status_code, cors(answer)) == (200, {})
    assert "origin" in members(answer, "Vary")


def test_an_answer_says_that_it_depends_on_the_origin_also_where_none_is_sent(page: Caller) -> None:
    answer = page.ask("GET", HERE)
    assert cors(answer) == {}
    assert members(answer, "Vary") == ["origin"]


def test_vary_keeps_every_member(page: Caller) -> None:
    answer = page.ask("POST", "/v1/clients", json=SAM, headers={"Origin": APP})
    assert answer.status_code == 201
    assert sorted(members(answer, "Vary")) == ["origin", "prefer"]


def test_an_answer_that_has_not_changed_varies_like_the_one_before(page: Caller) -> None:
    first = page.ask("GET", HERE, headers={"Origin": APP})
    answer = page.ask("GET", HERE, headers={"Origin": APP, "If-None-Match": first.headers["ETag"]})
    assert (answer.status_code, answer.headers["Vary"]) == (304, first.headers["Vary"])
    assert answer.headers["Access-Control-Allow-Origin"] == APP


EXPOSED: Final = {
    "etag", "location", "link", "retry-after", "ratelimit", "ratelimit-policy", "deprecation", "sunset",
    "content-disposition", "idempotency-replayed", "preference-applied",
}  # fmt: skip
ALLOWED: Final = {
    "if-match", "if-none-match", "idempotency-key", "prefer", "traceparent", "authorization", "content-type",
    "accept-language",
}  # fmt: skip


def test_a_page_may_read_what_it_needs(page: Caller) -> None:
    told = members(page.ask("GET", HERE, headers={"Origin": APP}), "Access-Control-Expose-Headers")
    assert set(told) >= EXPOSED
    assert "*" not in told


def test_a_preflight_is_answered_without_a_key(shared: Service) -> None:
    answer = shared.caller(None).ask("OPTIONS", HERE, headers={"Origin": APP, **ASKED})
    assert (answer.status_code, answer.content) == (204, b"")
    assert cors(answer).keys() == {
        "access-control-allow-origin",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
    }
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert members(answer, "Access-Control-Allow-Methods") == ["get", "head", "options", "patch"]
    assert set(members(answer, "Access-Control-Allow-Headers")) >= ALLOWED
    assert "*" not in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Max-Age"] == "600"
    asked = ["origin", "access-control-request-method", "access-control-request-headers"]
    assert sorted(members(answer, "Vary")) == sorted(asked)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"


@pytest.mark.parametrize("path", ["/v1/clients/01980000-0000-7000-8000-000000000000", "/v1/plans/x", "/v1//practice"])
def test_credentials_of_the_browser_are_never_allowed(page: Caller, path: str) -> None:
    for method, more in (("GET", {}), ("OPTIONS", ASKED)):
        answer = page.ask(method, path, headers={"Origin": APP, "Cookie": "a=b", **more})
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", [each for each in FOREIGN if "," not in each])
def test_a_preflight_of_another_origin_is_refused_as_a_problem(shared: Service, origin: str) -> None:
    answer = shared.caller(None).ask("OPTIONS", HERE, headers={"Origin": origin, **ASKED})
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, told["code"]) == (403, "origin_refused")
    assert cors(answer) == {}
    assert "origin" in members(answer, "Vary")
    assert not origin or origin in {"*", "null"} or origin not in answer.text


def test_a_preflight_of_an_unknown_address_is_a_problem_that_the_page_may_read(shared: Service) -> None:
    answer = shared.caller(None).ask("OPTIONS", "/v1/nothing", headers={"Origin": APP, **ASKED})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["Access-Control-Allow-Origin"] == APP


def test_options_without_a_browsers_question_is_no_preflight(shared: Service) -> None:
    answer = shared.caller(None).ask("OPTIONS", HERE, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, cors(answer)) == (204, {})
