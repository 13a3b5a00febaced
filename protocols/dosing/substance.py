"""What is known of a substance's limits, whoever writes the protocol."""

from decimal import Decimal
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.dosing.body import IDEAL_HEIGHT_CM, Body, WeightBasis, weight_for
from protocols.dosing.quantity import Quantity, grams, grams_per_day
from protocols.text import Key, Line
from protocols.value import Value


class Substance(Value, frozen=True):
    """Something to swallow, by key and by the name on its label."""

    key: Key
    name: Line


class Ceilings(Value, frozen=True):
    """Limits per person and day over everything taken (refuse, ask for a reason, tell), and the limit of one dose."""

    substance: Key
    refuse_above: Quantity
    reason_above: Quantity
    reason_above_per_kg: DecimalString
    inform_above: Quantity
    single_dose: Quantity


L_GLUTAMINE: Final = Ceilings(
    substance="l-glutamine",
    refuse_above=grams_per_day("40"),
    reason_above=grams_per_day("30"),
    reason_above_per_kg=DecimalString("0.5"),
    inform_above=grams_per_day("14"),
    single_dose=grams("15"),
)
"""Sources: 40 g/d monograph-40g and holecek-2013; 30 g/d label-cap-30g; 0.5 g/kg/d galera-2010, of the
lesser of ideal and actual weight (judgement); 14 g/d osl-14g (shao-2008); 15 g a dose label-sickle-weight-bands."""

CEILINGS: Final = {ceilings.substance: ceilings for ceilings in (L_GLUTAMINE,)}


CONTAINS: Final = {"l-alanyl-l-glutamine": ("l-glutamine", Decimal("0.67"))}
"""What a gram of another substance counts for: 0.67 g of glutamine (ratio of molecular masses, 146.15 to 217.2)."""


def counts_as(substance: str) -> tuple[str, Decimal]:
    """The substance whose limits it counts towards, and the grams of that in one gram of it."""
    return CONTAINS.get(substance, (substance, Decimal(1)))


def lesser_weight(body: Body) -> Decimal | None:
    """The lesser of ideal and actual weight in kg; the actual one where no ideal one is known, None without either.

    This is the weight of the 0.5 g per kg line, for fixed doses too (judgement).
    """
    if body.weight is None:
        return None
    low, high = IDEAL_HEIGHT_CM
    has_ideal = body.ideal is not None or (body.height is not None and low <= body.height.value <= high)
    return weight_for(WeightBasis.IDEAL if has_ideal else WeightBasis.ACTUAL, body).kilograms
