"""What raises a caution."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
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
    OnResult,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Trigger,
)
from protocols.dosing.body import Body, bmi
from protocols.dosing.substance import lesser_weight
from protocols.plans.answer import YesNoUnknown
from protocols.plans.samples import Sample
from protocols.text import Key
from protocols.value import Value


class Examined(Value, frozen=True):
    """What screening looks at besides the answers: age, body, record, doses, and laboratory values by measure.

    `highest_daily` is the highest g/d the plan can reach, `highest_meant` the same before it is rounded down to what
    can be measured. A value counts as known by its age on the day `as_of`.
    """

    age: int
    body: Body
    recorded_cautions: tuple[Key, ...]
    highest_daily: Decimal
    highest_meant: Decimal
    samples: dict[str, Sample]
    as_of: date


def because(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> str | None:
    """What raises the caution, in words, or None where nothing does."""
    return next((why for _, why in _raising(caution, answers, examined)), None)


def value_behind(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> Key | None:
    """The measure whose value, or whose lack of one, is the first to raise the caution; None for anything else."""
    first = next((trigger for trigger, _ in _raising(caution, answers, examined)), None)
    return first.measure if isinstance(first, OnResult) else None


def lacks_a_value(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> bool:
    """Whether a raised caution is raised by nothing but a value that nobody has told: a good one would settle it."""
    return all(isinstance(trigger, ResultNotKnown) for trigger, _ in _raising(caution, answers, examined))


def _raising(
    caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined
) -> Iterator[tuple[Trigger | None, str]]:
    """What raises the caution, in words: the client's record, without a trigger, then each trigger in its order."""
    if caution.key in examined.recorded_cautions:
        yield None, "It stands on the client's record."
    for trigger in caution.triggers:
        why = _raised_by(trigger, answers.get(caution.key), examined)
        if why is not None:
            yield trigger, why


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
            return _light(trigger, examined.body)
        case DailyDoseAbove():
            passed = examined.highest_daily > trigger.dose.value
            return f"Up to {_plain(examined.highest_daily)} g a day, above {trigger.dose.value} g." if passed else None
        case DosePerKgAbove():
            return _per_kg(trigger, examined.body, examined.highest_daily)
        case ResultBelow() | ResultBetween() | ResultNotKnown():
            return _by_value(trigger, examined)
        case Always():
            return "Asked of everyone on this protocol."
        case _:
            assert_never(trigger)


def because_of_weight(caution: Caution, body: Body, highest_daily: Decimal) -> str | None:
    """What raises the caution in somebody so light, in words: a low index, or so many g per kg; None where neither."""
    found = (_of_weight(trigger, body, highest_daily) for trigger in caution.triggers)
    return next((why for why in found if why is not None), None)


def _of_weight(trigger: Trigger, body: Body, highest_daily: Decimal) -> str | None:
    if isinstance(trigger, BmiBelow):
        return _light(trigger, body)
    return _per_kg(trigger, body, highest_daily) if isinstance(trigger, DosePerKgAbove) else None


def _light(trigger: BmiBelow, body: Body) -> str | None:
    index = bmi(body)
    return f"Body mass index {index:.1f}." if index is not None and index < trigger.value else None


def _per_kg(trigger: DosePerKgAbove, body: Body, highest_daily: Decimal) -> str | None:
    kilograms = lesser_weight(body)
    if kilograms is None or highest_daily <= trigger.dose.value * kilograms:
        return None
    return (
        f"Up to {_plain(highest_daily)} g a day, above {trigger.dose.value} g per kg of "
        f"{_plain(kilograms)} kg (the lesser of ideal and actual weight)."
    )


def _by_value(trigger: OnResult, examined: Examined) -> str | None:
    match trigger:
        case ResultBelow() | ResultBetween():
            return _in_band(trigger, examined.samples)
        case ResultNotKnown():
            return _not_known(trigger, examined)
        case _:
            assert_never(trigger)


def because_of_values(caution: Caution, samples: Mapping[str, Sample]) -> str | None:
    """Which value raises the caution by lying in a band of it, in words, or None where none does."""
    bands = (trigger for trigger in caution.triggers if isinstance(trigger, ResultBelow | ResultBetween))
    return next((why for band in bands if (why := _in_band(band, samples)) is not None), None)


def _in_band(trigger: ResultBelow | ResultBetween, samples: Mapping[str, Sample]) -> str | None:
    least = trigger.least if isinstance(trigger, ResultBetween) else None
    return _told(samples.get(trigger.measure), least, trigger.below)


def _told(known: Sample | None, least: Decimal | None, below: Decimal) -> str | None:
    """The latest value where it lies in the band: an old one that is low is no reason to begin."""
    if known is None or known.value >= below or (least is not None and known.value < least):
        return None
    band = f"below {below}" if least is None else f"from {least} to below {below}"
    return f"{known.label}: {known.value} {known.unit} on {known.taken_on}, {band}."


def _not_known(trigger: ResultNotKnown, examined: Examined) -> str | None:
    known = examined.samples.get(trigger.measure)
    if known is not None and known.taken_on >= examined.as_of - timedelta(days=trigger.days):
        return None
    who = _asked_for(trigger, examined)
    if who is None:
        return None
    last = "none is known" if known is None else f"the last is of {known.taken_on}"
    return (
        f"{who}{trigger.measure} of the last {trigger.days} days is needed, and {last}: send it in "
        f"`screening.laboratory.{trigger.measure}` with `value`, `unit` and `taken_on`."
    )


def _asked_for(trigger: ResultNotKnown, examined: Examined) -> str | None:
    """Why the value is asked for, as the beginning of a sentence; None where it is not."""
    if trigger.years is not None and examined.age < trigger.years:
        return None
    if trigger.dose is not None and not _reaches(trigger.dose.value, examined):
        return None
    age = "" if trigger.years is None else f"Age {examined.age}, {trigger.years} or more. "
    dose = "" if trigger.dose is None else f"Up to {trigger.dose.value} g per kg a day or more. "
    return f"{age}{dose}A value of "


def _reaches(per_kg: Decimal, examined: Examined) -> bool:
    """Whether the highest dose comes to so many g per kg.

    Without a weight nobody knows: where it matters a start asks for the weight first, and weighing looks again.
    """
    kilograms = lesser_weight(examined.body)
    return kilograms is not None and examined.highest_meant >= per_kg * kilograms


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
