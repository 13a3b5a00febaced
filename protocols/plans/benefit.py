"""Whether the course reached the protocol's own endpoint."""

from msgspec.structs import replace

from protocols.checkpoints.predicate import Facts, evaluate
from protocols.plans.case import Case, finishes
from protocols.plans.decision import Benefit, BenefitSeen


def benefit_of(case: Case, known: Facts) -> Benefit | None:
    """The first endpoint that can be decided, at the end checkpoint; None elsewhere or without an endpoint."""
    if case.protocol.response is None or not finishes(case):
        return None
    # A score that was left out decides nothing here: the next endpoint does.
    told = replace(known, skipped=())
    for endpoint in case.protocol.response.endpoints:
        reached = evaluate(endpoint, told)
        if reached is True:
            return Benefit(seen=BenefitSeen.RESPONDED, says=case.protocol.response.responded)
        if reached is False:
            return Benefit(seen=BenefitSeen.NO_CLEAR_BENEFIT, says=case.protocol.response.no_clear_benefit)
    return Benefit(
        seen=BenefitSeen.CANNOT_BE_SAID, says="Without a baseline it cannot be said whether this course did anything."
    )
