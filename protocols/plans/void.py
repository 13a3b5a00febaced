"""A check-in that was wrong, taken out of a plan: lived once more without it, and lowered at most."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import strongest_call
from protocols.checkpoints.reasons import CAUTION_PREFIX
from protocols.plans.acts import Act
from protocols.plans.adjusting import Adjusting, check_reason
from protocols.plans.affected_track import earliest_end
from protocols.plans.decided_again import newly_called
from protocols.plans.decision import Decision
from protocols.plans.effect import Again, Effect, Ending, Move, Pausing, Seen
from protocols.plans.event import Decided, Event
from protocols.plans.fold import affected, fold
from protocols.plans.head import Head, checkpoints_of
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.lived_again import lived_without, remembered, told, voided, went_over
from protocols.plans.look_again import ASK_AGAIN
from protocols.plans.looks_that_come import with_looks
from protocols.plans.lowered_to import lowered
from protocols.plans.moving import with_falls
from protocols.plans.position import DOSING, going_on, item_phase
from protocols.plans.record_changed import at_once
from protocols.plans.ringing import rung_first
from protocols.plans.screening import Raised
from protocols.plans.sentence import calling
from protocols.plans.spans import Track
from protocols.plans.told_values import raised_by_values, with_raised
from protocols.plans.windows import seen, track_of
from protocols.refusal import Refusal
from protocols.text import Key

DAY: Final = timedelta(days=1)


class NotVoidable(Refusal):
    """A number that is no check-in, one that is void already, or one from before the plan followed its present text."""

    code = "not_voidable"
    title = "This check-in cannot be made void"


class Void(Act, frozen=True, kw_only=True):
    """Why a check-in was wrong, and who says so; it is kept, and marked."""


def void(protocol: Protocol, events: Sequence[Event], number: int, act: Void, today: date) -> Adjusting:
    """The plan as it would be without the check-in, where that is less than now; more waits for the next check-in.

    What the check-ins after it call for without it is called for now, and what they stop is stopped.
    """
    check_reason(act.reason)
    head = fold(events)
    done = _taken_out(protocol, events, number, head, today)
    return replace(done, effect=with_looks(head, done.effect))


def _taken_out(protocol: Protocol, events: Sequence[Event], number: int, head: Head, today: date) -> Adjusting:
    decision, gone = _check(events, number), voided(events)
    without, again = lived_without(protocol, events, gone | {number})
    # What was lowered for a weight stays so; the next advance takes the weight that is known without the check-in.
    known = None if without.doses[-1] == head.doses[-1] else without.doses[-1]
    bare = Effect(day=today, remembers=remembered(without), resolved=known)
    unheard = newly_called(again, tuple(told(protocol, events, gone)))
    called = replace(
        bare, call=unheard.call, call_because=unheard.because, ring_first=rung_first(protocol, unheard.because)
    )
    effect = lowered(head, without, called)
    says = _says(protocol, decision, _does(head, effect), (*unheard.says, calling(unheard.call, effect.ring_first)))
    effect = without_giving_back(head, replace(effect, seen=_soon(head, effect, decision)), today)
    cautioned = _with_cautions(head, Adjusting(effect=effect, sentence=says), _left_raised(protocol, head, bare))
    return cautioned or Adjusting(effect=with_falls(head, effect), sentence=says)


def _left_raised(protocol: Protocol, head: Head, bare: Effect) -> tuple[Raised, ...]:
    """What the newest values raise that are left without a value that was void; nothing on a plan that is over."""
    later = affected(head, bare, head.seq, bare.day)
    return raised_by_values(protocol, later, bare.day) if going_on(later, bare.day) else ()


def _with_cautions(head: Head, done: Adjusting, new: tuple[Raised, ...]) -> Adjusting | None:
    """The same with what newly raised cautions stop or pause, and of both calls the louder; None where none does."""
    effect = done.effect
    cautioned = at_once(head, replace(effect, screened=with_raised(head, new).screened), new, CAUTION_PREFIX)
    if cautioned is None:
        return None
    both = (cautioned.effect, effect)
    call = strongest_call(each.call for each in both)
    merged = replace(
        cautioned.effect,
        ended=earliest_end(effect.ended, cautioned.effect.ended),
        pauses=tuple(dict.fromkeys((*effect.pauses, *cautioned.effect.pauses))),
        call=call,
        call_because=tuple(key for each in both if each.call is call for key in each.call_because),
        ring_first=None if call is cautioned.effect.call else effect.ring_first,
    )
    return Adjusting(effect=merged, sentence=f"{cautioned.sentence} {done.sentence}")


def _check(events: Sequence[Event], number: int) -> Decision:
    found = next((each for each in events if isinstance(each, Decided) and each.stamp.seq == number), None)
    if found is None:
        raise NotVoidable(f"Event {number} of this plan is no check-in.")
    if number in voided(events):
        raise NotVoidable("This check-in is void already.")
    if number < went_over(events):
        raise NotVoidable("Since this check-in the plan went over to another revision: set the step by name instead.")
    return found.decision


def _soon(head: Head, effect: Effect, decision: Decision) -> tuple[Seen, ...]:
    """What was looked at wrongly is looked at again soon, where its item stays on its step."""
    checkpoint = next((c for c in checkpoints_of(head) if c.key == decision.check_in.checkpoint), None)
    track = None if checkpoint is None else track_of(head, checkpoint)
    if checkpoint is None or track is None or checkpoint.kind is CheckpointKind.BASELINE:
        return ()
    moved = {*_items(effect.moves), *_items(effect.pauses), *_items(effect.ends)}
    if effect.ended is not None or track.item in moved or not _takes(head, track, effect.day):
        return ()
    return (seen(head, checkpoint, effect.day, Again(due=effect.day + DAY * ASK_AGAIN, opens=effect.day)),)


def _items(changes: Iterable[Move | Pausing | Ending]) -> Iterator[Key]:
    return (each.item for each in changes)


def _takes(head: Head, track: Track, day: date) -> bool:
    return item_phase(head, track, day) in DOSING


def _says(protocol: Protocol, decision: Decision, does: str, calls: tuple[str, ...]) -> str:
    parts = (f"The check-in of {decision.check_in.on} is void.", does, *calls, _stays(protocol, decision))
    return " ".join(filter(None, parts))


def _stays(protocol: Protocol, decision: Decision) -> str:
    """What the check-in wrote on the client's record: it stands against every later start until somebody takes it off.

    Another client's allergy is left there rather than this one's lost: a void check-in takes nothing off (judgement).
    """
    if not decision.records:
        return ""
    called = {each.key: each.label for each in protocol.cautions}
    told = ", ".join(called.get(key, key) for key in decision.records)
    return (
        f"It stays on the client's record: {told}. Where that is wrong too, a practitioner takes it off there by name, "
        "with a reason (`recorded_cautions`)."
    )


def _does(head: Head, effect: Effect) -> str:
    if effect.ended is not None or effect.ends:
        return "Stopped at once: decided again without it, a check-in after it stops this."
    if effect.pauses:
        return "Paused at once: without it nothing would be taken now."
    if effect.moves and any(_takes(head, track, effect.day) for track in head.tracks):
        return "Lower at once, to what the dose would be without it."
    if effect.moves:
        return "Nothing is taken now; it comes back on the lower step that it would be on without it, at most."
    if effect.cancels:
        return "The rise that it decided is taken back."
    return "Nothing rises by that before the next check-in."
