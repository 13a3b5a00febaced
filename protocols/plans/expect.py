"""Whom a caller believes a plan is for, held against whom it is for."""

import unicodedata
from datetime import date
from typing import Annotated

import msgspec

from protocols.refusal import Malformed, Refusal
from protocols.text import Line
from protocols.value import Value


class WrongClient(Refusal):
    """A write that was meant for somebody else."""

    code = "wrong_client"
    title = "This is about another client"


class Expect(Value, frozen=True):
    """The client's name, birth date, or both, as the caller sees them; capitals and spaces do not matter."""

    display_name: Line | None = None
    birth_date: date | None = None

    def __post_init__(self) -> None:
        if self.display_name is None and self.birth_date is None:
            raise Malformed("Name the client, or give the birth date.", pointer="/display_name")


WHOM = "Whom the caller believes this is about: a write for somebody else is refused. It is never kept."

Whom = Annotated[Expect | None, msgspec.Meta(description=WHOM)]


class Expecting(Value, frozen=True, kw_only=True):
    """Something told about a client, who may be named to be sure that it is the right one."""

    expect: Whom = None


def check_expected(expected: Expect | None, display_name: str, birth_date: date) -> None:
    """Refuse what was meant for somebody else; raises WrongClient, which does not tell whose plan it is."""
    if expected is None:
        return
    if expected.display_name is not None and _plain(expected.display_name) != _plain(display_name):
        raise WrongClient("This client has another name.", pointer="/expect/display_name")
    if expected.birth_date is not None and expected.birth_date != birth_date:
        raise WrongClient("This client was born on another day.", pointer="/expect/birth_date")


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
