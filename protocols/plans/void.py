"""A check-in that was wrong, taken out of a plan: lived once more without it, and lowered at most."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.reasons import CAUTION_PREFIX
from protocols.plans.acts import Act, ConfirmRise
from protocols.plans.adjusting import Adjusting, check_reason
from protocols.plans.decide import decide, dosing
from protocols.plans.decision import Decision, Dosing
from protocols.plans.effect import Again, Effect, Move, Pausing, Remembered, Seen
from protocols.plans.event import Adjusted, Decided, Event, Migrated, Started, Voided
from protocols.plans.fold import affected, apply, fold
from protocols.plans.head import Head, checkpoints_of, dosed, latest_doses, weighings
from protocols.plans.look_again import ASK_AGAIN
from protocols.plans.looks_that_come import with_looks
from protocols.plans.moving import with_falls
from protocols.plans.past import effect_of
from protocols.plans.position import DOSING, LIVE, going_on, item_phase
from protocols.plans.record_changed import at_once
from protocols.plans.snapshot import PlannedStep, step_of
from protocols.plans.spans import Span, Track, pending_rise, span_on
from protocols.plans.told_values import raised_by_values, with_raised
from protocols.plans.windows import seen, track_of
from protocols.refusal import Refusal

DAY: Final = timedelta(days=1)


class NotVoidable(Refusal):
    """A number that is no check-in, one that is void already, or one from before the plan followed its present text."""

    code = "not_voidable"
    title = "This check-in cannot be made void"


class Void(Act, frozen=True, kw_only=True):
    """Why a check-in was wrong, and who says so; it is kept, and marked."""


def void(protocol: Protocol, events: Sequence[Event], number: int, act: Void, today: date) -> Adjusting:
    """The plan as it would be without the check-in, where that is less than now; more waits for the next check-in."""
    check_reason(act.reason)
    head = fold(events)
    done = _taken_out(protocol, events, number, head, today)
    return replace(done, effect=with_looks(head, done.effect))


def _taken_out(protocol: Protocol, events: Sequence[Event], number: int, head: Head, today: date) -> Adjusting:
    decision, without = _check(events, number), _without(protocol, events, number)
    # What was lowered for a weight stays so; the next advance takes the weight that is known without the check-in.
    known = None if without.doses[-1] == head.doses[-1] else without.doses[-1]
    effect = Effect(day=today, remembers=_remembered(without), resolved=known)
    now = affected(head, effect, head.seq, today)
    for track, other in zip(head.tracks, without.tracks, strict=True):
        effect = _lowered(effect, (now, track), (without, other))
    effect = replace(effect, seen=_soon(head, effect, decision))
    done = Adjusting(effect=with_falls(head, effect), sentence=_says(decision, effect))
    return _looked_at_again(protocol, head, effect) or done


def _looked_at_again(protocol: Protocol, head: Head, effect: Effect) -> Adjusting | None:
    """What the newest values raise that are left without a value that was void; None where nothing stops or pauses."""
    later = affected(head, effect, head.seq, effect.day)
    new = raised_by_values(protocol, later, effect.day) if going_on(later, effect.day) else ()
    return at_once(head, replace(effect, screened=with_raised(later, new).screened), new, CAUTION_PREFIX)


def _check(events: Sequence[Event], number: int) -> Decision:
    present = max((event.stamp.seq for event in events if isinstance(event, Migrated)), default=0)
    found = next((each for each in events if isinstance(each, Decided) and each.stamp.seq == number), None)
    if found is None:
        raise NotVoidable(f"Event {number} of this plan is no check-in.")
    if number in voided(events):
        raise NotVoidable("This check-in is void already.")
    if number < present:
        raise NotVoidable("Since this check-in the plan went over to another revision: set the step by name instead.")
    return found.decision


def voided(events: Sequence[Event]) -> frozenset[int]:
    """The check-ins that were made void, by the numbers of their events."""
    return frozenset(event.voids for event in events if isinstance(event, Voided))


def _without(protocol: Protocol, events: Sequence[Event], number: int) -> Head:
    """The log lived once more without what is void: later check-ins are decided again, acts stay what they did."""
    gone = voided(events) | {number}
    head = apply(None, events[0])
    places = [0]
    for event in events[1:]:
        head = apply(head, _lived(protocol, head, _placed(event, [*places, len(head.doses)]), gone))
        if _weighs(event):
            places.append(latest_doses(head))
    return head


def _placed(event: Event, places: list[int]) -> Event:
    """An act with its doses where they stand now: a check-in that is void, or decided again, may tell other weights."""
    if isinstance(event, Started | Decided):
        return event
    moves = tuple(replace(move, resolved=places[move.resolved]) for move in event.effect.moves)
    return replace(event, effect=replace(event.effect, moves=moves))


def _weighs(event: Event) -> bool:
    """Whether the event recorded the doses of another weight."""
    effect = effect_of(event)
    return effect is not None and effect.resolved is not None


def _lived(protocol: Protocol, head: Head, event: Event, gone: frozenset[int]) -> Event:
    if isinstance(event, Voided):
        # What it lowered is lower now; here its check-in is left out itself.
        return replace(event, effect=Effect(day=event.stamp.today))
    if isinstance(event, Adjusted) and isinstance(event.adjustment, ConfirmRise):
        return event if _still_proposed(head, event, event.adjustment) else _nothing(event)
    if not isinstance(event, Decided) or event.stamp.seq < min(gone):
        return event
    if event.stamp.seq in gone:
        return _nothing(event)
    try:
        told = event.decision
        decision = decide(protocol, head, told.check_in, event.stamp.today, told.entered)
    except Refusal:
        # What could not have been told then, such as to a plan that would have been over, says nothing now.
        return _nothing(event)
    return replace(event, decision=decision)


def _still_proposed(head: Head, event: Adjusted, act: ConfirmRise) -> bool:
    """Whether the same rise is proposed without what is void; otherwise it was confirmed in vain."""
    waiting = head.proposal
    return waiting is not None and waiting.event == act.event and waiting.rise.step == event.effect.moves[0].step


def _nothing(event: Decided | Adjusted) -> Voided:
    effect = Effect(day=event.stamp.today)
    return Voided(stamp=event.stamp, voids=event.stamp.seq, reason="Void.", sentence="Void.", effect=effect)


def _remembered(without: Head) -> Remembered:
    return Remembered(
        baseline=without.baseline,
        baseline_limits=without.baseline_limits,
        earlier=without.earlier,
        before=without.before,
        fired=without.fired,
        holds=without.holds,
        check_ins=without.check_ins,
        refreshed_on=without.refreshed_on,
        weight_told_on=without.weight_told_on,
        unanswered=without.unanswered,
        within_rules=without.within_rules,
        results=without.results,
        off_rows=without.off_rows,
    )


def _lowered(effect: Effect, now: tuple[Head, Track], then: tuple[Head, Track]) -> Effect:
    """One item lowered to what it would be; a rise that would not be is taken back."""
    (_, track), (_, other) = now, then
    before, after = _dose(now, effect.day), _dose(then, effect.day)
    if after.grams < before.grams:
        effect = replace(effect, cancels=(*effect.cancels, track.item))
        if after.arithmetic is None:
            return replace(effect, pauses=(*effect.pauses, _pausing(then, effect.day)))
        return replace(effect, moves=(*effect.moves, _moved(now[0], then, effect.day)))
    if pending_rise(track, effect.day) is not None and pending_rise(other, effect.day) is None:
        return replace(effect, cancels=(*effect.cancels, track.item))
    return effect


def _dose(of: tuple[Head, Track], day: date) -> Dosing:
    head, track = of
    return next(each for each in dosing(head, day) if each.item == track.item)


def _pausing(then: tuple[Head, Track], day: date) -> Pausing:
    """What would be over is paused until the screening was asked again: a void check-in ends nothing."""
    head, track = then
    return Pausing(item=track.item, since=day, screen_first=item_phase(head, track, day) not in LIVE)


def _moved(now: Head, then: tuple[Head, Track], day: date) -> Move:
    """The step that the item would be on, begun today."""
    without, track = then
    span = span_on(track, day)
    return Move(
        item=track.item,
        step=span.step,
        from_day=day,
        begun=day,
        counts_from=day,
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


def _soon(head: Head, effect: Effect, decision: Decision) -> tuple[Seen, ...]:
    """What was looked at wrongly is looked at again soon, where its item stays on its step."""
    checkpoint = next((c for c in checkpoints_of(head) if c.key == decision.check_in.checkpoint), None)
    track = None if checkpoint is None else track_of(head, checkpoint)
    if checkpoint is None or track is None or checkpoint.kind is CheckpointKind.BASELINE:
        return ()
    moved = {move.item for move in effect.moves} | {pausing.item for pausing in effect.pauses}
    if track.item in moved or item_phase(head, track, effect.day) not in DOSING:
        return ()
    return (seen(head, checkpoint, effect.day, Again(due=effect.day + DAY * ASK_AGAIN, opens=effect.day)),)


def _says(decision: Decision, effect: Effect) -> str:
    says = f"The check-in of {decision.check_in.on} is void."
    if effect.pauses:
        return f"{says} Paused at once: without it nothing would be taken now."
    if effect.moves:
        return f"{says} Lower at once, to what the dose would be without it."
    if effect.cancels:
        return f"{says} The rise that it decided is taken back."
    return f"{says} Nothing rises by that before the next check-in."
