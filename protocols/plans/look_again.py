"""When a checkpoint is due once more."""

from datetime import timedelta
from typing import Final

from protocols.checkpoints.checkpoint import OPENS_BEFORE, Anchor, CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.case import Case, meant, missing
from protocols.plans.effect import Again, Effect, Move, Seen
from protocols.plans.falls import on_taper
from protocols.plans.head import item_of
from protocols.plans.limits import SCREEN_FIRST
from protocols.plans.moving import about_to_rise
from protocols.plans.outcome import Outcome
from protocols.plans.position import LIVE, item_phase
from protocols.plans.spans import Span, span_on
from protocols.plans.windows import in_days, seen

DAY: Final = timedelta(days=1)

ASK_AGAIN: Final = 2
"""Days within which a question that was left out is asked again (judgement)."""


def looked(case: Case, outcome: Outcome, effect: Effect) -> tuple[Seen, ...]:
    """When the checkpoint is due once more, for the item that it means; where that one moved, its step is looked at.

    A look of the course is taken once wherever the item goes.
    """
    track = meant(case)
    if track is None or case.checkpoint is None:
        return seen_at(case, None)
    dose = next(item.dose for item in outcome.items if item.item == track.item)
    entered = [move for move in effect.moves if move.item == track.item and not move.by_calendar]
    stands = span_on(track, case.today)
    if case.checkpoint.anchor is Anchor.COURSE and any(_is_another(move, stands) for move in entered):
        return seen_at(case, _every(case))
    elsewhere = [move for move in entered if move.begun != stands.begun]
    if elsewhere:
        # A fall that begins later leaves its step to be looked at until then: this look is done.
        item = item_of(case.head, track.item)
        later = all(on_taper(item, move.step) and move.begun > case.today for move in elsewhere)
        return seen_at(case, None) if later else ()
    if any(SCREEN_FIRST in item.because for item in outcome.items):
        return _ask_again(case, outcome)
    if dose is DoseOutcome.ADVANCE:
        # Where another item rose, this one is over, or it was about to rise already, the same look is due once more.
        rises_already = about_to_rise(case.head, track, case.today) is not None
        others = bool(effect.moves) or rises_already or item_phase(case.head, track, case.today) not in LIVE
        return _again(case) if others else seen_at(case, _every(case))
    return _ask_again(case, outcome) if dose is DoseOutcome.HOLD and missing(case) else _again(case)


def _is_another(move: Move, stands: Span) -> bool:
    """Whether the move enters another step, or the same one anew."""
    return (move.step, move.begun) != (stands.step, stands.begun)


def _every(case: Case) -> Again | None:
    """The next time of a checkpoint that repeats."""
    if case.checkpoint is None or case.checkpoint.every is None or case.around is None:
        return None
    due = case.around.due + DAY * case.checkpoint.every
    return Again(due=due, opens=due - DAY * OPENS_BEFORE)


def seen_at(case: Case, again: Again | None) -> tuple[Seen, ...]:
    """That the check-in looked at its checkpoint, where it lies in a window."""
    if case.checkpoint is None or case.timing in {Timing.EARLY, Timing.UNSCHEDULED}:
        return ()
    return (seen(case.head, case.checkpoint, case.check_in.on, again),)


def _ask_again(case: Case, outcome: Outcome) -> tuple[Seen, ...]:
    """Soon, for what was left out or comes first; where there were symptoms too, not before they had their days."""
    on = case.check_in.on
    wait = case.checkpoint.again_opens if case.checkpoint is not None and outcome.symptoms else 0
    return seen_at(case, Again(due=on + DAY * max(ASK_AGAIN, wait), opens=on + DAY * wait))


def _again(case: Case) -> tuple[Seen, ...]:
    """When the same checkpoint is due once more after a hold."""
    checkpoint, around, on = case.checkpoint, case.around, case.check_in.on
    if checkpoint is None or around is None or checkpoint.kind is CheckpointKind.BASELINE:
        return seen_at(case, None)
    if case.timing is Timing.MISSED:
        return seen_at(case, in_days(checkpoint, on))
    opens = on + DAY * checkpoint.again_opens
    return seen_at(case, Again(due=max(around.due + DAY * checkpoint.again_after, opens), opens=opens))
