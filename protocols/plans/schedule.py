"""The dated days that follow if all goes well."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind, Window, window
from protocols.dosing.arithmetic import PartAmount
from protocols.dosing.quantity import Quantity, grams
from protocols.plans.days import item_last_day, last_day, planned_last_day
from protocols.plans.falls import lower_on_taper
from protocols.plans.head import Head, checkpoints_of, dosed, item_of, latest_doses, looked_at, weighings
from protocols.plans.moving import about_to_rise
from protocols.plans.position import LIVE, Phase, ended_by, item_phase, phase_on, windows
from protocols.plans.rise_ahead import free_from, rise_day
from protocols.plans.spans import Span, Track, is_paused, open_break, pause_ahead
from protocols.plans.windows import first_due, ran_out
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


class Stretch(Value, frozen=True):
    """An item on one step from a day to a day, both counted; `decided` is false for what may come next.

    `resolved` is the weighing that the doses belong to: 0 as started, one more after each weighing.
    """

    item: Key
    step: Key
    since: date
    until: date
    daily: Quantity
    parts: tuple[PartAmount, ...]
    decided: bool
    resolved: int = 0


class ScheduledDay(Value, frozen=True):
    """What one day asks for: each item's parts, nothing on a pause day."""

    day: date
    item: Key
    step: Key
    daily: Quantity
    parts: tuple[PartAmount, ...]
    decided: bool


class Schedule(Value, frozen=True):
    """A plan's stretches, days and checkpoint windows as they stand on a day, if all goes well from then on.

    `total` is the amount in g of each item from the first to the last day. `last_day` is the planned one; the plan's
    own last day is the hard limit, which may lie later.
    """

    as_of: date
    stretches: tuple[Stretch, ...]
    days: tuple[ScheduledDay, ...]
    windows: tuple[Window, ...]
    first_day: date
    last_day: date
    total: dict[str, Quantity]


def schedule(head: Head, today: date) -> Schedule:
    """The schedule as it stands today: what was, what is decided, and what may come."""
    stretches = _all_stretches(head, today)
    days = tuple(sorted(_days(head, stretches), key=lambda each: (each.day, each.item)))
    totals: dict[str, Decimal] = {track.item: Decimal(0) for track in head.tracks}
    for each in days:
        totals[each.item] += each.daily.value
    return Schedule(
        as_of=today,
        stretches=stretches,
        days=days,
        windows=_windows(head, stretches, today),
        first_day=head.snapshot.start_on,
        last_day=max((stretch.until for stretch in stretches), default=last_day(head)),
        total={item: grams(total) for item, total in totals.items()},
    )


def _all_stretches(head: Head, today: date) -> tuple[Stretch, ...]:
    """The stretches of every item; one rises at a check-in, so that a later item waits for those before it."""
    found: list[Stretch] = []
    rises = {rise.since for track in head.tracks if (rise := about_to_rise(head, track, today)) is not None}
    for track in head.tracks:
        own = tuple(_stretches(head, track, today, frozenset(rises)))
        found.extend(own)
        ahead = ((was, now) for was, now in pairwise(own) if now.since > today)
        rises.update(now.since for was, now in ahead if now.daily.value > was.daily.value)
    return tuple(found)


def _stretches(head: Head, track: Track, today: date, rises: frozenset[date]) -> Iterator[Stretch]:
    spans = [span for place, span in enumerate(track.spans) if not _overtaken(track, place)]
    ends = [following.since - DAY for following in spans[1:]]
    stop = taken_until(head, track, today)
    for span, end in zip(spans[:-1], ends, strict=True):
        yield from _stretch(head, track, span, min(end, stop), decided=True)
    yield from _ahead(head, track, spans[-1], (stop, rises), today)


def _overtaken(track: Track, place: int) -> bool:
    """A span that another replaced on the very same day never held."""
    return place + 1 < len(track.spans) and track.spans[place + 1].since <= track.spans[place].since


def taken_until(head: Head, track: Track, today: date) -> date:
    """The last day on which anything of an item can be taken, as it stands on the day.

    The hard last day, or the day before an end, a pause or a lapse, also of an end or a pause of a later day.
    """
    limits = [item_last_day(head, track)]
    ends = (ended_by(head, track, today), head.ended, track.ended)
    limits.extend(ended.on - DAY for ended in ends if ended is not None)
    pause = pause_ahead(track, today)
    if pause is not None:
        limits.append(pause.since - DAY)
    lapsed = ran_out(head, today)
    if lapsed is not None or item_phase(head, track, today) is Phase.PAUSED:
        limits.append(min(lapsed or today, today) - DAY)
    return min(limits)


def _ahead(
    head: Head, track: Track, span: Span, within: tuple[date, frozenset[date]], today: date
) -> Iterator[Stretch]:
    """The present step to its planned end, then each step above for its planned days, then the taper.

    It is within the last day that is possible, and none of its steps begins on a day on which another item rises.
    """
    (stop, others), phase = within, item_phase(head, track, today)
    if phase not in LIVE or phase is Phase.PAUSED:
        yield from _stretch(head, track, span, stop, decided=True)
        return
    # Nothing rises towards a pause that is set: the present dose goes on until then.
    rises = pause_ahead(track, today) is None
    free = free_from(head, track, others)
    until = planned_last_day(head, track) or (free(rise_day(head, track, span, today)) - DAY if rises else stop)
    if until < today:
        until = stop
    yield from _stretch(head, track, span, min(until, stop), decided=True)
    for following in _may_follow(head, track, span, (until, free)):
        yield from _stretch(head, track, following[0], min(following[1], stop), decided=False)


def _may_follow(
    head: Head, track: Track, span: Span, after: tuple[date, Callable[[date], date]]
) -> Iterator[tuple[Span, date]]:
    """What would come after the last span if all goes well, each with its planned last day.

    A step goes on beyond its planned days where the next one would begin with a rise of another item.
    """
    (until, free), item, newest = after, item_of(head, track.item), latest_doses(head)
    keys = [step.key for step in item.steps]
    above = () if span.settled or span.step not in keys else item.steps[keys.index(span.step) + 1 :]
    last = Span(step=item.steps[-1].key, since=until, begun=until, counts_from=until, resolved=newest)
    falls = lower_on_taper(weighings(head, track.item), last) if above else ()
    for step, resolved in (*((step, newest) for step in above), *((fall.step, fall.resolved) for fall in falls)):
        since, until = until + DAY, until + DAY * step.planned_days
        until = free(until + DAY) - DAY if step in item.steps[:-1] else until
        yield Span(step=step.key, since=since, begun=since, counts_from=since, resolved=resolved), until


def _stretch(head: Head, track: Track, span: Span, until: date, *, decided: bool) -> Iterator[Stretch]:
    if until < span.since:
        return
    arithmetic = dosed(head, track.item, span).arithmetic
    yield Stretch(
        item=track.item,
        step=span.step,
        since=span.since,
        until=until,
        daily=arithmetic.daily,
        parts=arithmetic.parts,
        decided=decided,
        resolved=span.resolved,
    )


def _days(head: Head, stretches: tuple[Stretch, ...]) -> Iterator[ScheduledDay]:
    tracks = {track.item: track for track in head.tracks}
    for stretch in stretches:
        for offset in range((stretch.until - stretch.since).days + 1):
            day = stretch.since + DAY * offset
            if not is_paused(tracks[stretch.item], day):
                yield ScheduledDay(
                    day=day,
                    item=stretch.item,
                    step=stretch.step,
                    daily=stretch.daily,
                    parts=stretch.parts,
                    decided=stretch.decided,
                )


def _windows(head: Head, stretches: tuple[Stretch, ...], today: date) -> tuple[Window, ...]:
    """The windows of the present step, then those of the steps that may come; none while nothing is taken."""
    if phase_on(head, today) not in LIVE - {Phase.PAUSED}:
        return ()
    present = list(windows(head, today))
    for place, stretch in enumerate(stretches):
        if not stretch.decided or stretch.since > today:
            present.extend(_windows_of(head, stretches[: place + 1], present))
    return tuple(sorted(present, key=lambda each: (each.due, each.checkpoint)))


def _windows_of(head: Head, stretches: tuple[Stretch, ...], known: list[Window]) -> Iterator[Window]:
    """The windows of the last of these stretches."""
    stretch = stretches[-1]
    for checkpoint in checkpoints_of(head):
        if checkpoint.day is None or looked_at(head, checkpoint.item) != stretch.item:
            continue
        due = _due(head, checkpoint, stretches) if _is_at(checkpoint, stretch) else None
        if due is None:
            continue
        # A pause cuts the dose off, which is no end of the course.
        if checkpoint.kind is CheckpointKind.END and open_break(_track(head, stretch)) is None:
            due = min(due, stretch.until)
        found = window(checkpoint.key, due)
        if stretch.since <= due <= stretch.until and found not in known:
            yield found


def _due(head: Head, checkpoint: Checkpoint, stretches: tuple[Stretch, ...]) -> date | None:
    """When the checkpoint is due on the last of these stretches; one of the course not before it is reached."""
    stretch = stretches[-1]
    due = first_due(head, checkpoint, _track(head, stretch), stretch.since)
    if checkpoint.anchor is not Anchor.COURSE:
        return due
    for mark in head.seen:
        if mark.checkpoint == checkpoint.key:
            if mark.again is None:
                return None
            due = mark.again.due
    before = [each for each in stretches[:-1] if each.item == stretch.item][-1:]
    return due if any(_is_at(checkpoint, each) for each in before) else max(due, stretch.since)


def _track(head: Head, stretch: Stretch) -> Track:
    return next(track for track in head.tracks if track.item == stretch.item)


def _is_at(checkpoint: Checkpoint, stretch: Stretch) -> bool:
    return not checkpoint.steps or stretch.step in checkpoint.steps
