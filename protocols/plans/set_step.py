"""An item put on a step by name, or kept on the present one for good."""

from datetime import date

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.acts import SetStep, Settle
from protocols.plans.adjusting import Adjusting, StepRefused, check_may_rise, meant_tracks, one_track
from protocols.plans.effect import Effect
from protocols.plans.falls import can_rise, lower_on_taper, on_taper
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, item_of, weighings
from protocols.plans.moving import (
    entering,
    going_up,
    others_rise,
    place_of,
    settling,
    stepping_down,
    with_falls,
)
from protocols.plans.position import DOSING, LIVE, item_phase
from protocols.plans.spans import Track, open_break, pending_rise, span_on
from protocols.plans.still_screened import check_screened
from protocols.plans.taken_back import TAKEN_BACK, taking_back


def set_step(head: Head, act: SetStep, today: date) -> Adjusting:
    """Down at once and as far as is wanted; up by one step, not before its least days, never with an open call."""
    track = _meant(head, act)
    item, span = item_of(head, track.item), span_on(track, today)
    if item_phase(head, track, today) not in LIVE:
        raise StepRefused("This item is over: no step gives it more days.", pointer="/item")
    if on_taper(item, span.step):
        return _down_taper(head, track, act.step, today)
    keys = [step.key for step in item.steps]
    if act.step not in keys:
        raise StepRefused(f"The steps are {', '.join(keys)}.", pointer="/step")
    rise = keys.index(act.step) - place_of(item, span.step)
    if rise == 0:
        return _stay(head, track, today)
    return _rise(head, track, rise, today) if rise > 0 else _fall(head, track, -rise, today)


def _meant(head: Head, act: SetStep) -> Track:
    """The named item; where none is named, the first whose ladder has the step."""
    found = meant_tracks(head, act.item)
    if not found:
        raise StepRefused("This plan has nothing to take.", pointer="/item")
    return next((t for t in found if act.step in {step.key for step in item_of(head, t.item).steps}), found[0])


def _down_taper(head: Head, track: Track, step: str, today: date) -> Adjusting:
    ahead = {fall.step.key: fall for fall in lower_on_taper(weighings(head, track.item), span_on(track, today))}
    if step not in ahead:
        lower = ", ".join(ahead)
        raise StepRefused(f"Nothing raises a dose in a taper; lower are: {lower or 'none'}.", pointer="/step")
    move = entering(track.item, step, today, ahead[step].resolved)
    return _moved(head, track, Effect(day=today, moves=(move,)))


def _fall(head: Head, track: Track, places: int, today: date) -> Adjusting:
    move = stepping_down(head, track, today, DoseOutcome.STEP_BACK, places)
    return _moved(head, track, Effect(day=today, moves=(move,)))


def _rise(head: Head, track: Track, rise: int, today: date) -> Adjusting:
    if rise > 1:
        raise StepRefused("A dose rises by one step at a time.", pointer="/step")
    if item_phase(head, track, today) not in DOSING:
        raise StepRefused("Nothing rises while nothing is taken.", pointer="/step")
    if others_rise(head, track, today):
        raise StepRefused("Another item is about to rise: one rises at a time.", pointer="/item")
    if open_break(track) is not None:
        raise StepRefused("Nothing rises towards a pause that is set.", pointer="/step")
    check_may_rise(head)
    check_screened(head, today)
    return _moved(head, track, Effect(day=today, moves=(going_up(head, track, today),)))


def _moved(head: Head, track: Track, effect: Effect) -> Adjusting:
    move = effect.moves[0]
    later = affected(head, effect, head.seq, today=effect.day)
    daily = dosed(later, track.item, span_on(later.tracks[head.tracks.index(track)], move.from_day)).arithmetic.daily
    return Adjusting(effect=with_falls(head, effect), sentence=f"Set to {daily.value} g a day from {move.from_day}.")


def _stay(head: Head, track: Track, today: date) -> Adjusting:
    """The present step takes back a rise that has not begun; it never starts over, which would lengthen the course."""
    if pending_rise(track, today) is None:
        raise StepRefused("The plan is on this step already.", pointer="/step")
    return Adjusting(effect=with_falls(head, taking_back(head, (track,), today)), sentence=TAKEN_BACK)


def settle(head: Head, act: Settle, today: date) -> Adjusting:
    """The present step becomes the maintenance dose, for as long as the protocol says from today on."""
    track = one_track(head, act.item)
    item, span = item_of(head, track.item), span_on(track, today)
    if item_phase(head, track, today) not in DOSING:
        raise StepRefused("Nothing is taken now that could be settled on.", pointer="/kind")
    if not can_rise(item, span):
        raise StepRefused("This is the highest dose that the item goes to already.", pointer="/kind")
    check_screened(head, today)
    daily = dosed(head, track.item, span).arithmetic.daily.value
    effect = Effect(day=today, moves=(settling(head, track, today),))
    says = f"Settled on {daily} g a day for {item.settled_days} days, within the limit of the course."
    return Adjusting(effect=with_falls(head, effect), sentence=says)
