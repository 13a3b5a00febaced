"""Something to mend, or to know, before a protocol can be used."""

from enum import StrEnum

from protocols.authoring.counter_example import CounterExample
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
