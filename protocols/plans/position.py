"""Where a plan stands on a day."""

from datetime import date
from enum import StrEnum

from protocols.checkpoints.checkpoint import Window
from protocols.plans.days import days_on_step, is_last_step, last_day, span_on
from protocols.plans.effect import StopReason
from protocols.plans.head import Head, Track
from protocols.plans.windows import ran_out, scheduled
from protocols.text import Key
from protocols.value import Value


class Phase(StrEnum):
    """What is going on with a plan."""

    NOT_STARTED = "not_started"
    TITRATING = "titrating"
    MAINTAINING = "maintaining"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    ENTERED_IN_ERROR = "entered_in_error"


DOSING = frozenset({Phase.TITRATING, Phase.MAINTAINING})
"""Phases in which something is to be taken."""

LIVE = frozenset({Phase.NOT_STARTED, Phase.TITRATING, Phase.MAINTAINING, Phase.PAUSED})
"""Phases of a plan that can still give a dose."""


class ItemPosition(Value, frozen=True):
    """The step an item is on, since when, and the days on it without pause days (this day counts)."""

    item: Key
    step: Key
    since: date
    days_on_step: int


class Position(Value, frozen=True):
    """A plan on a day: its phase, its items' steps, and the hard last day."""

    day: date
    phase: Phase
    items: tuple[ItemPosition, ...]
    last_day: date


def at(head: Head, day: date) -> Position:
    """Where the plan stands on the day, from its log alone."""
    return Position(
        day=day,
        phase=_phase(head, day),
        items=tuple(_item(head, track, day) for track in head.tracks),
        last_day=last_day(head),
    )


def _item(head: Head, track: Track, day: date) -> ItemPosition:
    span = span_on(track, day)
    return ItemPosition(
        item=track.item, step=span.step, since=span.since, days_on_step=days_on_step(head, span.since, day)
    )


def _phase(head: Head, day: date) -> Phase:  # noqa: PLR0911 one return for each phase
    if head.ended is not None and head.ended.reason is StopReason.ENTERED_IN_ERROR:
        return Phase.ENTERED_IN_ERROR
    if head.ended is not None and day >= head.ended.on:
        return Phase.FINISHED if head.ended.reason is StopReason.COMPLETED else Phase.STOPPED
    if day > last_day(head):
        return Phase.FINISHED
    if any(pause.since <= day and (pause.until is None or day < pause.until) for pause in head.breaks):
        return Phase.PAUSED
    if day < head.snapshot.start_on:
        return Phase.NOT_STARTED
    if ran_out(scheduled(head, day), day) is not None:
        return Phase.PAUSED
    topped = all(is_last_step(head, track.item, span_on(track, day).step) for track in head.tracks)
    return Phase.MAINTAINING if topped else Phase.TITRATING


def windows(head: Head, day: date) -> tuple[Window, ...]:
    """The checkpoints before the client on this day; none while the plan is paused or over."""
    phase = _phase(head, day)
    return () if phase is Phase.PAUSED or phase not in LIVE else scheduled(head, day)
