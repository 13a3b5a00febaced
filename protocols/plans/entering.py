"""Who enters what was told, and whether that may raise a dose."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from protocols.plans.person import Capacity, Practitioner, Staff
from protocols.refusal import Malformed, Refusal


class ClientCheckInsOff(Refusal):
    """A check-in that a client entered, in a practice that does not take them."""

    code = "client_check_ins_off"
    title = "This practice takes no check-ins from clients"


class Entered(StrEnum):
    """Who entered a check-in: a practitioner, also the responsible one whom nobody had to name; or somebody else.

    A rise from a check-in that nobody answers for as a practitioner is proposed only.
    """

    PRACTITIONER = "practitioner"
    ASSISTANT = "assistant"
    CLIENT = "client"
    NOBODY = "nobody"


_BY_CLIENT = "`client` where the client entered it, with nobody of the practice named in `by`."
ByClient = Annotated[Literal["client"] | None, msgspec.Meta(description=_BY_CLIENT)]


def check_one_enters(by: object, entered_by: object) -> None:
    """Refuse what both a person of the practice and the client are said to have entered."""
    if by is not None and entered_by is not None:
        raise Malformed("Either a person of the practice enters it (`by`), or the client.", pointer="/entered_by")


def check_client_may(entered_by: object, *, allowed: bool) -> None:
    """Refuse a client's check-in where the practice takes none."""
    if entered_by is not None and not allowed:
        raise ClientCheckInsOff(
            "Turn on `client_check_ins` in the practice, or have a person of the practice enter it. An alarm is always "
            "taken as a report.",
            pointer="/entered_by",
        )


def entered(who: Practitioner | None, staff: Staff, *, by_client: bool) -> Entered:
    """In which capacity a check-in is entered; one that names nobody is the responsible practitioner's."""
    if by_client:
        return Entered.CLIENT
    if who is not None:
        return Entered.PRACTITIONER if who.capacity is Capacity.PRACTITIONER else Entered.ASSISTANT
    return Entered.NOBODY if staff.responsible is None else Entered.PRACTITIONER
