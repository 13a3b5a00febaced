"""What the log of a plan keeps of every event that came over HTTP."""

from datetime import timedelta
from uuid import UUID

from api.store import plans
from protocols.plans.event import ENGINE, Event
from protocols.plans.fold import fold
from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_client, start_body, tolerance
from tests.http.service import Clock, Practice, Service
from tests.http.test_migrations import lower_second_revision, migrate, published, wish

DAY = timedelta(days=1)


def log_of(service: Service, practice: Practice, plan: Json) -> tuple[Event, ...]:
    return service.database.read(practice.id, lambda tx: plans.events(tx, UUID(plan["id"])))


def test_each_event_has_its_number_the_hash_of_its_revision_and_the_engine(
    api: Caller, clock: Clock, service: Service, practice: Practice
) -> None:
    """A start, a check-in and an act on the first revision; going over, and an act, on the second."""
    first = published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    second = lower_second_revision(api)
    where = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6))
    api.post(f"{where}/adjustments", {"kind": "hold", "reason": "Wait for the letter."})
    api.post(migrate(plan), wish(screening={"confirmed_none": True}), status=200)
    api.post(f"{where}/adjustments", {"kind": "pause", "reason": "Away for a week."})
    log = log_of(service, practice, plan)
    assert [(event.stamp.seq, event.stamp.revision_hash) for event in log] == [
        (1, first["hash"]),
        (2, first["hash"]),
        (3, first["hash"]),
        (4, second["hash"]),
        (5, second["hash"]),
    ]
    assert {event.stamp.engine for event in log} == {ENGINE}
    assert first["hash"] != second["hash"]


def test_the_stored_head_is_what_the_log_adds_up_to(
    api: Caller, clock: Clock, service: Service, practice: Practice
) -> None:
    plan = api.post("/v1/plans", start_body(new_client(api)))
    clock.set(DAY_1 + DAY * 6)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6, abdominal_pain="2"))
    stored = service.database.read(practice.id, lambda tx: plans.get(tx, UUID(plan["id"])))
    assert stored.head == fold(log_of(service, practice, plan))


def test_a_check_in_is_of_whom_it_names_and_of_the_software_that_sent_it(api: Caller, practice: Practice) -> None:
    plan = api.post("/v1/plans", start_body(new_client(api)))
    where = f"/v1/plans/{plan['id']}"
    nobody = {"on": DAY_1.isoformat(), "alarms": {"confirmed_none": True}, "changes": {"confirmed_none": True}}
    assert api.post(f"{where}/check-ins", nobody)["recorded_by"]["practitioner"] is None
    named = api.post(f"{where}/check-ins", nobody | {"by": str(practice.person_id)})["recorded_by"]
    assert named["practitioner"]["id"] == str(practice.person_id)
    assert named["key_id"]
    kept = api.get(f"{where}/check-ins")["items"]
    assert [(each["recorded_by"]["practitioner"] or {}).get("id") for each in kept] == [None, str(practice.person_id)]
