"""Whether the rules of a checkpoint can lead to a dose, for an item that a check-in finds so."""

from bisect import bisect_right
from collections.abc import Collection, Mapping

from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.authoring.proof.joined import Joined
from protocols.authoring.proof.walks import quiet, shortest
from protocols.checkpoints.outcome import DoseOutcome
from protocols.text import Key
from protocols.value import Value

Joints = Mapping[str, Joined]
"""What the rules of each checkpoint come to, by its key; one that was too large to prove is absent."""


class Found(Value, frozen=True):
    """What a check-in finds: from the first to the last of these days of the step, which was reached so.

    After `rules` that were true, and no more than `made` check-ins, where that is given. `quietly` with everything
    asked and no alarm or change; `of_no_others` on plans on which no caution asks for more.
    """

    days: tuple[int, int]
    arrival: DoseOutcome | None
    rules: frozenset[Key]
    made: int | None = None
    quietly: bool = False
    of_no_others: bool = False

    def allows(self, thing: Dimension, way: Way) -> bool:
        """Whether a check-in that finds it so can be this way."""
        if way.days is not None:
            return way.days[0] <= self.days[1] and self.days[0] <= way.days[1]
        if (self.quietly and not quiet(thing, way)) or (self.of_no_others and way.of_others):
            return False
        if self.made is not None and check_ins_before(way) > self.made:
            return False
        if thing.kind is Kind.FIRED:
            return not way.says.fired or thing.key in self.rules
        return thing.kind is not Kind.ARRIVED or way.arrived_by is self.arrival


def check_ins_before(way: Way) -> int:
    """How many check-ins have to come before it."""
    says = way.says
    rows = (says.held.get(key, 0) + says.undecided.get(key, 0) for key in {*says.held, *says.undecided})
    return max((*says.fired.values(), *rows), default=0)


class Apart(Value, frozen=True):
    """What the rules of a checkpoint tell apart: first days of a stretch, counts of check-ins, rules, the arrival."""

    days: tuple[int, ...]
    made: tuple[int, ...]
    rules: frozenset[Key]
    arrival: bool

    def seen(self, found: Found) -> Found:
        """The same as far as the rules can tell: what is equal here leads to the same."""
        first, last = found.days
        return Found(
            days=(_mark(self.days, first), _mark(self.days, last)),
            arrival=found.arrival if self.arrival else None,
            rules=found.rules & self.rules,
            made=None if found.made is None else _mark(self.made, found.made),
            quietly=found.quietly,
            of_no_others=found.of_no_others,
        )


def _mark(marks: tuple[int, ...], number: int) -> int:
    """The greatest of the marks that the number reaches; stretches begin at them, and limits lie on them."""
    reached = bisect_right(marks, number)
    return marks[reached - 1] if reached else number


def _apart(joint: Joined) -> Apart:
    things = joint.bare.dimensions
    ways = [way for thing in things for way in thing.ways]
    return Apart(
        days=tuple(sorted({way.days[0] for way in ways if way.days is not None})),
        made=tuple(sorted({check_ins_before(way) for way in ways})),
        rules=frozenset(thing.key for thing in things if thing.kind is Kind.FIRED),
        arrival=any(thing.kind is Kind.ARRIVED for thing in things),
    )


class Leading:
    """Searches through the rules of each checkpoint; what they cannot tell apart is searched once.

    Where nothing is proved of a checkpoint, its rules may lead anywhere.
    """

    def __init__(self, joints: Joints) -> None:
        self._joints = joints
        self._apart = {key: _apart(joint) for key, joint in joints.items()}
        self._known: dict[tuple[str, int, frozenset[int], Found | None], bool] = {}

    def apart(self, checkpoint: str) -> Apart | None:
        """What its rules tell apart; None where nothing is proved."""
        return self._apart.get(checkpoint)

    def to(self, doses: Collection[int], item: str, checkpoint: str, found: Found | None = None) -> bool:
        """Whether its rules can lead the item to such a dose; where nothing is said of what is found, quietly."""
        joint = self._joints.get(checkpoint)
        if joint is None:
            return True
        seen = None if found is None else self._apart[checkpoint].seen(found)
        group = joint.group_of[item]
        key = checkpoint, group, frozenset(doses), seen
        if key not in self._known:
            allowed = quiet if seen is None else seen.allows
            self._known[key] = shortest(joint.bare, lambda total: total[group] in doses, allowed) is not None
        return self._known[key]
