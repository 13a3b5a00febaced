"""What an effect makes of one item's doses and pauses."""

from datetime import date

import msgspec

from protocols.plans.effect import Effect, Ended, Move, Pausing, StopReason, SymptomFree
from protocols.plans.spans import Break, Span, Track


def affected_track(track: Track, effect: Effect) -> Track:
    """The item with one more effect."""
    ending = next((each.ended for each in effect.ends if each.item == track.item), None)
    extended = next((each.until for each in effect.extends if each.item == track.item), None)
    given_back = effect.reopens and (extended is not None or any(each.item == track.item for each in effect.resumes))
    return msgspec.structs.replace(
        track,
        spans=_spans(track, effect),
        breaks=_breaks(track, effect),
        ended=_item_end(None if given_back else track.ended, ending),
        extended=extended or track.extended,
    )


def _spans(track: Track, effect: Effect) -> tuple[Span, ...]:
    """What has not begun by the day is replaced or taken back; falls replace only falls, and none begins in a pause."""
    moves = tuple(move for move in effect.moves if move.item == track.item)
    begun = max(effect.day, track.spans[0].since)
    all_of_them = track.item in effect.cancels or any(not move.by_calendar for move in moves)
    paused = min((each.since for each in effect.pauses if each.item == track.item), default=date.max)
    kept = (
        span
        for span in track.spans
        if span.since <= begun or not (all_of_them or (moves and span.by_calendar) or span.since >= paused)
    )
    return (*kept, *map(span_of, moves))


def span_of(move: Move) -> Span:
    """The dose that a move brings."""
    return Span(
        step=move.step,
        since=move.from_day,
        begun=move.begun,
        counts_from=move.counts_from,
        arrived_by=move.arrived_by,
        settled=move.settled,
        by_calendar=move.by_calendar,
        resolved=move.resolved,
    )


def _breaks(track: Track, effect: Effect) -> tuple[Break, ...]:
    """A pause begins, or makes the open one earlier and stricter; a resume ends it."""
    breaks = track.breaks
    for pausing in effect.pauses:
        if pausing.item == track.item:
            breaks = _paused(breaks, pausing)
    for resuming in effect.resumes:
        if resuming.item == track.item and breaks and breaks[-1].until is None:
            # A pause that has not begun is taken back altogether.
            ended = () if breaks[-1].since > resuming.on else (msgspec.structs.replace(breaks[-1], until=resuming.on),)
            breaks = (*breaks[:-1], *ended)
    return breaks


def _paused(breaks: tuple[Break, ...], pausing: Pausing) -> tuple[Break, ...]:
    if not breaks or breaks[-1].until is not None:
        begun = Break(
            since=pausing.since,
            until=None,
            back_to_entry=pausing.back_to_entry,
            screen_first=pausing.screen_first,
            lapsed=pausing.lapsed,
            not_before=pausing.not_before,
            symptom_free=pausing.symptom_free,
        )
        return (*breaks, begun)
    standing = breaks[-1]
    stricter = Break(
        since=min(standing.since, pausing.since),
        until=None,
        back_to_entry=standing.back_to_entry or pausing.back_to_entry,
        screen_first=standing.screen_first or pausing.screen_first,
        lapsed=standing.lapsed,
        not_before=later(standing.not_before, pausing.not_before),
        symptom_free=_later_free(standing.symptom_free, pausing.symptom_free),
    )
    return (*breaks[:-1], stricter)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two days, where there is one."""
    return max((day for day in (one, other) if day is not None), default=None)


def _later_free(one: SymptomFree | None, other: SymptomFree | None) -> SymptomFree | None:
    return max((each for each in (one, other) if each is not None), key=lambda each: each.on, default=None)


def _item_end(before: Ended | None, now: Ended | None) -> Ended | None:
    """The earliest end; what was completed by then stays so: nothing that is told of it later gives it back by name."""
    over = before is not None and now is not None and before.on <= now.on
    if over and before is not None and now is not None and before.reason is StopReason.COMPLETED:
        return msgspec.structs.replace(before, final=before.final or now.final)
    return earliest_end(before, now)


def earliest_end(before: Ended | None, now: Ended | None) -> Ended | None:
    """The newest reason from the earliest day on: nothing gives back a day that was already taken away."""
    if before is None or now is None:
        return now or before
    return Ended(on=min(before.on, now.on), reason=now.reason, final=before.final or now.final)
