"""Turning one page of a list."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from litestar.params import HeaderParameter

from api.call import Call
from api.paging import Position, Walk, cursor_of, cut, next_link, read_cursor
from api.store.transaction import Transaction

T = TypeVar("T")

IfMatch: TypeAlias = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The ETag of the state that was read.")
]
"""`if_match: IfMatch = None`; required by the document, None here so that its absence is a 428."""


class Wanted(msgspec.Struct, frozen=True):
    """Which list, at which address, under which filters; how many rows, and from where on."""

    path: str
    filters: dict[str, str | None]
    limit: int
    cursor: str | None


class Turned(msgspec.Struct, Generic[T], frozen=True):
    """The rows of a page, the cursor of the next one, and the headers that lead there."""

    rows: list[T]
    next_cursor: str | None
    headers: dict[str, str]


def turn(
    call: Call,
    wanted: Wanted,
    fetch: Callable[[Transaction, Position | None, int], Sequence[T]],
    place: Callable[[T], Position],
) -> Turned[T]:
    """One page: `fetch` gets where to go on after and how many rows; `place` tells where a row stands."""
    key = call.service.cursor_key
    walk = Walk(practice=call.caller.practice_id, list_name=wanted.path, filters=wanted.filters)
    after = None if wanted.cursor is None else read_cursor(wanted.cursor, walk, key)
    rows, more = cut(call.read(lambda tx: fetch(tx, after, wanted.limit + 1)), wanted.limit)
    if not more:
        return Turned(rows, None, {})
    following = cursor_of(walk, place(rows[-1]), key)
    query = {name: value for name, value in wanted.filters.items() if value is not None}
    return Turned(rows, following, {"Link": next_link(wanted.path, query | {"limit": str(wanted.limit)}, following)})


def after_id(position: Position | None) -> UUID | None:
    """The id that a list sorted by id goes on after."""
    return None if position is None else UUID(str(position[0]))


def after_name(position: Position | None) -> tuple[str, UUID] | None:
    """The name and id that a list sorted by name and id goes on after."""
    return None if position is None else (str(position[0]), UUID(str(position[1])))
