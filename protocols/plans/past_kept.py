"""Days that were taken, which stay what they were when a plan goes over to a text that is shorter than they are."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.plans.days import item_last_day
from protocols.plans.effect import Effect, Extending
from protocols.plans.fold import affected
from protocols.plans.head import Head
from protocols.plans.position import LIVE, item_phase
from protocols.plans.schedule import taken_until
from protocols.plans.spans import Track

DAY: Final = timedelta(days=1)


def with_the_past(head: Head, effect: Effect, today: date) -> Effect:
    """The effect, and no last day before one that was there to be taken: what the new text ends, it ends today.

    A course that is over by the new text gives nothing from today on, for the rest of today, too (judgement).
    """
    after = affected(head, effect, head.seq, today)
    found = zip(head.tracks, after.tracks, strict=True)
    until = ((was.item, _until(head, was, item_last_day(after, now), today)) for was, now in found)
    kept = tuple(Extending(item=item, until=day) for item, day in until if day is not None)
    others = tuple(each for each in effect.extends if each.item not in {item.item for item in kept})
    return replace(effect, extends=(*others, *kept))


def _until(head: Head, was: Track, last: date, today: date) -> date | None:
    """The last day that the item keeps, where the new text's lies before it."""
    if item_phase(head, was, today) in LIVE:
        return today - DAY if last < today else None
    taken = min(taken_until(head, was, today), today - DAY)
    return taken if last < taken else None
