"""What a practitioner's act does to a plan; raises the refusal of what may not be done."""

from datetime import date
from typing import Final, assert_never

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.change import PRODUCT_CHANGED
from protocols.dosing.product import is_another, is_sized
from protocols.plans.acknowledging import acknowledge, review_override
from protocols.plans.acts import (
    Acknowledge,
    AcknowledgeEvidence,
    Adjustment,
    CloseCall,
    Complete,
    ConfirmRise,
    EnteredInError,
    Extend,
    Hold,
    MoveEvent,
    Pause,
    RecordProduct,
    Rescreen,
    Resume,
    ReviewOverride,
    SetStep,
    Settle,
    Stop,
    Weigh,
)
from protocols.plans.adjusting import Adjusting, NoSuchCall, StepRefused, check_reason, meant_tracks
from protocols.plans.anchor import move_event
from protocols.plans.asked_again import Party, rescreen
from protocols.plans.confirm import confirm_rise, is_proposed
from protocols.plans.decide import PlanOver
from protocols.plans.died import check_lives
from protocols.plans.doubted import acknowledge_evidence
from protocols.plans.effect import Effect, Ended, OffRow, Pausing, Seen, StopReason
from protocols.plans.excluded_again import excluded_again
from protocols.plans.extend import extend
from protocols.plans.head import Head
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.looks_that_come import with_looks
from protocols.plans.moving import about_to_rise, with_falls
from protocols.plans.off_rows import row_up_to
from protocols.plans.open_calls import calls_about
from protocols.plans.passing import check_passing
from protocols.plans.position import LIVE, phase_on
from protocols.plans.recall import check_not_recalled
from protocols.plans.resume import resume
from protocols.plans.screened_values import with_values_judged
from protocols.plans.set_step import set_step, settle
from protocols.plans.spans import Track, open_break
from protocols.plans.taken_back import TAKEN_BACK, rising, taking_back, without_untested
from protocols.plans.unanswered import says_to_record
from protocols.plans.weigh import weigh
from protocols.plans.who_may import check_may, with_call, without_closing
from protocols.plans.windows import first_look_again

_FINAL: Final = frozenset({StopReason.ENTERED_IN_ERROR, StopReason.PREGNANCY, StopReason.DIED})

_PRODUCT: Final = frozenset({"change-product_changed"})

_NOTES = Acknowledge | AcknowledgeEvidence | ReviewOverride
"""Acts that touch no dose and no day: what lapsed goes on as it was."""

_SCREENS = Rescreen | Resume | Extend
"""Acts that carry a screening asked again."""

_IN_ANY_STATE = EnteredInError | CloseCall | Resume | Acknowledge
"""Acts on a plan that may be over; a resume says itself what it may bring back."""


def adjust(protocol: Protocol, head: Head, act: Adjustment, party: Party, today: date) -> Adjusting:
    """The effect of a practitioner's act and its sentence; writes nothing."""
    check_reason(act.reason)
    if isinstance(act, Resume | Extend):
        check_lives(party.live, "/kind")
    phase = phase_on(head, today)
    if phase not in LIVE and not isinstance(act, _IN_ANY_STATE):
        raise PlanOver(f"This plan is {phase.value.replace('_', ' ')}.", pointer="/kind")
    check_not_recalled(head.recalled, act)
    done = _excluded(protocol, head, act, party, today) or _done(protocol, head, act, party, today)
    if isinstance(act, _SCREENS) and act.screening is not None:
        done = with_values_judged(protocol, head, act.screening.laboratory, done, today)
    done = without_untested(protocol, head, done, today)
    check_may(act, done, party.staff)
    done = with_call(act, without_closing(act, done, party.staff), party.staff)
    check_passing(protocol, head, done.effect, today)
    if isinstance(act, _NOTES):
        return done
    return replace(done, effect=with_looks(head, without_giving_back(head, done.effect, today)))


def _excluded(protocol: Protocol, head: Head, act: Adjustment, party: Party, today: date) -> Adjusting | None:
    """The end that the screening makes which came with the act, so that what was told is not refused with it."""
    if not isinstance(act, _SCREENS) or act.screening is None:
        return None
    return excluded_again(protocol, head, (act.screening, act.overrides, act.declared), party, today)


def _done(protocol: Protocol, head: Head, act: Adjustment, party: Party, today: date) -> Adjusting:  # noqa: C901, PLR0911, PLR0912 one line for each act
    match act:
        case Pause():
            return _pause(head, act, today)
        case Hold():
            return _hold(head, act, today)
        case Resume():
            return resume(protocol, head, act, party, today)
        case Stop():
            return _end(head, act.stop_reason, today)
        case SetStep():
            return set_step(head, act, today)
        case ConfirmRise():
            return confirm_rise(head, act, today)
        case Settle():
            return settle(head, act, today)
        case Extend():
            return extend(protocol, head, act, party, today)
        case Weigh():
            return weigh(protocol, head, act, party, today)
        case RecordProduct():
            return _record(protocol, head, act, today)
        case Rescreen():
            return rescreen(protocol, head, act, party, today)
        case MoveEvent():
            return move_event(protocol, head, act, today)
        case CloseCall():
            return _close(head, act.call, today)
        case Acknowledge():
            return acknowledge(protocol, head, act, party, today)
        case AcknowledgeEvidence():
            return acknowledge_evidence(protocol, head, act, party, today)
        case ReviewOverride():
            return review_override(head, act, party, today)
        case Complete():
            return _end(head, StopReason.COMPLETED_EARLY, today)
        case EnteredInError():
            return _end(head, StopReason.ENTERED_IN_ERROR, today)
        case _:
            assert_never(act)


def _pause(head: Head, act: Pause, today: date) -> Adjusting:
    """From the named day on, today if it has passed; nothing was taken since then, whoever says so, for it is less."""
    since = max(today, act.on or today)
    tracks = meant_tracks(head, act.item)
    off = {track.item: row for track in tracks if (row := _told_late(head, track, act.on or today, today)) is not None}
    effect = Effect(
        day=today,
        pauses=tuple(Pausing(item=track.item, since=since) for track in tracks),
        cancels=tuple(track.item for track in tracks) if since <= today else (),
        seen=tuple(each for track in tracks for each in _look_before(head, track, since, today)),
        off_rows=off,
    )
    first = min((row.since for row in off.values()), default=None)
    late = "" if first is None else f" Without a dose since {first}: those days count."
    return Adjusting(effect=with_falls(head, effect), sentence=f"{_pauses(tracks, since, today)}{late}")


def _pauses(tracks: tuple[Track, ...], since: date, today: date) -> str:
    """What holds from then on: no day becomes later because it is named again, as that would be more to take."""
    if since <= today:
        return "Paused at once: nothing is taken."
    earlier = [each.since for track in tracks if (each := open_break(track)) is not None and each.since < since]
    says = [f"Paused from {since} on: nothing is taken then."] if len(earlier) < len(tracks) else []
    stands = [f"The pause from {min(earlier)} on stands: for a later one, resume first."] if earlier else []
    return " ".join((*says, *stands))


def _told_late(head: Head, track: Track, since: date, today: date) -> OffRow | None:
    """The days before today on which nothing was taken already: none before the start, nor before the last resume."""
    resumed = (pause.until for pause in track.breaks if pause.until is not None)
    first = max((since, head.snapshot.start_on, *resumed))
    return row_up_to(head, track, first, today) if first < today else None


def _look_before(head: Head, track: Track, since: date, today: date) -> tuple[Seen, ...]:
    """A pause of a later day takes back the rises from there on: the present step is looked at once more before it."""
    rise = about_to_rise(head, track, today)
    return first_look_again(head, track, today) if rise is not None and today < since <= rise.since else ()


def _hold(head: Head, act: Hold, today: date) -> Adjusting:
    meant = meant_tracks(head, act.item)
    tracks = tuple(track for track in meant if about_to_rise(head, track, today) is not None)
    if not tracks and is_proposed(head, meant, today):
        return Adjusting(effect=Effect(day=today), sentence="The proposed rise is declined: the present dose stays.")
    if not tracks:
        raise StepRefused("No rise has been decided or proposed that could be taken back.", pointer="/kind")
    return Adjusting(effect=with_falls(head, taking_back(head, tracks, today)), sentence=TAKEN_BACK)


def _end(head: Head, reason: StopReason, today: date) -> Adjusting:
    ended = Ended(on=today, reason=reason, final=reason in _FINAL)
    effect = Effect(day=today, ended=ended, cancels=tuple(track.item for track in head.tracks))
    return Adjusting(effect=effect, sentence=f"Stopped at once: {reason.value.replace('_', ' ')}.")


def _record(protocol: Protocol, head: Head, act: RecordProduct, today: date) -> Adjusting:
    """What waits for the amount in a scoop or packet is answered by that amount, not by a name.

    Another product without it takes back a rise that has not begun, as where a client tells of it.
    """
    closes = calls_about(protocol, head, _PRODUCT) if is_sized(act.product) else ()
    effect = Effect(day=today, product=act.product, closes_calls=closes)
    says = "The product is recorded; a new sheet says how to measure it."
    if not is_another(head.product, act.product):
        return Adjusting(effect=effect, sentence=says)
    back = taking_back(head, rising(head, today), today)
    effect = with_falls(head, replace(effect, cancels=back.cancels, seen=back.seen))
    return Adjusting(effect=effect, sentence=f"{says} {says_to_record(PRODUCT_CHANGED)}")


def _close(head: Head, event: int, today: date) -> Adjusting:
    if all(call.event != event for call in head.calls):
        raise NoSuchCall("The open calls are listed in the plan.", pointer="/call")
    return Adjusting(effect=Effect(day=today, closes_calls=(event,)), sentence="The call was closed.")
