"""The two axes of what a check-in leads to: what happens to the dose, who must be told."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class DoseOutcome(StrEnum):
    """What happens to the dose; written from weakest to strongest.

    `advance`: one step up, on a later day; on a taper the next lower dose. `hold`: no change. `step_back`: the step
    below, at once; on the lowest it becomes `pause`. `pause`: nothing until a practitioner resumes. `stop`: it ends.
    """

    ADVANCE = "advance"
    HOLD = "hold"
    STEP_BACK = "step_back"
    PAUSE = "pause"
    STOP = "stop"


class Call(StrEnum):
    """Who must be told, and how fast; written from weakest to strongest.

    While a call of `today` or `emergency` is open, no dose is raised and no plan is resumed.
    """

    NONE = "none"
    ROUTINE = "routine"
    TODAY = "today"
    EMERGENCY = "emergency"


_DOSE_STRENGTH: Final = {outcome: place for place, outcome in enumerate(DoseOutcome)}
_CALL_STRENGTH: Final = {call: place for place, call in enumerate(Call)}


def dose_strength(outcome: DoseOutcome) -> int:
    """Higher wins."""
    return _DOSE_STRENGTH[outcome]


def call_strength(call: Call) -> int:
    """Higher wins."""
    return _CALL_STRENGTH[call]


def is_urgent(call: Call) -> bool:
    """Whether somebody must be called today or at once."""
    return call_strength(call) >= call_strength(Call.TODAY)


def strongest_dose(outcomes: Iterable[DoseOutcome]) -> DoseOutcome:
    """The strongest of at least one outcome."""
    return max(outcomes, key=dose_strength)


def strongest_call(calls: Iterable[Call]) -> Call:
    """The strongest call; none where nobody calls."""
    return max(calls, key=call_strength, default=Call.NONE)
