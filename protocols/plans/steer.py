"""What an outcome does to the plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from protocols.authoring.item import Mode
from protocols.checkpoints.checkpoint import OPENS_BEFORE, CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import BackTo
from protocols.plans.case import Case, finishes, meant, missing, not_taken, raised_alarms, told_changes
from protocols.plans.coming_back import SAME_STEP_UNTIL, ReEntry, re_entry
from protocols.plans.days import last_day, planned_end_of, planned_last_day
from protocols.plans.decision import ItemOutcome
from protocols.plans.effect import Again, Effect, Ended, Ending, Move, Pausing, Seen, StopReason
from protocols.plans.falls import can_rise, lower_on_taper, on_taper
from protocols.plans.head import dosed, item_of, latest_doses, step_of
from protocols.plans.limits import OFF_DAYS
from protocols.plans.moving import (
    entering,
    going_down,
    going_up,
    place_of,
    settling,
    staying,
    weighings,
    with_falls,
)
from protocols.plans.outcome import Outcome
from protocols.plans.position import LIVE, item_phase
from protocols.plans.spans import Track, day_number, last_clear, pending_rise, span_on
from protocols.plans.windows import first_look_again, in_days, ran_out, seen

DAY: Final = timedelta(days=1)

ASK_AGAIN: Final = 2
"""Days within which a question that was left out is asked again (judgement)."""

MANY_NOT_TAKEN: Final = 4
"""From so many of the last 7 days not taken on, the least days of a step start again (judgement)."""


def steer(case: Case, outcome: Outcome) -> Effect:
    """The effect of the outcome: a rise from tomorrow at the earliest, a fall, pause or stop at once."""
    if outcome.dose is DoseOutcome.STOP and all(item.dose is DoseOutcome.STOP for item in outcome.items):
        return _stop(case, outcome)
    if finishes(case):
        return _finish(case, outcome)
    going = [
        (track, item)
        for track, item in zip(case.head.tracks, outcome.items, strict=True)
        if item_phase(case.head, track, case.today) in LIVE
    ]
    effect = Effect(day=case.today, counted_hold=outcome.counted_hold)
    for track, item in going:
        effect = _together(effect, _steer_item(case, outcome, track, item))
    return with_falls(case.head, replace(effect, seen=effect.seen or _looked(case, outcome, effect)))


def _together(first: Effect, second: Effect) -> Effect:
    return replace(
        first,
        moves=first.moves + second.moves,
        cancels=first.cancels + second.cancels,
        pauses=first.pauses + second.pauses,
        ends=first.ends + second.ends,
        seen=first.seen + second.seen,
    )


def _steer_item(case: Case, outcome: Outcome, track: Track, item: ItemOutcome) -> Effect:
    match item.dose:
        case DoseOutcome.STOP:
            ending = Ending(item=track.item, ended=_stopped(case, item.because))
            return Effect(day=case.today, ends=(ending,), cancels=(track.item,))
        case DoseOutcome.PAUSE:
            return _pause(case, track)
        case DoseOutcome.STEP_BACK:
            return _step_back(case, track, item)
        case DoseOutcome.HOLD:
            return _hold(case, outcome, track, item)
        case DoseOutcome.ADVANCE:
            return _advance(case, track, item)
        case _:
            assert_never(item.dose)


def _stop(case: Case, outcome: Outcome) -> Effect:
    items = tuple(track.item for track in case.head.tracks)
    return Effect(day=case.today, ended=_stopped(case, outcome.dose_because), cancels=items)


def _stopped(case: Case, because: tuple[str, ...]) -> Ended:
    alarms = raised_alarms(case)
    changes = [change for change in told_changes(case) if change.dose is DoseOutcome.STOP]
    rules = [rule for rule in case.protocol.rules if rule.key in because]
    final = any(a.final for a in alarms) or any(c.final for c in changes) or any(r.final for r in rules)
    return Ended(on=case.today, reason=_reason(bool(alarms), bool(changes), because), final=final)


def _reason(alarms: bool, changes: bool, because: tuple[str, ...]) -> StopReason:
    if alarms:
        return StopReason.ALARM
    if changes:
        return StopReason.PREGNANCY
    return StopReason.LAPSED if because == (OFF_DAYS,) else StopReason.REACTION


def _finish(case: Case, outcome: Outcome) -> Effect:
    """The course ends whatever the answers: after its planned days, or at once where the answers would have lowered.

    A checkpoint that names an item ends that item; where there is a taper, going on means going down it.
    """
    ends = [track for track in case.head.tracks if case.checkpoint is None or _is_meant(case, track)]
    goes_on = outcome.dose in {DoseOutcome.ADVANCE, DoseOutcome.HOLD}
    down = tuple(move for track in ends if goes_on for move in _onto_taper(case, track))
    looked = _seen(case, None)
    if down:
        return with_falls(case.head, Effect(day=case.today, moves=down, seen=looked))
    ended = _finished(case, goes_on=goes_on)
    cancels = tuple(track.item for track in ends)
    if case.checkpoint is None or case.checkpoint.item is None:
        return Effect(day=case.today, ended=ended, cancels=cancels, seen=looked)
    return Effect(
        day=case.today, ends=tuple(Ending(item=each, ended=ended) for each in cancels), cancels=cancels, seen=looked
    )


def _is_meant(case: Case, track: Track) -> bool:
    return case.checkpoint is None or case.checkpoint.item in {None, track.item}


def _finished(case: Case, *, goes_on: bool) -> Ended:
    on = max(case.today, _planned_end(case) + DAY) if goes_on else case.today
    return Ended(on=on, reason=StopReason.COMPLETED, final=False)


def _planned_end(case: Case) -> date:
    """The end checkpoint's due day, or the last planned day of a last step that is longer."""
    due = [] if case.around is None else [case.around.due]
    planned = (planned_last_day(case.head, track) for track in case.head.tracks if _is_meant(case, track))
    return min(last_day(case.head), max((*due, *(day for day in planned if day is not None))))


def _pause(case: Case, track: Track) -> Effect:
    """At once; a lapsed plan has held no dose since its sheet ran out, however the check-in is dated."""
    changes = told_changes(case)
    pausing = Pausing(
        item=track.item,
        since=ran_out(case.head, case.today) or case.today,
        back_to_entry=any(change.back_to_entry for change in changes) or _long_off(case),
        screen_first=any(change.screen_first for change in changes) or _long_off(case),
    )
    return Effect(day=case.today, pauses=(pausing,), cancels=(track.item,))


def _long_off(case: Case) -> bool:
    days = case.check_in.off_days
    return days is not None and re_entry(days) is ReEntry.SCREEN_FIRST


def _step_back(case: Case, track: Track, item: ItemOutcome) -> Effect:
    """To the step below, or down to the last one without symptoms where a rule says so; off the taper, dosing ends."""
    arrived = None if item.because == (OFF_DAYS,) else DoseOutcome.STEP_BACK
    move = going_down(case.head, track, case.today, arrived, _places(case, track, item))
    if move is None:
        ended = Ended(on=case.today, reason=StopReason.COMPLETED, final=False)
        return Effect(day=case.today, ends=(Ending(item=track.item, ended=ended),), cancels=(track.item,))
    return Effect(day=case.today, moves=(move,))


def _places(case: Case, track: Track, item: ItemOutcome) -> int:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    far = any(rule.back_to is BackTo.LAST_CLEAR for rule in case.protocol.rules if rule.key in item.because)
    if not far or on_taper(planned, span.step):
        return 1
    place = place_of(planned, span.step)
    return place - last_clear(track, tuple(step.key for step in planned.steps), place)


def _advance(case: Case, track: Track, item: ItemOutcome) -> Effect:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    if on_taper(planned, span.step):
        return _next_on_taper(case, track)
    if item.carry_on:
        return Effect(day=case.today, moves=(*_reweighed(case, track), *_due_taper(case, track)))
    return Effect(day=case.today, moves=(going_up(case.head, track, max(case.check_in.on, case.today)),))


def _next_on_taper(case: Case, track: Track) -> Effect:
    """An advance on a taper goes to the next lower dose; after the last one there is none."""
    span = span_on(track, case.today)
    ahead = lower_on_taper(weighings(case.head, track.item), span)
    since = max(case.today, day_number(track, span.begun, _least(case, track))) + DAY
    if ahead:
        return Effect(day=case.today, moves=(entering(case.head, track.item, ahead[0].key, since),))
    ended = Ended(on=since, reason=StopReason.COMPLETED, final=False)
    return Effect(day=case.today, ends=(Ending(item=track.item, ended=ended),))


def _least(case: Case, track: Track) -> int:
    return step_of(item_of(case.head, track.item), span_on(track, case.today).step).least_days


def _due_taper(case: Case, track: Track) -> Iterator[Move]:
    """On the last step the last checkpoint before its planned end leads on to the taper."""
    planned, around = planned_end_of(case.head, track, span_on(track, case.today)), case.around
    if around is not None and around.due >= planned and meant(case) == track:
        yield from _onto_taper(case, track)


def _onto_taper(case: Case, track: Track) -> Iterator[Move]:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    ahead = lower_on_taper(weighings(case.head, track.item), span)
    if ahead and not can_rise(planned, span):
        last = planned_end_of(case.head, track, span)
        yield entering(case.head, track.item, ahead[0].key, max(case.today, last) + DAY)


def _reweighed(case: Case, track: Track) -> Iterator[Move]:
    """A higher dose for a new weight waits for an advance; where there is no step above, it comes with this one."""
    span, newest = span_on(track, case.today), latest_doses(case.head)
    step = step_of(item_of(case.head, track.item), span.step)
    if step.arithmetic.daily.value > dosed(case.head, track.item, span).arithmetic.daily.value:
        since = max(case.check_in.on, case.today) + DAY
        yield replace(staying(track, span, since, span.counts_from, newest), arrived_by=DoseOutcome.ADVANCE)


def _hold(case: Case, outcome: Outcome, track: Track, item: ItemOutcome) -> Effect:
    if item.settles:
        return Effect(day=case.today, moves=(settling(case.head, track, case.today),))
    over = _over_again(case, track)
    if over is not None:
        return Effect(day=case.today, moves=(over,))
    if track.item in outcome.takes_back and pending_rise(track, case.today) is not None:
        return Effect(
            day=case.today,
            cancels=(track.item,),
            seen=first_look_again(case.head, track, case.check_in.on) if meant(case) == track else (),
        )
    return Effect(day=case.today, moves=(*_without_off_days(case, track), *_held_back(case, track)))


def _over_again(case: Case, track: Track) -> Move | None:
    """A step that may still rise starts over where much was missed: its least days and checkpoints count from now."""
    span, missed, off = span_on(track, case.today), not_taken(case), case.check_in.off_days
    much = missed is not None and missed >= MANY_NOT_TAKEN
    long = off is not None and re_entry(off) is ReEntry.SAME_STEP_OVER
    if not (much or long) or not can_rise(item_of(case.head, track.item), span):
        return None
    return entering(case.head, track.item, span.step, max(case.today, span.since), span.arrived_by)


def _without_off_days(case: Case, track: Track) -> Iterator[Move]:
    """One or two days without a dose do not count towards the least days of a step that may still rise."""
    off, span = case.check_in.off_days, span_on(track, case.today)
    if off and off <= SAME_STEP_UNTIL and can_rise(item_of(case.head, track.item), span):
        yield staying(track, span, case.today, span.counts_from + DAY * off)


def _held_back(case: Case, track: Track) -> Iterator[Move]:
    """A fall that would come by the calendar waits for the next look, never beyond the most days of the step."""
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    ahead = next((each for each in track.spans if each.since > case.today and each.by_calendar), None)
    if planned.mode is not Mode.SCHEDULED or ahead is None or case.checkpoint is None:
        return
    latest = day_number(track, span.begun, step_of(planned, span.step).most_days) + DAY
    since = min(latest, max(ahead.since, case.today + DAY * (case.checkpoint.again_after + 1)))
    yield replace(entering(case.head, track.item, ahead.step, since), by_calendar=True)


def _looked(case: Case, outcome: Outcome, effect: Effect) -> tuple[Seen, ...]:
    """When the checkpoint is due once more, for the item that it means; where that one moved, its step is looked at."""
    track = meant(case)
    if track is None or case.checkpoint is None:
        return _seen(case, None)
    dose = next(item.dose for item in outcome.items if item.item == track.item)
    entered = {(move.item, move.begun) for move in effect.moves}
    if any(item == track.item and begun != span_on(track, case.today).begun for item, begun in entered):
        return ()
    if dose is DoseOutcome.ADVANCE:
        # Where another item rose, the same look is due for that one.
        return _again(case) if effect.moves else _seen(case, _every(case))
    return _ask_again(case, outcome) if dose is DoseOutcome.HOLD and missing(case) else _again(case)


def _every(case: Case) -> Again | None:
    """The next time of a checkpoint that repeats."""
    if case.checkpoint is None or case.checkpoint.every is None or case.around is None:
        return None
    due = case.around.due + DAY * case.checkpoint.every
    return Again(due=due, opens=due - DAY * OPENS_BEFORE)


def _seen(case: Case, again: Again | None) -> tuple[Seen, ...]:
    if case.checkpoint is None or case.timing in {Timing.EARLY, Timing.UNSCHEDULED}:
        return ()
    return (seen(case.head, case.checkpoint, case.check_in.on, again),)


def _ask_again(case: Case, outcome: Outcome) -> tuple[Seen, ...]:
    """Soon, for what was left out; where there were symptoms too, it cannot raise before they had their days."""
    on = case.check_in.on
    wait = case.checkpoint.again_opens if case.checkpoint is not None and outcome.symptoms else 0
    return _seen(case, Again(due=on + DAY * max(ASK_AGAIN, wait), opens=on + DAY * wait))


def _again(case: Case) -> tuple[Seen, ...]:
    """When the same checkpoint is due once more after a hold."""
    checkpoint, around, on = case.checkpoint, case.around, case.check_in.on
    if checkpoint is None or around is None or checkpoint.kind is CheckpointKind.BASELINE:
        return _seen(case, None)
    if case.timing is Timing.MISSED:
        return _seen(case, in_days(checkpoint, on))
    opens = on + DAY * checkpoint.again_opens
    return _seen(case, Again(due=max(around.due + DAY * checkpoint.again_after, opens), opens=opens))
