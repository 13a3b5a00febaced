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
from api.statuses import STATUSES, all_refusals, status_of
from protocols.checkpoints.change import CHANGES
from protocols.plans.adverse_event import RECORDED_UNTIL

ROOT: Final = Path(__file__).parents[1]
COMMITTED: Final = (ROOT / "openapi" / "openapi.json").read_bytes()
DOCUMENT: Final = json.loads(COMMITTED)
PUBLIC: Final = {"getLiveness", "getReadiness"}
OURS: Final = {"LogBroken", "NotInCatalogue"}
"""Refusals that only a fault of ours can raise, and so a 500 on purpose."""


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
    assert {kind.__name__ for kind in refusals if status_of(kind) == 500} == OURS
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
    assert DOCUMENT["security"] == [{"ApiKey": []}]


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


def test_every_question_of_a_check_in_is_told() -> None:
    """The alarms stand in the protocol; what may have changed is the same for all, and stands here."""
    asked = DOCUMENT["components"]["schemas"]["CheckIn"]["properties"]["changes"]["description"]
    assert all(f"`{each.key}`: {each.asked}" in asked for each in CHANGES)


def described(name: str) -> str:
    return " ".join(str(DOCUMENT["components"]["schemas"][name]["description"]).split())


def test_until_when_an_adverse_event_is_recorded_is_told() -> None:
    told = DOCUMENT["paths"]["/v1/plans/{plan_id}/reports"]["post"]["description"]
    assert f"up to {RECORDED_UNTIL} days after its end" in " ".join(told.split())
    onset = DOCUMENT["components"]["schemas"]["AdverseEvent"]["properties"]["onset"]["description"]
    assert f"at most {RECORDED_UNTIL} days after the end" in onset


def test_that_a_migration_may_lower_a_dose_is_told_with_what_to_do_then() -> None:
    told = described("MigrationNew")
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
