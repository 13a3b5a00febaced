"""The end that something told makes of a plan, whatever state it is in."""

from datetime import date

from msgspec.structs import replace

from protocols.plans.effect import Effect, Ended
from protocols.plans.head import Head
from protocols.plans.position import LIVE, ended_on, phase_on


def ending(head: Head, ended: Ended, today: date) -> Effect:
    """A plan that lives ends; of one that is over already, an end that is final makes its own end final."""
    if phase_on(head, today) in LIVE:
        return Effect(day=today, ended=ended, cancels=tuple(track.item for track in head.tracks))
    before = ended_on(head, today)
    if not ended.final or before is None or before.final:
        return Effect(day=today)
    return Effect(day=today, ended=replace(before, final=True))
