"""A protocol tried on somebody made up over HTTP: what a real plan gets, and not a trace of it."""

import time
from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, OVERRIDES, SLUGS, new_plan, tolerance, well
from tests.http.saying import centimetres as cm
from tests.http.saying import kilograms as kg
from tests.http.service import Clock, Practice, Service

DAY: Final = timedelta(days=1)
LOW: Final = "/v1/protocols/glutamine-start-low/revisions/1/preview"
DRAFT: Final = "/v1/protocols/mine/draft/preview"
LEAK: Final = "Leaky McLeak"


def where(slug: str) -> str:
    return f"/v1/protocols/{slug}/revisions/1/preview"


def somebody(slug: str = SLUGS[0], **said: Any) -> Json:
    """The made-up twin of the client of `start_body`."""
    overrides = OVERRIDES.get(slug, [])
    return {"birth_date": "1988-04-02", "weight": kg("70"), "height": cm("170"), "overrides": overrides} | said


def tried(api: Caller, slug: str = SLUGS[0], **said: Any) -> Json:
    return api.post(where(slug), somebody(slug, **said), status=200)


def daily(day: Json) -> list[str]:
    return [item["daily"]["value"] for item in day["items"]]


def doses(plan: Json) -> list[str]:
    """The g a day of a real plan's items today; 0 where nothing is to be taken."""
    return ["0" if each["arithmetic"] is None else each["arithmetic"]["daily"]["value"] for each in plan["doses"]]


def decision_of(answer: Json) -> Json:
    """A real plan's decision without what names the plan."""
    named = {"plan_id", "client", "event", "recorded_at", "recorded_by", "voided", "aftermath", "other_plans"}
    return {name: value for name, value in answer.items() if name not in named}


def test_without_a_script_it_is_doses_cautions_and_a_schedule(api: Caller) -> None:
    found = tried(api)
    assert (found["slug"], found["start_on"], found["age"]) == ("glutamine-start-low", "2026-11-23", 38)
    assert [each["lines"][-1] for each in found["steps"]] == [
        "2.5 = 2.5 g a day",
        "5 = 5 g a day",
        "5 + 5 = 10 g a day",
        "5 + 5 + 5 = 15 g a day",
    ]
    assert found["schedule"]["total"] == {"glutamine": {"value": "945", "unit": "g"}}
    assert (found["course"], found["objection"]) == (None, None)
    assert [each["caution"] for each in found["cautions"]] == ["dose-above-osl", "hot-or-acidic-mixing"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_schedule_is_that_of_the_real_plan(api: Caller, slug: str) -> None:
    plan = new_plan(api, slug)
    found = tried(api, slug)
    whose = {"plan_id": plan["id"], "client": plan["client"]}
    assert found["schedule"] | whose == api.get(f"/v1/plans/{plan['id']}/schedule")
    assert [each["arithmetic"] for each in found["steps"]] == [
        each["arithmetic"] for item in plan["items"] for each in item["steps"]
    ]
    assert {each["lacks"] for each in found["cautions"]} == {None}


# the pain told at each tolerance check-in in turn
COURSES = [["0", "0", "0"], ["1", "2", "1", "0"], ["2", "5", "1", "0", "0"], ["1", "4", "9"], ["2", "2", "2", "0", "1"]]


@pytest.mark.parametrize("pains", COURSES, ids="-".join)
def test_the_same_answers_lead_where_they_lead_a_real_plan(api: Caller, clock: Clock, pains: list[str]) -> None:
    """Every decision, and the dose of every day; what the course assumes somebody does to the real plan."""
    plan = new_plan(api)
    course = tried(
        api, otherwise="nobody", answers={"tolerance": [{"abdominal_pain": pain, "nausea": "0"} for pain in pains]}
    )["course"]
    assumed = {each["day"]: each["act"] for each in course["happened"] if each["kind"] == "act"}
    assert {act["kind"] for act in assumed.values()} <= {"rescreen"}
    decisions, lived = walk_really(api, clock, plan, list(pains), (len(course["days"]), assumed))
    assert [each["decision"] for each in course["happened"] if each["kind"] == "check_in"] == decisions
    assert [(each["day"], each["phase"], daily(each)) for each in course["days"]] == lived
    assert len(decisions) == len(pains)


def walk_really(
    api: Caller, clock: Clock, plan: Json, pains: list[str], done: tuple[int, dict[str, Json]]
) -> tuple[list[Json], list[Any]]:
    """The decisions and the days of a real plan whose client tells these pains; the acts come before them."""
    at, decisions, lived = f"/v1/plans/{plan['id']}", [], []
    days, acts = done
    for day in (DAY_1 + DAY * number for number in range(days)):
        clock.set(day)
        ahead = [each for each in api.get(at)["checkpoints"] if each["due"] == day.isoformat()]
        if (act := acts.get(day.isoformat())) is not None:
            api.post(f"{at}/adjustments", act)
        if pains and any(each["checkpoint"] == "tolerance" for each in ahead):
            answer = api.post(f"{at}/check-ins", tolerance(day, abdominal_pain=pains.pop(0)))
            decisions.append(decision_of(answer))
        plan = api.get(at)
        lived.append((day.isoformat(), plan["phase"], doses(plan)))
    return decisions, lived


def test_entries_lead_where_they_lead_a_real_plan(api: Caller, clock: Clock) -> None:
    """Late, unscheduled, with an alarm; a pause, a resume, a call that is closed."""
    ill = {"answers": {"ill_now": "yes"}}
    log: list[tuple[int, str, Json]] = [
        (8, "check_in", tolerance(DAY_1 + DAY * 7)),
        (12, "act", {"kind": "pause", "reason": "A cold."}),
        (16, "act", {"kind": "resume", "reason": "Well again."}),
        (18, "check_in", {"on": "2026-12-10", "alarms": NONE, "changes": ill}),
        (19, "act", {"kind": "close_call", "call": 5, "reason": "Talked to the client."}),
        (21, "act", {"kind": "resume", "reason": "Well for 48 hours."}),
        (23, "check_in", {"on": "2026-12-15", "alarms": {"answers": {"fever": "yes"}}}),
    ]
    plan = new_plan(api)
    decisions = []
    for number, kind, body in log:
        clock.set(DAY_1 + DAY * (number - 1))
        answer = api.post(f"/v1/plans/{plan['id']}/{'check-ins' if kind == 'check_in' else 'adjustments'}", body)
        decisions += [decision_of(answer)] if kind == "check_in" else []
    found = tried(api, start_on="2026-11-23", entries=[{"day": number, kind: body} for number, kind, body in log])
    told = found["course"]["happened"]
    assert [each["decision"] for each in told if each["kind"] == "check_in"] == decisions
    assert [each["sentence"] for each in told if each["kind"] == "act"] == [
        each["sentence"] for each in api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]
    ]
    assert [each["event"] for each in told] == list(range(2, 9))
    assert found["course"]["phase"] == api.get(f"/v1/plans/{plan['id']}")["phase"] == "stopped"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_on_which_all_goes_well_takes_well_under_a_second(api: Caller, clock: Clock, slug: str) -> None:
    began = time.process_time()
    course = tried(api, slug, otherwise="well")["course"]
    assert time.process_time() - began < 1  # with the answer held against the document
    assert (course["phase"], course["ended"]["reason"], course["unused"]) == ("finished", "completed", [])


def test_nothing_is_stored(service: Service, practice: Practice) -> None:
    api = practice.api
    api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    before = stored(service.database, practice.id)
    tried(api, otherwise="well", entries=[{"day": 3, "check_in": {"alarms": {"answers": {"seizure": "yes"}}}}])
    api.post(DRAFT, somebody(otherwise="well"), status=200)
    api.refused("POST", LOW, {"entries": [{"day": 3, "act": {"kind": "resume", "reason": "Well."}}]})
    assert stored(service.database, practice.id) == before


def test_it_starts_on_the_practices_today(api: Caller, clock: Clock) -> None:
    clock.set(date(2026, 12, 31), hour=23, minute=30)  # in Berlin it is the new year
    assert api.post(LOW, {}, status=200)["start_on"] == "2027-01-01"


def test_the_practices_people_act_and_nobody_elses(practice: Practice, stranger: Practice) -> None:
    def pause(by: Practice) -> list[Json]:
        return [{"day": 3, "act": {"kind": "pause", "reason": "A cold.", "by": str(by.person_id)}}]

    assert tried(practice.api, entries=pause(practice))["course"]["phase"] == "stopped"
    told = practice.api.refused("POST", LOW, somebody(entries=pause(stranger)))
    assert (told["code"], told["errors"][0]["pointer"]) == ("practitioner_needed", "#/entries/0/act/by")
    screening = {"confirmed_none": True, "by": str(stranger.person_id)}
    told = practice.api.refused("POST", LOW, somebody(screening=screening))
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (
        422,
        "practitioner_needed",
        "#/screening/by",
    )


def test_who_is_excluded_sees_why(api: Caller) -> None:
    """H4: no course for somebody who may not start."""
    found = api.post(LOW, {"age": 17, "otherwise": "well"}, status=200)
    assert (found["objection"]["code"], found["course"]) == ("excluded", None)
    assert [each["caution"] for each in found["cautions"] if each["action"] == "exclude"] == ["under-18"]


def test_a_draft_is_tried_once_it_has_no_errors(api: Caller) -> None:
    copy = api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    tried_draft = api.post(DRAFT, somebody(otherwise="well"), status=200)
    published = tried(api, "glutamine-pi-ibs-d", otherwise="well")
    assert published.pop("doubts") == []  # of a draft its findings tell them
    assert tried_draft == published | {"slug": "mine", "hash": copy["hash"]}
    api.change("/v1/protocols/mine/draft", copy["protocol"] | {"alarms": []}, method="PUT")
    told = api.refused("POST", DRAFT, somebody())
    assert told["code"] == "not_publishable"


def test_another_practices_protocol_is_not_there(practice: Practice, stranger: Practice) -> None:
    practice.api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    practice.api.post("/v1/protocols/mine/revisions", {}, If_Match='"v1"')
    mine = where("mine")
    assert practice.api.post(mine, {}, status=200)["slug"] == "mine"
    for path in (mine, DRAFT, where("nothing"), LOW.replace("/1/", "/2/")):
        assert stranger.api.refused("POST", path, {})["status"] == 404
    assert practice.api.refused("POST", DRAFT, {})["status"] == 404  # published, and no draft since


def test_a_retired_revision_can_still_be_looked_at(api: Caller) -> None:
    api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    api.post("/v1/protocols/mine/revisions", {}, If_Match='"v1"')
    api.post("/v1/protocols/mine/revisions/1/retire", status=200)
    assert api.post(where("mine"), {}, status=200)["slug"] == "mine"


ACT: Final = {"kind": "pause", "reason": "A cold."}
# what is sent, the status, the code, where
BAD: list[tuple[str, Json, int, str, str]] = [
    ("an unknown field", {"answer": {}}, 400, "body_refused", "#/answer"),
    (
        "a number for an amount",
        {"answers": {"tolerance": [{"nausea": 1}]}},
        400,
        "body_refused",
        "#/answers/tolerance/0/nausea",
    ),
    (
        "a day and a date",
        {"entries": [{"day": 1, "on": "2026-11-23", "act": ACT}]},
        400,
        "malformed",
        "#/entries/0/day",
    ),
    ("neither act nor check-in", {"entries": [{"day": 1}]}, 400, "malformed", "#/entries/0/check_in"),
    ("an unknown act", {"entries": [{"day": 1, "act": {"kind": "pray"}}]}, 400, "body_refused", "#/entries/0/act/kind"),
    ("too many entries", {"entries": [{"day": 1, "act": ACT}] * 201}, 400, "body_refused", "#/entries"),
    ("a day too far", {"entries": [{"day": 1097, "act": ACT}]}, 400, "body_refused", "#/entries/0/day"),
    ("a date too far", {"entries": [{"on": "2031-01-01", "act": ACT}]}, 422, "malformed", "#/entries/0/on"),
    ("too many answers", {"answers": {"tolerance": [{}] * 101}}, 400, "body_refused", "#/answers/tolerance"),
    (
        "pounds",
        {"weight": {"value": "154", "unit": "kg"}, "height": cm("100")},
        400,
        "implausible_measurement",
        "#/weight",
    ),
    ("a start too far", {"start_on": "9999-12-31"}, 400, "malformed", "#/start_on"),
    ("an unknown checkpoint", {"answers": {"mood": [{}]}}, 422, "unknown_checkpoint", "#/answers/mood"),
    ("an unknown question", {"screening": {"answers": {"luck": "no"}}}, 422, "unknown_caution", "#/screening/answers"),
    (
        "an answer off the scale",
        {"answers": {"tolerance": [{"nausea": "11"}]}},
        422,
        "answer_outside_scale",
        "#/answers/tolerance/0/nausea",
    ),
    (
        "what a plan refuses",
        {"entries": [{"day": 2, "act": ACT | {"kind": "resume"}}]},
        409,
        "not_paused",
        "#/entries/0/act/kind",
    ),
]


@pytest.mark.parametrize(("said", "status", "code", "pointer"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_script_is_told_where(api: Caller, said: Json, status: int, code: str, pointer: str) -> None:
    told = api.refused("POST", LOW, said)
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (status, code, pointer)


def test_no_problem_repeats_what_was_said(api: Caller) -> None:
    for said in (
        {"entries": [{"day": 2, "act": {"kind": "resume", "reason": LEAK}}]},
        {"answers": {"tolerance": [{LEAK: "1"}]}},
        {"otherwise": LEAK},
    ):
        assert LEAK not in str(api.refused("POST", LOW, said))


def test_the_readings_of_a_real_check_in_are_those_of_a_script(api: Caller) -> None:
    """The JSON of a check-in is taken by an entry as it stands."""
    plan = new_plan(api)
    body = well(api, plan, "tolerance", DAY_1 + DAY * 6)
    found = tried(api, start_on="2026-11-23", entries=[{"day": 7, "check_in": body}])
    (told,) = found["course"]["happened"]
    assert (told["decision"]["dose"], told["decision"]["timing"], told["written"]) == (
        "advance",
        "on_time",
        "/entries/0",
    )
