"""Who is rung first about a call."""

from collections.abc import Iterable

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.predicate import AlarmIs, leaves
from protocols.checkpoints.reasons import ALARM_PREFIX
from protocols.text import Key, Line


def rung_first(protocol: Protocol, because: Iterable[Key]) -> Line | None:
    """Who is rung before anybody else where alarms with such a line made the call, and nothing else.

    With any other reason beside them it is as without: a fit beside a fever calls the ambulance.
    """
    known = _known(protocol)
    # A rule about any alarm says nothing beside the alarm itself.
    echoes = {rule.key for rule in protocol.rules if all(isinstance(leaf, AlarmIs) for leaf in leaves(rule.when))}
    found = {known.get(key) for key in because if key not in echoes}
    return found.pop() if len(found) == 1 else None


def _known(protocol: Protocol) -> dict[Key, Line]:
    """Who is rung first, by the reason of the call."""
    return {
        reason: alarm.first_call.who
        for alarm in protocol.alarms
        if alarm.first_call is not None
        for reason in (f"{ALARM_PREFIX}{alarm.key}", *alarm.first_call.rules)
    }
