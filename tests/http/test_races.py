"""Two at once: exactly one wins, the other is told so, and nothing of it is half done."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from httpx import Response
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from api.call import Service as Wiring
from tests.http.calling import Caller
from tests.http.saying import DAY_1, NONE, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Service
from tests.http.test_record_changes import zinc

DAY_7 = DAY_1 + timedelta(days=6)


def at_once(count: int, ask: Callable[[int], Response]) -> list[Response]:
    """The answers to requests that are sent in the same moment."""
    gate = Barrier(count)

    def go(number: int) -> Response:
        gate.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(go, range(count)))


def statuses(answers: list[Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_h7_of_two_starts_with_one_substance_one_wins(api: Caller) -> None:
    client = new_client(api)
    slugs = ("glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-start-low", "glutamine-crohn-21g")
    answers = at_once(4, lambda number: api.ask("POST", "/v1/plans", json=start_body(client, slugs[number])))
    assert statuses(answers) == {201: 1, 409: 3}
    assert {answer.json().get("code") for answer in answers} == {None, "substance_twice"}
    assert len(api.get("/v1/plans", client_id=client)["items"]) == 1


def test_two_clients_do_not_stand_in_each_others_way(api: Caller) -> None:
    clients = [new_client(api, f"MRN-{number}") for number in range(4)]
    answers = at_once(4, lambda number: api.ask("POST", "/v1/plans", json=start_body(clients[number])))
    assert statuses(answers) == {201: 4}


def test_h12_of_two_same_check_ins_one_raises_the_dose(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_7)
    where = f"/v1/plans/{plan['id']}"
    answers = at_once(4, lambda _: api.ask("POST", f"{where}/check-ins", json=tolerance(DAY_7)))
    assert statuses(answers) == {201: 4}
    assert Counter(answer.json()["dose"] for answer in answers) == {"advance": 1, "hold": 3}
    events = [each["event"] for each in api.get(f"{where}/decisions")["items"]]
    assert events == [2, 3, 4, 5]
    clock.set(DAY_7 + timedelta(days=1))
    assert api.get(where)["doses"][0]["arithmetic"]["daily"]["value"] == "10"


def test_h10_an_alarm_is_never_lost_to_a_check_in_of_the_same_moment(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    clock.set(DAY_7)
    where = f"/v1/plans/{plan['id']}"
    alarm = {"on": DAY_7.isoformat(), "alarms": {"answers": {"chest_pain": "yes"}}, "changes": NONE}
    bodies = [tolerance(DAY_7), alarm]
    answers = at_once(2, lambda number: api.ask("POST", f"{where}/check-ins", json=bodies[number]))
    assert answers[1].status_code == 201
    assert answers[0].status_code in {201, 409}
    assert (api.get(where)["phase"], api.get(where)["doses"][0]["step"]) == ("stopped", None)


def test_of_two_changes_under_one_etag_one_is_kept(api: Caller) -> None:
    where = f"/v1/clients/{new_client(api)}"
    tag = api.ask("GET", where).headers["ETag"]

    def change(number: int) -> Response:
        return api.ask("PATCH", where, json={"display_name": f"Sam {number}"}, headers={"If-Match": tag})

    answers = at_once(4, change)
    assert statuses(answers) == {200: 1, 412: 3}
    won = next(answer.json()["display_name"] for answer in answers if answer.status_code == 200)
    assert api.get(where)["display_name"] == won


def test_of_two_publications_one_is_numbered(api: Caller) -> None:
    draft = api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    tag = {"If-Match": f'"v{draft["version"]}"'}
    answers = at_once(3, lambda _: api.ask("POST", "/v1/protocols/mine/revisions", headers=tag))
    assert statuses(answers) in ({201: 1, 404: 2}, {201: 1, 412: 2}, {201: 1, 404: 1, 412: 1})
    assert [each["number"] for each in api.get("/v1/protocols/mine/revisions")["items"]] == [1]


def test_of_two_clients_with_one_reference_one_is_kept(api: Caller) -> None:
    body: dict[str, Any] = {"reference": "MRN-1", "display_name": "Sam Rivera", "birth_date": "1988-04-02"}
    answers = at_once(4, lambda _: api.ask("POST", "/v1/clients", json=body))
    assert statuses(answers) == {201: 1, 409: 3}


def test_h13_a_recall_finds_every_plan_that_was_starting(api: Caller) -> None:
    """Whichever comes first: what started is paused, and what comes later is refused."""
    clients = [new_client(api, f"MRN-{number}") for number in range(5)]
    reason = {"reason": "The dose of step s2 is wrong."}
    recall = "/v1/protocols/glutamine-start-low/revisions/1/recall"

    def go(number: int) -> Response:
        if number == 2:
            return api.ask("POST", recall, json=reason)
        return api.ask("POST", "/v1/plans", json=start_body(clients[number]))

    answers = at_once(5, go)
    assert answers[2].status_code == 200
    started = [each.json()["id"] for each in answers if each.status_code == 201]
    assert sorted(each["plan_id"] for each in answers[2].json()["plans"]) == sorted(started)
    assert all(api.get(f"/v1/plans/{each}")["phase"] == "paused" for each in started)


def test_h9_what_two_plans_of_one_client_tell_each_other_at_once_is_heard_by_both(
    api: Caller, service: Service
) -> None:
    """Each of eight reports is written to both plans: no two lock them the other way round, and none is lost."""
    zinc(api)
    client = new_client(api)
    plans = [api.post("/v1/plans", start_body(client, slug))["id"] for slug in ("glutamine-start-low", "zinc")]
    wiring: Wiring = service.app.state.service
    troubles: list[object] = []

    def note(context: ExceptionContext) -> None:
        troubles.append(getattr(context.original_exception, "sqlstate", None))

    event.listen(wiring.database.writer, "handle_error", note)
    try:
        told = {"on": DAY_1.isoformat(), "changes": ["new_medicine"]}
        where = [f"/v1/plans/{plans[number % 2]}/reports" for number in range(8)]
        answers = at_once(8, lambda number: api.ask("POST", where[number], json=told))
    finally:
        event.remove(wiring.database.writer, "handle_error", note)
    assert statuses(answers) == {201: 8}
    assert troubles == []
    for plan, other in (plans, reversed(plans)):
        heard = [each["told_of"] for each in api.get(f"/v1/plans/{plan}/reports")["items"]]
        assert Counter(heard) == {None: 4, other: 4}


def test_h10_an_allergy_and_a_pregnancy_of_one_moment_stop_both_plans_and_the_record_has_what_is_for_good(
    api: Caller,
) -> None:
    zinc(api)
    client = new_client(api)
    plans = [api.post("/v1/plans", start_body(client, slug))["id"] for slug in ("glutamine-start-low", "zinc")]
    told = ({"alarms": ["allergic_reaction"]}, {"changes": ["pregnancy"]})

    def go(number: int) -> Response:
        body = {"on": DAY_1.isoformat()} | told[number]
        return api.ask("POST", f"/v1/plans/{plans[number]}/reports", json=body)

    assert statuses(at_once(2, go)) == {201: 2}
    assert [api.get(f"/v1/plans/{plan}")["phase"] for plan in plans] == ["stopped", "stopped"]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["hypersensitivity"]
