"""When a call that nobody has closed comes up again."""

from datetime import datetime, timedelta
from typing import Final

from protocols.checkpoints.outcome import Call
from protocols.value import Value

COMES_UP_AFTER: Final = {Call.EMERGENCY: timedelta(hours=1), Call.TODAY: timedelta(hours=4)}
"""How long after it was opened, and again each time, while nobody closes it (judgement)."""


class ComingUp(Value, frozen=True):
    """How often the call has come up by now, and when it will again; a routine call comes up once."""

    times: int
    last_at: datetime
    again_at: datetime | None


def coming_up(call: Call, opened_at: datetime, now: datetime) -> ComingUp:
    """Once when it was opened, and after each whole period since."""
    period = COMES_UP_AFTER.get(call)
    if period is None:
        return ComingUp(times=1, last_at=opened_at, again_at=None)
    passed = max(0, (now - opened_at) // period)
    return ComingUp(times=1 + passed, last_at=opened_at + period * passed, again_at=opened_at + period * (passed + 1))
