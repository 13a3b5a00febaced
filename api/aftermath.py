"""What has to be done by people after a write: words to say, and sheets that say more than may be taken."""

from datetime import date

from api.opened import Opened
from api.store import practices, sheets
from api.store.transaction import Transaction
from protocols.checkpoints.outcome import Call
from protocols.plans.decision import Decision
from protocols.plans.effect import Effect
from protocols.plans.spoken import lowered, to_say
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
    """The words and the sheets after a write to a plan; both empty where nothing was lowered and nobody calls."""
    less = lowered(before.head, after.head, after.today)
    if not less and made.call in {Call.NONE, Call.ROUTINE}:
        return Aftermath(to_say=(), sheets_out=())
    # The number of the practice's country is only in the words of an emergency.
    number = practices.get(tx).settings.emergency_number if made.call is Call.EMERGENCY else None
    return Aftermath(
        to_say=to_say((after.head, after.today), less, made, number),
        sheets_out=_still_out(tx, after) if less else (),
    )


def _still_out(tx: Transaction, opened: Opened) -> tuple[SheetOut, ...]:
    return tuple(
        SheetOut(number=each.number, kind=each.kind, printed_on=each.printed_on, use_until=each.use_until)
        for each in sheets.of_plan(tx, opened.stored.id)
        if each.use_until is None or each.use_until >= opened.today
    )
