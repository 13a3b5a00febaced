"""What a change since last time leads to: the whole table."""

import pytest

from protocols.checkpoints.change import CHANGE_KEYS, CHANGES, PRODUCT_CHANGED, WEIGHT_CHANGED
from protocols.checkpoints.outcome import Call, DoseOutcome

HOLD, PAUSE, STOP = DoseOutcome.HOLD, DoseOutcome.PAUSE, DoseOutcome.STOP

# change, dose, call, whether it is final, whether it goes on at the entry step, whether screening comes first
TABLE = [
    ("new_medicine", HOLD, Call.ROUTINE, False, False, False),
    ("new_diagnosis", HOLD, Call.ROUTINE, False, False, False),
    ("pregnancy", STOP, Call.TODAY, True, False, False),
    ("trying_or_breastfeeding", PAUSE, Call.ROUTINE, False, False, True),
    ("hospital", PAUSE, Call.ROUTINE, False, True, True),
    ("ill_now", PAUSE, Call.ROUTINE, False, False, False),
    ("weight_changed", HOLD, Call.ROUTINE, False, False, False),
    ("product_changed", HOLD, Call.ROUTINE, False, False, False),
]


@pytest.mark.parametrize(("key", "dose", "call", "final", "back_to_entry", "screen_first"), TABLE)
def test_what_a_change_leads_to(
    key: str, dose: DoseOutcome, call: Call, final: bool, back_to_entry: bool, screen_first: bool
) -> None:
    (change,) = (each for each in CHANGES if each.key == key)
    assert (change.dose, change.call) == (dose, call)
    assert (change.final, change.back_to_entry, change.screen_first) == (final, back_to_entry, screen_first)


def test_these_are_all() -> None:
    assert [change.key for change in CHANGES] == [key for key, *_ in TABLE]
    assert frozenset(key for key, *_ in TABLE) == CHANGE_KEYS
    assert [(change.key, change.well_days) for change in CHANGES if change.well_days] == [("ill_now", 2)]
    assert {PRODUCT_CHANGED, WEIGHT_CHANGED} < CHANGE_KEYS
