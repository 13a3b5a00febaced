"""How often each caution of a revision was overridden, over the plans of one practice."""

from typing import Final

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_client, start_body
from tests.http.service import Practice
from tests.http.test_asks import KIDNEY, LIVER, WHY, overriding

LOW: Final = "/v1/protocols/glutamine-start-low/revisions/1/overrides"


def counted(api: Caller) -> tuple[int, dict[str, int]]:
    """The plans of the revision, and the cautions that were overridden at all, in the order of the answer."""
    found = api.get(LOW)
    return found["plans"], {each["caution"]: each["plans"] for each in found["items"] if each["plans"]}


def test_every_caution_that_asks_for_a_reason_is_there_from_the_beginning(api: Caller) -> None:
    found = api.get(LOW)
    questions: list[Json] = api.get(LOW.replace("overrides", "screening"))["items"]
    asking = [each["caution"] for each in questions if each["action"] == "override_with_reason"]
    assert (found["plans"], [each["caution"] for each in found["items"]]) == (0, asking)
    assert {each["plans"] for each in found["items"]} == {0}


def test_plans_are_counted_and_the_most_often_overridden_comes_first(api: Caller, stranger: Practice) -> None:
    first = overriding(api, "glutamine-start-low", LIVER)
    questions = api.get(LOW.replace("overrides", "screening"))["items"]
    answers = {each["caution"]: "no" for each in questions if each["question"] is not None}
    for number, caution in enumerate((KIDNEY, KIDNEY)):
        body = start_body(new_client(api, f"MRN-{number}"), overrides=[{"caution": caution, "reason": WHY}])
        api.post("/v1/plans", body | {"screening": {"answers": answers | {caution: "yes"}}})
    assert counted(api) == (3, {KIDNEY: 2, LIVER: 1})
    assert list(counted(api)[1]) == [KIDNEY, LIVER]
    assert counted(stranger.api) == (0, {})
    act = {"kind": "rescreen", "reason": WHY, "screening": {"answers": answers | {KIDNEY: "yes"}}}
    given = [{"caution": KIDNEY, "reason": WHY}]
    api.post(f"/v1/plans/{first['id']}/adjustments", act | {"overrides": given})
    assert counted(api) == (3, {KIDNEY: 3, LIVER: 1})
    api.post(f"/v1/plans/{first['id']}/adjustments", {"kind": "complete", "reason": WHY})
    assert counted(api) == (3, {KIDNEY: 3, LIVER: 1})


def test_a_reason_that_was_not_needed_is_no_override(api: Caller) -> None:
    given = [{"caution": KIDNEY, "reason": WHY}]
    api.post("/v1/plans", start_body(new_client(api), start_on=DAY_1, overrides=given))
    assert counted(api) == (1, {})
