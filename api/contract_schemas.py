"""The component schemas of the document, as msgspec describes the types that it reads and writes."""

import enum
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.contract_tidy import NULL, Node, nodes, tidy
from protocols.decimal_string import schema_hook

REF: Final = "#/components/schemas/"
_CLASS_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")


class NotAContract(RuntimeError):
    """The code describes something that generated clients could not use; told at build time, never to a caller."""


def handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    """Every handler that the document describes."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.resolve_include_in_schema():
                yield handler


def types_of(app: Litestar) -> list[type]:
    """Every Struct and Enum that handlers take or answer with."""
    fields = (
        field
        for handler in handlers(app)
        for field in (handler.parsed_fn_signature.return_type, *handler.parsed_fn_signature.parameters.values())
    )
    return list(dict.fromkeys(kind for field in fields for kind in _types_in(field.annotation)))


def _types_in(annotation: Any) -> Iterable[type]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct | enum.Enum):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _types_in(argument)


def replace_schemas(document: Node, kinds: list[type], unions: Mapping[str, Any]) -> None:
    """Puts msgspec's schemas in the place of Litestar's and gives every tagged union its one name."""
    described, schemas = msgspec.json.schema_components(
        [*kinds, *unions.values()], schema_hook=schema_hook, ref_template=REF + "{name}"
    )
    _require_names(set(document["components"].get("schemas", {})), set(schemas))
    document["components"]["schemas"] = schemas
    tidy(document)
    named = dict(zip(unions, described[len(kinds) :], strict=True))
    tidy(named)
    for name, union in named.items():
        _hoist(document, name, union)
    _require_no_more_unions(document)
    document["components"]["schemas"] = dict(sorted({**schemas, **named}.items()))
    _open_answers(document)


def _require_names(litestars: set[str], msgspecs: set[str]) -> None:
    if strangers := sorted(litestars - msgspecs):
        raise NotAContract(f"Schemas that msgspec calls otherwise (a generic without a named subclass?): {strangers}")
    if wrong := sorted(name for name in msgspecs if not _CLASS_NAME.fullmatch(name)):
        raise NotAContract(f"Schemas without a name of their own (a bare generic, or two classes of one name): {wrong}")


def _hoist(document: Node, name: str, union: Node) -> None:
    members = _members(union)
    for node in nodes(document):
        branches = node.get("oneOf")
        if isinstance(branches, list) and _members(node) == members:
            node.pop("discriminator", None)
            del node["oneOf"]
            reference = {"$ref": REF + name}
            node.update({"oneOf": [reference, NULL]} if NULL in branches else reference)


def _members(union: Node) -> set[str]:
    return {branch["$ref"] for branch in union["oneOf"] if "$ref" in branch} if "oneOf" in union else set()


def _require_no_more_unions(document: Node) -> None:
    for node in nodes(document):
        if "discriminator" in node:
            raise NotAContract(f"A tagged union without a name: {sorted(_members(node))}")


def _open_answers(document: Node) -> None:
    """Only what a caller sends is closed: a client generated today must take the fields of tomorrow's answers."""
    schemas = document["components"]["schemas"]
    sent = _reached(schemas, [operation.get("requestBody") for operation in operations(document)])
    for name, schema in schemas.items():
        if name not in sent:
            for node in nodes(schema):
                if node.get("additionalProperties") is False:
                    del node["additionalProperties"]


def operations(document: Node) -> Iterator[Node]:
    """Every operation under `paths`."""
    for item in document["paths"].values():
        yield from (operation for operation in item.values() if isinstance(operation, dict))


def _reached(schemas: Node, roots: Any) -> set[str]:
    found: set[str] = set()
    waiting = [roots]
    while waiting:
        for node in nodes(waiting.pop()):
            name = str(node.get("$ref", "")).removeprefix(REF)
            mapped = node.get("mapping", {}).values() if "propertyName" in node else ()
            for each in (name, *(str(ref).removeprefix(REF) for ref in mapped)):
                if each in schemas and each not in found:
                    found.add(each)
                    waiting.append(schemas[each])
    return found
