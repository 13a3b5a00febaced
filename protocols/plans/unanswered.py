"""Changes that were told and that nothing has answered yet: whoever closes the call about them, nothing rises."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from protocols.checkpoints.change import CHANGES, PRODUCT_CHANGED, WAITS, WAITS_FOR_SCREENING, WEIGHT_CHANGED
from protocols.plans.check_in import Told, told_yes
from protocols.plans.head import Head
from protocols.text import Key

_WAITS: Final = tuple(change.key for change in CHANGES if change.key in WAITS)

_TO_RECORD: Final = {
    PRODUCT_CHANGED: "The product or its scoop changed: record the grams in its scoop or packet first (`product`).",
    WEIGHT_CHANGED: "The weight changed: record the new one first (`weigh`).",
}
"""What is to be recorded before anything rises, in a sentence each."""


def with_told(known: Mapping[Key, date], told: Told | None, day: date) -> dict[Key, date]:
    """What waits after a check-in that was entered on the day."""
    return {**known, **{key: day for key in _WAITS if told_yes(told, key)}}


def without(known: Mapping[Key, date], answered: Collection[Key]) -> dict[Key, date]:
    """What still waits once these were answered."""
    return {key: day for key, day in known.items() if key not in answered}


def to_screen_since(head: Head) -> date | None:
    """The newest day on which a change was told that waits for the screening; None where none does."""
    return max((day for key, day in head.unanswered.items() if key in WAITS_FOR_SCREENING), default=None)


def to_record(head: Head) -> tuple[Key, ...]:
    """The changes that wait for a product or a weight, in the order of the questions."""
    return tuple(key for key in _WAITS if key in _TO_RECORD and key in head.unanswered)


def says_to_record(key: Key) -> str:
    """What to record because of the change."""
    return _TO_RECORD[key]
