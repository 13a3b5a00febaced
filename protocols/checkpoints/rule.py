"""A condition and what it leads to."""

from enum import StrEnum
from typing import Annotated

import msgspec

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Predicate
from protocols.text import Key, Line
from protocols.value import Value


class BackTo(StrEnum):
    """Where a step back goes: the step below, or down to the last step that a check-in without symptoms led up from."""

    STEP_BELOW = "step_below"
    LAST_CLEAR = "last_clear"


class Rule(Value, frozen=True):
    """When the condition is true: this dose outcome, this call; `says` is the sentence for people.

    `items` are the items that it moves, none named: every item; an advance raises the first of them that can rise.
    Where it asks for days on the step or the way of arrival, each of these items is judged by its own.
    `back_to` says how far a step back goes.
    `call_on_lowest` replaces the call where a step back has no step left to go to and becomes a pause; where another
    item does step back by it, the stronger of both calls is made.
    `final` stops are never resumed. A rule without `client_says` is not printed for the client.
    After a pause by a rule with `symptom_free_days` so many whole days without the symptoms come first, those after the
    day of the check-in that told them: told on day 7, 3 such days are days 8 to 10, and day 11 is the first day with a
    dose again; told once more in the pause, they begin anew (counting: judgement).
    """

    key: Key
    when: Predicate
    dose: DoseOutcome
    call: Call
    says: Line
    client_says: Line | None = None
    items: tuple[Key, ...] = ()
    back_to: BackTo = BackTo.STEP_BELOW
    call_on_lowest: Call | None = None
    final: bool = False
    symptom_free_days: Annotated[int, msgspec.Meta(ge=1, le=28)] | None = None
