"""When a call that nobody has closed comes up again: an emergency each hour, one for today each four hours."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from protocols.checkpoints.outcome import Call
from protocols.plans.coming_up import ComingUp, coming_up

OPENED: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# the call, how many minutes it has stood open, how often it has come up, when last, when again (minutes)
COMES_UP: list[tuple[Call, int, int, int, int | None]] = [
    (Call.EMERGENCY, 0, 1, 0, 60),
    (Call.EMERGENCY, 59, 1, 0, 60),
    (Call.EMERGENCY, 60, 2, 60, 120),
    (Call.EMERGENCY, 61, 2, 60, 120),
    (Call.EMERGENCY, 60 * 24, 25, 60 * 24, 60 * 25),
    (Call.TODAY, 0, 1, 0, 240),
    (Call.TODAY, 239, 1, 0, 240),
    (Call.TODAY, 240, 2, 240, 480),
    (Call.TODAY, 24 * 60 + 1, 7, 24 * 60, 28 * 60),
    (Call.ROUTINE, 0, 1, 0, None),
    (Call.ROUTINE, 60 * 24 * 90, 1, 0, None),
    # A clock that was set back counts nothing twice.
    (Call.EMERGENCY, -5, 1, 0, 60),
]


@pytest.mark.parametrize(("call", "minutes", "times", "last", "again"), COMES_UP)
def test_h14_a_call_comes_up_until_somebody_closes_it(
    call: Call, minutes: int, times: int, last: int, again: int | None
) -> None:
    def after(passed: int) -> datetime:
        return OPENED + timedelta(minutes=passed)

    again_at = None if again is None else after(again)
    assert coming_up(call, OPENED, after(minutes)) == ComingUp(times=times, last_at=after(last), again_at=again_at)
