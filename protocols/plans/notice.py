"""What stays to be known about a plan although it may run."""

from collections.abc import Iterator
from typing import assert_never

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.dosing.portion import Misfit, PacketsDoNotFit, ScoopsDoNotFit, portion
from protocols.dosing.product import Product
from protocols.plans.head import Head
from protocols.plans.measured_with import measured_with
from protocols.plans.snapshot import PlannedStep
from protocols.value import Value


class PlanNotice(Value, frozen=True):
    """Something that whoever opens the plan should see: a stable code, what it is about, a sentence."""

    code: str
    about: str
    says: str


def notices(protocol: Protocol, head: Head) -> tuple[PlanNotice, ...]:
    """What is told, overridden or awaited, and doses that the client's product cannot measure.

    Codes: `inform` for raised cautions that only tell, `override` with the day to look at it again, `result_awaited`,
    and `not_measurable_with_product` about an item, for each of its steps, reached or not.
    """
    raised = head.screened.raised
    told = [
        PlanNotice(code="inform", about=each.caution, says=f"{each.label}: {each.because}")
        for each in raised
        if each.action is Action.INFORM
    ]
    overridden = [
        PlanNotice(
            code="override",
            about=each.caution,
            says=f"{each.label}: {each.because} Started with a reason; look again by {each.override.review_on}.",
        )
        for each in raised
        if each.override is not None
    ]
    awaited = [
        PlanNotice(code="result_awaited", about=key, says="Not recorded yet: the client waits with the first dose.")
        for key in protocol.baseline_labs
        if key not in head.baseline
    ]
    return (*told, *overridden, *awaited, *_not_measurable(head))


def _not_measurable(head: Head) -> Iterator[PlanNotice]:
    product = measured_with(head)
    for item in head.snapshot.items:
        for step in item.steps:
            if says := _misfits(step, product):
                yield PlanNotice(
                    code="not_measurable_with_product", about=item.key, says=f"Step {step.key}: {' '.join(says)}"
                )


def _misfits(step: PlannedStep, product: Product) -> tuple[str, ...]:
    """A sentence for each amount of the step that no portion of this product comes to."""
    found = (
        (str(part.amount), portion(part.amount, product, half=step.half_scoop))
        for part in step.arithmetic.parts
        if part.units
    )
    return tuple(dict.fromkeys(_says(amount, why) for amount, why in found if isinstance(why, Misfit)))


def _says(amount: str, why: Misfit) -> str:
    match why:
        case PacketsDoNotFit(each=each):
            return f"{amount} is no number of whole packets of {each}, and a packet is never split."
        case ScoopsDoNotFit(each=each):
            return f"{amount} is no number of level scoops of {each}, and not whole grams for a kitchen scale."
        case _:
            assert_never(why)
