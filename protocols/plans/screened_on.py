"""For how long a screening counts."""

from datetime import date, timedelta
from typing import Final

from protocols.plans.person import Person
from protocols.refusal import Refusal

VALID_DAYS: Final = 90
"""How long a screening counts, and an agreement that it rests on (judgement)."""


class ScreeningOutOfTime(Refusal):
    """A screening from the future, one that has run out, or one from before what makes it necessary."""

    code = "screening_out_of_time"
    title = "The screening was not asked in time"


def counts_until(asked: date) -> date:
    """The last day on which a screening of this day counts."""
    return asked + timedelta(days=VALID_DAYS)


def check_counts(asked: date, day: date) -> None:
    """Refuse a screening that has run out by the day that it is needed for."""
    if day > counts_until(asked):
        raise ScreeningOutOfTime(
            f"Asked on {asked}, this screening counts until {counts_until(asked)}, and not on {day}: ask it again.",
            pointer="/screening/on",
        )


def check_not_before(asked: date, since: date) -> None:
    """Refuse a screening from before the day of what it has to answer."""
    if asked < since:
        raise ScreeningOutOfTime(
            f"Asked on {asked}, it does not know what was told until {since}: ask it again, and say when (`on`).",
            pointer="/screening/on",
        )


def check_knows(asked: date, person: Person) -> None:
    """Refuse a screening from before the last change of the client's birth date or recorded cautions."""
    if person.changed_on is not None:
        check_not_before(asked, person.changed_on)


def asked_on(said: date | None, today: date) -> date:
    """The day on which the questions were asked, today where none is named; raises ScreeningOutOfTime."""
    asked = said or today
    if asked > today:
        raise ScreeningOutOfTime(f"Nothing was asked on {asked}, which is still to come.", pointer="/screening/on")
    check_counts(asked, today)
    return asked
