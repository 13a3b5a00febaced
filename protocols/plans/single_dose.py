"""The limit of what is taken of a substance at once, by the doses of one weighing or of several."""

from collections.abc import Iterable
from decimal import Decimal

from protocols.decimal_string import DecimalString
from protocols.dosing.day_part import ORDER, DayPart
from protocols.dosing.substance import CEILINGS, counts_as
from protocols.plans.snapshot import PlannedItem, PlannedStep
from protocols.refusal import Refusal
from protocols.text import Key


class SingleDosePassed(Refusal):
    """More of a substance in one part of the day than anybody takes at once."""

    code = "single_dose_passed"
    title = "The amount taken at once is above the limit for this substance"


def check_single_doses(items: tuple[PlannedItem, ...]) -> None:
    """Refuse items that could together pass the limit of one dose, whichever steps they reach.

    The limit is the substance's own (15 g of L-glutamine: label-sickle-weight-bands); what holds the substance counts
    for what is in it. Other products count by the day only: nobody says when they are taken.
    """
    too_much = too_much_at_once((item.substance.key, item.steps) for item in items)
    if too_much is not None:
        raise SingleDosePassed(too_much, pointer="/protocol")


Reach = Iterable[tuple[Key, tuple[PlannedStep, ...]]]
"""The substance of each item, with the steps of which any may hold beside any of the others."""


def too_much_at_once(reach: Reach) -> str | None:
    """The part of the day in which these steps could together pass the limit of one dose, in words."""
    known = tuple(reach)
    for part in ORDER:
        for substance, amount in _at_once(known, part).items():
            ceilings = CEILINGS.get(substance)
            if ceilings is not None and amount > ceilings.single_dose.value:
                return (
                    f"In one part of the day ({part.value}) this comes to {DecimalString(amount)} g of {substance}; "
                    f"nobody takes more than {ceilings.single_dose.value} g at once."
                )
    return None


def _at_once(reach: Reach, part: DayPart) -> dict[str, Decimal]:
    """The most g of each substance that this part of the day can hold."""
    totals: dict[str, Decimal] = {}
    for key, steps in reach:
        substance, share = counts_as(key)
        totals[substance] = totals.get(substance, Decimal(0)) + _most(steps, part) * share
    return totals


def _most(steps: tuple[PlannedStep, ...], part: DayPart) -> Decimal:
    doses = (each for step in steps for each in step.arithmetic.parts if each.part is part)
    return max((Decimal(each.amount.value) for each in doses), default=Decimal(0))
