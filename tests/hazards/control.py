"""A control of a hazard, and how it is taken out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A place in the code that makes a control work, and what stands there without it."""

    path: str
    there: str
    instead: str


@dataclass(frozen=True)
class Control:
    """What stands against a hazard, the edits that take it out, and the tests that then fail, by file and name."""

    hazard: int
    says: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def control(hazard: int, says: str, edit: tuple[str, str, str], *tests: str) -> Control:
    """A control that one edit takes out."""
    return Control(hazard, says, (Edit(*edit),), tests)
