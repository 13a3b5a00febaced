"""What is published is what the outlines say, and it stays as it is."""

from pathlib import Path

import pytest

from api.library import BuiltIn, built_in_revisions, catalogue, outlines, published_in, write_published
from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.library.compose import compose
from tests.library.built_in import PROTOCOLS, SLUGS

NEWEST = {each.slug: each for each in built_in_revisions()}


def test_there_are_six() -> None:
    assert tuple(PROTOCOLS) == SLUGS
    assert tuple(outline.slug for outline in outlines()) == SLUGS


def test_revisions_are_numbered_from_one_without_a_gap() -> None:
    for slug in SLUGS:
        numbers = [each.number for each in built_in_revisions() if each.slug == slug]
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_newest_revision_is_exactly_what_the_outline_composes_to() -> None:
    shared = catalogue()
    for outline in outlines():
        assert wire.encode(compose(outline, shared)) == NEWEST[outline.slug].document, outline.slug


@pytest.mark.parametrize("slug", SLUGS)
def test_published_bytes_are_the_one_json_of_their_value(slug: str) -> None:
    document = NEWEST[slug].document
    assert wire.encode(wire.decode(document, Protocol)) == document
    assert PROTOCOLS[slug].slug == slug


@pytest.mark.parametrize("slug", SLUGS)
def test_the_publish_gate_finds_nothing(slug: str) -> None:
    assert verify(PROTOCOLS[slug]) == ()


def test_freezing_again_writes_nothing(tmp_path: Path) -> None:
    first = write_published(tmp_path)
    assert sorted(path.name for path in first) == [f"{slug}.1.json" for slug in SLUGS]
    assert write_published(tmp_path) == ()


def test_a_change_appends_a_revision_and_leaves_the_old_one_alone(tmp_path: Path) -> None:
    write_published(tmp_path)
    old = tmp_path / "glutamine-start-low.1.json"
    old.write_bytes(b"{}")
    assert write_published(tmp_path) == (tmp_path / "glutamine-start-low.2.json",)
    assert old.read_bytes() == b"{}"
    newest = published_in(tmp_path)[-1]
    document = NEWEST["glutamine-start-low"].document
    assert newest == BuiltIn(slug="glutamine-start-low", number=2, document=document)


def test_revisions_come_by_number_and_not_by_name(tmp_path: Path) -> None:
    for number in (10, 9):
        (tmp_path / f"a.{number}.json").write_bytes(b"{}")
    assert [each.number for each in published_in(tmp_path)] == [9, 10]
