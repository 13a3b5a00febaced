"""On how many of the last 7 days the full amount was taken, where not all of them had one."""

from datetime import date, timedelta

from msgspec.structs import replace

from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.decimal_string import DecimalString
from protocols.plans.days_told import LOOKED_BACK
from protocols.plans.head import Head
from protocols.plans.numbers import Numbers
from protocols.plans.spans import is_paused


def possible(head: Head, on: date) -> int:
    """On how many of the 7 days up to this one something was to be taken: since day 1, without pauses of every item."""
    days = (on - timedelta(days=back) for back in range(LOOKED_BACK))
    begun = (day for day in days if day >= head.snapshot.start_on)
    return sum(any(not is_paused(track, day) for track in head.tracks) for day in begun)


def as_planned(head: Head, on: date, told: Numbers) -> Numbers:
    """Where nothing was left out of fewer days than 7 it counts as 7 of 7, and so do days in a pause that were taken.

    Days before the start cannot have been taken, nor should those in a pause: the truth of all well is not held. Where
    anything was left out, the number stands as it was told (judgement, the strict side).
    """
    taken, most = told.answers.get(DAYS_TAKEN), possible(head, on)
    if taken is None or not 0 < most <= taken:
        return told
    return replace(told, answers={**told.answers, DAYS_TAKEN: DecimalString(LOOKED_BACK)})
