"""The moves of an item: one step up, one step down, over again, for good."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.effect import Effect, Move
from protocols.plans.falls import falls, lower_on_taper, on_taper
from protocols.plans.head import Head, affected, dosed, item_of, latest_doses, step_of
from protocols.plans.snapshot import PlannedItem
from protocols.plans.spans import Span, Track, day_number, span_on

DAY: Final = timedelta(days=1)


def entering(head: Head, item: str, step: str, since: date, arrived_by: DoseOutcome | None = None) -> Move:
    """A step is entered on a day, with the doses of the latest weighing."""
    return Move(
        item=item,
        step=step,
        from_day=since,
        begun=since,
        counts_from=since,
        arrived_by=arrived_by,
        resolved=latest_doses(head),
    )


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


def going_up(head: Head, track: Track, after: date) -> Move:
    """The step above: from the day after the latest of `after` and the least days of the present step."""
    item, span = item_of(head, track.item), span_on(track, after)
    place = place_of(item, span.step)
    least = day_number(track, span.counts_from, item.steps[place].least_days)
    above = item.steps[place + 1].key
    return entering(head, track.item, above, max(after, least) + DAY, DoseOutcome.ADVANCE)


def going_down(head: Head, track: Track, today: date, arrived_by: DoseOutcome | None, places: int = 1) -> Move | None:
    """The next lower dose at once: so many steps down the ladder, or the next on the taper; None where dosing ends."""
    item, span = item_of(head, track.item), span_on(track, today)
    if not on_taper(item, span.step):
        return stepping_down(head, track, today, arrived_by, places)
    ahead = lower_on_taper(weighings(head, track.item), span)
    since = max(today, head.snapshot.start_on)
    return entering(head, track.item, ahead[0].key, since, arrived_by) if ahead else None


def stepping_down(head: Head, track: Track, today: date, arrived_by: DoseOutcome | None, places: int) -> Move:
    """So many steps down the ladder at once.

    Where the weight rose, the doses of the present weighing are kept, so that nothing is more than before.
    """
    item, span = item_of(head, track.item), span_on(track, today)
    target = item.steps[max(0, place_of(item, span.step) - places)].key
    move = entering(head, track.item, target, max(today, head.snapshot.start_on), arrived_by)
    present = dosed(head, track.item, span).arithmetic.daily.value
    if step_of(item, target).arithmetic.daily.value < present:
        return move
    return replace(move, resolved=span.resolved)


def weighings(head: Head, item: str) -> tuple[PlannedItem, ...]:
    """The item as it was resolved at the start and after each weighing."""
    return tuple(next(each for each in doses.items if each.key == item) for doses in head.doses)


def with_falls(head: Head, effect: Effect) -> Effect:
    """The effect with the falls that follow by the calendar, for every item that it touches."""
    later = affected(head, effect, head.seq, effect.day)
    entered, resumed = {move.item for move in effect.moves}, {each.item for each in effect.resumes}
    touched = entered | resumed | set(effect.cancels)
    ahead = tuple(
        move for track in later.tracks if track.item in touched for move in falls(weighings(later, track.item), track)
    )
    return replace(effect, moves=effect.moves + ahead)
