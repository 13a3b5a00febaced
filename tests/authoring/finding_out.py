"""What the gate says of a changed protocol."""

from typing import Any

from protocols import wire
from protocols.authoring.finding import Finding, Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from tests.authoring.breaking import Change


def found(text: Protocol, change: Change, code: str, pointer: str) -> Finding:
    """The finding that is looked for: the first with this code whose place begins so."""
    findings = verify(change(text))
    matching = [each for each in findings if each.code == code and each.pointer.startswith(pointer)]
    assert matching, [(each.code, each.pointer, each.says) for each in findings]
    return matching[0]


def codes(text: Protocol, severity: Severity | None = None) -> list[str]:
    """The codes of all findings, or of those of one severity."""
    return [each.code for each in verify(text) if severity in {None, each.severity}]


def resolved(text: Protocol, pointer: str) -> Any:
    """What an RFC 6901 pointer points to in the protocol as it is sent; fails where it points to nothing."""
    at: Any = wire.decode(wire.encode(text), dict)
    for part in pointer.split("/")[1:]:
        at = at[int(part)] if isinstance(at, list) else at[part]
    return at
