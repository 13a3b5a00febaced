"""Lists are walked by signed cursors that fit one list, its filters and one practice."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.paging import CursorRefused, Walk, cursor_of, cut, next_link, read_cursor
from tests.api.mini import KEY, PRACTICE, make
from tests.api.test_problems import problem

WALK = Walk(practice=PRACTICE, list_name="plans", filters={"status": "live", "client": None})
OTHERS = [
    Walk(practice=UUID(int=1), list_name="plans", filters=WALK.filters),
    Walk(practice=PRACTICE, list_name="clients", filters=WALK.filters),
    Walk(practice=PRACTICE, list_name="plans", filters={"status": "paused", "client": None}),
    Walk(practice=PRACTICE, list_name="plans", filters={"status": "live"}),
]
POSITIONS = st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=40), max_size=3).map(tuple)


@given(POSITIONS)
def test_a_cursor_brings_back_its_position(position: tuple[str | int | None, ...]) -> None:
    assert read_cursor(cursor_of(WALK, position, KEY), WALK, KEY) == position


def test_the_order_of_filters_does_not_matter() -> None:
    turned = Walk(practice=PRACTICE, list_name="plans", filters=dict(reversed(WALK.filters.items())))
    assert read_cursor(cursor_of(WALK, (1,), KEY), turned, KEY) == (1,)


@pytest.mark.parametrize("other", OTHERS)
def test_a_cursor_fits_no_other_walk(other: Walk) -> None:
    with pytest.raises(CursorRefused):
        read_cursor(cursor_of(WALK, (1,), KEY), other, KEY)


def test_a_cursor_signed_with_another_key_is_refused() -> None:
    with pytest.raises(CursorRefused):
        read_cursor(cursor_of(WALK, (1,), b"another key"), WALK, KEY)


@given(st.integers(0), st.characters(codec="ascii"))
def test_a_cursor_with_any_character_changed_is_refused(at: int, character: str) -> None:
    cursor = cursor_of(WALK, ("2026-01-31T10:00:00Z", "id"), KEY)
    at %= len(cursor)
    changed = cursor[:at] + character + cursor[at + 1 :]
    if changed != cursor:
        with pytest.raises(CursorRefused):
            read_cursor(changed, WALK, KEY)


@given(st.text(max_size=80))
def test_no_text_made_up_is_a_cursor(text: str) -> None:
    with pytest.raises(CursorRefused):
        read_cursor(text, WALK, KEY)


@given(st.lists(st.integers(), max_size=12), st.integers(1, 10))
def test_a_page_is_cut_from_one_row_more(rows: list[int], limit: int) -> None:
    page, more = cut(rows[: limit + 1], limit)
    assert page == rows[:limit]
    assert more == (len(rows) > limit)


def test_the_link_keeps_the_filters() -> None:
    assert next_link("/v1/works", {"text": "a&b", "limit": "2"}, "xyz") == (
        '</v1/works?text=a%26b&limit=2&cursor=xyz>; rel="next"'
    )


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(make()) as client:
        yield client


@pytest.mark.parametrize("limit", [1, 7, 20, 44, 45, 100])
def test_a_walk_sees_every_item_once(client: TestClient[Litestar], limit: int) -> None:
    seen: list[int] = []
    address: str | None = f"/v1/things?limit={limit}"
    while address:
        answer = client.get(address)
        page = answer.json()
        assert len(page["items"]) <= limit
        seen += [item["id"] for item in page["items"]]
        link = answer.links.get("next")
        assert (link is None) == (page["next_cursor"] is None)
        address = link["url"] if link else None
    assert seen == list(range(1, 46))


def test_a_cursor_of_another_filter_is_a_problem(client: TestClient[Litestar]) -> None:
    cursor = client.get("/v1/things").json()["next_cursor"]
    told = problem(client.get(f"/v1/things?colour=red&cursor={cursor}"))
    assert (told["status"], told["code"], told["errors"][0]["parameter"]) == (400, "cursor_refused", "cursor")


@pytest.mark.parametrize(
    ("limit", "status"), [("0", 400), ("1", 200), ("100", 200), ("101", 400), ("-1", 400), ("x", 400)]
)
def test_a_limit_out_of_range_is_refused_and_not_changed(client: TestClient[Litestar], limit: str, status: int) -> None:
    assert client.get(f"/v1/things?limit={limit}").status_code == status


def test_the_limit_is_twenty_unless_said(client: TestClient[Litestar]) -> None:
    assert len(client.get("/v1/things").json()["items"]) == 20
