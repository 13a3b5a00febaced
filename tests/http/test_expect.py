"""H1: a write that was meant for somebody else is refused, tells nothing about whose plan it is, and writes nothing."""

from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, new_client, new_plan, start_body, tolerance

WHY: Final = "Talked through with the client today."
NAME, BORN = SAM["display_name"], SAM["birth_date"]

# what each write to a plan is sent
WRITES: list[tuple[str, Json, int]] = [
    ("check-ins", tolerance(DAY_1), 201),
    ("check-ins/preview", tolerance(DAY_1), 200),
    ("adjustments", {"kind": "pause", "reason": WHY}, 201),
    ("reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]}, 201),
]


@pytest.mark.parametrize(("where", "body", "status"), WRITES, ids=[row[0] for row in WRITES])
def test_h1_a_write_for_somebody_else_is_refused(api: Caller, where: str, body: Json, status: int) -> None:
    plan = new_plan(api)
    path = f"/v1/plans/{plan['id']}/{where}"
    for wrong in (
        {"display_name": "Sam Riviera"},
        {"birth_date": "1988-02-04"},
        {"display_name": NAME, "birth_date": "1988-02-04"},
    ):
        problem = api.refused("POST", path, body | {"expect": wrong})
        assert (problem["status"], problem["code"]) == (409, "wrong_client")
        assert problem["errors"][0]["pointer"] == f"#/expect/{[*wrong][-1]}"
        assert NAME not in problem["detail"]
        assert BORN not in problem["detail"]
    assert api.get(f"/v1/plans/{plan['id']}")["version"] == plan["version"]
    told = api.post(path, body | {"expect": {"display_name": NAME, "birth_date": BORN}}, status)
    assert "Riv" not in str(told.get("check_in"))


def test_h1_a_start_for_somebody_else_is_refused(api: Caller) -> None:
    body = start_body(new_client(api))
    problem = api.refused("POST", "/v1/plans", body | {"expect": {"display_name": "Somebody Else"}})
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (
        409,
        "wrong_client",
        "#/expect/display_name",
    )
    assert api.get("/v1/plans")["items"] == []
    assert api.post("/v1/plans", body | {"expect": {"birth_date": BORN}})["phase"] == "titrating"


def test_h1_a_migration_of_somebody_else_is_refused(api: Caller) -> None:
    plan = new_plan(api)
    body = {"revision": 1, "reason": WHY, "expect": {"birth_date": "1988-02-04"}}
    for path in ("migrate", "migrate/preview"):
        assert api.refused("POST", f"/v1/plans/{plan['id']}/{path}", body)["code"] == "wrong_client"


@pytest.mark.parametrize("said", ["sam rivera", "  SAM   RIVERA ", "Ｓam Rivera"])
def test_capitals_spaces_and_widths_of_letters_do_not_matter(api: Caller, said: str) -> None:
    plan = new_plan(api)
    body: dict[str, Any] = {"kind": "pause", "reason": WHY, "expect": {"display_name": said}}
    assert api.post(f"/v1/plans/{plan['id']}/adjustments", body)["phase"] == "paused"


def test_an_expectation_names_something(api: Caller) -> None:
    plan = new_plan(api)
    problem = api.refused("POST", f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1) | {"expect": {}})
    assert (problem["status"], problem["errors"][0]["pointer"]) == (400, "#/expect/display_name")


def test_what_was_expected_is_never_kept(api: Caller) -> None:
    plan = new_plan(api)
    whom = {"display_name": NAME, "birth_date": BORN}
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1) | {"expect": whom})
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "pause", "reason": WHY, "expect": whom})
    api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"], "expect": whom})
    assert [each["check_in"]["expect"] for each in api.get(f"/v1/plans/{plan['id']}/check-ins")["items"]] == [None]
    assert [each["adjustment"]["expect"] for each in api.get(f"/v1/plans/{plan['id']}/adjustments")["items"]] == [None]
    assert [each["report"]["expect"] for each in api.get(f"/v1/plans/{plan['id']}/reports")["items"]] == [None]


def test_h1_a_change_to_somebody_elses_record_is_refused(api: Caller) -> None:
    where = f"/v1/clients/{new_client(api)}"
    change: Json = {"display_name": "Sam Lin", "expect": {"birth_date": "1988-02-04"}}
    problem = api.refused("PATCH", where, change, If_Match='"v1"')
    assert (problem["status"], problem["code"]) == (409, "wrong_client")
    assert api.get(where)["version"] == 1
    # Whom it is about is said as it was before the change.
    right = {"display_name": NAME, "birth_date": BORN}
    assert api.change(where, change | {"expect": right})["display_name"] == "Sam Lin"
