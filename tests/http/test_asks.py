"""A check-in form built from the API's list alone is complete: nothing is missing, whatever the plan goes on with."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, OVERRIDES, SLUGS, new_plan, reason, taken
from tests.http.service import Clock, Practice

DAY: Final = timedelta(days=1)
LIVER: Final = "compensated-chronic-liver-disease"
KIDNEY: Final = "moderate-renal-impairment"
USUAL: Final = {"body_weight": "70", "stool_frequency": "1", "temperature": "36.8"}
WHY: Final = "The specialist agrees, and the tests are taken at each step."


def form(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}/asks")


def good(measure: Json) -> str:
    return str(USUAL.get(measure["key"], measure["high" if measure["worse"] == "lower" else "low"]))


def filled_in(asked: Json, look: Json) -> Json:
    """Each question of the form with its answer, put where the form says that it is told."""
    told: dict[str, Any] = {"answers": {}, "laboratory": {}}
    days = taken(DAY_1, date.fromisoformat(asked["today"]))
    for each in look["asks"]:
        measure = each["measure"]
        value = days.get(measure["key"], good(measure))
        limit = {"upper_limit": "100"} if each["limit_asked"] else {}
        result = {"value": value, "unit": measure["unit"]} | limit
        told[each["told_in"]][measure["key"]] = value if each["told_in"] == "answers" else result
    for name in ("alarms", "changes"):
        told[name] = {"answers": {each["key"]: "no" for each in asked[name]}}
    return told | {"checkpoint": look["checkpoint"], "on": asked["today"]}


def overriding(api: Caller, slug: str, caution: str | None) -> Json:
    """A plan that goes on in spite of a caution, or one of which every question was answered no."""
    if caution is None:
        return new_plan(api, slug)
    questions = api.get(f"/v1/protocols/{slug}/revisions/1/screening")["items"]
    answers = {each["caution"]: "no" for each in questions if each["question"] is not None} | {caution: "yes"}
    given = [*OVERRIDES.get(slug, []), reason(caution, WHY, "specialist")]
    return new_plan(api, slug, screening={"answers": answers}, overrides=given)


@pytest.mark.parametrize("caution", [None, LIVER, KIDNEY])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_form_built_from_the_list_leaves_nothing_out(
    api: Caller, clock: Clock, slug: str, caution: str | None
) -> None:
    plan = overriding(api, slug, caution)
    for _ in range(3):
        asked = form(api, plan)
        look = asked["looks"][0]
        clock.set(max(DAY_1, date.fromisoformat(look["window"]["due"])))
        asked = form(api, plan)
        made = api.post(f"/v1/plans/{plan['id']}/check-ins", filled_in(asked, asked["looks"][0]))
        # At a line only the screening stands against the rise, and no question that was left out.
        at_a_line = made["dose_because"] == ["limit-screen-first"]
        follows = "hold" if look["kind"] == "baseline" or at_a_line else "advance"
        assert (made["missing"], made["dose"]) == ([], follows), look["checkpoint"]


def test_without_what_the_override_brings_the_same_form_would_not_rise(api: Caller, clock: Clock) -> None:
    plan, other = overriding(api, SLUGS[0], LIVER), new_plan(api, SLUGS[0], DAY_1 + DAY)
    clock.set(DAY_1 + DAY * 7)
    plain = form(api, other)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", filled_in(plain, plain["looks"][0]))
    assert (made["dose"], sorted(made["missing"])) == ("hold", ["alt", "ammonia", "ast"])


def test_a_question_has_its_scale_and_the_words_of_both_ends(api: Caller) -> None:
    plan = new_plan(api)
    looks = {each["checkpoint"]: each for each in form(api, plan)["looks"]}
    pain = next(e["measure"] for e in looks["tolerance"]["asks"] if e["measure"]["key"] == "abdominal_pain")
    assert pain["asked"] == "How bad was stomach or belly pain on its worst day?"
    assert (pain["low"], pain["high"]) == ("0", "10")
    assert (pain["low_means"], pain["high_means"]) == ("none", "worst you can imagine")


def test_h1_the_form_says_about_whom_it_is(api: Caller) -> None:
    plan = new_plan(api)
    found = form(api, plan)
    assert (found["plan_id"], found["client"]) == (plan["id"], plan["client"])


def test_a_plan_that_is_over_asks_nothing_more(api: Caller) -> None:
    plan = new_plan(api)
    act = {"kind": "stop", "reason": "The client wants to.", "stop_reason": "clients_choice"}
    api.post(f"/v1/plans/{plan['id']}/adjustments", act)
    found = form(api, plan)
    assert (found["takes_check_ins"], found["looks"]) == (False, [])


def test_nobody_else_reads_it(api: Caller, stranger: Practice) -> None:
    plan = new_plan(api, screening=NONE)
    assert stranger.api.refused("GET", f"/v1/plans/{plan['id']}/asks")["code"] == "not_found"
