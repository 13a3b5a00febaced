"""Every finding that the gate can make has its code, with its severity, in the one table."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import protocols.authoring
from protocols.authoring.finding import Severity
from protocols.authoring.finding_codes import FINDING_CODES
from protocols.authoring.verify import TOO_LARGE
from protocols.checkpoints.alarm import AlarmWeakened

SOURCES: Final = sorted(Path(protocols.authoring.__path__[0]).rglob("*.py"))

# the first argument of `error` or `warning` where it is no text, and what it stands for
NAMED: Final = {
    "TOO_LARGE": (TOO_LARGE,),
    "refused.code": (AlarmWeakened.code,),
    "code": ("missing_advances", "missing_hides"),
}


def made() -> Iterator[tuple[str, Severity]]:
    """The code and the severity of every finding that is made anywhere."""
    for path in SOURCES:
        if path.name == "finding_codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"error", "warning"}:
                severity = Severity(ast.unparse(node.func))
                first = node.args[0]
                codes = (str(first.value),) if isinstance(first, ast.Constant) else NAMED[ast.unparse(first)]
                yield from ((code, severity) for code in codes)


def test_what_is_made_is_what_is_listed() -> None:
    found: dict[str, set[Severity]] = {}
    for code, severity in made():
        found.setdefault(code, set()).add(severity)
    assert found == {code: set(meaning.severities) for code, meaning in FINDING_CODES.items()}


def test_a_finding_is_made_in_no_other_way() -> None:
    written = {path.name for path in SOURCES if "Finding(" in path.read_text(encoding="utf-8")}
    assert written == {"finding.py"}


def test_each_says_something_of_its_own() -> None:
    titles = [meaning.title for meaning in FINDING_CODES.values()]
    assert len(titles) == len(set(titles))
    assert not [title for title in titles if title.endswith(".")]
