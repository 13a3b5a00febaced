"""What holds for every two texts: no difference is missed, none is made up, and what is taken back is the opposite."""

import json
import random
import re
import typing
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import wire
from protocols.authoring.diff import diff
from protocols.authoring.diff_table import ROWS
from protocols.authoring.difference import Difference, DifferenceKind, opposite
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.predicate import Predicate
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.dose import Dose
from protocols.dosing.quantity import Quantity
from protocols.evidence.link import About
from tests.authoring.changing import (
    TEXTS,
    WRITTEN,
    Json,
    Path,
    at,
    changed,
    leaf_paths,
    other_values,
    pointer,
)

pytestmark = pytest.mark.no_cover  # a search: whatever it finds gets a row of its own

KINDS: Final = {
    DifferenceKind.ADDED: DifferenceKind.REMOVED,
    DifferenceKind.REMOVED: DifferenceKind.ADDED,
    DifferenceKind.CHANGED: DifferenceKind.CHANGED,
    DifferenceKind.MOVED: DifferenceKind.MOVED,
}


def shape(name: str, path: Path) -> tuple[Any, ...]:
    """The path without places, with the kinds of the things on it: leaves of one shape are treated alike."""
    tree, parts = WRITTEN[name], []
    for part in path:
        parts.append("*" if isinstance(part, int) else part)
        tree = tree[part]
        if isinstance(tree, dict) and "kind" in tree:
            parts.append(tree["kind"])
    return tuple(parts)


def chosen() -> Iterator[tuple[str, Path]]:
    """Of each shape of leaf, three in all texts."""
    by_shape: dict[Any, list[tuple[str, Path]]] = {}
    for name, written in WRITTEN.items():
        for path in leaf_paths(written):
            by_shape.setdefault(shape(name, path), []).append((name, path))
    for places in by_shape.values():
        yield from {places[0], places[len(places) // 2], places[-1]}


CHOSEN: Final = sorted(chosen(), key=lambda each: (each[0], pointer(each[1])))
FIXED: Final = {"kind", "unit", "part", "share", "agreed_by", "from_weight", "baseline"}
"""Leaves that have only one value where they stand, or that others must agree with."""


def covers(difference: Difference, leaf: str) -> bool:
    """Whether one of its pointers leads to the leaf, or into it where it was an empty list."""
    pointers = [f"{each}/" for each in (difference.before_at, difference.after_at) if each is not None]
    return any(f"{leaf}/".startswith(each) or each.startswith(f"{leaf}/") for each in pointers)


def told(difference: Difference) -> str:
    """Everything but the sentence, which has a direction, as text that can be counted."""
    return wire.encode(msgspec.structs.replace(difference, says="")).decode()


def mirrored(difference: Difference) -> Difference:
    return msgspec.structs.replace(
        difference,
        kind=KINDS[difference.kind],
        matters=opposite(difference.matters),
        before_at=difference.after_at,
        after_at=difference.before_at,
        before=difference.after,
        after=difference.before,
    )


def check(name: str, text: Protocol, leaf: str) -> None:
    found = diff(TEXTS[name], text)
    assert any(covers(each, leaf) for each in found), (leaf, found)
    back = diff(text, TEXTS[name])
    assert Counter(map(told, back)) == Counter(told(mirrored(each)) for each in found), leaf


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_and_itself_have_no_difference(name: str) -> None:
    assert diff(TEXTS[name], wire.decode(wire.encode(TEXTS[name]), Protocol)) == ()


def test_no_changed_leaf_is_missed_and_a_change_taken_back_says_the_opposite() -> None:
    seen: set[tuple[Any, ...]] = set()
    untried: set[tuple[Any, ...]] = set()
    for name, path in CHOSEN:
        values = other_values(at(WRITTEN[name], path))
        texts = list(islice(filter(None, (changed(name, path, value) for value in values)), 3))
        for text in texts:
            check(name, text, pointer(path))
        (seen if texts else untried).add(shape(name, path))
    assert len(seen) > 150
    assert {leaf for leaf in untried - seen if leaf[-1] not in FIXED} == set()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_leaf_of_any_text(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(WRITTEN)))
    path = data.draw(st.sampled_from(sorted(leaf_paths(WRITTEN[name]), key=pointer)))
    for value in other_values(at(WRITTEN[name], path)):
        text = changed(name, path, value)
        if text is not None:
            check(name, text, pointer(path))
            return


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_two_whole_texts_mirror_each_other(before: str, after: str) -> None:
    there, back = diff(TEXTS[before], TEXTS[after]), diff(TEXTS[after], TEXTS[before])
    assert Counter(map(told, back)) == Counter(told(mirrored(each)) for each in there)
    assert (before == after) is (there == ())


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_pointers_lead_to_the_values(before: str, after: str) -> None:
    for each in diff(TEXTS[before], TEXTS[after]):
        if each.kind is not DifferenceKind.MOVED:
            assert each.before is None or resolved(WRITTEN[before], each.before_at) == each.before
            assert each.after is None or resolved(WRITTEN[after], each.after_at) == each.after


def resolved(tree: Json, where: str | None) -> Json:
    assert where is not None
    for part in where.split("/")[1:]:
        tree = tree[int(part)] if isinstance(tree, list) else tree[part]
    return tree


ORDERED: Final = re.compile(
    r"(^/items|/ladder/steps|/taper|/split|/bands|/endpoints|/client_text/\w+|/how_to_\w+|/instructions|^/rules/\d+/items)$"
)
"""Lists whose order says something: doses, lines of text, what is tried or raised first."""


def shuffled(tree: Json, chance: random.Random, where: str = "") -> Json:
    """The same with the members of every other list, and the keys, in another order."""
    if isinstance(tree, dict):
        keys = chance.sample(sorted(tree), len(tree))
        return {key: shuffled(tree[key], chance, f"{where}/{key}") for key in keys}
    if isinstance(tree, list):
        members = [shuffled(each, chance, f"{where}/{place}") for place, each in enumerate(tree)]
        return members if ORDERED.search(where) else chance.sample(members, len(members))
    return tree


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 2**32))
def test_order_that_says_nothing_is_no_difference(name: str, seed: int) -> None:
    text = wire.decode(json.dumps(shuffled(WRITTEN[name], random.Random(seed))), Protocol)
    assert diff(TEXTS[name], text) == ()


def kinds_in(annotation: Any) -> Iterator[type]:
    """Every Struct that an annotation leads to, without what is told as a whole."""
    whole = {Quantity, PartShare, *typing.get_args(Dose), *typing.get_args(Predicate), *typing.get_args(About)}
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct) and annotation not in whole:
        yield annotation
    for argument in typing.get_args(annotation):
        yield from kinds_in(argument)


def reached() -> set[type]:
    found: set[type] = set()
    waiting: list[type] = [Protocol]
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            found.add(kind)
            waiting += [each for hint in typing.get_type_hints(kind).values() for each in kinds_in(hint)]
    return found


def test_every_field_of_every_part_of_a_protocol_is_judged() -> None:
    """A field that a protocol gains one day is not compared in silence, or left out of the comparison."""
    assert set(ROWS) == reached()
    for kind, rows in ROWS.items():
        assert set(rows) == set(typing.get_type_hints(kind)), kind
