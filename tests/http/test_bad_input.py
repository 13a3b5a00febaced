"""What cannot be meant gets a problem that says so and where, and leaves no trace."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Json
from tests.http.rows import stored
from tests.http.saying import DAY_1, NONE, SAM, new_client, new_plan, reason, start_body, tolerance
from tests.http.saying import centimetres as cm
from tests.http.saying import kilograms as kg
from tests.http.service import MORNING, Practice, Service, found_practice

PLANS: Final = "/v1/plans"
CHECK_INS: Final = "/v1/plans/{plan}/check-ins"
NOBODY: Final = "01980000-0000-7000-8000-000000000000"
LEAK: Final = "Leaky McLeak"
"""Stands for what a client may have said: no answer repeats it."""


@dataclass(frozen=True)
class Furnished:
    """A practice with a client, a client with a live plan, a plan that was stopped; and another practice's."""

    practice: Practice
    stranger: Practice
    names: dict[str, str]


@pytest.fixture(scope="module")
def furnished(running: Service) -> Furnished:
    running.clock.now = MORNING
    practice, stranger = found_practice(running), found_practice(running)
    api = practice.api
    live, over = new_plan(api), new_plan(api, "glutamine-pi-ibs-d")
    api.post(
        f"/v1/plans/{over['id']}/adjustments",
        {"kind": "stop", "reason": "The client asked to stop.", "stop_reason": "clients_choice"},
    )
    later = new_plan(api, "glutamine-crohn-21g", DAY_1 + timedelta(days=30))
    copied = api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "retired"})
    api.post("/v1/protocols/retired/revisions", {}, If_Match=f'"v{copied["version"]}"')
    api.post("/v1/protocols/retired/revisions/1/retire", status=200)
    api.post("/v1/protocols/glutamine-pi-ibs-d/copy", {"slug": "only-a-draft"})
    theirs = new_plan(stranger.api)
    names = {
        "client": new_client(api, "MRN-1"),
        "client_with_plan": live["client"]["id"],
        "child": new_client(api, "MRN-2", birth_date="2009-11-24"),
        "allergic": new_client(api, "MRN-3", recorded_cautions=["hypersensitivity"]),
        "plan": live["id"],
        "stopped": over["id"],
        "later": later["id"],
        "their_client": theirs["client"]["id"],
        "their_plan": theirs["id"],
        "their_person": str(stranger.person_id),
    }
    return Furnished(practice, stranger, names)


@dataclass(frozen=True)
class Bad:
    """A request, and what it gets; `{name}` in path and body stands for an id."""

    name: str
    path: str
    body: Any
    status: int
    code: str
    pointer: str | None
    method: str = "POST"
    media_type: str = "application/json"

    def content(self, names: dict[str, str]) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        written = json.dumps(self.body)
        for name, value in names.items():
            written = written.replace(f"{{{name}}}", value)
        return written.encode()


def start(name: str, status: int, code: str, pointer: str | None, **more: Any) -> Bad:
    return Bad(f"start: {name}", PLANS, start_body("{client}") | more, status, code, pointer)


def look(name: str, status: int, code: str, pointer: str | None, **more: Any) -> Bad:
    body = tolerance(DAY_1) | {key: value for key, value in more.items() if key != "path"}
    return Bad(f"check-in: {name}", more.get("path", CHECK_INS), body, status, code, pointer)


def client(name: str, status: int, code: str, pointer: str | None, **more: Any) -> Bad:
    return Bad(f"client: {name}", "/v1/clients", SAM | {"reference": "MRN-9"} | more, status, code, pointer)


def raw(name: str, status: int, code: str, pointer: str | None, body: bytes) -> Bad:
    return Bad(f"body: {name}", "/v1/clients", body, status, code, pointer)


def act(name: str, status: int, code: str, pointer: str | None, **more: Any) -> Bad:
    body = {"kind": "pause", "reason": "The client is going away."} | more
    return Bad(f"adjustment: {name}", "/v1/plans/{plan}/adjustments", body, status, code, pointer)


def mass(value: str, unit: str) -> Json:
    return {"value": value, "unit": unit}


def starts() -> Iterator[Bad]:
    """Starts that cannot be."""
    where = "#/weight/value"
    yield start("negative weight", 400, "malformed", where, weight=kg("-70"))
    yield start("no weight at all", 400, "malformed", where, weight=kg("0"))
    yield start("weight of a mouse", 400, "implausible_measurement", where, weight=kg("0.02"))
    yield start("weight of a bull", 400, "implausible_measurement", where, weight=kg("1000"))
    yield start("weight with too many digits", 400, "implausible_measurement", where, weight=kg("70.25"))
    yield start("weight in pounds", 400, "body_refused", "#/weight/unit", weight={"value": "154", "unit": "lb"})
    yield start("weight in grams", 400, "malformed", "#/weight/unit", weight={"value": "70000", "unit": "g"})
    yield start("pounds taken for kg", 400, "implausible_measurement", "#/weight", weight=kg("180"), height=cm("160"))
    yield start("height in metres", 400, "implausible_measurement", "#/height/value", height=cm("1.7"))
    yield start("weight as a number", 400, "body_refused", where, weight={"value": 70, "unit": "kg"})
    yield start("weight NaN", 400, "body_refused", where, weight=kg("NaN"))
    yield start("weight infinite", 400, "body_refused", where, weight=kg("Infinity"))
    yield start("weight with exponent", 400, "body_refused", where, weight=kg("7e1"))
    yield start("weight with comma", 400, "body_refused", where, weight=kg("70,5"))
    yield start("weight in other digits", 400, "body_refused", where, weight=kg("７０"))
    yield start("weight empty", 400, "body_refused", where, weight=kg(""))
    crohn = {"protocol": "glutamine-crohn-remission"}
    yield start("per kg without a weight", 422, "measurement_missing", "#/weight", **crohn, weight=None)
    yield start("per ideal kg without a height", 422, "measurement_missing", "#/height", **crohn, height=None)
    yield start(
        "no ideal weight at 130 cm", 422, "implausible_measurement", "#/height/value", **crohn, height=cm("130")
    )
    yield start("weight of next week", 422, "start_date", "#/weighed_on", weighed_on="2026-11-30")
    yield start("weight of last year", 422, "start_date", "#/weighed_on", weighed_on="2025-11-23")
    for year in ("0001", "9999"):
        yield start(f"in the year {year}", 422, "start_date", "#/start_on", start_on=f"{year}-01-01")
    yield start("in the year 0000", 400, "body_refused", "#/start_on", start_on="0000-01-01")
    yield start("on February 30", 400, "body_refused", "#/start_on", start_on="2026-02-30")
    yield start("at an instant", 400, "body_refused", "#/start_on", start_on="2026-11-23T00:00:00Z")
    yield start("in another order", 400, "body_refused", "#/start_on", start_on="23.11.2026")
    yield start("too far ahead", 422, "start_date", "#/start_on", start_on="2027-02-22")
    yield start("unknown field", 400, "body_refused", "#/wieght", wieght=kg("70"))
    yield start("unknown field deep down", 400, "body_refused", "#/weight/units", weight=kg("70") | {"units": "kg"})
    yield start("nobody", 404, "not_found", "#/client_id", client_id=NOBODY)
    yield start("another practice's client", 404, "not_found", "#/client_id", client_id="{their_client}")
    yield start("id that is none", 400, "body_refused", "#/client_id", client_id="MRN-1")
    yield start("no such protocol", 404, "not_found", "#/protocol", protocol="glutamine-miracle")
    yield start("no such revision", 404, "not_found", "#/revision", revision=2)
    yield start("a retired protocol", 409, "revision_not_published", "#/revision", protocol="retired", revision=1)
    yield start("a retired protocol by name", 409, "revision_not_published", "#/protocol", protocol="retired")
    yield start("a draft", 409, "revision_not_published", "#/protocol", protocol="only-a-draft")
    yield start(
        "a second plan with the substance", 409, "substance_twice", "#/protocol", client_id="{client_with_plan}"
    )
    yield start("a child", 422, "excluded", "#/client_id", client_id="{child}")
    yield start("a recorded allergy", 422, "excluded", "#/client_id", client_id="{allergic}")
    yield start("screening left open", 422, "screening_missing", "#/screening", screening={})
    some = {"answers": {"pregnancy": "no"}}
    yield start("screening half done", 422, "screening_missing", "#/screening", screening=some)
    both = some | {"confirmed_none": True}
    yield start("screening said twice", 422, "screening_missing", "#/screening/confirmed_none", screening=both)
    other = {"answers": {"left_handed": "no"}}
    yield start("screening of something else", 422, "unknown_caution", "#/screening/answers", screening=other)
    yield start("screened by a stranger", 422, "practitioner_needed", "#/screening/by", screening=NONE | {"by": NOBODY})
    their = NONE | {"by": "{their_person}"}
    yield start("screened by another practice", 422, "practitioner_needed", "#/screening/by", screening=their)
    known = "glutamine-crohn-remission"
    team = reason(
        "bowel-team-agreement", "In remission since March; the team follows the course.", "gastroenterologist"
    )
    yield start("above 30 g without a reason", 422, "reason_needed", "#/overrides", protocol=known, overrides=[team])
    high = reason("dose-above-30", "ok")
    yield start("a reason that says nothing", 422, "reason_too_short", "#/overrides/0/reason", overrides=[high])
    dots = reason("dose-above-30", "." * 40)
    yield start("a reason of dots", 422, "reason_too_short", "#/overrides/0/reason", overrides=[dots])
    wrong = reason("bad-weather", "It rained on the whole of that day.")
    yield start("a reason for nothing known", 422, "unknown_caution", "#/overrides/0/caution", overrides=[wrong])
    more = {"substance": "l-glutamine", "name": "Shake", "daily": {"value": "30", "unit": "g/d"}}
    yield start("too much with other products", 422, "ceiling_passed", "#/declared", declared=[more])
    minus = more | {"daily": {"value": "-30", "unit": "g/d"}}
    yield start("a negative other product", 400, "malformed", "#/declared/0/daily/value", declared=[minus])
    tiny = more | {"daily": {"value": "25001", "unit": "mg/d"}}
    yield start("too much with milligrams of another product", 422, "ceiling_passed", "#/declared", declared=[tiny])
    once = more | {"daily": {"value": "5000", "unit": "mg"}}
    yield start("another product without its day", 400, "malformed", "#/declared/0/daily/unit", declared=[once])
    scoop = {"scoop": {"value": "0", "unit": "g"}}
    yield start("an empty scoop", 400, "malformed", "#/product/scoop/value", product=scoop)
    for name, size, code, where in (
        ("a scoop in the wrong unit", {"scoop": mass("5", "mg")}, "implausible_measurement", "scoop/value"),
        ("a scoop that is a weight of a body", {"scoop": mass("5", "kg")}, "implausible_measurement", "scoop/value"),
        ("a scoop finer than a milligram", {"scoop": mass("3.3333", "g")}, "implausible_measurement", "scoop/value"),
        ("a packet that is a pack", {"packet": mass("150", "g")}, "implausible_measurement", "packet/value"),
        ("a packet by the day", {"packet": mass("5", "g/d")}, "malformed", "packet/unit"),
        ("a pack that is a dose", {"pack": mass("5", "g")}, "implausible_measurement", "pack/value"),
        ("a pack for a horse", {"pack": mass("25", "kg")}, "implausible_measurement", "pack/value"),
        ("packets and a scoop", {"scoop": mass("5", "g"), "packet": mass("5", "g")}, "malformed", "packet"),
        (
            "a packet larger than its pack",
            {"packet": mass("20", "g"), "pack": mass("15", "g")},
            "implausible_measurement",
            "pack/value",
        ),
    ):
        yield start(name, 400, code, f"#/product/{where}", product=size)
    spoon = {"teaspoon": mass("5", "g")}
    yield start("a teaspoon", 400, "body_refused", "#/product/teaspoon", product=spoon)


def looks() -> Iterator[Bad]:
    """Check-ins that cannot be."""

    def answer(**answers: Any) -> Json:
        return {"answers": tolerance(DAY_1)["answers"] | answers}

    pain = "#/answers/abdominal_pain"
    yield look("unknown measure", 422, "unknown_measure", "#/answers/happiness", **answer(happiness="10"))
    yield look("beyond the scale", 422, "answer_outside_scale", pain, **answer(abdominal_pain="11"))
    yield look("below the scale", 422, "answer_outside_scale", pain, **answer(abdominal_pain="-1"))
    yield look("between two points", 422, "answer_outside_scale", pain, **answer(abdominal_pain="2.5"))
    yield look("eight days of seven", 422, "answer_outside_scale", "#/answers/days_taken", **answer(days_taken="8"))
    yield look("an answer as a number", 400, "body_refused", "#/answers/abdominal_pain", **answer(abdominal_pain=2.5))
    yield look("an answer that is null", 400, "body_refused", "#/answers/abdominal_pain", **answer(abdominal_pain=None))
    yield look("NaN", 400, "body_refused", "#/answers/abdominal_pain", **answer(abdominal_pain="NaN"))
    yield look("from the future", 422, "check_in_from_future", "#/on", on="2026-11-24")
    yield look("from the year 9999", 422, "check_in_from_future", "#/on", on="9999-12-31")
    yield look("from the year 0001", 422, "check_in_before_start", "#/on", on="0001-01-01")
    yield look("before the start", 422, "check_in_before_start", "#/on", on="2026-11-22")
    later = "/v1/plans/{later}/check-ins"
    yield look("for a plan that begins later", 422, "check_in_before_start", "#/on", path=later)
    over = "/v1/plans/{stopped}/check-ins"
    yield look("for a stopped plan", 409, "plan_over", "#/on", path=over)
    yield look("of another practice", 404, "not_found", None, path="/v1/plans/{their_plan}/check-ins")
    yield look("of no plan", 404, "not_found", None, path=f"/v1/plans/{NOBODY}/check-ins")
    yield look("no such checkpoint", 422, "unknown_checkpoint", "#/checkpoint", checkpoint="halfway")
    alarms = {"answers": {"hiccups": "yes"}}
    yield look("no such alarm", 422, "unknown_question", "#/alarms/answers/hiccups", alarms=alarms)
    changes = {"answers": {"moved": "yes"}}
    yield look("no such change", 422, "unknown_question", "#/changes/answers/moved", changes=changes)
    twice = {"confirmed_none": True, "answers": {"seizure": "yes"}}
    yield look("none, but one", 400, "contradiction", "#/alarms/confirmed_none", alarms=twice)
    maybe = {"answers": {"seizure": "maybe"}}
    yield look("neither yes nor no", 400, "body_refused", "#/alarms/answers/seizure", alarms=maybe)
    yield look("by a stranger", 422, "practitioner_needed", "#/by", by=NOBODY)
    yield look("by another practice's person", 422, "practitioner_needed", "#/by", by="{their_person}")
    yield look("a number for a list", 400, "body_refused", "#/alarms", alarms=3)


def acts() -> Iterator[Bad]:
    """What a practitioner cannot do."""
    yield act("no reason", 400, "body_refused", "#/reason", reason="")
    yield act("a reason of dots", 422, "reason_too_short", "#/reason", reason="...")
    yield act("no such act", 400, "body_refused", "#/kind", kind="double")
    yield act("resume what is not paused", 409, "not_paused", "#/kind", kind="resume")
    yield act("stop without saying why", 400, "body_refused", "#/stop_reason", kind="stop")
    yield act("a step without a step", 400, "body_refused", "#/step", kind="set_step")
    yield act("a step that is none", 422, "step_refused", "#/step", kind="set_step", step="s9")
    yield act("two steps at once", 422, "step_refused", "#/step", kind="set_step", step="s3")
    yield act("a step of nothing", 422, "step_refused", "#/item", kind="set_step", step="s0", item="zinc")
    yield act("a call that is not open", 409, "no_such_call", "#/call", kind="close_call", call=1)
    yield act("a call without a call", 400, "body_refused", "#/call", kind="close_call")
    yield act("by a stranger", 422, "practitioner_needed", "#/by", by=NOBODY)
    stop = {"kind": "stop", "reason": "Again.", "stop_reason": "died"}
    yield Bad("adjustment: what is over", "/v1/plans/{stopped}/adjustments", stop, 409, "plan_over", "#/kind")
    yield Bad("adjustment: of another practice", "/v1/plans/{their_plan}/adjustments", stop, 404, "not_found", None)


def clients() -> Iterator[Bad]:
    """Clients that cannot be."""
    yield client("born tomorrow", 422, "birth_date_refused", "#/birth_date", birth_date="2026-11-24")
    yield client("born in the year 1", 422, "birth_date_refused", "#/birth_date", birth_date="0001-01-01")
    yield client("born in the year 9999", 422, "birth_date_refused", "#/birth_date", birth_date="9999-12-31")
    yield client("no name", 400, "body_refused", "#/display_name", display_name="")
    yield client("a blank name", 400, "body_refused", "#/display_name", display_name="   ")
    yield client("a name of two lines", 400, "body_refused", "#/display_name", display_name=f"{LEAK}\nSmith")
    yield client("a NUL in a name", 400, "body_refused", "#/display_name", display_name=f"{LEAK}\0")
    yield client("half a character", 400, "body_refused", "#/display_name", display_name="\ud800")
    yield client("a very long name", 400, "body_refused", "#/display_name", display_name=LEAK * 40)
    yield client("a number for a name", 400, "body_refused", "#/display_name", display_name=7)
    yield client("a reference that is taken", 409, "duplicate_reference", "#/reference", reference="MRN-1")
    yield client("a field of its own", 400, "body_refused", "#", **{LEAK: 1})


def bodies() -> Iterator[Bad]:
    """Bodies that are no bodies."""
    good = json.dumps(SAM | {"reference": "MRN-9"}).encode()
    yield raw("none", 400, "body_missing", None, b"")
    yield raw("not JSON", 400, "body_not_json", None, b"{'reference': 'MRN-9'}")
    yield raw("cut off", 400, "body_not_json", None, good[:-1])
    yield raw("two of them", 400, "body_not_json", None, good + good)
    yield raw("not UTF-8", 400, "body_not_json", None, good.replace(b"Sam", b"S\xe9m"))
    yield raw("a list", 400, "body_refused", "#", b"[]")
    yield raw("null", 400, "body_refused", "#", b"null")
    yield raw("a field twice", 400, "body_refused", "#/reference", good[:-1] + b', "reference": "MRN-8"}')
    yield raw("NaN", 400, "body_not_json", None, good.replace(b'"MRN-9"', b"NaN"))
    yield raw("1e400", 400, "body_refused", "#/reference", good.replace(b'"MRN-9"', b"1e400"))
    yield raw("a number of 5000 digits", 400, "body_refused", "#/reference", good.replace(b'"MRN-9"', b"9" * 5000))
    yield raw("nested 10000 deep", 400, "body_refused", "#", b"[" * 10000 + b"]" * 10000)
    yield raw("11 MB", 413, "body_too_large", None, b'{"reference": "' + b"x" * 11_000_000 + b'"}')
    for name, media_type in (
        ("a form", "application/x-www-form-urlencoded"),
        ("text", "text/plain"),
        ("XML", "text/xml"),
    ):
        yield Bad(f"body: {name}", "/v1/clients", good, 415, "media_type_refused", None, media_type=media_type)
    latin = "application/json; charset=iso-8859-1"
    yield Bad("body: another charset", "/v1/clients", good, 415, "media_type_refused", None, media_type=latin)


BAD: Final = (*starts(), *looks(), *acts(), *clients(), *bodies())


def test_the_table_names_each_case_once() -> None:
    assert len({bad.name for bad in BAD}) == len(BAD)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad_input_gets_a_problem_and_leaves_no_trace(service: Service, furnished: Furnished, bad: Bad) -> None:
    who = (furnished.practice.id, furnished.stranger.id)
    before = stored(service.database, *who)
    path = bad.path.format(**furnished.names)
    content = bad.content(furnished.names)
    answer = furnished.practice.api.ask(bad.method, path, content=content, headers={"Content-Type": bad.media_type})
    problem = answer.json()
    pointers = [fault["pointer"] for fault in problem["errors"] if "pointer" in fault]
    assert (problem["status"], problem["code"], pointers) == (
        bad.status,
        bad.code,
        [] if bad.pointer is None else [bad.pointer],
    ), problem
    assert (answer.status_code, problem["type"]) == (bad.status, f"urn:gut-protocols:problem:{bad.code}")
    for said in (problem["title"], problem["detail"], *(fault["detail"] for fault in problem["errors"])):
        assert is_for_people(said), said
    assert LEAK not in answer.text
    assert stored(service.database, *who) == before


MACHINE_WORDS: Final = re.compile(r"`\$|Traceback|Error\b|Exception|None\b|UUID\(|Decimal\(|msgspec|regex|`str|`int")


def is_for_people(sentence: str) -> bool:
    """Whether a person could read it aloud: words, a capital first, nothing of our own machinery."""
    begins_well = sentence[:1].isupper() or sentence.startswith("`")
    return begins_well and " " in sentence and not MACHINE_WORDS.search(sentence)
