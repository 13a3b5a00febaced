"""Every answer tells browsers to keep out of it: no sniffing, no framing, no keeping, no referrer; TLS only if set."""

from typing import Final

import pytest
from httpx import Response
from litestar.testing import TestClient

from tests.api.mini import make
from tests.http.calling import Caller
from tests.http.faced import faced
from tests.http.saying import SAM, new_plan
from tests.http.service import Service

GUARDS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TLS: Final = "Strict-Transport-Security"
TELLING: Final = ("Server", "X-Powered-By", "Date-Of-Build", "Via")


def guarded(answer: Response, cache: str = "no-store") -> None:
    """Each header stands there once."""
    for name, value in (GUARDS | {"Cache-Control": cache}).items():
        assert answer.headers.get_list(name) == [value], name
    assert TLS not in answer.headers
    assert not set(TELLING) & set(answer.headers)


ANSWERS: Final = [
    ("GET", "/v1/practice", 200),
    ("HEAD", "/v1/practice", 200),
    ("OPTIONS", "/v1/practice", 204),
    ("GET", "/healthz/live", 200),
    ("GET", "/healthz/ready", 200),
    ("GET", "/v1/practice?x=1", 400),
    ("POST", "/v1/clients", 400),
    ("GET", "/v1/clients/01980000-0000-7000-8000-000000000000", 404),
    ("GET", "/v1/nothing", 404),
    ("GET", "/v1//nothing", 404),
    ("GET", "/v1/nothing%00", 404),
    ("DELETE", "/v1/practice", 405),
    ("PATCH", "/v1/practice", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_has_them(api: Caller, method: str, path: str, status: int) -> None:
    answer = api.ask(method, path)
    assert answer.status_code == status
    guarded(answer)


def test_so_have_the_other_refusals(service: Service, api: Caller) -> None:
    answers = {
        401: service.caller(None).ask("GET", "/v1/practice"),
        406: api.ask("GET", "/v1/practice", headers={"Accept": "text/html"}),
        413: api.ask("POST", "/v1/clients", content=b"x" * 300_000, headers={"Content-Type": "application/json"}),
        415: api.ask("POST", "/v1/clients", content=b"x", headers={"Content-Type": "text/plain"}),
        428: api.ask("PATCH", "/v1/practice", json={"name": "x"}),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {each: each for each in answers}
    for answer in answers.values():
        guarded(answer)


def test_so_have_a_quota_that_is_used_up_and_an_origin_that_is_refused(service: Service, api: Caller) -> None:
    other = faced(service, rate_limit=1, origins=frozenset({"https://app.example"}))
    caller = other.caller(api.key)
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    answers = [caller.ask("GET", "/v1/practice"), caller.ask("GET", "/v1/practice")]
    answers.append(caller.ask("OPTIONS", "/v1/practice", headers=preflight))
    assert [answer.status_code for answer in answers] == [200, 429, 403]
    for answer in answers:
        guarded(answer)


def test_so_have_what_is_made_what_is_unchanged_and_what_is_left_out(api: Caller) -> None:
    made = api.ask("POST", "/v1/clients", json=SAM)
    unchanged = api.ask("GET", made.headers["Location"], headers={"If-None-Match": made.headers["ETag"]})
    change = {"Prefer": "return=minimal", "If-Match": "*"}
    short = api.ask("PATCH", "/v1/practice", json={"name": "Oak Lane"}, headers=change)
    assert [made.status_code, unchanged.status_code, short.status_code] == [201, 304, 204]
    for answer in (made, unchanged, short):
        guarded(answer)


def test_so_has_a_sheet_of_paper(api: Caller) -> None:
    answer = api.ask("GET", f"/v1/plans/{new_plan(api)['id']}/handouts/daily.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    guarded(answer, cache="private, no-store")


def test_so_has_a_failure_of_ours() -> None:
    with TestClient(make(), raise_server_exceptions=False) as http:
        answer = http.get("/v1/fail/otherwise")
        assert answer.status_code == 500
        guarded(answer)


def test_the_document_may_be_kept_where_it_is_asked_for_again(service: Service) -> None:
    guarded(service.http.get("/v1/openapi.json"), cache="no-cache")


@pytest.mark.parametrize("path", ["/v1/practice", "/v1/nothing", "/healthz/live"])
def test_tls_only_is_said_where_it_is_set(service: Service, api: Caller, path: str) -> None:
    """RFC 6797, section 7.2 forbids to say it without TLS, which only whoever runs the proxy knows of."""
    secure = faced(service, hsts_seconds=31_536_000).caller(api.key)
    assert secure.ask("GET", path).headers.get_list(TLS) == ["max-age=31536000"]
    assert TLS not in api.ask("GET", path).headers
