"""Who acts, and on whom."""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from protocols.refusal import Refusal
from protocols.text import Key, Line
from protocols.value import Value


class PractitionerNeeded(Refusal):
    """An act that only a named practitioner may do, without a name."""

    code = "practitioner_needed"
    title = "A named practitioner is needed"


class PractitionerOnly(Refusal):
    """An act that is a practitioner's, in the name of an assistant."""

    code = "practitioner_only"
    title = "Only a practitioner may do this"


class NotInOwnName(Refusal):
    """An act of somebody who is signed in, in the name of somebody else."""

    code = "not_in_own_name"
    title = "Whoever is signed in acts in no other name"


class Capacity(StrEnum):
    """What a person of the practice may do.

    A `practitioner` may do everything. An `assistant` enters check-ins and reports, and makes a dose less: holds,
    pauses, stops, sets a lower step; records a weight or product.
    """

    PRACTITIONER = "practitioner"
    ASSISTANT = "assistant"


def check_responsible(capacity: Capacity, *, responsible: bool) -> None:
    """Refuse an assistant who would answer for acts that name nobody."""
    if responsible and capacity is not Capacity.PRACTITIONER:
        raise PractitionerOnly("Only a practitioner answers for acts that name nobody.", pointer="/responsible")


class Practitioner(Value, frozen=True):
    """A person of the practice: name, role and registration as they are recorded beside what that person decided."""

    id: UUID
    name: Line
    role: Line
    registration: Line | None
    capacity: Capacity = Capacity.PRACTITIONER


class Staff(Value, frozen=True):
    """The practice's people; where one is responsible, acts that name nobody are that person's.

    `signed_in` is who has proved to act: whatever names nobody is then that person's, and nothing is anybody else's.
    """

    practitioners: tuple[Practitioner, ...]
    responsible: UUID | None
    signed_in: UUID | None = None


def named(staff: Staff, who: UUID | None, pointer: str) -> Practitioner:
    """The practitioner that an act names; raises PractitionerNeeded where nobody can be meant.

    Raises NotInOwnName where somebody is signed in and another is named, also one whom nobody knows.
    """
    if staff.signed_in is not None and who not in {None, staff.signed_in}:
        raise NotInOwnName("You are signed in as somebody else: leave the name out, or name yourself.", pointer=pointer)
    wanted = who or staff.signed_in or staff.responsible
    found = next((person for person in staff.practitioners if person.id == wanted), None)
    if found is None and who is not None:
        raise PractitionerNeeded("No practitioner of this practice has this id.", pointer=pointer)
    if found is None:
        raise PractitionerNeeded("Name the practitioner who does this (`by`).", pointer=pointer)
    return found


def answering(staff: Staff, who: UUID | None, pointer: str) -> Practitioner:
    """The practitioner who answers for an act; raises PractitionerNeeded, and PractitionerOnly for an assistant."""
    found = named(staff, who, pointer)
    if found.capacity is not Capacity.PRACTITIONER:
        raise PractitionerOnly(
            "An assistant enters check-ins and reports, and may hold, pause, stop or lower. Name the practitioner who "
            "answers for this.",
            pointer=pointer,
        )
    return found


def whoever(staff: Staff, who: UUID | None, pointer: str) -> Practitioner | None:
    """The person that an act names, or who is signed in; None where a bare key names nobody."""
    return None if who is None and staff.signed_in is None else named(staff, who, pointer)


def beside(staff: Staff, who: UUID, pointer: str) -> Practitioner:
    """The practitioner who has seen what another answers for; whoever answers says so, signed in or not.

    A second person cannot be the one who is signed in: the first one is.
    """
    return answering(replace(staff, signed_in=None), who, pointer)


class Person(Value, frozen=True):
    """What a start looks at in a client: the birth date, and the cautions that stand on the record.

    `changed_on` is the last day on which one of them was changed: a screening from before it knows something else.
    """

    birth_date: date
    recorded_cautions: tuple[Key, ...] = ()
    changed_on: date | None = None


def is_same(before: Person, now: Person) -> bool:
    """Whether a start would look at the same: the order in which cautions were written says nothing."""
    return before.birth_date == now.birth_date and set(before.recorded_cautions) == set(now.recorded_cautions)


def age_on(birth_date: date, day: date) -> int:
    """Completed years; somebody born on 29 February is a year older on 1 March of a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


class BirthDateRefused(Refusal):
    """A birth date that nobody alive can have."""

    code = "birth_date_refused"
    title = "The birth date cannot be right"


OLDEST: Final = 120
"""Completed years above which a birth date is taken for a slip (judgement)."""


def check_birth_date(birth_date: date, today: date) -> None:
    """Refuse a birth date in the future, or one of more than 120 years ago."""
    if birth_date > today or age_on(birth_date, today) > OLDEST:
        raise BirthDateRefused(
            f"A birth date is not in the future, and not more than {OLDEST} years ago.", pointer="/birth_date"
        )
