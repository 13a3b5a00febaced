"""Whether the newest screening of a plan still counts."""

from datetime import date

from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.head import Head
from protocols.plans.screened_on import check_not_before, counts_until


def screened_until(head: Head) -> date:
    """The last day on which it counts: 90 days from when it was asked, or from the last check-in without any change."""
    return counts_until(max(head.screened.on, head.refreshed_on or head.screened.on))


def check_screened(head: Head, today: date, pointer: str = "/kind") -> None:
    """Refuse what rests on a screening that has run out: a rise, a resume, more days of a dose."""
    if today > screened_until(head):
        raise NewScreeningNeeded(
            f"The screening counted until {screened_until(head)}. Ask it again (`rescreen`), or check in with every "
            "change asked.",
            pointer=pointer,
        )


def check_newer(head: Head, asked: date) -> None:
    """Refuse a screening from before the last one, or before what makes it necessary."""
    check_not_before(asked, max(head.screened.on, head.unscreened_since or head.screened.on))
