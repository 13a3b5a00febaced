"""The people that plans are for."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.answers.client import ClientRead, client_read
from api.body import MergePatch
from api.call import Call
from api.contract import op
from api.etag import etag, require_match
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.ids import new_id
from api.lists import IfMatch, Wanted, after_id, turn
from api.paging import Cursor, Limit, Page
from api.preference import MINIMAL
from api.quota import NEVER_TURNED_AWAY
from api.recorded import PlanLookedAt, Why, look_again, written
from api.scopes import Scope, needs
from api.store import clients, revisions
from api.store.clients import ClientRecord, StoredClient
from api.store.transaction import Transaction
from protocols.plans.expect import Expecting, check_expected
from protocols.plans.on_record import check_recorded
from protocols.plans.person import Person, Practitioner, check_birth_date
from protocols.plans.taken_off import Said, who_changes
from protocols.text import Key, Line, Prose
from protocols.value import Value


class ClientNew(Value, frozen=True):
    """A client to keep: the practice's own reference, the name and birth date that every sheet carries.

    `recorded_cautions` are keys of cautions that stand on the record, such as `hypersensitivity`: of the library's
    protocols or of the practice's own, drafts too. A key that none of them has is refused.
    """

    reference: Line
    display_name: Line
    birth_date: date
    recorded_cautions: tuple[Key, ...] = ()


class ClientChange(Expecting, frozen=True, kw_only=True):
    """A JSON merge patch of a client: what is left out stays; `expect` names the client as it was before.

    `by` is the person of the practice who changes it, `reason` why: both are kept with the change and with what it does
    to plans. A caution is taken off the record only with a reason, and by a practitioner, whose name may be left out
    where one is responsible.
    """

    reference: Line | msgspec.UnsetType = msgspec.UNSET
    display_name: Line | msgspec.UnsetType = msgspec.UNSET
    birth_date: date | msgspec.UnsetType = msgspec.UNSET
    recorded_cautions: tuple[Key, ...] | msgspec.UnsetType = msgspec.UNSET
    by: UUID | None = None
    reason: Prose | None = None


class ClientChanged(ClientRead, frozen=True, kw_only=True):
    """A client after a change, and what that did to live plans: each was looked at again at once.

    Another birth date or other recorded cautions ask the screening of every live plan in full again: nothing rises
    before. Another name, birth date or reference withdraws the sheets that carry the one before: those still out are in
    the answer. What is taken off the record lifts nothing by itself.
    """

    plans: tuple[PlanLookedAt, ...]


class ClientPage(Page[ClientRead], frozen=True):
    """A page of clients, in the order in which they came."""


@post(
    "/v1/clients",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_WRITE) | MINIMAL,
    operation_class=op(400, 401, 409, 422, headers={201: ["Location", "ETag"]}),
)
def create_client(
    call: NamedDependency[Call], data: JSONBody[ClientNew], idempotency_key: IdempotencyKey = None
) -> Response[ClientRead]:
    """Keep a client."""
    check_birth_date(data.birth_date, call.now.date())
    record = ClientRecord(**msgspec.structs.asdict(data))

    def step(tx: Transaction) -> StoredClient:
        _check_cautions(tx, record.recorded_cautions, ())
        return clients.create(tx, new_id(), record, call.now)

    return call.once(idempotency_key, step, _created)


def _created(client: StoredClient) -> Response[ClientRead]:
    headers = {"Location": f"/v1/clients/{client.id}", "ETag": etag(client.version)}
    return Response(client_read(client), headers=headers)


@get(
    "/v1/clients",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_clients(call: NamedDependency[Call], *, limit: Limit = 20, cursor: Cursor = None) -> Response[ClientPage]:
    """List the clients, oldest first."""
    page = turn(
        call,
        Wanted("/v1/clients", {}, limit, cursor),
        lambda tx, after, count: clients.page(tx, after_id(after), count),
        lambda row: (str(row.id),),
    )
    answer = ClientPage(items=[client_read(row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@get(
    "/v1/clients/{client_id:uuid}",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_READ),
    operation_class=op(401, 404),
)
def get_client(call: NamedDependency[Call], client_id: FromPath[UUID]) -> Response[ClientRead]:
    """Read a client."""
    client = call.read(lambda tx: clients.get(tx, client_id))
    return Response(client_read(client), headers={"ETag": etag(client.version)})


@patch(
    "/v1/clients/{client_id:uuid}",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 412, 422, 428, headers={200: ["ETag"]}),
)
def update_client(
    call: NamedDependency[Call], client_id: FromPath[UUID], data: MergePatch[ClientChange], if_match: IfMatch = None
) -> Response[ClientChanged]:
    """Change a client; live plans are looked at again with the new record, and stopped or paused where it says so."""
    if isinstance(data.birth_date, date):
        check_birth_date(data.birth_date, call.now.date())

    def step(tx: Transaction) -> tuple[StoredClient, tuple[PlanLookedAt, ...]]:
        found = clients.lock(tx, client_id)
        require_match(if_match, found.version)
        check_expected(data.expect, found.display_name, found.birth_date)
        before = {name: getattr(found, name) for name in ClientRecord.__struct_fields__}
        given = {name: getattr(data, name) for name in ClientRecord.__struct_fields__}
        changed = {name: value for name, value in given.items() if value is not msgspec.UNSET}
        record = ClientRecord(**before | changed)
        _check_cautions(tx, record.recorded_cautions, found.recorded_cautions)
        why = Why(_who(tx, call, (found, record), data), data.reason)
        client = clients.update(tx, client_id, record, found.version, written(call, why))
        return client, look_again(tx, call, (found, client), why)

    client, plans = call.write(step)
    return Response(grown(ClientChanged, client_read(client), plans=plans), headers={"ETag": etag(client.version)})


def _check_cautions(tx: Transaction, keys: tuple[Key, ...], before: tuple[Key, ...]) -> None:
    """Refuse a new key that no protocol has; what stands on the record already may stay there."""
    if set(keys) - set(before):
        check_recorded(keys, revisions.caution_keys(tx) | set(before))


def _who(
    tx: Transaction, call: Call, records: tuple[StoredClient, ClientRecord], data: ClientChange
) -> Practitioner | None:
    """The person who makes the change; raises the refusal of what nobody or an assistant takes off the record."""
    was, now = (Person(birth_date=each.birth_date, recorded_cautions=each.recorded_cautions) for each in records)
    return who_changes(was, now, Said(by=data.by, reason=data.reason), call.staff(tx))
