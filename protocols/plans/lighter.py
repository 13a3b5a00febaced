"""Doses that are less for a newer weight: they hold at once, and higher ones wait."""

from datetime import date

from protocols.plans.effect import Effect, Move
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, item_of, latest_doses
from protocols.plans.moving import staying
from protocols.plans.snapshot import PlannedItem, step_of
from protocols.plans.spans import Span, Track, from_day_on


def lower(head: Head, effect: Effect, today: date) -> tuple[Move, ...]:
    """The items whose dose is less for the new weight; their steps keep their days, and a decided rise its day."""
    later = affected(head, effect, head.seq, today)
    return tuple(move for track in later.tracks for move in _lower_of(later, track, today))


def _lower_of(later: Head, track: Track, today: date) -> tuple[Move, ...]:
    firm = [span for span in from_day_on(track, today) if span.since <= today or not span.by_calendar]
    stays = [staying(track, span, today, span.counts_from, _newest(later, track, span)) for span in firm]
    lower = [move.resolved != span.resolved for move, span in zip(stays, firm, strict=True)]
    return tuple(stays if lower[0] else stays[1:]) if any(lower) else ()


def _newest(later: Head, track: Track, span: Span) -> int:
    """The new weighing where its dose of the step is less, otherwise the one that the span has."""
    now = step_of(item_of(later, track.item), span.step).arithmetic.daily.value
    less = now < dosed(later, track.item, span).arithmetic.daily.value
    return latest_doses(later) if less else span.resolved


def for_this_weight(items: tuple[PlannedItem, ...], less: tuple[Move, ...], today: date) -> str:
    """What it is for the weight, of each item that has a move; the items are those of the weight."""
    known = {item.key: item for item in items}
    said = [_said(known[move.item], move, today, of_what=len(items) > 1) for move in less]
    return f"For this weight it is {' and '.join(said)}."


def _said(item: PlannedItem, move: Move, today: date, *, of_what: bool) -> str:
    daily = step_of(item, move.step).arithmetic.daily.value
    since = "today" if move.from_day <= today else str(move.from_day)
    return f"{daily} g a day {f'of {item.called} ' if of_what else ''}from {since} on"
