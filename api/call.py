"""One request: who asks, and what a handler works with."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

from api.errand import Errand, errand
from api.idempotency import KEPT_FOR, REPLAYED, Asked, IdempotencyKeyReused, reopen, seal
from api.identity.access_token import is_token
from api.identity.claims import Claimed
from api.identity.identity import Identity
from api.identity.refusals import PersonUnknown
from api.ids import new_id
from api.keys import recognise
from api.last_uses import LastUses
from api.press.press import Press
from api.problems import Busy
from api.quota import Quota
from api.readings import Readings
from api.scopes import check_scopes
from api.store import api_keys, audit, practices, replays
from api.store.audit import AuditEvent, AuditKind
from api.store.database import Database, DatabaseBusy, Step, Transaction
from api.store.reserved import NO_PRACTICE
from protocols.plans.person import Practitioner, Staff
from protocols.refusal import Refusal

T = TypeVar("T")
Answer = TypeVar("Answer")

PUBLIC: Final = "public"
"""`opt={PUBLIC: True}` on a handler that needs no key."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The instant, with its offset."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Service:
    """What all requests share: the database, the press, keys derived from the root secret, the clock.

    `identity` is the clinic's identity provider, where one was set.
    """

    database: Database
    press: Press
    pepper: bytes
    cursor_key: bytes
    sheet_key: bytes
    replay_key: bytes
    audit_key: bytes
    clock: Clock
    last_uses: LastUses = field(default_factory=LastUses)
    readings: Readings = field(default_factory=Readings)
    quota: Quota | None = None
    failures: Quota | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person of the practice, as the identity provider calls this person, and as the practice does."""

    subject: str
    person: Practitioner


@dataclass(frozen=True, slots=True)
class Caller:
    """An API key of a practice, or a person of it with a token, as it was proved.

    `key_id` says which software asks: the id of the key, or `token:` and the id of the client that the person signed in
    through.
    """

    practice_id: UUID
    key_id: str
    scopes: frozenset[str]
    signed_in: SignedIn | None = None

    @property
    def person(self) -> Practitioner | None:
        """The person who is signed in; None behind a bare key."""
        return None if self.signed_in is None else self.signed_in.person

    def still_opens(self, tx: Transaction, now: datetime) -> bool:
        """Whether the key is usable, or the token's person still signs in here; neither changes in this transaction."""
        if self.signed_in is None:
            return api_keys.opens(tx, self.key_id, now)
        return practices.still_signs_in(tx, self.signed_in.subject, self.signed_in.person.id)


@dataclass(frozen=True, slots=True)
class Call:
    """A caller's request: its practice, its instant, and its way to the database and the press."""

    caller: Caller
    service: Service
    now: datetime
    errand: Errand
    asked: Asked | None = None

    def read(self, step: Step[T]) -> T:
        """What the step finds in one snapshot; whose data it read is told to the audit."""
        self.service.readings.check_room()

        def told(tx: Transaction) -> T:
            with self._telling_refusals(tx):
                found = step(tx)
            if tx.clients or self.errand.always_told:
                self.service.readings.note(tx.practice_id, self._told(tx, AuditKind.READ))
            return found

        with _told_busy():
            return self.service.database.read(self.caller.practice_id, told)

    def write(self, step: Step[T]) -> T:
        """What the step answers, once it is committed; who was locked out meanwhile commits nothing.

        The audit is told in the same transaction: no change is without its event, no event without its change.
        """

        def while_usable(tx: Transaction) -> T:
            if not self.caller.still_opens(tx, self.now):
                raise NotAuthorizedException
            with self._telling_refusals(tx):
                answer = step(tx)
            audit.keep(tx, (self._told(tx, AuditKind.CHANGED, answer),))
            return answer

        with _told_busy():
            answer = self.service.database.write(self.caller.practice_id, while_usable)
        self.service.readings.changed(self.caller.practice_id)
        return answer

    @contextmanager
    def _telling_refusals(self, tx: Transaction) -> Iterator[None]:
        """A refusal was told with what was read, and may say it: it changed nothing, and is a reading."""
        try:
            yield
        except Refusal:
            if tx.clients:
                self.service.readings.note(tx.practice_id, self._told(tx, AuditKind.READ))
            raise

    def once(self, key: str | None, step: Step[T], answer: Callable[[T], Response[Answer]]) -> Response[Answer]:
        """The answer to what the step does, or to what it did when the same request was sent before.

        `key` is the request's Idempotency-Key; raises IdempotencyKeyReused where it stands for another request.
        """
        asked = self.asked
        if key is None or asked is None:
            return self.write(lambda tx: answer(step(tx)))

        def kept(tx: Transaction) -> Response[Any]:
            replays.forget(tx, self.now - KEPT_FOR)
            earlier = replays.claim(tx, asked.place, asked.fingerprint, self.now)
            if earlier is not None:
                return self._again(tx, asked, earlier)
            response = answer(step(tx))
            replays.keep(tx, asked.place, seal(response, asked, self.service.replay_key))
            return response

        return self.write(kept)

    def earlier(self, key: str | None) -> Response[Any] | None:
        """The answer that was given when the same request was sent before; for what is done before the step."""
        asked = self.asked
        if key is None or asked is None:
            return None

        def step(tx: Transaction) -> Response[Any] | None:
            found = replays.find(tx, asked.place, self.now - KEPT_FOR)
            return None if found is None else self._again(tx, asked, found)

        return self.read(step)

    def _again(self, tx: Transaction, asked: Asked, found: replays.StoredReplay) -> Response[Any]:
        if found.fingerprint != asked.fingerprint:
            raise IdempotencyKeyReused("This key was sent with another request; give each request a key of its own.")
        tx.concerns(map(UUID, found.clients))
        return reopen(found.answer, asked, self.service.replay_key)

    def _told(self, tx: Transaction, kind: AuditKind, answer: object = None) -> AuditEvent:
        """The event of this request; an answer that is only given again has changed nothing."""
        headers = answer.headers if isinstance(answer, Response) else {}
        return AuditEvent(
            id=new_id(),
            at=self.now,
            kind=AuditKind.READ if REPLAYED in headers else kind,
            action=self.errand.action,
            key_id=self.caller.key_id,
            path=self.errand.path,
            made=headers.get("Location"),
            people=tuple(sorted(self._answering(tx))),
            clients=tuple(sorted(tx.clients)),
            request_id=self.errand.request_id,
            trace_id=self.errand.trace_id,
        )

    def _answering(self, tx: Transaction) -> set[UUID]:
        """Who is signed in answers for what is asked; behind a bare key, who was named with a change."""
        person = self.caller.person
        return tx.people | ({person.id} if person is not None else set())

    def staff(self, tx: Transaction) -> Staff:
        """The people of the practice; whoever is signed in acts in no other name."""
        person = self.caller.person
        return practices.staff(tx, None if person is None else person.id)

    def today(self, time_zone: str) -> date:
        """The day it is for the client."""
        return self.now.astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def _told_busy() -> Iterator[None]:
    """A database without room is a 503 that says when to come back."""
    try:
        yield
    except DatabaseBusy:
        raise Busy(retry_after=1) from None


async def require_key(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Lets in who proves a usable key, or a token, with the scopes that the handler needs; everybody, where public."""
    if handler.opt.get(PUBLIC):
        return
    service: Service = connection.app.state.service
    kind, _, written = connection.headers.get("Authorization", "").partition(" ")
    shown = written.strip() if kind.lower() == "bearer" else ""
    if service.identity is not None and is_token(shown):
        claimed = await service.identity.prove(shown, service.clock())
        caller = await asyncio.to_thread(_sign_in, service, claimed)
    else:
        caller = await asyncio.to_thread(_prove, service, shown)
    connection.state.caller = caller
    check_scopes(caller.scopes, handler)


def _prove(service: Service, shown: str) -> Caller:
    def step(tx: Transaction) -> api_keys.StoredKey | None:
        return recognise(shown, service.pepper, lambda key_id: api_keys.find(tx, key_id))

    with _told_busy():
        found = service.database.read(NO_PRACTICE, step)
    now = service.clock()
    if found is None or not api_keys.usable(found, now):
        raise NotAuthorizedException
    service.last_uses.note(found.practice_id, found.key_id, now)
    return Caller(practice_id=found.practice_id, key_id=found.key_id, scopes=frozenset(found.scopes))


def _sign_in(service: Service, claimed: Claimed) -> Caller:
    """The person of the practice that a token names; raises PersonUnknown, also where there is no such practice."""
    with _told_busy():
        found = service.database.read(claimed.practice_id, lambda tx: practices.who_signs_in(tx, claimed.subject))
    if found is None:
        raise PersonUnknown
    signed_in = SignedIn(claimed.subject, practices.as_practitioner(found))
    return Caller(claimed.practice_id, claimed.software, claimed.scopes, signed_in)


def open_call(request: Request[Any, Any, Any]) -> Call:
    """The call that a handler works with."""
    service: Service = request.app.state.service
    asked: Asked | None = getattr(request.state, "asked", None)
    return Call(caller=request.state.caller, service=service, now=service.clock(), errand=errand(request), asked=asked)
