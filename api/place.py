"""Where in a body a complaint of msgspec lies, and what may stand there."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, get_args

from msgspec import inspect

from protocols.text import Key

Step = str | int | None
"""The name of a field, the number of an entry, or None for a value under a key that msgspec does not tell."""

_KEY: Final = re.compile(next(each.pattern for each in get_args(Key)[1:] if each.pattern))

Complains = Callable[[Any], bool]
"""Whether a body meets with the same complaint."""


def path_to(body: Any, steps: Sequence[Step], complains: Complains) -> list[str | int]:
    """The steps with the keys that msgspec leaves out, up to the first that cannot be told back.

    A key is told back where it is a short name that programs use: any other could be anything a client said.
    """
    path: list[str | int] = []
    whole, at = body, body
    for step in steps:
        found = _key(whole, path, at, complains) if step is None else step
        if found is None:
            return path
        path.append(found)
        at = at[found]
    return path


def _key(whole: Any, path: list[str | int], entries: dict[str, Any], complains: Complains) -> str | None:
    """The key whose value is complained of: of the entries, that half is kept which meets with the complaint."""
    left = list(entries)
    while len(left) > 1:
        first = left[: len(left) // 2]
        kept = {key: entries[key] for key in first}
        left = first if complains(_with(whole, path, kept)) else left[len(first) :]
    return left[0] if _KEY.fullmatch(left[0]) else None


def _with(body: Any, path: Sequence[str | int], value: Any) -> Any:
    """The body with another value at a place."""
    if not path:
        return value
    changed = body.copy()
    changed[path[0]] = _with(body[path[0]], path[1:], value)
    return changed


def allowed_at(wanted: Any, body: Any, steps: Sequence[str | int]) -> tuple[str, ...]:
    """The values that may stand at a place, where they are few and named; those of the body's own kinds only."""
    kinds = tuple(_flat(inspect.type_info(wanted)))
    for step in steps:
        kinds = tuple(each for kind in kinds for below in _below(kind, body, step) for each in _flat(below))
        body = body[step]
    return tuple(dict.fromkeys(str(value) for kind in kinds for value in _values(kind)))


def _flat(kind: inspect.Type) -> Iterator[inspect.Type]:
    match kind:
        case inspect.Metadata():
            yield from _flat(kind.type)
        case inspect.UnionType():
            for each in kind.types:
                yield from _flat(each)
        case _:
            yield kind


def _below(kind: inspect.Type, body: Any, step: str | int) -> Iterator[inspect.Type]:
    match kind:
        case inspect.StructType() if step == kind.tag_field:
            yield inspect.LiteralType(values=(kind.tag,))
        case inspect.StructType() if kind.tag_field is None or _is_tagged(kind, body):
            yield from (field.type for field in kind.fields if field.encode_name == step)
        case inspect.ListType() | inspect.VarTupleType():
            yield kind.item_type
        case inspect.DictType():
            yield kind.value_type
        case _:
            return


def _is_tagged(kind: inspect.StructType, body: Any) -> bool:
    return isinstance(body, dict) and body.get(kind.tag_field) == kind.tag


def _values(kind: inspect.Type) -> Iterator[Any]:
    match kind:
        case inspect.EnumType():
            yield from (each.value for each in kind.cls)
        case inspect.LiteralType():
            yield from kind.values
        case _:
            return
