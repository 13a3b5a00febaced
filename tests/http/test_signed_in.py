"""Whoever is signed in at the clinic's identity provider acts under this name, and under no other."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from api.store import revisions
from tests.http.calling import Caller, Json
from tests.http.contract import Contract
from tests.http.provider import CLIENT, Provider
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, OVERRIDES, SAM, daily, new_client, start_body, tolerance
from tests.http.service import Clock, Practice, Service, signed_in
from tests.http.test_migrations import lower_second_revision, published
from tests.http.test_who_did import DONE, Write

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."
PEOPLE: Final = "/v1/practice/practitioners"
CHEMO: Final = "glutamine-chemotherapy"
NOT_OWN: Final = (403, "not_in_own_name")


@dataclass(frozen=True)
class Desk:
    """A practice: its software with a key, and its people, each signed in; Ben is an assistant."""

    api: Caller
    ada: Caller
    lin: Caller
    ben: Caller
    ids: dict[str, str]


@pytest.fixture
def desk(service: Service, provider: Provider, practice: Practice) -> Desk:
    lin = practice.api.post(PEOPLE, {"name": "Dr. Bo Lin", "role": "GP", "registration": "9", "subject": "lin"})
    ben = practice.api.post(PEOPLE, {"name": "Ben", "role": "Desk", "capacity": "assistant", "subject": "ben"})
    people = {name: signed_in(service, provider, practice, name) for name in ("ada", "lin", "ben")}
    ids = {"ada": str(practice.person_id), "lin": lin["id"], "ben": ben["id"]}
    return Desk(practice.api, **people, ids=ids)


@pytest.mark.parametrize("names", [True, False], ids=["named", "left out"])
@pytest.mark.parametrize(("write", "where"), DONE, ids=[each.__name__ for each, _ in DONE])
def test_what_somebody_does_stands_under_this_name(
    desk: Desk, clock: Clock, write: Write, where: str, names: bool
) -> None:
    """Lin is signed in, and Ada is the responsible one, whose every unnamed act was."""
    published(desk.api)
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api), "mine"))
    clock.set(DAY_1, 8, 1)
    write(desk.lin, plan, desk.ids["lin"] if names else None)  # type: ignore[arg-type]
    (told,) = desk.api.get(f"/v1/plans/{plan['id']}/handouts/summary")[where]
    assert told["by"] == {
        "key_id": f"token:{CLIENT}",
        "practitioner": {
            "id": desk.ids["lin"],
            "name": "Dr. Bo Lin",
            "role": "GP",
            "registration": "9",
            "capacity": "practitioner",
        },
    }


ADA: Final = "<ada>"
MIGRATION: Final = {"revision": 2, "reason": WHY, "screening": NONE}
CHECK_IN: Final = tolerance(DAY_1) | {"checkpoint": None, "by": ADA}
THE_START: Final = {"client_id": "<other>", "protocol": "mine", "start_on": DAY_1.isoformat()} | {
    "weight": {"value": "70", "unit": "kg"}
}

# in Ada's name, sent by Lin: the operation as the document writes it, the address, what is sent
IN_ADAS_NAME: list[tuple[str, str, Json]] = [
    ("POST /v1/plans", "/v1/plans", THE_START | {"screening": NONE | {"by": ADA}}),
    (
        "POST /v1/plans",
        "/v1/plans",
        THE_START | {"protocol": CHEMO, "screening": NONE, "overrides": [OVERRIDES[CHEMO][0] | {"by": ADA}]},
    ),
    ("POST /v1/plans/{plan_id}/adjustments", "<plan>/adjustments", {"kind": "pause", "reason": WHY, "by": ADA}),
    ("POST /v1/plans/{plan_id}/adjustments", "<plan>/adjustments", {"kind": "settle", "reason": WHY, "by": ADA}),
    ("POST /v1/plans/{plan_id}/check-ins", "<plan>/check-ins", CHECK_IN),
    ("POST /v1/plans/{plan_id}/check-ins/preview", "<plan>/check-ins/preview", CHECK_IN),
    ("POST /v1/plans/{plan_id}/check-ins/{event}/void", "<plan>/check-ins/1/void", {"reason": WHY, "by": ADA}),
    ("POST /v1/plans/{plan_id}/migrate", "<plan>/migrate", MIGRATION | {"by": ADA}),
    ("POST /v1/plans/{plan_id}/migrate", "<plan>/migrate", MIGRATION | {"screening": NONE | {"by": ADA}}),
    ("POST /v1/plans/{plan_id}/migrate/preview", "<plan>/migrate/preview", MIGRATION | {"by": ADA}),
    (
        "POST /v1/plans/{plan_id}/reports",
        "<plan>/reports",
        {"on": DAY_1.isoformat(), "alarms": ["fever"], "by": ADA},
    ),
    ("POST /v1/protocols/{protocol}/revisions", "/v1/protocols/drafted/revisions", {"by": ADA}),
    (
        "POST /v1/protocols/{protocol}/revisions",
        "/v1/protocols/drafted/revisions",
        {"by": ADA, "seen_by": "<lin>"},
    ),
    (
        "POST /v1/protocols/{protocol}/revisions/{number}/recall",
        "/v1/protocols/mine/revisions/1/recall",
        {"reason": WHY, "by": ADA},
    ),
    ("POST /v1/works", "/v1/works", {"<work>": "new"}),
    ("PUT /v1/works/{work}", "/v1/works/ours", {"<work>": "ours"}),
    ("PATCH /v1/clients/{client_id}", "/v1/clients/<client>", {"display_name": "Sam Okafor", "by": ADA}),
    (
        "PATCH /v1/clients/{client_id}",
        "/v1/clients/<client>",
        {"recorded_cautions": [], "reason": WHY, "by": ADA},
    ),
    (
        "POST /v1/clients/{client_id}/erase",
        "/v1/clients/<client>/erase",
        {"expect": {"display_name": SAM["display_name"]}, "by": ADA},
    ),
]


def filled(desk: Desk, row: tuple[str, str, Json]) -> tuple[str, str, Any]:
    """The row as a request, once everything is there that it speaks of."""
    published(desk.api)
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api), "mine"))
    lower_second_revision(desk.api)
    desk.api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "drafted"})
    work = desk.api.get("/v1/works/zhou-2019")["work"]
    desk.api.post("/v1/works", work | {"key": "ours"})
    found = {
        ADA: desk.ids["ada"],
        "<lin>": desk.ids["lin"],
        "<plan>": f"/v1/plans/{plan['id']}",
        "<other>": new_client(desk.api, "MRN-8"),
        "<client>": new_client(desk.api, "MRN-7", recorded_cautions=["hypersensitivity"]),
    }
    written = json.dumps(row)
    for name, value in found.items():
        written = written.replace(name, value)
    operation, path, body = json.loads(written)
    if key := body.pop("<work>", None):
        body = work | {"key": key, "status": "retracted", "by": desk.ids["ada"]}
    return operation.split()[0], path, body


@pytest.mark.parametrize("row", IN_ADAS_NAME, ids=[f"{row[0]}-{place}" for place, row in enumerate(IN_ADAS_NAME)])
def test_nobody_acts_in_another_s_name(
    desk: Desk, service: Service, practice: Practice, row: tuple[str, str, Json]
) -> None:
    method, path, body = filled(desk, row)
    before = stored(service.database, practice.id)
    problem = desk.lin.refused(method, path, body, If_Match="*")
    assert (problem["status"], problem["code"]) == NOT_OWN, problem
    assert problem["errors"][0]["pointer"].startswith("#/")
    assert stored(service.database, practice.id) == before


def named_in(schema: Any, schemas: Json, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a body names who does something: a `by` that is an id, not one of whoever agreed."""
    if isinstance(schema, list):
        return any(named_in(each, schemas, seen) for each in schema)
    if not isinstance(schema, dict):
        return False
    ref = schema.get("$ref", "").removeprefix("#/components/schemas/")
    if ref:
        return ref not in seen and named_in(schemas[ref], schemas, seen | {ref})
    return "by" in schema.get("properties", {}) or named_in(list(schema.values()), schemas, seen)


def test_every_operation_that_names_somebody_is_in_the_table(contract: Contract) -> None:
    """But for what tries a made-up client's course, in which everybody may be played: nothing of it is kept."""
    document = contract.document
    found = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if named_in(operation.get("requestBody"), document["components"]["schemas"])
    }
    played = {
        "POST /v1/protocols/{protocol}/draft/preview",
        "POST /v1/protocols/{protocol}/revisions/{number}/preview",
    }
    assert found - played == {operation for operation, *_ in IN_ADAS_NAME}


def test_a_start_and_its_overrides_are_whose_who_is_signed_in(desk: Desk) -> None:
    plan = desk.lin.post("/v1/plans", start_body(new_client(desk.lin), CHEMO))
    summary = desk.lin.get(f"/v1/plans/{plan['id']}/handouts/summary")
    assert summary["overrides"][0]["by"]["name"] == "Dr. Bo Lin"
    assert summary["screenings"][0]["by"]["name"] == "Dr. Bo Lin"


def test_a_made_up_course_plays_everybody(desk: Desk) -> None:
    entry = {"day": 3, "act": {"kind": "pause", "reason": WHY, "by": desk.ids["ada"]}}
    desk.lin.post(
        "/v1/protocols/glutamine-start-low/revisions/1/preview",
        {"weight": {"value": "70", "unit": "kg"}, "otherwise": "well", "entries": [entry]},
        200,
    )


def test_publishing_with_warnings_is_one_s_own_with_a_second_person(
    desk: Desk, service: Service, practice: Practice
) -> None:
    """Whoever is signed in answers for it and says who else has seen it, who cannot be the same."""
    desk.api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "drafted"})
    made = desk.lin.post("/v1/protocols/drafted/revisions", {"seen_by": desk.ids["ada"]}, If_Match='"v1"')
    assert made["number"] == 1
    kept = service.database.read(practice.id, lambda tx: revisions.get(tx, UUID(made["protocol_id"]), 1))
    assert (str(kept.published_by), str(kept.seen_by)) == (desk.ids["lin"], desk.ids["ada"])


def test_h10_an_assistant_s_check_in_proposes_only(
    desk: Desk, clock: Clock, service: Service, provider: Provider
) -> None:
    """Left out, the name is the assistant's: not that of the practitioner who is responsible for unnamed acts."""
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api), start_on=DAY_1 - DAY * 6))
    made = desk.ben.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1, DAY_1 - DAY * 6))
    assert made["recorded_by"]["practitioner"]["name"] == "Ben"
    assert made["dose"] == "hold"
    assert made["proposed"] is not None
    confirm = {"kind": "confirm_rise", "event": made["event"], "reason": WHY}
    for by, refused in ((None, (422, "practitioner_only")), (desk.ids["ada"], NOT_OWN)):
        problem = desk.ben.refused("POST", f"/v1/plans/{plan['id']}/adjustments", confirm | {"by": by})
        assert (problem["status"], problem["code"]) == refused
    read = desk.lin.post(f"/v1/plans/{plan['id']}/adjustments", confirm)
    assert daily(read["doses"]) == ["5"]


def test_what_the_client_entered_stays_the_client_s_beside_whoever_is_signed_in(desk: Desk) -> None:
    """It raises nothing and closes nothing, and the log says in whose session it was entered."""
    desk.api.change("/v1/practice", {"client_check_ins": True})
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api), start_on=DAY_1 - DAY * 6))
    where = f"/v1/plans/{plan['id']}"
    made = desk.lin.post(f"{where}/check-ins", tolerance(DAY_1) | {"entered_by": "client"})
    assert (made["dose"], made["recorded_by"]["practitioner"]["name"]) == ("hold", "Dr. Bo Lin")
    paused = {"kind": "pause", "reason": WHY, "entered_by": "client"}
    desk.lin.post(f"{where}/adjustments", paused)
    (listed,) = desk.lin.get(f"{where}/adjustments")["items"]
    assert (listed["adjustment"]["entered_by"], listed["recorded_by"]["practitioner"]["name"]) == (
        "client",
        "Dr. Bo Lin",
    )
    told = {"on": DAY_1.isoformat(), "alarms": ["fever"], "entered_by": "client"}
    assert desk.lin.post(f"{where}/reports", told)["phase"] == "stopped"


def test_a_changed_record_says_who_changed_it(desk: Desk) -> None:
    where = f"/v1/clients/{new_client(desk.api, recorded_cautions=['hypersensitivity'])}"
    desk.ben.change(where, {"display_name": "Sam Okafor"})
    problem = desk.ben.refused("PATCH", where, {"recorded_cautions": [], "reason": WHY}, If_Match="*")
    assert problem["code"] == "practitioner_only"
    desk.lin.change(where, {"recorded_cautions": [], "reason": WHY})
    changes = desk.api.get(f"{where}/changes")["items"]
    assert {each["recorded_by"]["practitioner"]["name"] for each in changes} == {"Ben", "Dr. Bo Lin"}


class TestWhoIsKnown:
    def test_somebody_who_is_nobody_here(self, service: Service, provider: Provider, practice: Practice) -> None:
        for claims in (
            {"subject": "eve"},
            {"subject": "ADA"},
            {"subject": "ada\x00"},
            {"subject": ""},
            {"subject": "a" * 301},
            {"practice_id": "01980000-0000-7000-8000-000000000000"},
            {"practice_id": "00000000-0000-0000-0000-000000000000"},
            {"practice_id": "Elm Street"},
            {"practice_id": 7},
            {"practice_id": None},
        ):
            api = signed_in(service, provider, practice, **claims)
            problem = api.refused("GET", "/v1/practice")
            assert (problem["status"], problem["code"]) == (403, "person_unknown"), claims
            assert "token" not in problem["detail"]

    def test_a_person_of_another_practice_finds_nothing_of_this_one(
        self, service: Service, provider: Provider, practice: Practice, stranger: Practice
    ) -> None:
        """Both practices have an Ada; each finds her own."""
        plan = practice.api.post("/v1/plans", start_body(new_client(practice.api)))
        theirs, ours = (signed_in(service, provider, each) for each in (stranger, practice))
        assert theirs.refused("GET", f"/v1/plans/{plan['id']}")["status"] == 404
        assert theirs.get("/v1/plans")["items"] == []
        assert ours.get(f"/v1/plans/{plan['id']}")["id"] == plan["id"]
        by = {"kind": "pause", "reason": WHY, "by": str(practice.person_id)}
        other = stranger.api.post("/v1/plans", start_body(new_client(stranger.api)))
        assert theirs.refused("POST", f"/v1/plans/{other['id']}/adjustments", by)["code"] == "not_in_own_name"

    def test_who_loses_the_subject_is_locked_out_at_once(
        self, desk: Desk, service: Service, provider: Provider
    ) -> None:
        assert desk.lin.get("/v1/practice")
        lin = f"{PEOPLE}/{desk.ids['lin']}"
        assert desk.api.ask("PATCH", lin, json={"subject": None}).json()["subject"] is None
        assert desk.lin.refused("GET", "/v1/practice")["code"] == "person_unknown"

    def test_nobody_signs_in_as_two_people(self, desk: Desk, practice: Practice, stranger: Practice) -> None:
        for method, path, body in (
            ("POST", PEOPLE, {"name": "Eve", "role": "GP", "subject": "lin"}),
            ("PATCH", f"{PEOPLE}/{desk.ids['ben']}", {"subject": "lin"}),
        ):
            problem = desk.api.refused(method, path, body)
            assert (problem["status"], problem["code"]) == (409, "duplicate_subject")
            assert problem["errors"][0]["pointer"] == "#/subject"
        # In another practice the provider may mean somebody else, and one's own subject may be sent again.
        stranger.api.post(PEOPLE, {"name": "Lin", "role": "GP", "subject": "lin"})
        assert desk.api.ask("PATCH", f"{PEOPLE}/{desk.ids['lin']}", json={"subject": "lin"}).status_code == 200

    def test_whoever_signs_in_administers_nothing_unless_it_is_set(
        self, desk: Desk, service: Service, provider: Provider, practice: Practice
    ) -> None:
        api = signed_in(service, provider, practice, scope="admin all plans:read")
        problem = api.refused("PATCH", "/v1/practice", {"name": "Eve's"}, If_Match="*")
        assert (problem["status"], problem["code"]) == (403, "scope_missing")


def test_one_idempotency_key_of_two_people_is_two_requests(desk: Desk) -> None:
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api)))
    path, body = f"/v1/plans/{plan['id']}/adjustments", {"kind": "pause", "reason": WHY}
    first = desk.lin.ask("POST", path, json=body, headers={"Idempotency-Key": "one"})
    again = desk.lin.ask("POST", path, json=body, headers={"Idempotency-Key": "one"})
    assert (again.headers["Idempotency-Replayed"], again.content) == ("true", first.content)
    other = desk.ben.ask("POST", path, json=body, headers={"Idempotency-Key": "one"})
    assert "Idempotency-Replayed" not in other.headers
    names = [each["recorded_by"]["practitioner"]["name"] for each in desk.api.get(path)["items"]]
    assert names == ["Dr. Bo Lin", "Ben"]


def test_a_key_still_names_whom_it_says(desk: Desk) -> None:
    """A key is the practice's software, which answers for whom it names."""
    plan = desk.api.post("/v1/plans", start_body(new_client(desk.api)))
    body = {"kind": "pause", "reason": WHY, "by": desk.ids["lin"]}
    desk.api.post(f"/v1/plans/{plan['id']}/adjustments", body)
    (listed,) = desk.api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]
    assert listed["recorded_by"]["practitioner"]["name"] == "Dr. Bo Lin"
