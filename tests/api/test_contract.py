"""The OpenAPI document is finished: every generator reads it rightly, and it is the same bytes every time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from litestar import get
from litestar.params import FromQuery
from litestar.testing import TestClient

from api.contract import FinalConfig, document_bytes, op
from api.contract_schemas import NotAContract
from api.contract_tidy import NULL, tidy
from api.edge import edge
from api.paging import Page
from protocols.decimal_string import PATTERN
from tests.api import mini

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(document_bytes(mini.make()))


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    for below in tree if isinstance(tree, list) else ():
        yield from nodes(below)


def test_what_is_served_is_what_is_committed() -> None:
    app = mini.make()
    with TestClient(app) as client:
        answer = client.get("/v1/openapi.json")
    assert answer.content == document_bytes(app) == document_bytes(mini.make())
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.content.startswith(b'{\n  "openapi": "3.1.0",\n')
    assert answer.content.endswith(b"}\n")


def test_it_is_made_once() -> None:
    app = mini.make()
    assert document_bytes(app) is document_bytes(app)


PROGRAM = """
import sys
from api.contract import document_bytes
from tests.api.mini import make
sys.stdout.buffer.write(document_bytes(make()))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_hash_seeds_do_not_change_it(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    made = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert made.stdout == document_bytes(mini.make())


def test_operations_are_named_and_summed_up(document: Any) -> None:
    listing = document["paths"]["/v1/things"]["get"]
    assert listing["operationId"] == "listThings"
    assert listing["summary"] == "List the things"
    assert listing["description"] == "List the things. The newest stands last."


def test_the_order_of_handlers_does_not_change_it() -> None:
    def made(*handlers: Any) -> bytes:
        return document_bytes(edge(FinalConfig(title="t", version="1", unions={"Dose": mini.Dose}), handlers))

    assert made(mini.print_thing, mini.list_things) == made(mini.list_things, mini.print_thing)


def test_errors_are_problems(document: Any) -> None:
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status == "default" or status >= "400":
                    assert response["$ref"].startswith("#/components/responses/Problem")
            assert "default" in operation["responses"]
    for response in document["components"]["responses"].values():
        assert response["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert set(document["components"]["responses"]) == {
        "Problem", "Problem400", "Problem404", "Problem412", "Problem415", "Problem428",
    }  # fmt: skip


def test_every_reference_leads_somewhere(document: Any) -> None:
    for node in nodes(document):
        for reference in [node.get("$ref"), *(node.get("mapping") or {}).values()]:
            if isinstance(reference, str):
                found = document
                for step in reference.removeprefix("#/").split("/"):
                    found = found[step]


def test_answers_say_which_headers_they_have(document: Any) -> None:
    created = document["paths"]["/v1/things"]["post"]["responses"]["201"]
    assert created["headers"] == {
        "Location": {"$ref": "#/components/headers/Location"},
        "ETag": {"$ref": "#/components/headers/ETag"},
    }
    assert set(document["components"]["headers"]) == {"ETag", "Link", "Location"}


def test_problems_of_authentication_say_which_header_they_have() -> None:
    @get("/x", sync_to_thread=True, operation_class=op(401, 503))
    def guarded() -> None:
        """Guarded."""

    made = json.loads(document_bytes(edge(FinalConfig(title="t", version="1"), [guarded])))
    assert set(made["components"]["responses"]["Problem401"]["headers"]) == {"WWW-Authenticate"}
    assert set(made["components"]["responses"]["Problem503"]["headers"]) == {"Retry-After"}


def test_an_unknown_header_is_a_mistake_in_the_code() -> None:
    with pytest.raises(ValueError, match="X-Typo"):
        op(headers={200: ["X-Typo"]})


def test_tagged_unions_have_a_name(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Dose"] == {
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"fixed": "#/components/schemas/Fixed", "per_kg": "#/components/schemas/PerKg"},
        },
        "oneOf": [{"$ref": "#/components/schemas/Fixed"}, {"$ref": "#/components/schemas/PerKg"}],
    }
    assert schemas["ThingRead"]["properties"]["dose"] == {"$ref": "#/components/schemas/Dose"}
    assert schemas["Thing"]["properties"]["dose"] == {"oneOf": [{"$ref": "#/components/schemas/Dose"}, NULL]}
    assert schemas["Fixed"]["properties"]["kind"] == {"type": "string", "const": "fixed"}


def test_decimals_are_strings_with_a_pattern(document: Any) -> None:
    described = {"type": "string", "pattern": PATTERN, "examples": ["2.5"]}
    assert document["components"]["schemas"]["Weight"]["properties"]["value"] == described
    parameters = {p["name"]: p for p in document["paths"]["/v1/things"]["get"]["parameters"]}
    assert parameters["at_least"]["schema"] == described
    assert not [node for node in nodes(document) if node.get("format") == "decimal"]


def test_parameters_have_no_null(document: Any) -> None:
    parameters = {p["name"]: p for p in document["paths"]["/v1/things"]["get"]["parameters"]}
    assert parameters["colour"]["schema"] == {"$ref": "#/components/schemas/Colour"}
    assert parameters["text"]["schema"] == {"type": "string"}
    assert parameters["tag"]["schema"] == {"type": "array", "items": {"type": "string"}}
    assert parameters["limit"] == {
        "name": "limit", "in": "query", "required": False, "description": "How many items at most.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    }  # fmt: skip
    assert type(parameters["limit"]["schema"]["maximum"]) is int


def test_if_match_is_required_on_paper(document: Any) -> None:
    parameters = {p["name"]: p for p in document["paths"]["/v1/things/{number}"]["put"]["parameters"]}
    assert parameters["If-Match"]["required"] is True


def test_bodies_are_closed_and_answers_are_open(document: Any) -> None:
    closed = {name for name, schema in document["components"]["schemas"].items() if "additionalProperties" in schema}
    assert closed == {"Thing", "ThingPatch", "Fixed", "PerKg", "Weight"}


def test_bodies_say_what_they_are(document: Any) -> None:
    patch = document["paths"]["/v1/things/{number}"]["patch"]["requestBody"]
    assert (list(patch["content"]), patch["required"]) == (["application/merge-patch+json"], True)
    assert document["paths"]["/v1/things/{number}/retire"]["post"]["requestBody"]["required"] is False


def test_paper_is_binary(document: Any) -> None:
    answer = document["paths"]["/v1/things/{number}/sheet.pdf"]["get"]["responses"]["200"]
    assert answer["content"] == {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


def test_the_key_is_a_bearer_and_public_routes_say_so(document: Any) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {name: (each["type"], each["scheme"]) for name, each in schemes.items()} == {
        "ApiKey": ("http", "bearer"),
        "AccessToken": ("http", "bearer"),
    }
    assert schemes["AccessToken"]["bearerFormat"] == "JWT"
    assert document["security"] == [{"ApiKey": []}, {"AccessToken": []}]
    assert document["paths"]["/v1/things/{number}/sheet.pdf"]["get"]["security"] == [{}]
    assert "security" not in document["paths"]["/v1/things"]["get"]


def test_there_is_no_noise(document: Any) -> None:
    for node in nodes(document):
        assert "anyOf" not in node
        assert node.get("deprecated") is not False
        assert node.get("required") != []
        assert node.get("headers") != {}


def test_answers_are_as_the_document_says(document: Any) -> None:
    with TestClient(mini.make()) as client:
        for path, schema in (("/v1/things", "ThingPage"), ("/v1/things/1", "ThingRead"), ("/v1/x", "Problem")):
            wanted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
            Draft202012Validator(wanted).validate(client.get(path).json())


def test_a_bare_generic_is_refused() -> None:
    @get("/x", sync_to_thread=True)
    def bare() -> Page[mini.ThingRead]:
        raise NotImplementedError

    with pytest.raises(NotAContract, match="generic"):
        document_bytes(edge(FinalConfig(title="t", version="1", unions={"Dose": mini.Dose}), [bare]))


def test_paragraphs_follow_the_operations_own_words() -> None:
    @get("/x", sync_to_thread=True)
    def get_thing() -> None:
        """Read a thing."""

    made = document_bytes(edge(FinalConfig(title="t", version="1", manual={"getThing": ("One.", "Two.")}), [get_thing]))
    assert json.loads(made)["paths"]["/x"]["get"]["description"] == "Read a thing.\n\nOne.\n\nTwo."
    with pytest.raises(NotAContract, match="getNothing"):
        document_bytes(edge(FinalConfig(title="t", version="1", manual={"getNothing": ("One.",)}), [get_thing]))


def test_a_tagged_union_without_a_name_is_refused() -> None:
    @get("/x", sync_to_thread=True)
    def unnamed() -> mini.ThingRead:
        raise NotImplementedError

    with pytest.raises(NotAContract, match="union"):
        document_bytes(edge(FinalConfig(title="t", version="1"), [unnamed]))


def test_a_named_union_may_itself_be_the_answer() -> None:
    @get("/x", sync_to_thread=True)
    def answer(colour: FromQuery[mini.Colour]) -> mini.Dose:
        raise NotImplementedError

    made = json.loads(document_bytes(edge(FinalConfig(title="t", version="1", unions={"Dose": mini.Dose}), [answer])))
    content = made["paths"]["/x"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Dose"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"anyOf": [{"type": "string", "maxLength": 3}, NULL]}, {"type": ["string", "null"], "maxLength": 3}),
        ({"anyOf": [{"$ref": "a"}, NULL]}, {"oneOf": [{"$ref": "a"}, NULL]}),
        ({"oneOf": [{"type": "string"}]}, {"type": "string"}),
        ({"anyOf": [NULL, {"anyOf": [{"$ref": "a"}, {"$ref": "b"}], "discriminator": {"x": 1}}]},
         {"oneOf": [{"$ref": "a"}, {"$ref": "b"}, NULL], "discriminator": {"x": 1}}),
        ({"anyOf": [{"enum": ["a", "b"]}, NULL]},
         {"oneOf": [{"enum": ["a", "b"], "type": "string"}, NULL]}),
        ({"enum": ["a"]}, {"type": "string", "const": "a"}),
        ({"enum": ["a"], "title": "One"}, {"type": "string", "enum": ["a"], "title": "One"}),
        ({"type": "integer", "minimum": 1.0, "maximum": 1.5}, {"type": "integer", "minimum": 1, "maximum": 1.5}),
        ({"description": "mine", "anyOf": [{"type": "string", "description": "its"}]},
         {"type": "string", "description": "mine"}),
        ({"description": "One.\n\n    Two,\n    three.\n    "}, {"description": "One.\n\nTwo,\nthree."}),
    ],
)  # fmt: skip
def test_the_dialect(before: dict[str, Any], after: dict[str, Any]) -> None:
    tidy(before)
    assert before == after
