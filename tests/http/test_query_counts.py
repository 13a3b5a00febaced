"""No route asks the database more questions because there are more rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import event

from api.call import Service as Wiring
from tests.http.calling import Json
from tests.http.saying import DAY_1, SAM, start_body, tolerance
from tests.http.service import Service, found_practice

Ask = Callable[..., Json]
MANY: Final = 30


@contextmanager
def counted(service: Service) -> Iterator[list[str]]:
    """The statements that the service sends meanwhile."""
    wiring: Wiring = service.app.state.service
    engines = {id(engine.pool): engine for engine in (wiring.database.reader, wiring.database.writer)}
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    for engine in engines.values():
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines.values():
            event.remove(engine, "before_cursor_execute", note)


def asking(service: Service) -> Ask:
    """A new practice's way to ask; the answers are held against the document elsewhere, and that takes its time."""
    key = {"Authorization": f"Bearer {found_practice(service).api.key}"}

    def ask(method: str, path: str, body: Json | None = None, headers: dict[str, str] | None = None) -> Json:
        answer = service.http.request(method, path, headers=key | (headers or {}), json=body)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())

    return ask


def questions(service: Service, ask: Ask, method: str, path: str, body: Json | None = None) -> int:
    """How many statements one request takes, while nothing is written down beside the requests."""
    wiring: Wiring = service.app.state.service
    with wiring.last_uses.held(), wiring.readings.held(), counted(service) as sent:
        ask(method, path, body)
    assert sent
    return len(sent)


def begin(ask: Ask, number: int) -> Json:
    """A plan for one more client."""
    client = ask("POST", "/v1/clients", SAM | {"reference": f"MRN-{number}"})
    return ask("POST", "/v1/plans", start_body(client["id"]))


def publish(ask: Ask, number: int) -> None:
    """One more revision of the practice's own protocol, and a plan that rests on it."""
    text = ask("GET", "/v1/protocols/glutamine-pi-ibs-d")["revision"]["protocol"] | {"slug": "growing"}
    ask("POST", "/v1/protocols/growing/draft" if number else "/v1/protocols", text)
    ask("POST", "/v1/protocols/growing/revisions", headers={"If-Match": '"v1"'})
    client = ask("POST", "/v1/clients", SAM | {"reference": f"GROWING-{number}"})
    ask("POST", "/v1/plans", start_body(client["id"], "glutamine-pi-ibs-d", protocol="growing"))


def grow(ask: Ask, plan: Json, number: int) -> None:
    """One more of everything that a practice collects."""
    begin(ask, number)
    ask("POST", "/v1/practice/practitioners", {"name": f"Dr. {number}", "role": "GP"})
    ask("POST", "/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": f"copy-{number}"})
    publish(ask, number)
    unscheduled = tolerance(DAY_1, abdominal_pain="2") | {"checkpoint": None}
    ask("POST", f"/v1/plans/{plan['id']}/check-ins", unscheduled)
    kind = "pause" if number % 2 else "resume"
    ask("POST", f"/v1/plans/{plan['id']}/adjustments", {"kind": kind, "reason": "The client is away."})
    rename(ask, plan, f"Sam Rivera {number}")


def rename(ask: Ask, plan: Json, name: str) -> None:
    """One more change of the client's record."""
    ask("PATCH", f"/v1/clients/{plan['client']['id']}", {"display_name": name}, {"If-Match": "*"})


READS: Final = [
    "/v1/clients?limit=100",
    "/v1/clients/{client}",
    "/v1/clients/{client}/changes?limit=100",
    "/v1/plans?limit=100",
    "/v1/plans?client_id={client}",
    "/v1/plans?protocol=glutamine-start-low&revision=1&live=true&limit=100",
    "/v1/plans/{plan}",
    "/v1/plans/{plan}/schedule",
    "/v1/plans/{plan}/supply",
    "/v1/plans/{plan}/asks",
    "/v1/plans/{plan}/check-ins",
    "/v1/plans/{plan}/decisions",
    "/v1/plans/{plan}/adjustments",
    "/v1/plans/{plan}/handouts",
    "/v1/plans/{plan}/handouts/daily",
    "/v1/plans/{plan}/handouts/summary",
    "/v1/practice",
    "/v1/protocols?limit=100",
    "/v1/protocols/mine",
    "/v1/protocols/mine/draft",
    "/v1/protocols/mine/draft/findings",
    "/v1/protocols/mine/revisions?limit=100",
    "/v1/protocols/growing/revisions?limit=100",
    "/v1/protocols/growing/revisions/1/diff?against=1",
    "/v1/protocols/glutamine-pi-ibs-d/revisions/1",
    "/v1/protocols/glutamine-start-low/revisions/1",
    "/v1/protocols/glutamine-pi-ibs-d/revisions/1/screening",
    "/v1/protocols/growing/revisions/1/overrides",
    "/v1/works?limit=100",
    "/v1/works/dos-santos-2010/uses?limit=100",
    "/v1/worklist?limit=100",
    "/v1/worklist?kind=finding&on=2026-12-01",
    "/v1/worklist?kind=evidence&limit=100",
]
MOST: Final = 24
"""More statements than any of these requests takes, with those that begin its two transactions."""


def measured(service: Service, ask: Ask, plan: Json) -> dict[str, int]:
    """The statements of each read, and of each write that touches what has grown."""
    where = f"/v1/plans/{plan['id']}"
    ids = {"{plan}": plan["id"], "{client}": plan["client"]["id"]}
    found = {}
    for path in READS:
        asked = path
        for name, value in ids.items():
            asked = asked.replace(name, value)
        found[path] = questions(service, ask, "GET", asked)
    told = tolerance(DAY_1, abdominal_pain="2") | {"checkpoint": None}
    found["check-in"] = questions(service, ask, "POST", f"{where}/check-ins", told)
    pause = {"kind": "pause", "reason": "The client is away."}
    found["adjustment"] = questions(service, ask, "POST", f"{where}/adjustments", pause)
    return found


@pytest.fixture(scope="module")
def sharing_nothing() -> Iterator[None]:
    """What processes tell each other of quotas waits, and has come to its end long before anything is counted."""
    with pytest.MonkeyPatch.context() as alone:
        alone.setattr("api.app.share", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def counts(running: Service, sharing_nothing: None) -> dict[str, tuple[int, int]]:
    """Each request's statements: with one row of each kind, then with thirty."""
    running.clock.set(DAY_1)
    ask = asking(running)
    plan = begin(ask, 0)
    ask("POST", "/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "mine"})
    publish(ask, 0)
    rename(ask, plan, "Sam Rivera 0")
    # Rested on by the plans on start-low, and not by what is published here, which would need a second person.
    work = ask("GET", "/v1/works/dos-santos-2010")["work"]
    ask("POST", "/v1/works", work | {"status": "retracted"})
    few = measured(running, ask, plan)
    for number in range(MANY):
        grow(ask, plan, number + 1)
    return {
        name: (count, many)
        for (name, count), many in zip(few.items(), measured(running, ask, plan).values(), strict=True)
    }


def test_reads_do_not_grow(counts: dict[str, tuple[int, int]]) -> None:
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}
    assert max(few for few, _ in counts.values()) <= MOST
