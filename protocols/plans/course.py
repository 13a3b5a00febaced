"""A whole course of somebody made up, day by day, with everything that happened."""

from datetime import date

from protocols.dosing.arithmetic import PartAmount
from protocols.dosing.quantity import Quantity
from protocols.plans.decision import Benefit
from protocols.plans.effect import Ended
from protocols.plans.happening import Happening
from protocols.plans.position import Phase
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
