"""Operations that are on their way out: told in every answer (RFC 9745, RFC 8594), gone after their sunset."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

import msgspec
from litestar.handlers import BaseRouteHandler

from api.faults import RequestRefusal
from api.raw_headers import RawHeaders

_LEAVING: Final = "deprecated"


class SunsetBeforeDeprecation(ValueError):
    """An operation cannot end before it is deprecated (RFC 9745, section 4)."""


class OperationGone(RequestRefusal):
    """An operation that was deprecated, and whose last day has passed."""

    code = "operation_gone"
    title = "This operation is no longer served"


class Leaving(msgspec.Struct, frozen=True):
    """Since when an operation is deprecated, when it ends, and where one reads what to do instead."""

    since: datetime
    """May lie ahead: then it will be deprecated."""
    sunset: datetime
    """From this instant on the answer is 410."""
    explained: str
    """The address of a page about it."""
    successor: str | None = None
    """The address of what takes its place."""

    def __post_init__(self) -> None:
        if self.sunset < self.since:
            raise SunsetBeforeDeprecation


def leaving(*, since: datetime, sunset: datetime, explained: str, successor: str | None = None) -> dict[str, Any]:
    """What a deprecated handler has in its `opt`, beside the scopes that it needs."""
    return {_LEAVING: Leaving(since=since, sunset=sunset, explained=explained, successor=successor)}


def leaves(handler: BaseRouteHandler | None) -> Leaving | None:
    """When the handler goes; None where it stays."""
    found: Leaving | None = None if handler is None else handler.opt.get(_LEAVING)
    return found


def require_served(handler: BaseRouteHandler, now: datetime) -> None:
    """Raises OperationGone from the handler's sunset on."""
    going = leaves(handler)
    if going is not None and now >= going.sunset:
        instead = f" Use {going.successor} instead." if going.successor else ""
        raise OperationGone(f"It ended on {going.sunset.astimezone(UTC):%Y-%m-%d}.{instead}")


def announced(headers: RawHeaders, handler: BaseRouteHandler | None) -> RawHeaders:
    """The headers of an answer of the handler, telling that it leaves where it does."""
    going = leaves(handler)
    if going is None:
        return headers
    sunset = format_datetime(going.sunset.astimezone(UTC), usegmt=True)
    links = [f'<{going.explained}>; rel="deprecation"', f'<{going.explained}>; rel="sunset"']
    links += [f'<{going.successor}>; rel="successor-version"'] if going.successor else []
    return [
        *headers,
        (b"deprecation", f"@{int(going.since.timestamp())}".encode()),
        (b"sunset", sunset.encode()),
        *((b"link", link.encode()) for link in links),
    ]
