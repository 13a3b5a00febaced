"""What a practitioner writes to try a protocol on somebody made up: who it is, and what happens when."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body, IdealWeight
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity
from protocols.plans.entry import FIRST_DAY, MOST_DAYS, Entry
from protocols.plans.person import OLDEST, Person, check_birth_date
from protocols.plans.screening import Override, Screening
from protocols.plans.snapshot import Declared
from protocols.plans.start_step import StartStep
from protocols.refusal import Malformed
from protocols.text import Key
from protocols.value import Value

MOST_ENTRIES: Final = 200
MOST_TIMES: Final = 100
YEARS: Final = (1900, 2999)
"""Years of a start day, so that every day of a course is a date."""

AGE: Final = 40
"""Completed years of a made-up client whose age nobody wrote down."""

Answers = Annotated[dict[Key, DecimalString | None], msgspec.Meta(max_length=100)]
Times = Annotated[tuple[Answers | None, ...], msgspec.Meta(max_length=MOST_TIMES)]


class Otherwise(StrEnum):
    """What happens at a due checkpoint that the script says nothing about.

    `well`: it is answered on its due day, with nothing wrong. `nobody`, which is meant where nothing is said: nobody
    answers, and the plan lapses.
    """

    WELL = "well"
    NOBODY = "nobody"


_IN_ORDER: Final = (
    "Answers of each checkpoint, in the order in which it comes up, on its due day: "
    '`{"tolerance": [{"abdominal_pain": "1"}, {"abdominal_pain": "5"}]}`. What one of them leaves out is answered as '
    "by somebody well, alarms and changes with no. Null instead of a value leaves the question out; null instead of "
    "the answers says that nobody answers this time."
)
_ENTERED: Final = (
    "Check-ins, acts and reports on a day, check-ins made void, a recall, a way to another revision, a change of the "
    "record. A check-in that names a checkpoint and follows until 3 days after its due day is the answer to it."
)
_SCREENED: Final = "Whatever is left out counts as answered with no, because nobody is there to ask."
_REASONED: Final = "Reasons and agreements that a caution asks for are assumed where they are not given here."


class Script(Value, frozen=True):
    """Somebody made up, and what happens to them: nothing of it is a client's, and nothing of it is kept.

    Everything may be left out. The client is then 40, starts today and answered no to every screening question.
    `weight` is in kg, `height` in cm; `confirmed` says that unusual measurements are meant.

    A course is walked day by day where `answers`, `entries` or `otherwise` is given: at most 200 entries, 500 check-ins
    and acts in all, 1096 days; fewer for a protocol of many items and checkpoints. Somebody well gives the best answer
    on the scale; a laboratory value or vital sign stays what it was, where that is known.
    """

    start_on: date | None = None
    age: Annotated[int, msgspec.Meta(ge=0, le=OLDEST)] | None = None
    birth_date: date | None = None
    weight: Quantity | None = None
    height: Quantity | None = None
    ideal_weight: IdealWeight | None = None
    confirmed: bool = False
    # A default that holds a dict cannot be hashed, and Litestar hashes defaults.
    screening: Annotated[Screening, msgspec.Meta(description=_SCREENED)] = msgspec.field(default_factory=Screening)
    overrides: Annotated[tuple[Override, ...], msgspec.Meta(max_length=60, description=_REASONED)] = ()
    product: Product = Product()
    declared: Annotated[tuple[Declared, ...], msgspec.Meta(max_length=20)] = ()
    start_step: StartStep | None = None
    answers: Annotated[dict[Key, Times], msgspec.Meta(max_length=50, description=_IN_ORDER)] = msgspec.field(
        default_factory=dict
    )
    entries: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=MOST_ENTRIES, description=_ENTERED)] = ()
    otherwise: Otherwise | None = None

    def __post_init__(self) -> None:
        if self.start_on is not None and not YEARS[0] <= self.start_on.year <= YEARS[1]:
            raise Malformed(f"A course starts between {YEARS[0]} and {YEARS[1]}.", pointer="/start_on")
        if self.age is not None and self.birth_date is not None:
            raise Malformed("Give an age or a birth date, not both.", pointer="/birth_date")
        body_of(self)


def body_of(script: Script) -> Body:
    """The made-up body, weighed on the day of the screening; refuses what is not plausible."""
    return Body(weight=script.weight, height=script.height, confirmed=script.confirmed, ideal=script.ideal_weight)


def person_of(script: Script, start_on: date) -> Person:
    """The made-up person, whose birthday is on day 1 where only the age is known."""
    if script.birth_date is not None:
        check_birth_date(script.birth_date, start_on)
        return Person(birth_date=script.birth_date)
    birthday = start_on if (start_on.month, start_on.day) != (2, 29) else start_on - timedelta(days=1)
    return Person(birth_date=birthday.replace(year=start_on.year - (AGE if script.age is None else script.age)))


def is_walked(script: Script) -> bool:
    """Whether anything is said of what happens, so that there is a course to follow."""
    return bool(script.answers or script.entries or script.otherwise)


def goes_over_to(script: Script) -> frozenset[int]:
    """The numbers of the revisions that the course goes over to."""
    return frozenset(entry.migrate.revision for entry in script.entries if entry.migrate is not None)


def day_of(entry: Entry, start_on: date) -> date:
    """The date on which an entry happens."""
    return entry.on or start_on + timedelta(days=(entry.day or 0) - 1)


def first_day(script: Script, start_on: date) -> date:
    """The day on which the screening is asked: day 1, or that of an entry before it."""
    return min([start_on, *(day_of(entry, start_on) for entry in script.entries)])


def number_of(day: date, start_on: date) -> int:
    """The number of a day of the course; 1 is the start, 0 the day before."""
    return (day - start_on).days + 1


def check_entries(script: Script, start_on: date) -> None:
    """Refuse an entry on a day that is not followed; raises Malformed with its place."""
    for place, entry in enumerate(script.entries):
        if not FIRST_DAY <= number_of(day_of(entry, start_on), start_on) <= MOST_DAYS:
            raise Malformed(
                f"An entry lies between 7 days before day 1 and day {MOST_DAYS} ({start_on} is day 1).",
                pointer=f"/entries/{place}/on",
            )
