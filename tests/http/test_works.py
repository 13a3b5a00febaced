"""Works of the practice: kept, replaced as they were read, with a name where something is said against one."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1
from tests.http.service import MORNING, Clock, Practice

KEY: Final = "our-audit"
OURS: Final = f"/v1/works/{KEY}"


def work(api: Caller, **more: Any) -> Json:
    """A work of the practice's own, as it is sent."""
    known: Json = api.get("/v1/works/zhou-2019")["work"]
    return known | {"key": KEY, "status": "ok"} | more


def test_a_work_is_replaced_as_it_was_read(api: Caller) -> None:
    first = api.post("/v1/works", work(api))
    body = work(api, summary="Read again.")
    assert api.refused("PUT", OURS, body)["code"] == "precondition_missing"
    assert api.refused("PUT", OURS, body, If_Match='"v9"')["code"] == "precondition_failed"
    changed = api.change(OURS, body, "PUT")
    assert (changed["id"], changed["version"], changed["work"]["summary"]) == (first["id"], 2, "Read again.")
    assert api.get(f"/v1/works/{first['id']}") == changed
    refused = api.refused("PUT", OURS, body, If_Match='"v1"')
    assert (refused["status"], refused["code"]) == (412, "precondition_failed")
    assert api.refused("PUT", OURS, body | {"key": "another"}, If_Match='"v2"')["code"] == "key_is_fixed"
    assert api.refused("PUT", "/v1/works/nobody-2020", body, If_Match="*")["code"] == "not_found"


def test_the_librarys_own_is_replaced_by_a_release_alone(api: Caller) -> None:
    where = "/v1/works/zhou-2019"
    for body in (work(api, key="zhou-2019"), work(api)):
        refused = api.refused("PUT", where, body, If_Match="*")
        assert (refused["status"], refused["code"]) == (409, "work_is_built_in")
        assert "with the same key" in refused["detail"]
    own = api.post("/v1/works", work(api, key="zhou-2019"))
    built_in = next(each for each in api.get("/v1/works", text="zhou-2019")["items"] if each["built_in"])
    assert api.change(where, own["work"] | {"summary": "Ours."}, "PUT")["work"]["summary"] == "Ours."
    assert api.refused("PUT", f"/v1/works/{built_in['id']}", own["work"], If_Match="*")["code"] == "work_is_built_in"
    assert api.get(f"/v1/works/{built_in['id']}") == built_in


def test_a_status_has_its_day_and_whoever_said_it(api: Caller, practice: Practice, clock: Clock) -> None:
    first = api.post("/v1/works", work(api))
    assert (first["status_at"][:19], first["status_by"]) == (MORNING.isoformat()[:19], None)
    clock.set(DAY_1 + timedelta(days=1))
    doubted = api.change(OURS, work(api, status="concern"), "PUT")
    assert doubted["status_at"].startswith("2026-11-24")
    assert doubted["status_by"] == str(practice.person_id)
    clock.set(DAY_1 + timedelta(days=2))
    later = api.change(OURS, work(api, status="concern", summary="Read again."), "PUT")
    assert (later["status_at"], later["status_by"]) == (doubted["status_at"], doubted["status_by"])
    assert later["updated_at"] != later["status_at"]
    second = api.post("/v1/practice/practitioners", {"name": "Dr. Bo Lin", "role": "GP"})
    cleared = api.change(OURS, work(api, by=second["id"]), "PUT")
    assert (cleared["work"]["status"], cleared["status_by"]) == ("ok", second["id"])
    assert "by" not in cleared["work"]


# what is known of the work, what is sent, the code and the pointer of the refusal; null: it is taken
NAMES: Final[list[tuple[str | None, Json, str | None]]] = [
    (None, {}, None),
    (None, {"status": "retracted"}, "practitioner_needed"),
    ("ok", {"summary": "Read again."}, None),
    ("ok", {"status": "unknown"}, None),
    ("ok", {"status": "corrected"}, "practitioner_needed"),
    ("ok", {"status": "corrected", "by": "assistant"}, "practitioner_only"),
    ("ok", {"summary": "Read again.", "by": "assistant"}, "practitioner_only"),
    ("ok", {"status": "corrected", "by": "practitioner"}, None),
]


@pytest.mark.parametrize(("known", "sent", "code"), NAMES)
def test_where_nobody_is_responsible_somebody_is_named_for_a_doubt(
    api: Caller, practice: Practice, known: str | None, sent: Json, code: str | None
) -> None:
    person = f"/v1/practice/practitioners/{practice.person_id}"
    assert api.ask("PATCH", person, json={"responsible": False}).status_code == 200
    ben = api.post("/v1/practice/practitioners", {"name": "Ben", "role": "Front desk", "capacity": "assistant"})
    people = {"assistant": ben["id"], "practitioner": str(practice.person_id)}
    body = work(api) | sent
    body |= {"by": people[sent["by"]]} if "by" in sent else {}
    if known is not None:
        api.post("/v1/works", work(api, status=known))
    method, where = ("POST", "/v1/works") if known is None else ("PUT", OURS)
    answer = api.ask(method, where, json=body, headers={"If-Match": "*"})
    if code is None:
        assert answer.status_code < 300, answer.text
        return
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (422, code, "#/by")
