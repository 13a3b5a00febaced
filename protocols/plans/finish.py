"""The end of a course: after its planned days, or down the taper."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.case import Case, meant
from protocols.plans.days import item_last_day, last_day, planned_last_day, planned_until
from protocols.plans.decision import ItemOutcome
from protocols.plans.effect import Effect, Ended, Ending, Move, StopReason
from protocols.plans.falls import lower_on_taper, on_taper
from protocols.plans.head import item_of, weighings
from protocols.plans.look_again import seen_at
from protocols.plans.moving import about_to_rise, entering, with_falls
from protocols.plans.outcome import Outcome
from protocols.plans.spans import Track, span_on

DAY: Final = timedelta(days=1)

_GOES_ON: Final = frozenset({DoseOutcome.ADVANCE, DoseOutcome.HOLD})


def finish(case: Case, outcome: Outcome) -> Effect:
    """The course ends whatever the answers: after its planned days, or at once where the answers would have lowered.

    Where there is a taper, going on means going down it, and an item that is on its way down goes on with it.
    """
    goes_on = outcome.dose in _GOES_ON
    down = tuple(move for track in case.head.tracks if goes_on for move in _onto_taper(case, track))
    looked = seen_at(case, None)
    if down:
        back = tuple(track.item for track in case.head.tracks if _takes_back(case, outcome, track))
        return with_falls(case.head, Effect(day=case.today, moves=down, cancels=back, seen=looked))
    cancels = tuple(track.item for track in case.head.tracks)
    ends = Effect(day=case.today, ended=_finished(case, goes_on=goes_on), cancels=cancels, seen=looked)
    return with_falls(case.head, ends) if goes_on else ends


def finish_item(case: Case, track: Track, item: ItemOutcome) -> Effect:
    """The same for the one item that the end checkpoint names."""
    goes_on = item.dose in _GOES_ON
    down = tuple(_onto_taper(case, track)) if goes_on else ()
    ends = () if down else (Ending(item=track.item, ended=_finished(case, goes_on=goes_on)),)
    cancels = () if down else (track.item,)
    return Effect(day=case.today, moves=down, ends=ends, cancels=cancels)


def _takes_back(case: Case, outcome: Outcome, track: Track) -> bool:
    """Whether the item was about to rise, beside another that goes down, and something speaks against it."""
    return track.item in outcome.takes_back and about_to_rise(case.head, track, case.today) is not None


def _finished(case: Case, *, goes_on: bool) -> Ended:
    on = max(case.today, _planned_end(case) + DAY) if goes_on else case.today
    return Ended(on=on, reason=StopReason.COMPLETED, final=False)


def _planned_end(case: Case) -> date:
    """The end checkpoint's due day, or the last planned day of a last step that is longer."""
    due = [] if case.around is None else [case.around.due]
    named = None if case.checkpoint is None else case.checkpoint.item
    ends = [track for track in case.head.tracks if named in {None, track.item}]
    planned = (planned_last_day(case.head, track) for track in ends)
    latest = max((item_last_day(case.head, track) for track in ends), default=last_day(case.head))
    return min(latest, max((*due, *(day for day in planned if day is not None))))


def due_taper(case: Case, track: Track) -> Iterator[Move]:
    """On the last step the last checkpoint before its planned end leads on to the taper."""
    planned, around = planned_until(case.head, track, span_on(track, case.today)), case.around
    if planned is not None and around is not None and around.due >= planned and meant(case) == track:
        yield from _onto_taper(case, track)


def _onto_taper(case: Case, track: Track) -> Iterator[Move]:
    planned, span = item_of(case.head, track.item), span_on(track, case.today)
    ahead = next(iter(lower_on_taper(weighings(case.head, track.item), span)), None)
    last = planned_until(case.head, track, span)
    if ahead is not None and last is not None and not on_taper(planned, span.step):
        yield entering(track.item, ahead.step.key, max(case.today, last) + DAY, ahead.resolved)
