"""All that is held of a client, given out as one document, and taken away for good."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.answers.audit import AuditEventRead, audit_event_read
from api.answers.client import ClientChangeRead, ClientRead, change_read, client_read
from api.call import Call
from api.contract import op
from api.idempotency import IdempotencyKey
from api.scopes import Scope, needs
from api.store import audit, client_changes, clients, erasing, exporting, plans, practices
from api.store.audit import AuditFilter
from api.store.exporting import WholePlan
from api.store.transaction import Transaction
from protocols.plans.erasing import check_may_erase
from protocols.plans.expect import Expect, check_expected
from protocols.plans.person import answering
from protocols.value import Value

_ALL = 1_000_000


class SheetExported(Value, frozen=True):
    """A sheet that was printed: its number, when, until when it may be used, and the hash of what it said."""

    number: str
    kind: str
    printed_at: datetime
    use_until: date | None
    content_hash: str


class PlanExported(Value, frozen=True):
    """A plan: which text it follows, its whole log from the first event on, and its sheets.

    The log holds all that was ever told, answered, decided and written about the plan, as it is stored; the plan is
    nothing besides.
    """

    id: UUID
    protocol_id: UUID
    revision: int
    revision_hash: str
    title: str
    started_on: date
    created_at: datetime
    log: tuple[msgspec.Raw, ...]
    sheets: tuple[SheetExported, ...]


class ClientExport(Value, frozen=True):
    """All that is held of a client: the record and its changes, plans, and who changed or read what, newest first."""

    practice: str
    exported_at: datetime
    client: ClientRead
    changes: tuple[ClientChangeRead, ...]
    plans: tuple[PlanExported, ...]
    audit: tuple[AuditEventRead, ...]


class Erasure(Value, frozen=True):
    """Whom to erase, by name, birth date or both as the caller sees them; `by` is the practitioner who answers."""

    expect: Expect
    by: UUID | None = None


class ErasureMade(Value, frozen=True):
    """Whose data is gone, how many plans and sheets, and what is kept."""

    id: UUID
    erased_at: datetime
    plans: int
    sheets: int
    kept: str


KEPT = (
    "The audit keeps, by ids alone, that there was a client, who changed and who read what, and this erasure. Copies "
    "outside the service are not reached: backups, paper, what other software was told."
)


@get(
    "/v1/clients/{client_id:uuid}/export",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_READ, Scope.PLANS_READ, Scope.HANDOUTS_READ, Scope.AUDIT_READ),
    operation_class=op(401, 404),
)
def get_client_export(call: NamedDependency[Call], client_id: FromPath[UUID]) -> ClientExport:
    """Give out all that is held of a client, as one document."""
    return call.read(lambda tx: _export(tx, call, client_id))


@post(
    "/v1/clients/{client_id:uuid}/erase",
    sync_to_thread=True,
    status_code=200,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_ERASE),
    operation_class=op(400, 401, 404, 409, 422),
)
def erase_client(
    call: NamedDependency[Call],
    client_id: FromPath[UUID],
    data: JSONBody[Erasure],
    idempotency_key: IdempotencyKey = None,
) -> Response[ErasureMade]:
    """Take away all that is held of a client; nothing brings it back.

    The record, its changes, every plan with its log, calls, tasks and sheets are deleted, and answers kept for an
    Idempotency-Key that hold some of it. Refused while a plan can still give doses or a call is open. What the law asks
    to be kept has to be exported first: the service does not know it.
    """
    answer = call.once(idempotency_key, lambda tx: _erase(tx, call, client_id, data), Response)
    call.service.database.overwrite_deleted()
    return answer


def _erase(tx: Transaction, call: Call, client_id: UUID, data: Erasure) -> ErasureMade:
    client = clients.lock(tx, client_id)
    check_expected(data.expect, client.display_name, client.birth_date)
    tx.people.add(answering(call.staff(tx), data.by, "/by").id)
    live = plans.lock_live(tx, client_id, call.today(practices.get(tx).settings.time_zone))
    check_may_erase(len(live), erasing.count_open_calls(tx, client_id))
    gone = erasing.erase(tx, client_id)
    return ErasureMade(id=client_id, erased_at=call.now, plans=gone.plans, sheets=gone.sheets, kept=KEPT)


def _export(tx: Transaction, call: Call, client_id: UUID) -> ClientExport:
    client = clients.get(tx, client_id)
    told = audit.page(tx, AuditFilter(client_id=client_id), None, _ALL)
    return ClientExport(
        practice=practices.get(tx).settings.name,
        exported_at=call.now,
        client=client_read(client),
        changes=tuple(map(change_read, client_changes.page(tx, client_id, 0, _ALL))),
        plans=tuple(map(_plan, exporting.plans_of(tx, client_id))),
        audit=tuple(map(audit_event_read, told)),
    )


def _plan(plan: WholePlan) -> PlanExported:
    return PlanExported(
        id=plan.id,
        protocol_id=plan.protocol_id,
        revision=plan.revision,
        revision_hash=plan.revision_hash,
        title=plan.title,
        started_on=plan.started_on,
        created_at=plan.created_at,
        log=tuple(map(msgspec.Raw, plan.log)),
        sheets=tuple(
            SheetExported(**{name: getattr(sheet, name) for name in SheetExported.__struct_fields__})
            for sheet in plan.sheets
        ),
    )
