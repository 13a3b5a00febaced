"""What a summary tells of the days: what the plan asked for, and what was really taken."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.decimal_string import DecimalString
from protocols.handouts.dose_shown import DoseShown, shown
from protocols.plans.days import last_day
from protocols.plans.decide import dosing
from protocols.plans.event import Decided
from protocols.plans.head import item_of
from protocols.plans.lived_again import voided
from protocols.plans.past import Past, in_the_evening
from protocols.plans.position import Phase, at
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


class DoseStretch(Value, frozen=True):
    """Days in a row on which an item was in one phase at one dose, both ends counted, as it was known on each day."""

    item: Key
    called: str
    since: date
    until: date
    phase: Phase
    dose: DoseShown


class TakenTold(Value, frozen=True):
    """What was told of the days before a check-in; null where it was not told.

    `days_taken` is on how many of the last 7 the full amount was taken, `off_days` the longest row of days without
    any dose since the check-in before. `voided` says that the check-in does not count any more.
    """

    event: int
    on: date
    days_taken: DecimalString | None
    off_days: int | None
    note: str | None
    voided: bool


class _Day(Value, frozen=True):
    """One item on one day."""

    day: date
    phase: Phase
    dose: DoseShown


def course(log: Sequence[Past], today: date) -> tuple[DoseStretch, ...]:
    """Each item's days from the start to today, or to the last day of the plan, days without a dose too."""
    head = log[-1].after
    return tuple(
        DoseStretch(
            item=track.item,
            called=item_of(head, track.item).called,
            since=days[0].day,
            until=days[-1].day,
            phase=days[0].phase,
            dose=days[0].dose,
        )
        for place, track in enumerate(head.tracks)
        for days in _stretches(log, place, today)
    )


def _stretches(log: Sequence[Past], place: int, today: date) -> Iterator[list[_Day]]:
    for _, days in groupby(_days(log, place, today), key=lambda each: (each.phase, each.dose)):
        yield list(days)


def _days(log: Sequence[Past], place: int, today: date) -> Iterator[_Day]:
    head = log[-1].after
    day, end = head.snapshot.start_on, min(today, last_day(head))
    while day <= end:
        known = in_the_evening(log, day)
        yield _Day(day=day, phase=at(known, day).items[place].phase, dose=shown(dosing(known, day)[place]))
        day += DAY


def taken(log: Sequence[Past]) -> tuple[TakenTold, ...]:
    """What was told of the doses that were really taken, in the order of the log."""
    gone = voided([each.event for each in log])
    told = (each.event for each in log if isinstance(each.event, Decided))
    return tuple(_taken(event, event.stamp.seq in gone) for event in told if _tells(event))


def _tells(event: Decided) -> bool:
    told = event.decision.check_in
    return DAYS_TAKEN in told.answers or told.off_days is not None


def _taken(event: Decided, gone: bool) -> TakenTold:
    told = event.decision.check_in
    return TakenTold(
        event=event.stamp.seq,
        on=told.on,
        days_taken=told.answers.get(DAYS_TAKEN),
        off_days=told.off_days,
        note=told.note,
        voided=gone,
    )
