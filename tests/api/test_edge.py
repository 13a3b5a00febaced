"""What holds for every answer, whatever it is about."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import HTTPRequestEvent, Message

from tests.api.mini import make
from tests.api.test_problems import problem


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(make(), raise_server_exceptions=False) as client:
        yield client


EVERYWHERE = [
    ("GET", "/v1/things"),
    ("HEAD", "/v1/things"),
    ("OPTIONS", "/v1/things"),
    ("GET", "/v1/nothing"),
    ("PUT", "/v1/things"),
    ("GET", "/v1/things/"),
    ("GET", "/v1/fail/otherwise"),
    ("GET", "/v1/openapi.json"),
]


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_every_answer_has_an_id_and_the_security_headers(client: TestClient[Litestar], method: str, path: str) -> None:
    headers = client.request(method, path, headers={"X-Request-Id": "mine"}).headers
    assert UUID(headers["x-request-id"]).version == 4
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == ("no-cache" if path == "/v1/openapi.json" else "no-store")


def test_no_two_answers_share_an_id(client: TestClient[Litestar]) -> None:
    assert len({client.get("/v1/things/1").headers["x-request-id"] for _ in range(5)}) == 5


def test_an_answer_that_sets_a_header_itself_keeps_it(client: TestClient[Litestar]) -> None:
    assert client.get("/v1/things/1/sheet.pdf").headers.get_list("cache-control") == ["private, no-store"]
    assert client.get("/v1/page").headers.get_list("content-security-policy") == ["default-src 'self'"]


@pytest.mark.parametrize("path", ["/v1/things", "/v1/things/1", "/v1/things/1/sheet.pdf", "/v1/nothing"])
def test_head_is_get_without_the_body(client: TestClient[Litestar], path: str) -> None:
    full, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (full.status_code, b"")
    own = {"x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in full.headers.items() if k not in own
    }
    assert int(head.headers["content-length"]) == len(full.content) > 0


async def _sent(method: str, path: str) -> list[Message]:
    """What goes to the server, which must not be left to drop a body."""
    sent: list[Message] = []
    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "state": {}}

    async def receive() -> HTTPRequestEvent:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await make()(scope, receive, send)  # type: ignore[arg-type]
    return sent


def test_head_sends_no_body_to_the_server() -> None:
    for method, body in (("GET", b"%PDF-1.7"), ("HEAD", b"")):
        sent = asyncio.run(_sent(method, "/v1/things/1/sheet.pdf"))
        assert b"".join(m["body"] for m in sent if m["type"] == "http.response.body") == body


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/things", "GET, HEAD, OPTIONS, POST"),
        ("/v1/things/3", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/v1/things/3/retire", "OPTIONS, POST"),
    ],
)
def test_allow_lists_every_method_in_one_order(client: TestClient[Litestar], path: str, methods: str) -> None:
    options = client.options(path + "?whatever=1")
    refused = client.request("TRACE", path)
    assert (options.status_code, options.headers["allow"]) == (204, methods)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)


@pytest.mark.parametrize("path", ["/v1/things/", "/v1/things/1/", "//v1/things", "/v1//things", "/v1/things//1"])
def test_a_thing_has_one_address(client: TestClient[Litestar], path: str) -> None:
    assert problem(client.get(path))["status"] == 404


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("limits=3", [{"detail": "This parameter is not known here", "parameter": "limits"}]),
        ("Sam%20Rivera=3", [{"detail": "This parameter is not known here"}]),
        ("limit=3&limit=4", [{"detail": "This parameter may be given only once", "parameter": "limit"}]),
        ("cursor=null", None),
        ("cursor=", None),
        ("limit=1.0", [{"detail": "Expected a whole number", "parameter": "limit"}]),
        ("limit=1e1", [{"detail": "Expected a whole number", "parameter": "limit"}]),
        ("limit=007", [{"detail": "Expected a whole number", "parameter": "limit"}]),
        ("limit=null", [{"detail": "null is not a value; leave the parameter out", "parameter": "limit"}]),
        ("colour=NULL", [{"detail": "null is not a value; leave the parameter out", "parameter": "colour"}]),
        ("text=a%00b", [{"detail": "Text must not contain the character NUL", "parameter": "text"}]),
        (
            "a=1&b=2",
            [
                {"detail": "This parameter is not known here", "parameter": "a"},
                {"detail": "This parameter is not known here", "parameter": "b"},
            ],
        ),
    ],
)
def test_query_strings_are_taken_as_the_document_says(
    client: TestClient[Litestar], query: str, faults: list[dict[str, str]] | None
) -> None:
    told = problem(client.get(f"/v1/things?{query}"))
    assert told["status"] == 400
    assert told["code"] == ("query_refused" if faults else "cursor_refused")
    if faults:
        assert told["errors"] == faults


@pytest.mark.parametrize("query", ["", "?limit=3&colour=red&text=null", "?tag=a&tag=b", "?at_least=2.5"])
def test_a_query_string_that_the_document_describes_is_taken(client: TestClient[Litestar], query: str) -> None:
    assert client.get(f"/v1/things{query}").status_code == 200


def test_litestars_own_documentation_is_not_served(client: TestClient[Litestar]) -> None:
    for path in ("/schema", "/schema/openapi.json", "/unserved", "/unserved/x", "/docs"):
        assert problem(client.get(path))["status"] == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_handlers_that_share_an_address_all_answer(client: TestClient[Litestar], method: str) -> None:
    body = {"content": b'{"name": "x"}', "headers": {"content-type": "application/json", "if-match": '"v7"'}}
    answer = client.request(method, "/v1/things/1", **(body if method in {"PUT", "PATCH"} else {}))  # type: ignore[arg-type]
    assert answer.status_code == (204 if method == "DELETE" else 200)


def test_no_handler_hops_into_a_thread_twice() -> None:
    functions = [
        handler.fn
        for route in make().routes
        for handler in getattr(route, "route_handlers", ())
        if handler.sync_to_thread
    ]
    assert len(functions) > 10
    assert not [fn for fn in functions if hasattr(getattr(fn, "func", None), "func")]
