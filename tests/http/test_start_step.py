"""A plan that starts lower than the entry step, through the API: started, read, tried out before."""

from datetime import timedelta
from typing import Final

import pytest

from tests.http.calling import Caller
from tests.http.saying import DAY_1, daily, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
LOW: Final = "/v1/protocols/glutamine-start-low/revisions/1/preview"
SEVENTY: Final = {"weight": {"value": "70", "unit": "kg"}, "start_on": DAY_1.isoformat()}


@pytest.mark.parametrize("lower", ["s0", {"glutamine": "s0"}])
def test_a_lower_start_is_where_the_plan_and_its_sheet_begin(api: Caller, clock: Clock, lower: object) -> None:
    plan = new_plan(api, start_step=lower)
    assert (daily(plan["doses"]), plan["positions"][0]["step"]) == (["2.5"], "s0")
    sheet = api.get(f"/v1/plans/{plan['id']}/handouts/daily")
    assert [each["daily"]["value"] for each in sheet["doses"]] == ["2.5"]
    assert [each["daily"]["value"] for each in sheet["later"]] == ["5", "10", "15"]
    schedule = api.get(f"/v1/plans/{plan['id']}/schedule")
    assert [each["step"] for each in schedule["stretches"]] == ["s0", "s1", "s2", "s3"]
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert (made["dose"], daily(made["after"])) == ("advance", ["5"])


# what is asked for, what the problem says
NEVER: Final = [
    ("s2", "s2 lies above the entry step of glutamine: a plan starts on s0 or s1."),
    ("s7", "glutamine has no step s7: s0, s1."),
    ({"diet": "s0"}, "No item is called diet: glutamine."),
]


@pytest.mark.parametrize(("wanted", "says"), NEVER)
def test_never_higher_neither_started_nor_tried(api: Caller, wanted: object, says: str) -> None:
    body = start_body(new_client(api), start_step=wanted)
    for path, sent in (("/v1/plans", body), (LOW, SEVENTY | {"start_step": wanted})):
        problem = api.refused("POST", path, sent)
        assert (problem["status"], problem["code"], problem["detail"]) == (422, "start_step", says)
        assert problem["errors"][0]["pointer"] == "#/start_step"
    assert api.get("/v1/plans")["items"] == []


def test_what_is_tried_out_is_what_a_plan_would_do(api: Caller) -> None:
    tried = api.post(LOW, SEVENTY | {"start_step": "s0", "otherwise": "well"}, status=200)
    first = tried["course"]["days"][0]["items"][0]
    assert (first["step"], first["daily"]["value"]) == ("s0", "2.5")
    assert tried["schedule"]["stretches"][0]["step"] == "s0"
    assert [each["step"] for each in tried["steps"] if each["entry"]] == ["s1"]
    assert tried["course"]["total"]["glutamine"]["value"] == "962.5"
