"""Calls that nobody has closed, and what they stand against."""

from typing import Final

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.change import CHANGE_KEYS
from protocols.checkpoints.outcome import is_urgent
from protocols.checkpoints.predicate import AnyChange, leaves
from protocols.plans.head import Head

_CHANGES: Final = frozenset(f"change-{key}" for key in CHANGE_KEYS)


def is_call_open(head: Head) -> bool:
    """Whether somebody must still be called today or at once: nothing rises until that call is closed."""
    return any(is_urgent(call.call) for call in head.calls)


def opens_an_urgent_call(before: Head, after: Head) -> bool:
    """Whether a call for today or an emergency is open now that was not before."""
    known = {call.event for call in before.calls}
    return any(is_urgent(call.call) and call.event not in known for call in after.calls)


def blocks_a_rise(head: Head) -> bool:
    """Whether a call is open that must be closed by name before anything rises: an urgent one, or after a change.

    A new medicine, diagnosis, weight or product is looked at first: a rise on a scoop of another size doubles a dose.
    """
    changed = {key for call in head.calls for key in call.because} & _CHANGES
    return is_call_open(head) or bool(changed)


def calls_about(protocol: Protocol, head: Head, keys: frozenset[str]) -> tuple[int, ...]:
    """The open calls that these keys alone opened, by event: what answers them closes them.

    A rule of the protocol that says no more than that something changed is no reason of its own.
    """
    echoes = {rule.key for rule in protocol.rules if all(isinstance(leaf, AnyChange) for leaf in leaves(rule.when))}
    reasons = {call.event: set(call.because) - echoes for call in head.calls}
    return tuple(event for event, because in reasons.items() if because and because <= keys)
