"""A rise that waits for a practitioner."""

from datetime import date
from typing import Annotated

import msgspec

from protocols.dosing.quantity import Quantity
from protocols.plans.effect import Move, Seen
from protocols.text import Key
from protocols.value import Value


class Proposal(Value, frozen=True):
    """What a check-in would have raised if a practitioner had entered it: the item, its step and dose, from which day.

    It is confirmed until the check-in is due for 7 days. `move` and `seen` are what the confirmation does.
    """

    item: Key
    step: Key
    daily_before: Quantity
    daily: Quantity
    from_day: date
    until: date
    move: Move
    seen: tuple[Seen, ...]


class OpenProposal(Value, frozen=True):
    """A rise that nobody has confirmed: the number of the event that proposed it, on which day, and its check-in's."""

    event: Annotated[int, msgspec.Meta(ge=1)]
    proposed_on: date
    check_in_on: date
    rise: Proposal
