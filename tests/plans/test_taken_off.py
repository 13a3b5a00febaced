"""H8: a caution is taken off a client's record by a practitioner, with a reason; anything else needs no name."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.plans.person import NotInOwnName, Practitioner, PractitionerNeeded, PractitionerOnly, Staff
from protocols.plans.screening import ReasonNeeded, ReasonTooShort
from protocols.plans.taken_off import Said, who_changes
from protocols.refusal import Refusal
from tests.plans.test_who_may import ADA_SIGNED_IN, BEN, BEN_SIGNED_IN, NOBODY_ANSWERS, STAFF
from tests.plans.walking import ADA, ADULT

WHY: Final = "The tests say it was no allergy."
ALLERGIC: Final = replace(ADULT, recorded_cautions=("asthma", "hypersensitivity"))


@dataclass
class Row:
    """What the record says now, who says so, why, in which practice; the person, or the refusal and where it points."""

    cautions: tuple[str, ...]
    by: UUID | None
    reason: str | None
    then: Practitioner | tuple[type[Refusal], str] | None
    staff: Staff = STAFF


BOTH: Final = ALLERGIC.recorded_cautions
ROWS: Final = [
    Row(BOTH, None, None, None),
    Row(BOTH, None, None, None, NOBODY_ANSWERS),
    Row(BOTH, BEN.id, None, BEN),
    Row((*BOTH, "pregnancy"), None, None, None),
    Row((*BOTH, "pregnancy"), BEN.id, WHY, BEN),
    Row(BOTH, UUID(int=5), None, (PractitionerNeeded, "/by")),
    Row(BOTH, ADA.id, "...", (ReasonTooShort, "/reason")),
    Row(("asthma",), ADA.id, WHY, ADA),
    Row(("asthma",), None, WHY, ADA),
    Row(("asthma",), None, WHY, (PractitionerNeeded, "/by"), NOBODY_ANSWERS),
    Row(("asthma",), BEN.id, WHY, (PractitionerOnly, "/by")),
    Row(("asthma",), UUID(int=5), WHY, (PractitionerNeeded, "/by")),
    Row(("asthma",), ADA.id, None, (ReasonNeeded, "/reason")),
    Row(("asthma",), ADA.id, "...", (ReasonTooShort, "/reason")),
    Row((), ADA.id, WHY, ADA),
    # Whoever is signed in changes it, and nobody else.
    Row(BOTH, None, None, BEN, BEN_SIGNED_IN),
    Row(BOTH, BEN.id, None, (NotInOwnName, "/by"), ADA_SIGNED_IN),
    Row(("asthma",), None, WHY, ADA, ADA_SIGNED_IN),
    Row(("asthma",), None, WHY, (PractitionerOnly, "/by"), BEN_SIGNED_IN),
    Row(("asthma",), ADA.id, WHY, (NotInOwnName, "/by"), BEN_SIGNED_IN),
    # One put in another's place is one taken off.
    Row(("asthma", "pregnancy"), BEN.id, WHY, (PractitionerOnly, "/by")),
]


@pytest.mark.parametrize("row", ROWS)
def test_h8_who_changes_a_record(row: Row) -> None:
    now, said = replace(ALLERGIC, recorded_cautions=row.cautions), Said(by=row.by, reason=row.reason)
    if isinstance(row.then, tuple):
        refusal, pointer = row.then
        with pytest.raises(refusal) as refused:
            who_changes(ALLERGIC, now, said, row.staff)
        assert refused.value.pointer == pointer
        return
    assert who_changes(ALLERGIC, now, said, row.staff) == row.then
