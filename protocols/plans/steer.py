"""What an outcome does to the plan."""

from datetime import date, timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.case import Case, finishes, missing, raised_alarms, told_changes
from protocols.plans.days import day_number, is_last_step, last_day, planned_last_day, rising, span_on
from protocols.plans.effect import Again, Effect, Ended, Move, Seen, StopReason
from protocols.plans.head import item_of
from protocols.plans.outcome import Outcome
from protocols.plans.windows import first_look_again, in_days, ran_out, scheduled

DAY: Final = timedelta(days=1)

ASK_AGAIN: Final = 2
"""Days within which a question that was left out is asked again (judgement)."""

FEW_DAYS_TAKEN: Final = 4
"""Below so many of the last 7 days taken, the least days of a step start again (judgement)."""


def steer(case: Case, outcome: Outcome) -> Effect:
    """The effect of the outcome: a rise from tomorrow at the earliest, a fall, pause or stop at once."""
    if finishes(case) and outcome.dose is not DoseOutcome.STOP:
        ended = _finished(case, outcome)
        return Effect(day=case.today, ended=ended, cancels_pending=True, seen=_seen(case, None))
    match outcome.dose:
        case DoseOutcome.STOP:
            return Effect(day=case.today, ended=_stopped(case, outcome), cancels_pending=True)
        case DoseOutcome.ADVANCE:
            return _advance(case)
        case DoseOutcome.HOLD:
            return _hold(case, outcome)
        case DoseOutcome.STEP_BACK:
            return _step_back(case)
        case DoseOutcome.PAUSE:
            return _pause(case)
        case _:
            assert_never(outcome.dose)


def _stopped(case: Case, outcome: Outcome) -> Ended:
    alarms = raised_alarms(case)
    changes = [change for change in told_changes(case) if change.dose is DoseOutcome.STOP]
    rules = [rule for rule in case.protocol.rules if rule.key in outcome.dose_because]
    reason = StopReason.ALARM if alarms else StopReason.PREGNANCY if changes else StopReason.REACTION
    final = any(a.final for a in alarms) or any(c.final for c in changes) or any(r.final for r in rules)
    return Ended(on=case.today, reason=reason, final=final)


def _finished(case: Case, outcome: Outcome) -> Ended:
    """The course ends whatever the answers: after its planned days, or at once where the answers would have lowered."""
    goes_on = outcome.dose in {DoseOutcome.ADVANCE, DoseOutcome.HOLD}
    on = max(case.today, _planned_end(case) + DAY) if goes_on else case.today
    return Ended(on=on, reason=StopReason.COMPLETED, final=False)


def _planned_end(case: Case) -> date:
    """The end checkpoint's due day, or the last planned day of a last step that is longer."""
    due = [] if case.around is None else [case.around.due]
    planned = (planned_last_day(case.head, track) for track in case.head.tracks)
    return min(last_day(case.head), max((*due, *(day for day in planned if day is not None))))


def _pause(case: Case) -> Effect:
    """At once; a lapsed plan has held no dose since its sheet ran out, however the check-in is dated."""
    since = ran_out(scheduled(case.head, case.today), case.today) or case.today
    to_entry = any(change.back_to_entry for change in told_changes(case))
    return Effect(day=case.today, pauses_from=since, back_to_entry=to_entry, cancels_pending=True, seen=_again(case))


def _advance(case: Case) -> Effect:
    track = rising(case.head, case.today)
    if track is None:
        return Effect(day=case.today, seen=_seen(case, None))
    item, span = item_of(case.head, track.item), span_on(track, case.today)
    place = [step.key for step in item.steps].index(span.step)
    least = day_number(case.head, span.counts_from, item.steps[place].least_days)
    since = max(case.check_in.on, case.today, least) + DAY
    move = _to(item.key, item.steps[place + 1].key, since, DoseOutcome.ADVANCE)
    return _moved(case, (move,))


def _hold(case: Case, outcome: Outcome) -> Effect:
    taken = case.check_in.answers.get("days_taken")
    if taken is not None and taken < FEW_DAYS_TAKEN and rising(case.head, case.today) is not None:
        return replace(_moved(case, _over_again(case)), counted_hold=outcome.counted_hold)
    takes_back = outcome.takes_back and any(track.spans[-1].since > case.today for track in case.head.tracks)
    if takes_back:
        seen = first_look_again(case.head, span_on(case.head.tracks[0], case.today).step, case.check_in.on)
    else:
        seen = _ask_again(case, outcome) if missing(case) else _again(case)
    return Effect(day=case.today, cancels_pending=takes_back, counted_hold=outcome.counted_hold, seen=seen)


def _over_again(case: Case) -> tuple[Move, ...]:
    """Each step below the last starts over: its least days and its checkpoints count from now."""
    spans = ((track.item, span_on(track, case.today)) for track in case.head.tracks)
    return tuple(
        _to(item, span.step, case.today, span.arrived_by)
        for item, span in spans
        if not is_last_step(case.head, item, span.step)
    )


def _step_back(case: Case) -> Effect:
    """Every item to the step below; one that is on its lowest stays as it is."""
    moves = []
    for track in case.head.tracks:
        keys = [step.key for step in item_of(case.head, track.item).steps]
        place = keys.index(span_on(track, case.today).step)
        if place > 0:
            moves.append(_to(track.item, keys[place - 1], case.today, DoseOutcome.STEP_BACK))
    return _moved(case, tuple(moves))


def _moved(case: Case, moves: tuple[Move, ...]) -> Effect:
    """Some items moved; checkpoints hang on the first, so that where it stays the same one is due again."""
    first = any(move.item == case.head.tracks[0].item for move in moves)
    return Effect(day=case.today, moves=moves, seen=() if first else _again(case))


def _to(item: str, step: str, since: date, arrived_by: DoseOutcome | None) -> Move:
    return Move(item=item, step=step, from_day=since, counts_from=since, arrived_by=arrived_by)


def _seen(case: Case, again: Again | None) -> tuple[Seen, ...]:
    if case.checkpoint is None or case.timing in {Timing.EARLY, Timing.UNSCHEDULED}:
        return ()
    return (Seen(checkpoint=case.checkpoint.key, again=again),)


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
