"""What a body may be (415, 413, 400) and what an answer may be (406): nothing is guessed, a refusal does nothing."""

import json
from typing import Any, Final

import pytest
from httpx import Response

from api.accept import accepts
from tests.http.calling import Caller
from tests.http.rows import stored
from tests.http.saying import DAY_1, SAM, new_plan, tolerance
from tests.http.service import Practice, Service
from tests.http.test_callers import LOCKED, filled

GOOD: Final = json.dumps(SAM).encode()
JSON: Final = "application/json"
PATCHES: Final = "application/merge-patch+json, application/json"


def post(api: Caller, content: bytes, *media_types: str, **more: str) -> Response:
    """The answer to a body with these Content-Type lines."""
    headers: Any = [("Authorization", f"Bearer {api.key}"), *(("Content-Type", each) for each in media_types)]
    headers += [(name.replace("_", "-"), value) for name, value in more.items()]
    answer = api._http.request("POST", "/v1/clients", content=content, headers=headers)
    api._contract.check(answer)
    return answer


TAKEN: Final = [
    JSON,
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json; CHARSET=Utf-8",
    "application/json ; charset=utf-8",
]


@pytest.mark.parametrize("media_type", TAKEN)
def test_json_is_read_however_it_is_spelled(api: Caller, media_type: str) -> None:
    assert post(api, GOOD, media_type).status_code == 201


REFUSED: Final = [
    (),
    ("",),
    ("text/plain",),
    ("text/json",),
    ("application/x-www-form-urlencoded",),
    ("multipart/form-data; boundary=x",),
    ("application/msgpack",),
    ("application/merge-patch+json",),
    ("application/problem+json",),
    ("application/json+x",),
    ("application/*",),
    ("*/*",),
    ("json",),
    ("application/json, text/plain",),
    ("application/json; charset=latin-1",),
    ("application/json; charset=utf-16",),
    ("application/json; charset=utf8",),
    ('application/json; charset="utf-16"',),
    (JSON, "text/plain"),
    (JSON, JSON),
]


@pytest.mark.parametrize("media_types", REFUSED, ids=repr)
def test_any_other_media_type_is_refused_with_those_that_are_read(api: Caller, media_types: tuple[str, ...]) -> None:
    answer = post(api, GOOD, *media_types)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_refused")
    assert (answer.headers["Accept"], answer.headers["Accept-Post"]) == (JSON, JSON)
    assert api.get("/v1/clients")["items"] == []


def test_a_patch_tells_both_that_it_reads(api: Caller) -> None:
    answer = api.ask("PATCH", "/v1/practice", content=b"<x/>", headers={"Content-Type": "text/xml", "If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_refused")
    assert (answer.headers["Accept"], answer.headers["Accept-Patch"]) == (PATCHES, PATCHES)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "GZIP", "identity, gzip", "x", "zstd"])
def test_a_coded_body_is_refused(api: Caller, coding: str) -> None:
    answer = post(api, GOOD, JSON, Content_Encoding=coding)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_refused")
    assert answer.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_a_body_that_is_not_coded_may_say_so(api: Caller, coding: str) -> None:
    assert post(api, GOOD, JSON, Content_Encoding=coding).status_code == 201


def grown(size: int) -> bytes:
    """JSON of exactly so many bytes, which says the same."""
    return GOOD + b" " * (size - len(GOOD))


def test_a_body_is_at_most_256_kb(api: Caller) -> None:
    assert post(api, grown(256 * 1024), JSON).status_code == 201
    answer = post(api, grown(256 * 1024 + 1), JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_so_is_one_that_does_not_say_how_long_it_is(api: Caller) -> None:
    pieces: Any = iter([GOOD, *([b" " * 1024] * 300)])
    answer = api.ask("POST", "/v1/clients", content=pieces, headers={"Content-Type": JSON})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_missing_body_is_told_as_that(api: Caller) -> None:
    for media_types in ((), (JSON,), ("text/plain",)):
        answer = post(api, b"", *media_types)
        assert (answer.status_code, answer.json()["code"]) == (400, "body_missing")


NOT_JSON: Final = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-32": GOOD.decode().encode("utf-32"),
    "a byte that is no UTF-8": GOOD.replace(b"Sam", b"S\xffm"),
    "an overlong form": GOOD.replace(b"Sam", b"S\xc0\xafm"),
    "a surrogate in UTF-8": GOOD.replace(b"Sam", b"S\xed\xa0\x80m"),
    "cut within a character": GOOD.replace(b"Sam", b"Sa\xc3"),
    "NaN": GOOD.replace(b'"Sam Rivera"', b"NaN"),
    "Infinity": GOOD.replace(b'"Sam Rivera"', b"Infinity"),
    "minus Infinity": GOOD.replace(b'"Sam Rivera"', b"-Infinity"),
    "a comment": GOOD + b"// x",
    "a comma at the end": GOOD[:-1] + b",}",
    "single quotes": GOOD.replace(b'"', b"'"),
    "a tab in a string": GOOD.replace(b"Sam", b"S\tm"),
    "a leading zero": GOOD.replace(b'"Sam Rivera"', b"01"),
    "a plus": GOOD.replace(b'"Sam Rivera"', b"+1"),
    "another kind of space": b"\x0b" + GOOD,
    "a space that is not broken": "\u00a0".encode() + GOOD,
    "two values": GOOD + b" " + GOOD,
    "a NUL after it": GOOD + b"\0",
    "spaces only": b"  \r\n",
}


@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_by_rfc_8259_is_refused(api: Caller, content: bytes) -> None:
    answer = post(api, content, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_not_json")
    assert api.get("/v1/clients")["items"] == []


TWICE: Final = {
    "a dose of another product": (
        '"declared": [{"substance": "l-glutamine", "name": "x", "daily": {"value": "1", "value": "9", "unit": "g/d"}}]',
        "#/declared/0/daily/value",
    ),
    "the weight": ('"weight": {"value": "60", "unit": "kg"}', "#/weight"),
    "its value": ('"height": {"value": "170", "value": "190", "unit": "cm"}', "#/height/value"),
    "in other letters of the same": ('"w\\u0065ight": {"value": "60", "unit": "kg"}', "#/weight"),
    "the same twice": ('"start_on": "2026-11-23", "start_on": "2026-11-23"', "#/start_on"),
}


@pytest.mark.parametrize(("more", "pointer"), TWICE.values(), ids=TWICE)
def test_h4_a_key_that_stands_twice_is_refused(api: Caller, more: str, pointer: str) -> None:
    """RFC 7493, section 2.3: readers disagree which of the two counts, and one may be a dose."""
    body = (
        '{"client_id": "01980000-0000-7000-8000-000000000000", "weight": {"value": "70", "unit": "kg"}, ' + more + "}"
    )
    answer = api.ask("POST", "/v1/plans", content=body.encode(), headers={"Content-Type": JSON})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, "body_refused")
    assert told["errors"] == [{"detail": "The same key stands twice in one object", "pointer": pointer}]


def test_h4_an_answer_that_stands_twice_is_refused(api: Caller, service: Service, practice: Practice) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}/check-ins"
    before = stored(service.database, practice.id)
    said = json.dumps(tolerance(DAY_1) | {"checkpoint": None})
    twice = said.replace('"abdominal_pain"', '"abdominal_pain": "9", "abdominal_pain"')
    assert twice != said
    answer = api.ask("POST", where, content=twice.encode(), headers={"Content-Type": JSON})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/answers/abdominal_pain")
    assert stored(service.database, practice.id) == before


ACCEPTED: Final = [
    "*/*",
    "application/*",
    JSON,
    "APPLICATION/JSON",
    "application/json; charset=utf-8",
    "application/json;q=0.1",
    "application/json; q=0.001; x=y",
    "text/html, application/xhtml+xml, */*;q=0.8",
    "text/html;q=1, application/json;q=0.2",
    "*/*;q=0, application/json",
    "application/*;q=0, application/json;q=0.5",
    'text/plain; x="a, b;q=0", application/json',
    'application/json; x=";q=0"',
    "",
    ",",
    "json",
    "application/json;;q=0, what is this",
    "application/",
]


@pytest.mark.parametrize("header", ACCEPTED)
def test_json_is_sent_to_who_takes_it_and_to_who_cannot_be_understood(api: Caller, header: str) -> None:
    answer = api.ask("GET", "/v1/practice", headers={"Accept": header})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON)


NOT_ACCEPTED: Final = [
    "text/html",
    "text/*",
    "application/xml",
    "application/pdf",
    "application/problem+json",
    "application/json;q=0",
    "application/json;q=0.000",
    "application/json; x=y; Q=0.0",
    "*/*;q=0",
    "*/*, application/json;q=0",
    "application/*, application/json;q=0",
    "*/json",
]


@pytest.mark.parametrize("header", NOT_ACCEPTED)
def test_who_does_not_take_json_gets_a_problem_and_nothing_is_done(api: Caller, header: str) -> None:
    for method, path, more in (("GET", "/v1/practice", {}), ("POST", "/v1/clients", {"json": SAM})):
        answer = api.ask(method, path, headers={"Accept": header}, **more)
        told = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, told["code"]) == (406, "not_acceptable")
        assert [fault["header"] for fault in told["errors"]] == ["Accept"]
    assert api.get("/v1/clients")["items"] == []


def test_two_lines_of_accept_are_one_list(api: Caller) -> None:
    for second, status in ((JSON, 200), ("image/png", 406)):
        headers: Any = [("Authorization", f"Bearer {api.key}"), ("Accept", "text/html"), ("Accept", second)]
        assert api._http.get("/v1/practice", headers=headers).status_code == status


def test_paper_is_sent_to_who_takes_paper(api: Caller) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}/handouts/daily.pdf"
    for header, status in (("application/pdf", 200), ("application/*", 200), (JSON, 406), ("text/html", 406)):
        assert api.ask("GET", where, headers={"Accept": header}).status_code == status


@pytest.mark.parametrize(("method", "path"), LOCKED, ids=lambda part: part)
def test_every_operation_asks_before_it_does_anything(api: Caller, method: str, path: str) -> None:
    where = filled(path).replace("{protocol}", "x").replace("{work}", "x")
    answer = api.ask(method, where, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_a_very_long_header_is_read_in_no_time() -> None:
    assert accepts("a/b" + " ; " * 20_000 + '"', JSON)
    assert not accepts("a/b" + "; c=d" * 20_000, JSON)
