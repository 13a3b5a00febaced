"""What happens to a plan made up is what happens to a real one: void, recall, migration, record, the client's own."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, new_client, start_body, tolerance
from tests.http.service import Clock, Practice
from tests.http.test_capacities import allow_clients
from tests.http.test_migrations import lower_second_revision, published
from tests.http.test_preview import daily, doses, somebody, tried, where

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."
REASON: Final = {"reason": WHY}


def entry(day: int, kind: str, /, **fields: Any) -> Json:
    return {"day": day, kind: fields}


def step_by_step(api: Caller, clock: Clock, log: list[Json]) -> list[Json]:
    """The log done to a real plan of revision 1 of `mine`; what was said, what stands, and the dose after each."""
    client = new_client(api)
    plan = api.post("/v1/plans", start_body(client, "mine", revision=1))
    found = []
    for each in log:
        (kind,) = each.keys() - {"day"}
        clock.set(DAY_1 + DAY * (each["day"] - 1))
        on = {"on": clock.now.date().isoformat()} if kind == "report" else {}
        answer = done(api, (plan["id"], client), kind, each[kind] | on)
        now = api.get(f"/v1/plans/{plan['id']}")
        to_say = answer["aftermath"]["to_say"] if "aftermath" in answer else None
        found.append({"to_say": to_say, "findings": now["notices"], "doses": doses(now), "phase": now["phase"]})
    return found


def done(api: Caller, whose: tuple[str, str], kind: str, body: Json) -> Json:
    """What the service answers to one thing of the log; of a recall or a changed record, about this plan."""
    plan, client = whose
    at = f"/v1/plans/{plan}"
    match kind:
        case "check_in":
            return api.post(f"{at}/check-ins", body)
        case "act":
            return api.post(f"{at}/adjustments", body)
        case "report":
            return api.post(f"{at}/reports", body)
        case "void":
            return api.post(f"{at}/check-ins/{body['event']}/void", REASON, 200)
        case "migrate":
            return api.post(f"{at}/migrate", body, 200)
        case "record":
            (answer,) = api.change(f"/v1/clients/{client}", body)["plans"]
        case _:
            (answer,) = api.post("/v1/protocols/mine/revisions/2/recall", body, 200)["plans"]
    return dict(answer)


LOG: Final[list[Json]] = [
    entry(7, "check_in", **tolerance(DAY_1 + DAY * 6), entered_by="client"),
    entry(8, "act", kind="confirm_rise", event=2, **REASON),
    entry(9, "report", adverse_event={"what": "Cramps", "onset": "2026-11-30", "severity": "mild"}),
    entry(10, "void", event=2, **REASON),
    entry(
        11,
        "report",
        follows=4,
        adverse_event={"what": "Cramps", "onset": "2026-11-30", "severity": "mild", "settled": "yes"},
    ),
    entry(12, "record", recorded_cautions=["liver-risk"]),
    entry(13, "act", kind="acknowledge", about="dose-above-osl", **REASON),
    entry(14, "migrate", revision=2, screening=NONE, **REASON),
    entry(15, "record", recorded_cautions=["liver-risk", "moderate-renal-impairment"]),
    entry(16, "recall", **REASON),
    entry(17, "record", recorded_cautions=["liver-risk"], **REASON),
]
MIGRATES: Final = next(each for each in LOG if "migrate" in each)


def test_it_happens_to_a_real_plan_just_so(api: Caller, clock: Clock) -> None:
    """The words to say, the findings that stand, the phase and the dose after each thing that happens."""
    published(api)
    lower_second_revision(api)
    allow_clients(api)
    course = api.post(
        "/v1/protocols/mine/revisions/1/preview",
        somebody(start_on="2026-11-23", entries=LOG, otherwise="nobody"),
        status=200,
    )["course"]
    days = {each["number"]: each for each in course["days"]}
    lived = step_by_step(api, clock, LOG)
    assert len(course["happened"]) == len(lived)
    for made_up, real in zip(course["happened"], lived, strict=True):
        assert unsigned(made_up["findings"]) == unsigned(real["findings"])
        day = days[made_up["number"]]
        assert (day["phase"], daily(day)) == (real["phase"], real["doses"])
        if real["to_say"] is not None:
            assert made_up["to_say"] == real["to_say"]
    assert [each["event"] for each in course["happened"]] == list(range(2, 2 + len(LOG)))


def unsigned(findings: list[Json]) -> list[Json]:
    """Findings with the number of their acknowledgement alone: who it was by differs, and at which hour."""
    return [each | {"acknowledged": each["acknowledged"] is not None} for each in findings]


def test_nobody_s_number_is_rung_but_the_practice_s(api: Caller) -> None:
    entries = [entry(3, "report", alarms=["chest_pain"])]
    first = tried(api, entries=entries)["course"]["happened"][0]
    assert first["to_say"][0] == "Stop taking it now, and call an ambulance (the emergency number)."
    api.change("/v1/practice", {"emergency_number": "112"})
    first = tried(api, entries=entries)["course"]["happened"][0]
    assert first["to_say"][0] == "Stop taking it now, and call an ambulance (112)."


def test_a_client_s_check_in_is_tried_whether_or_not_the_practice_takes_any(api: Caller) -> None:
    (first, *_) = tried(api, entries=LOG[:1])["course"]["happened"]
    assert (first["decision"]["entered"], first["decision"]["proposed"]["daily"]["value"]) == ("client", "10")


def test_a_draft_goes_over_to_what_was_published(api: Caller) -> None:
    published(api)
    text = api.get("/v1/protocols/mine")["revision"]["protocol"]
    api.post("/v1/protocols/mine/draft", text)
    body = somebody(entries=[entry(3, "migrate", revision=1, screening=NONE, **REASON)])
    (only,) = api.post("/v1/protocols/mine/draft/preview", body, status=200)["course"]["happened"]
    assert only["sentence"].startswith("Goes over to revision 1.")
    body["entries"][0]["migrate"]["revision"] = 2
    told = api.refused("POST", "/v1/protocols/mine/draft/preview", body)
    assert (told["code"], told["errors"][0]["pointer"]) == ("revision_not_published", "#/entries/0/migrate/revision")


# what is sent, the status, the code, where
BAD: Final[list[tuple[str, Json, int, str, str]]] = [
    (
        "no such revision",
        entry(3, "migrate", revision=9, screening=NONE, **REASON),
        422,
        "migration_refused",
        "/migrate/revision",
    ),
    ("not asked", entry(3, "migrate", revision=2, **REASON), 409, "new_screening_needed", "/migrate/screening"),
    ("no check-in", entry(3, "void", event=1, **REASON), 409, "not_voidable", "/void"),
    ("no record", entry(3, "record"), 400, "malformed", "/record/recorded_cautions"),
    ("an unknown word", entry(3, "recall", why=WHY, **REASON), 400, "body_refused", "/recall/why"),
    (
        "the client and a person",
        entry(3, "check_in", by="0" * 32, entered_by="client"),
        422,
        "malformed",
        "/check_in/entered_by",
    ),
]


@pytest.mark.parametrize(("said", "status", "code", "pointer"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_does_not_happen_is_told_where(api: Caller, said: Json, status: int, code: str, pointer: str) -> None:
    published(api)
    lower_second_revision(api)
    told = api.refused("POST", where("mine"), somebody(entries=[said]))
    assert (told["status"], told["code"], told["errors"][0]["pointer"]) == (status, code, f"#/entries/0{pointer}")


def test_a_retired_revision_is_gone_over_to_by_nobody(api: Caller) -> None:
    published(api)
    lower_second_revision(api)
    api.post("/v1/protocols/mine/revisions/2/retire", status=200)
    told = api.refused("POST", where("mine"), somebody(entries=[MIGRATES]))
    assert (told["status"], told["code"]) == (409, "revision_not_published")


def test_another_practice_s_revision_is_not_there(practice: Practice, stranger: Practice) -> None:
    published(practice.api)
    lower_second_revision(practice.api)
    published(stranger.api)
    told = stranger.api.refused("POST", where("mine"), somebody(entries=[MIGRATES]))
    assert (told["code"], told["detail"].endswith("there is 1.")) == ("migration_refused", True)
