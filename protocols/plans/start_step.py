"""The step that a plan starts on: the entry step of each item, or a lower one that is asked for."""

from typing import Annotated

import msgspec

from protocols.plans.snapshot import PlannedItem
from protocols.refusal import Refusal
from protocols.text import Key

_LOWER = (
    "The step to start on, where it is lower than the entry step, as for somebody sensitive: its key, or for a "
    'protocol of several items one for each that starts lower, by item: `{"glutamine": "s0"}`. Never higher.'
)
StartStep = Annotated[Key | dict[Key, Key], msgspec.Meta(description=_LOWER)]


class StartStepRefused(Refusal):
    """A start above the entry step, or on a step that the item does not have."""

    code = "start_step"
    title = "A plan starts on the entry step or lower"


def start_steps(items: tuple[PlannedItem, ...], wanted: Key | dict[Key, Key] | None) -> dict[Key, Key]:
    """The steps of the items that start below entry, by item; raises StartStepRefused."""
    asked = _by_item(items, wanted)
    known = {item.key: item for item in items}
    for key, step in asked.items():
        if key not in known:
            raise _refused(f"No item is called {key}: {', '.join(known) or 'nothing is taken on this plan'}.")
        _check_not_above(known[key], step)
    return {key: step for key, step in asked.items() if step != known[key].entry}


def _by_item(items: tuple[PlannedItem, ...], wanted: Key | dict[Key, Key] | None) -> dict[Key, Key]:
    if wanted is None or isinstance(wanted, dict):
        return wanted or {}
    if len(items) != 1:
        named = ", ".join(item.key for item in items)
        raise _refused(f"Name the item beside its step: {named or 'nothing is taken on this plan'}.")
    return {items[0].key: wanted}


def _check_not_above(item: PlannedItem, step: Key) -> None:
    keys = [each.key for each in item.steps]
    allowed = keys[: keys.index(item.entry) + 1]
    if step not in keys:
        raise _refused(f"{item.key} has no step {step}: {', '.join(allowed)}.")
    if step not in allowed:
        raise _refused(f"{step} lies above the entry step of {item.key}: a plan starts on {' or '.join(allowed)}.")


def _refused(sentence: str) -> StartStepRefused:
    return StartStepRefused(sentence, pointer="/start_step")
