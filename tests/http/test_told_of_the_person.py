"""What an act by name, a start or a migration tells of the person: on the record, and in every other live plan."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, SLUGS, daily, new_client, start_body, tolerance
from tests.http.service import Clock
from tests.http.test_aftermath import act
from tests.http.test_capacities import assistant
from tests.http.test_record_changes import zinc

DAY: Final = timedelta(days=1)


def two(api: Caller, **zinc_too: Any) -> tuple[Json, Json]:
    """Two live plans of one client: glutamine, and zinc with the same questions."""
    zinc(api, SLUGS[0])
    client = new_client(api)
    one = api.post("/v1/plans", start_body(client))
    return one, api.post("/v1/plans", start_body(client, "zinc", **zinc_too))


def answers(api: Caller, plan: Json, **yes: str) -> Json:
    """Every question of the plan's protocol answered no, but for these."""
    pinned = plan["protocol"]
    where = f"/v1/protocols/{pinned['protocol_id']}/revisions/{pinned['number']}/screening"
    asked = {each["caution"]: "no" for each in api.get(where)["items"] if each["question"]}
    return {"answers": asked | {key.replace("_", "-"): said for key, said in yes.items()}}


def read(api: Caller, plan: Json) -> Json:
    return api.get(f"/v1/plans/{plan['id']}")


def cautions(api: Caller, plan: Json) -> list[str]:
    return list(api.get(f"/v1/clients/{plan['client']['id']}")["recorded_cautions"])


@pytest.mark.parametrize("kind", ["rescreen", "resume"])
def test_h8_an_allergy_told_with_a_screening_stands_on_the_record(api: Caller, kind: str) -> None:
    one, other = two(api)
    if kind == "resume":
        act(api, one, "pause")
    told = act(api, one, kind, screening=answers(api, one, hypersensitivity="yes"))
    assert (told["phase"], told["ended"]["final"]) == ("stopped", True)
    assert [(each["plan_id"], each["phase"]) for each in told["other_plans"]] == [(other["id"], "stopped")]
    assert cautions(api, one) == ["hypersensitivity"]
    (kept,) = api.get(f"/v1/clients/{one['client']['id']}/changes")["items"]
    assert kept["reason"] == "A screening question that was answered yes says so for good."
    assert kept["recorded_by"]["practitioner"] is not None
    for call in api.get("/v1/calls")["items"]:
        act(api, {"id": call["plan_id"]}, "close_call", call=call["event"])
    again = api.refused("POST", "/v1/plans", start_body(one["client"]["id"], SLUGS[1]))
    assert (again["status"], again["code"]) == (422, "excluded")


# what was answered yes, the phase of the other plan, and what is called for there
TOLD: list[tuple[str, str, str | None]] = [
    ("pregnancy", "stopped", "change-pregnancy"),
    ("acute_abdomen", "stopped", "record-acute-abdomen"),
    ("lactation", "paused", "record-lactation"),
    ("liver_risk", "titrating", None),
]


@pytest.mark.parametrize(("yes", "phase", "because"), TOLD)
def test_h9_what_a_screening_tells_reaches_the_other_plan(
    api: Caller, yes: str, phase: str, because: str | None
) -> None:
    one, other = two(api)
    told = act(api, one, "rescreen", screening=answers(api, one, **{yes: "yes"}))
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["phase"]) == (other["id"], phase)
    now = read(api, other)
    assert [call["because"] for call in now["calls"]] == ([] if because is None else [[because]])
    assert daily(now["doses"]) == (["5"] if phase == "titrating" else [None])
    # Only what is so for good is written down for every later start.
    assert cautions(api, one) == []
    if phase == "titrating":
        (done,) = api.get(f"/v1/plans/{other['id']}/handouts/summary")["acts"]
        assert (done["kind"], done["sentence"]) == ("record_changed", heard["sentence"])


# why a plan is stopped by name, by whom; the phase of the other plan
STOPPED = [
    ("pregnancy", "stopped"),
    ("died", "stopped"),
    ("hospital_or_surgery", "paused"),
    ("new_caution", "titrating"),
]


@pytest.mark.parametrize(("why", "phase"), STOPPED)
def test_h9_what_a_stop_says_of_the_person_reaches_the_other_plan(api: Caller, why: str, phase: str) -> None:
    one, other = two(api)
    told = act(api, one, "stop", stop_reason=why)
    (heard,) = told["other_plans"]
    assert (heard["plan_id"], heard["phase"]) == (other["id"], phase)
    assert read(api, other)["phase"] == phase
    assert bool(heard["aftermath"]["to_say"]) is (why in {"pregnancy", "hospital_or_surgery"})


def test_h9_a_new_caution_of_one_plan_asks_the_other_before_anything_rises(api: Caller, clock: Clock) -> None:
    one, other = two(api)
    clock.set(DAY_1 + DAY * 6)
    act(api, one, "stop", stop_reason="new_caution", by=assistant(api))
    assert api.post(f"/v1/plans/{other['id']}/check-ins", tolerance(DAY_1 + DAY * 6))["dose"] == "hold"
    act(api, other, "rescreen", screening=NONE)
    assert read(api, other)["calls"] == []


def tub(grams: str) -> list[Json]:
    return [{"substance": "l-glutamine", "name": "Tub", "daily": {"value": grams, "unit": "g/d"}}]


@pytest.mark.parametrize(("grams", "phase"), [("10", "titrating"), ("20", "paused"), ("26", "paused")])
def test_h7_glutamine_declared_in_the_plan_of_zinc_counts_in_that_of_glutamine(
    api: Caller, grams: str, phase: str
) -> None:
    one, other = two(api, declared=tub(grams))
    assert [(each["plan_id"], each["phase"]) for each in other["other_plans"]] == [(one["id"], phase)]
    now = read(api, one)
    assert [(each["name"], each["daily"]["value"]) for each in now["declared"]] == [("Tub", grams)]
    assert [call["call"] for call in now["calls"]] == ["routine"]
    # Declared once more with a screening, it is nothing new.
    assert act(api, other, "rescreen", screening=NONE, declared=tub(grams))["other_plans"] == []


def test_h7_a_start_counts_what_another_live_plan_declares(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    api.post("/v1/plans", start_body(client, "zinc", declared=tub("26")))
    refused = api.refused("POST", "/v1/plans", start_body(client))
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("ceiling_passed", "#/declared")


def test_h9_a_caution_told_at_a_start_is_looked_at_in_the_plan_that_is_taken(api: Caller) -> None:
    zinc(api)
    client = new_client(api)
    one = api.post("/v1/plans", start_body(client))
    why = [{"caution": "lactation", "reason": "The paediatrician has agreed to zinc alone."}]
    other = api.post(
        "/v1/plans", start_body(client, "zinc", screening=answers(api, one, lactation="yes"), overrides=why)
    )
    assert [(each["plan_id"], each["phase"]) for each in other["other_plans"]] == [(one["id"], "paused")]


def magnesium(api: Caller, without: str) -> None:
    """A protocol of a third substance, which asks nothing about one of the cautions."""
    api.post(f"/v1/protocols/{SLUGS[0]}/copy", {"slug": "magnesium"})
    read = api.ask("GET", "/v1/protocols/magnesium/draft")
    text = read.json()["protocol"]
    text["items"][0] |= {
        "substance": {"key": "magnesium", "name": "Magnesium"},
        "called": "magnesium",
        "form": "powder",
    }
    text["cautions"] = [each for each in text["cautions"] if each["key"] != without]
    text["claims"] = [each for each in text["claims"] if each["about"].get("caution") != without]
    changed = api.ask("PUT", "/v1/protocols/magnesium/draft", json=text, headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    second = {"seen_by": api.post("/v1/practice/practitioners", {"name": "Di Low", "role": "GP"})["id"]}
    api.post("/v1/protocols/magnesium/revisions", second, If_Match=changed.headers["ETag"])


def test_h10_a_call_that_opens_in_another_plan_takes_back_the_rise_of_a_third(api: Caller, clock: Clock) -> None:
    """What is told of zinc stops glutamine, with a call today, and says nothing of magnesium, which was to rise."""
    one, other = two(api)
    magnesium(api, "acute-abdomen")
    third = api.post("/v1/plans", start_body(one["client"]["id"], "magnesium"))
    clock.set(DAY_1 + DAY * 6)
    assert api.post(f"/v1/plans/{third['id']}/check-ins", tolerance(DAY_1 + DAY * 6))["dose"] == "advance"
    told = act(api, other, "rescreen", screening=answers(api, other, acute_abdomen="yes"))
    heard = {each["plan_id"]: each for each in told["other_plans"]}
    assert heard[one["id"]]["phase"] == "stopped"
    assert heard[third["id"]]["sentence"].startswith("A call about another plan of this client is open")
    clock.set(DAY_1 + DAY * 7)
    assert daily(read(api, third)["doses"]) == ["5"]


def test_h9_no_plan_begins_with_a_screening_from_before_a_pregnancy_that_was_told(api: Caller, clock: Clock) -> None:
    one = api.post("/v1/plans", start_body(new_client(api)))
    clock.set(DAY_1 + DAY * 4)
    told = act(api, one, "rescreen", screening=answers(api, one, pregnancy="yes"))
    act(api, one, "close_call", call=told["calls"][0]["event"])
    old = NONE | {"on": (DAY_1 + DAY * 2).isoformat()}
    again = start_body(one["client"]["id"], SLUGS[1], DAY_1 + DAY * 4, screening=old)
    refused = api.refused("POST", "/v1/plans", again)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("screening_out_of_time", "#/screening/on")
    assert api.post("/v1/plans", again | {"screening": NONE})["phase"] == "maintaining"


def close_calls(api: Caller) -> None:
    for call in api.get("/v1/calls")["items"]:
        act(api, {"id": call["plan_id"]}, "close_call", call=call["event"])


AGREED: Final = [{"caution": "lactation", "reason": "The paediatrician has agreed to zinc alone."}]


@pytest.mark.parametrize("told", ["pregnancy", "lactation"])
def test_h9_no_plan_comes_back_with_a_screening_from_before_what_another_was_told(
    api: Caller, clock: Clock, told: str
) -> None:
    one, other = two(api)
    act(api, one, "stop", stop_reason="clients_choice")
    clock.set(DAY_1 + DAY * 3)
    why = AGREED if told == "lactation" else []
    act(api, other, "rescreen", screening=answers(api, other, **{told: "yes"}), overrides=why)
    close_calls(api)
    old = NONE | {"on": (DAY_1 + DAY).isoformat()}
    resume = {"kind": "resume", "reason": "We both want it to be so now.", "screening": old}
    refused = api.refused("POST", f"/v1/plans/{one['id']}/adjustments", resume)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("screening_out_of_time", "#/screening/on")
    again = start_body(one["client"]["id"], SLUGS[0], DAY_1 + DAY * 3, screening=old)
    assert api.refused("POST", "/v1/plans", again)["code"] == "screening_out_of_time"
    assert act(api, one, "resume", screening=NONE)["phase"] == "titrating"


@pytest.mark.parametrize("told", [{}, {"declared": []}])
def test_h7_a_plan_that_comes_back_counts_what_another_live_plan_declares(api: Caller, told: Json) -> None:
    one, other = two(api)
    act(api, one, "stop", stop_reason="clients_choice")
    act(api, other, "rescreen", screening=NONE, declared=tub("38"))
    resume = {"kind": "resume", "reason": "We both want it to be so now.", "screening": NONE}
    refused = api.refused("POST", f"/v1/plans/{one['id']}/adjustments", resume | told)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("ceiling_passed", "#/declared")
    # Once the client does without it, and the plan that declares it was told so, nothing counts any more.
    act(api, other, "rescreen", screening=NONE, declared=[])
    assert act(api, one, "resume", screening=NONE)["declared"] == []


LOW: Final = {"egfr": {"value": "25", "unit": "mL/min/{1.73_m2}", "taken_on": DAY_1.isoformat()}}


@pytest.mark.parametrize("told_with", ["rescreen", "check-in"])
def test_h9_a_value_that_excludes_reaches_the_other_plan(api: Caller, clock: Clock, told_with: str) -> None:
    one, other = two(api)
    clock.set(DAY_1 + DAY * 6)
    if told_with == "rescreen":
        told = act(api, other, "rescreen", screening=answers(api, other) | {"laboratory": LOW})
    else:
        told = api.post(f"/v1/plans/{other['id']}/check-ins", tolerance(DAY_1 + DAY * 6) | {"laboratory": LOW})
    assert [(each["plan_id"], each["phase"]) for each in told["other_plans"]] == [(one["id"], "stopped")]
    now = read(api, one)
    assert (daily(now["doses"]), [call["call"] for call in now["calls"]]) == ([None], ["today"])


def test_h9_a_value_told_at_a_start_reaches_the_plan_that_is_taken(api: Caller) -> None:
    zinc(api, SLUGS[0])
    client = new_client(api)
    one = api.post("/v1/plans", start_body(client))
    fair = {"laboratory": {"egfr": LOW["egfr"] | {"value": "45"}}}
    why = [{"caution": "moderate-renal-impairment", "reason": "The kidney team has agreed to zinc alone."}]
    other = api.post("/v1/plans", start_body(client, "zinc", screening=NONE | fair, overrides=why))
    assert [(each["plan_id"], each["phase"]) for each in other["other_plans"]] == [(one["id"], "paused")]


def test_h9_nobody_starts_or_goes_on_after_a_death_that_another_plan_was_told_of(api: Caller, clock: Clock) -> None:
    one, other = two(api)
    act(api, one, "stop", stop_reason="clients_choice")
    clock.set(DAY_1 + DAY * 4)
    act(api, other, "stop", stop_reason="died")
    resume = {"kind": "resume", "reason": "We both want it to be so now.", "screening": NONE}
    refused = api.refused("POST", f"/v1/plans/{one['id']}/adjustments", resume)
    assert (refused["status"], refused["code"]) == (409, "client_died")
    again = start_body(one["client"]["id"], SLUGS[1], DAY_1 + DAY * 4)
    assert api.refused("POST", "/v1/plans", again)["code"] == "client_died"
    act(api, other, "entered_in_error")
    assert act(api, one, "resume", screening=NONE)["phase"] == "titrating"


def test_h9_what_waits_says_that_another_plan_was_told(api: Caller) -> None:
    one, other = two(api)
    act(api, other, "rescreen", screening=answers(api, other, liver_risk="yes"))
    assert cautions(api, one) == []
    pause = act(api, one, "pause")
    assert pause["phase"] == "paused"
    resume = {"kind": "resume", "reason": "We both want it to be so now."}
    refused = api.refused("POST", f"/v1/plans/{one['id']}/adjustments", resume)
    assert (refused["code"], refused["detail"].split(" on ")[0]) == (
        "new_screening_needed",
        "Another plan of this client was told something new",
    )
