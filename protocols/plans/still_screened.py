"""Whether the newest screening of a plan still counts."""

from datetime import date

from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.head import Head
from protocols.plans.screened_on import check_not_before, counts_until
from protocols.plans.snapshot import Live
from protocols.plans.unanswered import to_screen_since


def screened_until(head: Head) -> date:
    """The last day on which it counts: 90 days from when it was asked, or from the last check-in without any change."""
    return counts_until(max(head.screened.on, head.refreshed_on or head.screened.on))


def due_since(head: Head) -> date | None:
    """The day from which the screening is due in full: of a changed record, or of a told medicine or diagnosis."""
    return head.screening_due_since or to_screen_since(head)


def screening_due(head: Head) -> str | None:
    """What to do, in a sentence, where something changed since the screening was asked; None where not."""
    since = due_since(head)
    if since is None:
        return None
    return f"{_what_happened(head)} on {since}: ask the screening questions in full (`rescreen`), nothing rises before."


def _what_happened(head: Head) -> str:
    if head.screening_due_since is None:
        return "A new medicine or diagnosis was told"
    return (
        "Another plan of this client was told something new" if head.due_by_another else "The client's record changed"
    )


def check_screened(head: Head, today: date, pointer: str = "/kind") -> None:
    """Refuse what rests on a screening that has run out or is due in full: a rise, a resume, more days of a dose."""
    due = screening_due(head)
    if due is not None:
        raise NewScreeningNeeded(due, pointer=pointer)
    if today > screened_until(head):
        raise NewScreeningNeeded(
            f"The screening counted until {screened_until(head)}. Ask it again (`rescreen`), or check in with every "
            "change asked.",
            pointer=pointer,
        )


def check_newer(head: Head, live: Live, asked: date) -> None:
    """Refuse a screening from before the last one, or before what makes it necessary, here or in another plan."""
    since = (head.screened.on, head.unscreened_since, live.told_on)
    check_not_before(asked, max(day for day in since if day is not None))
