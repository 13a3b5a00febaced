"""Every error is a problem document that says what to do and repeats nothing that was sent."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from api.problems import PROBLEM_BASE
from api.statuses import STATUSES, all_refusals, status_of
from api.trace import trace
from protocols.refusal import Malformed
from tests.api.mini import Unmapped, make


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(make(), raise_server_exceptions=False) as client:
        yield client


def problem(answer: Response) -> dict[str, Any]:
    """The problem document, checked for what holds of all of them."""
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "instance", "code", "trace_id", "errors"}
    assert told["status"] == answer.status_code
    assert told["type"] == PROBLEM_BASE + told["code"]
    assert told["instance"] == f"urn:uuid:{UUID(answer.headers['x-request-id'])}"
    assert "Sam" not in answer.text
    return told


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing?name=Sam", 404, "not_found"),
        ("GET", "/v1/things/Sam", 404, "not_found"),
        ("GET", "/v1/things/3/", 404, "not_found"),
        ("GET", "//v1/things", 404, "not_found"),
        ("GET", "/v1/fail/a%00b", 404, "not_found"),
        ("DELETE", "/v1/things", 405, "method_not_allowed"),
        ("BREW", "/v1/things", 405, "method_not_allowed"),
        ("GET", "/v1/things?limit=0", 400, "bad_request"),
        ("GET", "/v1/things?name=Sam", 400, "query_refused"),
        ("POST", "/v1/things", 400, "body_missing"),
        ("GET", "/v1/fail/unauthenticated", 401, "unauthenticated"),
        ("GET", "/v1/fail/refused", 422, "malformed"),
        ("GET", "/v1/fail/unmapped", 500, "internal_error"),
        ("GET", "/v1/fail/otherwise", 500, "internal_error"),
        ("GET", "/v1/fail/busy", 503, "busy"),
    ],
)
def test_every_error_is_a_problem(client: TestClient[Litestar], method: str, path: str, status: int, code: str) -> None:
    told = problem(client.request(method, path))
    assert (told["status"], told["code"]) == (status, code)


def test_a_refusal_points_at_its_field(client: TestClient[Litestar]) -> None:
    told = problem(client.get("/v1/fail/refused"))
    assert (told["title"], told["detail"]) == (Malformed.title, "The weight cannot be meant.")
    assert told["errors"] == [{"detail": "The weight cannot be meant.", "pointer": "#/weights/0/value%20in%20kg"}]


def test_unauthenticated_says_how_to_authenticate(client: TestClient[Litestar]) -> None:
    assert client.get("/v1/fail/unauthenticated").headers["www-authenticate"] == "Bearer"
    assert "www-authenticate" not in client.get("/v1/nothing").headers


def test_busy_says_when_to_come_back(client: TestClient[Litestar]) -> None:
    assert client.get("/v1/fail/busy").headers["retry-after"] == "3"


@pytest.mark.parametrize(
    ("path", "headers", "faults"),
    [
        ("/v1/needs", {"X-Key": "Sam"}, [{"detail": "This is required", "parameter": "at"}]),
        ("/v1/needs?at=Sam", {}, [{"detail": "This is required", "header": "X-Key"}]),
        (
            "/v1/fail/busy",
            {"X-Needed": "Samuel"},
            [{"detail": "Expected text with a length of 3 or less", "header": "X-Needed"}],
        ),
        (
            "/v1/things?colour=Sam",
            {},
            [{"detail": "Not one of the values that are allowed here: red, blue", "parameter": "colour"}],
        ),
        ("/v1/things?limit=101", {}, [{"detail": "Expected a whole number, 100 or less", "parameter": "limit"}]),
        (
            "/v1/things?at_least=1e5",
            {},
            [
                {
                    "detail": 'Expected a plain decimal such as "2.5": at most 12 digits before and 12 after the point',
                    "parameter": "at_least",
                }
            ],
        ),
    ],
)
def test_a_parameter_or_header_is_named_as_it_is_sent(
    client: TestClient[Litestar], path: str, headers: dict[str, str], faults: list[dict[str, str]]
) -> None:
    told = problem(client.get(path, headers=headers))
    assert (told["status"], told["errors"]) == (400, faults)


def test_the_log_says_where_but_not_what(client: TestClient[Litestar], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/v1/fail/otherwise")
    ours = [record for record in caplog.records if record.name.startswith("api")]
    assert len(ours) == 1
    assert answer.headers["x-request-id"] in ours[0].getMessage()
    assert "builtins.KeyError" in ours[0].getMessage()
    assert "tests/api/mini.py" in ours[0].getMessage()
    assert not any("Sam" in record.getMessage() or record.exc_info for record in caplog.records)


def test_what_is_not_our_fault_is_not_logged(client: TestClient[Litestar], caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/v1/nothing", "/v1/fail/refused", "/v1/fail/busy", "/v1/things?limit=0"):
        client.get(path)
    assert not [record for record in caplog.records if record.name.startswith("api")]


def test_an_answer_that_breaks_off_tells_the_server_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(make()) as client, pytest.raises(RuntimeError) as broken:
        client.get("/v1/stream")
    assert type(broken.value).__name__ == "BrokenOff"
    assert broken.value.__suppress_context__
    assert "builtins.KeyError" in caplog.text
    assert "Sam" not in caplog.text


def test_a_trace_tells_the_causes_first() -> None:
    failure = LookupError("Sam")
    failure.__cause__ = KeyError("Sam")
    assert trace(failure).split() == ["builtins.KeyError", "which", "led", "to", "builtins.LookupError"]


def test_a_trace_tells_every_member_of_a_group() -> None:
    told = trace(ExceptionGroup("Sam", [KeyError("Sam"), LookupError("Sam")]))
    assert told.split() == [
        "builtins.KeyError",
        "builtins.LookupError",
        "which",
        "together",
        "are",
        "builtins.ExceptionGroup",
    ]


def test_every_refusal_has_a_status_and_a_code_of_its_own() -> None:
    refusals = all_refusals()
    assert set(STATUSES) <= set(refusals)
    assert Unmapped not in refusals
    # Only a fault of ours can raise these two.
    assert {kind.__name__ for kind in refusals if status_of(kind) == 500} <= {"LogBroken", "NotInCatalogue"}
    codes = [kind.code for kind in refusals]
    assert sorted(codes) == sorted(set(codes))


def test_a_status_is_inherited() -> None:
    class Special(Malformed):
        pass

    assert status_of(Special) == status_of(Malformed) == 422
    assert status_of(Unmapped) == 500
