"""What a caller would like of an answer (RFC 7240): `return=minimal` leaves out a body that says nothing new.

It is heard only where a handler says so. The answer to whatever touches a plan holds the words to say to the client and
the sheets that no longer hold; a new key is shown nowhere else. Those are never left out, and a preference that is not
followed may be ignored (section 2).
"""

import re
from http import HTTPStatus
from typing import Any, Final

from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPResponseStartEvent, HTTPScope

from api.raw_headers import QUOTED, WORD, RawHeaders, joined, varying

MINIMAL: Final[dict[str, Any]] = {"minimal": True}
"""`opt=needs(…) | MINIMAL` on a handler whose answer is only what a read at its address answers."""

# Between two semicolons there is one way to match spaces, so that a long row of them takes no longer than it is.
_VALUE: Final = rf"(?:{WORD}|{QUOTED})"
_PARAMETER: Final = rf"[ \t]*{WORD}(?:[ \t]*=[ \t]*{_VALUE})?"
_PREFERENCE: Final = re.compile(
    rf"(?P<name>{WORD})(?:[ \t]*=[ \t]*(?P<value>{_VALUE}))?(?:[ \t]*;(?:{_PARAMETER})?)*[ \t]*(?=,|\Z)"
)
_OF_A_BODY: Final = frozenset({b"content-type", b"content-length"})


def hears(handler: BaseRouteHandler | None) -> bool:
    """Whether the handler's answer may be asked for without its body."""
    return handler is not None and bool(handler.opt.get("minimal"))


def preferred(header: str) -> dict[str, str]:
    """Each preference with its value, empty where it has none; the first of two counts, and what is no list is none."""
    found: dict[str, str] = {}
    at = 0
    while at < len(header):
        if header[at] in ", \t":
            at += 1
            continue
        match = _PREFERENCE.match(header, at)
        if match is None:
            return {}
        found.setdefault(match["name"].lower(), _plain(match["value"] or ""))
        at = match.end()
    return found


def without_body(start: HTTPResponseStartEvent, scope: HTTPScope) -> HTTPResponseStartEvent | None:
    """The start of the answer that has no body, where the caller prefers that and the handler hears it."""
    wanted = preferred((joined(scope["headers"], b"prefer") or b"").decode("latin-1"))
    if wanted.get("return") != "minimal" or start["status"] not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        return None
    kept: RawHeaders = [(name, value) for name, value in start["headers"] if name not in _OF_A_BODY]
    kept.append((b"preference-applied", b"return=minimal"))
    if start["status"] == HTTPStatus.OK:
        return {**start, "status": HTTPStatus.NO_CONTENT, "headers": kept}
    return {**start, "headers": [*kept, (b"content-length", b"0")]}


def depends(headers: RawHeaders) -> RawHeaders:
    """The headers of an answer that would be another for another preference."""
    return varying(headers, "Prefer")


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
