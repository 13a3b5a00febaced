"""The steps of another text on which an item of a plan goes on."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from protocols.plans.affected_track import span_of
from protocols.plans.effect import Move
from protocols.plans.falls import lasts, least_weighing, on_taper
from protocols.plans.head import Head, dosed, item_of
from protocols.plans.moving import entering, place_of
from protocols.plans.snapshot import PlannedItem, PlannedStep, step_of
from protocols.plans.spans import Span, Track, day_number, days_since, pending_rise, span_on
from protocols.plans.weighings_kept import Kept
from protocols.refusal import Refusal
from protocols.text import Key

DAY: Final = timedelta(days=1)


class MigrationRefused(Refusal):
    """A plan that cannot go over to the revision, and why not."""

    code = "migration_refused"
    title = "The plan cannot go over to this revision"


def moves(head: Head, track: Track, to: Kept, today: date) -> Iterator[Move]:
    """The present dose in the new text, and a fall onto the taper that a check-in has decided; a rise is left out."""
    present = _present(head, track, to, today)
    yield present
    ahead = pending_rise(track, today)
    if ahead is not None and on_taper(item_of(head, track.item), ahead.step):
        yield _decided(head, track, (to, present), ahead, today)


def _present(head: Head, track: Track, to: Kept, today: date) -> Move:
    """The same dose keeps its days; a lower one is entered today; a taper stays a taper, for nothing rises there."""
    span = span_on(track, today)
    before = dosed(head, track.item, span)
    place, after = _not_more(_open_to(head, track, to.item, today), (before, to.entered(span)), to)
    same = after.arithmetic.daily.value == before.arithmetic.daily.value
    since = max(today, head.snapshot.start_on)
    return Move(
        item=track.item,
        step=after.key,
        from_day=since,
        begun=span.begun if same else since,
        counts_from=span.counts_from if same else since,
        arrived_by=span.arrived_by if same else None,
        settled=span.settled and not on_taper(to.item, after.key),
        resolved=to.there + place,
    )


def _decided(head: Head, track: Track, to: tuple[Kept, Move], ahead: Span, today: date) -> Move:
    """On the day that was decided, or sooner where the new text's days on the dose before are over."""
    kept, present = to
    doses = dosed(head, track.item, ahead), step_of(kept.weighings[present.resolved - kept.there], present.step)
    least = min(doses, key=lambda step: step.arithmetic.daily.value)
    place, after = _not_more(_taper(kept.item), (least, kept.entered(ahead)), kept)
    over = day_number(track, present.begun, lasts(kept.item, span_of(present))) + DAY
    return entering(track.item, after.key, min(ahead.since, max(over, today)), kept.there + place)


def _open_to(head: Head, track: Track, item: PlannedItem, today: date) -> tuple[PlannedStep, ...]:
    """The ladder; up to its entry step before anything was taken, because a plan starts there or lower.

    That counts the days before today: on day 1 itself the lower dose is the stricter (judgement).
    """
    taken = days_since(track, head.snapshot.start_on, today - DAY)
    if on_taper(item_of(head, track.item), span_on(track, today).step):
        return _taper(item)
    return item.steps if taken else item.steps[: place_of(item, item.entry) + 1]


def _taper(item: PlannedItem) -> tuple[PlannedStep, ...]:
    if not item.taper:
        raise MigrationRefused(
            f"The {item.called} is on its taper, or about to be, and the new revision has none: nothing goes back from "
            "a taper to the steps before it. Let it run out, or end it by name.",
            pointer="/revision",
        )
    return item.taper


def _not_more(steps: tuple[PlannedStep, ...], before: tuple[PlannedStep, int], to: Kept) -> tuple[int, PlannedStep]:
    """The highest step that is not more than the present dose, with its weighing; raises MigrationRefused without one.

    The weighing that the dose was entered with stays, unless a later one has less of the step: what a heavier body
    would get waits for the next advance. Of two steps of the same dose the one that has the same name stays.
    """
    present, entered = before
    places = ((_weighing(to, step.key, entered), step.key) for step in steps)
    doses = [(place, step_of(to.weighings[place], key)) for place, key in places]
    fitting = [each for each in doses if _daily(each[1]) <= _daily(present)]
    if not fitting:
        which = "dose of the taper" if steps == to.item.taper else "step"
        raise MigrationRefused(
            f"Every {which} of {to.item.called} in the new revision is more than the {_daily(present)} g a day taken "
            "now, and nothing rises by going over.",
            pointer="/revision",
        )
    return max(fitting, key=lambda each: (_daily(each[1]), each[1].key == present.key))


def _weighing(to: Kept, step: Key, entered: int) -> int:
    """The weighing that the dose was entered with, unless a later one has less of the step."""
    least = least_weighing(to.weighings, step, entered)
    less = _daily(step_of(to.weighings[least], step)) < _daily(step_of(to.weighings[entered], step))
    return least if less else entered


def _daily(step: PlannedStep) -> Decimal:
    return step.arithmetic.daily.value
