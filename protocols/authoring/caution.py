"""Reasons not to start, or to start only with a reason."""

from enum import StrEnum
from typing import Annotated

import msgspec

from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Quantity, Unit, require_positive
from protocols.refusal import Malformed
from protocols.text import Key, Line, Prose
from protocols.value import Value

Years = Annotated[int, msgspec.Meta(ge=1, le=120)]


class CautionKind(StrEnum):
    """What sort of caution it is."""

    CONTRAINDICATION = "contraindication"
    PRECAUTION = "precaution"
    INTERACTION = "interaction"


class Action(StrEnum):
    """What a raised caution does: refuse, refuse until a reason is given, or tell."""

    EXCLUDE = "exclude"
    OVERRIDE_WITH_REASON = "override_with_reason"
    INFORM = "inform"


class Asked(Value, frozen=True, tag="asked", tag_field="kind"):
    """Raised by a yes to a plain question; unknown is not no."""

    question: Prose


class AgeBelow(Value, frozen=True, tag="age_below", tag_field="kind"):
    """Raised on the start day by an age below these years."""

    years: Years


class AgeFrom(Value, frozen=True, tag="age_from", tag_field="kind"):
    """Raised on the start day by an age of these years or more."""

    years: Years


class BmiBelow(Value, frozen=True, tag="bmi_below", tag_field="kind"):
    """Raised by a body mass index below this, in kg per square metre, where weight and height are known."""

    value: DecimalString


class DailyDoseAbove(Value, frozen=True, tag="daily_dose_above", tag_field="kind"):
    """Raised by the highest g/d the plan can reach, with declared other products."""

    dose: Quantity

    def __post_init__(self) -> None:
        require_positive(self.dose, Unit.GRAM_PER_DAY, "A daily dose", "/dose")


class DosePerKgAbove(Value, frozen=True, tag="dose_per_kg_above", tag_field="kind"):
    """Raised when the highest dose the plan can reach passes this many g per kg (lesser of ideal and actual weight)."""

    dose: Quantity

    def __post_init__(self) -> None:
        require_positive(self.dose, Unit.GRAM_PER_KILOGRAM_PER_DAY, "A dose per kilogram", "/dose")


class Always(Value, frozen=True, tag="always", tag_field="kind"):
    """Raised for everyone, whatever the screening says."""


class ResultBelow(Value, frozen=True, tag="result_below", tag_field="kind"):
    """Raised by the latest laboratory value below this, in the measure's own unit, however old it is."""

    measure: Key
    below: DecimalString


class ResultBetween(Value, frozen=True, tag="result_between", tag_field="kind"):
    """Raised by the latest laboratory value from `least` to below `below`, in the measure's own unit."""

    measure: Key
    least: DecimalString
    below: DecimalString

    def __post_init__(self) -> None:
        if self.least >= self.below:
            raise Malformed("A band ends above where it begins.", pointer="/below")


class ResultNotKnown(Value, frozen=True, tag="result_not_known", tag_field="kind"):
    """Raised where no laboratory value is known from the last `days` days before the start or the newer screening.

    Only from an age of `years` on, where that is given; only where the highest dose comes to `dose` (g per kg of the
    lesser of ideal and actual weight, before it is rounded down) or more, where that is given.
    """

    measure: Key
    days: Annotated[int, msgspec.Meta(ge=1, le=731)]
    years: Years | None = None
    dose: Quantity | None = None

    def __post_init__(self) -> None:
        if self.dose is not None:
            require_positive(self.dose, Unit.GRAM_PER_KILOGRAM_PER_DAY, "A dose per kilogram", "/dose")


OnResult = ResultBelow | ResultBetween | ResultNotKnown
Trigger = Asked | AgeBelow | AgeFrom | BmiBelow | DailyDoseAbove | DosePerKgAbove | OnResult | Always


class Watch(Value, frozen=True):
    """Measures that must be answered on plans on which the caution was raised, and when.

    `baseline`: before the start. `each_step`: at the first routine look at each step. `day`: at what is
    due on that day.
    """

    measures: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]
    baseline: bool = False
    each_step: bool = False
    day: Annotated[int, msgspec.Meta(ge=1, le=731)] | None = None

    def __post_init__(self) -> None:
        if not (self.baseline or self.each_step or self.day is not None):
            raise Malformed("Say when the measures are taken.", pointer="/baseline")


class BeforePassing(Value, frozen=True):
    """Laboratory values without which the total of a day rises to no more than this, on plans that raise the caution.

    `dose` is in g/d, or in g/kg/d of the lesser of ideal and actual weight. The values are told in the plan itself, at
    its baseline or a check-in, and lie within the rules about them.
    """

    dose: Quantity
    measures: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        unit = self.dose.unit if self.dose.unit is Unit.GRAM_PER_KILOGRAM_PER_DAY else Unit.GRAM_PER_DAY
        require_positive(self.dose, unit, "A daily total", "/dose")


class Caution(Value, frozen=True):
    """A contraindication, precaution or interaction: what raises it, why, and what it then does.

    `agreed_by` is the role of whoever else must agree before a reason counts. `brings` is extra watching in words,
    `watches` the part of it that check-ins ask: while it is not answered, nothing rises. `before_passing` are values
    that must be known before a dose passes a line.
    """

    key: Key
    kind: CautionKind
    label: Line
    why: Prose
    action: Action
    triggers: Annotated[tuple[Trigger, ...], msgspec.Meta(min_length=1)]
    agreed_by: Line | None = None
    brings: Prose | None = None
    watches: tuple[Watch, ...] = ()
    before_passing: tuple[BeforePassing, ...] = ()

    def __post_init__(self) -> None:
        if self.agreed_by is not None and self.action is not Action.OVERRIDE_WITH_REASON:
            raise Malformed("Only a caution that asks for a reason names who must agree.", pointer="/agreed_by")
        if sum(isinstance(trigger, Asked) for trigger in self.triggers) > 1:
            raise Malformed("A caution asks one question.", pointer="/triggers")


def question_of(caution: Caution) -> str | None:
    """The plain question whose yes raises the caution, or None where nothing is asked."""
    return next((trigger.question for trigger in caution.triggers if isinstance(trigger, Asked)), None)


def results_of(cautions: tuple[Caution, ...]) -> tuple[Key, ...]:
    """The measures whose latest value the screening looks at, each once."""
    triggers = (trigger for caution in cautions for trigger in caution.triggers)
    return tuple(dict.fromkeys(trigger.measure for trigger in triggers if isinstance(trigger, OnResult)))
