"""The step that a reaction began on was not tolerated: whatever goes on later goes on below it."""

from datetime import date

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.effect import Move
from protocols.plans.falls import on_taper
from protocols.plans.head import Head, item_of
from protocols.plans.moving import going_down, place_of, stepping_down
from protocols.plans.spans import Track, open_break, span_on
from protocols.plans.steps_left import last_clear


def below_the_reaction(head: Head, track: Track, onset: date, today: date) -> Move | None:
    """Down to the last step below it that a check-in led up from; None where there is no less, or it was left already.

    What began before day 1 is held against the step of today (judgement), and nothing against a plan not begun. Told
    outside a check-in it means what the same symptom means at one.
    """
    start, item, span = head.snapshot.start_on, item_of(head, track.item), span_on(track, today)
    if today < start or _was_left(track, onset, today):
        return None
    if on_taper(item, span.step):
        return going_down(head, track, today, DoseOutcome.STEP_BACK)
    place, keys = place_of(item, span.step), tuple(step.key for step in item.steps)
    began = span_on(track, today if onset < start else onset).step
    # A migration may have brought other steps since.
    target = last_clear(head, track, keys, keys.index(began) if began in keys else place)
    return stepping_down(head, track, today, DoseOutcome.STEP_BACK, place - target) if target < place else None


def _was_left(track: Track, onset: date, today: date) -> bool:
    """Whether the pause that it began in left the step already: nothing was taken since."""
    span, pause = span_on(track, today), open_break(track)
    return pause is not None and pause.since <= min(onset, span.begun) and span.arrived_by is DoseOutcome.STEP_BACK
