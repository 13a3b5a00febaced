"""What stays to be known about a plan although it may run."""

from collections.abc import Iterator
from typing import assert_never

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.dosing.portion import Misfit, PacketsDoNotFit, ScoopsDoNotFit, portion
from protocols.dosing.product import Product
from protocols.plans.effect import Acknowledged, Review
from protocols.plans.head import Head
from protocols.plans.lines import waits_for
from protocols.plans.measured_with import measured_with
from protocols.plans.screening import Raised
from protocols.plans.snapshot import PlannedStep
from protocols.plans.still_screened import screening_due
from protocols.value import Value


class PlanNotice(Value, frozen=True):
    """Something that whoever opens the plan should see: a stable code, what it is about, a sentence.

    `acknowledged` says who has taken note of it and when; until then an `inform` or a `result_awaited` is open.
    """

    code: str
    about: str
    says: str
    acknowledged: Acknowledged | None


def acknowledged(head: Head, about: str, because: str = "") -> Acknowledged | None:
    """Who took note of a finding; None while it is open."""
    known = (each for each in head.acknowledged if (each.about, each.because) == (about, because))
    return next(known, None)


def review_of(head: Head, raised: Raised) -> Review | None:
    """When the reason against a caution is looked at next; None where nothing was overridden."""
    if raised.override is None:
        return None
    known = (each for each in head.reviews if each.caution == raised.caution)
    return next(known, Review(caution=raised.caution, next_on=raised.override.review_on))


def informing(head: Head) -> tuple[Raised, ...]:
    """The cautions of the newest screening, and of the record since, that only tell."""
    return tuple(each for each in head.screened.raised if each.action is Action.INFORM)


def awaited(protocol: Protocol, head: Head) -> tuple[str, ...]:
    """The results that the first dose waits for and that nobody has recorded."""
    return tuple(key for key in waits_for(protocol, head) if key not in head.baseline)


def notices(protocol: Protocol, head: Head) -> tuple[PlanNotice, ...]:
    """What is told, overridden or awaited, and doses that the client's product cannot measure.

    Codes: `screening_due` where the client's record changed since the screening was asked, `inform` for raised cautions
    that only tell, `override` with the day to look at it again, `result_awaited`, and `not_measurable_with_product`
    about an item, for each of its steps, reached or not.
    """
    told = [
        PlanNotice(
            code="inform",
            about=each.caution,
            says=f"{each.label}: {each.because}",
            acknowledged=acknowledged(head, each.caution, each.because),
        )
        for each in informing(head)
    ]
    overridden = [
        PlanNotice(
            code="override",
            about=each.caution,
            says=f"{each.label}: {each.because} Started with a reason; look again by {review.next_on}.",
            acknowledged=None,
        )
        for each in head.screened.raised
        if (review := review_of(head, each)) is not None
    ]
    return (*_screening(head), *told, *overridden, *_awaited(protocol, head), *_not_measurable(head))


def _screening(head: Head) -> Iterator[PlanNotice]:
    says = screening_due(head)
    if says is not None:
        yield PlanNotice(code="screening_due", about="screening", says=says, acknowledged=None)


def _awaited(protocol: Protocol, head: Head) -> Iterator[PlanNotice]:
    for key in awaited(protocol, head):
        yield PlanNotice(
            code="result_awaited",
            about=key,
            says="Not recorded yet: the client waits with the first dose.",
            acknowledged=acknowledged(head, key),
        )


def _not_measurable(head: Head) -> Iterator[PlanNotice]:
    product = measured_with(head)
    for item in head.snapshot.items:
        for step in item.steps:
            if says := _misfits(step, product):
                yield PlanNotice(
                    code="not_measurable_with_product",
                    about=item.key,
                    says=f"Step {step.key}: {' '.join(says)}",
                    acknowledged=None,
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
