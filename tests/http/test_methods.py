"""HEAD, OPTIONS and Allow at every address of the document (RFC 9110, sections 9 and 10.2.1)."""

from typing import Final

import pytest

from tests.http.calling import Caller
from tests.http.faced import faced
from tests.http.saying import new_plan
from tests.http.service import Practice, Service
from tests.http.test_callers import ROUTES, filled

METHODS: Final = ("CONNECT", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "TRACE", "BREW")
BY_PATH: Final = {path: sorted(method for method, other in ROUTES if other == path) for _, path in ROUTES}
CODED: Final = ("content-length", "content-type", "etag", "cache-control", "link", "vary", "allow")


def there(path: str) -> str:
    """An address of that form."""
    return filled(path).replace("{protocol}", "glutamine-pi-ibs-d").replace("{work}", "zhou-2019")


def allowed(path: str) -> str:
    own = set(BY_PATH[path])
    return ", ".join(sorted(own | {"OPTIONS"} | ({"HEAD"} if "GET" in own else set())))


@pytest.mark.parametrize("path", BY_PATH)
def test_options_tells_every_method_in_order_to_anybody(service: Service, path: str) -> None:
    answer = service.caller(None).ask("OPTIONS", there(path))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers.get_list("Allow") == [allowed(path)]
    assert ("Accept-Patch" in answer.headers) == ("PATCH" in BY_PATH[path])
    assert not {"Content-Type", "Content-Length"} & set(answer.headers)


@pytest.mark.parametrize("path", BY_PATH)
def test_every_other_method_is_a_problem_that_tells_them(service: Service, api: Caller, path: str) -> None:
    own = {*BY_PATH[path], *(["HEAD"] if "GET" in BY_PATH[path] else [])}
    for method in sorted(set(METHODS) - own):
        answer = service.http.request(method, there(path), headers={"Authorization": f"Bearer {api.key}"})
        assert (answer.status_code, answer.headers.get_list("Allow")) == (405, [allowed(path)]), method
        if method != "HEAD":
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "method_not_allowed"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


READ: Final = [path for path, methods in BY_PATH.items() if "GET" in methods]


@pytest.mark.parametrize("path", READ)
def test_head_is_get_without_its_body(api: Caller, path: str) -> None:
    """Also where GET answers 400 or 404."""
    get, head = api.ask("GET", there(path)), api.ask("HEAD", there(path))
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert [head.headers.get(name) for name in CODED] == [get.headers.get(name) for name in CODED]
    assert int(head.headers["Content-Length"]) == len(get.content)


def test_head_of_a_plan_and_its_sheet_is_get_without_its_body(api: Caller) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}"
    for path in (where, f"{where}/schedule", f"{where}/handouts/daily", f"{where}/handouts/daily.pdf"):
        get, head = api.ask("GET", path), api.ask("HEAD", path)
        assert (get.status_code, head.status_code, head.content) == (200, 200, b"")
        assert [head.headers.get(name) for name in CODED] == [get.headers.get(name) for name in CODED]


def test_head_needs_a_key_like_get(service: Service) -> None:
    answer = service.caller(None).ask("HEAD", "/v1/practice")
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", BY_PATH)
def test_a_trailing_slash_is_another_address(api: Caller, path: str) -> None:
    for other in (f"{there(path)}/", there(path).replace("/", "//", 1), f"{there(path)}//"):
        for method in ("GET", "OPTIONS", BY_PATH[path][0]):
            answer = api.ask(method, other)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", ["01", "+1", "%2B1", "%201", "1%20", "%D9%A1", "1_0", "-0", "1.0", ""])
def test_a_number_has_one_spelling(api: Caller, number: str) -> None:
    problem = api.refused("GET", f"/v1/protocols/glutamine-pi-ibs-d/revisions/{number}")
    assert (problem["status"], problem["code"]) == (404, "not_found")


def test_options_takes_whatever_else_it_carries(api: Caller) -> None:
    answer = api.ask(
        "OPTIONS", "/v1/clients?x=1", content=b"{", headers={"Content-Type": "text/plain", "Accept": "x/y"}
    )
    assert answer.status_code == 204


def test_a_patch_says_what_it_takes(api: Caller) -> None:
    answer = api.ask("OPTIONS", "/v1/practice")
    assert answer.headers["Accept-Patch"] == "application/merge-patch+json, application/json"


def test_a_browsers_question_changes_nothing_of_that(service: Service, practice: Practice) -> None:
    shared = faced(service, origins=frozenset({"https://app.example"}))
    sent = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    for path in BY_PATH:
        answer = shared.caller(None).ask("OPTIONS", there(path), headers=sent)
        assert (answer.status_code, answer.headers["Allow"]) == (204, allowed(path))
        assert answer.headers["Access-Control-Allow-Methods"] == allowed(path)
