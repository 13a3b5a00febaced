"""When a client can be erased."""

import pytest

from protocols.plans.erasing import StillTreated, check_may_erase


@pytest.mark.parametrize(
    ("live_plans", "open_calls", "says"),
    [(1, 0, "can still give doses"), (2, 1, "can still give doses"), (0, 1, "A call about this client is open")],
)
def test_nobody_is_forgotten_whom_the_practice_still_answers_for(live_plans: int, open_calls: int, says: str) -> None:
    with pytest.raises(StillTreated, match=says):
        check_may_erase(live_plans, open_calls)


def test_anybody_else_can_be() -> None:
    check_may_erase(0, 0)
