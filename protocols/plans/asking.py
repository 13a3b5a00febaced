"""The check-in form of a plan as data: every question in its words, and how each answer is told."""

from datetime import date
from enum import StrEnum
from typing import Final

from protocols.authoring.protocol import Protocol
from protocols.authoring.watching import under
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import CheckpointKind, Timing, Window, timing
from protocols.checkpoints.measure import Measure, MeasureKind
from protocols.plans.head import Head, raised_on
from protocols.plans.numbers import beside_limit
from protocols.plans.position import LIVE, late_ends, phase_on, windows
from protocols.text import Key, Line
from protocols.value import Value

ALARMS: Final = "Is any of these new, or worse, since you started?"
CHANGED: Final = "Has any of these happened since last time?"
OFF_DAYS: Final = "Since last time, what is the longest row of whole days without any dose?"


class ToldIn(StrEnum):
    """Where in a check-in a measure is told: a plain number, or a laboratory's value with its unit."""

    ANSWERS = "answers"
    LABORATORY = "laboratory"


class MeasureAsked(Value, frozen=True):
    """A measure with its question, its scale and what the ends of it mean, and where in the check-in it is told.

    `limit_asked`: told without the laboratory's upper limit, a rule cannot be decided, and nothing rises.
    """

    measure: Measure
    told_in: ToldIn
    limit_asked: bool


class AlarmAsked(Value, frozen=True):
    """An alarm in its words, and how fast somebody is called after a yes."""

    key: Key
    level: AlarmLevel
    asked: Line


class ChangeAsked(Value, frozen=True):
    """A change in its words."""

    key: Key
    asked: Line


class LookAsked(Value, frozen=True):
    """A checkpoint that is open or comes next: when, and what a check-in there answers.

    What is in `asks` must be answered, or nothing rises; it holds what cautions bring to this plan. `may_ask` may be
    left out. `timing` is that of a check-in of today.
    """

    checkpoint: Key
    title: Line
    kind: CheckpointKind
    window: Window
    timing: Timing
    asks: tuple[MeasureAsked, ...]
    may_ask: tuple[MeasureAsked, ...]


class CheckInForm(Value, frozen=True):
    """What a check-in of today asks, the earliest checkpoint first; without one only alarms, changes and days.

    `alarms_lead` and `changes_lead` are the words that stand above those lists. Each is answered by its key with yes,
    no or unknown, or the whole list with `confirmed_none` once every question was asked. `takes_check_ins` is false
    for a plan that is over: an alarm is still taken as a report.
    """

    today: date
    takes_check_ins: bool
    looks: tuple[LookAsked, ...]
    alarms_lead: Line
    alarms: tuple[AlarmAsked, ...]
    changes_lead: Line
    changes: tuple[ChangeAsked, ...]
    off_days: Line


def form_of(protocol: Protocol, head: Head, today: date) -> CheckInForm:
    """The form for this plan, with what the cautions bring that it goes on in spite of."""
    text = under(protocol, raised_on(head))
    ahead = (*windows(head, today), *late_ends(head, today))
    return CheckInForm(
        today=today,
        takes_check_ins=phase_on(head, today) in LIVE or bool(ahead),
        looks=tuple(_look(text, each, today) for each in ahead),
        alarms_lead=ALARMS,
        alarms=tuple(AlarmAsked(key=each.key, level=each.level, asked=each.asked) for each in text.alarms),
        changes_lead=CHANGED,
        changes=tuple(ChangeAsked(key=each.key, asked=each.asked) for each in CHANGES),
        off_days=OFF_DAYS,
    )


def _look(text: Protocol, around: Window, today: date) -> LookAsked:
    checkpoint = next(each for each in text.checkpoints if each.key == around.checkpoint)
    return LookAsked(
        checkpoint=checkpoint.key,
        title=checkpoint.title,
        kind=checkpoint.kind,
        window=around,
        timing=timing(around, today),
        asks=_measures(text, checkpoint.asks),
        may_ask=_measures(text, checkpoint.may_ask),
    )


def _measures(text: Protocol, keys: tuple[Key, ...]) -> tuple[MeasureAsked, ...]:
    """In the order of the protocol's measures."""
    limited = beside_limit(text)
    return tuple(
        MeasureAsked(
            measure=measure,
            told_in=ToldIn.LABORATORY if measure.kind is MeasureKind.LABORATORY else ToldIn.ANSWERS,
            limit_asked=measure.key in limited,
        )
        for measure in text.measures
        if measure.key in keys
    )
