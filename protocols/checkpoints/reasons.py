"""The keys under which the engine itself says why: no rule of a protocol has one of them."""

from collections.abc import Iterable
from typing import Final

from protocols.checkpoints.alarm import LOCKED

ALARM_PREFIX: Final = "alarm-"
"""What an alarm leads to: this, and its key."""

CHANGE_PREFIX: Final = "change-"
"""What a change since last time leads to."""

CAUTION_PREFIX: Final = "caution-"
"""What a caution that a value told at a check-in newly raises leads to."""

RECORD_PREFIX: Final = "record-"
"""What a caution that a changed record newly raises leads to."""

LIMIT_PREFIX: Final = "limit-"
"""What the engine holds against a rise."""

_WHOLE: Final = (CHANGE_PREFIX, CAUTION_PREFIX, RECORD_PREFIX, LIMIT_PREFIX)


def is_reserved(rule: str, alarms: Iterable[str]) -> bool:
    """Whether the engine may say something of its own under the key of this rule, in a protocol with these alarms.

    A rule about any alarm of a level may be called so (`alarm-today`), as long as no alarm is called `today`.
    """
    of_alarms = {f"{ALARM_PREFIX}{key}" for key in (*(alarm.key for alarm in LOCKED), *alarms)}
    return rule.startswith(_WHOLE) or rule in of_alarms
