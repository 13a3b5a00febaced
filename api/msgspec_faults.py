"""A msgspec complaint as a fault.

msgspec says what is wrong and ends with the place: " - at `$.items[0].dose`", or " - at `key` in `$.answers`" for the
key of an object. It writes `[...]` for a value of an object with free keys and does not say which: the body does. Three
of its sentences quote the body, and most name types as Python does; they are put in other words here.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, Final, get_args

import msgspec

from api.faults import Fault, fragment, is_name, pointer_to
from api.place import Step, allowed_at, path_to
from protocols.refusal import Refusal
from protocols.text import Key, Line, Prose
from protocols.wire import decode

_PLACE: Final = re.compile(r" - at (?P<key>`key` in )?`\$(?P<path>[^`]*)`\Z")
_STEP: Final = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<at>[0-9]+)\]|(?P<unknown>\[\.\.\.\])")
_FIELD: Final = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<name>.*)`\Z", re.DOTALL)
_FIELD_FAULTS: Final = {
    "missing required": "This field is required",
    "contains unknown": "This field is not known here",
}


_TYPES: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "date": 'a date such as "2026-11-30"',
    "datetime": 'an instant such as "2026-11-30T08:00:00Z"',
    "uuid": "a UUID",
}
_SAYINGS: Final = {
    "Invalid RFC3339 encoded date": f"Expected {_TYPES['date']}",
    "Invalid RFC3339 encoded datetime": f"Expected {_TYPES['datetime']}",
    "Invalid UUID": f"Expected {_TYPES['uuid']}",
}
_NOT_ALLOWED: Final = ("Invalid enum value ", "Invalid value ")
_BOUND: Final = re.compile(r"(?P<length> of length)? (?P<way>>=|<=) (?P<bound>[0-9]+)\Z")
_FORM: Final = re.compile(r"Expected `[^`]+` matching regex (?P<pattern>.*)\Z", re.DOTALL)
_FORMS: Final = {
    repr(each.pattern): str(each.description) for kind in (Key, Line, Prose) for each in get_args(kind)[1:]
}
"""What the kinds of text look like, by msgspec's way of quoting their pattern."""


def fault_of(complaint: msgspec.ValidationError, wanted: Any, raw: bytes) -> Fault:
    """What the complaint means, without anything that the body said but the names of its fields."""
    said, steps, at_key = _place(str(complaint))
    body = json.loads(raw)
    path = path_to(body, steps, lambda changed: _complaint(changed, wanted) == str(complaint))
    known = len(path) == len(steps) and not at_key
    cause = complaint.__cause__
    if isinstance(cause, Refusal):
        return Fault(detail=cause.sentence, pointer=fragment(pointer_to(path) + (cause.pointer if known else "")))
    if field := _FIELD.match(said):
        return Fault(detail=_FIELD_FAULTS[field["what"]], pointer=_pointer_to_field(path, field["name"], known=known))
    values = allowed_at(wanted, body, path) if known and said.startswith(_NOT_ALLOWED) else ()
    return Fault(detail=plain(said, values), pointer=fragment(pointer_to(path)))


def _complaint(body: Any, wanted: Any) -> str:
    try:
        decode(msgspec.json.encode(body), wanted)
    except msgspec.ValidationError as complaint:
        return str(complaint)
    return ""


def plain(said: str, values: Sequence[str] = ()) -> str:
    """A sentence of msgspec that does not quote the input; the place, which may stand at its end, is cut off.

    `values` are those that are allowed there, where they are known.
    """
    said = _PLACE.sub("", said)
    if said.startswith(_NOT_ALLOWED):
        return ": ".join(("Not one of the values that are allowed here", *([", ".join(values)] if values else [])))
    if field := _FIELD.match(said):
        return _FIELD_FAULTS[field["what"]]
    if form := _FORM.match(said):
        return _expected(_FORMS.get(form["pattern"], "text in the form that the OpenAPI document describes"))
    return _SAYINGS.get(said) or _in_words(said)


def _expected(described: str) -> str:
    return f"Expected {described[0].lower()}{described[1:].rstrip('.')}"


def _in_words(said: str) -> str:
    """Such as "Expected text, got a whole number" for "Expected `str | null`, got `int`"."""
    said = _BOUND.sub(_bound, said)
    return re.sub(r"`([a-z| ]+)`", lambda named: _types(named[1]), said)


def _bound(found: re.Match[str]) -> str:
    measured = " with a length of" if found["length"] else ","
    return f"{measured} {found['bound']} or {'more' if found['way'] == '>=' else 'less'}"


def _types(named: str) -> str:
    kinds = [kind for kind in named.split(" | ") if kind != "null"] or ["null"]
    return " or ".join(_TYPES.get(kind, kind) for kind in kinds)


def _place(message: str) -> tuple[str, list[Step], bool]:
    """The sentence, the steps to its place, and whether it is about a key there."""
    place = _PLACE.search(message)
    if place is None:
        return message, [], False
    steps = [None if step["unknown"] else (step["name"] or int(step["at"])) for step in _STEP.finditer(place["path"])]
    return message[: place.start()], steps, bool(place["key"])


def _pointer_to_field(path: list[str | int], name: str, *, known: bool) -> str:
    return fragment(pointer_to([*path, name] if known and is_name(name) else path))
