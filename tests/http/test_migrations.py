"""A plan on a practice's own protocol goes over to the next revision: tried first, then for good."""

from datetime import timedelta
from typing import Any, Final

from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, daily, new_client, start_body
from tests.http.service import Clock, Practice, Service

WHY: Final = "The second revision asks one question more."
MINE: Final = "/v1/protocols/mine"


def published(api: Caller) -> Json:
    """The first revision of an own copy of start-low."""
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    return api.post(f"{MINE}/revisions", If_Match='"v1"')


def lower_second_revision(api: Caller) -> Json:
    """A second revision in which s1 is 2.5 g a day, and s0 is gone."""
    text = api.get(MINE)["revision"]["protocol"]
    ladder = text["items"][0]["ladder"]
    ladder["steps"] = [step for step in ladder["steps"] if step["key"] != "s1"]
    ladder["entry"] = "s0"
    text["claims"] = [claim for claim in text["claims"] if claim["about"].get("step") != "s1"]
    for checkpoint in text["checkpoints"]:
        checkpoint["steps"] = [step for step in checkpoint["steps"] if step != "s1"]
    api.post(f"{MINE}/draft", text)
    return api.post(f"{MINE}/revisions", If_Match='"v1"')


def migrate(plan: Json, *path: str) -> str:
    return "/".join([f"/v1/plans/{plan['id']}/migrate", *path])


def wish(**more: Any) -> Json:
    return {"revision": 2, "reason": WHY} | more


def test_tried_then_done(api: Caller, clock: Clock, service: Service, practice: Practice) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    second = lower_second_revision(api)
    before = stored(service.database, practice.id)
    tried = api.post(migrate(plan, "preview"), wish(), status=200)
    assert stored(service.database, practice.id) == before
    assert tried["screening_asked"]
    assert [(each["before"], each["after"]) for each in tried["items"]] == [("s1", "s0")]
    assert (tried["before"]["days"][0]["daily"]["value"], tried["after"]["days"][0]["daily"]["value"]) == ("5", "2.5")
    assert api.refused("POST", migrate(plan), wish())["code"] == "new_screening_needed"
    clock.set(DAY_1 + timedelta(days=1))
    done = api.post(migrate(plan), wish(screening=NONE), status=200)
    assert (done["protocol"]["number"], done["protocol"]["hash"]) == (2, second["hash"])
    assert (daily(done["doses"]), done["version"]) == (["2.5"], 2)
    assert api.get(f"/v1/plans/{plan['id']}")["protocol"]["number"] == 2
    assert api.get("/v1/plans")["items"][0]["protocol"]["number"] == 2
    assert api.get(f"/v1/plans/{plan['id']}/handouts/daily")["sheet"]["revision"] == 2


def test_a_dry_run_answers_and_refuses_as_the_real_one(
    api: Caller, clock: Clock, service: Service, practice: Practice
) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    lower_second_revision(api)
    clock.set(DAY_1 + timedelta(days=1))
    api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")
    before = stored(service.database, practice.id)
    asked = api.get(f"{MINE}/revisions/2/screening")["items"]
    no = {each["caution"]: "no" for each in asked if each["question"] is not None}
    told = ({"answers": {"pregnancy": "no"}}, {"answers": no | {"pregnancy": "yes"}}, {"answers": {"x": "no"}})
    codes = []
    for answers in told:
        for path in (migrate(plan, "preview"), migrate(plan)):
            refused = api.refused("POST", path, wish(screening=answers))
            codes.append((refused["code"], refused["detail"]))
    assert codes[::2] == codes[1::2]
    assert [code for code, _ in codes[::2]] == ["screening_missing", "excluded", "unknown_caution"]
    nobody = wish(screening=NONE, by="01890a5d-ac96-774b-bcce-b302099a8057")
    assert (
        api.refused("POST", migrate(plan, "preview"), nobody)["code"]
        == (api.refused("POST", migrate(plan), nobody)["code"])
    )
    tried = api.post(migrate(plan, "preview"), wish(screening=NONE), status=200)
    assert stored(service.database, practice.id) == before
    assert not tried["screening_asked"]
    done = api.post(migrate(plan), wish(screening=NONE), status=200)
    assert tried["sentence"] == done["sentence"]
    assert tried["aftermath"] == done["aftermath"]
    assert (len(tried["aftermath"]["to_say"]), len(tried["aftermath"]["sheets_out"])) == (1, 1)
    stands = api.get(f"/v1/plans/{plan['id']}/schedule")
    assert {name: stands[name] for name in tried["after"]} == tried["after"]


def test_h11_a_revision_with_another_scale_says_what_it_forgets(api: Caller, clock: Clock) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    baseline = {"on": DAY_1.isoformat(), "answers": {"nausea": "6"}, "alarms": NONE, "changes": NONE}
    api.post(f"/v1/plans/{plan['id']}/check-ins", baseline | {"checkpoint": "baseline"})
    text = api.get(MINE)["revision"]["protocol"]
    (nausea,) = (each for each in text["measures"] if each["key"] == "nausea")
    nausea["recall"] = "yesterday"
    api.post(f"{MINE}/draft", text)
    api.post(f"{MINE}/revisions", If_Match='"v1"')
    clock.set(DAY_1 + timedelta(days=1))
    tried = api.post(migrate(plan, "preview"), wish(), status=200)
    assert (tried["forgotten"], "forgotten" in tried["sentence"]) == (["nausea"], True)
    done = api.post(migrate(plan), wish(screening=NONE), status=200)
    assert done["sentence"] == tried["sentence"]
    late = {"on": DAY_1.isoformat(), "answers": {"nausea": "8"}, "alarms": NONE, "changes": NONE}
    assert api.refused("POST", f"/v1/plans/{plan['id']}/check-ins", late)["code"] == "asked_otherwise_then"


def test_what_does_not_go_over(api: Caller, stranger: Practice) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    for path in (migrate(plan), migrate(plan, "preview")):
        assert api.refused("POST", path, wish(revision=1))["code"] == "migration_refused"
        assert api.refused("POST", path, wish())["code"] == "not_found"
        assert stranger.api.refused("POST", path, wish())["code"] == "not_found"
    retired = lower_second_revision(api)
    api.post(f"{MINE}/revisions/{retired['number']}/retire", status=200)
    assert api.refused("POST", migrate(plan), wish(screening=NONE))["code"] == "revision_not_published"
    api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "complete", "reason": WHY})
    assert api.refused("POST", migrate(plan, "preview"), wish(revision=1))["status"] == 409


def test_a_check_in_is_tried_without_being_recorded(api: Caller, service: Service, practice: Practice) -> None:
    plan = api.post("/v1/plans", start_body(new_client(api), start_on=DAY_1))
    body = {"on": DAY_1.isoformat(), "answers": {"nausea": "9"}, "alarms": NONE, "changes": NONE}
    before = stored(service.database, practice.id)
    tried = api.post(f"/v1/plans/{plan['id']}/check-ins/preview", body, status=200)
    assert (tried["dose"], stored(service.database, practice.id)) == ("stop", before)
    told = api.post(f"/v1/plans/{plan['id']}/check-ins", body)
    assert {name: told[name] for name in tried} == tried
