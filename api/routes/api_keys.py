"""The keys of the practice: made, replaced without a gap, revoked."""

from datetime import datetime, timedelta
from typing import Annotated, Final, TypeAlias

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.call import Call
from api.contract import op
from api.idempotency import IdempotencyKey
from api.issued import Grant, Issued, check_may_give, check_others_administer, issue, overlap_ends, successor
from api.lists import Wanted, turn
from api.paging import Cursor, Limit, Page
from api.scopes import Scope, needs
from api.store import api_keys, practices
from api.store.api_keys import StoredKey, usable
from api.store.transaction import Transaction
from protocols.refusal import Malformed
from protocols.text import Line
from protocols.value import Value

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Overlap: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=720)]

_WHERE: Final = "/v1/api-keys"


class ApiKeyRead(Value, frozen=True, kw_only=True):
    """A key without its secret, which nobody can read again.

    `usable` says whether it opens anything now. `last_used_at` is exact to a minute; null before the first use.
    `created_by` is the key that gave it out, or `token:` and the id of the client through which a person had signed in;
    null where that was the command line.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    usable: bool
    created_at: datetime
    created_by: str | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    replaced_by: str | None


class ApiKeyMade(ApiKeyRead, frozen=True, kw_only=True):
    """A new key. `key` is shown in this answer and never again: send it as `Authorization: Bearer <key>`."""

    key: str


class ApiKeyNew(Value, frozen=True):
    """A key to make: what it is called, what it opens, and until when; without an end it does not expire.

    A key gives on only what it holds itself.
    """

    name: Line
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1)]
    expires_at: Instant | None = None

    def __post_init__(self) -> None:
        if len(set(self.scopes)) != len(self.scopes):
            raise Malformed("Name each scope once.", pointer="/scopes")


class Rotation(Value, frozen=True):
    """How a key is replaced: for how many hours the old one still opens, and until when the new one does.

    Without an `expires_at` the new key lasts as long as the old one was made for.
    """

    overlap_hours: Overlap = 24
    expires_at: Instant | None = None


class ApiKeyPage(Page[ApiKeyRead], frozen=True):
    """A page of keys, oldest first, also those that open nothing any more."""


@get(
    _WHERE,
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_api_keys(call: NamedDependency[Call], *, limit: Limit = 20, cursor: Cursor = None) -> Response[ApiKeyPage]:
    """List the practice's keys, oldest first."""
    page = turn(
        call,
        Wanted(_WHERE, {}, limit, cursor),
        lambda tx, after, count: api_keys.page(tx, _place(after), count),
        lambda row: (row.created_at.isoformat(), row.key_id),
    )
    answer = ApiKeyPage(items=[_read(row, call.now) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


@post(
    _WHERE,
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(400, 401, 422, headers={201: ["Location"]}),
)
def create_api_key(
    call: NamedDependency[Call], data: JSONBody[ApiKeyNew], idempotency_key: IdempotencyKey = None
) -> Response[ApiKeyMade]:
    """Make a key; its secret is in this answer alone, and in what an Idempotency-Key brings back within a day."""
    check_may_give(call.caller.scopes, data.scopes)
    grant = Grant(
        practice_id=call.caller.practice_id,
        name=data.name,
        scopes=tuple(sorted(data.scopes)),
        expires_at=data.expires_at,
        created_by=call.caller.key_id,
    )
    made = issue(grant, call.service.pepper, call.now)

    def step(tx: Transaction) -> Issued:
        api_keys.add(tx, made.stored)
        return made

    return call.once(idempotency_key, step, lambda made: _made(made, call.now))


@get(
    f"{_WHERE}/{{key_id:str}}",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(401, 404),
)
def get_api_key(call: NamedDependency[Call], key_id: FromPath[str]) -> ApiKeyRead:
    """Read what a key opens, and when it was used last."""
    return _read(call.read(lambda tx: api_keys.get(tx, key_id)), call.now)


@post(
    f"{_WHERE}/{{key_id:str}}/rotate",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location"]}),
)
def rotate_api_key(
    call: NamedDependency[Call],
    key_id: FromPath[str],
    data: JSONBody[Rotation | None] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[ApiKeyMade]:
    """Make a key that takes over from this one, which opens on for the overlap: no request in between fails.

    The secret is in this answer alone.
    """
    asked = data or Rotation()

    def step(tx: Transaction) -> Issued:
        old = api_keys.get_for_change(tx, key_id)
        check_may_give(call.caller.scopes, old.scopes)
        made = issue(successor(old, call.caller.key_id, call.now, asked.expires_at), call.service.pepper, call.now)
        api_keys.add(tx, made.stored)
        until = overlap_ends(old, call.now, timedelta(hours=asked.overlap_hours))
        api_keys.replace(tx, old.key_id, made.key.key_id, until)
        return made

    return call.once(idempotency_key, step, lambda made: _made(made, call.now))


@post(
    f"{_WHERE}/{{key_id:str}}/revoke",
    sync_to_thread=True,
    status_code=200,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(401, 404, 409),
)
def revoke_api_key(
    call: NamedDependency[Call], key_id: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Response[ApiKeyRead]:
    """Close a key at once and for good; a second time changes nothing.

    The last key that can give out others is not closed.
    """

    def step(tx: Transaction) -> StoredKey:
        practices.take_turn(tx)
        api_keys.get(tx, key_id)
        check_others_administer(api_keys.keys(tx), key_id, call.now)
        api_keys.revoke(tx, key_id, call.now)
        return api_keys.get(tx, key_id)

    return call.once(idempotency_key, step, lambda key: Response(_read(key, call.now)))


def _place(after: tuple[str | int | None, ...] | None) -> tuple[datetime, str] | None:
    return None if after is None else (datetime.fromisoformat(str(after[0])), str(after[1]))


def _made(made: Issued, now: datetime) -> Response[ApiKeyMade]:
    known = msgspec.structs.asdict(_read(made.stored, now))
    answer = ApiKeyMade(**known, key=made.key.reveal())
    return Response(answer, status_code=201, headers={"Location": f"{_WHERE}/{made.key.key_id}"})


def _read(key: StoredKey, now: datetime) -> ApiKeyRead:
    return ApiKeyRead(
        id=key.key_id,
        name=key.name,
        scopes=tuple(Scope(scope) for scope in key.scopes),
        usable=usable(key, now),
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        replaced_by=key.replaced_by,
    )
