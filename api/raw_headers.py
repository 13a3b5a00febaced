"""Headers as the server hands them over and takes them: pairs of bytes, their names in lower case."""

from collections.abc import Iterable
from typing import Final, TypeAlias

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""What RFC 9110 calls a token, as a regular expression."""
QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
"""A quoted string, as a regular expression."""


def lines(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> list[bytes]:
    """The values of a header, one for each line."""
    return [value for name, value in headers if name == wanted]


def joined(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes | None:
    """The lines of a header as one list (RFC 9110, section 5.3); None where there is none."""
    found = lines(headers, wanted)
    return b", ".join(found) if found else None


def varying(headers: RawHeaders, *by: str) -> RawHeaders:
    """The headers with these members in one Vary line, behind those that are there already."""
    told = (joined(headers, b"vary") or b"").decode("latin-1")
    members = [member.strip() for member in told.split(",") if member.strip()]
    known = {member.lower() for member in members}
    members += [name for name in by if name.lower() not in known]
    others = [(name, value) for name, value in headers if name != b"vary"]
    return [*others, (b"vary", ", ".join(members).encode("latin-1"))] if members else others
