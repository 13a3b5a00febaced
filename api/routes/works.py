"""Publications that protocols rest on."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.call import Call
from api.contract import op
from api.etag import etag
from api.ids import new_id
from api.lists import Wanted, after_name, turn
from api.named import named
from api.paging import Cursor, Limit, Page
from api.store import works
from api.store.works import StoredWork
from protocols.evidence.work import Work
from protocols.value import Value

Text = Annotated[
    str | None,
    QueryParameter(min_length=1, max_length=100, description="Words in the title, the authors or the identifiers."),
]


class WorkRead(Value, frozen=True):
    """A publication as it is kept; built-in ones belong to the library and are read-only."""

    id: UUID
    built_in: bool
    work: Work
    version: int
    created_at: datetime
    updated_at: datetime


class WorkPage(Page[WorkRead], frozen=True):
    """A page of works, by key."""


@get("/v1/works", sync_to_thread=True, tags=["works"], operation_class=op(400, 401, headers={200: ["Link"]}))
def list_works(
    call: NamedDependency[Call], *, text: Text = None, limit: Limit = 20, cursor: Cursor = None
) -> Response[WorkPage]:
    """List the works of the practice and of the library, by key."""
    page = turn(
        call,
        Wanted("/v1/works", {"text": text}, limit, cursor),
        lambda tx, after, count: works.page(tx, text, after_name(after), count),
        lambda row: (row.work.key, str(row.id)),
    )
    answer = WorkPage(items=[_read(row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@post(
    "/v1/works",
    sync_to_thread=True,
    tags=["works"],
    operation_class=op(400, 401, 409, headers={201: ["Location", "ETag"]}),
)
def create_work(call: NamedDependency[Call], data: JSONBody[Work]) -> Response[WorkRead]:
    """Keep a work of the practice; it may stand in for a built-in one of the same key."""
    work = call.write(lambda tx: works.create(tx, new_id(), data, call.now))
    return Response(_read(work), headers={"Location": f"/v1/works/{work.id}", "ETag": etag(work.version)})


@get(
    "/v1/works/{work:str}",
    sync_to_thread=True,
    tags=["works"],
    operation_class=op(401, 404, headers={200: ["ETag"]}),
)
def get_work(call: NamedDependency[Call], work: FromPath[str]) -> Response[WorkRead]:
    """Read a work by its id or its key."""
    found = call.read(lambda tx: works.get(tx, named(work)))
    return Response(_read(found), headers={"ETag": etag(found.version)})


def _read(stored: StoredWork) -> WorkRead:
    return WorkRead(
        id=stored.id,
        built_in=stored.built_in,
        work=stored.work,
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )
