"""What a plan is lowered to where it would be less without a check-in that is void."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.affected_track import affected_track
from protocols.plans.decided_again import item_ended, item_paused, plan_ended
from protocols.plans.effect import Effect, Ending, Move, Pausing
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, latest_doses, weighings
from protocols.plans.position import DOSING, LIVE, Phase, item_phase
from protocols.plans.snapshot import PlannedStep, step_of
from protocols.plans.spans import Span, Track, open_break, pending_rise, span_on

_GOING_ON = DOSING | {Phase.NOT_STARTED}

OfItem = tuple[Head, Track]
"""One item of a plan."""


def lowered(head: Head, without: Head, effect: Effect) -> Effect:
    """Every item lowered to what it would be, and the plan ended where a check-in would have ended it."""
    now = affected(head, effect, head.seq, effect.day)
    for track, other in zip(head.tracks, without.tracks, strict=True):
        effect = _item_lowered(effect, (now, track), (without, other))
    ended = plan_ended(head, without, effect.day)
    if ended is None:
        return effect
    # Whoever resumes it comes back on the lower step.
    return replace(effect, ended=ended, ends=(), pauses=(), cancels=tuple(track.item for track in head.tracks))


def _item_lowered(effect: Effect, now: OfItem, then: OfItem) -> Effect:
    """One item on the step, in the pause and at the end that it would have; a rise that would not be is taken back."""
    (_, track), (_, other), day = now, then, effect.day
    ended = item_ended(now, other, day)
    moves, pauses = tuple(_moves(now, then, day)), () if ended else tuple(_pauses(now, then, day))
    vain = pending_rise(track, day) is not None and pending_rise(other, day) is None
    if not (moves or pauses or ended or vain):
        return effect
    return replace(
        effect,
        cancels=(*effect.cancels, track.item),
        moves=effect.moves + moves,
        pauses=effect.pauses + pauses,
        ends=(*effect.ends, Ending(item=track.item, ended=ended)) if ended else effect.ends,
    )


def _pauses(now: OfItem, then: OfItem, day: date) -> Iterator[Pausing]:
    """What would rest rests; a pause that is open already takes on what would come before the end of the other."""
    (head, track), (without, other) = now, then
    phase, pausing = item_phase(head, track, day), item_paused(then, day)
    if phase not in LIVE or item_phase(without, other, day) in _GOING_ON:
        return
    stricter = affected_track(track, Effect(day=day, pauses=(pausing,))).breaks != track.breaks
    if phase in _GOING_ON or (open_break(other) is not None and stricter):
        yield pausing


def _moves(now: OfItem, then: OfItem, day: date) -> Iterator[Move]:
    """To a step that is less than the present one, also of what is paused or stopped: it comes back by its step."""
    head, track = now
    comes_back = item_phase(head, track, day) in LIVE | {Phase.STOPPED}
    if comes_back and _daily(then, day) < _daily(now, day):
        yield _moved(head, then, day)


def _daily(of: OfItem, day: date) -> Decimal:
    """The g a day of the step that the item is on, taken or not."""
    head, track = of
    return Decimal(dosed(head, track.item, span_on(track, day)).arithmetic.daily.value)


def _moved(now: Head, then: OfItem, day: date) -> Move:
    """The step that the item would be on, begun today; one that it came back to is watched as such."""
    without, track = then
    span, since = span_on(track, day), max(day, now.snapshot.start_on)
    return Move(
        item=track.item,
        step=span.step,
        from_day=since,
        begun=since,
        counts_from=since,
        arrived_by=DoseOutcome.STEP_BACK if span.arrived_by is DoseOutcome.STEP_BACK else None,
        settled=span.settled,
        resolved=_no_more(now, track.item, span, dosed(without, track.item, span)),
    )


def _no_more(now: Head, item: str, span: Span, would: PlannedStep) -> int:
    """Of the plan's weighings the newest with the most of the step that is not more than it would be.

    Without the check-in there may be other weighings, so that their places are others.
    """
    first = min(span.resolved, latest_doses(now))
    daily = {
        place: step_of(known, span.step).arithmetic.daily.value
        for place, known in enumerate(weighings(now, item))
        if place >= first
    }
    fits = [place for place, amount in daily.items() if amount <= would.arithmetic.daily.value]
    return max(fits or [min(daily, key=daily.__getitem__)], key=lambda place: (daily[place], place))
