"""No text of a protocol is forgotten: each is read for promises, or stands in a list with the reason why not."""

import json
import re
import typing
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import msgspec
import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.client_facing import NOT_TOLD, client_facing, has_text
from protocols.authoring.honesty import promising
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.measure import Loinc
from protocols.text import Key, Line, Prose
from protocols.value import Value
from tests.authoring.changing import EVERYTHING, at, leaf_paths, pointer, with_leaf
from tests.library.built_in import PROTOCOLS, SLUGS

Field: TypeAlias = tuple[type[Value], str]

WHOLE: Final = replace(
    EVERYTHING,
    measures=tuple(
        replace(each, note="A", loinc=Loinc(code="1-8", display="A", verification="A")) for each in EVERYTHING.measures
    ),
)
"""A protocol in which every text that there can be stands somewhere."""

SENTENCE: Final = "It is proven."

# where a sentence may stand, in a protocol as it is sent, that no client reads
UNREAD: Final = {
    "/alarms/*/source",
    "/basis_note",
    "/cautions/*/why",
    "/checkpoints/*/basis",
    "/claims/*/links/*/locator",
    "/claims/*/links/*/note",
    "/claims/*/says",
    "/measures/*/loinc/code",
    "/measures/*/loinc/display",
    "/measures/*/loinc/verification",
}


def kinds_below(annotation: Any, seen: set[type[Value]]) -> None:
    """Every type of value in a type; a sort of container that the walk does not look into is a mistake."""
    assert typing.get_origin(annotation) not in {dict, list, set, frozenset}, annotation
    if typing.get_origin(annotation) is typing.Annotated:
        kinds_below(typing.get_args(annotation)[0], seen)
        return
    if isinstance(annotation, type) and issubclass(annotation, Value) and annotation not in seen:
        seen.add(annotation)
        for field in msgspec.structs.fields(annotation):
            kinds_below(field.type, seen)
    for below in typing.get_args(annotation):
        kinds_below(below, seen)


def text_fields() -> set[Field]:
    """Every field of everything in a protocol that holds words for people."""
    seen: set[type[Value]] = set()
    kinds_below(Protocol, seen)
    return {(kind, field.name) for kind in seen for field in msgspec.structs.fields(kind) if has_text(field.type)}


def filled(value: object) -> Iterator[Field]:
    """The fields of a value, and of everything in it, that hold something."""
    match value:
        case tuple():
            for each in value:
                yield from filled(each)
        case Value():
            for name in value.__struct_fields__:
                if getattr(value, name) not in {None, ()}:
                    yield type(value), name
                yield from filled(getattr(value, name))
        case _:
            pass


def planted() -> dict[str, tuple[str, Protocol]]:
    """The whole protocol with the sentence in one place, for each sort of place that takes a sentence."""
    written = json.loads(wire.encode(WHOLE))
    tried: set[tuple[str, frozenset[str]]] = set()
    found: dict[str, tuple[str, Protocol]] = {}
    for path in leaf_paths(written):
        where, place = pointer(path), re.sub(r"/\d+", "/*", pointer(path))
        beside = at(written, path[:-1])
        # The fields beside it tell one sort of value from another.
        sort = place, frozenset(beside if isinstance(beside, dict) else ())
        if sort not in tried:
            tried.add(sort)
            changed = with_sentence(written, path)
            found |= {} if changed is None else {place: (where, changed)}
    return found


def with_sentence(written: Any, path: tuple[str | int, ...]) -> Protocol | None:
    """None where no sentence may stand."""
    try:
        return wire.decode(json.dumps(with_leaf(written, path, SENTENCE)), Protocol)
    except msgspec.ValidationError:
        return None


def test_every_text_that_there_can_be_stands_in_the_whole_protocol() -> None:
    assert text_fields() - set(filled(WHOLE)) - {(Protocol, "language")} == set()


def test_wherever_a_sentence_may_stand_a_promise_is_found_or_no_client_reads_it() -> None:
    """Found by trying every place of the protocol as it is sent, not by what its types say."""
    places = planted()
    pointers = {place: [each.pointer for each in promising(changed)] for place, (_, changed) in places.items()}
    assert {place for place, found in pointers.items() if not found} == UNREAD
    assert {place: found for place, found in pointers.items() if found} == {
        place: [pointer] for place, (pointer, _) in places.items() if place not in UNREAD
    }


def test_what_no_client_reads_is_listed_with_a_reason_and_nothing_else_is() -> None:
    listed = {(kind, name) for kind, names in NOT_TOLD.items() for name in names}
    assert listed <= text_fields()
    assert {name for _, name in listed} - {"language"} == {place.rpartition("/")[2] for place in UNREAD}
    assert all(reason.strip() for names in NOT_TOLD.values() for reason in names.values())


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_promise_nothing(slug: str) -> None:
    assert [*promising(PROTOCOLS[slug])] == []


def test_it_is_read_in_the_order_of_the_protocol() -> None:
    pointers = [pointer for pointer, _ in client_facing(PROTOCOLS["glutamine-start-low"])]
    assert pointers[:3] == ["/title", "/summary", "/for_whom"]
    assert len(pointers) == len(set(pointers))


class Sample(Value, frozen=True):
    """One field of each sort."""

    key: Key
    keys: tuple[Key, ...] | None
    line: Line | None
    prose: tuple[Prose, ...]
    plain: str
    number: int


def test_words_are_told_from_keys() -> None:
    assert [field.name for field in msgspec.structs.fields(Sample) if has_text(field.type)] == [
        "line",
        "prose",
        "plain",
    ]
