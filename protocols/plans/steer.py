"""What an outcome does to the plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.item import Mode
from protocols.checkpoints.change import Change
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.rule import BackTo
from protocols.plans.case import Case, finishes, meant, not_taken, raised_alarms, told_changes
from protocols.plans.coming_back import SAME_STEP_UNTIL, STEP_LOWER_UNTIL, ReEntry
from protocols.plans.decision import ItemOutcome
from protocols.plans.effect import Effect, Ended, Ending, Move, Pausing, StopReason, SymptomFree
from protocols.plans.falls import can_rise, falls, lower_on_taper, on_taper
from protocols.plans.finish import due_taper, finish, finish_item
from protocols.plans.head import item_of, weighings
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.limits import OFF_DAYS
from protocols.plans.look_again import looked, seen_at
from protocols.plans.moving import (
    entering,
    going_up,
    least_days_again,
    settling,
    staying,
    stepping_down,
    taking_more,
    with_falls,
)
from protocols.plans.outcome import Outcome
from protocols.plans.position import LIVE, item_phase
from protocols.plans.record_changed import ended_by
from protocols.plans.snapshot import step_of
from protocols.plans.spans import Track, day_number, open_break, pending_rise, span_on
from protocols.plans.stepping_back import above_last_clear, stepping_back
from protocols.plans.told_off import days_off
from protocols.plans.weight_lost import LOST
from protocols.plans.windows import first_look_again, ran_out
from protocols.text import Key

DAY: Final = timedelta(days=1)

MANY_NOT_TAKEN: Final = 4
"""From so many of the last 7 days not taken on, the least days of a step start again (judgement)."""


def steer(case: Case, outcome: Outcome) -> Effect:
    """The effect of the outcome: a rise from tomorrow at the earliest, a fall, pause or stop at once."""
    if outcome.dose is DoseOutcome.STOP and _is_one_stop(case, outcome):
        return without_giving_back(case.head, _stop(case, outcome), case.today)
    if finishes(case) and (case.checkpoint is None or case.checkpoint.item is None):
        return without_giving_back(case.head, finish(case, outcome), case.today)
    effect = Effect(day=case.today, counted_holds=outcome.counted_holds)
    for track, item in zip(case.head.tracks, outcome.items, strict=True):
        effect = _together(effect, _steer_one(case, outcome, track, item))
    effect = without_giving_back(case.head, effect, case.today)
    again = {each.checkpoint for each in effect.seen}
    marks = tuple(each for each in looked(case, outcome, effect) if each.checkpoint not in again)
    return with_falls(case.head, replace(effect, seen=effect.seen + marks))


def _steer_one(case: Case, outcome: Outcome, track: Track, item: ItemOutcome) -> Effect:
    if finishes(case) and track == meant(case):
        stops = item.dose is DoseOutcome.STOP
        ends = _steer_item(case, outcome, track, item) if stops else finish_item(case, track, item)
        return replace(ends, seen=seen_at(case, None))
    if item_phase(case.head, track, case.today) in LIVE:
        return _steer_item(case, outcome, track, item)
    return Effect(day=case.today)


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
            return _pause(case, outcome, track, item)
        case DoseOutcome.STEP_BACK:
            return _step_back(case, track, item)
        case DoseOutcome.HOLD:
            return _hold(case, outcome, track, item)
        case DoseOutcome.ADVANCE:
            return _advance(case, track, item)
        case _:
            assert_never(item.dose)


def _is_one_stop(case: Case, outcome: Outcome) -> bool:
    """Whether every item stops alike; where one stops for good and another does not, each has its own end."""
    stops = [_stopped(case, item.because) for item in outcome.items if item.dose is DoseOutcome.STOP]
    return len(stops) == len(outcome.items) and len(set(stops)) <= 1


def _stop(case: Case, outcome: Outcome) -> Effect:
    items = tuple(track.item for track in case.head.tracks)
    return Effect(day=case.today, ended=_stopped(case, outcome.dose_because), cancels=items)


def _stopped(case: Case, because: tuple[str, ...]) -> Ended:
    alarms = raised_alarms(case)
    changes = [change for change in told_changes(case) if change.dose is DoseOutcome.STOP]
    rules = [rule for rule in case.protocol.rules if rule.key in because]
    cautions = ended_by((new.caution for new in case.raised if new.action is Action.EXCLUDE), case.today)
    if not (alarms or changes or rules or {OFF_DAYS, LOST} & set(because)):
        return cautions
    final = any(a.final for a in alarms) or any(c.final for c in changes) or any(r.final for r in rules)
    final = final or cautions.final
    return Ended(on=case.today, reason=_reason(bool(alarms) or LOST in because, bool(changes), because), final=final)


def _reason(alarms: bool, changes: bool, because: tuple[str, ...]) -> StopReason:
    if alarms:
        return StopReason.ALARM
    if changes:
        return StopReason.PREGNANCY
    return StopReason.LAPSED if OFF_DAYS in because else StopReason.REACTION


def _pause(case: Case, outcome: Outcome, track: Track, item: ItemOutcome) -> Effect:
    """At once; a lapsed plan has held no dose since its sheet ran out, however the check-in is dated.

    Where symptoms pause it, the step was not tolerated: it is left for the last one that was, to come back to. Where
    it pauses for something else beside what asks for a step back, it comes back on the step below.
    """
    changes, lapsed = told_changes(case), ran_out(case.head, case.today)
    pausing = Pausing(
        item=track.item,
        since=lapsed or case.today,
        lapsed=lapsed is not None,
        back_to_entry=any(change.back_to_entry for change in changes) or _long_off(case, track),
        screen_first=any(change.screen_first for change in changes) or _long_off(case, track) or _needs_reason(case),
        not_before=_well_on(case, changes),
        symptom_free=_symptom_free(case, item.because),
    )
    moves = tuple(_to_last_clear(case, track, item)) or tuple(_back_beside(case, track, outcome.asked_back[track.item]))
    return Effect(day=case.today, pauses=(pausing,), cancels=(track.item,), moves=moves)


def _needs_reason(case: Case) -> bool:
    """Whether a laboratory value, or a weight, raised a caution that nothing is taken against without a reason."""
    return bool(case.light) or any(new.action is not Action.INFORM for new in case.raised)


def _well_on(case: Case, changes: tuple[Change, ...]) -> date | None:
    """The first day on which somebody who was ill on the day of the check-in can have been well for long enough."""
    days = max((change.well_days for change in changes), default=0)
    return case.check_in.on + timedelta(days=days) if days else None


def _symptom_free(case: Case, because: tuple[Key, ...]) -> SymptomFree | None:
    """The whole days without symptoms that the rules ask for, those after the day of the check-in that told them."""
    pauses = (rule for rule in case.protocol.rules if rule.key in because and rule.dose is DoseOutcome.PAUSE)
    days = max((rule.symptom_free_days or 0 for rule in pauses), default=0)
    return SymptomFree(days=days, on=case.check_in.on + DAY * (days + 1)) if days else None


def _to_last_clear(case: Case, track: Track, item: ItemOutcome) -> Iterator[Move]:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    symptoms = (rule for rule in case.protocol.rules if rule.key in item.because and rule.dose is DoseOutcome.PAUSE)
    if any(measures_in(rule.when) - {DAYS_TAKEN} for rule in symptoms) and not on_taper(planned, span.step):
        places = above_last_clear(case.head, track, case.today)
        if places:
            yield stepping_down(case.head, track, case.today, DoseOutcome.STEP_BACK, places)


def _back_beside(case: Case, track: Track, because: tuple[Key, ...]) -> Iterator[Move]:
    """The fall that is asked for beside a pause; what is told again before anybody resumed is no second one."""
    planned, span, pause = item_of(case.head, track.item), span_on(track, case.today), open_break(track)
    left_already = pause is not None and pause.since <= span.begun and span.arrived_by is DoseOutcome.STEP_BACK
    if because and not left_already and span.step != planned.steps[0].key:
        move = _lower(case, track, because)
        if move is not None:
            yield move


def _long_off(case: Case, track: Track) -> bool:
    return days_off(case, track).days > STEP_LOWER_UNTIL


def _step_back(case: Case, track: Track, item: ItemOutcome) -> Effect:
    """To the step below, or down to the last one without symptoms where a rule says so; off the taper, dosing ends."""
    move = _lower(case, track, item.because)
    if move is None:
        ended = Ended(on=case.today, reason=StopReason.COMPLETED, final=False)
        return Effect(day=case.today, ends=(Ending(item=track.item, ended=ended),), cancels=(track.item,))
    return Effect(day=case.today, moves=(move,))


def _lower(case: Case, track: Track, because: tuple[Key, ...]) -> Move | None:
    arrived = None if because == (OFF_DAYS,) else DoseOutcome.STEP_BACK
    far = any(rule.back_to is BackTo.LAST_CLEAR for rule in case.protocol.rules if rule.key in because)
    return stepping_back(case.head, track, case.today, arrived, far=far)


def _advance(case: Case, track: Track, item: ItemOutcome) -> Effect:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    if on_taper(planned, span.step):
        return _next_on_taper(case, track)
    if item.carry_on and can_rise(planned, span):
        return _less_counted(case, track)
    if item.carry_on:
        return Effect(day=case.today, moves=tuple(due_taper(case, track)))
    after, off = max(case.check_in.on, case.today), case.check_in.off_days or 0
    if can_rise(planned, span):
        return Effect(day=case.today, moves=(going_up(case.head, track, after, off),))
    return Effect(day=case.today, moves=tuple(due_taper(case, track)) or (taking_more(case.head, track, after, off),))


def _next_on_taper(case: Case, track: Track) -> Effect:
    """An advance on a taper goes to the next lower dose; after the last one there is none."""
    span = span_on(track, case.today)
    ahead = next(iter(lower_on_taper(weighings(case.head, track.item), span)), None)
    since = max(case.today, day_number(track, span.begun, _least(case, track))) + DAY
    if ahead is not None:
        return Effect(day=case.today, moves=(entering(track.item, ahead.step.key, since, ahead.resolved),))
    ended = Ended(on=since, reason=StopReason.COMPLETED, final=False)
    return Effect(day=case.today, ends=(Ending(item=track.item, ended=ended),))


def _least(case: Case, track: Track) -> int:
    return step_of(item_of(case.head, track.item), span_on(track, case.today).step).least_days


def _hold(case: Case, outcome: Outcome, track: Track, item: ItemOutcome) -> Effect:
    if item.settles:
        return Effect(day=case.today, moves=(settling(case.head, track, case.today),))
    if _is_over_again(case, track):
        return _over_again(case, track)
    speaks_against = track.item in outcome.takes_back and pending_rise(track, case.today) is not None
    return _taken_back(case, track) if speaks_against else _less_counted(case, track)


def _less_counted(case: Case, track: Track) -> Effect:
    """As before, less the days that do not count: a rise was decided on too many, and the step is looked at again.

    It gets no later day instead, which nobody would have looked at (judgement).
    """
    not_counted = tuple(_without_off_days(case, track))
    if not_counted and pending_rise(track, case.today) is not None:
        return _taken_back(case, track)
    return Effect(day=case.today, moves=(*not_counted, *_held_back(case, track)))


def _taken_back(case: Case, track: Track) -> Effect:
    return Effect(
        day=case.today,
        moves=(*_without_off_days(case, track), *_put_off(case, track)),
        cancels=(track.item,),
        seen=first_look_again(case.head, track, case.today),
    )


def _is_over_again(case: Case, track: Track) -> bool:
    """Whether so much was missed that the least days of a step that may still rise start again."""
    missed = not_taken(case)
    much = missed is not None and missed >= MANY_NOT_TAKEN
    long = days_off(case, track).way is ReEntry.SAME_STEP_OVER
    return (much or long) and can_rise(item_of(case.head, track.item), span_on(track, case.today))


def _over_again(case: Case, track: Track) -> Effect:
    """The least days count from now, and the step is looked at after them; the days on it go on, and so do its rules.

    A rise that was decided on the days before is taken back.
    """
    return Effect(
        day=case.today,
        moves=(least_days_again(case.head, track, case.today),),
        cancels=(track.item,),
        seen=first_look_again(case.head, track, case.today),
    )


def _without_off_days(case: Case, track: Track) -> Iterator[Move]:
    """One or two days without a dose do not count towards the least days of a step that may still rise."""
    off, span = case.check_in.off_days, span_on(track, case.today)
    if off and off <= SAME_STEP_UNTIL and can_rise(item_of(case.head, track.item), span):
        yield staying(track, span, case.today, span.counts_from + DAY * off)


def _put_off(case: Case, track: Track) -> Iterator[Move]:
    """A fall that was decided, and is taken back, comes by the calendar, and no sooner than it was decided for.

    It waits for the next look, too, as after any hold: what stays on the present dose does not fall on that day.
    """
    begun, pending = max(case.today, track.spans[0].since), pending_rise(track, case.today)
    bare = replace(track, spans=tuple(span for span in track.spans if span.since <= begun))
    ahead = next(iter(falls(weighings(case.head, track.item), bare, case.today)), None)
    if item_of(case.head, track.item).mode is not Mode.SCHEDULED or pending is None or ahead is None:
        return
    since = max(ahead.from_day, _waits_until(case, track, max(pending.since, _after_next_look(case))))
    yield replace(ahead, from_day=since, begun=since, counts_from=since)


def _held_back(case: Case, track: Track) -> Iterator[Move]:
    """The next fall, where it comes by the calendar, waits for the next look, never beyond the most days of the step.

    One that a check-in has decided comes before those of the calendar, and is not overtaken. A baseline, which is
    looked at once, keeps none waiting.
    """
    ahead = next((each for each in track.spans if each.since > case.today), None)
    if item_of(case.head, track.item).mode is not Mode.SCHEDULED or ahead is None or not ahead.by_calendar:
        return
    if (looked := _after_next_look(case)) == case.today:
        return
    # An extension by name may have put it off beyond the most days already.
    since = max(ahead.since, _waits_until(case, track, looked))
    yield replace(entering(track.item, ahead.step, since, ahead.resolved), by_calendar=True)


def _waits_until(case: Case, track: Track, wanted: date) -> date:
    """The day wanted, or the one after the most days of the step."""
    span = span_on(track, case.today)
    most = step_of(item_of(case.head, track.item), span.step).most_days
    return min(wanted, day_number(track, span.begun, most) + DAY)


def _after_next_look(case: Case) -> date:
    """The day after the next look; today where none follows from the check-in."""
    if case.checkpoint is None or case.checkpoint.kind is CheckpointKind.BASELINE:
        return case.today
    return case.today + DAY * (case.checkpoint.again_after + 1)
