"""Weight that was lost without being planned: an alarm, whoever finds it and whatever the rules of a protocol say.

A loss that a practitioner has weighed by name and let stand, as planned or when the plan was taken up again, is known:
what is lost since then counts from that weight, whether it is told at a check-in or weighed by name. A weight that is
in doubt is asked again before a dose is worked out for it; as an alarm it is believed at once, the stricter of the two
(judgement).
"""

from typing import Final

from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.plans.case import Case
from protocols.plans.weighed import LOSS_THAT_STOPS, is_lost, lost_from

LOST: Final = "alarm-weight_loss"
SAYS: Final = f"The weight is {LOSS_THAT_STOPS} % or more below the start: stop, call today."


def tells_a_loss(case: Case) -> bool:
    """Whether the check-in tells a weight so far below that of the start; one from before the start tells none."""
    # The doses for the weight told now are no weighing that stood.
    weighings = case.head.doses[:-1] if case.lighter is not None else case.head.doses
    told, known = case.numbers.answers.get(BODY_WEIGHT), lost_from(case.head, weighings)
    before_the_start = case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE
    if told is None or known is None or (before_the_start and case.around is not None):
        return False
    return is_lost(known, told)
