"""Protocols: the library's, the practice's own, and their drafts."""

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.answers.protocol import (
    ProtocolPage,
    ProtocolRead,
    RevisionRead,
    protocol_listed,
    protocol_read,
    revision_read,
)
from api.call import Call
from api.contract import op
from api.drafted import draft_of, draft_with_works
from api.etag import etag, require_match
from api.idempotency import IdempotencyKey
from api.ids import new_id
from api.lists import IfMatch, Wanted, after_name, turn
from api.live_plans import live_plans
from api.named import named
from api.paging import Cursor, Limit
from api.preference import MINIMAL
from api.scopes import Scope, needs
from api.store import protocols, revisions
from api.store.protocols import ProtocolFilter
from api.store.refusals import NotFound
from api.store.revision_rows import Edit, NewIds, StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.finding import Finding
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.authoring.verify import verify
from protocols.text import Key
from protocols.value import Value

Word = Annotated[str | None, QueryParameter(min_length=1, max_length=100)]


class ProtocolCopy(Value, frozen=True):
    """Under which slug a protocol is copied, and which revision of it; the last published, where none is named."""

    slug: Key
    revision: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None


class Findings(Value, frozen=True):
    """What is to be mended before a draft can be published, errors first."""

    items: tuple[Finding, ...]


@get(
    "/v1/protocols",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_protocols(  # noqa: PLR0913 each filter is a parameter of the address
    call: NamedDependency[Call],
    *,
    status: FromQuery[RevisionStatus | None] = None,
    tag: Word = None,
    text: Word = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[ProtocolPage]:
    """List the protocols of the practice and of the library, by slug."""
    wanted = ProtocolFilter(status=status, tag=tag, text=text)
    filters = {"status": None if status is None else status.value, "tag": tag, "text": text}
    page = turn(
        call,
        Wanted("/v1/protocols", filters, limit, cursor),
        lambda tx, after, count: protocols.page(tx, wanted, after_name(after), count),
        lambda row: (row.slug, str(row.id)),
    )
    answer = ProtocolPage(items=[protocol_listed(row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@post(
    "/v1/protocols",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE) | MINIMAL,
    operation_class=op(400, 401, 409, 422, headers={201: ["Location", "ETag"]}),
)
def create_protocol(
    call: NamedDependency[Call], data: JSONBody[Protocol], idempotency_key: IdempotencyKey = None
) -> Response[RevisionRead]:
    """Begin a protocol with its first draft; it may have findings, as long as it is a draft."""
    ids = NewIds(protocol=new_id(), revision=new_id())
    return call.once(idempotency_key, lambda tx: protocols.create(tx, ids, data, call.now), _drafted)


@get(
    "/v1/protocols/{protocol:str}",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(401, 404),
)
def get_protocol(call: NamedDependency[Call], protocol: FromPath[str]) -> Response[ProtocolRead]:
    """Read a protocol by its id or slug, with the revision that a new plan would walk."""

    def step(tx: Transaction) -> ProtocolRead:
        found = protocols.get(tx, named(protocol))
        try:
            revision = revisions.latest_published(tx, found.id)
        except NotFound:
            revision = revisions.draft(tx, found.id)
        return protocol_read(found, revision, live_plans(tx, call, [revision.id]).get(revision.id, 0))

    answer = call.read(step)
    return Response(answer, headers={"ETag": etag(answer.revision.version)})


@get(
    "/v1/protocols/{protocol:str}/draft",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(401, 404),
)
def get_draft(call: NamedDependency[Call], protocol: FromPath[str]) -> Response[RevisionRead]:
    """Read the draft."""
    draft = call.read(lambda tx: draft_of(tx, protocol))
    return Response(revision_read(draft), headers={"ETag": etag(draft.version)})


@post(
    "/v1/protocols/{protocol:str}/draft",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE) | MINIMAL,
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def create_draft(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    data: JSONBody[Protocol],
    idempotency_key: IdempotencyKey = None,
) -> Response[RevisionRead]:
    """Begin the next draft of a protocol of the practice."""

    def step(tx: Transaction) -> StoredRevision:
        ids = NewIds(protocol=protocols.get(tx, named(protocol)).id, revision=new_id())
        return revisions.add_draft(tx, ids, data, call.now)

    return call.once(idempotency_key, step, _drafted)


@put(
    "/v1/protocols/{protocol:str}/draft",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE) | MINIMAL,
    operation_class=op(400, 401, 404, 412, 422, 428, headers={200: ["ETag"]}),
)
def replace_draft(
    call: NamedDependency[Call], protocol: FromPath[str], data: JSONBody[Protocol], if_match: IfMatch = None
) -> Response[RevisionRead]:
    """Replace the draft that was read."""

    def step(tx: Transaction) -> StoredRevision:
        found = draft_of(tx, protocol)
        require_match(if_match, found.version)
        return revisions.replace_draft(tx, found.protocol_id, Edit(text=data, expected_version=found.version), call.now)

    draft = call.write(step)
    return Response(revision_read(draft), headers={"ETag": etag(draft.version)})


@get(
    "/v1/protocols/{protocol:str}/draft/findings",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(401, 404),
)
def list_findings(call: NamedDependency[Call], protocol: FromPath[str]) -> Findings:
    """List what is to be mended before the draft can be published."""
    draft, cited = call.read(lambda tx: draft_with_works(tx, protocol))
    return Findings(items=verify(text_of(draft), cited))


@post(
    "/v1/protocols/{protocol:str}/copy",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE) | MINIMAL,
    operation_class=op(400, 401, 404, 409, headers={201: ["Location", "ETag"]}),
)
def copy_protocol(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    data: JSONBody[ProtocolCopy],
    idempotency_key: IdempotencyKey = None,
) -> Response[RevisionRead]:
    """Copy a protocol, from the library too, into a draft of the practice."""

    def step(tx: Transaction) -> StoredRevision:
        found = protocols.get(tx, named(protocol))
        if data.revision is None:
            source = revisions.latest_published(tx, found.id)
        else:
            source = revisions.get(tx, found.id, data.revision)
        return protocols.copy(tx, source, NewIds(protocol=new_id(), revision=new_id()), data.slug, call.now)

    return call.once(idempotency_key, step, _drafted)


def _drafted(draft: StoredRevision) -> Response[RevisionRead]:
    headers = {"Location": f"/v1/protocols/{draft.protocol_id}/draft", "ETag": etag(draft.version)}
    return Response(revision_read(draft), headers=headers)
