"""What a check-in tells of the days before it: those with the full amount, and the longest row without any dose."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.plans.check_in import CheckIn
from protocols.value import Value

LOOKED_BACK: Final = 7
"""Days that `days_taken` looks back on, that of the check-in among them."""


class DaysTold(Value, frozen=True):
    """`taken` of the days looked back on had the full amount, `off` whole days in a row had no dose; None: not told."""

    taken: int | None
    off: int | None


def days_told(check_in: CheckIn, answers: Mapping[str, Decimal]) -> DaysTold:
    """What these answers of the check-in tell of days."""
    taken = answers.get(DAYS_TAKEN)
    return DaysTold(taken=None if taken is None else int(taken), off=check_in.off_days)


def most_taken(start_on: date, on: date) -> int:
    """How many of the days looked back on are days of the plan: before day 1 there was nothing to take."""
    return min(LOOKED_BACK, max(0, (on - start_on).days + 1))
