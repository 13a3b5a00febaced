"""Bodies are read strictly, in one pass, and what is wrong is said with its place."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.body import BodyNotJson, BodyRefused, read_body
from api.json_text import LARGEST_INTEGER, MOST_LEVELS, first_fault
from protocols.decimal_string import DecimalString
from tests.api.mini import Fixed, Thing, Weight, make
from tests.api.test_problems import problem

JSON = {"content-type": "application/json"}
DECIMAL = 'Expected a plain decimal such as "2.5": at most 12 digits before and 12 after the point'


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(make()) as client:
        yield client


def test_a_body_is_a_value() -> None:
    raw = b'{"name": "x", "dose": {"kind": "fixed", "grams": "2.50"}, "answers": {"a": "1"}}'
    assert read_body(raw, Thing) == Thing(
        name="x", dose=Fixed(grams=DecimalString("2.5")), answers={"a": DecimalString("1")}
    )


REFUSED: list[tuple[str, str, str]] = [
    ('{"name": 1}', "Expected text, got a whole number", "#/name"),
    ('{"name": "x", "count": "1"}', "Expected a whole number, got text", "#/count"),
    ('{"name": "x", "count": 1.0}', "Expected a whole number, got a number", "#/count"),
    ('{"name": "x", "count": true}', "Expected a whole number, got true or false", "#/count"),
    ('{"name": "x", "count": 9007199254740992}', "The integer is too large to be exact everywhere", "#/count"),
    ('{"name": "x", "count": -' + "1" * 5000 + "}", "The integer is too large to be exact everywhere", "#/count"),
    ('{"name": "x", "colour": "Sam"}', "Not one of the values that are allowed here: red, blue", "#/colour"),
    ('{"name": "x", "dose": {"kind": "Sam"}}', "Not one of the values that are allowed here: fixed, per_kg",
     "#/dose/kind"),
    ('{"name": "x", "dose": {"kind": "fixed"}}', "This field is required", "#/dose/grams"),
    ('{"name": "x", "dose": {"kind": "fixed", "grams": 2.5}}', 'Expected a decimal written as a string, such as "2.5"',
     "#/dose/grams"),
    ('{"name": "x", "weights": [{"value": "1"}, {"value": "1e5"}]}', DECIMAL, "#/weights/1/value"),
    ('{"name": "x", "answers": {"Sam": "often"}}', DECIMAL, "#/answers"),
    ('{"name": "x", "answers": {"a": "1", "pain": "often", "b": "2"}}', DECIMAL, "#/answers/pain"),
    ('{"name": "x", "answers": {"a": "1", "b": "2", "pain": 1}}',
     'Expected a decimal written as a string, such as "2.5"', "#/answers/pain"),
    ("{}", "This field is required", "#/name"),
    ('{"name": "x", "colur": 1}', "This field is not known here", "#/colur"),
    ('{"name": "x", "Sam Rivera, born 1988": 1}', "This field is not known here", "#"),
    ("[]", "Expected an object, got a list", "#"),
    ('{"name": "x", "name": "y"}', "The same key stands twice in one object", "#/name"),
    ('{"name": "x", "dose": {"kind": "fixed", "grams": "1", "grams": "9"}}', "The same key stands twice in one object",
     "#/dose/grams"),
    ('{"name": "x", "n\\u0061me": "y"}', "The same key stands twice in one object", "#/name"),
    ('{"name": "a\\u0000b"}', "Text must not contain the character NUL or half of a surrogate pair", "#/name"),
    ('{"name": "\\ud800"}', "Text must not contain the character NUL or half of a surrogate pair", "#/name"),
    ('{"name": "x", "answers": {"\\u0000": "1"}}',
     "Text must not contain the character NUL or half of a surrogate pair", "#/answers"),
    ('{"name": "x", "weights": ' + "[" * 70 + "]" * 70 + "}", f"Nested more than {MOST_LEVELS} levels deep",
     "#/weights" + "/0" * (MOST_LEVELS - 1)),
    ("[" * 100_000 + "]" * 100_000, f"Nested more than {MOST_LEVELS} levels deep", "#"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "sentence", "pointer"), REFUSED, ids=[raw[:60] for raw, _, _ in REFUSED])
def test_what_is_wrong_is_said_with_its_place(
    client: TestClient[Litestar], raw: str, sentence: str, pointer: str
) -> None:
    told = problem(client.post("/v1/things", content=raw, headers=JSON))
    assert (told["status"], told["code"], told["detail"]) == (400, "body_refused", sentence)
    assert told["errors"] == [{"detail": sentence, "pointer": pointer}]


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ('{"name": "x", "weights": [{"value": "-1"}]}', "#/weights/0/value"),
        ('{"name": "x", "dose": {"kind": "per_kg", "grams_per_kg": "1", "weight": {"value": "0"}}}',
         "#/dose/weight/value"),
    ],
)  # fmt: skip
def test_a_value_that_refuses_itself_speaks_for_itself(client: TestClient[Litestar], raw: str, pointer: str) -> None:
    told = problem(client.post("/v1/things", content=raw, headers=JSON))
    assert (told["status"], told["code"], told["title"]) == (400, "malformed", "The value cannot be used")
    assert told["detail"] == "A weight is more than nothing."
    assert told["errors"] == [{"detail": "A weight is more than nothing.", "pointer": pointer}]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"name": "x"} Sam',
        b"Sam",
        b'{"name": NaN}',
        b"\xef\xbb\xbf{}",
        b'{"name": "\xff"}',
        b" ",
        "{}".encode("utf-16"),
    ],
)
def test_what_is_not_json_is_refused(client: TestClient[Litestar], raw: bytes) -> None:
    told = problem(client.post("/v1/things", content=raw, headers=JSON))
    assert (told["status"], told["code"]) == (400, "body_not_json")


def test_only_a_body_that_may_be_left_out_may_be_left_out(client: TestClient[Litestar]) -> None:
    assert problem(client.post("/v1/things", headers=JSON))["code"] == "body_missing"
    assert client.post("/v1/things/4/retire").status_code == 200
    assert problem(client.post("/v1/things/4/retire", content=b"{", headers=JSON))["code"] == "body_not_json"


PATCH = ("PATCH", "/v1/things/1")
POST = ("POST", "/v1/things")
EITHER = "application/merge-patch+json, application/json"


@pytest.mark.parametrize(
    ("address", "sent", "status", "accepted"),
    [
        (POST, "application/json", 201, None),
        (POST, "Application/JSON; charset=UTF-8", 201, None),
        (POST, "application/json; charset=latin-1", 415, "application/json"),
        (POST, "application/merge-patch+json", 415, "application/json"),
        (POST, "application/x-www-form-urlencoded", 415, "application/json"),
        (POST, "text/plain", 415, "application/json"),
        (POST, "", 415, "application/json"),
        (PATCH, "application/merge-patch+json", 200, None),
        (PATCH, "application/json", 200, None),
        (PATCH, "text/plain", 415, EITHER),
    ],
)
def test_the_media_type_has_to_be_one_that_is_read(
    client: TestClient[Litestar], address: tuple[str, str], sent: str, status: int, accepted: str | None
) -> None:
    answer = client.request(*address, content=b'{"name": "x"}', headers={"content-type": sent})
    assert (answer.status_code, answer.headers.get("accept")) == (status, accepted)
    if status == 415:
        assert problem(answer)["code"] == "media_type_refused"


def test_a_compressed_body_is_refused(client: TestClient[Litestar]) -> None:
    answer = client.post("/v1/things", content=b"x", headers={**JSON, "content-encoding": "gzip"})
    assert (problem(answer)["status"], answer.headers["accept-encoding"]) == (415, "identity")


def _chunks(size: int) -> Iterator[bytes]:
    yield b'{"name": "'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"}'


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_too_large_is_refused_whether_or_not_its_length_is_announced(
    client: TestClient[Litestar], announced: bool
) -> None:
    def send(size: int) -> Any:
        content = b"".join(_chunks(size)) if announced else _chunks(size)
        return client.post("/v1/things", content=content, headers=JSON)

    assert send(200 * 1024).status_code == 201
    told = problem(send(256 * 1024))
    assert (told["status"], told["code"]) == (413, "body_too_large")


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NUMBERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.floats(allow_nan=False, allow_infinity=False)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda below: st.lists(below) | st.dictionaries(TEXT, below),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_no_honest_json_is_refused_before_it_is_read(value: object) -> None:
    assert first_fault(json.dumps(value).encode()) is None


@given(st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(BodyRefused, BodyNotJson):
        assert isinstance(read_body(raw, Thing), Thing)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5))
def test_keys_that_stand_twice_are_found_at_any_depth(path: list[str]) -> None:
    raw = "".join(f'{{"{key}": ' for key in path) + '{"x": 1, "x": 1}' + "}" * len(path)
    fault = first_fault(raw.encode())
    assert fault is not None
    assert fault.pointer == "#/" + "/".join([*path, "x"])


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b'{"a": "\\u0000", "b": {"c": 1, "c": 2}}', "#/a"),
        (b'{"b": [0, {"c": 1, "c": 2}], "a": "\\u0000"}', "#/b/1/c"),
        (b'{"answers": {"Sam Rivera": "\\u0000"}}', "#/answers"),
        (b'["\\u0000"]', "#/0"),
    ],
)
def test_the_first_fault_is_told_without_keys_that_are_no_names(raw: bytes, pointer: str) -> None:
    fault = first_fault(raw)
    assert fault is not None
    assert fault.pointer == pointer


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b'{"a": {"value": "-1"}}', "#/a/value"),
        (b'{"a": {"value": "x"}}', "#/a/value"),
        (b'{"a": {}}', "#/a/value"),
        (b'{"Sam Rivera": {}}', "#"),
    ],
)
def test_a_value_with_free_keys_is_pointed_at_as_far_as_its_keys_are_names(raw: bytes, pointer: str) -> None:
    with pytest.raises(BodyRefused) as refused:
        read_body(raw, dict[str, Weight])
    assert refused.value.faults[0].pointer == pointer
