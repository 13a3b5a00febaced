"""A condition and what it leads to."""

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Predicate
from protocols.text import Key, Line
from protocols.value import Value


class Rule(Value, frozen=True):
    """When the condition is true: this dose outcome, this call; `says` is the sentence for people.

    `call_on_lowest` replaces the call where a step back has no step left to go to and becomes a pause.
    `final` stops are never resumed. A rule without `client_says` is not printed for the client.
    """

    key: Key
    when: Predicate
    dose: DoseOutcome
    call: Call
    says: Line
    client_says: Line | None = None
    call_on_lowest: Call | None = None
    final: bool = False
