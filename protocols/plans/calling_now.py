"""A call that a check-in itself opens, which stands against a rise like one that was open before."""

from collections.abc import Iterator

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome, is_urgent
from protocols.plans.before_a_line import standing, would_rise
from protocols.plans.case import Case
from protocols.plans.decision import Considered
from protocols.plans.limits import OPEN_CALL, true
from protocols.plans.moving import about_to_rise
from protocols.plans.open_calls import blocks_a_rise
from protocols.plans.outcome import outcome_of
from protocols.plans.position import LIVE, item_phase

_SAYS = "A call opens with this check-in: nothing rises until a named practitioner has closed it."


def calling_now(case: Case, considered: tuple[Considered, ...]) -> Iterator[Considered]:
    """Holds for every item that would rise, or is about to, beside an urgent call that another item may have opened."""
    # One from before holds every item already.
    if blocks_a_rise(case.head) or not is_urgent(outcome_of(case, considered).call):
        return
    stands = standing(considered)
    for track in case.head.tracks:
        ahead = item_phase(case.head, track, case.today) in LIVE and about_to_rise(case.head, track, case.today)
        if ahead or would_rise(case, stands, track):
            yield replace(true(OPEN_CALL, DoseOutcome.HOLD, Call.NONE, _SAYS), items=(track.item,))
