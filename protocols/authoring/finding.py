"""Something to mend, or to know, before a protocol can be used."""

from collections.abc import Iterable
from enum import StrEnum

from protocols.authoring.counter_example import CounterExample
from protocols.authoring.proof.length import NOTHING, Length
from protocols.value import Value


class Severity(StrEnum):
    """An error stops publishing; a warning is shown to whoever publishes."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Value, frozen=True):
    """What is wrong and where: a stable code, an RFC 6901 pointer into the protocol, a sentence for the author.

    `counter_example` is the shortest way into it, where there is one.
    """

    code: str
    severity: Severity
    pointer: str
    says: str
    counter_example: CounterExample | None = None


def error(code: str, pointer: str, says: str, counter_example: CounterExample | None = None) -> Finding:
    """A finding that stops publishing."""
    return Finding(code=code, severity=Severity.ERROR, pointer=pointer, says=says, counter_example=counter_example)


def warning(code: str, pointer: str, says: str, counter_example: CounterExample | None = None) -> Finding:
    """A finding that whoever publishes must see."""
    return Finding(code=code, severity=Severity.WARNING, pointer=pointer, says=says, counter_example=counter_example)


class Ranked(Value, frozen=True):
    """A finding with the length of its counter-example."""

    finding: Finding
    length: Length = NOTHING


def shortest_of(found: Iterable[Ranked]) -> tuple[Finding, ...]:
    """Of those that say the same of a place the one with the shortest counter-example; the first of equally short ones.

    Several checkpoints with the same rules find the same, and one checkpoint may for several of its measures.
    """
    least: dict[tuple[str, str], Ranked] = {}
    for each in found:
        known = least.setdefault((each.finding.code, each.finding.pointer), each)
        if each.length < known.length:
            least[each.finding.code, each.finding.pointer] = each
    return tuple(each.finding for each in least.values())
