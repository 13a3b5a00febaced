"""Whether so many days without a dose can be, beside the days of the plan and those on which it was taken.

What is too many would end a plan or lower it without a reason, so it is asked again. A row that reaches back beyond the
last check-in can be, and is believed (judgement: nothing rises by it).
"""

from collections.abc import Iterator
from typing import Final

from protocols.plans.check_in import CheckIn, Contradiction
from protocols.plans.head import Head

ASKED_ABOUT: Final = 7
"""The days before a check-in that `days_taken` is about, its own day among them."""


def check_off_days(head: Head, check_in: CheckIn) -> None:
    """Refuse days without a dose from before the first one, or more than those on which nothing was taken."""
    says = next(_contradictions(head, check_in, check_in.off_days), None) if check_in.off_days else None
    if says is not None:
        raise Contradiction(says, pointer="/off_days")


def _contradictions(head: Head, check_in: CheckIn, off: int) -> Iterator[str]:
    start = head.snapshot.start_on
    days = (check_in.on - start).days + 1
    taken = min(int(check_in.answers.get("days_taken", 0)), ASKED_ABOUT, days)
    if days < 1:
        yield f"The plan begins on {start}: before that no day is without a dose. Leave `off_days` out."
    elif off > days:
        yield (
            f"{check_in.on} is day {days} of the plan, and {off} days in a row were without a dose: send in `off_days` "
            f"the longest row of whole days without any dose since the last check-in, at most {days}."
        )
    elif off > days - taken:
        yield (
            f"{check_in.on} is day {days} of the plan: {off} days in a row without a dose, and the full amount on "
            f"{taken} of the last {ASKED_ABOUT}, cannot both be. Send whole days without any dose in `off_days` (0 for "
            "none), and in `days_taken` those with the full amount."
        )
