"""The moves of an item: one step up, one step down, over again, for good."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.item import Mode
from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.days import item_last_day
from protocols.plans.effect import Effect, Move
from protocols.plans.falls import can_rise, falls, least_weighing, lower_on_taper, on_taper, rise_ahead
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, item_of, latest_doses, weighings
from protocols.plans.snapshot import PlannedItem, step_of
from protocols.plans.spans import Span, Track, day_number, is_paused, span_on

DAY: Final = timedelta(days=1)


def entering(item: str, step: str, since: date, resolved: int, arrived_by: DoseOutcome | None = None) -> Move:
    """A step is entered on a day, with the doses of a weighing."""
    return Move(
        item=item, step=step, from_day=since, begun=since, counts_from=since, arrived_by=arrived_by, resolved=resolved
    )


def not_raised(head: Head, item: str, step: str, span: Span) -> int:
    """The weighing that a step is entered with where nothing raises the dose: a higher one waits for an advance."""
    return least_weighing(weighings(head, item), step, span.resolved)


def staying(track: Track, span: Span, since: date, counts_from: date, resolved: int | None = None) -> Move:
    """The same step goes on from a day with other least days or another weighing; its day 1 stays."""
    return Move(
        item=track.item,
        step=span.step,
        from_day=max(since, span.since),
        begun=span.begun,
        counts_from=counts_from,
        arrived_by=span.arrived_by,
        settled=span.settled,
        resolved=span.resolved if resolved is None else resolved,
    )


def least_days_again(head: Head, track: Track, today: date) -> Move:
    """The least days of the present step count from today on; the days on it are those since it was entered."""
    span = span_on(track, today)
    return staying(track, span, today, max(today, span.since), not_raised(head, track.item, span.step, span))


def settling(head: Head, track: Track, today: date) -> Move:
    """The present step becomes the maintenance dose from today on."""
    span = span_on(track, today)
    since = max(today, head.snapshot.start_on)
    return Move(
        item=track.item,
        step=span.step,
        from_day=since,
        begun=since,
        counts_from=since,
        settled=True,
        resolved=span.resolved,
    )


def place_of(item: PlannedItem, step: str) -> int:
    """The place of a step on the ladder."""
    return [each.key for each in item.steps].index(step)


def about_to_rise(head: Head, track: Track, day: date) -> Span | None:
    """A rise of the item that was decided and has not begun."""
    return rise_ahead(item_of(head, track.item), track, day)


def others_rise(head: Head, track: Track, day: date) -> bool:
    """Whether another item is about to rise, so that this one waits: two never rise at once."""
    others = (each for each in head.tracks if each.item != track.item)
    return any(about_to_rise(head, each, day) is not None for each in others)


def waits_for_more(head: Head, track: Track, day: date) -> bool:
    """Whether a new weight asks for more of a step that has none above, and there are days left to take it on.

    Nothing on a taper waits for more, nor what follows the calendar: that may only hold or fall by check-in.
    """
    item, span = item_of(head, track.item), span_on(track, day)
    more = step_of(item, span.step).arithmetic.daily.value > dosed(head, track.item, span).arithmetic.daily.value
    if not more or item.mode is not Mode.GATED or can_rise(item, span) or on_taper(item, span.step):
        return False
    return taking_more(head, track, day).from_day <= item_last_day(head, track)


def taking_more(head: Head, track: Track, after: date, not_counted: int = 0) -> Move:
    """What a new weight asks for of the present step, from the day on which a step above it might begin.

    It is a rise like any other: the least days of the step come first, though no step is left (judgement: the lower).
    """
    span = span_on(track, after)
    same = staying(track, span, _may_rise_on(head, track, after, not_counted), span.counts_from, latest_doses(head))
    return replace(same, arrived_by=DoseOutcome.ADVANCE)


def _may_rise_on(head: Head, track: Track, after: date, not_counted: int) -> date:
    """The day after the latest of `after` and the least days of the present step."""
    span = span_on(track, after)
    days = step_of(item_of(head, track.item), span.step).least_days
    least = day_number(track, span.counts_from + DAY * not_counted, days)
    return max(after, least) + DAY


def going_up(head: Head, track: Track, after: date, not_counted: int = 0) -> Move:
    """The step above: from the day after the latest of `after` and the least days of the present step.

    `not_counted` are days on the step that do not count towards its least days.
    """
    item, span = item_of(head, track.item), span_on(track, after)
    place = place_of(item, span.step)
    above, since = item.steps[place + 1].key, _may_rise_on(head, track, after, not_counted)
    return entering(track.item, above, since, latest_doses(head), DoseOutcome.ADVANCE)


def going_down(head: Head, track: Track, today: date, arrived_by: DoseOutcome | None, places: int = 1) -> Move | None:
    """The next lower dose at once: so many steps down the ladder, or the next on the taper; None where dosing ends."""
    item, span = item_of(head, track.item), span_on(track, today)
    if not on_taper(item, span.step):
        return stepping_down(head, track, today, arrived_by, places)
    ahead = next(iter(lower_on_taper(weighings(head, track.item), span)), None)
    since = max(today, head.snapshot.start_on)
    return None if ahead is None else entering(track.item, ahead.step.key, since, ahead.resolved, arrived_by)


def stepping_down(head: Head, track: Track, today: date, arrived_by: DoseOutcome | None, places: int) -> Move:
    """So many steps down the ladder at once."""
    item, span = item_of(head, track.item), span_on(track, today)
    target = item.steps[max(0, place_of(item, span.step) - places)].key
    resolved = not_raised(head, track.item, target, span)
    return entering(track.item, target, max(today, head.snapshot.start_on), resolved, arrived_by)


def with_falls(head: Head, effect: Effect) -> Effect:
    """The effect with the falls that follow by the calendar, for every item where they are others than before."""
    later = affected(head, effect, head.seq, effect.day)
    ahead = tuple(
        move
        for before, track in zip(head.tracks, later.tracks, strict=True)
        for move in _falls(effect, before, track, (weighings(later, track.item), _is_read_anew(later, effect, track)))
    )
    return replace(effect, moves=effect.moves + ahead)


def _is_read_anew(later: Head, effect: Effect, track: Track) -> bool:
    """Whether the effect goes over to a text that has the item otherwise."""
    if effect.follows is None:
        return False
    known = weighings(later, track.item)
    return known[later.texts_from[-1] - 1] != known[-1]


def _falls(
    effect: Effect, before: Track, track: Track, by_text: tuple[tuple[PlannedItem, ...], bool]
) -> tuple[Move, ...]:
    known, read_anew = by_text
    day = max(effect.day, track.spans[0].since)
    if any(move.by_calendar and move.item == track.item for move in effect.moves):
        return falls(known, track, day)
    firm, laid = _firm(track, day), track.spans[len(_firm(track, day).spans) :]
    found = falls(known, firm, _first_day(effect, firm) if read_anew else _not_before(effect, before, firm))
    same = [(move.step, move.from_day, move.resolved) for move in found] == [
        (span.step, span.since, span.resolved) for span in laid
    ]
    return () if same else found


def _firm(track: Track, day: date) -> Track:
    """The item without the falls that are still to come."""
    return replace(track, spans=tuple(span for span in track.spans if span.since <= day or not span.by_calendar))


def _not_before(effect: Effect, before: Track, firm: Track) -> date:
    """A fall that was held back stays so, as long as nothing else is entered and no pause moved it on.

    Another text of the item lays its falls by its own days, from today on: what the old one held back is not waited
    for (judgement, the lower dose).
    """
    day = _first_day(effect, firm)
    was, now = _firm(before, day).spans[-1], firm.spans[-1]
    resumed = any(each.item == firm.item for each in effect.resumes) and is_paused(firm, day - DAY)
    if resumed or (was.step, was.begun) != (now.step, now.begun):
        return day
    return next((span.since for span in before.spans if span.since > day and span.by_calendar), day)


def _first_day(effect: Effect, firm: Track) -> date:
    return max(effect.day, firm.spans[0].since)
