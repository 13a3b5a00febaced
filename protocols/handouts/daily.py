"""The sheet a client lives by: what to take today and until the next check-in."""

from datetime import date
from enum import StrEnum

from protocols.dosing.day_part import DayPart
from protocols.dosing.portion import Portion
from protocols.dosing.quantity import Quantity
from protocols.handouts.page import Identity, Letterhead, Sheet, StopBox
from protocols.value import Value


class DailyState(StrEnum):
    """Whether the sheet holds a dose at all, and why not."""

    TAKE = "take"
    WAIT_FOR_RESULTS = "wait_for_results"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class PartLine(Value, frozen=True):
    """One row: the part of the day, grams, and how this client's product measures them; None where it is not known."""

    part: DayPart
    amount: Quantity
    portion: Portion | None


class DoseNow(Value, frozen=True):
    """The dose allowed now: its parts, the day's total, since when, and how it was worked out.

    `until` is its last day where one is known: before a dose that was already decided, which is then on the sheet too,
    before a pause or an end of a later day, or where another item goes on for longer.
    `weighed_on` is the day of the weight, where the dose depends on one. `scoop` or `packet` is the g in one, where
    the product's size is known.
    """

    called: str
    parts: tuple[PartLine, ...]
    daily: Quantity
    since: date
    scoop: Quantity | None
    how_to_take: tuple[str, ...]
    how_to_measure: tuple[str, ...]
    worked_out: tuple[str, ...]
    until: date | None = None
    weighed_on: date | None = None
    packet: Quantity | None = None


class NothingFrom(Value, frozen=True):
    """A later day from which on an item is not taken any more and why; `called` is null for all of them."""

    from_day: date
    called: str | None
    says: tuple[str, ...]


class DietNow(Value, frozen=True):
    """A diet or habit that runs beside the dose."""

    called: str
    until: date
    led_by: str | None
    instructions: tuple[str, ...]


class TickDay(Value, frozen=True):
    """A day with boxes to tick, one for each part; a spare day counts only if nobody has spoken yet."""

    day: date
    parts: tuple[DayPart, ...]
    spare: bool


class LaterStep(Value, frozen=True):
    """What may come next, never before the day named, and only when the practice says so."""

    called: str
    parts: tuple[PartLine, ...]
    daily: Quantity
    not_before: date


class CheckInDay(Value, frozen=True):
    """A check-in: what it is for, when it is due, and from when it may be done."""

    title: str
    opens: date
    due: date


class WhatIf(Value, frozen=True):
    """A question that the client may have, and what to do then."""

    question: str
    answer: str


class CountsFrom(Value, frozen=True):
    """The event that the plan's days hang on, on the date that the start day assumes."""

    called: str
    day: date


class Daily(Value, frozen=True, tag="daily", tag_field="kind"):
    """Everything printed on the daily sheet, in the order of reading; only the present dose has dates and boxes.

    `nothing_from` stands with the dose: it has no box from those days on, and the sheet is not used any more from the
    day on which nothing at all is taken.
    """

    client: Identity
    practice: Letterhead
    sheet: Sheet
    stop_box: StopBox
    state: DailyState
    title: str
    notice: tuple[str, ...]
    doses: tuple[DoseNow, ...]
    diets: tuple[DietNow, ...]
    ticks: tuple[TickDay, ...]
    later: tuple[LaterStep, ...]
    check_ins: tuple[CheckInDay, ...]
    check_in_words: tuple[str, ...]
    if_lines: tuple[WhatIf, ...]
    purpose: tuple[str, ...]
    why_for: tuple[str, ...]
    why_against: tuple[str, ...]
    also: tuple[str, ...]
    anchor: CountsFrom | None
    last_day: date
    nothing_from: tuple[NothingFrom, ...] = ()
