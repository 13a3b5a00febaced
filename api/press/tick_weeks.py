"""The tick calendar as rows of seven days."""

from collections.abc import Sequence

from protocols.dosing.day_part import ORDER, DayPart
from protocols.handouts.daily import TickDay
from protocols.value import Value


class Week(Value, frozen=True):
    """Up to seven days side by side, and the parts of the day that any of them has a box for."""

    days: tuple[TickDay, ...]
    parts: tuple[DayPart, ...]


def weeks(ticks: Sequence[TickDay], *, spare: bool) -> list[Week]:
    """The days that count, or the spare ones, in runs of seven; the last run may be shorter."""
    wanted = tuple(tick for tick in ticks if tick.spare is spare)
    return [_week(wanted[start : start + 7]) for start in range(0, len(wanted), 7)]


def _week(days: tuple[TickDay, ...]) -> Week:
    asked = {part for tick in days for part in tick.parts}
    return Week(days=days, parts=tuple(part for part in ORDER if part in asked))
