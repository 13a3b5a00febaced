"""What has to be done by people after a write: words to say, and sheets that say more than may be taken."""

from collections.abc import Sequence
from datetime import date

from api.addressed import identity_of
from api.opened import Opened
from api.store import plans, practices, sheets
from api.store.sheets import Sheet
from api.store.transaction import Transaction
from protocols.checkpoints.outcome import Call
from protocols.plans.decision import Decision
from protocols.plans.effect import Effect
from protocols.plans.fold import fold
from protocols.plans.spoken import to_say
from protocols.plans.still_out import MEASURED_OTHERWISE, NAMED_OTHERWISE, SheetHeld, looks_at_sheets, overtaken
from protocols.value import Value


class SheetOut(Value, frozen=True):
    """A sheet that the client may still have, and that no longer holds."""

    number: str
    kind: str
    printed_on: date
    use_until: date | None


class Aftermath(Value, frozen=True):
    """To be told by voice: `to_say` holds the words, the most urgent first, `sheets_out` the sheets to throw away."""

    to_say: tuple[str, ...]
    sheets_out: tuple[SheetOut, ...]


def aftermath(tx: Transaction, before: Opened, after: Opened, made: Decision | Effect) -> Aftermath:
    """The words and the sheets after a write to a plan.

    Both are empty where nothing was lowered, no sheet that is still out says more than the plan or names its client
    otherwise, and nobody calls.
    """
    renamed, looks = identity_of(before.client) != identity_of(after.client), looks_at_sheets(made)
    out = _still_out(tx, after) if renamed or looks else ()
    found = overtaken(before.head, (after.head, after.today), _held(tx, before, out) if looks else ())
    # The number of the practice's country is only in the words of an emergency.
    number = practices.get(tx).settings.emergency_number if made.call is Call.EMERGENCY else None
    said = to_say((after.head, after.today), found.less, made, number)
    measured = (MEASURED_OTHERWISE,) if found.measured_otherwise else ()
    named = (NAMED_OTHERWISE,) if renamed and out else ()
    return Aftermath(
        to_say=(*said, *measured, *named),
        sheets_out=named_out(out) if found.less or found.measured_otherwise or renamed else (),
    )


def named_out(out: Sequence[Sheet]) -> tuple[SheetOut, ...]:
    """Sheets as an answer names them."""
    return tuple(map(_out, out))


def _still_out(tx: Transaction, opened: Opened) -> tuple[Sheet, ...]:
    """The sheets whose last day of use is not over, newest first."""
    every = sheets.of_plan(tx, opened.stored.id)
    return tuple(each for each in every if each.use_until is None or each.use_until >= opened.today)


def _held(tx: Transaction, before: Opened, out: Sequence[Sheet]) -> tuple[SheetHeld, ...]:
    """Those that no newer one of their kind replaces, with the plan as it was when they were printed."""
    newest = {each.kind: each for each in reversed(out)}.values()
    if all(each.seq == before.head.seq for each in newest):
        return tuple(SheetHeld(use_until=each.use_until, said=before.head) for each in newest)
    log = plans.events(tx, before.stored.id)
    return tuple(SheetHeld(use_until=each.use_until, said=fold(log[: each.seq])) for each in newest)


def _out(sheet: Sheet) -> SheetOut:
    return SheetOut(number=sheet.number, kind=sheet.kind, printed_on=sheet.printed_on, use_until=sheet.use_until)
