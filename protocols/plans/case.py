"""A check-in beside everything it is judged by."""

from datetime import date, timedelta

import msgspec

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import Alarm, AlarmLevel
from protocols.checkpoints.change import CHANGES, Change
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind, Timing, Window
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.decimal_string import DecimalString
from protocols.plans.check_in import CheckIn, not_asked, raised
from protocols.plans.days_told import LOOKED_BACK
from protocols.plans.effect import Effect, Seen
from protocols.plans.entering import Entered
from protocols.plans.head import Head
from protocols.plans.numbers import Numbers
from protocols.plans.screening import Raised
from protocols.plans.spans import Track
from protocols.plans.windows import track_of
from protocols.text import Key
from protocols.value import Value

CHANGE_KEYS = tuple(change.key for change in CHANGES)


class Case(Value, frozen=True):
    """One check-in of one plan: its place in its window, the baseline it is compared with, the client's today.

    `late_entered` is dated before the latest decision, `older` before another check-in: only then are its answers no
    news. `numbers` are the answers in the measures' own units, whatever unit they were told in. `within_rules` are the
    laboratory values told in this plan, now or before, of which the newest lies within the rules about it. `results`
    are the newest values told at check-ins, with this one; `raised` are the cautions that they newly raise, `came` the
    looks that these bring. `lighter` is what a lower weight told here does at once; `head` is the plan after that,
    and `light` says what stands against so light a body.
    """

    protocol: Protocol
    head: Head
    check_in: CheckIn
    checkpoint: Checkpoint | None
    around: Window | None
    timing: Timing
    late_entered: bool
    older: bool
    baseline: dict[str, DecimalString]
    baseline_limits: dict[str, DecimalString]
    numbers: Numbers
    today: date
    entered: Entered = Entered.PRACTITIONER
    lighter: Effect | None = None
    light: tuple[str, ...] = ()
    within_rules: tuple[Key, ...] = ()
    results: dict[str, Result] = msgspec.field(default_factory=dict)
    raised: tuple[Raised, ...] = ()
    came: tuple[Seen, ...] = ()


def alarm_keys(protocol: Protocol, level: AlarmLevel | None = None) -> tuple[str, ...]:
    """The protocol's alarms, of one level where one is named."""
    return tuple(alarm.key for alarm in protocol.alarms if level is None or alarm.level is level)


def raised_alarms(case: Case) -> tuple[Alarm, ...]:
    """The alarms that were answered yes."""
    keys = raised(case.check_in.alarms, alarm_keys(case.protocol))
    return tuple(alarm for alarm in case.protocol.alarms if alarm.key in keys)


def told_changes(case: Case) -> tuple[Change, ...]:
    """The changes that were answered yes."""
    keys = raised(case.check_in.changes, CHANGE_KEYS)
    return tuple(change for change in CHANGES if change.key in keys)


def missing(case: Case) -> tuple[str, ...]:
    """The answers and questions that this check-in should have had and has not."""
    asks = case.checkpoint.asks if case.checkpoint else ()
    answers = tuple(key for key in asks if key not in case.numbers.answers)
    alarms = not_asked(case.check_in.alarms, alarm_keys(case.protocol))
    changes = not_asked(case.check_in.changes, CHANGE_KEYS)
    return answers + _shortened("alarms", alarms, case.protocol.alarms) + _shortened("changes", changes, CHANGES)


def _shortened(name: str, keys: tuple[str, ...], whole: tuple[object, ...]) -> tuple[str, ...]:
    """A list that was left out altogether is named once."""
    return (name,) if keys and len(keys) == len(whole) else keys


def finishes(case: Case) -> bool:
    """Whether this is the end checkpoint in its time, after which the course is over."""
    is_end = case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.END
    return is_end and case.timing not in {Timing.EARLY, Timing.UNSCHEDULED}


def meant(case: Case) -> Track | None:
    """The item that the check-in looks at: that of its checkpoint, otherwise the first."""
    found = None if case.checkpoint is None else track_of(case.head, case.checkpoint)
    return found or next(iter(case.head.tracks), None)


def not_taken(case: Case) -> int | None:
    """On how many of the last 7 days the full amount was not taken; None where it was not told.

    Days before the start, or in a pause that has just ended, are not missed ones. A pause that was resumed on its own
    day was none.
    """
    taken = case.numbers.answers.get(DAYS_TAKEN)
    track = meant(case)
    if taken is None or track is None:
        return None
    breaks = (pause for pause in track.breaks if pause.since <= case.check_in.on and pause.since != pause.until)
    pauses = (pause.until or case.today for pause in breaks)
    since = max(case.head.snapshot.start_on, *pauses, date.min)
    days = min(LOOKED_BACK, max(0, (case.check_in.on - since) // timedelta(days=1) + 1))
    return max(0, days - int(taken))
