"""The weighings that doses were entered with, which stay theirs where a plan goes over to another text."""

from datetime import date

from protocols.authoring.protocol import Protocol, substance_items
from protocols.plans.effect import Resolved
from protocols.plans.head import Head, latest_doses
from protocols.plans.snapshot import PlannedItem
from protocols.plans.spans import Span, from_day_on
from protocols.plans.start import resolved_items
from protocols.refusal import Refusal
from protocols.value import Value


class Kept(Value, frozen=True):
    """One item by the new text, for each weighing from the oldest on that a dose still rests on.

    `first` is the place of that weighing among the doses of the plan so far, `there` its place among them afterwards.
    """

    weighings: tuple[PlannedItem, ...]
    first: int
    there: int

    @property
    def item(self) -> PlannedItem:
        """The item for the newest weight."""
        return self.weighings[-1]

    def entered(self, span: Span) -> int:
        """Which of them a dose was entered with."""
        return span.resolved - self.first


def first_kept(head: Head, today: date) -> int:
    """The place of the oldest weighing that a dose of today or later was entered with."""
    spans = (span.resolved for track in head.tracks for span in from_day_on(track, today))
    return min(spans, default=latest_doses(head))


def doses_kept(before: Protocol, now: Protocol, head: Head, today: date) -> tuple[Resolved, ...]:
    """The doses of the new text for these weighings, the newest last; items that are the same have the same doses."""
    known = head.doses[first_kept(head, today) :]
    if substance_items(before) == substance_items(now):
        return known
    newest = Resolved(body=known[-1].body, items=resolved_items(now, known[-1].body))
    return (*(_or(newest, now, each) for each in known[:-1]), newest)


def _or(newest: Resolved, protocol: Protocol, weighed: Resolved) -> Resolved:
    """The doses for an older weight; those for the newest where the new text has none for it."""
    try:
        return Resolved(body=weighed.body, items=resolved_items(protocol, weighed.body))
    except Refusal:
        return newest


def kept(head: Head, doses: tuple[Resolved, ...], item: str) -> Kept:
    """One item of these doses."""
    weighings = tuple(next(each for each in resolved.items if each.key == item) for resolved in doses)
    return Kept(weighings=weighings, first=len(head.doses) - len(doses), there=len(head.doses))
