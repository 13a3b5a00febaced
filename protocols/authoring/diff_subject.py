"""What a difference is said of."""

from typing import Any, assert_never

from protocols.authoring import diff_words as words
from protocols.authoring.caution import Caution
from protocols.authoring.item import DietItem, HabitItem, SubstanceItem
from protocols.authoring.protocol import Protocol, Response, substance_items
from protocols.authoring.sides import Sides, present
from protocols.checkpoints.alarm import Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.measure import Measure
from protocols.checkpoints.rule import Rule
from protocols.dosing.ladder import Step
from protocols.evidence.link import Claim, Link

Named = (
    Protocol
    | SubstanceItem
    | DietItem
    | HabitItem
    | Step
    | Measure
    | Alarm
    | Caution
    | Checkpoint
    | Rule
    | Claim
    | Link
    | Response
)


def subject(sides: Sides | None) -> str:
    """The nearest thing with a name that it stands in, as in "step s2"; things named alike are told apart."""
    while sides is not None:
        found = present(sides)
        if isinstance(found, Named):
            return _named(found, sides)
        sides = sides.above
    raise LookupError("A difference stands in a protocol.")


def _named(found: Named, sides: Sides) -> str:
    match found:
        case Protocol() | Response():
            return f"the {type(found).__name__.lower()}"
        case SubstanceItem() | DietItem() | HabitItem():
            return found.called
        case Step():
            return f"step {found.key}{_of_item(sides)}"
        case Measure() | Alarm() | Caution() | Checkpoint() | Rule():
            return f"{type(found).__name__.lower()} {found.key}"
        case Claim():
            return f"evidence for {words.about(found.about)}"
        case Link():
            return f"{subject(sides.above)}, {found.work}"
        case _:
            assert_never(found)


def _of_item(sides: Sides) -> str:
    """Named only where there are several ladders."""
    holders: list[Any] = []
    above = sides.above
    while above is not None:
        holders.append(present(above))
        above = above.above
    several = any(isinstance(holder, Protocol) and len(substance_items(holder)) > 1 for holder in holders)
    called = next(holder.called for holder in holders if isinstance(holder, SubstanceItem))
    return f" of {called}" if several else ""
