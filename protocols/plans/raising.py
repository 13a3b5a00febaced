"""What raises a caution."""

from decimal import Decimal
from typing import assert_never

from protocols.authoring.caution import (
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BmiBelow,
    Caution,
    DailyDoseAbove,
    DosePerKgAbove,
    Trigger,
)
from protocols.dosing.body import Body, bmi
from protocols.dosing.substance import lesser_weight
from protocols.plans.answer import YesNoUnknown
from protocols.text import Key
from protocols.value import Value


class Examined(Value, frozen=True):
    """What screening looks at besides the answers: age, body, record, and the highest g/d the plan can reach."""

    age: int
    body: Body
    recorded_cautions: tuple[Key, ...]
    highest_daily: Decimal


def because(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> str | None:
    """What raises the caution, in words, or None where nothing does."""
    if caution.key in examined.recorded_cautions:
        return "It stands on the client's record."
    answer = answers.get(caution.key)
    found = (_raised_by(trigger, answer, examined) for trigger in caution.triggers)
    return next((why for why in found if why is not None), None)


def _raised_by(trigger: Trigger, answer: YesNoUnknown | None, examined: Examined) -> str | None:  # noqa: PLR0911 one answer for each kind of trigger
    match trigger:
        case Asked():
            return {YesNoUnknown.YES: "Answered yes.", YesNoUnknown.UNKNOWN: "Not known, and unknown is not no."}.get(
                answer or YesNoUnknown.UNKNOWN
            )
        case AgeBelow():
            return f"Age {examined.age}, below {trigger.years}." if examined.age < trigger.years else None
        case AgeFrom():
            return f"Age {examined.age}, {trigger.years} or more." if examined.age >= trigger.years else None
        case BmiBelow():
            index = bmi(examined.body)
            return f"Body mass index {index:.1f}." if index is not None and index < trigger.value else None
        case DailyDoseAbove():
            passed = examined.highest_daily > trigger.dose.value
            return f"Up to {_plain(examined.highest_daily)} g a day, above {trigger.dose.value} g." if passed else None
        case DosePerKgAbove():
            return _per_kg(trigger, examined)
        case Always():
            return "Asked of everyone on this protocol."
        case _:
            assert_never(trigger)


def _per_kg(trigger: DosePerKgAbove, examined: Examined) -> str | None:
    kilograms = lesser_weight(examined.body)
    if kilograms is None or examined.highest_daily <= trigger.dose.value * kilograms:
        return None
    return (
        f"Up to {_plain(examined.highest_daily)} g a day, above {trigger.dose.value} g per kg of "
        f"{_plain(kilograms)} kg (the lesser of ideal and actual weight)."
    )


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
