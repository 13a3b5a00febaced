"""A whole course of somebody made up, day by day, with everything that happened."""

from datetime import date

from protocols.checkpoints.outcome import Call
from protocols.dosing.arithmetic import PartAmount
from protocols.dosing.quantity import Quantity
from protocols.plans.acts import Adjustment
from protocols.plans.decision import Benefit, Decision
from protocols.plans.effect import Ended
from protocols.plans.position import Phase
from protocols.plans.report import Report
from protocols.text import Key
from protocols.value import Value


class DayTaken(Value, frozen=True):
    """What one item asks for on a day, in g/d; no step, no parts and 0 where nothing is to be taken."""

    item: Key
    phase: Phase
    step: Key | None
    daily: Quantity
    parts: tuple[PartAmount, ...]


class CourseDay(Value, frozen=True):
    """One day of a course as it stood at its end, after everything that happened on it; day 1 is the start."""

    number: int
    day: date
    phase: Phase
    items: tuple[DayTaken, ...]


class CheckedIn(Value, frozen=True, tag="check_in", tag_field="kind"):
    """A check-in with the decision it led to.

    `written` points to the script's own answers, as an RFC 6901 JSON Pointer; it is null for the answers of somebody
    well. `event` is its number in the log, by which an act closes the call that it opened.
    """

    event: int
    number: int
    day: date
    written: str | None
    decision: Decision


class Acted(Value, frozen=True, tag="act", tag_field="kind"):
    """A practitioner's act, with the sentence that says what it did.

    `written` is null for what is assumed where the script says nothing: before a dose passes a line the screening is
    asked again in full, with the same answers, on the day of the check-in.
    """

    event: int
    number: int
    day: date
    written: str | None
    act: Adjustment
    sentence: str


class ReportTaken(Value, frozen=True, tag="report", tag_field="kind"):
    """Something told outside a check-in, with the call that it made and the sentence that says what it did."""

    event: int
    number: int
    day: date
    written: str
    report: Report
    call: Call
    sentence: str


Happening = CheckedIn | Acted | ReportTaken


class Course(Value, frozen=True):
    """A course from day 1 to the first day on which it was over, and how it ended.

    `total` is the amount in g of each item over the days, `last_dose_on` the last day with a dose, null where there was
    none. `benefit` is what the end checkpoint found. `unused` points to answers whose checkpoint never came up.
    """

    days: tuple[CourseDay, ...]
    happened: tuple[Happening, ...]
    phase: Phase
    ended: Ended | None
    last_dose_on: date | None
    total: dict[str, Quantity]
    benefit: Benefit | None
    unused: tuple[str, ...]
