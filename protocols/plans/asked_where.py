"""Where to tell what was told in the wrong place: measures, alarms and changes have a list each."""

from collections.abc import Collection
from typing import Final

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGE_KEYS, SCREENED_AFTER
from protocols.plans.near import near

_ALARM_KEYS: Final = frozenset(alarm.key for alarm in LOCKED)


def no_alarm_to_report(key: str, known: Collection[str]) -> str:
    """What to do about what was reported as an alarm, and is none."""
    if key in SCREENED_AFTER:
        return f"{key} is no alarm but a change since last time: report it in `changes`."
    if key in CHANGE_KEYS:
        return f"{key} is no alarm but a change since last time: {_AT_A_CHECK_IN}"
    return f"There is no alarm {key}.{near(key, known)}"


def no_change_to_report(key: str) -> str:
    """What to do about what was reported as a change, and is none about the person."""
    if key in CHANGE_KEYS:
        return f"{key} is about this plan alone: {_AT_A_CHECK_IN}"
    return not_asked(key, SCREENED_AFTER, f"There is no change {key}.")


_AT_A_CHECK_IN: Final = "record a check-in that answers it in `changes`, `checkpoint` left out where none is due."


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
