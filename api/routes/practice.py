"""The practice itself: what is printed of it, and its people."""

from typing import Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.body import MergePatch
from api.call import Call
from api.contract import op
from api.etag import etag, require_match
from api.idempotency import IdempotencyKey
from api.ids import new_id
from api.lists import IfMatch
from api.preference import MINIMAL
from api.scopes import Scope, needs
from api.store import practices
from api.store.practices import PracticeSettings, StoredPractice, StoredPractitioner
from api.store.refusals import NotFound
from api.store.transaction import Transaction
from api.zones import check_time_zone
from protocols.plans.person import Capacity, check_responsible
from protocols.text import Line
from protocols.value import Value


class PractitionerRead(Value, frozen=True):
    """A person of the practice; the one who is responsible, if anybody is, answers for acts that name nobody.

    `subject` is what the identity provider calls the person in its tokens; null for one who does not sign in.
    """

    id: UUID
    name: str
    role: str
    registration: str | None
    responsible: bool
    capacity: Capacity
    subject: str | None


class PractitionerNew(Value, frozen=True):
    """A person to add: name, role, registration as they are to stand beside what that person decides.

    One person is responsible at most: whoever becomes it takes it over from whoever was. `subject` is exactly what the
    identity provider calls the person in its tokens; whoever has it acts under this name.
    """

    name: Line
    role: Line
    registration: Line | None = None
    responsible: bool = False
    capacity: Capacity = Capacity.PRACTITIONER
    subject: Line | None = None

    def __post_init__(self) -> None:
        check_responsible(self.capacity, responsible=self.responsible)


class PractitionerChange(Value, frozen=True):
    """A JSON merge patch of a person; what was decided keeps the old name. Who becomes `responsible` takes it over.

    Without a `subject` (null) the person does not sign in any more, from the next request on.
    """

    name: Line | msgspec.UnsetType = msgspec.UNSET
    role: Line | msgspec.UnsetType = msgspec.UNSET
    registration: Line | msgspec.UnsetType | None = msgspec.UNSET
    responsible: bool | msgspec.UnsetType = msgspec.UNSET
    capacity: Capacity | msgspec.UnsetType = msgspec.UNSET
    subject: Line | msgspec.UnsetType | None = msgspec.UNSET


class PracticeRead(Value, frozen=True):
    """The practice: what its handouts say of it, where and when it is, and its people."""

    id: UUID
    name: str
    phone: str | None
    out_of_hours: str | None
    emergency_number: str | None
    contact_lines: tuple[str, ...]
    time_zone: str
    language: str
    paper: Literal["a4", "letter"]
    client_check_ins: bool
    practitioners: tuple[PractitionerRead, ...]
    version: int


class PracticeChange(Value, frozen=True):
    """A JSON merge patch of the practice. The emergency number belongs to the country and is never guessed.

    `client_check_ins` turns on check-ins that clients enter themselves; a rise from one is proposed only.
    """

    name: Line | msgspec.UnsetType = msgspec.UNSET
    phone: Line | msgspec.UnsetType | None = msgspec.UNSET
    out_of_hours: Line | msgspec.UnsetType | None = msgspec.UNSET
    emergency_number: Line | msgspec.UnsetType | None = msgspec.UNSET
    contact_lines: tuple[Line, ...] | msgspec.UnsetType = msgspec.UNSET
    time_zone: Line | msgspec.UnsetType = msgspec.UNSET
    paper: Literal["a4", "letter"] | msgspec.UnsetType = msgspec.UNSET
    client_check_ins: bool | msgspec.UnsetType = msgspec.UNSET


@get(
    "/v1/practice",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.PRACTICE_READ),
    operation_class=op(401),
)
def get_practice(call: NamedDependency[Call]) -> Response[PracticeRead]:
    """Read the practice that the key belongs to, or the token names."""
    return _answer(call.read(_whole))


@patch(
    "/v1/practice",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN) | MINIMAL,
    operation_class=op(400, 401, 412, 422, 428, headers={200: ["ETag"]}),
)
def update_practice(
    call: NamedDependency[Call], data: MergePatch[PracticeChange], if_match: IfMatch = None
) -> Response[PracticeRead]:
    """Change what the practice says of itself; plans that have begun keep their time zone."""
    if isinstance(data.time_zone, str):
        check_time_zone(data.time_zone)

    def step(tx: Transaction) -> PracticeRead:
        found = practices.get(tx)
        require_match(if_match, found.version)
        settings = msgspec.structs.replace(found.settings, **_given(data))
        practices.update(tx, settings, found.version, call.now)
        return _whole(tx)

    return _answer(call.write(step))


@post(
    "/v1/practice/practitioners",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN),
    operation_class=op(400, 401, 409, 422),
)
def add_practitioner(
    call: NamedDependency[Call], data: JSONBody[PractitionerNew], idempotency_key: IdempotencyKey = None
) -> Response[PractitionerRead]:
    """Add a person to the practice."""
    person = StoredPractitioner(id=new_id(), **msgspec.structs.asdict(data))

    def step(tx: Transaction) -> PractitionerRead:
        practices.add_practitioner(tx, person)
        return _person(person)

    return call.once(idempotency_key, step, Response)


@patch(
    "/v1/practice/practitioners/{practitioner_id:uuid}",
    sync_to_thread=True,
    tags=["practice"],
    opt=needs(Scope.ADMIN) | MINIMAL,
    operation_class=op(400, 401, 404, 409, 422),
)
def update_practitioner(
    call: NamedDependency[Call], practitioner_id: FromPath[UUID], data: MergePatch[PractitionerChange]
) -> PractitionerRead:
    """Change a person's name, role, registration, or what that person may do from now on."""

    def step(tx: Transaction) -> StoredPractitioner:
        found = next((person for person in practices.people(tx) if person.id == practitioner_id), None)
        if found is None:
            raise NotFound("practitioner")
        changed = msgspec.structs.replace(found, **_given(data))
        check_responsible(changed.capacity, responsible=changed.responsible)
        practices.update_practitioner(tx, changed)
        return changed

    return _person(call.write(step))


def _given(change: PracticeChange | PractitionerChange) -> dict[str, object]:
    fields = {name: getattr(change, name) for name in change.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def _whole(tx: Transaction) -> PracticeRead:
    return _read(practices.get(tx), practices.people(tx))


def _read(practice: StoredPractice, people: tuple[StoredPractitioner, ...]) -> PracticeRead:
    settings = {name: getattr(practice.settings, name) for name in PracticeSettings.__struct_fields__}
    everybody = tuple(_person(person) for person in people)
    return PracticeRead(id=practice.id, **settings, practitioners=everybody, version=practice.version)


def _person(person: StoredPractitioner) -> PractitionerRead:
    return PractitionerRead(**msgspec.structs.asdict(person))


def _answer(practice: PracticeRead) -> Response[PracticeRead]:
    return Response(practice, headers={"ETag": etag(practice.version)})
