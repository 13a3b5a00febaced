"""Whole courses over HTTP, to the gram and the day, while the days go by."""

from datetime import date, timedelta
from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import (
    DAY_1,
    NONE,
    OVERRIDES,
    daily,
    new_client,
    new_plan,
    parts,
    reason,
    start_body,
    tolerance,
    well,
)
from tests.http.saying import centimetres as cm
from tests.http.saying import kilograms as kg
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
CHECKED: Final = date(2026, 11, 30)


def test_two_points_of_pain_on_day_eight_hold_until_december_6(api: Caller, clock: Clock) -> None:
    """Clinical design 7.1, the worked example: due 2026-11-29, one day late, inside the window."""
    plan = new_plan(api)
    clock.set(CHECKED)
    where = f"/v1/plans/{plan['id']}"
    decision = api.post(f"{where}/check-ins", tolerance(CHECKED, abdominal_pain="2", bowel_change="1"))
    assert (decision["timing"], decision["dose"], decision["dose_because"]) == ("late", "hold", ["mild"])
    assert (daily(decision["after"]), decision["next_due"]) == (["5"], "2026-12-06")
    clock.set(CHECKED + DAY)
    assert daily(api.get(where)["doses"]) == ["5"]


def test_one_point_of_pain_on_day_eight_goes_on_to_10_g_from_december_1(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(CHECKED)
    where = f"/v1/plans/{plan['id']}"
    decision = api.post(f"{where}/check-ins", tolerance(CHECKED, abdominal_pain="1", bowel_change="1"))
    assert (decision["dose"], decision["effective_on"]) == ("advance", "2026-12-01")
    assert (daily(decision["before"]), daily(decision["after"])) == (["5"], ["10"])
    assert daily(api.get(where)["doses"]) == ["5"]
    clock.set(CHECKED + DAY)
    assert parts(api.get(where)["doses"]) == ["5", "5"]


# height, ideal kg, 0.5 g per kg, the printed day, its parts: the table of clinical design 7.4
HEIGHTS = [
    ("150", "49.5", "24.75", "24", ["8", "8", "8"]),
    ("160", "56.32", "28.16", "28", ["10", "9", "9"]),
    ("170", "63.58", "31.79", "31", ["11", "10", "10"]),
    ("180", "71.28", "35.64", "35", ["12", "12", "11"]),
]


@pytest.mark.parametrize(("height", "ideal", "resolved", "grams", "split"), HEIGHTS)
def test_half_a_gram_per_ideal_kilogram(
    api: Caller, height: str, ideal: str, resolved: str, grams: str, split: list[str]
) -> None:
    plan = new_plan(api, "glutamine-crohn-remission", weight=kg("80"), height=cm(height))
    found = plan["doses"][0]["arithmetic"]
    assert (found["weight"]["kilograms"], found["resolved"]["value"]) == (ideal, resolved)
    assert (daily(plan["doses"]), parts(plan["doses"])) == ([grams], split)


def test_h5_somebody_light_is_dosed_by_the_actual_weight(api: Caller) -> None:
    """H5: at 170 cm and 45 kg the ideal weight would give 31 g, which is 0.71 g per kg."""
    light = reason("underweight", "Weight is stable; the dietitian follows it every month.")
    overrides = [*OVERRIDES["glutamine-crohn-remission"], light]
    plan = new_plan(api, "glutamine-crohn-remission", weight=kg("45"), overrides=overrides)
    assert daily(plan["doses"]) == ["22"]


def test_h5_a_fixed_dose_is_looked_at_per_kilogram_too(api: Caller) -> None:
    """H5: 21 g passes 0.5 g per kg below 42 kg."""
    body = start_body(new_client(api), "glutamine-crohn-21g", weight=kg("41"))
    told = api.refused("POST", "/v1/plans", body)
    assert (told["code"], "dose-above-30" in told["detail"]) == ("reason_needed", True)


def due(plan: Json) -> Json | None:
    """The check-in of a plan that is due first."""
    return next(iter(plan["checkpoints"]), None)


def test_a_whole_course_of_70_days_ends_in_945_g(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    taken: list[str | None] = []
    for day in (DAY_1 + DAY * number for number in range(72)):
        clock.set(day)
        plan = api.get(where)
        ahead = due(plan)
        if ahead is not None and ahead["checkpoint"] != "baseline" and ahead["due"] == day.isoformat():
            told = well(api, plan, ahead["checkpoint"], day)
            decision = api.post(f"{where}/check-ins", told)
            if daily(decision["before"]) == ["10"]:
                # Before 14 g a day the screening is asked in full once more; the check-in of the same day follows it.
                assert (decision["dose"], decision["dose_because"]) == ("hold", ["limit-screen-first"])
                api.post(f"{where}/adjustments", {"kind": "rescreen", "reason": "Before 15 g.", "screening": NONE})
                decision = api.post(f"{where}/check-ins", told)
            assert decision["dose"] == "advance"
        taken += daily(api.get(where)["doses"])
    assert taken == ["5"] * 7 + ["10"] * 7 + ["15"] * 56 + [None] * 2
    found = api.get(f"{where}/schedule")
    assert found["total"] == {"glutamine": {"value": "945", "unit": "g"}}
    assert (found["last_day"], len(found["days"])) == ("2027-01-31", 70)
    plan = api.get(where)
    assert (plan["phase"], plan["ended"]["reason"], plan["doses"][0]["step"]) == ("finished", "completed", None)
    assert [each["check_in"]["checkpoint"] for each in api.get(f"{where}/check-ins")["items"]] == [
        "tolerance",
        "tolerance",
        "tolerance",
        "tolerance",
        "review",
        "end",
    ]
    assert api.get(f"{where}/handouts/daily")["state"] == "finished"


def test_nothing_rises_by_the_calendar(api: Caller, clock: Clock) -> None:
    """H2, H15: without a check-in the dose stays, and lapses into a pause when the sheet has run out."""
    plan = new_plan(api)
    taken = []
    for number in range(30):
        clock.set(DAY_1 + DAY * number)
        taken += daily(api.get(f"/v1/plans/{plan['id']}")["doses"])
    assert set(taken[:21]) == {"5"}
    assert set(taken) == {"5", None}
    assert api.get(f"/v1/plans/{plan['id']}")["phase"] == "paused"


def test_an_alarm_stops_at_once_and_stands_on_the_record(api: Caller, clock: Clock) -> None:
    """H10: an allergic reaction ends the plan for good, and every later start."""
    plan = new_plan(api)
    client = plan["client"]["id"]
    clock.set(DAY_1 + DAY * 2)
    told = {"on": "2026-11-25", "alarms": {"answers": {"allergic_reaction": "yes"}}}
    decision = api.post(f"/v1/plans/{plan['id']}/check-ins", told)
    assert (decision["dose"], decision["call"], decision["final"]) == ("stop", "emergency", True)
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == [None]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["hypersensitivity"]
    refused = api.refused("POST", "/v1/plans", start_body(client, "glutamine-pi-ibs-d", DAY_1 + DAY * 2))
    assert (refused["status"], refused["code"]) == (422, "excluded")
    assert "hypersensitivity" in refused["detail"]


LEFT_OUT = [("alarms",), ("changes",), ("alarms", "changes"), ("answers",)]


@pytest.mark.parametrize("fields", LEFT_OUT)
def test_what_was_not_asked_never_advances(api: Caller, clock: Clock, fields: tuple[str, ...]) -> None:
    """H10: left out means not asked, and not asked never advances."""
    plan = new_plan(api)
    clock.set(CHECKED)
    told = {name: value for name, value in tolerance(CHECKED).items() if name not in fields}
    decision = api.post(f"/v1/plans/{plan['id']}/check-ins", told)
    assert (decision["dose"], daily(decision["after"])) == ("hold", ["5"])
    assert decision["missing"]
    assert decision["next_due"] == "2026-12-02"


def test_h5_an_ideal_weight_is_entered_where_no_height_has_one(api: Caller) -> None:
    """At 130 cm: 37.2 kg and 0.5 g for each of them are 18.6, and 18 g a day in whole grams."""
    client = new_client(api, "MRN-130")
    asked = start_body(client, "glutamine-crohn-remission", weight=kg("50"), height=cm("130"))
    problem = api.refused("POST", "/v1/plans", asked)
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("implausible_measurement", "#/height/value")
    assert "`ideal_weight`" in problem["detail"]
    source = "Table of the metabolic clinic"
    plan = api.post("/v1/plans", asked | {"ideal_weight": {"weight": kg("37.2"), "source": source}})
    (dose,) = plan["doses"]
    assert dose["arithmetic"]["daily"]["value"] == "18"
    assert (dose["arithmetic"]["weight"]["kilograms"], dose["arithmetic"]["weight"]["source"]) == ("37.2", source)
    wrong = asked | {"ideal_weight": {"weight": kg("200"), "source": source}}
    told = api.refused("POST", "/v1/plans", wrong)
    assert (told["status"], told["errors"][0]["pointer"]) == (400, "#/ideal_weight/weight/value")
