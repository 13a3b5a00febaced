"""Who changed what, and who read data of which client. That every answer is told: `tests/http/told.py`."""

from datetime import timedelta
from typing import Any, Final

import msgspec
import pytest

from api.call import Service as Wiring
from api.readings import MOST_WAITING
from api.scopes import Scope
from api.store.database import DatabaseBusy
from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, new_client, new_plan, start_body, tolerance
from tests.http.service import MORNING, Practice, Service, found_practice
from tests.http.told import events

EVENTS: Final = "/v1/audit-events"
TRACE: Final = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def written(service: Service, api: Caller, **wanted: Any) -> list[Json]:
    """What the audit lists, after what a second would write down was written."""
    wiring: Wiring = service.app.state.service
    wiring.readings.write(service.database)
    wiring.readings.seal(service.database, wiring.audit_key, service.clock())
    return list(api.get(EVENTS, **{"limit": 100} | wanted)["items"])


def of(rows: list[Json], action: str) -> Json:
    (found,) = (row for row in rows if row["action"] == action)
    return found


def test_a_change_says_who_what_and_when(service: Service, api: Caller) -> None:
    answer = api.ask("POST", "/v1/clients", json=SAM, headers={"traceparent": TRACE})
    told = of(written(service, api, kind="changed"), "createClient")
    assert told == {
        "id": told["id"],
        "at": MORNING.isoformat().replace("+00:00", "Z"),
        "kind": "changed",
        "action": "createClient",
        "key_id": (api.key or "").split("_")[1],
        "path": "/v1/clients",
        "made": answer.headers["Location"],
        "people": [],
        "clients": [answer.json()["id"]],
        "request_id": answer.headers["X-Request-Id"],
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "seal": 1,
    }


def test_it_says_which_person_answers_for_it(service: Service, practice: Practice) -> None:
    api = practice.api
    plan = new_plan(api)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1) | {"by": str(practice.person_id)})
    told = of(written(service, api), "recordCheckIn")
    assert told["people"] == [str(practice.person_id)]
    assert told["clients"] == [plan["client"]["id"]]


def test_a_change_stands_there_before_a_second_has_gone(service: Service, practice: Practice) -> None:
    client = new_client(practice.api)
    assert [event.action for event in events(service.database, practice.id) if event.clients] == ["createClient"]
    assert client


def test_what_is_refused_has_changed_nothing(service: Service, api: Caller) -> None:
    new_client(api)
    api.refused("POST", "/v1/clients", SAM)
    assert [row["action"] for row in written(service, api, kind="changed")] == ["createClient"]


def test_a_refusal_that_was_told_with_a_clients_data_is_a_reading(service: Service, api: Caller) -> None:
    """It may say that something stands on the record, or how old somebody is."""
    client = new_client(api, recorded_cautions=["hypersensitivity"])
    refused = api.ask("POST", "/v1/plans", json=start_body(client))
    assert refused.json()["code"] == "excluded"
    told = of(written(service, api, kind="read"), "startPlan")
    assert (told["clients"], told["request_id"]) == ([client], refused.headers["X-Request-Id"])


def test_a_head_puts_no_sheet_into_anybodys_hand(service: Service, api: Caller) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}/handouts/daily.pdf"
    assert api.ask("HEAD", where).status_code == 200
    assert [row["kind"] for row in written(service, api) if row["path"] == where] == ["read"]


def test_a_reading_is_told_within_a_second(service: Service, practice: Practice) -> None:
    client = new_client(practice.api)
    answer = practice.api.ask("GET", f"/v1/clients/{client}")
    assert "getClient" not in {event.action for event in events(service.database, practice.id)}
    told = of(written(service, practice.api), "getClient")
    assert (told["kind"], told["clients"]) == ("read", [client])
    assert told["request_id"] == answer.headers["X-Request-Id"]


def test_a_sheet_that_is_printed_is_a_reading(service: Service, api: Caller) -> None:
    plan = new_plan(api)
    assert api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    told = [row for row in written(service, api) if row["path"].endswith("/handouts/daily.pdf")]
    assert told
    assert all(row["clients"] == [plan["client"]["id"]] for row in told)


def test_reading_what_is_nobodys_is_not_told(service: Service, api: Caller) -> None:
    api.get("/v1/protocols")
    api.get("/v1/practice")
    assert written(service, api) == []


def test_reading_the_audit_is_told_itself(service: Service, api: Caller) -> None:
    api.get(EVENTS)
    assert [row["action"] for row in written(service, api)] == ["listAuditEvents"]


def test_an_answer_that_is_given_again_is_a_reading(service: Service, api: Caller) -> None:
    first = api.ask("POST", "/v1/clients", json=SAM, headers={"Idempotency-Key": "one"})
    again = api.ask("POST", "/v1/clients", json=SAM, headers={"Idempotency-Key": "one"})
    told = {row["request_id"]: (row["kind"], row["clients"]) for row in written(service, api)}
    client = first.json()["id"]
    assert told[first.headers["X-Request-Id"]] == ("changed", [client])
    assert told[again.headers["X-Request-Id"]] == ("read", [client])


def test_a_name_stands_nowhere_in_it(service: Service, practice: Practice) -> None:
    client = new_client(practice.api)
    practice.api.change(f"/v1/clients/{client}", {"display_name": "Leaky McLeak"})
    practice.api.get("/v1/clients")
    text = practice.api.ask("GET", EVENTS).text + repr(events(service.database, practice.id))
    assert written(service, practice.api)
    assert not any(word in text for word in ("Leaky", "Rivera", "MRN", "1988"))


def test_it_is_found_by_client_key_action_and_time(service: Service, api: Caller) -> None:
    one, other = new_client(api), new_client(api, reference="MRN-2")
    service.clock.now = MORNING + timedelta(hours=1)
    api.get(f"/v1/clients/{one}")
    assert [row["action"] for row in written(service, api, client_id=one)] == ["getClient", "createClient"]
    assert [row["clients"] for row in written(service, api, client_id=other)] == [[other]]
    assert written(service, api, client_id=one, key_id="0" * 16) == []
    assert {row["action"] for row in written(service, api, action="createClient")} == {"createClient"}
    since = service.clock.now.isoformat()
    assert of(written(service, api, since=since, client_id=one), "getClient")
    assert [row["action"] for row in written(service, api, until=since)] == ["createClient", "createClient"]


def test_pages_go_on_while_more_is_told(service: Service, api: Caller) -> None:
    made = [new_client(api, reference=f"MRN-{number}") for number in range(5)]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = api.get(EVENTS, action="createClient", limit=2, **cursor)
        found += [row["clients"][0] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
        new_client(api, reference=f"later-{len(found)}")
    assert found == made[::-1]


def test_only_who_may_read_it_does(service: Service) -> None:
    everything_else = frozenset(Scope) - {Scope.ALL, Scope.AUDIT_READ}
    api = found_practice(service, scopes=everything_else).api
    assert api.refused("GET", EVENTS)["code"] == "scope_missing"
    assert found_practice(service, scopes=[Scope.AUDIT_READ]).api.get(EVENTS)["items"] == []


def test_a_stranger_reads_nothing_of_it(service: Service, api: Caller, stranger: Practice) -> None:
    client = new_client(api)
    assert written(service, stranger.api, client_id=client) == []


class _Broken:
    """A database that takes nothing down."""

    def write(self, *_: object) -> None:
        raise DatabaseBusy("no room")


def test_what_cannot_be_written_down_waits(service: Service, practice: Practice) -> None:
    client = new_client(practice.api)
    practice.api.get(f"/v1/clients/{client}")
    readings = service.app.state.service.readings
    readings.write(_Broken())
    assert "getClient" not in {event.action for event in events(service.database, practice.id)}
    assert of(written(service, practice.api), "getClient")


def test_where_too_much_waits_nobody_reads_untold(
    service: Service, api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = service.app.state.service.readings
    monkeypatch.setattr(readings, "_count", MOST_WAITING)
    answer = api.ask("GET", "/v1/clients")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_what_a_request_reads_in_steps_is_one_event(service: Service, practice: Practice) -> None:
    client = new_client(practice.api)
    (event,) = events(service.database, practice.id)
    readings = service.app.state.service.readings
    other = msgspec.structs.replace(event, clients=())
    for each in (other, event):
        readings.note(practice.id, msgspec.structs.replace(each, id=event.id, request_id="one request"))
    assert readings._waiting[practice.id]["one request"].clients == event.clients
    readings._waiting.pop(practice.id)
    assert client
