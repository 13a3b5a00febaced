"""H9: a change to the client's record looks at every live plan of that client again, at once, and says what it did."""

from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, SAM, daily, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice
from tests.http.test_capacities import assistant
from tests.http.test_lists import walk
from tests.http.test_worklist import listed
from tests.plans.walking import DAY

WHY: Final = "Talked through with the client today."


def zinc(api: Caller, like: str = "glutamine-pi-ibs-d") -> None:
    """A protocol of another substance, with the same cautions."""
    api.post(f"/v1/protocols/{like}/copy", {"slug": "zinc"})
    read = api.ask("GET", "/v1/protocols/zinc/draft")
    text = read.json()["protocol"]
    text["items"][0] |= {"substance": {"key": "zinc", "name": "Zinc"}, "called": "zinc powder", "form": "powder"}
    changed = api.ask("PUT", "/v1/protocols/zinc/draft", json=text, headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    second = {"seen_by": api.post("/v1/practice/practitioners", {"name": "Cy Low", "role": "GP"})["id"]}
    api.post("/v1/protocols/zinc/revisions", second, If_Match=changed.headers["ETag"])


def phase(api: Caller, plan: Json) -> str:
    return str(api.get(f"/v1/plans/{plan['id']}")["phase"])


def test_h9_every_live_plan_of_the_client_is_looked_at_again(api: Caller) -> None:
    zinc(api)
    client, other = new_client(api), new_client(api, "MRN-2")
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    theirs = api.post("/v1/plans", start_body(other))
    changed = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["pregnancy"]})
    assert [(each["plan_id"], each["phase"]) for each in changed["plans"]] == [
        (first["id"], "stopped"),
        (second["id"], "stopped"),
    ]
    told = changed["plans"][0]
    assert told["sentence"].startswith("Stopped at once. ")
    assert told["aftermath"]["to_say"] == [
        "Stop taking it from now on. Do not start again by yourself.",
        "We call you today.",
    ]
    assert [phase(api, plan) for plan in (first, second, theirs)] == ["stopped", "stopped", "titrating"]
    assert {each["plan_id"] for each in api.get("/v1/calls")["items"]} == {first["id"], second["id"]}
    assert daily(api.get(f"/v1/plans/{first['id']}")["doses"]) == [None]


def test_h9_a_reason_is_needed_before_the_plan_goes_on(api: Caller) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    (told,) = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["moderate-renal-impairment"]})["plans"]
    assert told["phase"] == "paused"
    where = f"/v1/plans/{plan['id']}/adjustments"
    assert api.refused("POST", where, {"kind": "resume", "reason": WHY})["code"] == "new_screening_needed"
    screened = {"kind": "resume", "reason": WHY, "screening": {"confirmed_none": True}}
    assert api.refused("POST", where, screened)["code"] == "reason_needed"
    agreed = [{"name": "Dr. Lin", "role": "nephrologist", "on": DAY_1.isoformat()}]
    why = {"caution": "moderate-renal-impairment", "reason": "eGFR 55, stable for two years.", "agreed_by": agreed}
    assert [each["because"] for each in api.get("/v1/calls")["items"]] == [["record-moderate-renal-impairment"]]
    back = api.post(where, screened | {"overrides": [why]})
    assert (daily(back["doses"]), back["calls"]) == (["5"], [])


@pytest.mark.parametrize("change", [{}, {"display_name": SAM["display_name"]}, {"recorded_cautions": []}])
def test_the_same_again_does_nothing(api: Caller, change: Json) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    assert api.change(f"/v1/clients/{client}", change)["plans"] == []
    assert api.get(f"/v1/plans/{plan['id']}")["version"] == plan["version"]
    assert [each["state"] for each in api.get(f"/v1/plans/{plan['id']}/handouts/summary")["sheets"]] == ["current"]


NAMED: Final = "Sheets from before carry another name, birth date or reference than the record does now."
THROW_AWAY: Final = (
    "Throw away the sheet that you have: the name, the birth date or the reference on it is not right any more. "
    "You get a new one."
)
ON_PAPER: Final[list[Json]] = [{"display_name": "Sam R. Rivera"}, {"reference": "MRN-9"}, {"birth_date": "1987-04-02"}]


@pytest.mark.parametrize("change", ON_PAPER, ids=[next(iter(each)) for each in ON_PAPER])
def test_h1_h3_a_sheet_that_names_the_client_otherwise_is_withdrawn_and_named(api: Caller, change: Json) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    where = f"/v1/plans/{plan['id']}"
    api.pdf(f"{where}/handouts/daily.pdf")
    number = api.get(f"{where}/handouts/daily")["sheet"]["number"]
    (told,) = api.change(f"/v1/clients/{client}", change)["plans"]
    assert (told["plan_id"], told["phase"]) == (plan["id"], "titrating")
    assert told["sentence"].endswith(NAMED)
    assert told["aftermath"]["to_say"] == [THROW_AWAY]
    assert [each["number"] for each in told["aftermath"]["sheets_out"]] == [number]
    api.pdf(f"{where}/handouts/daily.pdf")
    sheets = {each["number"]: each["state"] for each in api.get(f"{where}/handouts/summary")["sheets"]}
    assert sheets.pop(number) != "current"
    assert list(sheets.values()) == ["current"]
    assert daily(api.get(where)["doses"]) == ["5"]


def test_h12_another_name_leaves_a_proposed_rise_and_the_next_look_as_they_are(api: Caller, clock: Clock) -> None:
    api.change("/v1/practice", {"client_check_ins": True})
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    where = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6) | {"entered_by": "client"})
    before = api.get(where)
    assert before["proposal"] is not None
    (told,) = api.change(f"/v1/clients/{client}", {"display_name": "Sam R. Rivera"})["plans"]
    # No sheet is out: there is nothing to throw away.
    assert told["aftermath"] == {"to_say": [], "sheets_out": []}
    after = api.get(where)
    same = ("proposal", "checkpoints", "calls", "notices", "doses", "screened_until", "phase")
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


DUE: Final = [("screening", "changed", "screening")]


def screenings(api: Caller) -> list[tuple[str, str, str | None]]:
    return [each for each in listed(api) if each[0] == "screening"]


@pytest.mark.parametrize("change", [{"birth_date": "1987-04-02"}, {"recorded_cautions": ["bowel-team-agreement"]}])
def test_h9_any_other_change_asks_the_screening_in_full(api: Caller, clock: Clock, change: Json) -> None:
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client))
    where = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    (told,) = api.change(f"/v1/clients/{client}", change)["plans"]
    assert (told["phase"], told["aftermath"]) == ("titrating", {"to_say": [], "sheets_out": []})
    asks = "Goes on. The client's record changed: ask the screening questions in full, nothing rises before."
    assert told["sentence"] == (f"{asks} {NAMED}" if "birth_date" in change else asks)
    assert screenings(api) == DUE
    assert api.get(where)["notices"][0]["code"] == "screening_due"
    held = api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert (held["dose"], held["dose_because"]) == ("hold", ["limit-screen-first"])
    up = {"kind": "set_step", "step": "s2", "reason": WHY}
    assert api.refused("POST", f"{where}/adjustments", up)["code"] == "new_screening_needed"
    api.post(f"{where}/adjustments", {"kind": "rescreen", "reason": WHY, "screening": NONE})
    assert screenings(api) == []
    api.post(f"{where}/adjustments", up)
    clock.set(DAY_1 + DAY * 7)
    assert daily(api.get(where)["doses"]) == ["10"]


def test_h9_what_an_alarm_writes_to_the_record_asks_every_other_plan_and_none_twice(api: Caller) -> None:
    """Of two plans only the other is asked; nothing is asked again where it stands on the record already."""
    zinc(api)
    client = new_client(api)
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    report = {"on": DAY_1.isoformat(), "alarms": ["allergic_reaction"]}
    told = api.post(f"/v1/plans/{first['id']}/reports", report)
    assert [each["plan_id"] for each in told["other_plans"]] == [second["id"]]
    assert api.post(f"/v1/plans/{first['id']}/reports", report)["other_plans"] == []


def test_h9_an_allergy_in_one_plan_stops_the_others(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    api.pdf(f"/v1/plans/{second['id']}/handouts/daily.pdf")
    sheet = api.get(f"/v1/plans/{second['id']}/handouts/daily")["sheet"]["number"]
    told = api.post(f"/v1/plans/{first['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["allergic_reaction"]})
    (other,) = told["other_plans"]
    assert (other["plan_id"], other["phase"]) == (second["id"], "stopped")
    assert [each["number"] for each in other["aftermath"]["sheets_out"]] == [sheet]
    assert [phase(api, plan) for plan in (first, second)] == ["stopped", "stopped"]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["hypersensitivity"]


def test_h9_an_allergy_at_a_check_in_stops_the_others_too(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    first, second = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    alarm = {"on": DAY_1.isoformat(), "alarms": {"answers": {"allergic_reaction": "yes"}}}
    told = api.post(f"/v1/plans/{first['id']}/check-ins", alarm)
    assert [each["plan_id"] for each in told["other_plans"]] == [second["id"]]
    assert phase(api, second) == "stopped"


def test_a_client_of_the_same_name_elsewhere_is_left_alone(api: Caller, stranger: Practice) -> None:
    mine, theirs = new_client(api), new_client(stranger.api)
    plan = stranger.api.post("/v1/plans", start_body(theirs))
    api.change(f"/v1/clients/{mine}", {"recorded_cautions": ["pregnancy"], "display_name": SAM["display_name"]})
    assert phase(stranger.api, plan) == "titrating"


# --- who changed it, and why

ALLERGIC: Final = SAM | {"recorded_cautions": ["hypersensitivity"]}
OFF: Final[Json] = {"recorded_cautions": []}

# what is said beside it; the code, where it points
REFUSED: Final[list[tuple[Json, str, str]]] = [
    ({}, "reason_needed", "#/reason"),
    ({"reason": "..."}, "reason_too_short", "#/reason"),
    ({"reason": WHY, "by": "01980000-0000-7000-8000-000000000000"}, "practitioner_needed", "#/by"),
]


def refused(api: Caller, where: str, change: Json) -> tuple[int, str, str]:
    """Status, code and pointer."""
    problem = api.refused("PATCH", where, change, If_Match="*")
    return problem["status"], problem["code"], problem["errors"][0]["pointer"]


@pytest.mark.parametrize(("said", "code", "pointer"), REFUSED)
def test_h8_a_caution_is_taken_off_the_record_with_a_reason(api: Caller, said: Json, code: str, pointer: str) -> None:
    """Also where no plan is live: the next start would not know of it."""
    client = api.post("/v1/clients", ALLERGIC)
    where = f"/v1/clients/{client['id']}"
    assert refused(api, where, OFF | said) == (422, code, pointer)
    assert api.get(where) == client
    assert api.get(f"{where}/changes")["items"] == []


def test_h8_a_caution_is_taken_off_the_record_by_a_practitioner(api: Caller, practice: Practice) -> None:
    client = api.post("/v1/clients", ALLERGIC)
    where = f"/v1/clients/{client['id']}"
    off = OFF | {"reason": WHY}
    assert refused(api, where, off | {"by": assistant(api)}) == (422, "practitioner_only", "#/by")
    assert api.change(where, off | {"by": str(practice.person_id)})["recorded_cautions"] == []
    (kept,) = api.get(f"{where}/changes")["items"]
    assert (kept["version"], kept["reason"], kept["recorded_at"]) == (2, WHY, "2026-11-23T08:00:00Z")
    assert kept["recorded_by"]["practitioner"]["id"] == str(practice.person_id)
    assert kept["recorded_by"]["key_id"] in (api.key or "")
    assert (kept["before"]["recorded_cautions"], kept["after"]["recorded_cautions"]) == (["hypersensitivity"], [])


def test_h9_a_start_asks_the_screening_after_the_last_change_of_the_record(api: Caller, clock: Clock) -> None:
    client = new_client(api)
    clock.set(DAY_1 + DAY * 3)
    api.change(f"/v1/clients/{client}", {"recorded_cautions": ["needs-support"]})
    # Another name asks nothing again.
    clock.set(DAY_1 + DAY * 4)
    api.change(f"/v1/clients/{client}", {"display_name": "Sam Rivera-Moss"})
    for number, status in ((2, 422), (3, 201)):
        asked = NONE | {"on": (DAY_1 + DAY * number).isoformat()}
        wanted = start_body(client, start_on=DAY_1 + DAY * 4, screening=asked)
        made = api.ask("POST", "/v1/plans", json=wanted)
        assert made.status_code == status
        if status == 422:
            assert (made.json()["code"], made.json()["errors"][0]["pointer"]) == (
                "screening_out_of_time",
                "#/screening/on",
            )


def test_h9_a_plan_that_was_stopped_comes_back_after_a_screening_that_knows_the_record(
    api: Caller, clock: Clock
) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/adjustments"
    clock.set(DAY_1 + DAY * 2)
    api.post(where, {"kind": "stop", "reason": WHY, "stop_reason": "clients_choice"})
    clock.set(DAY_1 + DAY * 4)
    api.change(f"/v1/clients/{plan['client']['id']}", {"birth_date": "1979-01-01"})
    clock.set(DAY_1 + DAY * 5)
    back = {"kind": "resume", "reason": WHY}
    before, after = (NONE | {"on": (DAY_1 + DAY * number).isoformat()} for number in (3, 4))
    assert api.refused("POST", where, back | {"screening": before})["code"] == "screening_out_of_time"
    assert api.post(where, back | {"screening": after})["phase"] == "titrating"


def test_the_one_who_is_responsible_answers_for_it_without_a_name(api: Caller, practice: Practice) -> None:
    where = f"/v1/clients/{api.post('/v1/clients', ALLERGIC)['id']}"
    api.change(where, OFF | {"reason": WHY})
    (kept,) = api.get(f"{where}/changes")["items"]
    assert kept["recorded_by"]["practitioner"]["id"] == str(practice.person_id)


def test_h8_every_change_of_a_record_is_listed_oldest_first(api: Caller) -> None:
    ben, client = assistant(api), new_client(api)
    where = f"/v1/clients/{client}"
    api.change(where, {"display_name": "Sam Rivera-Moss"})
    api.change(where, {"display_name": "Sam Rivera-Moss"})
    api.change(where, {"recorded_cautions": ["bowel-team-agreement"], "by": ben, "reason": WHY})
    listed = walk(api, f"{where}/changes", limit=1)
    assert [(each["version"], each["reason"]) for each in listed] == [(2, None), (4, WHY)]
    assert [each["before"]["display_name"] for each in listed] == ["Sam Rivera", "Sam Rivera-Moss"]
    people = [each["recorded_by"]["practitioner"] for each in listed]
    assert (people[0], people[1]["id"]) == (None, ben)
    assert listed[0]["after"] == listed[1]["before"]


def test_the_person_and_the_reason_stand_on_what_it_does_to_plans(api: Caller) -> None:
    ben, plan = assistant(api), new_plan(api)
    api.change(
        f"/v1/clients/{plan['client']['id']}", {"recorded_cautions": ["bowel-team-agreement"], "by": ben, "reason": WHY}
    )
    (act,) = api.get(f"/v1/plans/{plan['id']}/handouts/summary")["acts"]
    assert (act["kind"], act["reason"], act["by"]["practitioner"]["id"]) == ("record_changed", WHY, ben)


def test_h9_what_an_alarm_writes_to_the_record_is_listed_with_who_told_it(api: Caller) -> None:
    ben, plan = assistant(api), new_plan(api)
    report = {"on": DAY_1.isoformat(), "alarms": ["allergic_reaction"], "by": ben}
    api.post(f"/v1/plans/{plan['id']}/reports", report)
    (kept,) = api.get(f"/v1/clients/{plan['client']['id']}/changes")["items"]
    assert (kept["reason"], kept["after"]["recorded_cautions"]) == (
        "An alarm that was told says so for good.",
        ["hypersensitivity"],
    )
    assert kept["recorded_by"]["practitioner"]["id"] == ben


TUB: Final = [{"substance": "l-glutamine", "name": "Tub", "daily": {"value": "35", "unit": "g/d"}}]


def two_of_which_one_holds_too_much(api: Caller) -> tuple[str, Json, Json]:
    """A client with a plan that waits because of another product, and with one of another substance."""
    zinc(api)
    client = new_client(api)
    waits, other = (api.post("/v1/plans", start_body(client, slug)) for slug in ("glutamine-start-low", "zinc"))
    screened = {"kind": "rescreen", "reason": WHY, "screening": NONE, "declared": TUB}
    assert api.post(f"/v1/plans/{waits['id']}/adjustments", screened)["phase"] == "paused"
    return client, waits, other


def test_h9_the_record_is_written_also_where_a_plan_holds_too_much(api: Caller) -> None:
    client, waits, other = two_of_which_one_holds_too_much(api)
    changed = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["pregnancy"]})
    assert changed["recorded_cautions"] == ["pregnancy"]
    assert {each["plan_id"]: each["phase"] for each in changed["plans"]} == dict.fromkeys(
        (waits["id"], other["id"]), "stopped"
    )


def test_h10_an_allergy_is_taken_also_where_another_plan_holds_too_much(api: Caller) -> None:
    _, waits, other = two_of_which_one_holds_too_much(api)
    told = {"on": DAY_1.isoformat(), "alarms": ["allergic_reaction"]}
    made = api.post(f"/v1/plans/{other['id']}/reports", told)
    assert (made["phase"], made["call"]) == ("stopped", "emergency")
    assert [phase(api, plan) for plan in (waits, other)] == ["stopped", "stopped"]
