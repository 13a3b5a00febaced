"""What a check-in tells of days without a dose, together with all that was known of them before."""

from datetime import date, timedelta
from typing import Final

from protocols.plans.case import Case
from protocols.plans.coming_back import ReEntry, still_to_answer
from protocols.plans.days_told import LOOKED_BACK, DaysTold, days_told
from protocols.plans.effect import OffRow
from protocols.plans.head import Head
from protocols.plans.off_rows import row_up_to
from protocols.plans.position import Phase, item_phase, phase_on
from protocols.plans.spans import Track
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


class DaysOff(Value, frozen=True):
    """The whole days in a row without a dose that a check-in comes to, and the way on that they still ask for.

    `row` is the part of them that may reach up to the check-in, and be joined by what comes after it.
    """

    days: int
    way: ReEntry
    row: OffRow | None


def rows_told(case: Case) -> dict[Key, OffRow]:
    """What is known after the check-in of the days without a dose that may reach up to it, by item."""
    found = {track.item: days_off(case, track).row for track in case.head.tracks}
    return {item: row for item, row in found.items() if row is not None}


def answers_off_days(case: Case, track: Track) -> bool:
    """Whether the check-in leads the item on by its days without a dose; what is paused is for whoever resumes it."""
    paused = phase_on(case.head, case.today) is Phase.PAUSED
    return not paused and item_phase(case.head, track, case.today) is not Phase.PAUSED


def days_off(case: Case, track: Track) -> DaysOff:
    """The longest row that the answers leave possible, of one item."""
    told, on, known = _told(case), case.check_in.on, case.head.off_rows.get(track.item)
    if told is None:
        return DaysOff(days=0, way=ReEntry.SAME_STEP, row=_shortened(case, known))
    until = known.until if case.late_entered and known is not None and known.since <= on + DAY else on
    latest = row_up_to(case.head, track, on - DAY * told, until)
    last = _last_time(case.head, track)
    span = (on - last).days
    reaches = _at_most(case, (until - latest.since).days, told, span)
    lead = row_up_to(case.head, track, last, last)
    first_of_all = (last - lead.since).days + told if told < span else 0
    rows = ((reaches, latest.answered), (first_of_all, lead.answered), (told, 0))
    days, answered = max(rows, key=lambda each: each[0]) if told else (0, 0)
    row = OffRow(
        since=until - DAY * reaches,
        until=max(until, case.today),
        answered=reaches if answers_off_days(case, track) else latest.answered,
    )
    kept = known if case.late_entered and until == on else (row if reaches else None)
    return DaysOff(days=days, way=still_to_answer(days, answered), row=kept)


def _told(case: Case) -> int | None:
    """The days that were told; where nothing was taken and nobody says for how long, as many as were asked about."""
    told = _days_told(case)
    if told.off is not None:
        return told.off
    if told.taken != 0:
        return None
    return min(LOOKED_BACK, max(0, (case.check_in.on - case.head.snapshot.start_on).days))


def _days_told(case: Case) -> DaysTold:
    return days_told(case.check_in, case.numbers.answers)


def _last_time(head: Head, track: Track) -> date:
    """The day from which on the client tells: of the last check-in, of the start, or of the last resume."""
    resumed = (pause.until for pause in track.breaks if pause.until is not None)
    return max((head.snapshot.start_on, *head.check_ins[-1:], *resumed))


def _at_most(case: Case, days: int, told: int, span: int) -> int:
    """No more days up to the check-in than were not taken; answers that contradict each other shorten nothing."""
    taken = _days_told(case).taken
    if not taken or told > max(span, LOOKED_BACK) - taken:
        return days
    return min(days, LOOKED_BACK - taken)


def _shortened(case: Case, known: OffRow | None) -> OffRow | None:
    """What was told before, without what cannot be where something was taken since."""
    taken = _days_told(case).taken
    if known is None or not taken or case.late_entered:
        return known
    since = max(known.since, case.check_in.on - DAY * (LOOKED_BACK - taken))
    return OffRow(since=since, until=known.until, answered=known.answered) if since < known.until else None
