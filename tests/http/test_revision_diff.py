"""What a revision says differently from another, and which plans rest on one."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, new_client, start_body
from tests.http.service import Clock, Practice

LIBRARY: Final = "/v1/protocols/glutamine-start-low"
MINE: Final = "/v1/protocols/mine"
SPLIT: Final = [{"part": part, "share": None} for part in ("morning", "midday", "evening", "bedtime")]


def begin(api: Caller) -> Json:
    """A protocol of the practice with one published revision."""
    api.post(f"{LIBRARY}/copy", {"slug": "mine"})
    return api.post(f"{MINE}/revisions", If_Match='"v1"')


def stronger(text: Json) -> Json:
    """The text with 20 g a day on its last step."""
    powder: Json = text["items"][0]
    steps = powder["ladder"]["steps"]
    last = steps[-1] | {"dose": {"kind": "fixed", "daily": {"value": "20", "unit": "g/d"}}, "split": SPLIT}
    measuring = powder["measuring"] | {"day_cap": {"value": "20", "unit": "g/d"}}
    ladder = powder["ladder"] | {"steps": [*steps[:-1], last]}
    return text | {"items": [powder | {"ladder": ladder, "measuring": measuring}, *text["items"][1:]]}


def draft_of(api: Caller, text: Json) -> Json:
    return api.post(f"{MINE}/draft", text)


def publish(api: Caller, text: Json) -> Json:
    draft_of(api, text)
    return api.post(f"{MINE}/revisions", If_Match='"v1"')


def told(found: Json) -> list[tuple[str, str]]:
    return [(each["matters"], each["says"]) for each in found["items"]]


RAISED: Final = [
    ("dose_up", "Cap of a day of glutamine powder: 15 g/d → 20 g/d"),
    ("dose_up", "Dose of step s3: 15 g/d → 20 g/d"),
    ("either_way", "Split over the day of step s3: morning + midday + evening → morning + midday + evening + bedtime"),
]


def test_a_dose_that_rose_is_told_first(api: Caller) -> None:
    first = begin(api)
    second = publish(api, stronger(first["protocol"]))
    found = api.get(f"{MINE}/revisions/2/diff", against=1)
    assert told(found) == RAISED
    assert found["summary"]["says"] == [
        "Maximum dose of glutamine powder: 15 g/d → 20 g/d",
        "3 differences: 2 raise a dose, 1 may do either",
    ]
    assert (found["protocol_id"], found["before"], found["after"]) == (
        first["protocol_id"],
        named(first),
        named(second),
    )
    dose = found["items"][1]
    assert (dose["kind"], dose["concerns"], dose["before_at"], dose["after_at"]) == (
        "changed",
        "dose",
        "/items/0/ladder/steps/3/dose",
        "/items/0/ladder/steps/3/dose",
    )
    assert (dose["before"], dose["after"]) == tuple(
        each["protocol"]["items"][0]["ladder"]["steps"][3]["dose"] for each in (first, second)
    )


def named(revision: Json) -> Json:
    return {name: revision[name] for name in ("id", "number", "status", "hash")}


def test_the_other_way_round_it_is_taken_back(api: Caller) -> None:
    publish(api, stronger(begin(api)["protocol"]))
    found = api.get(f"{MINE}/revisions/1/diff", against=2)
    assert [matters for matters, _ in told(found)] == ["either_way", "dose_down", "dose_down"]
    assert found["summary"]["says"][0] == "Maximum dose of glutamine powder: 20 g/d → 15 g/d"


def test_what_publishing_the_draft_would_change(api: Caller) -> None:
    first = begin(api)
    draft = draft_of(api, stronger(first["protocol"]))
    found = api.get(f"{MINE}/draft/diff", against=1)
    assert told(found) == RAISED
    assert (found["before"], found["after"]) == (named(first), named(draft))
    assert (found["after"]["number"], found["after"]["status"]) == (None, "draft")


def test_a_revision_and_itself_have_no_difference(api: Caller) -> None:
    """The library is readable, by slug and by id, and retired revisions too."""
    for where in (LIBRARY, f"/v1/protocols/{api.get(LIBRARY)['id']}"):
        found = api.get(f"{where}/revisions/1/diff", against=1)
        assert (found["items"], found["summary"]["says"], found["before"]) == ([], [], found["after"])
    begin(api)
    api.post(f"{MINE}/revisions/1/retire", status=200)
    assert api.get(f"{MINE}/revisions/1/diff", against=1)["before"]["status"] == "retired"


def test_order_alone_is_another_hash_and_no_difference(api: Caller) -> None:
    first = begin(api)
    text = first["protocol"]
    publish(
        api, text | {name: text[name][::-1] for name in ("rules", "claims", "cautions", "alarms", "measures", "tags")}
    )
    found = api.get(f"{MINE}/revisions/2/diff", against=1)
    assert (found["items"], found["before"]["hash"] == found["after"]["hash"]) == ([], False)


def test_what_is_not_there_or_not_ours_is_not_found(api: Caller, stranger: Practice) -> None:
    revision = begin(api)
    draft_of(api, revision["protocol"])
    ours = f"/v1/protocols/{revision['protocol_id']}"
    for who, path in (
        (api, f"{MINE}/revisions/2/diff?against=1"),
        (api, f"{MINE}/revisions/1/diff?against=2"),
        (api, f"{MINE}/draft/diff?against=2"),
        (api, f"{LIBRARY}/draft/diff?against=1"),
        (api, "/v1/protocols/nobodys/revisions/1/diff?against=1"),
        (stranger.api, f"{ours}/revisions/1/diff?against=1"),
        (stranger.api, f"{ours}/draft/diff?against=1"),
        (stranger.api, f"{MINE}/revisions/1/diff?against=1"),
    ):
        problem = who.refused("GET", path)
        assert (problem["status"], problem["code"]) == (404, "not_found"), path


QUERIES: Final = ["", "against=draft", "against=0", "against=1&against=1", "against=null", "against=1&from=2"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("what", ["revisions/1", "draft"])
def test_what_to_compare_with_is_said_once_and_by_number(api: Caller, what: str, query: str) -> None:
    problem = api.refused("GET", f"{LIBRARY}/{what}/diff?{query}")
    wrong = "from" if "from" in query else "against"
    assert (problem["status"], [each["parameter"] for each in problem["errors"]]) == (400, [wrong])


# Which plans rest on a revision


def plan(api: Caller, number: int, protocol: str = "mine", **more: Any) -> Json:
    return api.post("/v1/plans", start_body(new_client(api, f"MRN-{number}"), protocol=protocol, **more))


def stop(api: Caller, plan_id: str) -> None:
    api.post(
        f"/v1/plans/{plan_id}/check-ins",
        {"on": DAY_1.isoformat(), "alarms": {"answers": {"seizure": "yes"}}},
    )


def ids(api: Caller, **query: Any) -> list[str]:
    return [each["id"] for each in api.get("/v1/plans", **query)["items"]]


def test_plans_are_found_by_what_they_rest_on(api: Caller) -> None:
    first = begin(api)
    one, two = plan(api, 1)["id"], plan(api, 2)["id"]
    publish(api, first["protocol"] | {"title": "Mine, again"})
    three, four = plan(api, 3)["id"], plan(api, 4, "glutamine-start-low")["id"]
    stop(api, two)
    assert ids(api, protocol="mine") == ids(api, protocol=first["protocol_id"]) == [one, two, three]
    assert ids(api, protocol="mine", revision=1) == [one, two]
    assert ids(api, protocol="mine", revision=2) == [three]
    assert ids(api, protocol="mine", revision=1, live="true") == [one]
    assert ids(api, protocol="mine", revision=1, live="false") == [two]
    assert ids(api, live="true") == [one, three, four]
    assert ids(api, live="false") == [two]
    assert ids(api, protocol="glutamine-start-low", live="true") == [four]
    assert ids(api, protocol="mine", live="true", limit=1) == [one]
    following = api.get("/v1/plans", protocol="mine", live="true", limit=1)["next_cursor"]
    assert ids(api, protocol="mine", live="true", limit=1, cursor=following) == [three]


def phase_after(api: Caller, clock: Clock, plan: Json, days: int) -> str:
    """The phase of a plan so many days after day 1."""
    clock.set(DAY_1 + timedelta(days=days))
    return str(api.get(f"/v1/plans/{plan['id']}")["phase"])


def test_a_plan_that_ran_out_rests_on_nothing(api: Caller, clock: Clock) -> None:
    """The calendar ends it without writing anything: nobody checks in, and after 28 days without a sheet it is over."""
    begin(api)
    one = plan(api, 1)
    last = next(day for day in range(1, 113) if phase_after(api, clock, one, day) == "stopped") - 1
    clock.set(DAY_1 + timedelta(days=last))
    assert ids(api, protocol="mine", live="true") == [one["id"]]
    assert api.get(f"{MINE}/revisions/1")["live_plans"] == 1
    clock.set(DAY_1 + timedelta(days=last + 1))
    assert ids(api, protocol="mine", live="true") == []
    assert ids(api, protocol="mine", live="false") == [one["id"]]
    assert api.get(f"{MINE}/revisions/1")["live_plans"] == 0


def test_a_revision_tells_how_many_plans_rest_on_it(api: Caller, stranger: Practice) -> None:
    first = begin(api)
    assert first["live_plans"] == 0
    plan(api, 1)
    second = plan(api, 2)["id"]
    publish(api, first["protocol"])
    plan(api, 3)
    assert [each["live_plans"] for each in api.get(f"{MINE}/revisions")["items"]] == [1, 2]
    assert api.get(f"{MINE}/revisions/1")["live_plans"] == 2
    assert api.get(MINE)["revision"]["live_plans"] == 1
    stop(api, second)
    assert api.post(f"{MINE}/revisions/1/retire", status=200)["live_plans"] == 1
    # A revision of the library is everybody's; its plans are not.
    plan(api, 4, "glutamine-start-low")
    assert api.get(LIBRARY)["revision"]["live_plans"] == 1
    assert stranger.api.get(LIBRARY)["revision"]["live_plans"] == 0
    assert ids(stranger.api, protocol="glutamine-start-low", live="true") == []


NOT_THERE: Final = [
    ("protocol=nobodys", "protocol"),
    ("protocol=mine&revision=2", "revision"),
    ("revision=1", "revision"),
    ("protocol=mine&revision=0", "revision"),
    ("protocol=", "protocol"),
    ("live=yes", "live"),
    ("live=1", "live"),
    ("live=True", "live"),
]


@pytest.mark.parametrize(("query", "parameter"), NOT_THERE)
def test_a_slip_in_a_filter_does_not_look_like_no_plans(api: Caller, query: str, parameter: str) -> None:
    begin(api)
    problem = api.refused("GET", f"/v1/plans?{query}")
    assert (problem["status"], [each["parameter"] for each in problem["errors"]]) == (400, [parameter])


def test_another_practices_protocol_cannot_be_asked_for(api: Caller, stranger: Practice) -> None:
    revision = begin(api)
    plan(api, 1)
    theirs = stranger.api.refused("GET", f"/v1/plans?protocol={revision['protocol_id']}&live=true")
    nobodys = stranger.api.refused("GET", "/v1/plans?protocol=nobodys&live=true")
    assert (theirs["status"], theirs["errors"], theirs["detail"]) == (400, nobodys["errors"], nobodys["detail"])
