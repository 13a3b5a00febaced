"""RFC 9745 and RFC 8594: an operation on its way out says so in every answer, and is a problem from its sunset on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Final

import http_sf
import pytest
from httpx import Response
from litestar import Litestar, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.testing import TestClient

from api.contract import FinalConfig, contract, document_bytes, op
from api.deprecation import SunsetBeforeDeprecation, leaves, leaving
from api.edge import edge
from api.facing import Facing
from protocols.value import Value
from tests.api.test_problems import problem
from tests.http.service import Clock
from tests.http.test_callers import routes

SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
SUNSET: Final = datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
PAGE: Final = "https://docs.example/changes#old"
OLD: Final = leaving(since=SINCE, sunset=SUNSET, explained=PAGE, successor="/v2/things")


class Thing(Value, frozen=True):
    """A thing."""

    name: str


@get("/v1/things", sync_to_thread=False, opt=OLD, operation_class=op(headers={200: ["Link"]}))
def list_things() -> list[Thing]:
    """List the things."""
    return [Thing(name="x")]


@post("/v1/things", sync_to_thread=False)
def create_thing(data: JSONBody[Thing]) -> Thing:
    """Keep a thing; this goes on."""
    return data


@delete("/v1/things/{name:str}", sync_to_thread=False, opt=leaving(since=SINCE, sunset=SUNSET, explained=PAGE))
def delete_thing(name: FromPath[str]) -> None:
    """Drop a thing."""
    raise KeyError(name)


@pytest.fixture
def clock() -> Clock:
    return Clock(SINCE)


@pytest.fixture
def app(clock: Clock) -> Litestar:
    handlers = [list_things, create_thing, delete_thing, contract]
    return edge(FinalConfig(title="Old", version="1.0.0"), handlers, Facing(clock=clock))


@pytest.fixture
def http(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def announced(answer: Response, successor: str | None = "/v2/things") -> None:
    """The answer says since when, until when, and where one reads more."""
    said: Any = http_sf.parse(answer.headers["Deprecation"].encode(), tltype="item")
    assert said == (SINCE, {})
    assert answer.headers.get_list("Deprecation") == ["@1767225600"]
    assert answer.headers.get_list("Sunset") == ["Fri, 01 Jan 2027 00:00:00 GMT"]
    assert parsedate_to_datetime(answer.headers["Sunset"]) == SUNSET
    links = [f'<{PAGE}>; rel="deprecation"', f'<{PAGE}>; rel="sunset"']
    assert answer.headers.get_list("Link") == links + ([f'<{successor}>; rel="successor-version"'] if successor else [])


def silent(answer: Response) -> None:
    assert not {"Deprecation", "Sunset", "Link"} & set(answer.headers)


def test_every_answer_of_a_deprecated_operation_says_so(http: TestClient[Litestar]) -> None:
    for answer, status in (
        (http.get("/v1/things"), 200),
        (http.head("/v1/things"), 200),
        (http.get("/v1/things", headers={"If-None-Match": "*"}), 304),
        (http.get("/v1/things?x=1"), 400),
        (http.get("/v1/things", headers={"Accept": "image/png"}), 406),
    ):
        assert answer.status_code == status
        if status != 304:
            announced(answer)
        assert answer.headers["Deprecation"]
    failed = http.delete("/v1/things/x")
    assert failed.status_code == 500
    announced(failed, successor=None)


def test_no_other_answer_does(http: TestClient[Litestar]) -> None:
    for answer in (
        http.post("/v1/things", json={"name": "x"}),
        http.post("/v1/things", json={}),
        http.options("/v1/things"),
        http.put("/v1/things"),
        http.get("/v1/nothing"),
        http.get("/v1/openapi.json"),
    ):
        silent(answer)


def test_a_body_is_as_it_was(http: TestClient[Litestar]) -> None:
    assert http.get("/v1/things").json() == [{"name": "x"}]


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        (SINCE - timedelta(days=1), 200),
        (SUNSET - timedelta(seconds=1), 200),
        (SUNSET, 410),
        (SUNSET + timedelta(days=1000), 410),
    ],
)
def test_from_its_sunset_on_it_is_a_problem(
    http: TestClient[Litestar], clock: Clock, instant: datetime, status: int
) -> None:
    clock.now = instant
    answer = http.get("/v1/things")
    assert answer.status_code == status
    announced(answer)
    if status == 410:
        told = problem(answer)
        assert told["code"] == "operation_gone"
        assert told["detail"] == "It ended on 2027-01-01. Use /v2/things instead."


def test_what_is_gone_does_nothing_and_says_so_whatever_is_sent(http: TestClient[Litestar], clock: Clock) -> None:
    clock.now = SUNSET
    assert problem(http.delete("/v1/things/x"))["detail"] == "It ended on 2027-01-01."
    assert http.get("/v1/things?x=1", headers={"Accept": "image/png"}).status_code == 410
    assert http.head("/v1/things").status_code == 410
    assert http.options("/v1/things").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert http.post("/v1/things", json={"name": "x"}).status_code == 201


def test_the_document_says_so_too(app: Litestar) -> None:
    document: Any = json.loads(document_bytes(app))
    things = document["paths"]["/v1/things"]
    assert things["get"]["deprecated"] is True
    assert set(things["get"]["responses"]["200"]["headers"]) >= {"Deprecation", "Sunset", "Link"}
    assert things["get"]["responses"]["410"] == {"$ref": "#/components/responses/Problem410"}
    assert "operation_gone" in document["components"]["responses"]["Problem410"]["description"]
    assert document["paths"]["/v1/things/{name}"]["delete"]["deprecated"] is True
    assert "deprecated" not in things["post"]
    assert "410" not in things["post"]["responses"]


def test_an_operation_cannot_end_before_it_is_deprecated() -> None:
    with pytest.raises(SunsetBeforeDeprecation):
        leaving(since=SUNSET, sunset=SINCE, explained=PAGE)


def test_nothing_of_ours_is_deprecated_yet() -> None:
    assert not [path for _, path, handler in routes() if leaves(handler)]
