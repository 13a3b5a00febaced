"""A proposed rise, confirmed by a practitioner."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.plans.acts import ConfirmRise
from protocols.plans.adjusting import Adjusting, check_may_rise, one_track
from protocols.plans.effect import Effect, Move
from protocols.plans.head import Head
from protocols.plans.moving import others_rise, with_falls
from protocols.plans.position import DOSING, item_phase
from protocols.plans.proposal import OpenProposal, Proposal
from protocols.plans.spans import Track, open_break
from protocols.refusal import Refusal

DAY: Final = timedelta(days=1)


class NothingProposed(Refusal):
    """A confirmation of what was not proposed, or does not stand any more."""

    code = "nothing_proposed"
    title = "No rise waits for this confirmation"


def confirm_rise(head: Head, act: ConfirmRise, today: date) -> Adjusting:
    """The rise exactly as it was proposed, from tomorrow at the earliest.

    Its check-in told that nothing changed, so that the screening counts for longer than it can be confirmed.
    """
    rise = _standing(head, act.event, today)
    check_may_rise(head)
    move = _from(rise.move, max(rise.from_day, today + DAY))
    effect = with_falls(head, Effect(day=today, moves=(move,), seen=rise.seen))
    return Adjusting(effect=effect, sentence=f"Confirmed: {rise.daily.value} g a day from {move.from_day}.")


def standing(head: Head, today: date) -> OpenProposal | None:
    """The rise that waits on this day, if it can still be confirmed."""
    waiting = head.proposal
    return None if waiting is None or today > waiting.rise.until else waiting


def is_proposed(head: Head, tracks: tuple[Track, ...], today: date) -> bool:
    """Whether a rise of one of these items waits on this day."""
    waiting = standing(head, today)
    return waiting is not None and any(track.item == waiting.rise.item for track in tracks)


def to_confirm(head: Head, today: date) -> OpenProposal | None:
    """The rise that a practitioner may confirm on this day, but for a call that is closed first."""
    waiting = standing(head, today)
    return None if waiting is None or _is_elsewhere(head, waiting.rise, today) else waiting


def _standing(head: Head, event: int, today: date) -> Proposal:
    """The rise that waits; raises NothingProposed where anything newer stands in its place, or its time is over."""
    waiting = head.proposal
    if waiting is None or waiting.event != event:
        raise NothingProposed(
            "This event proposed no rise, or something newer was decided since: check in again.",
            pointer="/event",
        )
    if today > waiting.rise.until:
        raise NothingProposed(f"It could be confirmed until {waiting.rise.until}: check in again.", pointer="/event")
    if _is_elsewhere(head, waiting.rise, today):
        raise NothingProposed("The plan is not where it was proposed any more: check in again.", pointer="/event")
    return waiting.rise


def _is_elsewhere(head: Head, rise: Proposal, today: date) -> bool:
    """Whether the item rests, is about to rest, or another one rises."""
    track = one_track(head, rise.item)
    resting = item_phase(head, track, today) not in DOSING
    return resting or open_break(track) is not None or others_rise(head, track, today)


def _from(move: Move, day: date) -> Move:
    """The move on a later day; a step that is entered counts from that day."""
    if move.begun != move.from_day:
        return replace(move, from_day=day)
    return replace(move, from_day=day, begun=day, counts_from=day)
