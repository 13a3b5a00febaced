"""What stands on every page that holds a dose, a date or an alarm text."""

from datetime import date

from protocols.value import Value


class Identity(Value, frozen=True):
    """Two identifiers of the client, and the clinic's own reference."""

    display_name: str
    birth_date: date
    reference: str


class Letterhead(Value, frozen=True):
    """Whose sheet it is; a number that the practice has not set is None and gets a line to write it on."""

    practice: str
    address: tuple[str, ...]
    phone: str | None
    out_of_hours: str | None
    emergency_number: str | None


class Sheet(Value, frozen=True):
    """The sheet's own identity: its number, the day of printing, the last day of use, and what it was made from."""

    number: str
    printed_on: date
    use_until: date
    protocol: str
    slug: str
    revision: int
    revision_hash: str
    event: int
    language: str


class StopBox(Value, frozen=True):
    """The stop-and-call box: the same on every sheet, with the lines of a protocol's own alarms first."""

    first: tuple[str, ...]
    emergency: tuple[str, ...]
    today: tuple[str, ...]
    closing: tuple[str, ...]
