"""Which pages of other origins may call the service from a browser (CORS, in the Fetch standard).

Off unless origins are named, each exactly; never `*`, and never with credentials of the browser's own: a key is a
header that the page sends itself.
"""

from typing import Final

from litestar.types import HTTPScope

from api.faults import RequestRefusal
from api.raw_headers import RawHeaders, lines, varying

_READABLE: Final = (
    "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, Content-Disposition, "
    "Idempotency-Replayed, Preference-Applied, Accept-Patch, Accept-Post, WWW-Authenticate, X-Request-Id"
)
"""What a page may read of an answer, beside what every page may."""

_SENDABLE: Final = (
    "If-Match, If-None-Match, Idempotency-Key, Prefer, traceparent, tracestate, Authorization, Content-Type, "
    "Accept-Language"
)
"""What a page may send, beside what every page may."""

_REMEMBERED: Final = "600"
"""Seconds for which a browser asks no second time."""

_ASKS: Final = ("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers")


class OriginRefused(RequestRefusal):
    """A page asks a browser's question from an origin that is not among those of `GUT_CORS_ORIGINS`."""

    code = "origin_refused"
    title = "Pages of this origin may not call the service"

    def __init__(self) -> None:
        super().__init__("Whoever runs the installation names the origins that may, in GUT_CORS_ORIGINS.")


def origin(scope: HTTPScope) -> str | None:
    """The origin of the page that asks; None where no page does, or more than one is named."""
    named = lines(scope["headers"], b"origin")
    return named[0].decode("latin-1") if len(named) == 1 else None


def is_preflight(scope: HTTPScope) -> bool:
    """Whether a browser asks what a page may do here, rather than the page itself."""
    asked = lines(scope["headers"], b"access-control-request-method")
    return scope["method"] == "OPTIONS" and origin(scope) is not None and bool(asked)


def preflight(methods: str) -> dict[str, str]:
    """What a browser is told that a page may do at an address with these methods."""
    return {
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _SENDABLE,
        "Access-Control-Max-Age": _REMEMBERED,
        "Vary": ", ".join(_ASKS),
    }


def shared(headers: RawHeaders, scope: HTTPScope, origins: frozenset[str]) -> RawHeaders:
    """The headers of any answer, readable to a page of one of the origins; nothing changes where none is named."""
    if not origins:
        return headers
    told = varying(headers, "Origin")
    asking = origin(scope)
    if asking not in origins or asking is None:
        return told
    told = [*told, (b"access-control-allow-origin", asking.encode("latin-1"))]
    if is_preflight(scope):
        return told
    return [*told, (b"access-control-expose-headers", _READABLE.encode())]
