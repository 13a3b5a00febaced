"""The practice itself and its people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from api.store.refusals import DuplicateSubject, NotFound
from api.store.reserved import LIBRARY
from api.store.tables import practices, practitioners
from api.store.transaction import Transaction
from api.store.writing import insert, replace_one
from protocols.plans.person import Capacity, Practitioner, Staff
from protocols.text import Line
from protocols.value import Value


class PracticeSettings(Value, frozen=True, kw_only=True):
    """What a practice says of itself; printed on paper, so nothing is made up: what is not known is null.

    `client_check_ins` says whether check-ins are taken that clients enter themselves.
    """

    name: Line
    phone: Line | None = None
    out_of_hours: Line | None = None
    emergency_number: Line | None = None
    contact_lines: tuple[Line, ...] = ()
    time_zone: Line
    language: Line
    paper: Literal["a4", "letter"]
    client_check_ins: bool = False


class StoredPractice(Value, frozen=True):
    """A practice's settings, and which version of them."""

    id: UUID
    settings: PracticeSettings
    version: int
    created_at: datetime
    updated_at: datetime


class PracticeEntry(Value, frozen=True):
    """A practice in a list of all."""

    id: UUID
    name: Line
    time_zone: Line


class StoredPractitioner(Value, frozen=True):
    """A person of the practice; one who is responsible answers for acts that name nobody.

    `subject` is what the identity provider calls the person; without it, the person does not sign in.
    """

    id: UUID
    name: Line
    role: Line
    registration: Line | None
    responsible: bool
    capacity: Capacity = Capacity.PRACTITIONER
    subject: Line | None = None


def create(tx: Transaction, settings: PracticeSettings, now: datetime) -> None:
    """The practice that the transaction works for begins to exist."""
    row = {"id": tx.practice_id, "version": 1, "created_at": now, "updated_at": now}
    tx.connection.execute(practices.insert(), row | msgspec.structs.asdict(settings))


def find(tx: Transaction) -> StoredPractice | None:
    """The practice that the transaction works for, if it exists."""
    query = select(practices).where(practices.c.id == tx.practice_id)
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    settings = PracticeSettings(**{name: row[name] for name in PracticeSettings.__struct_fields__})
    return StoredPractice(
        id=row["id"],
        settings=settings,
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def everywhere(tx: Transaction) -> tuple[PracticeEntry, ...]:
    """Every practice of the installation but the library, by name; for whoever runs it, and for no caller."""
    query = select(practices.c.id, practices.c.name, practices.c.time_zone).where(practices.c.id != LIBRARY)
    rows = tx.connection.execute(query.order_by(practices.c.name, practices.c.id)).mappings()
    return tuple(PracticeEntry(**row) for row in rows)


def get(tx: Transaction) -> StoredPractice:
    """The practice that the transaction works for; raises NotFound."""
    found = find(tx)
    if found is None:
        raise NotFound("practice")
    return found


def before_a_dose(tx: Transaction) -> None:
    """Waits for a recall of the practice that is going on, and lets none begin until the transaction ends.

    Whoever goes on by a revision has read that it stands; a recall pauses only the plans that it finds.
    """
    tx.connection.execute(_own(tx).with_for_update(read=True))


def before_a_recall(tx: Transaction) -> None:
    """Waits for every start, resume and migration of the practice that is going on, and lets none begin until then."""
    # Rows that only point at the practice may be written meanwhile.
    tx.connection.execute(_own(tx).with_for_update(key_share=True))


def take_turn(tx: Transaction) -> None:
    """Waits for every other transaction of the practice that takes a turn, and lets none begin until this one ends."""
    tx.connection.execute(_own(tx).with_for_update())


def _own(tx: Transaction) -> Select[tuple[UUID]]:
    return select(practices.c.id).where(practices.c.id == tx.practice_id)


def update(tx: Transaction, settings: PracticeSettings, expected_version: int, now: datetime) -> StoredPractice:
    """The practice with other settings; raises Changed."""
    get(tx)
    statement = (
        practices.update()
        .where(practices.c.id == tx.practice_id, practices.c.version == expected_version)
        .values(**msgspec.structs.asdict(settings), version=expected_version + 1, updated_at=now)
    )
    replace_one(tx, statement, "practice")
    return get(tx)


def add_practitioner(tx: Transaction, person: StoredPractitioner) -> None:
    """One more person of the practice; where that person is responsible, nobody else is any more.

    Raises DuplicateSubject.
    """
    _leave_responsible(tx, person)
    _check_subject(tx, person)
    insert(tx, practitioners, _row(person))


def update_practitioner(tx: Transaction, person: StoredPractitioner) -> None:
    """A person under another name, role or registration; raises NotFound. What was decided keeps the old name.

    Where that person is responsible, nobody else is any more. Raises DuplicateSubject.
    """
    _leave_responsible(tx, person)
    _check_subject(tx, person)
    statement = (
        practitioners.update()
        .where(practitioners.c.practice_id == tx.practice_id, practitioners.c.id == person.id)
        .values(_row(person))
    )
    if tx.connection.execute(statement).rowcount != 1:
        raise NotFound("practitioner")


def _check_subject(tx: Transaction, person: StoredPractitioner) -> None:
    """Nobody signs in as two people; whoever gives out subjects takes turns, so that none slips in between."""
    if person.subject is None:
        return
    take_turn(tx)
    found = who_signs_in(tx, person.subject)
    if found is not None and found.id != person.id:
        raise DuplicateSubject


def _leave_responsible(tx: Transaction, person: StoredPractitioner) -> None:
    """One person at most answers for acts that name nobody: with two of them, nobody would."""
    if not person.responsible:
        return
    take_turn(tx)
    others = (practitioners.c.practice_id == tx.practice_id, practitioners.c.id != person.id)
    tx.connection.execute(practitioners.update().where(*others, practitioners.c.responsible).values(responsible=False))


def people(tx: Transaction) -> tuple[StoredPractitioner, ...]:
    """The people of the practice, in the order in which they came."""
    rows = tx.connection.execute(_people(tx).order_by(practitioners.c.id)).mappings()
    return tuple(_person(row) for row in rows)


def who_signs_in(tx: Transaction, subject: str) -> StoredPractitioner | None:
    """The person of the practice whom the identity provider calls so."""
    query = _people(tx).where(practitioners.c.subject == subject)
    row = tx.connection.execute(query).mappings().one_or_none()
    return None if row is None else _person(row)


def still_signs_in(tx: Transaction, subject: str, person_id: UUID) -> bool:
    """Whether the identity provider still means this person; a change of that waits until the transaction has ended."""
    query = select(practitioners.c.id).where(
        practitioners.c.practice_id == tx.practice_id,
        practitioners.c.subject == subject,
        practitioners.c.id == person_id,
    )
    # Holds off a change of the subject, which a key holds, and of nothing else about the person.
    return tx.connection.execute(query.with_for_update(read=True, key_share=True)).one_or_none() is not None


def _people(tx: Transaction) -> Select[Any]:
    columns = [practitioners.c[name] for name in StoredPractitioner.__struct_fields__]
    return select(*columns).where(practitioners.c.practice_id == tx.practice_id)


def _person(row: Mapping[Any, Any]) -> StoredPractitioner:
    return StoredPractitioner(**{**row, "capacity": Capacity(row["capacity"])})


def as_practitioner(person: StoredPractitioner) -> Practitioner:
    """A person as the domain sees one."""
    return Practitioner(
        id=person.id,
        name=person.name,
        role=person.role,
        registration=person.registration,
        capacity=person.capacity,
    )


def _row(person: StoredPractitioner) -> dict[str, object]:
    return msgspec.structs.asdict(person) | {"capacity": person.capacity.value}


def staff(tx: Transaction, signed_in: UUID | None) -> Staff:
    """The people as the domain sees them, and which of them is signed in; nobody is, where a bare key asks."""
    everybody = people(tx)
    return Staff(
        practitioners=tuple(as_practitioner(person) for person in everybody),
        responsible=next((person.id for person in everybody if person.responsible), None),
        signed_in=signed_in,
    )
