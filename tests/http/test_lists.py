"""Lists: every row once, whatever is written meanwhile; query strings as strict as the document."""

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_client, start_body, tolerance
from tests.http.service import Practice


def walk(api: Caller, path: str, between: Any = None, **query: Any) -> list[Json]:
    """All items, page after page by the Link header; `between` happens after each page."""
    found: list[Json] = []
    answer = api.ask("GET", path, params=query)
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if page["next_cursor"] is None:
            assert "Link" not in answer.headers
            return found
        link = answer.links["next"]["url"]
        assert parse_qs(urlsplit(link).query)["cursor"] == [page["next_cursor"]]
        if between is not None:
            between(len(found))
        answer = api.ask("GET", link)


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_every_client_is_listed_once(api: Caller, limit: int) -> None:
    ids = [new_client(api, f"MRN-{number}") for number in range(7)]
    assert [each["id"] for each in walk(api, "/v1/clients", limit=limit)] == ids


def test_clients_who_come_meanwhile_come_last(api: Caller) -> None:
    ids = [new_client(api, f"MRN-{number}") for number in range(5)]
    late: list[str] = []

    def come(seen: int) -> None:
        if seen <= 4:
            late.append(new_client(api, f"LATE-{seen}"))

    assert [each["id"] for each in walk(api, "/v1/clients", come, limit=2)] == ids + late


def test_protocols_that_come_meanwhile_shift_nothing(api: Caller) -> None:
    def come(seen: int) -> None:
        if seen == 2:
            api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "aardvark"})
            api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "zebra"})

    found = [each["slug"] for each in walk(api, "/v1/protocols", come, limit=2)]
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 7
    assert "zebra" in found


def test_plans_are_found_by_client_phase_and_day(api: Caller) -> None:
    plans = [api.post("/v1/plans", start_body(new_client(api, f"MRN-{number}"))) for number in range(3)]
    stop = {"on": "2026-11-23", "alarms": {"answers": {"seizure": "yes"}}}
    api.post(f"/v1/plans/{plans[1]['id']}/check-ins", stop)
    listed = walk(api, "/v1/plans", limit=2)
    assert [(each["id"], each["phase"]) for each in listed] == [
        (plans[0]["id"], "titrating"),
        (plans[1]["id"], "stopped"),
        (plans[2]["id"], "titrating"),
    ]
    of_one = walk(api, "/v1/plans", client_id=plans[2]["client"]["id"])
    assert [each["id"] for each in of_one] == [plans[2]["id"]]
    assert [each["id"] for each in walk(api, "/v1/plans", phase="stopped")] == [plans[1]["id"]]
    assert [each["id"] for each in walk(api, "/v1/plans", due_by="2026-11-22")] == []
    due = [each["id"] for each in walk(api, "/v1/plans", due_by="2026-11-29", limit=1)]
    assert due == [plans[0]["id"], plans[2]["id"]]


def test_a_cursor_belongs_to_its_list_its_filters_and_its_practice(api: Caller, stranger: Practice) -> None:
    for who in (api, stranger.api):
        for number in range(3):
            new_client(who, f"MRN-{number}")
    cursor = api.get("/v1/clients", limit=1)["next_cursor"]
    assert api.get("/v1/clients", limit=1, cursor=cursor)["items"]
    middle = len(cursor) // 2
    bent = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    for who, path, wrong in (
        (stranger.api, "/v1/clients", cursor),
        (api, "/v1/works", cursor),
        (api, "/v1/clients", bent),
        (api, "/v1/clients", "x"),
        (api, "/v1/clients", "é" * 9),
    ):
        answer = who.ask("GET", path, params={"cursor": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_refused")
        assert answer.json()["errors"][0]["parameter"] == "cursor"


QUERIES: Final = [
    ("/v1/clients", "limit=0", "limit"),
    ("/v1/clients", "limit=101", "limit"),
    ("/v1/clients", "limit=ten", "limit"),
    ("/v1/clients", "limit=1&limit=2", "limit"),
    ("/v1/clients", "limit=null", "limit"),
    ("/v1/clients", "offset=3", "offset"),
    ("/v1/plans", "phase=sleeping", "phase"),
    ("/v1/plans", "due_by=tomorrow", "due_by"),
    ("/v1/plans", "client_id=7", "client_id"),
    ("/v1/protocols", "text=%00", "text"),
    ("/v1/protocols", "text=", "text"),
    ("/v1/protocols", "status=lost", "status"),
    ("/v1/practice", "full=yes", "full"),
]


@pytest.mark.parametrize(("path", "query", "parameter"), QUERIES)
def test_a_query_string_is_read_strictly(api: Caller, path: str, query: str, parameter: str) -> None:
    problem = api.refused("GET", f"{path}?{query}")
    assert (problem["status"], [each["parameter"] for each in problem["errors"]]) == (400, [parameter])


PRINTS: Final = ["paper=a5", "locale=xx", "size=huge", "paper=a4&paper=letter"]


@pytest.mark.parametrize("query", PRINTS)
def test_a_print_is_asked_for_in_words_that_exist(api: Caller, query: str) -> None:
    plan = api.post("/v1/plans", start_body(new_client(api)))
    problem = api.refused("GET", f"/v1/plans/{plan['id']}/handouts/daily.pdf?{query}")
    assert (problem["status"], problem["errors"][0]["parameter"]) == (400, query.partition("=")[0])


def test_check_ins_and_decisions_are_the_log_of_the_plan(api: Caller) -> None:
    plan = api.post("/v1/plans", start_body(new_client(api)))
    where = f"/v1/plans/{plan['id']}"
    first = api.post(f"{where}/check-ins", unscheduled("3"))
    second = api.post(f"{where}/check-ins", unscheduled("0"))
    only_now = {"aftermath": {"to_say": [], "sheets_out": []}, "other_plans": []}
    assert [each | only_now for each in api.get(f"{where}/decisions")["items"]] == [first, second]
    recorded = api.get(f"{where}/check-ins")["items"]
    assert [each["check_in"]["answers"]["abdominal_pain"] for each in recorded] == ["3", "0"]
    assert [each["event"] for each in recorded] == [2, 3]


def unscheduled(pain: str) -> Json:
    return tolerance(DAY_1, abdominal_pain=pain) | {"checkpoint": None}
