"""A running service, its clock, and the practices that call it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from litestar import Litestar
from litestar.testing import TestClient

from api.identity.identity import Identity
from api.identity.trust import Trust
from api.ids import new_id
from api.keys import Purpose, derive, digest, new_key
from api.store import api_keys, practices
from api.store.api_keys import StoredKey
from api.store.database import Database, Transaction
from api.store.practices import PracticeSettings, StoredPractitioner
from tests.http.calling import Caller
from tests.http.contract import Contract
from tests.http.provider import AUDIENCE, Provider
from tests.http.saying import DAY_1

SETTINGS: Final = PracticeSettings(name="Elm Street", time_zone="Europe/Berlin", language="en", paper="a4")
MORNING: Final = datetime.combine(DAY_1, time(8), tzinfo=UTC)


@dataclass
class Clock:
    """The instant that the service is told; a test sets it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date, hour: int = 8, minute: int = 0) -> None:
        """This day, at an hour in UTC."""
        self.now = datetime.combine(day, time(hour, minute), tzinfo=UTC)


@dataclass(frozen=True)
class Service:
    """A running service with its database and its clock."""

    app: Litestar
    http: TestClient[Litestar]
    database: Database
    root: bytes
    first_key: str
    contract: Contract
    clock: Clock = field(default_factory=Clock)
    shown: dict[str, set[UUID]] = field(default_factory=dict)

    def caller(self, key: str | None) -> Caller:
        return Caller(self.http, self.contract, key, self.shown)


@dataclass(frozen=True)
class Practice:
    """A practice with one responsible person, and its software."""

    id: UUID
    api: Caller
    person_id: UUID


def trusting(service: Service, provider: Provider, **more: Any) -> None:
    """The service trusts the provider from now on as it is said, and knows none of its keys yet."""
    state = service.app.state
    trust = Trust(**{"issuer": provider.url, "audience": AUDIENCE, **more})
    state.service = replace(state.service, identity=Identity.of(trust, service.clock))


SCOPES: Final = (
    "protocols:read protocols:write clients:read clients:write clients:erase plans:read plans:write handouts:read "
    "practice:read"
)


def signed_in(service: Service, provider: Provider, practice: Practice, subject: str = "ada", **more: Any) -> Caller:
    """Software through which somebody has signed in, with every scope that a token may have."""
    claims = {"practice_id": str(practice.id), "sub": subject, "scope": SCOPES} | more
    return service.caller(provider.token(service.clock(), **claims))


def found_practice(
    service: Service, expires_at: datetime | None = None, scopes: Collection[str] = ("all",)
) -> Practice:
    """A practice that nobody else knows of, with a key."""
    practice_id, key, person_id = new_id(), new_key(), new_id()
    stored = StoredKey(
        key_id=key.key_id,
        practice_id=practice_id,
        name="Clinic software",
        digest=digest(key, derive(service.root, Purpose.API_KEYS)),
        scopes=tuple(scopes),
        created_at=MORNING,
        expires_at=expires_at,
    )
    person = StoredPractitioner(
        id=person_id, name="Dr. Ada Moss", role="GP", registration="7", responsible=True, subject="ada"
    )

    def step(tx: Transaction) -> Any:
        practices.create(tx, SETTINGS, MORNING)
        practices.add_practitioner(tx, person)
        api_keys.add(tx, stored)

    service.database.write(practice_id, step)
    return Practice(practice_id, service.caller(key.reveal()), person_id)
