"""The operations of the document: their errors, their headers, their parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from litestar.openapi.spec import OpenAPIResponse, Operation, Reference

from api.contract_schemas import REF, NotAContract, operations
from api.contract_tidy import NULL, Node, nodes
from api.revalidation import is_revalidated

RESPONSES: Final = "#/components/responses/"
HEADERS: Final = "#/components/headers/"

# The headers that an operation may document, and what each of them tells.
_HEADERS: Final = {
    "Content-Disposition": "The name under which the file may be kept; it never contains the name of a client.",
    "Content-Language": "The language of the answer.",
    "Deprecation": "Since when the operation is deprecated (RFC 9745).",
    "ETag": "The entity tag: as If-Match it replaces exactly this version, as If-None-Match it reads what changed.",
    "Idempotency-Replayed": "`true` for the stored answer to an earlier request with the same Idempotency-Key.",
    "Link": 'The next page of a list, as `rel="next"` (RFC 8288); of what is deprecated, what to read and use instead.',
    "Location": "The address of what was created.",
    "Preference-Applied": "`return=minimal` where that was preferred and done (RFC 7240).",
    "RateLimit": 'What is left of the quota: `"default";r=5999;t=42`, requests and seconds until it is whole again.',
    "RateLimit-Policy": 'The quota: `"default";q=6000;w=60`, requests in a window of seconds.',
    "Retry-After": "How many seconds to wait before trying again.",
    "Sunset": "When the operation ends (RFC 8594); from then on it is 410.",
    "WWW-Authenticate": "How to authenticate.",
}
_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of an earlier answer: where that still holds, the answer is 304 without a body.",
}
_ALWAYS: Final = {"401": "WWW-Authenticate", "403": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"}


def op(*errors: int, headers: Mapping[int, Sequence[str]] | None = None) -> type[Operation]:
    """`operation_class=op(404, 409, headers={201: ["Location"]})`: the problems and headers of one operation."""
    named = {str(status): list(names) for status, names in (headers or {}).items()}
    if unknown := {name for names in named.values() for name in names} - set(_HEADERS):
        raise ValueError(f"Headers that the contract does not describe: {sorted(unknown)}")

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            self.responses = dict(self.responses or {})
            for status, response in self.responses.items():
                if isinstance(response, OpenAPIResponse):
                    own = {name: Reference(HEADERS + name) for name in named.get(status, ())}
                    response.headers = {**(response.headers or {}), **own}
            self.responses |= {str(status): Reference(f"{RESPONSES}Problem{status}") for status in errors}

    return Described


def complete(document: Node, optional_bodies: set[str]) -> None:
    """Finishes every operation and adds the shared responses and headers that are used; in place.

    `optional_bodies` are the ids of operations whose body may be left out.
    """
    for operation in operations(document):
        _describe(operation)
        _problems(operation)
        for parameter in operation.get("parameters", ()):
            _parameter(parameter)
        _replayed(operation)
        for response in operation["responses"].values():
            _binary(response)
        if operation["operationId"] in optional_bodies:
            operation["requestBody"]["required"] = False
    for path, item in document["paths"].items():
        if "get" in item and is_revalidated(path):
            _revalidated(item["get"])
    _shared(document)


def add_paragraphs(document: Node, manual: Mapping[str, Sequence[str]]) -> None:
    """Puts paragraphs after the description of an operation, by its id; in place."""
    known = {operation["operationId"]: operation for operation in operations(document)}
    if strangers := sorted(manual.keys() - known.keys()):
        raise NotAContract(f"Paragraphs about operations that do not exist: {strangers}")
    for name, paragraphs in manual.items():
        known[name]["description"] = "\n\n".join((known[name]["description"], *paragraphs))


def _describe(operation: Node) -> None:
    """The first sentence of a docstring is the summary, unless the handler has one; Litestar would repeat the id."""
    told = operation.get("description", "")
    if told and operation.get("summary", "").lower() == operation["operationId"].lower():
        operation["summary"] = re.split(r"(?<=[.:;])\s", told, maxsplit=1)[0].rstrip(".:;")


def _problems(operation: Node) -> None:
    responses = operation["responses"]
    if "$ref" not in responses.get("400", {"$ref": ""}):
        del responses["400"]  # Litestar's own, of a shape that never leaves this service
    responses["default"] = {"$ref": RESPONSES + "Problem"}
    for status, response in responses.items():
        if status.isdigit() and response.get("description") == HTTPStatus(int(status)).description:
            response["description"] = HTTPStatus(int(status)).phrase


def _parameter(parameter: Node) -> None:
    schema = parameter["schema"]
    if isinstance(schema.get("type"), list):  # a query string has no null
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
        if "enum" in schema:
            schema["enum"] = [value for value in schema["enum"] if value is not None]
    branches = [branch for branch in schema.get("oneOf", ()) if branch != NULL]
    if len(branches) == 1:
        del schema["oneOf"]
        schema.update(branches[0])
    if "description" in schema:
        parameter.setdefault("description", schema.pop("description"))
    if parameter["name"] == "If-Match":  # optional for Litestar only so that its absence is a 428
        parameter["required"] = True


def _replayed(operation: Node) -> None:
    """What takes an Idempotency-Key says so in its answers, and how a key is refused."""
    if not any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", ())):
        return
    refused = {status: {"$ref": f"{RESPONSES}Problem{status}"} for status in ("400", "422")}
    operation["responses"] = dict(sorted({**refused, **operation["responses"]}.items()))
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            replayed = {"Idempotency-Replayed": {"$ref": f"{HEADERS}Idempotency-Replayed"}}
            response["headers"] = {**response.get("headers", {}), **replayed}


def _revalidated(operation: Node) -> None:
    """What is read has a tag, and is not sent again to who has it."""
    tag = {"ETag": {"$ref": HEADERS + "ETag"}}
    told = operation["responses"]["200"]
    told["headers"] = {**told.get("headers", {}), **tag}
    unchanged = {"304": {"description": "What If-None-Match names is what it says now.", "headers": tag}}
    operation["responses"] = dict(sorted({**operation["responses"], **unchanged}.items()))
    operation["parameters"] = [*operation.get("parameters", ()), _IF_NONE_MATCH]


def _binary(response: Node) -> None:
    for media_type, content in response.get("content", {}).items():
        if not media_type.startswith("text/") and not media_type.endswith("json"):
            content["schema"] = {"type": "string", "format": "binary"}


def _shared(document: Node) -> None:
    components = document["components"]
    components["responses"] = {name: _problem(name) for name in _used(document, RESPONSES)}
    components["headers"] = {
        name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in _used(document, HEADERS)
    }


def _used(document: Node, prefix: str) -> list[str]:
    references = {str(node.get("$ref", "")) for node in nodes(document)}
    return sorted(ref.removeprefix(prefix) for ref in references if ref.startswith(prefix))


def _problem(name: str) -> Node:
    status = name.removeprefix("Problem")
    response: Node = {
        "description": HTTPStatus(int(status)).phrase if status else "Any other error",
        "content": {"application/problem+json": {"schema": {"$ref": REF + "Problem"}}},
    }
    if header := _ALWAYS.get(status):
        response["headers"] = {header: {"$ref": HEADERS + header}}
    return response
