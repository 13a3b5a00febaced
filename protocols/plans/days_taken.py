"""On how many of the last 7 days the full amount was taken, where not all of them had one."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.decimal_string import DecimalString
from protocols.plans.head import Head
from protocols.plans.numbers import Numbers
from protocols.plans.spans import is_paused

DAYS_TAKEN: Final = "days_taken"
WEEK: Final = 7


def possible(head: Head, on: date) -> int:
    """On how many of the 7 days up to this one something was to be taken: since day 1, without pauses of every item."""
    days = (on - timedelta(days=back) for back in range(WEEK))
    begun = (day for day in days if day >= head.snapshot.start_on)
    return sum(any(not is_paused(track, day) for track in head.tracks) for day in begun)


def as_planned(head: Head, on: date, told: Numbers) -> Numbers:
    """Where nothing was left out of fewer days than 7 it counts as 7 of 7, and so does more than there were days.

    Days before the start, or in a pause, cannot have been taken: the truth of all well is not held, and nobody gains by
    telling more. Where anything was left out, the number stands as it was told (judgement, the strict side).
    """
    taken, most = told.answers.get(DAYS_TAKEN), possible(head, on)
    if taken is None or not 0 < most <= taken:
        return told
    return replace(told, answers={**told.answers, DAYS_TAKEN: DecimalString(WEEK)})
