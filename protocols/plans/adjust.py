"""What a practitioner may do to a plan by name and with a reason."""

from datetime import date, timedelta
from typing import Final, NoReturn, assert_never

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.coming_back import ReEntry, coming_back, off_days, re_entry
from protocols.plans.considering import blocks_a_rise, is_call_open
from protocols.plans.days import day_number, span_on
from protocols.plans.decide import PlanOver
from protocols.plans.effect import Effect, Ended, Move, StopReason
from protocols.plans.event import Adjustment, AdjustmentKind
from protocols.plans.head import Head, Track, item_of, step_of
from protocols.plans.position import DOSING, LIVE, Phase, at
from protocols.plans.screening import ReasonTooShort
from protocols.plans.windows import first_look_again, ran_out, scheduled
from protocols.refusal import Refusal
from protocols.value import Value

DAY: Final = timedelta(days=1)


class NotPaused(Refusal):
    """A resume of a plan that is not paused."""

    code = "not_paused"
    title = "The plan is not paused"


class NewScreeningNeeded(Refusal):
    """A resume after so long a break that screening comes first."""

    code = "new_screening_needed"
    title = "A new screening is needed first"


class CallStillOpen(Refusal):
    """A rise or a resume while somebody must still be called."""

    code = "call_still_open"
    title = "A call is still open"


class StepRefused(Refusal):
    """A step that does not exist, or that lies more than one above the present one."""

    code = "step_refused"
    title = "The plan cannot go to this step"


class NoSuchCall(Refusal):
    """A call that is not open."""

    code = "no_such_call"
    title = "No such call is open"


class Incomplete(Refusal):
    """An adjustment without the field that its kind needs."""

    code = "adjustment_incomplete"
    title = "The adjustment lacks a field"


class Adjusting(Value, frozen=True):
    """What an adjustment does, and its sentence for people."""

    effect: Effect
    sentence: str


def adjust(head: Head, wish: Adjustment, today: date) -> Adjusting:
    """The effect of a practitioner's act; raises the refusal of what may not be done."""
    _check_reason(wish)
    phase = at(head, today).phase
    if phase not in LIVE and wish.kind not in {AdjustmentKind.ENTERED_IN_ERROR, AdjustmentKind.CLOSE_CALL}:
        raise PlanOver(f"This plan is {phase.value.replace('_', ' ')}.", pointer="/kind")
    match wish.kind:
        case AdjustmentKind.PAUSE:
            effect = Effect(day=today, pauses_from=_lapsed_on(head, today) or today, cancels_pending=True)
            return Adjusting(effect=effect, sentence="Paused at once: nothing is taken.")
        case AdjustmentKind.RESUME:
            return _resume(head, today)
        case AdjustmentKind.STOP:
            return _end(wish.stop_reason or _lacks("stop_reason"), today)
        case AdjustmentKind.SET_STEP:
            return _set_step(head, wish, today)
        case AdjustmentKind.CLOSE_CALL:
            return _close(head, wish.call or _lacks("call"), today)
        case AdjustmentKind.ENTERED_IN_ERROR:
            return _end(StopReason.ENTERED_IN_ERROR, today)
        case _:
            assert_never(wish.kind)


def _lapsed_on(head: Head, today: date) -> date | None:
    return ran_out(scheduled(head, today), today)


def _lacks(field: str) -> NoReturn:
    raise Incomplete(f"This adjustment needs `{field}`.", pointer=f"/{field}")


def _check_reason(wish: Adjustment) -> None:
    letters = sum(character.isalnum() for character in wish.reason)
    if letters == 0:
        raise ReasonTooShort("A reason says something.", pointer="/reason")


def _end(reason: StopReason, today: date) -> Adjusting:
    final = reason in {StopReason.ENTERED_IN_ERROR, StopReason.PREGNANCY, StopReason.DIED}
    ended = Ended(on=today, reason=reason, final=final)
    effect = Effect(day=today, ended=ended, cancels_pending=True)
    return Adjusting(effect=effect, sentence=f"Stopped at once: {reason.value.replace('_', ' ')}.")


def _resume(head: Head, today: date) -> Adjusting:
    if at(head, today).phase is not Phase.PAUSED:
        raise NotPaused("Only a paused plan is resumed.", pointer="/kind")
    _check_calls(head)
    days = off_days(head, today)
    way = re_entry(days)
    if way is ReEntry.SCREEN_FIRST:
        raise NewScreeningNeeded(
            f"{days} days without a dose: stop this plan and start a new one, with a new screening.", pointer="/kind"
        )
    effect = coming_back(head, way, today)
    return Adjusting(effect=effect, sentence=f"Resumed after {days} days without a dose.")


def _move(item: str, step: str, day: date, arrived_by: DoseOutcome | None) -> Move:
    return Move(item=item, step=step, from_day=day, counts_from=day, arrived_by=arrived_by)


def _set_step(head: Head, wish: Adjustment, today: date) -> Adjusting:
    """Down at once and as far as is wanted; up by one step, not before its least days, never with an open call."""
    track = next((track for track in head.tracks if wish.item in {None, track.item}), None)
    if track is None:
        raise StepRefused(f"This plan has no item {wish.item}.", pointer="/item")
    item, span = item_of(head, track.item), span_on(track, today)
    keys = [step.key for step in item.steps]
    step = wish.step or _lacks("step")
    if step not in keys:
        raise StepRefused(f"The steps are {', '.join(keys)}.", pointer="/step")
    rise = keys.index(step) - keys.index(span.step)
    if rise == 0:
        return _stay(head, track, today)
    since = max(today, head.snapshot.start_on) if rise < 0 else _rise_on(head, track, rise, today)
    moved_by = DoseOutcome.ADVANCE if rise > 0 else DoseOutcome.STEP_BACK
    daily = item.steps[keys.index(step)].arithmetic.daily.value
    return Adjusting(
        # A lapsed plan stays without a dose on whichever step it is: only a resume gives it back.
        effect=Effect(day=today, moves=(_move(item.key, step, since, moved_by),), pauses_from=_lapsed_on(head, today)),
        sentence=f"Set to {daily} g a day from {since}.",
    )


def _stay(head: Head, track: Track, today: date) -> Adjusting:
    """The present step takes back a rise that has not begun; it never starts over, which would lengthen the course."""
    span = span_on(track, today)
    if track.spans[-1] == span:
        raise StepRefused("The plan is on this step already.", pointer="/step")
    effect = Effect(day=today, cancels_pending=True, seen=first_look_again(head, span.step, today))
    return Adjusting(effect=effect, sentence="The rise that was decided is taken back.")


def _rise_on(head: Head, track: Track, rise: int, today: date) -> date:
    """The first day of a rise by one step: after today, and after the least days of the present step."""
    if rise > 1:
        raise StepRefused("A dose rises by one step at a time.", pointer="/step")
    _check_may_rise(head, today)
    span = span_on(track, today)
    least = step_of(item_of(head, track.item), span.step).least_days
    return max(today, day_number(head, span.counts_from, least)) + DAY


def _check_may_rise(head: Head, today: date) -> None:
    if at(head, today).phase not in DOSING:
        raise StepRefused("Nothing rises while nothing is taken.", pointer="/step")
    if blocks_a_rise(head):
        raise CallStillOpen("Close the open call first, by name and with a reason.", pointer="/kind")


def _check_calls(head: Head) -> None:
    if is_call_open(head):
        raise CallStillOpen("Close the open call first, by name and with a reason.", pointer="/kind")


def _close(head: Head, event: int, today: date) -> Adjusting:
    if all(call.event != event for call in head.calls):
        raise NoSuchCall("The open calls are listed in the plan.", pointer="/call")
    return Adjusting(effect=Effect(day=today, closes_call=event), sentence="The call was closed.")
