"""Where to tell what was told in the wrong place: measures, alarms and changes have a list each."""

from collections.abc import Collection
from typing import Final

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGE_KEYS
from protocols.plans.near import near

_ALARM_KEYS: Final = frozenset(alarm.key for alarm in LOCKED)
_ALSO: Final = {"pregnancy": ", or stop the plan by name, with the `stop_reason` `pregnancy`"}
"""What else may be done about a change outside a check-in."""


def no_alarm_to_report(key: str, known: Collection[str]) -> str:
    """What to do about what was reported as an alarm, and is none; a change is told at a check-in."""
    if key in CHANGE_KEYS:
        return (
            f"{key} is no alarm but a change since last time: record a check-in that answers it in `changes`, "
            f"`checkpoint` left out where none is due{_ALSO.get(key, '')}."
        )
    return f"There is no alarm {key}.{near(key, known)}"


def no_question(key: str, where: str, known: Collection[str]) -> str:
    """What to do about an answer in `alarms` or `changes` to what is not asked there."""
    if where == "alarms" and key in _ALARM_KEYS:
        return f"This protocol asks no alarm {key} at its check-ins: tell it in a report."
    return not_asked(key, known, f"There is no question {key}.")


def not_asked(key: str, known: Collection[str], otherwise: str) -> str:
    """What to do about an answer that is not asked for; `otherwise` says that nothing asks it."""
    if key in CHANGE_KEYS:
        return f"{key} is a change since last time: answer it in `changes`."
    if key in _ALARM_KEYS:
        return f"{key} is an alarm: answer it in `alarms`."
    return f"{otherwise}{near(key, known)}"
