"""The built-in library as it travels inside the package."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from protocols import wire
from protocols.authoring.revision import freeze
from protocols.checkpoints.measure import Measure
from protocols.evidence.work import Correction, Work
from protocols.library.compose import compose
from protocols.library.entries import Catalogue, CautionEntry, RuleSet
from protocols.library.outline import Outline
from protocols.value import Value

_ROOT: Final = files("protocols.library")


class BuiltIn(Value, frozen=True):
    """A published revision of a built-in protocol: its slug, its number, its exact bytes."""

    slug: str
    number: int
    document: bytes


def built_in_works() -> tuple[Work, ...]:
    """Every work that a built-in protocol may link to."""
    return wire.decode((_ROOT / "works.json").read_bytes(), tuple[Work, ...])


def built_in_revisions() -> tuple[BuiltIn, ...]:
    """Every published revision, by slug and number, as it was frozen; nothing is decoded."""
    return published_in(_ROOT / "published")


def seed_corrections() -> tuple[Correction, ...]:
    """What is often said of glutamine and belongs to no single work; the others stand on their works."""
    return wire.decode((_ROOT / "corrections.json").read_bytes(), tuple[Correction, ...])


def catalogue() -> Catalogue:
    """What the built-in protocols share."""
    shared = _ROOT / "catalogue"
    return Catalogue(
        measures=wire.decode((shared / "measures.json").read_bytes(), tuple[Measure, ...]),
        cautions=wire.decode((shared / "cautions.json").read_bytes(), tuple[CautionEntry, ...]),
        rule_sets=wire.decode((shared / "rules.json").read_bytes(), tuple[RuleSet, ...]),
    )


def outlines() -> tuple[Outline, ...]:
    """The built-in protocols as they are written, by slug."""
    written = (wire.decode(each.read_bytes(), Outline) for each in (_ROOT / "outlines").iterdir())
    return tuple(sorted(written, key=lambda outline: outline.slug))


def published_in(folder: Traversable) -> tuple[BuiltIn, ...]:
    """The published revisions in a folder of files named `<slug>.<number>.json`, by slug and number."""
    found = (_built_in(each) for each in folder.iterdir() if each.name.endswith(".json"))
    return tuple(sorted(found, key=lambda each: (each.slug, each.number)))


def _built_in(file: Traversable) -> BuiltIn:
    slug, number, _ = file.name.rsplit(".", 2)
    return BuiltIn(slug=slug, number=int(number), document=file.read_bytes())


def write_published(folder: Path) -> tuple[Path, ...]:
    """Append a revision for each outline that differs from its newest one in the folder; returns what was written.

    What is published is never edited. Raises NotPublishable where an outline has errors, before anything is written.
    """
    newest = {each.slug: each for each in published_in(folder)}
    shared = catalogue()
    frozen = {outline.slug: freeze(compose(outline, shared)).document for outline in outlines()}
    return tuple(
        _append(folder, slug, newest.get(slug), document)
        for slug, document in frozen.items()
        if slug not in newest or newest[slug].document != document
    )


def _append(folder: Path, slug: str, newest: BuiltIn | None, document: bytes) -> Path:
    path = folder / f"{slug}.{1 if newest is None else newest.number + 1}.json"
    with path.open("xb") as file:
        file.write(document)
    return path
