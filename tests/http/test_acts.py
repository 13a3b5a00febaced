"""What a practitioner does during a plan: settle, extend, weigh, name the product, screen again, move the event."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, daily, new_plan, start_body, tolerance, well
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client and the team today."


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def act(api: Caller, plan: Json, kind: str, **more: Any) -> Json:
    """The plan after an act."""
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)


def refused(api: Caller, plan: Json, kind: str, **more: Any) -> tuple[int, str]:
    """Status and code of an act that is refused."""
    told = api.refused("POST", f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": WHY} | more)
    return told["status"], told["code"]


def told(api: Caller, plan: Json, change: str, on: date) -> Json:
    """The decision after a check-in at which this changed."""
    changes = {"answers": {change: "yes"}}
    return api.post(f"/v1/plans/{plan['id']}/check-ins", {"on": on.isoformat(), "alarms": NONE, "changes": changes})


def kilograms(value: str) -> Json:
    return {"value": value, "unit": "kg"}


def test_settling_keeps_the_dose_for_56_days_and_looks_again_after_28(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(10))
    settled = act(api, plan, "settle")
    assert (settled["phase"], daily(settled["doses"]), settled["positions"][0]["settled"]) == (
        "maintaining",
        ["5"],
        True,
    )
    assert settled["last_day"] == day(65).isoformat()
    due = {each["checkpoint"]: each["due"] for each in settled["checkpoints"]}
    assert (due["review"], due["end"]) == (day(37).isoformat(), day(65).isoformat())
    assert refused(api, plan, "settle") == (422, "step_refused")


def test_a_rise_that_was_decided_is_held(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(7))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(7)))
    act(api, plan, "hold")
    clock.set(day(8))
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["5"]
    assert refused(api, plan, "hold") == (422, "step_refused")


def test_h15_going_on_needs_a_name_a_reason_and_a_new_screening(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-crohn-21g")
    clock.set(day(27))
    for number, checkpoint in ((7, "tolerance"), (14, "review")):
        clock.set(day(number))
        api.post(f"/v1/plans/{plan['id']}/check-ins", well(api, plan, checkpoint, day(number)))
    until = day(42).isoformat()
    assert refused(api, plan, "extend", until=until)[0] == 400
    assert refused(api, plan, "extend", until=until, screening=NONE, reason="Why not.") == (422, "reason_too_short")
    assert refused(api, plan, "extend", until=day(200).isoformat(), screening=NONE) == (422, "extension_refused")
    longer = act(api, plan, "extend", until=until, screening=NONE)
    assert (longer["last_day"], daily(longer["doses"])) == (until, ["21"])


def test_h5_a_lower_weight_lowers_a_dose_per_kg_at_once_and_a_higher_one_waits(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-crohn-remission", weight=kilograms("60"))
    first = api.post(f"/v1/plans/{plan['id']}/check-ins", well(api, plan, "baseline", DAY_1, faecal_calprotectin="50"))
    assert first["dose"] == "hold"
    assert daily(plan["doses"]) == ["30"]
    clock.set(day(3))
    assert refused(api, plan, "weigh", weight=kilograms("132")) == (422, "implausible_measurement")
    lighter = act(api, plan, "weigh", weight=kilograms("58"))
    assert (daily(lighter["doses"]), lighter["body"]["weight"]["value"]) == (["29"], "58")
    heavier = act(api, plan, "weigh", weight=kilograms("60"))
    assert daily(heavier["doses"]) == ["29"]
    clock.set(day(7))
    # The only step has 60 least days, and the course no more: an advance carries on with what was lowered.
    told = api.post(f"/v1/plans/{plan['id']}/check-ins", well(api, plan, "tolerance", day(7)))
    assert (told["dose"], told["carry_on"]) == ("advance", True)
    clock.set(day(8))
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == ["29"]


def test_h5_a_lower_weight_told_at_a_check_in_lowers_a_dose_per_kg_at_once(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-crohn-remission", weight=kilograms("60"))
    where = f"/v1/plans/{plan['id']}"
    looks: tuple[tuple[int, str, dict[str, str]], ...] = (
        (1, "baseline", {"body_weight": "60", "faecal_calprotectin": "50"}),
        (7, "tolerance", {}),
        (14, "labs", {}),
    )
    for number, checkpoint, answers in looks:
        clock.set(day(number))
        api.post(f"{where}/check-ins", well(api, plan, checkpoint, day(number), **answers))
    clock.set(day(30))
    sheet = api.get(f"{where}/handouts/daily")
    made = api.post(f"{where}/check-ins", well(api, plan, "review", day(30), body_weight="58"))
    assert (daily(made["before"]), daily(made["after"])) == (["30"], ["29"])
    assert made["sentence"].startswith("For this weight it is 29 g a day from today on. Carry on with 29 g a day.")
    (says,) = made["aftermath"]["to_say"]
    assert says.startswith("From now on take 29 g of glutamine powder a day")
    found = api.get(where)
    assert (daily(found["doses"]), found["body"]["weight"]["value"]) == (["29"], "58")
    stretches = api.get(f"{where}/schedule")["stretches"]
    assert [each["daily"]["value"] for each in stretches] == ["30", "29"]
    lower = api.get(f"{where}/handouts/daily")
    assert [each["doses"][0]["daily"]["value"] for each in (sheet, lower)] == ["30", "29"]


def test_five_per_cent_lost_since_the_start_stops_and_somebody_calls_today(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(3))
    planned = act(api, plan, "weigh", weight=kilograms("66.5"), loss_was_planned=True)
    assert planned["phase"] == "titrating"
    assert act(api, plan, "weigh", weight=kilograms("66.5"))["phase"] == "titrating"
    stopped = act(api, plan, "weigh", weight=kilograms("63"))
    assert (stopped["phase"], stopped["ended"]["reason"]) == ("stopped", "alarm")
    assert [(each["call"], each["because"]) for each in stopped["calls"]] == [("today", ["alarm-weight_loss"])]


def test_h4_a_new_product_is_printed_only_once_its_scoop_is_known(api: Caller, clock: Clock) -> None:
    scoop = {"value": "5", "unit": "g"}
    plan = new_plan(api, product={"name": "Powder A", "scoop": scoop})
    where = f"/v1/plans/{plan['id']}"
    clock.set(day(2))
    told(api, plan, "product_changed", day(2))
    assert api.get(f"{where}/handouts/daily")["doses"][0]["scoop"] is None
    known = act(api, plan, "product", product={"name": "Powder B", "scoop": {"value": "2500", "unit": "mg"}})
    assert (known["calls"], known["product"]["name"]) == ([], "Powder B")
    assert api.get(f"{where}/handouts/daily")["doses"][0]["scoop"]["value"] == "2.5"


@pytest.mark.parametrize("found", [None, "seizure-disorder", "hyperammonaemia-urea-cycle"])
def test_h9_a_new_medicine_waits_until_the_screening_was_asked_again(
    api: Caller, clock: Clock, found: str | None
) -> None:
    plan = new_plan(api)
    clock.set(day(4))
    assert told(api, plan, "new_medicine", day(4))["dose"] == "hold"
    where = f"/v1/protocols/{plan['protocol']['protocol_id']}/revisions/1/screening"
    asked = [each["caution"] for each in api.get(where)["items"] if each["question"]]
    answers = {caution: "yes" if caution == found else "no" for caution in asked}
    after = act(api, plan, "rescreen", screening={"answers": answers})
    phases = {None: "titrating", "seizure-disorder": "paused", "hyperammonaemia-urea-cycle": "stopped"}
    assert after["phase"] == phases[found]
    assert len(after["calls"]) == (0 if found is None else 1)
    if found == "seizure-disorder":
        assert refused(api, plan, "resume") == (409, "new_screening_needed")
        why = [{"caution": found, "reason": "Well for ten years; the neurologist agrees to this."}]
        back = act(api, plan, "resume", screening={"answers": answers}, overrides=why)
        assert (back["phase"], back["calls"]) == ("titrating", [])


def test_after_a_stop_a_plan_comes_back_by_name_and_new_screening_on_its_entry_step_or_lower(
    api: Caller, clock: Clock
) -> None:
    plan = new_plan(api)
    clock.set(day(7))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(day(7)))
    clock.set(day(9))
    act(api, plan, "stop", stop_reason="clients_choice")
    clock.set(day(10))
    assert refused(api, plan, "resume") == (409, "new_screening_needed")
    back = act(api, plan, "resume", screening=NONE)
    assert (back["phase"], daily(back["doses"]), back["ended"]) == ("titrating", ["5"], None)


def test_a_final_stop_is_never_taken_back(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    told(api, plan, "pregnancy", DAY_1)
    assert refused(api, plan, "resume", screening=NONE) == (409, "plan_over")


def test_a_pause_can_begin_on_the_day_that_a_surgeon_names(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    ahead = act(api, plan, "pause", on=day(5).isoformat())
    assert (ahead["phase"], daily(ahead["doses"])) == ("titrating", ["5"])
    clock.set(day(5))
    assert daily(api.get(f"/v1/plans/{plan['id']}")["doses"]) == [None]


def test_chemotherapy_that_is_put_off_takes_its_looks_along(api: Caller, clock: Clock) -> None:
    plan = new_plan(api, "glutamine-chemotherapy")
    clock.set(day(3))
    assert refused(api, plan, "move_event", event_on=day(13).isoformat()) == (422, "event_refused")
    act(api, plan, "pause")
    act(api, plan, "move_event", event_on=day(13).isoformat())
    clock.set(day(10))
    back = act(api, plan, "resume")
    due = {each["checkpoint"]: each["due"] for each in back["checkpoints"]}
    assert due["before-chemotherapy"] == day(12).isoformat()
    assert api.get(f"/v1/plans/{plan['id']}/handouts/daily")["anchor"]["day"] == day(13).isoformat()


def test_days_without_a_dose_told_at_a_check_in_lead_one_step_lower(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(day(13))
    body = tolerance(day(13), days_taken="0") | {"off_days": 8, "checkpoint": None}
    decision = api.post(f"/v1/plans/{plan['id']}/check-ins", body)
    assert (decision["dose"], daily(decision["after"])) == ("step_back", ["2.5"])


def test_a_plan_that_nobody_looks_after_ends_by_itself(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    for number, phase in ((21, "titrating"), (22, "paused"), (43, "paused"), (44, "stopped")):
        clock.set(day(number))
        assert api.get(f"/v1/plans/{plan['id']}")["phase"] == phase
    assert api.get(f"/v1/plans/{plan['id']}")["ended"]["reason"] == "lapsed"
    assert refused(api, plan, "resume", screening=NONE) == (409, "plan_over")
    # Another plan may begin with the same substance.
    client = plan["client"]["id"]
    assert api.post("/v1/plans", start_body(client, "glutamine-pi-ibs-d", day(44)))["phase"] == "maintaining"


def test_a_course_completed_early(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    done = act(api, plan, "complete")
    assert (done["phase"], done["ended"]["reason"]) == ("stopped", "completed_early")
