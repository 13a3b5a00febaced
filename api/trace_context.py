"""The trace that a request belongs to (W3C Trace Context): the caller's where it names one rightly, else a new one."""

import re
import secrets
from collections.abc import Iterable
from typing import Final

import msgspec

from api.raw_headers import joined, lines

# Version ff is never valid. A later version may go on after a hyphen; what this one knows stands before it.
_PARENT: Final = re.compile(
    r"(?P<version>(?!ff)[0-9a-f]{2})-(?P<trace>(?!0{32})[0-9a-f]{32})-(?P<span>(?!0{16})[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
_KEY: Final = r"(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})"
_MEMBER: Final = re.compile(rf"({_KEY})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{{0,255}}[\x21-\x2b\x2d-\x3c\x3e-\x7e]")
_MOST_MEMBERS: Final = 32
_SAMPLED: Final = 0x01


class TraceContext(msgspec.Struct, frozen=True):
    """Where a request stands in its trace."""

    trace_id: str
    """32 hexadecimal digits."""
    span_id: str
    """This request within the trace: 16 hexadecimal digits."""
    sampled: bool
    """Whether the caller records the trace."""
    state: str | None
    """What other systems keep with the trace, handed on as it is; only with a parent of theirs."""

    def parent(self) -> str:
        """The `traceparent` for what this request causes elsewhere."""
        return f"00-{self.trace_id}-{self.span_id}-{_SAMPLED if self.sampled else 0:02x}"


def trace_context(headers: Iterable[tuple[bytes, bytes]]) -> TraceContext:
    """The trace of a request with these headers."""
    sent = [*headers]
    parents = [value.decode("latin-1") for value in lines(sent, b"traceparent")]
    found = _PARENT.fullmatch(parents[0].strip(" \t")) if len(parents) == 1 else None
    if found is None or (found["version"] == "00" and found["more"]):
        return TraceContext(_digits(16), _digits(8), sampled=False, state=None)
    return TraceContext(
        trace_id=found["trace"],
        span_id=_digits(8),
        sampled=bool(int(found["flags"], 16) & _SAMPLED),
        state=_state((joined(sent, b"tracestate") or b"").decode("latin-1")),
    )


def _digits(count: int) -> str:
    """As many random bytes in hexadecimal digits; all zero stands for none, and so is never given."""
    while not int(digits := secrets.token_hex(count), 16):
        pass
    return digits


def _state(written: str) -> str | None:
    """The list of members, empty ones left out; one that cannot be read makes all of it nothing."""
    members = [member for each in written.split(",") if (member := each.strip(" \t"))]
    keys = [found[1] for member in members if (found := _MEMBER.fullmatch(member))]
    whole = len(keys) == len(members) == len(set(keys)) <= _MOST_MEMBERS
    return ",".join(members) if members and whole else None
