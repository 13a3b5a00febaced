"""Keyset pages: a list goes on after the last row that was seen, whatever was written in between.

A cursor is readable by anyone who holds it and stands in URLs, so lists are walked by ids, instants and the like, never
by anything that a client is called.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar.params import QueryParameter

from api.faults import Fault, RequestRefusal
from protocols.value import Value

T = TypeVar("T")

VERSION: Final = 1
_MAC_BYTES: Final = 16

Position: TypeAlias = tuple[str | int | None, ...]
"""The sort values of the last row seen; instants as RFC 3339 text, ids as text."""

Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=100, description="How many items at most.")]
"""`limit: Limit = 20`"""

Cursor: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=1024, description="The `next_cursor` of the page before.")
]
"""`cursor: Cursor = None`"""


class CursorRefused(RequestRefusal):
    """The cursor was not given out for this list, with these filters, to this practice."""

    code = "cursor_refused"
    title = "The cursor cannot be used"


class Walk(Value, frozen=True):
    """What a cursor is bound to: one practice's list, under its filters."""

    practice: UUID
    list_name: str
    filters: dict[str, str | None]


class Page(Value, Generic[T], frozen=True):
    """A page of a list; `next_cursor` is null on the last one. Each list names its own: `WorkPage(Page[Work])`."""

    items: list[T]
    next_cursor: str | None


class _Payload(msgspec.Struct, frozen=True, array_like=True):
    version: int
    walk: bytes
    position: Position


_payloads: Final = msgspec.msgpack.Decoder(_Payload)


def cursor_of(walk: Walk, position: Position, key: bytes) -> str:
    """The cursor that goes on after `position`; `key` is the secret of cursors."""
    return _signed(msgspec.msgpack.encode(_Payload(VERSION, _print(walk), position)), key)


def read_cursor(cursor: str, walk: Walk, key: bytes) -> Position:
    """Where to go on; raises CursorRefused for a cursor that is damaged, forged, or of another walk."""
    try:
        signed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
        written = signed[:-_MAC_BYTES]
        if hmac.compare_digest(_signed(written, key), cursor):
            payload = _payloads.decode(written)
            if (payload.version, payload.walk) == (VERSION, _print(walk)):
                return payload.position
    except (ValueError, msgspec.MsgspecError):
        pass  # not base64, or not a payload of this version
    sentence = "This cursor does not belong to this list with these filters; start again without a cursor."
    raise CursorRefused(sentence, Fault(detail=sentence, parameter="cursor"))


def cut(rows: Sequence[T], limit: int) -> tuple[list[T], bool]:
    """The page out of `limit + 1` fetched rows, and whether there are more."""
    return list(rows[:limit]), len(rows) > limit


def next_link(path: str, query: Mapping[str, str], cursor: str) -> str:
    """The Link header (RFC 8288) that leads to the next page, with the filters as they were."""
    return f'<{path}?{urlencode({**query, "cursor": cursor})}>; rel="next"'


def _signed(written: bytes, key: bytes) -> str:
    mac = hmac.digest(key, written, "sha256")[:_MAC_BYTES]
    return base64.urlsafe_b64encode(written + mac).rstrip(b"=").decode("ascii")


def _print(walk: Walk) -> bytes:
    return hashlib.sha256(msgspec.json.encode(walk, order="sorted")).digest()[:_MAC_BYTES]
