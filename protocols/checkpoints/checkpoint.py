"""When to look, what to ask, which rules apply."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from protocols.text import Key, Line
from protocols.value import Value

OPENS_BEFORE: Final = 1
LATE_UNTIL: Final = 3
OVERDUE_UNTIL: Final = 7
LAPSES_AFTER: Final = 14
"""Days around the due day: open 1 before, late to 3 after, overdue to 7, then missed, lapsed after 14 (judgement)."""

SPARE_DAYS: Final = OVERDUE_UNTIL
"""A sheet may be used to the due day plus these days (judgement)."""

BASELINE_OPENS: Final = 7
"""Days before day 1 from which a baseline may be taken (judgement)."""


class CheckpointKind(StrEnum):
    """What a checkpoint is for: before the start, on the way, or the end of the course."""

    BASELINE = "baseline"
    ROUTINE = "routine"
    END = "end"


class Anchor(StrEnum):
    """What a checkpoint's day is counted from.

    `step`: the first day on the step, moved on by pauses. `course`: day 1 of the plan whatever pauses there were;
    where the course hangs on an event outside the plan, the day moves with that event's date.
    """

    STEP = "step"
    COURSE = "course"


class Checkpoint(Value, frozen=True):
    """A look at the client on `day` of each of the `steps` (1 is the first day on a step; none named: every step).

    `asks` must be answered, or nothing rises; `may_ask` may be left out. After a hold it is due again `again_after`
    days on, not before `again_opens` days after the check-in ("recheck in 3 to 7 days").
    `item` is the one whose steps and days are meant, none named: the first. With `every`, it is due again so many days
    after it was due, as long as the step lasts. A settled step is looked at as the last one would be.
    One that is `only_with` some cautions is there on plans on which one of them was raised.
    A baseline checkpoint has no day: it is open from 7 days before day 1 until day 1.
    """

    key: Key
    kind: CheckpointKind
    title: Line
    asks: tuple[Key, ...]
    rules: tuple[Key, ...]
    day: Annotated[int, msgspec.Meta(ge=1, le=731)] | None = None
    steps: tuple[Key, ...] = ()
    may_ask: tuple[Key, ...] = ()
    only_with: tuple[Key, ...] = ()
    item: Key | None = None
    anchor: Anchor = Anchor.STEP
    every: Annotated[int, msgspec.Meta(ge=1, le=365)] | None = None
    again_after: Annotated[int, msgspec.Meta(ge=1, le=90)] = 7
    again_opens: Annotated[int, msgspec.Meta(ge=1, le=90)] = 3
    basis: Line = "judgement"


class Timing(StrEnum):
    """Where in its window a check-in lies; all judgement.

    `early` before it opens; `on_time` to the due day; `late` to 3 days after, `overdue` to 7, `missed` to 14, `lapsed`
    after that; `unscheduled` at no checkpoint that is due. Only `on_time`, `late` and `overdue` can raise a dose.
    """

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    MISSED = "missed"
    LAPSED = "lapsed"
    UNSCHEDULED = "unscheduled"


MAY_ADVANCE: Final = frozenset({Timing.ON_TIME, Timing.LATE, Timing.OVERDUE})
"""A check-in before the window, after it, or at no checkpoint never raises a dose (judgement)."""


class Window(Value, frozen=True):
    """The days of one occurrence of a checkpoint, each the last of its kind but `opens`, which is the first.

    A check-in after `overdue_until` raises nothing; after `lapses_after` the plan is paused until somebody resumes it.
    """

    checkpoint: Key
    opens: date
    due: date
    late_until: date
    overdue_until: date
    lapses_after: date


def window(checkpoint: str, due: date, opens: date | None = None) -> Window:
    """The window around a due day; where it opens after that day, it is late from then on and early until then."""
    return Window(
        checkpoint=checkpoint,
        opens=due - timedelta(days=OPENS_BEFORE) if opens is None else opens,
        due=due,
        late_until=due + timedelta(days=LATE_UNTIL),
        overdue_until=due + timedelta(days=OVERDUE_UNTIL),
        lapses_after=due + timedelta(days=LAPSES_AFTER),
    )


def timing(around: Window, day: date) -> Timing:
    """Where the day lies in the window."""
    limits = (
        (around.opens - timedelta(days=1), Timing.EARLY),
        (around.due, Timing.ON_TIME),
        (around.late_until, Timing.LATE),
        (around.overdue_until, Timing.OVERDUE),
        (around.lapses_after, Timing.MISSED),
    )
    return next((found for last, found in limits if day <= last), Timing.LAPSED)
