"""A replacement names the version that it replaces."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.etag import PreconditionFailed, PreconditionMissing, PreconditionUnreadable, etag, require_match
from tests.api.mini import make
from tests.api.test_problems import problem


def test_an_entity_tag_is_the_version_in_quotes() -> None:
    assert etag(7) == '"v7"'


@pytest.mark.parametrize(
    "sent", ['"v7"', ' "v7" ', "*", '"v6", "v7"', '"v6","v7"', '"a,b", "v7"', ', "v7",', 'W/"v7", "v7"']
)
def test_a_header_that_names_the_version_passes(sent: str) -> None:
    require_match(sent, 7)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (None, PreconditionMissing),
        ("", PreconditionMissing),
        ("  ", PreconditionMissing),
        ('"v6"', PreconditionFailed),
        ('W/"v7"', PreconditionFailed),
        ('"v6", W/"v7"', PreconditionFailed),
        ('"v7,"', PreconditionFailed),
        ('"V7"', PreconditionFailed),
        ('"v77"', PreconditionFailed),
        ("v7", PreconditionUnreadable),
        ('"v7', PreconditionUnreadable),
        ('"v6" "v7"', PreconditionUnreadable),
        ('w/"v7"', PreconditionUnreadable),
        ('*, "v7"', PreconditionUnreadable),
    ],
)
def test_any_other_header_does_not(sent: str | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_match(sent, 7)


@given(st.integers(1), st.integers(1))
def test_only_the_same_version_matches(read: int, kept: int) -> None:
    if read == kept:
        require_match(etag(read), kept)
    else:
        with pytest.raises(PreconditionFailed):
            require_match(etag(read), kept)


def test_a_hostile_header_takes_no_time() -> None:
    began = time.perf_counter()
    with pytest.raises(PreconditionUnreadable):
        require_match(", \t" * 5000 + '"v7', 7)
    assert time.perf_counter() - began < 1


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(make()) as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "precondition_missing"),
        ({"If-Match": '"v6"'}, 412, "precondition_failed"),
        ({"If-Match": "v7"}, 400, "precondition_unreadable"),
    ],
)
def test_the_problem_names_the_header(
    client: TestClient[Litestar], headers: dict[str, str], status: int, code: str
) -> None:
    told = problem(client.put("/v1/things/1", json={"name": "x"}, headers=headers))
    assert (told["status"], told["code"], told["errors"][0]["header"]) == (status, code, "If-Match")
