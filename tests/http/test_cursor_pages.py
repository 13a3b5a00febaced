"""Keyset pages of every list in the document: each row once whatever happens meanwhile, by cursors nobody can make."""

import base64
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from api.routes.api_keys import ApiKeyNew
from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, new_client, new_plan, start_body
from tests.http.service import MORNING, Practice, Service, found_practice
from tests.http.test_callers import ROUTES
from tests.http.test_lists import walk
from tests.http.test_migrations import lower_second_revision, published

SLUGS: Final = ("glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-low-fodmap")


def listed(service: Service) -> list[str]:
    """The paths that take a cursor."""
    paths = service.contract.document["paths"]
    return [path for path, item in paths.items() if "cursor" in names(item.get("get", {}))]


def names(operation: Json) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ())}


LISTS: Final = {
    "/v1/api-keys",
    "/v1/calls",
    "/v1/clients",
    "/v1/clients/{client_id}/changes",
    "/v1/plans",
    "/v1/protocols",
    "/v1/protocols/{protocol}/revisions",
    "/v1/worklist",
    "/v1/works",
    "/v1/works/{work}/uses",
}


OWN_READING: Final = {"/v1/audit-events"}
"""Grows by being read: `test_pages_go_on_while_more_is_told` walks it."""


def test_these_are_all_the_lists(service: Service) -> None:
    assert set(listed(service)) == LISTS | OWN_READING
    assert {("GET", path) for path in LISTS} <= set(ROUTES)


@pytest.fixture(scope="module")
def furnished(running: Service) -> tuple[Practice, dict[str, str]]:
    """A practice with some of everything that is listed."""
    running.clock.now = MORNING
    practice = found_practice(running)
    api = practice.api
    for number in range(3):
        api.post("/v1/api-keys", {"name": f"Desk {number}", "scopes": ["plans:read"]})
    plans = [new_plan(api, slug) for slug in SLUGS]
    for plan in plans:
        api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    client = plans[0]["client"]["id"]
    for name in ("Sam A", "Sam B", "Sam C"):
        api.change(f"/v1/clients/{client}", {"display_name": name})
    published(api)
    lower_second_revision(api)
    live = [new_client(api, f"LIVE-{number}") for number in range(3)]
    for each in live:
        api.post("/v1/plans", start_body(each))
    return practice, {"client_id": client, "protocol": "mine", "work": "zhou-2019"}


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_walk_finds_what_one_page_finds(furnished: tuple[Practice, dict[str, str]], path: str) -> None:
    practice, ids = furnished
    api, where = practice.api, path.format(**ids)
    whole = api.get(where, limit=100)
    assert whole["next_cursor"] is None
    assert len(whole["items"]) >= 2
    for limit in (1, 2):
        assert walk(api, where, limit=limit) == whole["items"]


@pytest.mark.parametrize("path", sorted(LISTS))
def test_the_link_is_the_cursor_and_the_last_page_has_neither(
    service: Service, furnished: tuple[Practice, dict[str, str]], path: str
) -> None:
    """A slug may come to mean another protocol between two pages: the link goes by its id."""
    practice, ids = furnished
    api, where = practice.api, path.format(**ids)
    first = api.ask("GET", where, params={"limit": 1})
    target = urlsplit(first.links["next"]["url"])
    assert service.contract.template(target.path) == path
    assert parse_qs(target.query) == {"limit": ["1"], "cursor": [first.json()["next_cursor"]]}
    last = api.ask("GET", where, params={"limit": 100})
    assert ("Link" in last.headers, last.json()["next_cursor"]) == (False, None)


@pytest.mark.parametrize("path", sorted(LISTS))
@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "", "1e1", "+5", "\u0665"])
def test_a_limit_is_refused_and_never_changed(
    furnished: tuple[Practice, dict[str, str]], path: str, limit: str
) -> None:
    practice, ids = furnished
    problem = practice.api.refused("GET", f"{path.format(**ids)}?limit={limit}".replace("+", "%2B"))
    assert (problem["status"], problem["errors"][0]["parameter"]) == (400, "limit")


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_cursor_fits_its_list_its_practice_and_no_other(
    service: Service, furnished: tuple[Practice, dict[str, str]], stranger: Practice, path: str
) -> None:
    practice, ids = furnished
    api, where = practice.api, path.format(**ids)
    cursor = api.get(where, limit=1)["next_cursor"]
    written = bytearray(base64.urlsafe_b64decode(cursor + "=="))
    written[-1] ^= 1
    bent = base64.urlsafe_b64encode(bytes(written)).rstrip(b"=").decode()
    unsigned = base64.urlsafe_b64encode(bytes(written[:-16])).rstrip(b"=").decode()
    other = next(each.format(**ids) for each in sorted(LISTS) if each != path)
    asked = [(api, other, cursor), (api, where, bent), (api, where, unsigned), (api, where, cursor + "=")]
    asked += [(api, where, cursor[:-1]), (api, where, "")]
    if "{" not in path:
        asked.append((stranger.api, where, cursor))
    for who, at, wrong in asked:
        answer = who.ask("GET", at, params={"cursor": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_refused"), (at, wrong)


@pytest.mark.parametrize("path", sorted(LISTS))
def test_h1_a_cursor_tells_nothing_that_a_client_is_called(
    furnished: tuple[Practice, dict[str, str]], path: str
) -> None:
    practice, ids = furnished
    cursor = practice.api.get(path.format(**ids), limit=1)["next_cursor"]
    written = base64.urlsafe_b64decode(cursor + "==")
    for said in (SAM["display_name"], "Sam", "MRN", "LIVE", str(practice.id), practice.id.bytes, practice.api.key):
        assert (said if isinstance(said, bytes) else str(said).encode()) not in written


FILTERED: Final = [
    ("/v1/plans", {}, {"live": "true"}),
    ("/v1/plans", {"live": "true"}, {}),
    ("/v1/worklist", {}, {"kind": "call"}),
    ("/v1/protocols", {}, {"status": "published"}),
    ("/v1/works", {}, {"text": "glutamine"}),
    ("/v1/calls", {}, {"urgency": "emergency"}),
]


@pytest.mark.parametrize(("path", "first", "second"), FILTERED)
def test_a_cursor_fits_no_other_filter(
    furnished: tuple[Practice, dict[str, str]], path: str, first: dict[str, str], second: dict[str, str]
) -> None:
    api = furnished[0].api
    cursor = api.get(path, limit=1, **first)["next_cursor"]
    assert api.get(path, limit=2, cursor=cursor, **first)["items"]
    assert api.refused("GET", f"{path}?{'&'.join(f'{k}={v}' for k, v in second.items())}&cursor={cursor}")["code"] == (
        "cursor_refused"
    )


def test_the_row_that_a_cursor_stands_on_may_go(api: Caller) -> None:
    """Calls that are closed between two pages are in no later one, and the others are still there."""
    plans = [api.post("/v1/plans", start_body(new_client(api, f"MRN-{number}"))) for number in range(5)]
    for plan in plans:
        api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})

    def close(seen: int) -> None:
        if seen == 2:
            for call in api.get("/v1/calls", limit=2)["items"]:
                done = {"kind": "close_call", "call": call["event"], "reason": "Spoken with; fever is gone."}
                api.post(f"/v1/plans/{call['plan_id']}/adjustments", done)

    found = walk(api, "/v1/calls", close, limit=2)
    assert len(found) == len({call["plan_id"] for call in found}) == 5
    assert len(api.get("/v1/calls")["items"]) == 3


def test_rows_of_one_instant_and_a_microsecond_apart_each_come_once(api: Caller, service: Service) -> None:
    body: Any = {"name": "Desk", "scopes": ["plans:read"]}
    assert set(body) <= set(ApiKeyNew.__struct_fields__)
    made = [api.post("/v1/api-keys", body)["id"] for _ in range(3)]
    for _ in range(3):
        service.clock.now += timedelta(microseconds=1)
        made += [api.post("/v1/api-keys", body)["id"] for _ in range(2)]
    for limit in (1, 2, 3):
        found = [each["id"] for each in walk(api, "/v1/api-keys", limit=limit)]
        assert len(found) == len(set(found)) == len(made) + 1
        assert set(made) <= set(found)
        assert [each for each in found if each in made[5:7]] == sorted(made[5:7])


def test_what_is_written_between_two_pages_shifts_nothing(api: Caller) -> None:
    before = [new_client(api, f"MRN-{number}") for number in range(6)]

    def write(seen: int) -> None:
        new_client(api, f"LATE-{seen}")
        api.change(f"/v1/clients/{before[seen - 1]}", {"display_name": f"Changed {seen}"})

    seen: list[str] = []
    answer = api.get("/v1/clients", limit=2)
    while True:
        seen += [each["id"] for each in answer["items"]]
        if answer["next_cursor"] is None or len(seen) > 12:
            break
        if len(seen) <= 6:
            write(len(seen))
        answer = api.get("/v1/clients", limit=2, cursor=answer["next_cursor"])
    assert seen[:6] == before
    assert len(seen) == len(set(seen))
