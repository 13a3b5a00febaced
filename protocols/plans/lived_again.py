"""A plan's log lived once more without check-ins that are void."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import ConfirmRise
from protocols.plans.decide import decide
from protocols.plans.decided_again import Decisions
from protocols.plans.effect import Effect, Remembered
from protocols.plans.event import Adjusted, Decided, Event, Migrated, Started, Voided
from protocols.plans.fold import apply
from protocols.plans.head import Head, latest_doses
from protocols.plans.past import effect_of
from protocols.refusal import Refusal


def voided(events: Sequence[Event]) -> frozenset[int]:
    """The check-ins that were made void, by the numbers of their events."""
    return frozenset(event.voids for event in events if isinstance(event, Voided))


def told(protocol: Protocol, events: Sequence[Event], gone: frozenset[int]) -> Iterator[Decisions]:
    """What check-ins came to: as they were entered, and as they were decided again without those that are void."""
    yield {event.stamp.seq: event.decision for event in events if isinstance(event, Decided)}
    if gone:
        yield lived_without(protocol, events, gone)[1]


def lived_without(protocol: Protocol, events: Sequence[Event], gone: frozenset[int]) -> tuple[Head, Decisions]:
    """The log lived once more without what is void: later check-ins are decided again, acts stay what they did.

    What happened by another text than the present one stays as it was, voids and what they lowered too: its answers
    mean what they meant by that text, and by no other.
    """
    head, present = apply(None, events[0]), went_over(events)
    places, decisions = [0], {}
    for event in events[1:]:
        if event.stamp.seq <= present:
            lived = event
        else:
            placed = _placed(event, [*places, len(head.doses)])
            lived = _lived(protocol, head, placed, _since(present, gone))
        head = apply(head, lived)
        if isinstance(lived, Decided):
            decisions[lived.stamp.seq] = lived.decision
        if event.stamp.seq <= present:
            places = [*range(len(head.doses))]
        elif _weighs(event):
            places.append(latest_doses(head))
    return head, decisions


def went_over(events: Sequence[Event]) -> int:
    """The number of the event from which on the plan follows its present text; 0 for that of its start."""
    return max((event.stamp.seq for event in events if isinstance(event, Migrated)), default=0)


def _since(present: int, gone: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number in gone if number > present)


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
    if not isinstance(event, Decided) or event.stamp.seq < min(gone, default=event.stamp.seq + 1):
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


def remembered(without: Head) -> Remembered:
    """What the check-ins that are left have left behind."""
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
        sampled=without.sampled,
        results=without.results,
        off_rows=without.off_rows,
    )
