"""What check-ins that are decided again, without one that was void, call for, and how they end or pause a plan."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, call_strength, strongest_call
from protocols.checkpoints.reasons import CAUTION_PREFIX
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import Ended, Pausing, StopReason
from protocols.plans.head import Head
from protocols.plans.position import LIVE, ended_on, item_phase, phase_on
from protocols.plans.spans import Track, open_break
from protocols.text import Key
from protocols.value import Value

Decisions = Mapping[int, Decision]
"""Decisions by the numbers of their events."""

_NOBODY_STOPPED: Final = frozenset({StopReason.COMPLETED, StopReason.ENTERED_IN_ERROR})


class Unheard(Value, frozen=True):
    """The strongest call that nobody has made yet, with its reasons and what they say."""

    call: Call = Call.NONE
    because: tuple[Key, ...] = ()
    says: tuple[str, ...] = ()


def newly_called(again: Decisions, told: Sequence[Decisions]) -> Unheard:
    """The strongest call of check-ins that none of their decisions so far has made as loudly for the same reason.

    Whoever was called for another reason was told nothing of this one: it is called for once more (judgement). What
    cautions call for is no reason here: they are looked at with the newest values.
    """
    found = [
        each
        for event, made in again.items()
        for each in _unheard(made, [before[event] for before in told if event in before])
    ]
    call = strongest_call(each.call for each in found)
    loudest = [each for each in found if each.call is call]
    return Unheard(
        call=call,
        because=tuple(dict.fromkeys(key for each in loudest for key in each.because)),
        says=tuple(dict.fromkeys(says for each in loudest for says in each.says)),
    )


def _unheard(made: Decision, before: Sequence[Decision]) -> Iterator[Unheard]:
    heard = {
        key
        for decision in before
        if call_strength(decision.call) >= call_strength(made.call)
        for key in decision.call_because
    }
    because = tuple(key for key in made.call_because if key not in heard and not key.startswith(CAUTION_PREFIX))
    if because:
        says = (entry.says for entry in made.considered if entry.key in because and entry.result is Truth.TRUE)
        yield Unheard(call=made.call, because=because, says=tuple(says))


def plan_ended(head: Head, without: Head, today: date) -> Ended | None:
    """The end that a check-in makes of the plan without the void one; one that is there already may become final."""
    return _ended(ended_on(head, today), without.ended, today, lives=phase_on(head, today) in LIVE)


def item_ended(now: tuple[Head, Track], then: Track, today: date) -> Ended | None:
    """The same of one item of a plan that goes on."""
    head, track = now
    return _ended(track.ended, then.ended, today, lives=item_phase(head, track, today) in LIVE)


def _ended(now: Ended | None, then: Ended | None, today: date, *, lives: bool) -> Ended | None:
    """What the calendar would have ended, nobody has stopped: that is no end."""
    if then is None or then.reason in _NOBODY_STOPPED:
        return None
    if lives:
        return replace(then, on=today)
    return replace(now, final=True) if then.final and now is not None and not now.final else None


def item_paused(then: tuple[Head, Track], today: date) -> Pausing:
    """A pause from today on with what would come before its end; over by the calendar, the screening comes first."""
    head, track = then
    pause = open_break(track)
    over = item_phase(head, track, today) not in LIVE
    if pause is None:
        return Pausing(item=track.item, since=today, screen_first=over)
    return Pausing(
        item=track.item,
        since=today,
        back_to_entry=pause.back_to_entry,
        screen_first=pause.screen_first or over,
        not_before=pause.not_before,
        symptom_free=pause.symptom_free,
    )
