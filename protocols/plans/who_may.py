"""Which acts on a plan an assistant may enter."""

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.acts import Adjustment, Hold, Pause, RecordProduct, SetStep, Stop, Weigh
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import StopReason
from protocols.plans.person import Staff, answering, named


def check_may(act: Adjustment, done: Adjusting, staff: Staff) -> None:
    """Refuse an assistant what is a practitioner's; whoever acts is a person of the practice.

    An assistant may make a dose less at once, and record what was measured; what judges is a practitioner's.
    """
    (named if _is_open_to_all(act, done) else answering)(staff, act.by, "/by")


def _is_open_to_all(act: Adjustment, done: Adjusting) -> bool:
    match act:
        case Pause() | Hold() | RecordProduct():
            return True
        case Stop():
            return act.stop_reason is not StopReason.ENTERED_IN_ERROR
        case Weigh():
            return not act.loss_was_planned
        case SetStep():
            return all(move.arrived_by is not DoseOutcome.ADVANCE for move in done.effect.moves if not move.by_calendar)
        case _:
            return False
