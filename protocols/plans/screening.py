"""Whether a client may start: one answer for each caution, and a reason where one is asked for."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, assert_never
from uuid import UUID

import msgspec

from protocols.authoring.caution import (
    Action,
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BmiBelow,
    Caution,
    DailyDoseAbove,
    DosePerKgAbove,
    Trigger,
    question_of,
)
from protocols.dosing.body import Body, bmi
from protocols.dosing.substance import lesser_weight
from protocols.plans.person import Practitioner, Staff, named
from protocols.refusal import Malformed, Refusal
from protocols.text import Key, Line, Prose
from protocols.value import Value

VALID_DAYS: Final = 90
"""How long a screening counts (judgement)."""

SHORTEST_REASON: Final = 20
"""Characters of a reason, so that "ok" is not one (judgement)."""

REVIEW_DAYS: Final = 30
"""After so many days an override must be looked at again (judgement)."""


class ScreeningMissing(Refusal):
    """A start without screening, or with one that does not say what was asked."""

    code = "screening_missing"
    title = "The screening questions were not all answered"


class UnknownCaution(Refusal):
    """An answer or a reason for a caution that the revision does not have."""

    code = "unknown_caution"
    title = "This revision has no such caution"


class Excluded(Refusal):
    """A caution that cannot be overridden."""

    code = "excluded"
    title = "The client is excluded from this protocol"


class ReasonNeeded(Refusal):
    """A raised caution without a recorded reason."""

    code = "reason_needed"
    title = "A reason is needed"


class ReasonTooShort(Refusal):
    """A reason that says nothing."""

    code = "reason_too_short"
    title = "The reason is too short"


class AgreementNeeded(Refusal):
    """A reason without the agreement of whoever else must agree."""

    code = "agreement_needed"
    title = "Somebody else must agree first"


class YesNoUnknown(StrEnum):
    """An answer to a screening, alarm or change question; unknown is not no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Screening(Value, frozen=True):
    """One answer per caution key; or `confirmed_none`: every question was asked, and every answer was no.

    `by` is the practitioner who asked; it may be left out where one is responsible.
    """

    confirmed_none: bool = False
    answers: dict[Key, YesNoUnknown] = msgspec.field(default_factory=dict)
    by: UUID | None = None


class Agreement(Value, frozen=True):
    """Who else agreed: name, role, and on which day."""

    name: Line
    role: Line
    on: date


class Override(Value, frozen=True):
    """A practitioner's reason to start in spite of a caution; `by` may be left out where one is responsible."""

    caution: Key
    reason: Annotated[Prose, msgspec.Meta(description=f"At least {SHORTEST_REASON} characters, in words.")]
    by: UUID | None = None
    agreed_by: tuple[Agreement, ...] = ()


class RecordedOverride(Value, frozen=True):
    """An override as it is kept: whose, why, who agreed, since when, to be looked at again when."""

    reason: Prose
    by: Practitioner
    agreed_by: tuple[Agreement, ...]
    on: date
    review_on: date


class Raised(Value, frozen=True):
    """A caution that stands against the start, what raised it, and the reason given where one was asked for."""

    caution: Key
    action: Action
    label: Line
    because: str
    override: RecordedOverride | None


class Screened(Value, frozen=True):
    """A passed screening: the answers, what was raised, and reasons that turned out not to be needed."""

    on: date
    by: Practitioner
    confirmed_none: bool
    answers: dict[str, YesNoUnknown]
    raised: tuple[Raised, ...]
    not_needed: tuple[Override, ...]


class Examined(Value, frozen=True):
    """What screening looks at besides the answers: age, body, record, and the highest g/d the plan can reach."""

    age: int
    body: Body
    recorded_cautions: tuple[Key, ...]
    highest_daily: Decimal


def screen(  # noqa: PLR0913, PLR0917 a screening is a conversation between six parties
    cautions: tuple[Caution, ...],
    screening: Screening,
    overrides: tuple[Override, ...],
    examined: Examined,
    staff: Staff,
    today: date,
) -> Screened:
    """The screening that lets a client start; raises the strongest objection where one stands."""
    answers = _answers(cautions, screening)
    known = {caution.key for caution in cautions}
    for place, override in enumerate(overrides):
        _check_override(override, known, f"/overrides/{place}")
        if override.caution in {each.caution for each in overrides[:place]}:
            raise Malformed(f"There are two reasons for {override.caution}.", pointer=f"/overrides/{place}/caution")
    standing = {caution.key: why for caution in cautions if (why := _because(caution, answers, examined)) is not None}
    _refuse_excluded(cautions, standing)
    recorded = {override.caution: _record(override, staff, today) for override in overrides}
    _refuse_unreasoned(cautions, standing, recorded)
    return Screened(
        on=today,
        by=named(staff, screening.by, "/screening/by"),
        confirmed_none=screening.confirmed_none,
        answers=answers,
        raised=tuple(
            Raised(
                caution=caution.key,
                action=caution.action,
                label=caution.label,
                because=standing[caution.key],
                override=recorded.get(caution.key),
            )
            for caution in cautions
            if caution.key in standing
        ),
        not_needed=tuple(override for override in overrides if override.caution not in standing),
    )


def _answers(cautions: tuple[Caution, ...], screening: Screening) -> dict[str, YesNoUnknown]:
    asked = [caution.key for caution in cautions if question_of(caution) is not None]
    unknown = sorted(screening.answers.keys() - set(asked))
    if unknown:
        raise UnknownCaution(f"Nothing is asked about {', '.join(unknown)}.", pointer="/screening/answers")
    if screening.confirmed_none and screening.answers:
        raise ScreeningMissing(
            "Either `confirmed_none` or one answer per question, not both.", pointer="/screening/confirmed_none"
        )
    if screening.confirmed_none:
        return dict.fromkeys(asked, YesNoUnknown.NO)
    missing = [key for key in asked if key not in screening.answers]
    if missing:
        raise ScreeningMissing(
            f"Not asked: {', '.join(missing)}. Ask each question, or confirm with `confirmed_none` that all were "
            "asked and every answer was no.",
            pointer="/screening",
        )
    return {key: screening.answers[key] for key in asked}


def _because(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> str | None:
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


def _check_override(override: Override, known: set[str], where: str) -> None:
    if override.caution not in known:
        raise UnknownCaution(f"This revision has no caution {override.caution}.", pointer=f"{where}/caution")
    letters = sum(character.isalnum() for character in override.reason)
    if len(override.reason.strip()) < SHORTEST_REASON or letters < SHORTEST_REASON // 2:
        raise ReasonTooShort(
            f"A reason has at least {SHORTEST_REASON} characters and says something.", pointer=f"{where}/reason"
        )


def _refuse_excluded(cautions: tuple[Caution, ...], standing: dict[str, str]) -> None:
    for caution in cautions:
        if caution.action is Action.EXCLUDE and caution.key in standing:
            raise Excluded(f"{caution.label} ({caution.key}): {standing[caution.key]} {caution.why}")


def _record(override: Override, staff: Staff, today: date) -> RecordedOverride:
    return RecordedOverride(
        reason=override.reason,
        by=named(staff, override.by, "/overrides"),
        agreed_by=override.agreed_by,
        on=today,
        review_on=date.fromordinal(today.toordinal() + REVIEW_DAYS),
    )


def _refuse_unreasoned(
    cautions: tuple[Caution, ...], standing: dict[str, str], recorded: dict[str, RecordedOverride]
) -> None:
    asking = [c for c in cautions if c.action is Action.OVERRIDE_WITH_REASON and c.key in standing]
    unreasoned = [f"{c.key} ({c.label}: {standing[c.key]})" for c in asking if c.key not in recorded]
    if unreasoned:
        raise ReasonNeeded(f"Give a reason in `overrides` for: {'; '.join(unreasoned)}", pointer="/overrides")
    for caution in asking:
        _check_agreed(caution, recorded[caution.key])


def _check_agreed(caution: Caution, override: RecordedOverride) -> None:
    if caution.agreed_by is not None and not override.agreed_by:
        raise AgreementNeeded(
            f"{caution.key}: name in `agreed_by` who agreed ({caution.agreed_by}), with role and date.",
            pointer="/overrides",
        )
    if any(agreement.on > override.on for agreement in override.agreed_by):
        raise AgreementNeeded(f"{caution.key}: nobody has agreed on a day that is still to come.", pointer="/overrides")
