"""How the service faces the outside: what whoever runs it has set, and the instant."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

import msgspec

from api.raw_headers import RawHeaders

# An answer that says otherwise itself keeps what it says: only the page of the documentation may run a script.
_UNLESS_SET: Final = {
    b"x-content-type-options": b"nosniff",
    b"cache-control": b"no-store",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"x-frame-options": b"DENY",
    b"cross-origin-resource-policy": b"same-origin",
}


class Facing(msgspec.Struct, frozen=True):
    """What answers depend on beside their handlers."""

    origins: frozenset[str] = frozenset()
    """Origins whose pages may call the service from a browser."""
    hsts_seconds: int | None = None
    """For how long browsers shall come by TLS only (RFC 6797); None says nothing about it."""
    clock: Callable[[], datetime] = partial(datetime.now, UTC)

    def guarded(self, headers: RawHeaders) -> RawHeaders:
        """The headers with those that keep browsers from misusing an answer."""
        names = {name for name, _ in headers}
        told = [*headers, *((name, value) for name, value in _UNLESS_SET.items() if name not in names)]
        if self.hsts_seconds is not None:
            told.append((b"strict-transport-security", f"max-age={self.hsts_seconds}".encode()))
        return told
