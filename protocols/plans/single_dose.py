"""The limit of what is taken of a substance at once."""

from decimal import Decimal

from protocols.decimal_string import DecimalString
from protocols.dosing.day_part import ORDER, DayPart
from protocols.dosing.substance import CEILINGS, counts_as
from protocols.plans.snapshot import PlannedItem
from protocols.refusal import Refusal


class SingleDosePassed(Refusal):
    """More of a substance in one part of the day than anybody takes at once."""

    code = "single_dose_passed"
    title = "The amount taken at once is above the limit for this substance"


def check_single_doses(items: tuple[PlannedItem, ...]) -> None:
    """Refuse items that could together pass the limit of one dose, whichever steps they reach.

    The limit is the substance's own (15 g of L-glutamine: label-sickle-weight-bands); what holds the substance counts
    for what is in it. Other products count by the day only: nobody says when they are taken.
    """
    for part in ORDER:
        for substance, amount in _at_once(items, part).items():
            ceilings = CEILINGS.get(substance)
            if ceilings is not None and amount > ceilings.single_dose.value:
                raise SingleDosePassed(
                    f"In one part of the day ({part.value}) this comes to {DecimalString(amount)} g of {substance}; "
                    f"nobody takes more than {ceilings.single_dose.value} g at once.",
                    pointer="/protocol",
                )


def _at_once(items: tuple[PlannedItem, ...], part: DayPart) -> dict[str, Decimal]:
    """The most g of each substance that this part of the day can hold."""
    totals: dict[str, Decimal] = {}
    for item in items:
        substance, share = counts_as(item.substance.key)
        totals[substance] = totals.get(substance, Decimal(0)) + _reach(item, part) * share
    return totals


def _reach(item: PlannedItem, part: DayPart) -> Decimal:
    doses = (each for step in item.steps for each in step.arithmetic.parts if each.part is part)
    return max((Decimal(each.amount.value) for each in doses), default=Decimal(0))
