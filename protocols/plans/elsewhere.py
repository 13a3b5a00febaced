"""What a client's other plans say, in whatever state they are, before doses are given here."""

from collections.abc import Iterable, Iterator
from datetime import date

from protocols.authoring.caution import Action
from protocols.plans.answer import YesNoUnknown
from protocols.plans.died import tells_of_a_death
from protocols.plans.head import Head
from protocols.plans.position import LIVE, phase_on
from protocols.plans.screening import Raised
from protocols.plans.snapshot import Live


def said_elsewhere(others: Iterable[Head], today: date) -> Live:
    """What they declare while they live, when any was told last what a screening must come after, and of a death."""
    heads = tuple(others)
    return Live(
        declared=tuple(each for head in heads if phase_on(head, today) in LIVE for each in head.declared),
        told_on=max((day for head in heads for day in _told_on(head)), default=None),
        died=any(map(tells_of_a_death, heads)),
    )


def _told_on(head: Head) -> Iterator[date]:
    """A stop, a pause or a change; and each caution that was told there, with a reason or not (the strict side)."""
    if head.unscreened_since is not None:
        yield head.unscreened_since
    yield from (each.on for each in head.screened.raised if _was_told(head, each))


def _was_told(head: Head, raised: Raised) -> bool:
    """Whether somebody said so of the person; what only tells of the doses is true of every such plan."""
    answered = head.screened.answers.get(raised.caution) is YesNoUnknown.YES
    return answered or raised.action is not Action.INFORM
