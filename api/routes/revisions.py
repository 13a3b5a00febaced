"""The numbered states of a protocol: publish, read, retire, and what to ask before a start."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.answers.protocol import RevisionPage, RevisionRead, revision_listed, revision_read
from api.call import Call
from api.contract import op
from api.etag import etag, require_match
from api.lists import IfMatch, Wanted, turn
from api.named import Number, named
from api.paging import Cursor, Limit
from api.store import practices, protocols, revisions
from api.store.revision_rows import Publication, StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.caution import Action, Caution, CautionKind, question_of
from protocols.authoring.revision import freeze
from protocols.plans.person import named as named_person
from protocols.text import Key
from protocols.value import Value


class PublicationNew(Value, frozen=True):
    """Who publishes; may be left out where one practitioner is responsible."""

    by: UUID | None = None


class ScreeningQuestion(Value, frozen=True):
    """One caution: the plain question whose yes raises it, or none where the service finds it out by itself.

    `action` says what a raised caution does; `agreed_by` who must have agreed before a reason counts.
    """

    caution: Key
    kind: CautionKind
    label: str
    question: str | None
    action: Action
    agreed_by: str | None
    why: str
    brings: str | None


class ScreeningQuestions(Value, frozen=True):
    """Everything to ask before a start on this revision, one question per caution."""

    revision_hash: str
    items: tuple[ScreeningQuestion, ...]


@get(
    "/v1/protocols/{protocol:str}/revisions",
    sync_to_thread=True,
    tags=["protocols"],
    operation_class=op(400, 401, 404, headers={200: ["Link"]}),
)
def list_revisions(
    call: NamedDependency[Call], protocol: FromPath[str], *, limit: Limit = 20, cursor: Cursor = None
) -> Response[RevisionPage]:
    """List the numbered revisions of a protocol, newest first."""
    found = call.read(lambda tx: protocols.get(tx, named(protocol)))
    page = turn(
        call,
        Wanted(f"/v1/protocols/{found.id}/revisions", {}, limit, cursor),
        lambda tx, after, count: revisions.page(tx, found.id, None if after is None else int(str(after[0])), count),
        lambda row: (row.number,),
    )
    answer = RevisionPage(items=[revision_listed(row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@post(
    "/v1/protocols/{protocol:str}/revisions",
    sync_to_thread=True,
    tags=["protocols"],
    operation_class=op(400, 401, 404, 412, 422, 428, headers={201: ["Location", "ETag"]}),
)
def publish_draft(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    data: JSONBody[PublicationNew | None] = None,
    if_match: IfMatch = None,
) -> Response[RevisionRead]:
    """Freeze and number the draft that was read; refused while it has errors."""

    def step(tx: Transaction) -> StoredRevision:
        draft = revisions.draft(tx, protocols.get(tx, named(protocol)).id)
        require_match(if_match, draft.version)
        who = named_person(practices.staff(tx), data.by if data else None, "/by")
        publication = Publication(frozen=freeze(text_of(draft)), by=who.id, expected_version=draft.version)
        return revisions.publish(tx, draft.protocol_id, publication, call.now)

    revision = call.write(step)
    where = f"/v1/protocols/{revision.protocol_id}/revisions/{revision.number}"
    return Response(revision_read(revision), headers={"Location": where, "ETag": etag(revision.version)})


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}",
    sync_to_thread=True,
    tags=["protocols"],
    operation_class=op(400, 401, 404, headers={200: ["ETag"]}),
)
def get_revision(call: NamedDependency[Call], protocol: FromPath[str], number: Number) -> Response[RevisionRead]:
    """Read a revision with everything it says."""
    revision = call.read(lambda tx: _revision(tx, protocol, number))
    return Response(revision_read(revision), headers={"ETag": etag(revision.version)})


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/screening",
    sync_to_thread=True,
    tags=["protocols"],
    operation_class=op(400, 401, 404),
)
def list_screening_questions(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number
) -> ScreeningQuestions:
    """List what to ask before a start on this revision."""
    revision = call.read(lambda tx: _revision(tx, protocol, number))
    cautions = text_of(revision).cautions
    return ScreeningQuestions(revision_hash=revision.hash, items=tuple(_question(each) for each in cautions))


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/retire",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    operation_class=op(400, 401, 404, headers={200: ["ETag"]}),
)
def retire_revision(call: NamedDependency[Call], protocol: FromPath[str], number: Number) -> Response[RevisionRead]:
    """Start no new plans on this revision; plans that walk it go on."""

    def step(tx: Transaction) -> StoredRevision:
        return revisions.retire(tx, protocols.get(tx, named(protocol)).id, number, call.now)

    revision = call.write(step)
    return Response(revision_read(revision), headers={"ETag": etag(revision.version)})


def _revision(tx: Transaction, protocol: str, number: int) -> StoredRevision:
    return revisions.get(tx, protocols.get(tx, named(protocol)).id, number)


def _question(caution: Caution) -> ScreeningQuestion:
    return ScreeningQuestion(
        caution=caution.key,
        kind=caution.kind,
        label=caution.label,
        question=question_of(caution),
        action=caution.action,
        agreed_by=caution.agreed_by,
        why=caution.why,
        brings=caution.brings,
    )
