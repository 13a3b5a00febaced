"""The plan as its log adds up."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import msgspec

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.plans.decision import Truth
from protocols.plans.effect import Effect, Ended, Move, Seen
from protocols.plans.event import Adjusted, Decided, Event, Started
from protocols.plans.snapshot import PlannedItem, PlannedStep, Snapshot
from protocols.refusal import Refusal
from protocols.text import Key
from protocols.value import Value


class LogBroken(Refusal):
    """A log that does not begin with its start, or skips a number."""

    code = "log_broken"
    title = "The plan's log cannot be read"


class Span(Value, frozen=True):
    """An item stands on a step from a day on, until the next span begins."""

    step: Key
    since: date
    counts_from: date
    arrived_by: DoseOutcome | None


class Track(Value, frozen=True):
    """Where one item was and is: its spans in order; the last may begin in the future."""

    item: Key
    spans: tuple[Span, ...]


class Break(Value, frozen=True):
    """A pause from a day on, up to but without the day it ended; after it, the entry step or lower where so marked."""

    since: date
    until: date | None
    back_to_entry: bool = False


class OpenCall(Value, frozen=True):
    """A referral that no named practitioner has closed yet: which event opened it, on which day, by which rules."""

    event: int
    call: Call
    on: date
    because: tuple[Key, ...] = ()


class Head(Value, frozen=True):
    """The sum of a plan's events."""

    seq: int
    snapshot: Snapshot
    tracks: tuple[Track, ...]
    breaks: tuple[Break, ...]
    ended: Ended | None
    baseline: dict[str, DecimalString]
    fired: dict[str, int]
    seen: tuple[Seen, ...]
    holds: int
    calls: tuple[OpenCall, ...]
    last_check_in: date | None


def fold(events: Iterable[Event]) -> Head:
    """The head of a whole log; raises LogBroken where the log is not one."""
    head: Head | None = None
    for event in events:
        head = apply(head, event)
    if head is None:
        raise LogBroken("The log is empty.")
    return head


def apply(head: Head | None, event: Event) -> Head:
    """The head after one more event."""
    if event.stamp.seq != (head.seq if head else 0) + 1:
        raise LogBroken(f"Event {event.stamp.seq} does not follow.")
    if head is None:
        if not isinstance(event, Started):
            raise LogBroken("A log begins with its start.")
        return _begin(event)
    match event:
        case Started():
            raise LogBroken("A plan starts once.")
        case Decided():
            return affected(_note(head, event), event.decision.effect, event.stamp.seq)
        case Adjusted():
            return affected(head, event.effect, event.stamp.seq)
        case _:
            assert_never(event)


def _begin(event: Started) -> Head:
    start = event.snapshot.start_on
    return Head(
        seq=event.stamp.seq,
        snapshot=event.snapshot,
        tracks=tuple(
            Track(item=item.key, spans=(Span(step=item.entry, since=start, counts_from=start, arrived_by=None),))
            for item in event.snapshot.items
        ),
        breaks=(),
        ended=None,
        baseline={},
        fired={},
        seen=(),
        holds=0,
        calls=(),
        last_check_in=None,
    )


def _note(head: Head, event: Decided) -> Head:
    """What a check-in leaves behind besides its effect: the baseline, rules that were true, calls, the day."""
    decision = event.decision
    fired = dict(head.fired)
    for considered in decision.considered:
        if considered.result is Truth.TRUE:
            fired[considered.key] = fired.get(considered.key, 0) + 1
    opened = OpenCall(event=event.stamp.seq, call=decision.call, on=event.stamp.today, because=decision.call_because)
    return msgspec.structs.replace(
        head,
        fired=fired,
        baseline=decision.baseline,
        holds=0 if decision.dose is DoseOutcome.ADVANCE else head.holds,
        calls=head.calls if decision.call is Call.NONE else (*head.calls, opened),
        last_check_in=max(decision.check_in.on, head.last_check_in or decision.check_in.on),
    )


def affected(head: Head, effect: Effect, seq: int) -> Head:
    """The head with one more effect."""
    tracks = tuple(_move(track, effect) for track in head.tracks)
    return msgspec.structs.replace(
        head,
        seq=seq,
        tracks=tracks,
        breaks=_breaks(head.breaks, effect),
        ended=_ended(head.ended, effect.ended),
        # Checkpoints hang on the first item: only where that one moves do they begin again.
        seen=_seen(() if tracks[:1] != head.tracks[:1] else head.seen, effect),
        holds=head.holds + 1 if effect.counted_hold else (0 if effect.moves else head.holds),
        calls=tuple(call for call in head.calls if call.event != effect.closes_call),
    )


def _move(track: Track, effect: Effect) -> Track:
    spans = track.spans
    moves = [move for move in effect.moves if move.item == track.item]
    if effect.cancels_pending or moves:
        # Only a rise begins later than today or the start, and only that is taken back.
        begun = max(effect.day, spans[0].since)
        spans = tuple(span for span in spans if span.since <= begun)
    return Track(item=track.item, spans=spans + tuple(_span(move) for move in moves))


def _span(move: Move) -> Span:
    return Span(step=move.step, since=move.from_day, counts_from=move.counts_from, arrived_by=move.arrived_by)


def _breaks(breaks: tuple[Break, ...], effect: Effect) -> tuple[Break, ...]:
    """A pause begins unless one is open; then the open one is marked, and ends where the effect resumes."""
    if effect.pauses_from is not None and not (breaks and breaks[-1].until is None):
        breaks = (*breaks, Break(since=effect.pauses_from, until=None))
    if not breaks or breaks[-1].until is not None:
        return breaks
    marked = breaks[-1].back_to_entry or effect.back_to_entry
    return (*breaks[:-1], Break(since=breaks[-1].since, until=effect.resumes_on, back_to_entry=marked))


def _ended(before: Ended | None, now: Ended | None) -> Ended | None:
    """The newest reason from the earliest day on: nothing gives back a day that was already taken away."""
    if before is None or now is None:
        return now or before
    return Ended(on=min(before.on, now.on), reason=now.reason, final=before.final or now.final)


def _seen(seen: tuple[Seen, ...], effect: Effect) -> tuple[Seen, ...]:
    newer = {entry.checkpoint for entry in effect.seen}
    return (*(entry for entry in seen if entry.checkpoint not in newer), *effect.seen)


def item_of(head: Head, key: str) -> PlannedItem:
    """The planned item of this key."""
    return next(item for item in head.snapshot.items if item.key == key)


def step_of(item: PlannedItem, key: str) -> PlannedStep:
    """The planned step of this key."""
    return next(step for step in item.steps if step.key == key)
