"""Findings as text for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from protocols import wire
from protocols.authoring.finding import Finding, Severity

WIDTH: Final = 100
_KNOWN: Final = {"code", "severity", "pointer", "says"}


def findings_text(findings: Sequence[Finding]) -> str:
    """Each finding with its place, and how many there are."""
    told = [line for finding in findings for line in _told(finding)]
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return "\n".join([*told, f"{errors} errors, {len(findings) - errors} warnings."]) + "\n"


def _told(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity.value:<8} {finding.code}  {finding.pointer or '/'}"
    yield from textwrap.wrap(finding.says, WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 9)
    # Whatever else a finding says of itself, such as the shortest way into it.
    for name, value in msgspec.json.decode(wire.encode(finding)).items():
        if name not in _KNOWN and value is not None:
            said = f"{name.replace('_', ' ').capitalize()}: {', '.join(_leaves(value))}"
            yield from textwrap.wrap(said, WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 11)


def _leaves(value: Any, *path: str) -> Iterator[str]:
    """Such as `given answers nausea 3` for each value in a tree."""
    match value:
        case dict():
            for name, below in value.items():
                yield from _leaves(below, *path, name)
        case list():
            for below in value:
                yield from _leaves(below, *path)
        case None:
            pass
        case _:
            yield " ".join([*path, str(value)])
