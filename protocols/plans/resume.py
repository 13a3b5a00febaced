"""A plan taken up again by name, after a pause, a lapse or a stop."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Resume
from protocols.plans.adjusting import (
    Adjusting,
    NewScreeningNeeded,
    NotPaused,
    NotWellYet,
    check_no_call,
    meant_tracks,
)
from protocols.plans.asked_again import Party, calls_answered, declared_anew, screen_again
from protocols.plans.coming_back import STEP_LOWER_UNTIL, coming_back, off_days
from protocols.plans.decide import PlanOver
from protocols.plans.given_back import comes_back
from protocols.plans.head import Head, item_of
from protocols.plans.position import ENDS_AFTER, Phase, item_phase
from protocols.plans.screened_on import check_not_before
from protocols.plans.spans import Track, open_break
from protocols.plans.still_screened import check_screened

DAY: Final = timedelta(days=1)


def resume(protocol: Protocol, head: Head, act: Resume, party: Party, today: date) -> Adjusting:
    """The way back by the days without a dose; with a new screening where one comes first."""
    tracks = tuple(track for track in meant_tracks(head, act.item) if comes_back(head, track, today))
    if not tracks:
        _refuse(head, act, today)
    check_no_call(head)
    _check_well(tracks, today)
    days = max(off_days(head, track, today) for track in tracks)
    _check_still_this_plan(head, tracks, days)
    if act.screening is None:
        check_screened(head, today, "/screening")
    if act.screening is None and _needs_screening(head, tracks, days):
        raise NewScreeningNeeded(
            f"{days} days without a dose, or a stop, or a stay in hospital: ask the screening again and send it along.",
            pointer="/screening",
        )
    effect = coming_back(head, tracks, today)
    if act.screening is not None:
        screened = screen_again(protocol, head, (act.screening, act.overrides, act.declared), party, today)
        if days > STEP_LOWER_UNTIL:
            check_not_before(screened.on, today - DAY * (days - STEP_LOWER_UNTIL - 1))
        closes = calls_answered(protocol, head)
        declared = declared_anew(head, act.declared, party.live)
        effect = replace(effect, screened=screened, declared=declared, closes_calls=closes)
    return Adjusting(effect=effect, sentence=_says(tracks, days, today))


def _check_well(tracks: tuple[Track, ...], today: date) -> None:
    """Nobody goes on who was ill, or had the symptoms that paused the plan, so short a time ago."""
    pauses = [pause for track in tracks if (pause := open_break(track)) is not None]
    well_on = max((each.not_before for each in pauses if each.not_before), default=today)
    if today < well_on:
        raise NotWellYet(
            f"The client was ill, and goes on after 48 hours well: on {well_on} at the earliest.", pointer="/kind"
        )
    waits = [each.symptom_free for each in pauses if each.symptom_free is not None and today < each.symptom_free.on]
    if waits:
        free = max(waits, key=lambda each: each.on)
        raise NotWellYet(
            f"{free.days} whole days without the symptoms come first: on {free.on} at the earliest.", pointer="/kind"
        )


def _says(tracks: tuple[Track, ...], days: int, today: date) -> str:
    if all((pause := open_break(track)) is not None and pause.since > today for track in tracks):
        return "The pause that was set for a later day is taken back."
    return "Resumed after 1 day without a dose." if days == 1 else f"Resumed after {days} days without a dose."


def _refuse(head: Head, act: Resume, today: date) -> None:
    phases = {item_phase(head, track, today) for track in meant_tracks(head, act.item)}
    if phases & {Phase.STOPPED, Phase.FINISHED, Phase.ENTERED_IN_ERROR}:
        raise PlanOver("This end is not taken back: a new plan begins with a new screening.", pointer="/kind")
    raise NotPaused("Only a paused plan is resumed.", pointer="/kind")


def _check_still_this_plan(head: Head, tracks: tuple[Track, ...], days: int) -> None:
    """After so long a break a plan is at its end, and one step has no lower one to come back to."""
    one_step = all(len(item_of(head, track.item).steps) == 1 for track in tracks)
    if days > ENDS_AFTER or (one_step and days > STEP_LOWER_UNTIL):
        raise PlanOver(
            f"{days} days without a dose: this plan is at its end; a new one begins with a new screening.",
            pointer="/kind",
        )


def _needs_screening(head: Head, tracks: tuple[Track, ...], days: int) -> bool:
    stopped = head.ended is not None or any(track.ended is not None for track in tracks)
    marked = any(pause.screen_first for track in tracks if (pause := open_break(track)) is not None)
    return days > STEP_LOWER_UNTIL or stopped or marked
