"""Who may do what, row by row of the table, on every route on which something is done to a plan or a protocol."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, OVERRIDES, daily, kilograms, new_client, new_plan, start_body, tolerance
from tests.http.service import Clock, Practice
from tests.http.test_capacities import PEOPLE, assistant, told
from tests.http.test_migrations import lower_second_revision, published
from tests.plans.walking import ACTS

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."
CHEMO: Final = "glutamine-chemotherapy"
KIDNEY: Final = "moderate-renal-impairment"

Make = Callable[[Caller], Json]


def of(slug: str = "glutamine-start-low") -> Make:
    return lambda api: new_plan(api, slug)


def after(*acts: Json, slug: str = "glutamine-start-low") -> Make:
    """A plan to which a practitioner has done this."""

    def make(api: Caller) -> Json:
        plan = new_plan(api, slug)
        for act in acts:
            api.post(f"/v1/plans/{plan['id']}/adjustments", act | {"reason": WHY})
        return plan

    return make


def looked_at(**more: Any) -> Make:
    """A plan after its first check-in of day 7."""

    def make(api: Caller) -> Json:
        plan = new_plan(api)
        api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1 + DAY * 6) | more)
        return plan

    return make


def waiting(api: Caller) -> Json:
    api.change("/v1/practice", {"client_check_ins": True})
    return looked_at(entered_by="client")(api)


def doubted(api: Caller) -> Json:
    """A plan that rests on a work which was retracted."""
    api.post("/v1/works", api.get("/v1/works/dos-santos-2010")["work"] | {"status": "retracted"})
    return new_plan(api)


def called(api: Caller) -> Json:
    plan = new_plan(api)
    api.post(f"/v1/plans/{plan['id']}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]})
    return plan


PAUSE: Final = {"kind": "pause"}
STOP: Final = {"kind": "stop", "stop_reason": "clients_choice"}
MAY, ONLY, NO_FIELD = "may", "practitioner_only", "body_refused"
LAST: Final = (DAY_1 + DAY * 60).isoformat()

# the plan on day 7, the act, whether an assistant may enter it, and the client: may, or the code of the refusal
ROWS: list[tuple[Make, Json, bool, str]] = [
    (of(), PAUSE, True, MAY),
    (looked_at(), {"kind": "hold"}, True, MAY),
    (of(), {"kind": "set_step", "step": "s0"}, True, MAY),
    (of(), {"kind": "set_step", "step": "s2"}, False, ONLY),
    (of(), STOP, True, MAY),
    (of(), {"kind": "stop", "stop_reason": "no_benefit"}, True, ONLY),
    (of(), {"kind": "stop", "stop_reason": "entered_in_error"}, False, ONLY),
    (after(PAUSE), {"kind": "resume"}, False, NO_FIELD),
    (waiting, {"kind": "confirm_rise", "event": 2}, False, NO_FIELD),
    (of(), {"kind": "settle"}, False, NO_FIELD),
    (of("glutamine-pi-ibs-d"), {"kind": "extend", "until": LAST, "screening": NONE}, False, NO_FIELD),
    (of(), {"kind": "weigh", "weight": kilograms("70")}, True, NO_FIELD),
    (of(), {"kind": "weigh", "weight": kilograms("70"), "loss_was_planned": True}, False, NO_FIELD),
    (of(), {"kind": "product", "product": {"scoop": {"value": "5", "unit": "g"}}}, True, NO_FIELD),
    (of(), {"kind": "rescreen", "screening": NONE}, False, NO_FIELD),
    (after(PAUSE, slug=CHEMO), {"kind": "move_event", "event_on": "2026-12-01"}, False, NO_FIELD),
    (called, {"kind": "close_call", "call": 2}, False, NO_FIELD),
    (of(), {"kind": "acknowledge", "about": "dose-above-osl"}, False, NO_FIELD),
    (doubted, {"kind": "acknowledge_evidence", "work": "dos-santos-2010", "status": "retracted"}, False, NO_FIELD),
    (of(CHEMO), {"kind": "review_override", "caution": "active-malignancy-chemotherapy"}, False, NO_FIELD),
    (of(), {"kind": "complete"}, False, NO_FIELD),
    (of(), {"kind": "entered_in_error"}, False, NO_FIELD),
]
IDS: Final = [f"{act['kind']}-{place}" for place, (_, act, _, _) in enumerate(ROWS)]


def test_every_act_is_in_the_table() -> None:
    assert {act["kind"] for _, act, _, _ in ROWS} == set(ACTS)


@pytest.mark.parametrize(("make", "act", "assistant_may", "_client"), ROWS, ids=IDS)
def test_what_an_assistant_may_enter(
    api: Caller, clock: Clock, make: Make, act: Json, assistant_may: bool, _client: str
) -> None:
    clock.set(DAY_1 + DAY * 6)
    plan, ben = make(api), assistant(api)
    where = f"/v1/plans/{plan['id']}"
    body = act | {"reason": WHY, "by": ben}
    before = api.get(where)["version"]
    if not assistant_may:
        assert told(api, "POST", f"{where}/adjustments", body) == (422, "practitioner_only", "#/by")
        assert api.get(where)["version"] == before
        body.pop("by")
    api.post(f"{where}/adjustments", body)
    kept = api.get(f"{where}/adjustments")["items"][-1]
    assert kept["recorded_by"]["practitioner"]["capacity"] == ("assistant" if assistant_may else "practitioner")


@pytest.mark.parametrize("why", ["pregnancy", "alarm"])
def test_h10_a_stop_that_no_practitioner_made_calls_one_today(api: Caller, practice: Practice, why: str) -> None:
    """Whoever takes the call at the desk stops the plan; a practitioner has to hear of it, whoever did."""
    theirs, mine = new_plan(api), new_plan(api, "glutamine-pi-ibs-d")
    stop = {"kind": "stop", "reason": WHY, "stop_reason": why}
    told = api.post(f"/v1/plans/{theirs['id']}/adjustments", stop | {"by": assistant(api)})
    assert told["sentence"].endswith(" A practitioner calls today.")
    assert told["aftermath"]["to_say"][-1] == "We call you today."
    assert [(each["call"], each["because"]) for each in api.get("/v1/calls")["items"]] == [
        ("today", [f"stopped-{why}"])
    ]
    own = api.post(f"/v1/plans/{mine['id']}/adjustments", stop | {"by": str(practice.person_id)})
    assert (own["calls"], own["phase"]) == ([], "stopped")


@pytest.mark.parametrize(
    ("change", "act"),
    [
        ("product_changed", {"kind": "product", "product": {"scoop": {"value": "5", "unit": "g"}}}),
        ("weight_changed", {"kind": "weigh", "weight": kilograms("70")}),
    ],
)
def test_h10_an_assistant_records_what_was_asked_and_a_practitioner_closes_the_call(
    api: Caller, practice: Practice, clock: Clock, change: str, act: Json
) -> None:
    plan, ben = new_plan(api), assistant(api)
    where = f"/v1/plans/{plan['id']}"
    clock.set(DAY_1 + DAY * 6)
    api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6) | {"changes": {"answers": {change: "yes"}}})
    theirs = api.post(f"{where}/adjustments", act | {"reason": WHY, "by": ben})
    assert theirs["sentence"].endswith("The call about it stays open until a practitioner closes it.")
    assert [each["because"] for each in theirs["calls"]] == [[f"change-{change}"]]
    assert len(api.get("/v1/calls")["items"]) == 1
    mine = api.post(f"{where}/adjustments", act | {"reason": WHY, "by": str(practice.person_id)})
    assert (mine["calls"], api.get("/v1/calls")["items"]) == ([], [])


@pytest.mark.parametrize(("make", "act", "_assistant", "client"), ROWS, ids=IDS)
def test_a_client_may_take_less_and_stop_and_nothing_else(
    api: Caller, clock: Clock, make: Make, act: Json, _assistant: bool, client: str
) -> None:
    """Also where nobody answers for acts without a name: taking less is not asked for."""
    clock.set(DAY_1 + DAY * 6)
    plan = make(api)
    where = f"/v1/plans/{plan['id']}"
    before = api.get(where)
    body = act | {"reason": WHY, "entered_by": "client"}
    if client == MAY:
        (ada,) = api.get("/v1/practice")["practitioners"]
        api.ask("PATCH", f"{PEOPLE}/{ada['id']}", json={"responsible": False})
        api.post(f"{where}/adjustments", body)
        kept = api.get(f"{where}/adjustments")["items"][-1]
        assert (kept["recorded_by"]["practitioner"], kept["adjustment"]["entered_by"]) == (None, "client")
        assert api.get(f"{where}/handouts/summary")["acts"][-1]["by_client"] is True
        return
    problem = api.refused("POST", f"{where}/adjustments", body)
    assert problem["code"] == client
    assert "entered_by" in str(problem["errors"][0])
    assert api.get(where) == before


def test_one_of_the_two_enters_an_act(api: Caller, practice: Practice) -> None:
    plan = new_plan(api)
    both = PAUSE | {"reason": WHY, "by": str(practice.person_id), "entered_by": "client"}
    where = f"/v1/plans/{plan['id']}/adjustments"
    assert told(api, "POST", where, both) == (400, "malformed", "#/entered_by")


def test_a_client_s_stop_is_taken_up_again_by_a_practitioner(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/adjustments"
    stop = {"kind": "stop", "reason": WHY, "stop_reason": "clients_choice", "entered_by": "client"}
    assert (api.post(where, stop)["phase"], api.get("/v1/calls")["items"]) == ("stopped", [])
    back = {"kind": "resume", "reason": WHY, "screening": NONE}
    assert daily(api.post(where, back)["doses"]) == ["5"]


# --- reasons against cautions: at the start, and wherever the screening is asked again


def overriding(api: Caller, slug: str, by: str) -> Json:
    """A screening that raises the kidney caution, and the reason against it in somebody's name."""
    questions = api.get(f"/v1/protocols/{slug}/revisions/1/screening")["items"]
    answers = {each["caution"]: "no" for each in questions if each["question"] is not None} | {KIDNEY: "yes"}
    override = {"caution": KIDNEY, "reason": "The kidney team agrees to this.", "by": by}
    return {"screening": {"answers": answers}, "overrides": [override]}


# the protocol, what came before, the act that the screening comes with; none: the start itself
GIVEN: list[tuple[str, tuple[Json, ...], Json | None]] = [
    ("glutamine-start-low", (), None),
    ("glutamine-start-low", (), {"kind": "rescreen"}),
    ("glutamine-start-low", (STOP,), {"kind": "resume"}),
    ("glutamine-pi-ibs-d", (), {"kind": "extend", "until": LAST}),
]


@pytest.mark.parametrize(("slug", "before", "act"), GIVEN, ids=["start", "rescreen", "resume", "extend"])
def test_a_reason_is_a_practitioner_s_wherever_it_is_given(
    api: Caller, practice: Practice, slug: str, before: tuple[Json, ...], act: Json | None
) -> None:
    if act is None:
        where, body = "/v1/plans", start_body(new_client(api), slug)
    else:
        plan = after(*before, slug=slug)(api)
        where, body = f"/v1/plans/{plan['id']}/adjustments", act | {"reason": "The client asks for it, and is well."}
    theirs = body | overriding(api, slug, assistant(api))
    assert told(api, "POST", where, theirs) == (422, "practitioner_only", "#/overrides")
    made = api.post(where, body | overriding(api, slug, str(practice.person_id)))
    given = {each["caution"]: each["override"] for each in made["screened"]["raised"]}
    assert given[KIDNEY]["by"]["capacity"] == "practitioner"


def test_a_reason_is_a_practitioner_s_on_the_way_to_another_revision(api: Caller, practice: Practice) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    lower_second_revision(api)
    over = {"revision": 2, "reason": "The second revision is the newer."}
    theirs = over | overriding(api, "mine", assistant(api))
    where = f"/v1/plans/{plan['id']}/migrate"
    assert told(api, "POST", where, theirs) == (422, "practitioner_only", "#/overrides")
    assert api.post(where, over | overriding(api, "mine", str(practice.person_id)), status=200)


def test_a_bare_key_gives_no_reason(api: Caller, practice: Practice) -> None:
    """The key says which software; where nobody is responsible, a person has to be named."""
    api.ask("PATCH", f"{PEOPLE}/{practice.person_id}", json={"responsible": False})
    body = start_body(new_client(api), CHEMO, screening=NONE | {"by": str(practice.person_id)})
    assert told(api, "POST", "/v1/plans", body) == (422, "practitioner_needed", "#/overrides")
    mine = [each | {"by": str(practice.person_id)} for each in OVERRIDES[CHEMO]]
    assert api.post("/v1/plans", body | {"overrides": mine})["screened"]["raised"]
