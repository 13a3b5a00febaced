"""Whole days in a row without a dose, from all that is known of an item: what check-ins told, pauses, and a lapse.

Rows that join are one. Where it cannot be known whether they do, they join (judgement, the stricter reading): what was
told may have lasted through the day on which it was told, and a row that was told may have come first of all since the
last time. Days of which nobody has told anything were taken as the plan says.
"""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.plans.effect import OffRow
from protocols.plans.head import Head
from protocols.plans.spans import Track

DAY: Final = timedelta(days=1)


def row_up_to(head: Head, track: Track, first: date, until: date) -> OffRow:
    """The days without a dose from `first` up to but without `until`, with every row that joins or overlaps them."""
    since, answered = first, 0
    for row in _known(head, track):
        if row.since <= until and row.until >= since:
            since = min(since, row.since)
            answered = max(answered, row.answered)
    return OffRow(since=since, until=until, answered=answered)


def _known(head: Head, track: Track) -> tuple[OffRow, ...]:
    """The pauses that were resumed, each answered by its resume, and what was told last; the newest first."""
    start = head.snapshot.start_on
    pauses = (
        OffRow(since=max(pause.since, start), until=pause.until, answered=(pause.until - max(pause.since, start)).days)
        for pause in track.breaks
        if pause.until is not None and max(pause.since, start) < pause.until
    )
    told = head.off_rows.get(track.item)
    # What was told may have lasted through the day on which it was told.
    rows = (*pauses, *([] if told is None else [replace(told, until=told.until + DAY)]))
    return tuple(sorted(rows, key=lambda each: each.until, reverse=True))
