"""Where a check-in can find an item, and what can be there."""

from collections.abc import Collection, Iterable

from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.checkpoints.outcome import DoseOutcome
from protocols.value import Value


class Position(Value, frozen=True):
    """A step of an item, by its place on the ladder, with the way it was reached."""

    item: str
    step: int
    arrival: DoseOutcome | None


def can_be(before: Collection[str], position: Position | None, days: int, thing: Dimension, way: Way) -> bool:
    """Whether a check-in can be so: after rules that can be true, within so many days, by this way of arrival."""
    if way.days is not None:
        return way.days[0] <= days
    if thing.kind is Kind.FIRED:
        return not way.says.fired or thing.key in before
    return thing.kind is not Kind.ARRIVED or position is None or way.arrived_by is position.arrival


Arrivals = tuple[tuple[Position | None, int], ...]
"""A position for each way of arrival, with the days that it can last."""


def arrivals(found: Iterable[tuple[Position | None, int]]) -> Arrivals:
    """Of the positions that were reached in one way the one that lasts longest: whatever can be on others can be there.

    A rule by itself sees of a position only the way of arrival and the day (`can_be`), and of the days that are left
    more allow more.
    """
    longest: dict[DoseOutcome | None, tuple[Position | None, int]] = {}
    for at, days in found:
        arrival = None if at is None else at.arrival
        if arrival not in longest or days > longest[arrival][1]:
            longest[arrival] = at, days
    return tuple(longest.values())
