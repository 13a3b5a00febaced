"""What a laboratory reports of a measure: a number with its unit, and the laboratory's own limit."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

import msgspec

from protocols.checkpoints.measure import AnswerOutsideScale, Measure, MeasureKind, check_answer
from protocols.checkpoints.metric import power_of_ten
from protocols.decimal_string import PATTERN, DecimalString
from protocols.refusal import Refusal
from protocols.text import Line
from protocols.value import Value


class UnitRefused(Refusal):
    """A value in a unit that is more than a metric prefix away from the measure's own."""

    code = "unit_refused"
    title = "The unit cannot be converted to the measure's unit"


class LimitImplausible(Refusal):
    """A laboratory's limit that is not positive, lies off the measure's scale, or far above every usual one."""

    code = "limit_implausible"
    title = "The laboratory's limit cannot be meant"


PLAUSIBLE_LIMITS: Final = {
    "alt": (DecimalString(200), "U/L"),
    "ast": (DecimalString(200), "U/L"),
    "ammonia": (DecimalString(144), "umol/L"),
}
"""By the catalogue's keys the highest upper limit that can be meant, with its unit: judgement, and wide.

For ammonia twice the highest limit of the laboratories cited with the measure (72 umol/L); no source gives one for the
liver enzymes, whose usual limits are a fraction of 200 U/L. A value told as its own limit would hide what it says.
"""


class NotFromLaboratory(Refusal):
    """A question's answer told as a laboratory's value."""

    code = "not_from_laboratory"
    title = "This measure is not a laboratory value"


_VALUE: Final = "As the laboratory reports it, in `unit`."
_UNIT: Final = "UCUM: the measure's own unit, or one that differs by a decimal metric prefix only (`mg/L` for `mg/dL`)."
_LIMIT: Final = (
    "The upper limit that this laboratory reports beside the value, in the same unit. Rules that compare with the "
    "limit cannot be decided without it, and then nothing rises."
)
_TAKEN: Final = "The day of the sample; left out, it is not known."


class Result(Value, frozen=True):
    """A laboratory value as it was reported; it is kept as told, and converted exactly for the rules."""

    value: Annotated[DecimalString, msgspec.Meta(description=_VALUE)]
    unit: Annotated[Line, msgspec.Meta(description=_UNIT)]
    upper_limit: Annotated[DecimalString | None, msgspec.Meta(description=_LIMIT)] = None
    taken_on: Annotated[date | None, msgspec.Meta(description=_TAKEN)] = None


class Read(Value, frozen=True):
    """A result in the measure's own unit."""

    value: DecimalString
    upper_limit: DecimalString | None = None


def read_result(measure: Measure, result: Result, where: str) -> Read:
    """The result in the measure's own unit; raises the refusal of what cannot be meant, with its place."""
    if measure.kind is not MeasureKind.LABORATORY:
        raise NotFromLaboratory(f"{measure.label} is told in `answers`.", pointer=where)
    power = power_of_ten(result.unit, measure.unit)
    if power is None:
        raise UnitRefused(
            f"{measure.label} is told in {measure.unit}, or in a unit that differs from it by a decimal metric prefix "
            f"only; {result.unit} is neither, and nothing is converted from it.",
            pointer=f"{where}/unit",
        )
    value = _shifted(measure, result.value, power, f"{where}/value")
    check_answer(measure, value, f"{where}/value")
    if result.upper_limit is None:
        return Read(value=value)
    limit = _shifted(measure, result.upper_limit, power, f"{where}/upper_limit")
    _check_limit(measure, limit, f"{where}/upper_limit")
    return Read(value=value, upper_limit=limit)


def highest_limit(measure: Measure) -> DecimalString:
    """The highest limit that a laboratory can have told beside the measure: that of its key, or the end of its scale.

    A measure in a unit of another kind has its scale alone: nothing is converted.
    """
    highest, unit = PLAUSIBLE_LIMITS.get(measure.key, (measure.high, measure.unit))
    power = power_of_ten(unit, measure.unit)
    if power is None:
        return measure.high
    inside = Decimal(highest).scaleb(power)
    return DecimalString(inside) if measure.low < inside < measure.high else measure.high


def _check_limit(measure: Measure, limit: DecimalString, where: str) -> None:
    if limit <= 0 or not measure.low <= limit <= measure.high:
        raise LimitImplausible(
            f"A limit of {limit} {measure.unit} cannot be meant: it is more than 0, and {measure.label} goes from "
            f"{measure.low} to {measure.high} {measure.unit}.",
            pointer=where,
        )
    if limit > highest_limit(measure):
        raise LimitImplausible(
            f"An upper limit of {limit} {measure.unit} cannot be meant: no laboratory's is above "
            f"{highest_limit(measure)} {measure.unit}. Tell the limit that stands beside the value, not a value.",
            pointer=where,
        )


def _shifted(measure: Measure, told: DecimalString, power: int, where: str) -> DecimalString:
    """The number times a power of ten, exactly: at most 24 digits are told, and none of them is lost."""
    number = DecimalString(Decimal(told).scaleb(power))
    if re.fullmatch(PATTERN, str(number)) is None:
        raise AnswerOutsideScale(
            f"{told} has more digits than can be written in {measure.unit}.",
            pointer=where,
        )
    return number
