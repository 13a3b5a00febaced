"""Which checkpoints a plan has before it, and when."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, takewhile
from typing import Final

from protocols.checkpoints.checkpoint import (
    BASELINE_OPENS,
    Anchor,
    Checkpoint,
    CheckpointKind,
    Timing,
    Window,
    timing,
    window,
)
from protocols.plans.days import item_last_day, last_day
from protocols.plans.effect import Again, Seen
from protocols.plans.falls import on_taper
from protocols.plans.head import Head, checkpoints_of, item_of, looked_at
from protocols.plans.spans import Span, Track, day_number, from_day_on, paused_since, span_on

DAY: Final = timedelta(days=1)

END_IN_SIGHT: Final = 14
"""Days before the hard last day from which the end of the course is looked at on whatever step (judgement)."""


def scheduled(head: Head, day: date) -> tuple[Window, ...]:
    """The windows still to come or open on the present step, earliest first, as if nothing were paused."""
    found = [_window(head, checkpoint, day) for checkpoint in checkpoints_of(head)]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.due, each.checkpoint)))


def track_of(head: Head, checkpoint: Checkpoint) -> Track | None:
    """The item that a checkpoint looks at; None in a plan without anything to swallow."""
    meant = looked_at(head, checkpoint.item)
    return next((track for track in head.tracks if track.item == meant), None)


def looked_at_on(head: Head, checkpoint: Checkpoint, track: Track, day: date) -> Span:
    """The span that a checkpoint hangs on: a decided rise has its own, a fall by the calendar begins on its day.

    A taper that was decided weeks ahead takes no look from the dose that goes on until then.
    """
    present, *later = from_day_on(track, day)
    # Another dose on the same step is nothing to look at for itself, such as the one for a lower weight.
    ahead = next((span for span in later if not span.by_calendar and span.begun != present.begun), None)
    if ahead is None:
        return present
    onto_taper = on_taper(item_of(head, track.item), ahead.step)
    return present if onto_taper and _comes_before(head, checkpoint, track, ahead) else ahead


def _comes_before(head: Head, checkpoint: Checkpoint, track: Track, ahead: Span) -> bool:
    """Whether a look at the dose before is due before what was decided begins."""
    before = span_on(track, ahead.since - DAY)
    if checkpoint.kind is not CheckpointKind.ROUTINE or not looks_at(head, checkpoint, track, before):
        return False
    known = seen_on(head, checkpoint, before)
    if known is None:
        return due_on(head, checkpoint, track, before) < ahead.since
    again = asked_again(head, checkpoint, track, before)
    return again is not None and again.due < ahead.since


def looks_at(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> bool:
    """Whether the checkpoint is one of this span; a settled step is looked at as the last of the ladder."""
    step = item_of(head, track.item).steps[-1].key if span.settled else span.step
    return not checkpoint.steps or step in checkpoint.steps


def _window(head: Head, checkpoint: Checkpoint, day: date) -> Window | None:
    if checkpoint.kind is CheckpointKind.BASELINE:
        return _baseline(head, checkpoint, day)
    track = track_of(head, checkpoint)
    if track is None or checkpoint.day is None:
        return None
    span = looked_at_on(head, checkpoint, track, day)
    limit = item_last_day(head, track)
    seen, of_span = seen_on(head, checkpoint, span), looks_at(head, checkpoint, track, span)
    if seen is None or not (of_span or checkpoint.kind is CheckpointKind.END):
        return _first(head, checkpoint, track, span) if of_span else _end_in_sight(head, checkpoint, track, day)
    again = asked_again(head, checkpoint, track, span)
    return None if again is None or again.due > limit else window(checkpoint.key, again.due, again.opens)


def _first(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> Window | None:
    """The first time that a checkpoint is due on the span; the end is never later than the item's last day."""
    limit = item_last_day(head, track)
    due = due_on(head, checkpoint, track, span)
    if checkpoint.kind is CheckpointKind.END:
        return window(checkpoint.key, limit if track.extended is not None else min(due, limit))
    return window(checkpoint.key, due) if due <= limit else None


def first_due(head: Head, checkpoint: Checkpoint, track: Track, begun: date) -> date:
    """The day from its anchor: counted on the step without pauses, or on the course whatever happened."""
    number = checkpoint.day or 1
    if checkpoint.anchor is Anchor.COURSE:
        return head.course.course_from + DAY * (number - 1)
    return day_number(track, begun, number)


def due_on(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> date:
    """The day from its anchor, and for a look of the course not before the item came to a step that it looks at."""
    due = first_due(head, checkpoint, track, span.begun)
    return max(due, _came(head, checkpoint, track, span)) if checkpoint.anchor is Anchor.COURSE else due


def _came(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> date:
    """The day from which the item has been on steps that the checkpoint looks at, one after the other."""
    until_then = pairwise(track.spans[: track.spans.index(span) + 1])
    # What another replaced on its own day never held.
    held = [each for each, following in until_then if each.since < following.since]
    before = takewhile(lambda each: looks_at(head, checkpoint, track, each), reversed(held))
    return min((each.since for each in before), default=span.since)


def asked_again(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> Again | None:
    """When what was looked at is due once more on the span; none where it is not.

    A look of the course is left behind with the steps that it looks at, and comes again with them.
    """
    known = seen_on(head, checkpoint, span)
    again = None if known is None else known.again
    if again is None or checkpoint.anchor is not Anchor.COURSE or not looks_at(head, checkpoint, track, span):
        return again
    came = _came(head, checkpoint, track, span)
    return again if again.due >= came else Again(due=came, opens=came)


def seen_on(head: Head, checkpoint: Checkpoint, span: Span) -> Seen | None:
    """What is remembered of this checkpoint on this span."""
    begun = None if checkpoint.anchor is Anchor.COURSE else span.begun
    return next((each for each in head.seen if each.checkpoint == checkpoint.key and each.begun == begun), None)


def _end_in_sight(head: Head, checkpoint: Checkpoint, track: Track, day: date) -> Window | None:
    """A course that runs out on a lower step is looked at on its last day, too, once on the step entered last.

    A taper that follows the end is no new course.
    """
    limit, item = item_last_day(head, track), item_of(head, track.item)
    firm = (span for span in track.spans if not span.by_calendar and not on_taper(item, span.step))
    entered = max(span.begun for span in firm)
    looked = (entry.begun or date.max for entry in head.seen if entry.checkpoint == checkpoint.key)
    done = any(begun >= entered for begun in looked)
    near = day >= limit - DAY * END_IN_SIGHT
    return window(checkpoint.key, limit) if checkpoint.kind is CheckpointKind.END and near and not done else None


def _baseline(head: Head, checkpoint: Checkpoint, day: date) -> Window | None:
    start = head.snapshot.start_on
    if day > start or any(entry.checkpoint == checkpoint.key and entry.again is None for entry in head.seen):
        return None
    opens = start - timedelta(days=BASELINE_OPENS)
    return Window(
        checkpoint=checkpoint.key, opens=opens, due=start, late_until=start, overdue_until=start, lapses_after=start
    )


def timing_of(windows: tuple[Window, ...], checkpoint: str | None, on: date) -> tuple[Timing, Window | None]:
    """Where a check-in lies; without an open window for its checkpoint it is unscheduled."""
    found = next((each for each in windows if each.checkpoint == checkpoint), None)
    return (Timing.UNSCHEDULED, None) if found is None else (timing(found, on), found)


def ran_out(head: Head, day: date) -> date | None:
    """The first day without a sheet, where a check-in is so late that nothing is taken until somebody has spoken.

    A fall that comes by the calendar meanwhile does not end that wait: no calendar gives a dose back.
    """
    # Every look at a day asks for it several times over, and it is most of the work of such a look.
    known: dict[date, date | None] = head.__dict__.setdefault("ran_out", {})
    if day not in known:
        known[day] = _ran_out(head, day)
    return known[day]


def _ran_out(head: Head, day: date) -> date | None:
    late = (each for looked in (day, *_before_falls(head, day)) for each in _lapsed(head, looked))
    return min((each.overdue_until + DAY for each in late), default=None)


def _lapsed(head: Head, day: date) -> Iterator[Window]:
    """The checkpoints that nobody answered in time.

    Those of one item that was over, or paused before it came to that, keep nobody waiting for the others; after the
    last day there is nothing that anybody waits for.
    """
    tracks = {track.item: track for track in head.tracks}
    items = {each.key: each.item for each in checkpoints_of(head)}
    for each in scheduled(head, day):
        item = items[each.checkpoint]
        if each.lapses_after >= day or (item is not None and _rests(tracks[item], each, day)):
            continue
        if each.lapses_after < (last_day(head) if item is None else item_last_day(head, tracks[item])):
            yield each


def _rests(track: Track, around: Window, day: date) -> bool:
    paused = paused_since(track, day)
    return track.ended is not None or (paused is not None and paused <= around.lapses_after + DAY)


def _before_falls(head: Head, day: date) -> Iterator[date]:
    """The last day before each fall that came by the calendar since anything else was known of its item.

    What came after the day changes nothing in it.
    """
    spoken = max((each for each in head.check_ins if each <= day), default=date.min)
    for track in head.tracks:
        entered = (span.since for span in track.spans if not span.by_calendar and span.since <= day)
        resumed = (pause.until for pause in track.breaks if pause.until is not None and pause.until <= day)
        known = max((spoken, *entered, *resumed))
        yield from (span.since - DAY for span in track.spans if span.by_calendar and known < span.since <= day)


def first_look_again(head: Head, track: Track, on: date) -> tuple[Seen, ...]:
    """The first checkpoint of the item's present step, due once more: for a rise that is taken back."""
    span = span_on(track, on)
    looks = [each for each in checkpoints_of(head) if _first_looks(head, each, track, span)]
    first = min(looks, key=lambda each: each.day or 0, default=None)
    if first is None:
        return ()
    return (Seen(checkpoint=first.key, again=in_days(first, on), begun=_begun(first, span)),)


def _first_looks(head: Head, checkpoint: Checkpoint, track: Track, span: Span) -> bool:
    routine = checkpoint.kind is CheckpointKind.ROUTINE
    return routine and looked_at(head, checkpoint.item) == track.item and looks_at(head, checkpoint, track, span)


def seen(head: Head, checkpoint: Checkpoint, on: date, again: Again | None) -> Seen:
    """That a checkpoint was looked at on a day."""
    track = track_of(head, checkpoint)
    begun = None if track is None else _begun(checkpoint, looked_at_on(head, checkpoint, track, on))
    return Seen(checkpoint=checkpoint.key, again=again, begun=begun)


def _begun(checkpoint: Checkpoint, span: Span) -> date | None:
    of_course = checkpoint.anchor is Anchor.COURSE or checkpoint.kind is CheckpointKind.BASELINE
    return None if of_course else span.begun


def in_days(checkpoint: Checkpoint, on: date) -> Again:
    """The same checkpoint after as many days as after a hold, counted from this day."""
    return Again(due=on + DAY * checkpoint.again_after, opens=on + DAY * checkpoint.again_opens)
