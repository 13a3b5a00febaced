"""Who may do what through the API: practitioners, assistants, clients, and a rise that waits for a name."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, OVERRIDES, daily, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."
PEOPLE: Final = "/v1/practice/practitioners"


def assistant(api: Caller) -> str:
    """The id of an assistant of the practice."""
    made = api.post(PEOPLE, {"name": "Ben Ode", "role": "Front desk", "capacity": "assistant"})
    assert made["capacity"] == "assistant"
    return str(made["id"])


def allow_clients(api: Caller) -> None:
    assert api.change("/v1/practice", {"client_check_ins": True})["client_check_ins"] is True


def told(api: Caller, method: str, path: str, body: Json) -> tuple[int, str, str]:
    """Status, code and pointer of what is refused."""
    problem = api.refused(method, path, body)
    return problem["status"], problem["code"], problem["errors"][0]["pointer"]


ONLY: Final = (422, "practitioner_only", "#/by")


def test_everybody_is_a_practitioner_unless_it_is_said(api: Caller, practice: Practice) -> None:
    (ada,) = api.get("/v1/practice")["practitioners"]
    assert (ada["capacity"], api.get("/v1/practice")["client_check_ins"]) == ("practitioner", False)
    made = api.post(PEOPLE, {"name": "Cleo", "role": "Dietitian"})
    assert made["capacity"] == "practitioner"
    changed = api.ask("PATCH", f"{PEOPLE}/{made['id']}", json={"capacity": "assistant"})
    assert changed.json()["capacity"] == "assistant"
    assert [each["capacity"] for each in api.get("/v1/practice")["practitioners"]] == ["practitioner", "assistant"]


def test_an_assistant_answers_for_nobody(api: Caller, practice: Practice) -> None:
    body = {"name": "Ben", "role": "Front desk", "capacity": "assistant", "responsible": True}
    assert told(api, "POST", PEOPLE, body) == (400, "practitioner_only", "#/responsible")
    ada = f"{PEOPLE}/{practice.person_id}"
    assert told(api, "PATCH", ada, {"capacity": "assistant"}) == (422, "practitioner_only", "#/responsible")


# the act, and whether an assistant may enter it
ACTS: list[tuple[Json, bool]] = [
    ({"kind": "pause"}, True),
    ({"kind": "stop", "stop_reason": "clients_choice"}, True),
    ({"kind": "set_step", "step": "s0"}, True),
    ({"kind": "set_step", "step": "s2"}, False),
    ({"kind": "settle"}, False),
    ({"kind": "complete"}, False),
    ({"kind": "entered_in_error"}, False),
]


@pytest.mark.parametrize(("act", "may"), ACTS, ids=str)
def test_an_assistant_makes_less_and_never_more(api: Caller, act: Json, may: bool) -> None:
    ben, plan = assistant(api), new_plan(api)
    where = f"/v1/plans/{plan['id']}/adjustments"
    body = act | {"reason": WHY, "by": ben}
    if not may:
        assert told(api, "POST", where, body) == ONLY
        assert api.get(f"/v1/plans/{plan['id']}")["version"] == plan["version"]
        return
    api.post(where, body)
    (kept,) = api.get(where)["items"]
    assert kept["recorded_by"]["practitioner"]["capacity"] == "assistant"


def test_void_migrate_publish_and_recall_are_a_practitioner_s(api: Caller) -> None:
    ben = assistant(api)
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    revisions = "/v1/protocols/mine/revisions"
    for who, pointer in (({"by": ben}, "#/by"), ({"seen_by": ben}, "#/seen_by")):
        refused = api.refused("POST", revisions, who, If_Match='"v1"')
        assert (refused["code"], refused["errors"][0]["pointer"]) == ("practitioner_only", pointer)
    api.post(revisions, {}, If_Match='"v1"')
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    at = f"/v1/plans/{plan['id']}"
    api.post(f"{at}/check-ins", {"on": DAY_1.isoformat(), "by": ben})
    assert told(api, "POST", f"{at}/check-ins/2/void", {"reason": WHY, "by": ben}) == ONLY
    text = api.get("/v1/protocols/mine")["revision"]["protocol"]
    made = api.ask("POST", "/v1/protocols/mine/draft", json=text)
    api.post(revisions, {}, If_Match=made.headers["ETag"])
    over = {"revision": 2, "reason": "The second revision is the newer.", "by": ben, "screening": NONE}
    assert told(api, "POST", f"{at}/migrate", over) == ONLY
    assert told(api, "POST", f"{revisions}/1/recall", {"reason": WHY, "by": ben}) == ONLY


def test_an_assistant_asks_the_questions_and_gives_no_reason(api: Caller) -> None:
    ben = assistant(api)
    slug = "glutamine-chemotherapy"
    theirs = [each | {"by": ben} for each in OVERRIDES[slug]]
    body = start_body(new_client(api), slug, screening=NONE | {"by": ben})
    refused = told(api, "POST", "/v1/plans", body | {"overrides": theirs})
    assert refused == (422, "practitioner_only", "#/overrides")
    assert api.post("/v1/plans", body)["screened"]["by"]["capacity"] == "assistant"


# --- check-ins


def enter(api: Caller, plan: Json, number: int = 7, **more: Any) -> Json:
    return api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * (number - 1)) | more)


def test_a_client_s_check_in_is_taken_where_the_practice_says_so(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 6)
    where = f"/v1/plans/{plan['id']}/check-ins"
    body = tolerance(DAY_1 + DAY * 6) | {"entered_by": "client"}
    off = (409, "client_check_ins_off", "#/entered_by")
    assert told(api, "POST", where, body) == told(api, "POST", f"{where}/preview", body) == off
    alarm = {"on": DAY_1.isoformat(), "alarms": ["fever"], "entered_by": "client"}
    other = new_plan(api, start_on=DAY_1 + DAY)
    assert api.post(f"/v1/plans/{other['id']}/reports", alarm)["phase"] == "stopped"
    allow_clients(api)
    assert api.post(f"{where}/preview", body, status=200)["proposed"]["step"] == "s2"
    assert enter(api, plan, entered_by="client")["entered"] == "client"


def test_nobody_enters_twice(api: Caller, practice: Practice) -> None:
    plan = new_plan(api)
    both = {"by": str(practice.person_id), "entered_by": "client"}
    body = tolerance(DAY_1) | both
    assert told(api, "POST", f"/v1/plans/{plan['id']}/check-ins", body) == (400, "malformed", "#/entered_by")
    report = {"on": DAY_1.isoformat(), "alarms": ["fever"]} | both
    assert told(api, "POST", f"/v1/plans/{plan['id']}/reports", report) == (400, "malformed", "#/entered_by")


def entered_by_client(api: Caller, plan: Json) -> Json:
    allow_clients(api)
    return enter(api, plan, entered_by="client")


def entered_by_assistant(api: Caller, plan: Json) -> Json:
    return enter(api, plan, by=assistant(api))


@pytest.mark.parametrize("enters", [entered_by_client, entered_by_assistant])
def test_a_rise_waits_for_a_practitioner(api: Caller, clock: Clock, enters: Any) -> None:
    plan = new_plan(api)
    at = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    made = enters(api, plan)
    assert (made["dose"], daily(made["after"]), made["proposed"]["daily"]["value"]) == ("hold", ["5"], "10")
    clock.set(DAY_1 + DAY * 8)
    waiting = api.get(at)
    assert (daily(waiting["doses"]), waiting["proposal"]["event"]) == (["5"], made["event"])
    assert [each["daily"]["value"] for each in api.get(f"{at}/handouts/daily")["doses"]] == ["5"]
    act = {"kind": "confirm_rise", "reason": WHY, "event": made["event"]}
    wrong = act | {"event": 1}
    assert told(api, "POST", f"{at}/adjustments", wrong) == (409, "nothing_proposed", "#/event")
    confirmed = api.post(f"{at}/adjustments", act)
    assert (daily(confirmed["doses"]), confirmed["proposal"]) == (["5"], None)
    clock.set(DAY_1 + DAY * 9)
    assert daily(api.get(at)["doses"]) == ["10"]
    assert told(api, "POST", f"{at}/adjustments", act)[:2] == (409, "nothing_proposed")


def test_an_assistant_confirms_nothing(api: Caller, clock: Clock) -> None:
    plan, ben = new_plan(api), assistant(api)
    clock.set(DAY_1 + DAY * 6)
    made = enter(api, plan, by=ben)
    act = {"kind": "confirm_rise", "reason": WHY, "event": made["event"], "by": ben}
    assert told(api, "POST", f"/v1/plans/{plan['id']}/adjustments", act) == ONLY


def test_what_a_client_enters_lowers_at_once(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    allow_clients(api)
    clock.set(DAY_1 + DAY * 6)
    body = tolerance(DAY_1 + DAY * 6, abdominal_pain="5") | {"entered_by": "client"}
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", body)
    assert (made["dose"], daily(made["after"]), made["proposed"]) == ("step_back", ["2.5"], None)


def test_a_check_in_that_names_nobody_is_the_responsible_one_s(api: Caller, clock: Clock, practice: Practice) -> None:
    plan, other = new_plan(api), new_plan(api, start_on=DAY_1 + DAY)
    clock.set(DAY_1 + DAY * 7)
    assert (enter(api, plan)["dose"], enter(api, plan, 8, checkpoint=None)["entered"]) == ("advance", "practitioner")
    api.ask("PATCH", f"{PEOPLE}/{practice.person_id}", json={"responsible": False})
    made = enter(api, other, 8)
    assert (made["entered"], made["dose"], made["proposed"]["step"]) == ("nobody", "hold", "s2")
    named = enter(api, other, 8, checkpoint=None, by=str(practice.person_id))
    assert named["entered"] == "practitioner"


def test_one_person_answers_for_what_names_nobody(api: Caller, practice: Practice) -> None:
    """Whoever becomes responsible takes it over from whoever was."""
    bo = api.post(PEOPLE, {"name": "Dr. Bo Lin", "role": "GP", "responsible": True})
    people = api.get("/v1/practice")["practitioners"]
    assert {person["id"]: person["responsible"] for person in people} == {
        str(practice.person_id): False,
        bo["id"]: True,
    }
    plan = new_plan(api)
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "pause", "reason": "Talked through with the client."})
    (kept,) = api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]
    assert kept["recorded_by"]["practitioner"]["name"] == "Dr. Bo Lin"
    api.ask("PATCH", f"{PEOPLE}/{practice.person_id}", json={"responsible": True})
    assert [person["responsible"] for person in api.get("/v1/practice")["practitioners"]] == [True, False]
