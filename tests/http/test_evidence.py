"""H13: what is said of a publication flags every live plan that rests on it, until a named person has seen it."""

from datetime import date, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from api.library import built_in_revisions, built_in_works
from api.store.library import load_library
from api.store.reserved import LIBRARY
from protocols.evidence.work import WorkStatus
from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, daily, new_client, start_body, tolerance
from tests.http.service import Clock, Practice, Service
from tests.http.test_lists import walk

DAY: Final = timedelta(days=1)
LOW, PI, CHEMO = "glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-chemotherapy"
OF_TWO: Final = "ajamian-2019"
"""Rested on by start-low and pi-ibs-d alone."""
WHY: Final = "Read; the course rests on other trials too."


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def say(api: Caller, status: str, key: str = OF_TWO) -> Json:
    """The practice writes down what it has read of a work: a work of its own beside the built-in one, then that."""
    where = f"/v1/works/{key}"
    known = api.get(where)
    told = known["work"] | {"status": status}
    return api.post("/v1/works", told) if known["built_in"] else api.change(where, told, "PUT")


def begin(api: Caller, slug: str = LOW) -> Json:
    number = len(api.get("/v1/clients", limit=100)["items"])
    return api.post("/v1/plans", start_body(new_client(api, f"MRN-{number}"), slug))


def see(api: Caller, plan: Json, status: str, key: str = OF_TWO) -> Json:
    """The plan after a named practitioner has seen it."""
    return api.post(f"/v1/plans/{plan['id']}/adjustments", seen(status, key))


def seen(status: str, key: str = OF_TWO) -> Json:
    return {"kind": "acknowledge_evidence", "work": key, "status": status, "reason": WHY}


def flagged(api: Caller) -> list[tuple[str, str, str]]:
    """Plan, work, and what was said of it."""
    items = api.get("/v1/worklist", kind="evidence", limit=100)["items"]
    return [(each["plan_id"], each["about"], each["state"]) for each in items]


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


def doubts(api: Caller, plan: Json) -> list[tuple[str, str, bool]]:
    """Work, status, and whether somebody has seen it, in the plan; the summary says the same."""
    told = read(api, plan)["doubts"]
    assert api.get(f"/v1/plans/{plan['id']}/handouts/summary")["doubts"] == told
    return [(each["work"], each["status"], each["acknowledged"] is not None) for each in told]


def test_h13_a_retraction_flags_every_live_plan_that_rests_on_it(
    api: Caller, practice: Practice, stranger: Practice, clock: Clock
) -> None:
    first, second, third, other = begin(api), begin(api, PI), begin(api), begin(api, CHEMO)
    theirs = begin(stranger.api)
    before = [daily(read(api, plan)["doses"]) for plan in (first, second, third, other)]
    assert flagged(api) == []
    clock.set(day(3))
    say(api, "retracted")
    assert flagged(api) == [(plan["id"], OF_TWO, "retracted") for plan in (first, second, third)]
    page = api.get("/v1/worklist", kind="evidence")
    assert (page["counts"]["evidence"], page["items"][0]["since"]) == (3, day(3).isoformat())
    assert page["items"][0]["client"] == first["client"]
    assert page["items"][0]["says"] == (
        f"“{api.get(f'/v1/works/{OF_TWO}')['work']['csl']['title']}” was retracted. Look at what rests on it, then "
        "`acknowledge_evidence` by name, stop the plan, or take it over to another revision."
    )
    assert [doubts(api, plan) for plan in (first, other)] == [[(OF_TWO, "retracted", False)], []]
    (told,) = read(api, second)["doubts"]
    assert [each["relation"] for each in told["claims"]]
    clock.set(day(4))
    (noted,) = see(api, second, "retracted")["doubts"]
    assert (noted["acknowledged"]["by"]["id"], noted["acknowledged"]["on"]) == (
        str(practice.person_id),
        day(4).isoformat(),
    )
    assert [plan_id for plan_id, _, _ in flagged(api)] == [first["id"], third["id"]]
    assert doubts(api, second) == [(OF_TWO, "retracted", True)]
    (act,) = api.get(f"/v1/plans/{second['id']}/handouts/summary")["acts"]
    assert (act["kind"], act["reason"], act["doses"]) == ("acknowledge_evidence", WHY, [])
    assert [daily(read(api, plan)["doses"]) for plan in (first, second, third, other)] == before
    assert (flagged(stranger.api), doubts(stranger.api, theirs)) == ([], [])


def test_h13_marking_a_work_writes_nothing_for_any_plan(
    api: Caller, practice: Practice, service: Service, clock: Clock
) -> None:
    begin(api)
    clock.set(day(2))
    before = stored(service.database, practice.id)
    say(api, "retracted")
    after = stored(service.database, practice.id)
    assert {name for name, rows in after.items() if rows != before[name]} == {"works"}


def test_h13_something_graver_flags_it_anew(api: Caller, clock: Clock) -> None:
    plan = begin(api)
    course = [("corrected", True), ("concern", True), ("corrected", False), ("retracted", True), ("concern", False)]
    for number, (status, again) in enumerate(course, start=2):
        clock.set(day(number))
        say(api, status)
        assert flagged(api) == ([(plan["id"], OF_TWO, status)] if again else [])
        if again:
            see(api, plan, status)
        assert (flagged(api), doubts(api, plan)) == ([], [(OF_TWO, status, True)])
    say(api, "ok")
    assert (flagged(api), doubts(api, plan)) == ([], [])


def test_a_correction_that_the_text_was_written_with_is_no_news(api: Caller) -> None:
    """One of the works that every built-in protocol rests on was corrected long ago."""
    plan = begin(api)
    assert api.get("/v1/works/heyland-2013")["work"]["status"] == "corrected"
    assert (flagged(api), doubts(api, plan)) == ([], [])
    refused = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", seen("corrected", "heyland-2013"))
    assert (refused["status"], refused["code"], refused["errors"][0]["pointer"]) == (409, "not_in_this_doubt", "#/work")


REFUSED: Final[list[tuple[Json, int, str, str]]] = [
    ({"work": "nice-cg151"}, 422, "work_not_cited", "#/work"),
    ({"work": "rao-2012"}, 409, "not_in_this_doubt", "#/work"),
    ({"status": "retracted"}, 409, "not_in_this_doubt", "#/status"),
    ({"status": "ok"}, 409, "not_in_this_doubt", "#/status"),
    ({"status": "wrong"}, 400, "body_refused", "#/status"),
    ({"reason": " - "}, 422, "reason_too_short", "#/reason"),
    ({"by": "01980000-0000-7000-8000-000000000000"}, 422, "practitioner_needed", "#/by"),
    ({"entered_by": "client"}, 400, "body_refused", "#"),
]


@pytest.mark.parametrize(("told", "status", "code", "pointer"), REFUSED)
def test_h13_nobody_signs_what_was_not_said(
    api: Caller, clock: Clock, told: Json, status: int, code: str, pointer: str
) -> None:
    plan = begin(api)
    clock.set(day(2))
    say(api, "concern")
    problem = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", seen("concern") | told)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert flagged(api) == [(plan["id"], OF_TWO, "concern")]


def test_it_is_seen_once_and_not_on_a_plan_that_is_over(api: Caller, clock: Clock) -> None:
    plan, over = begin(api), begin(api)
    clock.set(day(2))
    say(api, "concern")
    see(api, plan, "concern")
    where = f"/v1/plans/{plan['id']}/adjustments"
    assert api.refused("POST", where, seen("concern"))["code"] == "nothing_to_acknowledge"
    stop = {"kind": "stop", "reason": WHY, "stop_reason": "clients_choice"}
    api.post(f"/v1/plans/{over['id']}/adjustments", stop)
    assert flagged(api) == []
    assert doubts(api, over) == [(OF_TWO, "concern", False)]
    assert api.refused("POST", f"/v1/plans/{over['id']}/adjustments", seen("concern"))["code"] == "plan_over"


def without(text: Json, key: str) -> Json:
    """The text with no link to a work; what rested on it alone is the author's own judgement now."""
    for claim in text["claims"]:
        claim["links"] = [link for link in claim["links"] if link["work"] != key]
        claim["basis"] = "judgement"
    return text


def test_h13_a_plan_that_goes_over_to_a_text_without_it_is_flagged_no_more(api: Caller, clock: Clock) -> None:
    api.post(f"/v1/protocols/{LOW}/copy", {"slug": "mine"})
    api.post("/v1/protocols/mine/revisions", If_Match='"v1"')
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    clock.set(day(2))
    say(api, "retracted")
    assert flagged(api) == [(plan["id"], OF_TWO, "retracted")]
    text = api.get("/v1/protocols/mine")["revision"]["protocol"]
    draft = api.post("/v1/protocols/mine/draft", text)
    assert api.refused("POST", "/v1/protocols/mine/revisions", If_Match='"v1"')["code"] == "not_publishable"
    api.change("/v1/protocols/mine/draft", without(draft["protocol"], OF_TWO), "PUT")
    api.post("/v1/protocols/mine/revisions", If_Match='"v2"')
    over = {"revision": 2, "reason": "The second revision does without it.", "screening": NONE}
    tried = api.post(f"/v1/plans/{plan['id']}/migrate/preview", over, status=200)
    assert tried["doubts"] == []
    clock.set(day(3))
    assert api.post(f"/v1/plans/{plan['id']}/migrate", over, status=200)["doubts"] == []
    assert (flagged(api), doubts(api, plan)) == ([], [])
    numbers = [(each["protocol"], each["number"]) for each in api.get(f"/v1/works/{OF_TWO}/uses")["revisions"]]
    assert ("mine", 1) in numbers
    assert ("mine", 2) not in numbers


def test_a_start_and_a_preview_on_a_text_in_doubt_name_it(api: Caller, clock: Clock) -> None:
    clock.set(day(2))
    say(api, "retracted")
    where = f"/v1/protocols/{PI}/revisions/1/preview"
    (shown,) = api.post(where, {"weight": {"value": "70", "unit": "kg"}}, status=200)["doubts"]
    assert (shown["work"], shown["status"], shown["since"]) == (OF_TWO, "retracted", day(2).isoformat())
    assert shown["claims"]
    plan = api.post("/v1/plans", start_body(new_client(api), PI, start_on=day(2)))
    (told,) = plan["doubts"]
    assert told == shown | {"acknowledged": None}
    assert flagged(api) == [(plan["id"], OF_TWO, "retracted")]


def test_a_check_in_made_void_and_a_pause_answer_with_the_doubts_too(api: Caller, clock: Clock) -> None:
    plan = begin(api)
    clock.set(day(7))
    say(api, "concern")
    event = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(7)))["event"]
    where = f"/v1/plans/{plan['id']}"
    void = {"reason": "These were another client's answers."}
    voided = api.post(f"{where}/check-ins/{event}/void", void, status=200)
    paused = api.post(f"{where}/adjustments", {"kind": "pause", "reason": WHY})
    assert [each["work"] for each in (*voided["doubts"], *paused["doubts"])] == [OF_TWO, OF_TWO]


def test_the_day_is_that_of_the_plan(api: Caller, clock: Clock) -> None:
    """In Berlin it is the next day already; the plan keeps its zone when the practice moves."""
    plan = begin(api)
    api.change("/v1/practice", {"time_zone": "America/New_York"})
    clock.set(day(2), 23, 30)
    say(api, "retracted")
    (item,) = api.get("/v1/worklist", kind="evidence")["items"]
    (told,) = read(api, plan)["doubts"]
    assert (item["since"], told["since"]) == (day(3).isoformat(), day(3).isoformat())


def test_a_paused_plan_is_still_flagged(api: Caller, clock: Clock) -> None:
    plan = begin(api)
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "pause", "reason": WHY})
    clock.set(day(2))
    say(api, "retracted")
    assert flagged(api) == [(plan["id"], OF_TWO, "retracted")]


def test_h13_a_release_flags_plans_by_itself(api: Caller, service: Service, clock: Clock) -> None:
    """What the library says is what every practice is told."""
    plan = begin(api)
    shipped = built_in_works()
    later = tuple(replace(each, status=WorkStatus.RETRACTED) if each.key == OF_TWO else each for each in shipped)
    clock.set(day(2))

    def release(works: tuple[Any, ...]) -> None:
        service.database.write(LIBRARY, lambda tx: load_library(tx, works, built_in_revisions(), clock.now))

    release(later)
    try:
        assert flagged(api) == [(plan["id"], OF_TWO, "retracted")]
        own = api.get(f"/v1/works/{OF_TWO}")["work"] | {"status": "ok"}
        api.post("/v1/works", own)
        assert flagged(api) == [(plan["id"], OF_TWO, "retracted")]
    finally:
        release(shipped)
    assert flagged(api) == []


def test_it_stands_between_screenings_and_findings(api: Caller, clock: Clock) -> None:
    begin(api)
    clock.set(day(7))
    say(api, "corrected")
    items = api.get("/v1/worklist", limit=100)["items"]
    assert [each["kind"] for each in items] == ["check_in", "evidence", "finding", "finding"]
    assert walk(api, "/v1/worklist", limit=1) == items


# --- what rests on a work


def test_uses_are_the_revisions_and_the_live_plans(api: Caller, stranger: Practice, clock: Clock) -> None:
    api.post(f"/v1/protocols/{PI}/copy", {"slug": "mine"})
    api.post("/v1/protocols/mine/revisions", If_Match='"v1"')
    plans = [begin(api), begin(api, PI), begin(api, CHEMO), begin(api)]
    plans.append(api.post("/v1/plans", start_body(new_client(api, "MRN-9"), PI, protocol="mine")))
    begin(stranger.api)
    api.post(f"/v1/plans/{plans[3]['id']}/adjustments", {"kind": "complete", "reason": WHY})
    clock.set(day(2))
    say(api, "concern")
    see(api, plans[1], "concern")
    found = api.get(f"/v1/works/{OF_TWO}/uses")
    assert [(each["protocol"], each["number"], each["built_in"], each["status"]) for each in found["revisions"]] == [
        (PI, 1, True, "published"),
        (LOW, 1, True, "published"),
        ("mine", 1, False, "published"),
    ]
    resting = [plans[0], plans[1], plans[4]]
    assert [(each["plan_id"], each["client"]) for each in found["items"]] == [
        (each["id"], each["client"]) for each in resting
    ]
    assert [(each["protocol"], each["revision"], each["acknowledged"]) for each in found["items"]] == [
        (LOW, 1, None),
        (PI, 1, "concern"),
        ("mine", 1, None),
    ]
    assert [each["phase"] for each in found["items"]] == [each["phase"] for each in resting]
    assert walk(api, f"/v1/works/{OF_TWO}/uses", limit=1) == found["items"]
    by_id = api.get(f"/v1/works/{api.get(f'/v1/works/{OF_TWO}')['id']}/uses")
    assert by_id == found
    assert api.get("/v1/works/dos-santos-2010/uses")["key"] == "dos-santos-2010"


def test_what_nobody_knows_has_no_uses(api: Caller) -> None:
    problem = api.refused("GET", "/v1/works/nobody-2020/uses")
    assert (problem["status"], problem["code"]) == (404, "not_found")
    api.post("/v1/works", api.get(f"/v1/works/{OF_TWO}")["work"] | {"key": "ours"})
    found = api.get("/v1/works/ours/uses")
    assert (found["items"], found["revisions"], found["key"]) == ([], [], "ours")
