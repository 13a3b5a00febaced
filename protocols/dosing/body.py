"""The measured body that a dose may depend on."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Quantity, Unit, of, require_positive
from protocols.refusal import Refusal
from protocols.text import Line
from protocols.value import Value

IDEAL_BMI: Final = Decimal(22)
"""kg per square metre; a weight tied to BMI: peterson-2016; the figure 22 is judgement."""

IDEAL_HEIGHT_CM: Final = (Decimal(140), Decimal(210))
"""Heights for which the ideal weight is used; judgement."""

ADULT_WEIGHT_KG: Final = (Decimal(30), Decimal(250))
"""Plausible weights of adults; judgement."""

PLAUSIBLE_HEIGHT_CM: Final = (Decimal(100), Decimal(250))
"""Heights outside are taken for another unit (metres, inches); judgement."""

PLAUSIBLE_BMI: Final = (Decimal(14), Decimal(60))
"""kg per square metre; outside, the numbers must be confirmed (pounds for kilograms is a factor of 2.2); judgement."""


ENTERED_IDEAL_KG: Final = (Decimal(30), Decimal("137.5"))
"""Ideal weights that may be entered: from the lightest adult to 22 kg per square metre at 250 cm; judgement."""


class Implausible(Refusal):
    """A weight, height or product size that is more likely a slip than meant."""

    code = "implausible_measurement"
    title = "The measurement is not plausible"


class MeasurementMissing(Refusal):
    """A dose per kilogram without the weight or the height that it needs."""

    code = "measurement_missing"
    title = "A weight or height is needed"


class WeightBasis(StrEnum):
    """Which weight a dose per kilogram multiplies; `ideal` resolves to the lesser of ideal and actual weight."""

    ACTUAL = "actual"
    IDEAL = "ideal"


class IdealWeight(Value, frozen=True):
    """An ideal weight in kg that a practitioner enters, such as for a height below 140 cm, and where it comes from."""

    weight: Quantity
    source: Line

    def __post_init__(self) -> None:
        require_positive(self.weight, Unit.KILOGRAM, "An ideal weight", "/weight")
        _within(self.weight, ENTERED_IDEAL_KG, "An ideal weight", "/weight")


class Body(Value, frozen=True):
    """Weight in kg, height in cm, the day the weight was taken, and whether unusual numbers were confirmed.

    `ideal` is an ideal weight that was entered; it counts instead of the one of the height.
    """

    weight: Quantity | None = None
    height: Quantity | None = None
    weighed_on: date | None = None
    confirmed: bool = False
    ideal: IdealWeight | None = None

    def __post_init__(self) -> None:
        if self.weight is not None:
            require_positive(self.weight, Unit.KILOGRAM, "A weight", "/weight")
            _within(self.weight, ADULT_WEIGHT_KG, "A weight", "/weight")
        if self.height is not None:
            require_positive(self.height, Unit.CENTIMETRE, "A height", "/height")
            _within(self.height, PLAUSIBLE_HEIGHT_CM, "A height", "/height")
        index = bmi(self)
        if index is not None and not self.confirmed and not PLAUSIBLE_BMI[0] <= index <= PLAUSIBLE_BMI[1]:
            raise Implausible(
                f"This weight and height make a body mass index of {_said(index)}. "
                "Check the units (kg and cm); if the numbers are right, send them again with `confirmed`.",
                pointer="/weight",
            )


def _said(index: Decimal) -> Decimal:
    """With two digits, rounded away from what is plausible, so that the number said is never one that is taken."""
    away = ROUND_FLOOR if index < PLAUSIBLE_BMI[0] else ROUND_CEILING
    return index.quantize(Decimal("0.01"), away)


def _within(quantity: Quantity, bounds: tuple[Decimal, Decimal], what: str, pointer: str) -> None:
    low, high = bounds
    if not low <= quantity.value <= high:
        raise Implausible(
            f"{what} is between {low} and {high} {quantity.unit}; {quantity} is not plausible.",
            pointer=f"{pointer}/value",
        )
    if -int(quantity.value.as_tuple().exponent) > 1:
        raise Implausible(f"{what} has at most one digit after the point.", pointer=f"{pointer}/value")


def bmi(body: Body) -> Decimal | None:
    """Body mass index in kg per square metre, or None where a number is missing."""
    if body.weight is None or body.height is None:
        return None
    return body.weight.value / (body.height.value / 100) ** 2


def ideal_weight(height: Quantity) -> Quantity:
    """22 kg per square metre of height, exactly; raises Implausible outside 140 to 210 cm."""
    low, high = IDEAL_HEIGHT_CM
    if not low <= height.value <= high:
        raise Implausible(
            f"The ideal weight is known for heights from {low} to {high} cm; "
            f"for {height} a practitioner enters one with its source (`ideal_weight`), or chooses another protocol.",
            pointer="/height/value",
        )
    return of(IDEAL_BMI * (height.value / 100) ** 2, Unit.KILOGRAM)


class WeightUsed(Value, frozen=True):
    """The kilograms that a dose was multiplied with, and where they come from.

    An ideal weight is that of the height, or was entered from a `source`.
    """

    basis: WeightBasis
    kilograms: DecimalString
    actual: Quantity
    ideal: Quantity | None = None
    height: Quantity | None = None
    source: Line | None = None


def weight_for(basis: WeightBasis, body: Body) -> WeightUsed:
    """The weight that the basis asks for: never more than the actual weight, so that nobody light is overdosed."""
    if body.weight is None:
        raise MeasurementMissing("This dose is per kilogram: the client's weight in kg is needed.", pointer="/weight")
    if basis is WeightBasis.ACTUAL:
        return WeightUsed(basis=basis, kilograms=body.weight.value, actual=body.weight)
    if body.ideal is not None:
        return _lesser(body.weight, body.ideal.weight, source=body.ideal.source)
    if body.height is None:
        raise MeasurementMissing(
            "This dose is per kilogram of ideal weight: the client's height in cm is needed.", pointer="/height"
        )
    return _lesser(body.weight, ideal_weight(body.height), height=body.height)


def _lesser(
    actual: Quantity, ideal: Quantity, *, height: Quantity | None = None, source: Line | None = None
) -> WeightUsed:
    kilograms = min(ideal.value, actual.value)
    return WeightUsed(
        basis=WeightBasis.IDEAL, kilograms=kilograms, actual=actual, ideal=ideal, height=height, source=source
    )
