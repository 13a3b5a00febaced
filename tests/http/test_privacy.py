"""All that is held of a client: given out as one document, and taken away for good."""

from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select

from api.scopes import Scope
from api.store.database import Transaction
from api.store.tables import metadata, practices
from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, SAM, new_plan, tolerance
from tests.http.service import MORNING, Practice, Service, found_practice
from tests.http.told import events

WHOM: Final = {"expect": {"display_name": "Sam Rivera", "birth_date": "1988-04-02"}}
STOP: Final = {"kind": "stop", "stop_reason": "clients_choice", "reason": "The client asked to be forgotten."}


def lived(api: Caller) -> Json:
    """A plan with all that a client leaves behind: a changed record, a check-in, an alarm, a sheet, kept answers."""
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    api.change(f"/v1/clients/{plan['client']['id']}", {"reference": "MRN-7"})
    api.post(f"{where}/check-ins", tolerance(DAY_1), Idempotency_Key="one")
    api.post(f"{where}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    assert api.pdf(f"{where}/handouts/daily.pdf")
    return plan


def ended(api: Caller) -> Json:
    """The same, stopped, with its calls closed."""
    plan = lived(api)
    close = {"kind": "close_call", "reason": "Rang; the fever is gone since yesterday."}
    for call in api.get("/v1/calls")["items"]:
        api.post(f"/v1/plans/{plan['id']}/adjustments", close | {"call": call["event"]})
    assert api.get(f"/v1/plans/{plan['id']}")["phase"] == "stopped"
    return plan


def erase(api: Caller, plan: Json, **headers: str) -> Json:
    return api.post(f"/v1/clients/{plan['client']['id']}/erase", WHOM, status=200, **headers)


def test_the_export_holds_the_record_its_changes_the_plans_and_who_read_them(service: Service, api: Caller) -> None:
    plan = lived(api)
    client = plan["client"]["id"]
    service.app.state.service.readings.write(service.database)
    whole = api.get(f"/v1/clients/{client}/export")
    assert whole["client"] == api.get(f"/v1/clients/{client}")
    assert whole["changes"] == api.get(f"/v1/clients/{client}/changes")["items"]
    (exported,) = whole["plans"]
    assert (exported["id"], exported["title"]) == (plan["id"], plan["protocol"]["title"])
    assert [each["kind"] for each in exported["log"]] == ["started", "record_changed", "decided", "reported"]
    assert [each["kind"] for each in exported["sheets"]] == ["daily"]
    assert {"createClient", "startPlan", "recordCheckIn"} <= {each["action"] for each in whole["audit"]}


def test_its_log_is_the_log_as_it_is_stored(service: Service, practice: Practice) -> None:
    plan = lived(practice.api)
    (exported,) = practice.api.get(f"/v1/clients/{plan['client']['id']}/export")["plans"]
    rows = stored(service.database, practice.id)["plan_events"]
    assert len(exported["log"]) == len(rows)
    assert [each["stamp"]["seq"] for each in exported["log"]] == list(range(1, len(rows) + 1))


def test_a_client_without_a_plan_has_an_export(api: Caller) -> None:
    client = api.post("/v1/clients", SAM)
    assert api.get(f"/v1/clients/{client['id']}/export")["plans"] == []


def test_nobody_is_erased_who_still_takes_something(service: Service, api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/clients/{plan['client']['id']}/erase"
    problem = api.refused("POST", where, WHOM)
    assert (problem["status"], problem["code"]) == (409, "still_treated")
    assert "Stop it first" in problem["detail"]
    api.post(f"/v1/plans/{plan['id']}/adjustments", STOP)
    assert api.post(where, WHOM, status=200)["plans"] == 1


def test_nobody_is_erased_while_a_call_is_open(api: Caller) -> None:
    plan = lived(api)
    problem = api.refused("POST", f"/v1/clients/{plan['client']['id']}/erase", WHOM)
    assert (problem["status"], problem["code"]) == (409, "still_treated")
    assert "/v1/calls" in problem["detail"]


def test_the_wrong_person_is_not_erased(api: Caller) -> None:
    plan = ended(api)
    where = f"/v1/clients/{plan['client']['id']}/erase"
    assert api.refused("POST", where, {"expect": {"display_name": "Sam Riviera"}})["code"] == "wrong_client"
    assert api.refused("POST", where, {})["status"] == 400
    assert api.get(f"/v1/clients/{plan['client']['id']}")


def test_an_assistant_erases_nobody(api: Caller) -> None:
    plan = ended(api)
    helper = api.post("/v1/practice/practitioners", {"name": "Kim", "role": "Assistant", "capacity": "assistant"})
    problem = api.refused("POST", f"/v1/clients/{plan['client']['id']}/erase", WHOM | {"by": helper["id"]})
    assert problem["code"] == "practitioner_only"


def test_it_needs_more_than_to_write_clients(service: Service) -> None:
    less = frozenset(Scope) - {Scope.ALL, Scope.CLIENTS_ERASE}
    api = found_practice(service, scopes=less).api
    client = api.post("/v1/clients", SAM)
    assert api.refused("POST", f"/v1/clients/{client['id']}/erase", WHOM)["code"] == "scope_missing"


def test_nothing_is_left_of_an_erased_client(service: Service, practice: Practice) -> None:
    api = practice.api
    plan = ended(api)
    client = plan["client"]["id"]
    answer = erase(api, plan, Idempotency_Key="forget")
    assert (answer["plans"], answer["sheets"]) == (1, 1)
    for path in (f"/v1/clients/{client}", f"/v1/clients/{client}/export", f"/v1/plans/{plan['id']}"):
        assert api.refused("GET", path)["code"] == "not_found"
    left = {name: rows for name, rows in everything(service, practice).items() if rows}
    names = (client, client.replace("-", ""), plan["id"], plan["id"].replace("-", ""), "Rivera", "MRN-7", "1988")
    holding = {name for name, rows in left.items() for row in rows if any(word in row for word in names)}
    # By ids alone: who did and read what, and the answer to the erasure itself.
    assert holding == {"audit_events", "audit_clients", "replays"}
    assert len(left["replays"]) == 1
    assert not any(word in row for word in names[4:] for name in holding for row in left[name])


def test_nothing_is_left_in_the_files_of_sqlite(service: Service, practice: Practice) -> None:
    """Neither in the database, nor in its log of writes."""
    if service.database.writer.dialect.name != "sqlite":
        return
    api = practice.api
    plan = ended(api)
    where = f"/v1/clients/{plan['client']['id']}"
    api.change(where, {"display_name": "Leaky McLeakface"})
    service.database.overwrite_deleted()
    files = Path(str(service.database.writer.url.database)).parent.glob("gut-protocols.db*")
    kept = list(files)
    assert any(b"Leaky McLeakface" in each.read_bytes() for each in kept)
    api.post(f"{where}/erase", {"expect": {"display_name": "Leaky McLeakface"}}, status=200)
    assert not any(b"Leaky McLeakface" in each.read_bytes() for each in kept)


def everything(service: Service, practice: Practice) -> dict[str, list[str]]:
    """All rows of the practice as text, those of the audit among them."""

    def step(tx: Transaction) -> dict[str, list[str]]:
        found = {}
        for table in metadata.sorted_tables:
            owner = table.c.id if table is practices else table.c.practice_id
            rows = tx.connection.execute(select(table).where(owner == tx.practice_id))
            found[table.name] = [repr(tuple(row)) for row in rows]
        return found

    return service.database.read(practice.id, step)


def test_somebody_else_stays_whole(service: Service, api: Caller) -> None:
    plan = ended(api)
    other = api.post("/v1/clients", SAM | {"reference": "MRN-2", "display_name": "Kim Oh"})
    theirs = api.get(f"/v1/clients/{other['id']}/export")
    erase(api, plan)
    assert api.get(f"/v1/clients/{other['id']}/export")["client"] == theirs["client"]


def test_the_audit_tells_who_erased_whom(service: Service, practice: Practice) -> None:
    plan = ended(practice.api)
    erase(practice.api, plan)
    told = [event for event in events(service.database, practice.id) if event.action == "eraseClient"]
    assert [(event.people, UUID(plan["client"]["id"]) in event.clients) for event in told] == [
        ((practice.person_id,), True)
    ]


def test_asked_again_it_answers_the_same(api: Caller) -> None:
    plan = ended(api)
    where = f"/v1/clients/{plan['client']['id']}/erase"
    first = api.post(where, WHOM, status=200, Idempotency_Key="once")
    assert api.post(where, WHOM, status=200, Idempotency_Key="once") == first
    assert api.refused("POST", where, WHOM)["code"] == "not_found"


def test_the_same_reference_may_be_given_again(service: Service, api: Caller) -> None:
    plan = ended(api)
    erase(api, plan)
    service.clock.now = MORNING + timedelta(days=1)
    assert api.post("/v1/clients", SAM | {"reference": "MRN-7"})["version"] == 1
