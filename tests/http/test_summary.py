"""The summary of a plan through the API: what the record holds, whose it is, and which sheets are out."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, OVERRIDES, SLUGS, new_client, new_plan, start_body, tolerance, well
from tests.http.service import Clock, Practice
from tests.http.test_migrations import lower_second_revision, published

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."


def summary(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}/handouts/summary")


def act(api: Caller, plan: Json, kind: str, **more: Any) -> Json:
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_one_of_the_plan_s_handouts_and_tells_whose_it_is(api: Caller, slug: str) -> None:
    plan = new_plan(api, slug)
    api.post(f"/v1/plans/{plan['id']}/check-ins", well(api, plan, "baseline", DAY_1))
    kinds = {each["kind"]: each for each in api.get(f"/v1/plans/{plan['id']}/handouts")["items"]}
    assert list(kinds) == ["daily", "summary"]
    assert kinds["summary"]["pdf_url"] is None
    found = api.get(kinds["summary"]["json_url"])
    assert (found["kind"], found["plan_id"], found["event"]) == ("summary", plan["id"], 2)
    assert found["client"] == {
        "display_name": "Sam Rivera",
        "birth_date": "1988-04-02",
        "reference": plan["client"]["reference"],
    }
    assert found["practice"]["practice"] == "Elm Street"
    assert [each["revision"] for each in found["texts"]] == [plan["protocol"]]


def test_overrides_are_told_with_names_roles_and_registrations(api: Caller) -> None:
    plan = new_plan(api, "glutamine-crohn-remission")
    found = summary(api, plan)
    assert [each["caution"] for each in found["overrides"]] == ["bowel-team-agreement", "dose-above-30"]
    team, _ = found["overrides"]
    assert team["agreed_by"] == [{"name": "Dr. Lin", "role": "gastroenterologist", "on": "2026-11-20"}]
    assert [team["by"][key] for key in ("name", "role", "registration")] == ["Dr. Ada Moss", "GP", "7"]
    assert team["review"]["next_on"] == (DAY_1 + DAY * 30).isoformat()
    assert team["reason"] == OVERRIDES["glutamine-crohn-remission"][0]["reason"]
    (asked,) = found["screenings"]
    assert {each["answer"] for each in asked["answers"]} == {"no"}
    assert asked["questions"] == plan["screened"]["questions"]


def test_the_numbers_are_those_of_the_decision(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    (told,) = summary(api, plan)["decisions"]
    same = ("event", "sentence", "dose", "call", "timing", "effective_on", "missing")
    assert {key: told[key] for key in same} == {key: made[key] for key in same}
    for name in ("before", "after"):
        (change,), (dosing,) = told["doses"], made[name]
        assert change[name]["daily"] == dosing["arithmetic"]["daily"]
        assert change[name]["parts"] == dosing["arithmetic"]["parts"]
    assert {each["measure"]: each["value"] for each in told["answers"]} == made["check_in"]["answers"]


def test_h3_the_sheets_that_were_printed_and_what_they_are_worth(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/handouts/daily"
    api.pdf(f"{where}.pdf")
    first = api.get(where)["sheet"]["number"]
    assert [(each["number"], each["state"]) for each in summary(api, plan)["sheets"]] == [(first, "current")]
    clock.set(DAY_1 + DAY * 7)
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 7, abdominal_pain="5"))
    assert [each["state"] for each in summary(api, plan)["sheets"]] == ["withdrawn"]
    clock.set(DAY_1 + DAY * 8)
    api.pdf(f"{where}.pdf")
    second = api.get(where)["sheet"]["number"]
    found = {each["number"]: each for each in summary(api, plan)["sheets"]}
    assert (found[first]["state"], found[second]["state"]) == ("withdrawn", "current")
    clock.set(DAY_1 + DAY * 30)
    assert {each["state"] for each in summary(api, plan)["sheets"]} == {"withdrawn", "expired"}


def test_a_plan_that_was_entered_in_error_says_so_first(api: Caller) -> None:
    plan = new_plan(api)
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    act(api, plan, "entered_in_error")
    found = summary(api, plan)
    assert found["phase"] == "entered_in_error"
    assert found["notice"][0].startswith("This plan was entered in error")
    assert [each["state"] for each in found["sheets"]] == ["withdrawn"]
    assert (found["acts"][0]["kind"], found["acts"][0]["reason"]) == ("entered_in_error", WHY)


def test_a_plan_that_went_over_is_told_in_the_words_of_each_text(api: Caller, clock: Clock) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    lower_second_revision(api)
    clock.set(DAY_1 + DAY)
    over = {"revision": 2, "reason": "The second revision is the newer.", "screening": NONE}
    api.post(f"/v1/plans/{plan['id']}/migrate", over, status=200)
    found = summary(api, plan)
    assert [(each["event"], each["revision"]["number"]) for each in found["texts"]] == [(1, 1), (2, 2)]
    assert [each["event"] for each in found["screenings"]] == [1, 2]
    assert len({each["revision_hash"] for each in found["screenings"]}) == 2
    (done,) = found["acts"]
    assert (done["kind"], done["reason"]) == ("migrated", over["reason"])
    assert [each["after"]["daily"]["value"] for each in done["doses"]] == ["2.5"]


def test_a_recalled_text_is_told(api: Caller) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    api.post("/v1/protocols/mine/revisions/1/recall", {"reason": WHY}, status=200)
    found = summary(api, plan)
    assert found["notice"] == ["The text that this plan follows was recalled: nothing is taken by it."]
    assert [each["state"] for each in found["sheets"]] == ["withdrawn"]
    assert [(each["kind"], each["reason"]) for each in found["acts"]] == [("recalled", WHY)]
    assert [(each["call"], each["closed"]) for each in found["calls"]] == [("today", None)]


def test_reading_it_writes_nothing_and_nobody_else_reads_it(api: Caller, stranger: Practice) -> None:
    plan = new_plan(api)
    assert summary(api, plan) == summary(api, plan)
    assert api.get(f"/v1/plans/{plan['id']}")["version"] == plan["version"]
    assert stranger.api.refused("GET", f"/v1/plans/{plan['id']}/handouts/summary")["code"] == "not_found"
