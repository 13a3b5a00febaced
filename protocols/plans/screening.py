"""Whether a client may start: one answer for each caution, and a reason where one is asked for."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

import msgspec

from protocols.authoring.caution import (
    Action,
    Caution,
    question_of,
)
from protocols.authoring.questions import questions_version
from protocols.checkpoints.laboratory import Result
from protocols.plans.answer import YesNoUnknown
from protocols.plans.answered_by import AnsweredBy, TheClient
from protocols.plans.person import Practitioner, Staff, answering, named
from protocols.plans.raising import Examined, because, value_behind
from protocols.plans.screened_on import VALID_DAYS, asked_on
from protocols.refusal import Malformed, Refusal
from protocols.text import Key, Line, Prose
from protocols.value import Value

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


class QuestionsChanged(Refusal):
    """Answers to other questions than those of the revision."""

    code = "questions_changed"
    title = "Other questions were asked than this revision has"


_LATEST: Final = (
    "The latest value of each measure that the cautions look at, with its unit and the day of its sample: "
    '`{"egfr": {"value": "72", "unit": "mL/min/{1.73_m2}", "taken_on": "2026-09-14"}}`. Asked again, a value that was '
    "told before, with a screening or at a check-in, counts as long as no newer one is told."
)


class Screening(Value, frozen=True):
    """One answer per caution key; or `confirmed_none`: every question was asked, and every answer was no.

    `questions` is the `version` of the question set that was asked; another than the revision's is refused. `by` is
    the practitioner who asked; it may be left out where one is responsible. `answered_by` left out means the client;
    `on` left out means today. It counts for 90 days (judgement): on the day of the start, and on that of the act. A
    screening that is asked again is not from before the one it follows, or before what makes it necessary.
    `laboratory` holds the latest value of each measure that the revision's cautions look at, such as `egfr`: it is
    judged as a number, whatever the answers say, and one that a client has is told also where all of them are no.
    """

    confirmed_none: bool = False
    answers: dict[Key, YesNoUnknown] = msgspec.field(default_factory=dict)
    by: UUID | None = None
    answered_by: AnsweredBy = TheClient()
    on: date | None = None
    questions: Line | None = None
    laboratory: Annotated[dict[Key, Result], msgspec.Meta(max_length=20, description=_LATEST)] = msgspec.field(
        default_factory=dict
    )


class Agreement(Value, frozen=True):
    """Who else agreed: name, role, and on which day, not more than 90 days ago (judgement)."""

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
    """A caution that stands against the start, since when, what raised it, and the reason given where one is needed."""

    caution: Key
    on: date
    action: Action
    label: Line
    because: str
    override: RecordedOverride | None


class Screened(Value, frozen=True):
    """A passed screening: the answers, what was raised, and reasons that turned out not to be needed.

    `questions` is the version of the question set that was asked, `by` who asked, `answered_by` who answered, `on` the
    day on which that was. `laboratory` holds the latest value of each measure that the cautions look at, of those told
    with a screening. A caution that a laboratory value raises at a later check-in is added without asking anything.
    """

    on: date
    by: Practitioner
    answered_by: AnsweredBy
    questions: str
    confirmed_none: bool
    answers: dict[str, YesNoUnknown]
    raised: tuple[Raised, ...]
    not_needed: tuple[Override, ...]
    laboratory: dict[str, Result] = msgspec.field(default_factory=dict)


def screen(  # noqa: PLR0913, PLR0917 a screening is a conversation between six parties
    cautions: tuple[Caution, ...],
    screening: Screening,
    overrides: tuple[Override, ...],
    examined: Examined,
    staff: Staff,
    today: date,
) -> Screened:
    """The screening that lets a client start; raises the strongest objection where one stands."""
    on, version = asked_on(screening.on, today), _version(cautions, screening)
    answers = _answers(cautions, screening)
    known = {caution.key for caution in cautions}
    for place, override in enumerate(overrides):
        _check_override(override, known, f"/overrides/{place}")
        if override.caution in {each.caution for each in overrides[:place]}:
            raise Malformed(f"There are two reasons for {override.caution}.", pointer=f"/overrides/{place}/caution")
    standing = {caution.key: why for caution in cautions if (why := because(caution, answers, examined)) is not None}
    _refuse_excluded(cautions, standing, answers, examined)
    recorded = {override.caution: _record(override, staff, today) for override in overrides}
    _refuse_unreasoned(cautions, standing, recorded)
    return Screened(
        on=on,
        by=named(staff, screening.by, "/screening/by"),
        answered_by=screening.answered_by,
        questions=version,
        confirmed_none=screening.confirmed_none,
        answers=answers,
        raised=tuple(
            Raised(
                caution=caution.key,
                on=today,
                action=caution.action,
                label=caution.label,
                because=standing[caution.key],
                override=recorded.get(caution.key),
            )
            for caution in cautions
            if caution.key in standing
        ),
        not_needed=tuple(override for override in overrides if override.caution not in standing),
        laboratory={key: sample.told for key, sample in examined.samples.items()},
    )


def check_not_excluded(cautions: tuple[Caution, ...], screening: Screening, examined: Examined) -> None:
    """Refuse what excludes by what is known now; a question that was left out hides none that was answered."""
    asked = (caution.key for caution in cautions if question_of(caution) is not None)
    answers = {key: screening.answers.get(key, YesNoUnknown.NO) for key in asked}
    standing = {caution.key: why for caution in cautions if (why := because(caution, answers, examined)) is not None}
    _refuse_excluded(cautions, standing, answers, examined)


def _version(cautions: tuple[Caution, ...], screening: Screening) -> str:
    """The version of the revision's questions; raises QuestionsChanged where others were asked."""
    version = questions_version(cautions)
    if screening.questions not in {None, version}:
        raise QuestionsChanged(
            f"The revision asks question set {version}: read its screening questions, ask those, and send the answers.",
            pointer="/screening/questions",
        )
    return version


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


def says_something(reason: str, least: int) -> bool:
    """Whether a reason has so many characters, and at least half as many letters or digits."""
    said = sum(character.isalnum() for character in reason)
    return len(reason.strip()) >= least and said >= max(1, least // 2)


def _check_override(override: Override, known: set[str], where: str) -> None:
    if override.caution not in known:
        raise UnknownCaution(f"This revision has no caution {override.caution}.", pointer=f"{where}/caution")
    if not says_something(override.reason, SHORTEST_REASON):
        raise ReasonTooShort(
            f"A reason has at least {SHORTEST_REASON} characters and says something.", pointer=f"{where}/reason"
        )


def _refuse_excluded(
    cautions: tuple[Caution, ...], standing: dict[str, str], answers: dict[str, YesNoUnknown], examined: Examined
) -> None:
    for caution in cautions:
        if caution.action is Action.EXCLUDE and caution.key in standing:
            raise Excluded(
                f"{caution.label} ({caution.key}): {standing[caution.key]} {caution.why}",
                pointer=_excluded_by(caution, answers, examined),
            )


def _excluded_by(caution: Caution, answers: dict[str, YesNoUnknown], examined: Examined) -> str:
    """Where no answer and no laboratory value raised it, the client did: by age, by a dose, or by the record."""
    measure = value_behind(caution, answers, examined)
    if measure is not None:
        return f"/screening/laboratory/{measure}"
    answered = answers.get(caution.key, YesNoUnknown.NO) is not YesNoUnknown.NO
    return f"/screening/answers/{caution.key}" if answered else "/client_id"


def _record(override: Override, staff: Staff, today: date) -> RecordedOverride:
    return RecordedOverride(
        reason=override.reason,
        by=answering(staff, override.by, "/overrides"),
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
    if any((override.on - agreement.on).days > VALID_DAYS for agreement in override.agreed_by):
        raise AgreementNeeded(
            f"{caution.key}: an agreement counts for {VALID_DAYS} days. Ask again who must agree.", pointer="/overrides"
        )
