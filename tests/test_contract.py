"""The committed OpenAPI document is what the code says, what is served, and what an integrator needs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import pytest
from jsonschema_rs import meta
from litestar.testing import TestClient

import protocols
from api.app import application
from api.problems import BY_STATUS
from api.statuses import OURS, STATUSES, all_refusals, status_of
from protocols.authoring.finding_codes import FINDING_CODES
from protocols.checkpoints.change import CHANGES
from protocols.plans.adverse_event import RECORDED_UNTIL
from protocols.plans.limit_keys import LIMIT_KEYS

ROOT: Final = Path(__file__).parents[1]
COMMITTED: Final = (ROOT / "openapi" / "openapi.json").read_bytes()
DOCUMENT: Final = json.loads(COMMITTED)
PUBLIC: Final = {"getLiveness", "getReadiness"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


OPERATIONS: Final = list(operations())
IDS: Final = [operation["operationId"] for _, _, operation in OPERATIONS]
each_operation = pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=IDS)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for below in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(below)


def test_what_is_committed_is_what_the_command_prints() -> None:
    command = [sys.executable, "-m", "api", "contract"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout == COMMITTED


def test_what_is_committed_is_what_is_served() -> None:
    app = application(None)
    with TestClient(app) as client:
        answer = client.get("/v1/openapi.json")
    assert (answer.status_code, answer.content) == (200, COMMITTED)


def test_every_refusal_has_a_status_and_a_code_of_its_own() -> None:
    for module in walk_packages(protocols.__path__, "protocols."):
        import_module(module.name)
    refusals = all_refusals()
    assert {kind for kind in refusals if status_of(kind) == 500} == set(OURS)
    codes = [kind.code for kind in refusals]
    assert sorted(codes) == sorted(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)
    assert all(kind.title[:1].isupper() and not kind.title.endswith(".") for kind in refusals)
    assert set(STATUSES) <= set(refusals)


@each_operation
def test_an_operation_says_what_it_is(method: str, path: str, operation: dict[str, Any]) -> None:
    known = {tag["name"] for tag in DOCUMENT["tags"]}
    assert set(operation["tags"]) <= known
    assert len(operation["tags"]) == 1
    assert re.match(r"[A-Z][^.]*$", operation["summary"]), operation["summary"]
    assert operation["description"].endswith(".")
    assert operation["summary"].lower() != operation["operationId"].lower()


@each_operation
def test_an_operation_says_who_may_call_it(method: str, path: str, operation: dict[str, Any]) -> None:
    public = operation["operationId"] in PUBLIC
    assert (operation.get("security") == [{}]) is public
    assert ("401" in operation["responses"]) is not public
    assert DOCUMENT["security"] == [{"ApiKey": []}, {"AccessToken": []}]


@each_operation
def test_an_operation_says_how_it_fails(method: str, path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    assert "default" in responses
    for status, response in responses.items():
        if status == "default" or int(status) >= 400:
            assert response["$ref"].startswith("#/components/responses/Problem")
    assert "{" not in path or "404" in responses
    assert "requestBody" not in operation or "400" in responses
    guarded = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ()))
    assert guarded is ({"412", "428"} <= set(responses))


def test_operation_ids_read_like_methods_and_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name) for name in IDS)


VERBS: Final = {"get": ("get", "list", "print"), "put": ("replace",), "patch": ("update",)}


@each_operation
def test_an_operation_id_begins_with_what_the_method_does(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["operationId"].startswith(VERBS.get(method, ""))


def test_path_parameters_are_declared_once_each() -> None:
    for _, path, operation in OPERATIONS:
        declared = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"]
        assert sorted(declared) == sorted(re.findall(r"\{([^}]+)\}", path))


def test_every_reference_leads_somewhere_and_everything_is_used() -> None:
    pointers = {str(node["$ref"]) for node in nodes(DOCUMENT) if isinstance(node.get("$ref"), str)}
    for pointer in pointers:
        found: Any = DOCUMENT
        for step in pointer.removeprefix("#/").split("/"):
            found = found[step]
        assert isinstance(found, dict)
    for kind in ("schemas", "responses", "headers"):
        unused = {name for name in DOCUMENT["components"][kind] if f"#/components/{kind}/{name}" not in pointers}
        assert not unused, unused


def test_every_schema_is_a_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        meta.validate(schema)


def reachable(tree: Any, seen: set[str]) -> set[str]:
    """The names of all schemas that a part of the document leads to."""
    prefix = "#/components/schemas/"
    for node in nodes(tree):
        name = str(node.get("$ref", "")).removeprefix(prefix)
        if str(node.get("$ref", "")).startswith(prefix) and name not in seen:
            seen.add(name)
            reachable(DOCUMENT["components"]["schemas"][name], seen)
    return seen


def test_what_may_be_sent_is_described_and_closed() -> None:
    """A field with a slip of the pen is refused, and the document says so."""
    sent = reachable([operation.get("requestBody", {}) for _, _, operation in OPERATIONS], set())
    assert len(sent) > 30
    for name in sent:
        schema = DOCUMENT["components"]["schemas"][name]
        assert schema.get("type") != "object" or schema.get("description"), name
        assert schema.get("type") != "object" or "additionalProperties" in schema, name


def test_no_number_is_a_float() -> None:
    """An amount that went through a float would not be the amount that was written."""
    assert not [node for node in nodes(DOCUMENT["components"]["schemas"]) if node.get("type") == "number"]


def test_no_list_tells_its_entries_by_their_place() -> None:
    """Generators of clients read neither `prefixItems` nor `"items": false`: what has a place has a name."""
    assert not [node for node in nodes(DOCUMENT) if "prefixItems" in node or node.get("items") is False]


def test_every_question_of_a_check_in_is_told() -> None:
    """The alarms stand in the protocol; what may have changed is the same for all, and stands here."""
    asked = DOCUMENT["components"]["schemas"]["CheckIn"]["properties"]["changes"]["description"]
    assert all(f"`{each.key}`: {each.asked}" in asked for each in CHANGES)


def described(schema: str, field: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["components"]["schemas"][schema]["properties"][field]
    return found


def test_every_refusal_is_told_with_its_status_and_what_it_means() -> None:
    told, listed = described("Problem", "code"), described("Problem", "code")["x-extensible-enum"]
    responses = DOCUMENT["components"]["responses"]
    for kind in all_refusals():
        if kind in OURS:
            assert f"`{kind.code}`" in told["description"]
            assert kind.code not in listed
            continue
        status = status_of(kind)
        assert f"\n| `{kind.code}` | {status} | {kind.title} |" in told["description"]
        assert kind.code in listed
        response = responses.get(f"Problem{status}", responses["Problem"])
        assert f"\n- `{kind.code}`: {kind.title}." in response["description"]
    for status, (code, _, _) in BY_STATUS.items():
        assert f"\n| `{code}` | {status} | " in told["description"]
    assert "- any of the status 422" in responses["Problem400"]["description"]
    assert len(listed) == len(set(listed))
    assert "enum" not in told


def test_the_codes_of_a_response_are_those_of_its_status() -> None:
    """And those of every status that no operation names are told where any other error is."""
    codes = {kind.code: status for kind, status in STATUSES.items()}
    codes |= {code: status for status, (code, _, _) in BY_STATUS.items()}
    responses = DOCUMENT["components"]["responses"]
    named = {name.removeprefix("Problem") for name in responses} - {""}
    for name, response in responses.items():
        status = name.removeprefix("Problem")
        told = set(re.findall(r"^- `([a-z_]+)`", response["description"], re.MULTILINE))
        assert told == {
            code for code, known in codes.items() if (str(known) == status if status else str(known) not in named)
        }


def test_every_finding_is_told_with_its_severity_and_what_it_means() -> None:
    told = described("Finding", "code")
    for code, meaning in FINDING_CODES.items():
        assert f"\n| `{code}` | {' or '.join(meaning.severities)} | {meaning.title} |" in told["description"]
    assert told["x-extensible-enum"] == list(FINDING_CODES)
    assert "enum" not in told


def test_every_limit_of_the_engine_is_told() -> None:
    told = described("Considered", "key")["description"]
    assert [f"| `{key}` | {meaning} |" in told for key, meaning in LIMIT_KEYS.items()] == [True] * len(LIMIT_KEYS)


# the operation, what its text says of the engine
BEHAVIOUR: Final = [
    ("startPlan", "A weight is 30 to 250 kg, a height 100 to 250 cm"),
    ("startPlan", "outside 14 to 60, or a weight more than 20 %"),
    ("startPlan", "22 kg per square metre of height, from 140 to 210 cm"),
    ("startPlan", "rounded down, never up, to whole units"),
    ("startPlan", "one unit at a time in the order of the day, or by the largest remainder"),
    ("startPlan", "more than 40 g a day is refused; more than 30 g a day, or than 0.5 g per kg"),
    ("startPlan", "One dose holds at most 15 g"),
    ("startPlan", "at most 30 days ago and at most 90 days ahead"),
    ("recordCheckIn", "`stop`, `pause`, `step_back`, `hold`, `advance`, the strongest first"),
    ("recordCheckIn", "A rule that cannot be decided counts as a hold"),
    ("recordCheckIn", "A step back from the lowest step is a pause"),
    (
        "recordCheckIn",
        "the latest of the day after the check-in, the day after it was entered, and the end of the least",
    ),
    (
        "recordCheckIn",
        "opens 1 day before it is due (a baseline 7 days before day 1), is late until 3 days after, overdue",
    ),
    ("recordCheckIn", "until 7, missed until 14. After that the plan lapses"),
    ("recordCheckIn", "3 counted holds in a row on one step make a routine call"),
    ("recordCheckIn", "may be entered again 2 times; left once more, the step below it becomes the maintenance dose"),
    ("recordCheckIn", "Taken on fewer than 6 of the last 7 days, nothing rises; with 4 of them or more not taken"),
    ("recordCheckIn", "so on fewer than 4 days, the least days of the step start again"),
    (
        "recordCheckIn",
        "and these days do not count; up to 7, the same step, of which the least days start again",
    ),
    (
        "recordCheckIn",
        "up to 14, one step lower; more, the entry step or lower after a new screening; after more than 28",
    ),
    ("recordCheckIn", "A weight more than 10 % from those before is asked again"),
    ("recordCheckIn", "An unplanned loss of 5 % or more since the start stops the plan"),
    ("recordCheckIn", "the last 14 days before the check-in, at a baseline from the last 90"),
    ("listDecisions", "Each `limit-…` key is explained at `Considered.key`"),
    ("adjustPlan", "A dose is never resumed above the last step that was tolerated"),
    ("getSupply", "10 % more than the course needs"),
    ("publishDraft", "Every code is explained at `Finding.code`"),
]


@pytest.mark.parametrize(("name", "told"), BEHAVIOUR)
def test_what_the_engine_does_of_its_own_is_told_where_it_does_it(name: str, told: str) -> None:
    (operation,) = (each for _, _, each in OPERATIONS if each["operationId"] == name)
    assert told in re.sub(r"\s+", " ", operation["description"])


def test_until_when_an_adverse_event_is_recorded_is_told() -> None:
    told = DOCUMENT["paths"]["/v1/plans/{plan_id}/reports"]["post"]["description"]
    assert f"up to {RECORDED_UNTIL} days after its end" in " ".join(told.split())
    onset = DOCUMENT["components"]["schemas"]["AdverseEvent"]["properties"]["onset"]["description"]
    assert f"at most {RECORDED_UNTIL} days before or after the plan" in onset


def test_that_a_migration_may_lower_a_dose_is_told_with_what_to_do_then() -> None:
    told = " ".join(DOCUMENT["components"]["schemas"]["MigrationNew"]["description"].split())
    assert "its dose may be lower afterwards" in told
    assert "the client has to be told by voice" in told


def test_no_paragraph_is_read_as_a_block_of_code() -> None:
    indented = [node for node in nodes(DOCUMENT) if "\n    " in str(node.get("description", ""))]
    assert indented == []


def test_the_intended_use_is_told() -> None:
    told = DOCUMENT["info"]["description"]
    for words in (
        "qualified practitioners",
        "Not for emergencies",
        "not for children",
        "Not certified as a medical device",
    ):
        assert words in told
