"""Publications that protocols rest on."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.call import Call
from api.contract import op
from api.etag import etag, require_match
from api.idempotency import IdempotencyKey
from api.ids import new_id
from api.lists import IfMatch, Wanted, after_name, turn
from api.named import named
from api.paging import Cursor, Limit, Page
from api.scopes import Scope, needs
from api.store import works
from api.store.transaction import Transaction
from api.store.works import StoredWork, WorkWritten
from protocols.evidence.doubt import doubt_changes
from protocols.evidence.work import Work, WorkStatus
from protocols.plans.person import answering
from protocols.value import Value

Text = Annotated[
    str | None,
    QueryParameter(min_length=1, max_length=100, description="Words in the title, the authors or the identifiers."),
]


class WorkNew(Work, frozen=True, kw_only=True):
    """A publication, and who answers for what is said of it.

    `by` is needed where a `status` of `corrected`, `concern` or `retracted` is given, changed or taken back, because
    plans are flagged by it; it may be left out where one practitioner is responsible.
    """

    by: UUID | None = None


class WorkRead(Value, frozen=True):
    """A publication as it is kept; built-in ones belong to the library and are read-only.

    `status_at` is when its status changed last, `status_by` the practitioner who answers for that.
    """

    id: UUID
    built_in: bool
    work: Work
    status_at: datetime
    status_by: UUID | None
    version: int
    created_at: datetime
    updated_at: datetime


class WorkPage(Page[WorkRead], frozen=True):
    """A page of works, by key."""


@get(
    "/v1/works",
    sync_to_thread=True,
    tags=["works"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
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
    opt=needs(Scope.PROTOCOLS_WRITE),
    operation_class=op(400, 401, 409, 422, headers={201: ["Location", "ETag"]}),
)
def create_work(
    call: NamedDependency[Call], data: JSONBody[WorkNew], idempotency_key: IdempotencyKey = None
) -> Response[WorkRead]:
    """Keep a work of the practice; it may stand in for a built-in one of the same key.

    Live plans that rest on that key are flagged by whichever of the two is in the graver doubt.
    """

    def step(tx: Transaction) -> StoredWork:
        return works.create(tx, new_id(), _written(tx, call, data, WorkStatus.UNKNOWN), call.now)

    return call.once(idempotency_key, step, _created)


def _created(work: StoredWork) -> Response[WorkRead]:
    return Response(_read(work), headers={"Location": f"/v1/works/{work.id}", "ETag": etag(work.version)})


@get(
    "/v1/works/{work:str}",
    sync_to_thread=True,
    tags=["works"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(401, 404),
)
def get_work(call: NamedDependency[Call], work: FromPath[str]) -> Response[WorkRead]:
    """Read a work by its id or its key."""
    found = call.read(lambda tx: works.get(tx, named(work)))
    return Response(_read(found), headers={"ETag": etag(found.version)})


@put(
    "/v1/works/{work:str}",
    sync_to_thread=True,
    tags=["works"],
    opt=needs(Scope.PROTOCOLS_WRITE),
    operation_class=op(400, 401, 404, 409, 412, 422, 428, headers={200: ["ETag"]}),
)
def replace_work(
    call: NamedDependency[Call], work: FromPath[str], data: JSONBody[WorkNew], if_match: IfMatch = None
) -> Response[WorkRead]:
    """Replace a work of the practice that was read; a new `status` flags the live plans that rest on it.

    What is built in is not replaced: keep a work of the practice with the same key beside it.
    """

    def step(tx: Transaction) -> StoredWork:
        found = works.get(tx, named(work))
        require_match(if_match, found.version)
        return works.replace(tx, found, _written(tx, call, data, found.work.status), call.now)

    changed = call.write(step)
    return Response(_read(changed), headers={"ETag": etag(changed.version)})


def _written(tx: Transaction, call: Call, data: WorkNew, before: WorkStatus) -> WorkWritten:
    """What was sent, with the practitioner who answers for another doubt than before."""
    work = Work(**{name: getattr(data, name) for name in Work.__struct_fields__})
    if data.by is None and not doubt_changes(before, work.status):
        return WorkWritten(work=work)
    return WorkWritten(work=work, by=answering(call.staff(tx), data.by, "/by").id)


def _read(stored: StoredWork) -> WorkRead:
    return WorkRead(
        id=stored.id,
        built_in=stored.built_in,
        work=stored.work,
        status_at=stored.status_at,
        status_by=stored.status_by,
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )
