"""Sheets that were issued, and whether they still hold."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from protocols.plans.effect import StopReason
from protocols.plans.event import Event, Recalled, RecordChanged
from protocols.plans.head import Head
from protocols.plans.past import Past
from protocols.plans.spoken import lowered
from protocols.plans.still_out import counts_otherwise
from protocols.text import Key
from protocols.value import Value


class SheetState(StrEnum):
    """What a client may do with a sheet.

    `current`: use it. `replaced`: a newer one counts. `expired`: its last day of use has passed. `withdrawn`: do not
    use it and call, because less may be taken than it says, it measures or names the client otherwise than is known
    now, its text was recalled, or its plan should never have been.
    """

    CURRENT = "current"
    REPLACED = "replaced"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Issued(Value, frozen=True):
    """A sheet that was printed: its number, its kind, after which event of the plan, when, and its last day of use."""

    number: str
    kind: Key
    event: int
    printed_on: date
    use_until: date | None


class SheetIssued(Issued, frozen=True):
    """A sheet with its state, and since which day it is not current any more."""

    state: SheetState
    since: date | None


def sheets_issued(sheets: Sequence[Issued], log: Sequence[Past], today: date) -> tuple[SheetIssued, ...]:
    """Every sheet in the order of printing, with what it is worth today."""
    ordered = sorted(sheets, key=lambda each: (each.printed_on, each.event, each.number))
    return tuple(_issued(each, *standing(each, sheets, log, today)) for each in ordered)


def _issued(sheet: Issued, state: SheetState, since: date | None) -> SheetIssued:
    return SheetIssued(
        number=sheet.number,
        kind=sheet.kind,
        event=sheet.event,
        printed_on=sheet.printed_on,
        use_until=sheet.use_until,
        state=state,
        since=since,
    )


def standing(
    sheet: Issued, sheets: Sequence[Issued], log: Sequence[Past], today: date
) -> tuple[SheetState, date | None]:
    """What the sheet is worth today, and since when it is not current.

    A plan that never should have been, or a recalled text, withdraws whatever else happened; otherwise the earliest
    of the three counts.
    """
    gone = min(_withdrawn_for_good(sheet, log), default=None)
    if gone is not None:
        return SheetState.WITHDRAWN, gone
    ended = sorted((day, place, state) for place, (day, state) in enumerate(_ends(sheet, sheets, log)) if day <= today)
    return (ended[0][2], ended[0][0]) if ended else (SheetState.CURRENT, None)


def _withdrawn_for_good(sheet: Issued, log: Sequence[Past]) -> Iterator[date]:
    for each in log:
        ended = each.after.ended
        if _recalls(each.event, sheet, log) or (ended is not None and ended.reason is StopReason.ENTERED_IN_ERROR):
            yield each.event.stamp.today


def _recalls(event: Event, sheet: Issued, log: Sequence[Past]) -> bool:
    """Whether the text of the sheet is taken back: the plan's own, or one that it followed when this was printed."""
    if not isinstance(event, Recalled) or event.stamp.seq <= sheet.event:
        return False
    return event.before is None or log[sheet.event - 1].after.follows.revision == event.before


def _ends(sheet: Issued, sheets: Sequence[Issued], log: Sequence[Past]) -> Iterator[tuple[date, SheetState]]:
    """Each day from which it is not current any more, and what it is then; of one day the first counts."""
    for other in sheets:
        if other.kind == sheet.kind and (other.printed_on, other.event) > (sheet.printed_on, sheet.event):
            yield other.printed_on, SheetState.REPLACED
    for each in log:
        if each.before is not None and each.event.stamp.seq > sheet.event and _holds_no_more(each.before, each):
            yield each.event.stamp.today, SheetState.WITHDRAWN
    if sheet.use_until is not None:
        yield date.fromordinal(sheet.use_until.toordinal() + 1), SheetState.EXPIRED


def _holds_no_more(before: Head, each: Past) -> bool:
    """Whether the client has another name since, less may be taken than before, or it is measured otherwise."""
    renamed = isinstance(each.event, RecordChanged) and each.event.renamed
    less = bool(lowered(before, each.after, each.event.stamp.today))
    return renamed or less or counts_otherwise(before, each.after)
