"""A plan's log beside what the plan was before and after each of its events."""

from collections.abc import Iterable, Sequence
from datetime import date

from protocols.plans.effect import Effect
from protocols.plans.event import Decided, Event, Started
from protocols.plans.fold import LogBroken, apply
from protocols.plans.head import Head
from protocols.value import Value


class Past(Value, frozen=True):
    """One event, with the plan before it, null for the start, and after it."""

    event: Event
    before: Head | None
    after: Head


def past(events: Iterable[Event]) -> tuple[Past, ...]:
    """Every event of the log in its order; raises LogBroken for a log that is not whole."""
    found: list[Past] = []
    for event in events:
        before = found[-1].after if found else None
        found.append(Past(event=event, before=before, after=apply(before, event)))
    if not found:
        raise LogBroken("The log is empty.")
    return tuple(found)


def in_the_evening(log: Sequence[Past], day: date) -> Head:
    """The plan as it was known at the end of a day; for days before it was written down, as it began."""
    known = [each.after for each in log if each.event.stamp.today <= day]
    return known[-1] if known else log[0].after


def effect_of(event: Event) -> Effect | None:
    """What an event does to the plan; None for the start, which makes it."""
    match event:
        case Started():
            return None
        case Decided():
            return event.decision.effect
        case _:
            return event.effect
