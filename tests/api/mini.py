"""A small real service with one of everything that the edge has to deal with."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Litestar, Response, delete, get, patch, post, put
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream

from api.body import MergePatch
from api.contract import FinalConfig, contract, op
from api.edge import edge
from api.etag import etag, require_match
from api.paging import Cursor, Limit, Page, Walk, cursor_of, cut, next_link, read_cursor
from api.problems import Busy
from protocols.decimal_string import DecimalString
from protocols.refusal import Malformed, Refusal
from protocols.value import Value

KEY = b"k" * 32
SECRET = "Sam Rivera"  # stands for anything that a client may have said
PRACTICE = UUID("0198c0de-0000-7000-8000-000000000001")
IfMatch = Annotated[str | None, HeaderParameter(name="If-Match")]


class Colour(StrEnum):
    red = "red"
    blue = "blue"


class Weight(Value, frozen=True):
    """A weight in kilograms."""

    value: DecimalString

    def __post_init__(self) -> None:
        if self.value <= 0:
            raise Malformed("A weight is more than nothing.", pointer="/value")


class Fixed(Value, frozen=True, tag="fixed", tag_field="kind"):
    grams: DecimalString


class PerKg(Value, frozen=True, tag="per_kg", tag_field="kind"):
    grams_per_kg: DecimalString
    weight: Weight


Dose = Fixed | PerKg


class Thing(Value, frozen=True):
    """A thing to keep."""

    name: str
    count: int = 0
    colour: Colour | None = None
    dose: Dose | None = None
    weights: tuple[Weight, ...] = ()
    answers: dict[str, DecimalString] = msgspec.field(default_factory=dict)


class ThingPatch(Value, frozen=True):
    name: str | None = None


class ThingRead(Value, frozen=True):
    """A thing as it is kept."""

    id: int
    thing: Thing
    note: str | None
    dose: Dose


class ThingPage(Page[ThingRead], frozen=True):
    """A page of things."""


class Unmapped(Refusal):
    """A refusal that nobody gave a status."""

    code = "unmapped"
    title = "Nobody thought of this"


def read(number: int) -> ThingRead:
    return ThingRead(id=number, thing=Thing(name="x"), note=None, dose=Fixed(grams=DecimalString("2.50")))


@get("/v1/things", sync_to_thread=True, operation_class=op(400, headers={200: ["Link"]}), tags=["things"])
def list_things(
    *,
    limit: Limit = 20,
    cursor: Cursor = None,
    colour: FromQuery[Colour | None] = None,
    text: FromQuery[str | None] = None,
    tag: FromQuery[list[str] | None] = None,
    at_least: FromQuery[DecimalString | None] = None,
) -> Response[ThingPage]:
    """List the things. The newest stands last."""
    walk = Walk(practice=PRACTICE, list_name="things", filters={"colour": colour, "text": text})
    after = 0 if cursor is None else read_cursor(cursor, walk, KEY)[0]
    assert isinstance(after, int)
    rows, more = cut([read(number) for number in range(after + 1, 46)][: limit + 1], limit)
    following = cursor_of(walk, (rows[-1].id,), KEY) if more else None
    headers = {"Link": next_link("/v1/things", {"limit": str(limit)}, following)} if following else {}
    return Response(ThingPage(items=rows, next_cursor=following), headers=headers)


@post("/v1/things", sync_to_thread=True, operation_class=op(400, 415, headers={201: ["Location", "ETag"]}))
def create_thing(data: JSONBody[Thing]) -> Response[Thing]:
    """Keep a thing."""
    return Response(data, headers={"Location": "/v1/things/1", "ETag": etag(1)})


@get("/v1/things/{number:int}", sync_to_thread=True, operation_class=op(404))
def get_thing(number: FromPath[int]) -> ThingRead:
    """Read a thing."""
    return read(number)


@put("/v1/things/{number:int}", sync_to_thread=True, operation_class=op(412, 428))
def replace_thing(number: FromPath[int], data: JSONBody[Thing], if_match: IfMatch = None) -> ThingRead:
    """Replace a thing."""
    require_match(if_match, 7)
    return read(number)


@patch("/v1/things/{number:int}", sync_to_thread=True)
def update_thing(number: FromPath[int], data: MergePatch[ThingPatch]) -> ThingRead:
    """Change a thing."""
    return read(number)


@delete("/v1/things/{number:int}", sync_to_thread=True)
def delete_thing(number: FromPath[int]) -> None:
    """Drop a thing."""


@post("/v1/things/{number:int}/retire", sync_to_thread=True, status_code=200)
def retire_thing(number: FromPath[int], data: JSONBody[ThingPatch | None] = None) -> ThingRead:
    """Retire a thing; a note is optional."""
    return read(number)


@get("/v1/things/{number:int}/sheet.pdf", sync_to_thread=True, media_type="application/pdf", security=[{}])
def print_thing(number: FromPath[int]) -> Response[bytes]:
    """Print a thing."""
    return Response(b"%PDF-1.7", media_type="application/pdf", headers={"Cache-Control": "private, no-store"})


@get("/v1/fail/{how:str}", sync_to_thread=True, include_in_schema=False)
def fail(how: FromPath[str], needed: Annotated[str, HeaderParameter(name="X-Needed", max_length=3)] = "abc") -> None:
    match how:
        case "refused":
            raise Malformed("The weight cannot be meant.", pointer="/weights/0/value in kg")
        case "unmapped":
            raise Unmapped(SECRET)
        case "busy":
            raise Busy(retry_after=3)
        case "unauthenticated":
            raise NotAuthorizedException(SECRET)
        case _:
            raise KeyError(SECRET)


@get("/v1/needs", sync_to_thread=True, include_in_schema=False)
def needs(at: Annotated[str, QueryParameter()], key: Annotated[str, HeaderParameter(name="X-Key")]) -> None:
    """Needs a query parameter and a header."""


@get("/v1/stream", sync_to_thread=True, include_in_schema=False)
def stream() -> Stream:
    def chunks() -> Iterator[str]:
        yield "first"
        raise KeyError(SECRET)

    return Stream(chunks())


@get("/v1/page", sync_to_thread=True, include_in_schema=False, media_type="text/html")
def page() -> Response[str]:
    """A page that needs more than the usual policy allows."""
    return Response("<p>", headers={"Content-Security-Policy": "default-src 'self'"})


HANDLERS = [
    list_things,
    create_thing,
    get_thing,
    replace_thing,
    update_thing,
    delete_thing,
    retire_thing,
    print_thing,
    fail,
    needs,
    stream,
    page,
    contract,
]


def make() -> Litestar:
    return edge(FinalConfig(title="Mini", version="1.0.0", unions={"Dose": Dose}), HANDLERS)
