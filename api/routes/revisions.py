"""The numbered states of a protocol: publish, read, retire, and what to ask before a start."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.answers.protocol import RevisionPage, RevisionRead, revision_listed, revision_read
from api.call import Call
from api.contract import op
from api.drafted import draft_with_works
from api.etag import etag, require_match
from api.idempotency import IdempotencyKey
from api.lists import IfMatch, Wanted, turn
from api.live_plans import live_plans
from api.named import Number, named
from api.paging import Cursor, Limit, Position
from api.scopes import Scope, needs
from api.store import protocols, revisions
from api.store.revision_rows import Publication, RevisionEntry, StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.caution import Action, Caution, CautionKind, OnResult, ResultNotKnown, question_of, results_of
from protocols.authoring.protocol import Protocol
from protocols.authoring.questions import questions_version
from protocols.authoring.revision import check_answered_for, freeze
from protocols.decimal_string import DecimalString
from protocols.plans.person import answering, beside
from protocols.text import Key
from protocols.value import Value


class PublicationNew(Value, frozen=True):
    """Who publishes; may be left out where one practitioner is responsible.

    `seen_by` is a second practitioner who has seen the findings: needed where there are warnings.
    """

    by: UUID | None = None
    seen_by: UUID | None = None


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


class ScreeningValue(Value, frozen=True):
    """A laboratory value that the screening looks at: the client's latest, told in `screening.laboratory` by its key.

    `unit` is UCUM; a unit that differs from it by a decimal metric prefix only is taken as well. `low` and `high` are
    the ends of the scale. Its sample has a date (`taken_on`). `cautions` are those that it raises, or that stand as
    long as it is not known; `not_older_than_days` says how old it may be where a caution wants to know it, which can
    hang on the client's age and dose.
    """

    measure: Key
    label: str
    unit: str
    low: DecimalString
    high: DecimalString
    cautions: tuple[Key, ...]
    not_older_than_days: int | None


class ScreeningQuestions(Value, frozen=True):
    """Everything to ask before a start on this revision, one question per caution, and the laboratory values to tell.

    `version` names these questions in this order, whatever else changes from revision to revision: a screening sent
    with it as `questions` is refused where the revision asks others. It counts for 90 days (judgement).
    """

    revision_hash: str
    version: str
    items: tuple[ScreeningQuestion, ...]
    laboratory: tuple[ScreeningValue, ...]


@get(
    "/v1/protocols/{protocol:str}/revisions",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404, headers={200: ["Link"]}),
)
def list_revisions(
    call: NamedDependency[Call], protocol: FromPath[str], *, limit: Limit = 20, cursor: Cursor = None
) -> Response[RevisionPage]:
    """List the numbered revisions of a protocol, newest first."""
    found = call.read(lambda tx: protocols.get(tx, named(protocol)))

    def fetch(tx: Transaction, after: Position | None, count: int) -> list[tuple[RevisionEntry, int]]:
        rows = revisions.page(tx, found.id, None if after is None else int(str(after[0])), count)
        live = live_plans(tx, call, [row.id for row in rows])
        return [(row, live.get(row.id, 0)) for row in rows]

    wanted = Wanted(f"/v1/protocols/{found.id}/revisions", {}, limit, cursor)
    page = turn(call, wanted, fetch, lambda listed: (listed[0].number,))
    answer = RevisionPage(items=[revision_listed(*listed) for listed in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@post(
    "/v1/protocols/{protocol:str}/revisions",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE),
    operation_class=op(400, 401, 404, 409, 412, 422, 428, headers={201: ["Location", "ETag"]}),
)
def publish_draft(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    data: JSONBody[PublicationNew | None] = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[RevisionRead]:
    """Freeze and number the draft that was read; refused while it has errors, which the problem lists.

    Warnings need a second named person.
    """
    if (before := call.earlier(idempotency_key)) is not None:
        return before
    asked = data or PublicationNew()
    # The proof takes a while, and nobody waits for it with a lock: what was proved is published by its version.
    draft, cited = call.read(lambda tx: draft_with_works(tx, protocol))
    require_match(if_match, draft.version)
    frozen = freeze(text_of(draft), cited)

    def step(tx: Transaction) -> StoredRevision:
        staff = call.staff(tx)
        who = answering(staff, asked.by, "/by")
        second = None if asked.seen_by is None else beside(staff, asked.seen_by, "/seen_by").id
        check_answered_for(frozen, who.id, second)
        publication = Publication(frozen=frozen, by=who.id, seen_by=second, expected_version=draft.version)
        return revisions.publish(tx, draft.protocol_id, publication, call.now)

    return call.once(idempotency_key, step, _published)


def _published(revision: StoredRevision) -> Response[RevisionRead]:
    where = f"/v1/protocols/{revision.protocol_id}/revisions/{revision.number}"
    return Response(revision_read(revision), headers={"Location": where, "ETag": etag(revision.version)})


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404),
)
def get_revision(call: NamedDependency[Call], protocol: FromPath[str], number: Number) -> Response[RevisionRead]:
    """Read a revision with everything it says."""
    return _answer(*call.read(lambda tx: _with_live_plans(tx, call, _revision(tx, protocol, number))))


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/screening",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404),
)
def list_screening_questions(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number
) -> ScreeningQuestions:
    """List what to ask before a start on this revision."""
    revision = call.read(lambda tx: _revision(tx, protocol, number))
    text = text_of(revision)
    return ScreeningQuestions(
        revision_hash=revision.hash,
        version=questions_version(text.cautions),
        items=tuple(_question(each) for each in text.cautions),
        laboratory=tuple(_value(text, key) for key in results_of(text.cautions)),
    )


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/retire",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_WRITE),
    operation_class=op(400, 401, 404, headers={200: ["ETag"]}),
)
def retire_revision(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    number: Number,
    idempotency_key: IdempotencyKey = None,
) -> Response[RevisionRead]:
    """Start no new plans on this revision; plans that walk it go on."""

    def step(tx: Transaction) -> tuple[StoredRevision, int]:
        retired = revisions.retire(tx, protocols.get(tx, named(protocol)).id, number, call.now)
        return _with_live_plans(tx, call, retired)

    return call.once(idempotency_key, step, lambda retired: _answer(*retired))


def _revision(tx: Transaction, protocol: str, number: int) -> StoredRevision:
    return revisions.get(tx, protocols.get(tx, named(protocol)).id, number)


def _with_live_plans(tx: Transaction, call: Call, revision: StoredRevision) -> tuple[StoredRevision, int]:
    return revision, live_plans(tx, call, [revision.id]).get(revision.id, 0)


def _answer(revision: StoredRevision, live: int) -> Response[RevisionRead]:
    return Response(revision_read(revision, live), headers={"ETag": etag(revision.version)})


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


def _value(text: Protocol, key: Key) -> ScreeningValue:
    measure = next(each for each in text.measures if each.key == key)
    looking = [
        (caution.key, trigger)
        for caution in text.cautions
        for trigger in caution.triggers
        if isinstance(trigger, OnResult) and trigger.measure == key
    ]
    days = [trigger.days for _, trigger in looking if isinstance(trigger, ResultNotKnown)]
    return ScreeningValue(
        measure=key,
        label=measure.label,
        unit=measure.unit,
        low=measure.low,
        high=measure.high,
        cautions=tuple(dict.fromkeys(caution for caution, _ in looking)),
        not_older_than_days=min(days, default=None),
    )
