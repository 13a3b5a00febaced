"""Every text of a protocol that may reach a client, found by walking its structure."""

import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from protocols.authoring.caution import Caution
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.measure import Loinc
from protocols.evidence.link import Claim, Link
from protocols.text import Key
from protocols.value import Value

_EVIDENCE: Final = "for practitioners: what a publication says stands there in its own words"
_ORIGIN: Final = "for practitioners: where it comes from"
_OFFICIAL: Final = "the words of LOINC, not the author's"

NOT_TOLD: Final[Mapping[type[Value], Mapping[str, str]]] = {
    Protocol: {"language": "a code that no words fit into", "basis_note": _EVIDENCE},
    Claim: {"says": _EVIDENCE},
    Link: {"note": _EVIDENCE, "locator": _EVIDENCE},
    Caution: {"why": _EVIDENCE},
    Alarm: {"source": _ORIGIN},
    Checkpoint: {"basis": _ORIGIN},
    Loinc: {"code": _OFFICIAL, "display": _OFFICIAL, "verification": _ORIGIN},
}
"""The texts that no client reads, each with the reason; a text that does not stand here is one that a client may read.

On paper, in the form of a check-in, in what is said of a decision, or in the list that a plan was chosen from.
"""


def client_facing(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Every text that may reach a client, with its JSON pointer, in the order of the protocol."""
    yield from _told(protocol, "", is_text=False)


class _Field(NamedTuple):
    """A field as code and JSON call it, and whether the strings in it are text rather than keys."""

    name: str
    key: str
    is_text: bool


def _told(value: object, where: str, *, is_text: bool) -> Iterator[tuple[str, str]]:
    match value:
        case str() if is_text:
            yield where, value
        case tuple():
            for place, each in enumerate(value):
                yield from _told(each, f"{where}/{place}", is_text=is_text)
        case Value():
            for field in _fields(type(value)):
                yield from _told(getattr(value, field.name), f"{where}/{field.key}", is_text=field.is_text)
        case _:
            pass  # a number, a day, a key, or one of a fixed list


@cache
def _fields(kind: type[Value]) -> tuple[_Field, ...]:
    """The fields of a value that a client may be told, whatever they hold."""
    return tuple(
        _Field(name=each.name, key=each.encode_name, is_text=has_text(each.type))
        for each in msgspec.structs.fields(kind)
        if each.name not in NOT_TOLD.get(kind, {})
    )


def has_text(annotation: Any) -> bool:
    """Whether strings of this type are words for people: any string that is neither a key nor one of a fixed list."""
    if annotation == Key:
        return False
    return annotation is str or any(has_text(each) for each in typing.get_args(annotation))
