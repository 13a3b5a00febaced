"""Laboratory values that held a dose, and have to be told again before it rises."""

from collections.abc import Collection, Iterator

from protocols.authoring.protocol import Protocol, laboratory_of
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.rule import Rule
from protocols.plans.head import Head
from protocols.text import Key


def is_about(rule: Rule, laboratory: Collection[Key]) -> bool:
    """Whether it looks at laboratory values and at no other answers, and does not lead up."""
    return measures_in(rule.when) <= set(laboratory) and rule.dose is not DoseOutcome.ADVANCE


def to_repeat(protocol: Protocol, head: Head, known: Collection[Key]) -> Iterator[tuple[Rule, tuple[Key, ...]]]:
    """Each rule that held for a value, with the values to tell again: those not `known` to be within the rules.

    A fall of eGFR or a raised liver test is repeated before anything is concluded; left out, it is not repeated. One
    that was forgotten, because another text has it in another unit, is still to be told again.
    """
    laboratory = laboratory_of(protocol)
    for rule in protocol.rules:
        if rule.dose is DoseOutcome.HOLD and rule.key in head.fired and is_about(rule, laboratory):
            again = (measures_in(rule.when) & {*head.earlier, *head.meant_since}) - set(known)
            if again:
                yield rule, tuple(sorted(again))
