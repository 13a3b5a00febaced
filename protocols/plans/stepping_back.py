"""Where a step back leads, for what the engine decides and for what the sheet says to do until it does."""

from datetime import date
from decimal import Decimal

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.effect import Move
from protocols.plans.falls import on_taper
from protocols.plans.head import Head, item_of, weighings
from protocols.plans.moving import going_down, place_of
from protocols.plans.snapshot import step_of
from protocols.plans.spans import Track, span_on
from protocols.plans.steps_left import last_clear


def is_on_lowest(head: Head, track: Track, day: date) -> bool:
    """Whether there is no step below; on a taper there is always less, if only nothing."""
    return span_on(track, day).step == item_of(head, track.item).steps[0].key


def above_last_clear(head: Head, track: Track, day: date) -> int:
    """How many steps lie between the present one and the last that a check-in without symptoms led up from."""
    planned = item_of(head, track.item)
    place = place_of(planned, span_on(track, day).step)
    return place - last_clear(head, track, tuple(step.key for step in planned.steps), place)


def stepping_back(head: Head, track: Track, day: date, arrived_by: DoseOutcome | None, *, far: bool) -> Move | None:
    """To the step below, or where it goes far to the last one without symptoms; None where dosing ends, on a taper."""
    goes_far = far and not on_taper(item_of(head, track.item), span_on(track, day).step)
    places = above_last_clear(head, track, day) if goes_far else 1
    return going_down(head, track, day, arrived_by, places)


def daily_after(head: Head, track: Track, day: date, *, far: bool) -> Decimal:
    """The g a day after a step back on the day; 0 where it pauses or ends."""
    if is_on_lowest(head, track, day):
        return Decimal(0)
    move = stepping_back(head, track, day, DoseOutcome.STEP_BACK, far=far)
    if move is None:
        return Decimal(0)
    return Decimal(step_of(weighings(head, track.item)[move.resolved], move.step).arithmetic.daily.value)
