"""One dialect for the whole document: the shapes that every client generator reads rightly.

Measured on generators: `anyOf` with a discriminator does not compile in typescript-fetch; a one-value `enum` becomes a
class of its own where `const` is a literal; `required: []` stops converters to OpenAPI 3.0.
"""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any, Final, TypeAlias

Node: TypeAlias = dict[str, Any]

NULL: Final[Node] = {"type": "null"}
_NOISE: Final[Node] = {
    "deprecated": False,
    "allowEmptyValue": False,
    "allowReserved": False,
    "headers": {},
    "required": [],
    "default": None,
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def tidy(document: Any) -> None:
    """Puts every node of a document, or of a part of one, into the dialect, in place."""
    for node in list(nodes(document)):
        _name_constants(node)
        _join_branches(node)
        _whole_bounds(node)
        _paragraphs(node)
        for noise in [key for key, value in _NOISE.items() if key in node and node[key] == value]:
            del node[noise]


def nodes(tree: Any) -> Iterator[Node]:
    """Every object in a JSON tree, outer ones first."""
    if isinstance(tree, dict):
        yield tree
    if isinstance(tree, dict | list):
        for below in list(tree.values() if isinstance(tree, dict) else tree):
            yield from nodes(below)


def _name_constants(node: Node) -> None:
    values = node.get("enum")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return
    node.setdefault("type", "string")
    if len(values) == 1 and "title" not in node:  # an enum class of one value has a title, a tag has none
        node["const"] = node.pop("enum")[0]


def _join_branches(node: Node) -> None:
    for keyword in ("anyOf", "oneOf"):
        if isinstance(node.get(keyword), list):
            flat = _flattened(node, node.pop(keyword))
            kept = [branch for branch in flat if branch != NULL]
            _put_back(node, kept, nullable=len(kept) < len(flat))


def _flattened(node: Node, branches: list[Node]) -> list[Node]:
    """`[[A, B], null]` as `[A, B, null]`; the discriminator moves out with its branches."""
    flat: list[Node] = []
    for branch in branches:
        keyword = next((word for word in ("anyOf", "oneOf") if word in branch), None)
        if keyword and set(branch) <= {keyword, "discriminator"}:
            flat += branch[keyword]
            node.update({key: value for key, value in branch.items() if key == "discriminator"})
        else:
            flat.append(branch)
    return flat


def _put_back(node: Node, kept: list[Node], *, nullable: bool) -> None:
    only = kept[0] if len(kept) == 1 else {}
    if only and not nullable:
        node.update({**only, **node})
    elif isinstance(only.get("type"), str):
        node.update({**only, **node, "type": [only["type"], "null"]})
        if "enum" in node:
            node["enum"] = [*node["enum"], None]
    else:
        node["oneOf"] = [*kept, NULL] if nullable else kept


def _paragraphs(node: Node) -> None:
    """A docstring's second paragraph, still indented as in the code, would be read as a block of code."""
    if isinstance(node.get("description"), str):
        node["description"] = cleandoc(node["description"])


def _whole_bounds(node: Node) -> None:
    for bound in _BOUNDS:
        if isinstance(node.get(bound), float) and node[bound].is_integer():
            node[bound] = int(node[bound])
