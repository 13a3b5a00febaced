"""The least set of rules that hold together, when some of them count others."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.predicate import FiredBefore, leaves
from protocols.checkpoints.rule import Rule
from protocols.text import Key

MOST_EFFORT: Final = 20_000
"""Tries of a rule at its checkpoints times the conditions in it; beyond it, rules that count rules are too many."""


def least(
    rules: Iterable[Rule], known: frozenset[Key], can_be_true: Callable[[Rule, frozenset[Key]], bool]
) -> frozenset[Key]:
    """What is known, with every rule that can be true after rules that are in it.

    A rule that could not be true is tried again only when one that it counts was added: nothing else before it matters.
    """
    waiting = [rule for rule in rules if rule.key not in known]
    trying = waiting
    while trying:
        added = frozenset(rule.key for rule in trying if can_be_true(rule, known))
        known |= added
        waiting = [rule for rule in waiting if rule.key not in added]
        trying = [rule for rule in waiting if counted(rule) & added]
    return known


def counted(rule: Rule) -> frozenset[Key]:
    """The rules whose earlier check-ins the rule looks at."""
    return frozenset(leaf.rule for leaf in leaves(rule.when) if isinstance(leaf, FiredBefore))


def check_effort(protocol: Protocol) -> None:
    """Raise TooLarge before anything is tried, where rules that count rules would have to be tried too often."""
    if sum(_effort(protocol, rule) for rule in protocol.rules) > MOST_EFFORT:
        raise TooLarge("let fewer rules count how often others were true, or let them count fewer")


def _effort(protocol: Protocol, rule: Rule) -> int:
    """At most so many tries, each once through the conditions; a rule that counts none is tried once, as it must be."""
    looks = _named_at(rule, (checkpoint.rules for checkpoint in protocol.checkpoints))
    return len(counted(rule)) * looks * sum(1 for _ in leaves(rule.when))


def _named_at(rule: Rule, named: Iterable[Collection[Key]]) -> int:
    return sum(rule.key in keys for keys in named)
