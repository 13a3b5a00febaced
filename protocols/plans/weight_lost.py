"""Weight that was lost without being planned: an alarm, whoever finds it and whatever the rules of a protocol say.

A loss that a practitioner has weighed by name and let stand, as planned or when the plan was taken up again, is known:
what is lost since then counts from that weight. A weight that is in doubt is asked again before a dose is worked out
for it; as an alarm it is believed at once, the stricter of the two (judgement).
"""

from decimal import Decimal
from typing import Final

from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.plans.case import Case

LOSS_THAT_STOPS: Final = Decimal(5)
"""Per cent of the start weight, lost without being planned, that stops the plan (body-weight)."""

LOST: Final = "alarm-weight_loss"
SAYS: Final = f"The weight is {LOSS_THAT_STOPS} % or more below the start: stop, call today."


def is_lost(before: Decimal, now: Decimal) -> bool:
    """Whether so much of the earlier weight is gone that a plan stops."""
    return (before - now) * 100 >= before * LOSS_THAT_STOPS


def tells_a_loss(case: Case) -> bool:
    """Whether the check-in tells a weight so far below that of the start; one from before the start tells none."""
    told, started = case.numbers.answers.get(BODY_WEIGHT), case.baseline.get(BODY_WEIGHT)
    before_the_start = case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE
    if told is None or started is None or (before_the_start and case.around is not None):
        return False
    return is_lost(_known_to_stand(case, started), told)


def _known_to_stand(case: Case, started: Decimal) -> Decimal:
    """The start weight, or the last that was so far below it and stood; whoever is back near the start began anew."""
    before = case.head.doses[:-1] if case.lighter is not None else case.head.doses
    known = started
    for weight in (doses.body.weight for doses in before):
        if weight is None or not is_lost(started, weight.value):
            known = started
        elif is_lost(known, weight.value):
            known = weight.value
    return known
