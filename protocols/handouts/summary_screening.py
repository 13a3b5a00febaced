"""What a summary tells of the screening: answers, reasons against cautions, and findings that only tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from protocols.authoring.caution import Caution, question_of
from protocols.authoring.protocol import Protocol, labels_of
from protocols.handouts.told import AnswerTold, results_told
from protocols.plans.answer import YesNoUnknown
from protocols.plans.answered_by import AnsweredBy
from protocols.plans.effect import Acknowledged, Review
from protocols.plans.event import Decided, RecordChanged, Voided
from protocols.plans.head import Head
from protocols.plans.notice import PlanNotice, acknowledged, informing, notices, review_of
from protocols.plans.past import Past, effect_of
from protocols.plans.person import Practitioner
from protocols.plans.screening import Agreement, Override, Raised, RecordedOverride, Screened
from protocols.text import Key
from protocols.value import Value

Texts = Mapping[str, Protocol]
"""The texts that a plan has followed, by their hash."""


class ScreeningAnswer(Value, frozen=True):
    """A caution's plain question as it was asked, and the answer."""

    caution: Key
    label: str
    question: str
    answer: YesNoUnknown


class ScreeningAsked(Value, frozen=True):
    """One time that every question was asked: when, by whom, of whom, which set of questions, what was answered.

    `laboratory` holds the latest value of each measure that the cautions look at, told with it or known before, as the
    laboratory reported it. `not_needed` are reasons against cautions that did not stand; they were kept as they came.
    """

    event: int
    on: date
    by: Practitioner
    answered_by: AnsweredBy
    revision_hash: str
    questions: str
    confirmed_none: bool
    answers: tuple[ScreeningAnswer, ...]
    laboratory: tuple[AnswerTold, ...]
    not_needed: tuple[Override, ...]


class WatchBrought(Value, frozen=True):
    """Measures that have to be answered because of a reason: before the start, at each step, or on a day."""

    measures: tuple[str, ...]
    baseline: bool
    each_step: bool
    day: int | None


class OverrideGiven(Value, frozen=True):
    """A reason to go on in spite of a caution: whose it is, why, who agreed, what it brings, when it is looked at next.

    `because` is what raised the caution; `revision_hash` names the text whose caution it was. `stands` is false where
    a later screening did not go on with it; then nobody looks at it again.
    """

    event: int
    caution: Key
    label: str
    because: str
    revision_hash: str
    reason: str
    by: Practitioner
    agreed_by: tuple[Agreement, ...]
    on: date
    brings: str | None
    watches: tuple[WatchBrought, ...]
    review: Review | None
    stands: bool


class FindingTold(Value, frozen=True):
    """A caution that only told something, why, since when, and who has taken note of it; null: nobody has."""

    event: int
    caution: Key
    label: str
    because: str
    on: date
    acknowledged: Acknowledged | None
    stands: bool


def screenings(log: Sequence[Past], texts: Texts) -> tuple[ScreeningAsked, ...]:
    """Every screening, oldest first; a change of the record, a check-in and a void one ask nothing of it."""
    asked = (each for each in log if not isinstance(each.event, RecordChanged | Decided | Voided))
    return tuple(_screening(each, found, texts) for each in asked if (found := _new_in(each)) is not None)


def _new_in(each: Past) -> Screened | None:
    effect = effect_of(each.event)
    return each.after.screened if effect is None else effect.screened


def _screening(each: Past, found: Screened, texts: Texts) -> ScreeningAsked:
    stamp, protocol = each.event.stamp, texts[each.event.stamp.revision_hash]
    return ScreeningAsked(
        event=stamp.seq,
        on=found.on,
        by=found.by,
        answered_by=found.answered_by,
        revision_hash=stamp.revision_hash,
        questions=found.questions,
        confirmed_none=found.confirmed_none,
        answers=tuple(_answers(protocol, found)),
        laboratory=results_told(protocol, found.laboratory),
        not_needed=found.not_needed,
    )


def _answers(protocol: Protocol, found: Screened) -> Iterator[ScreeningAnswer]:
    for caution in protocol.cautions:
        question = question_of(caution)
        if question is not None and caution.key in found.answers:
            answer = found.answers[caution.key]
            yield ScreeningAnswer(caution=caution.key, label=caution.label, question=question, answer=answer)


def _first_raised(log: Sequence[Past]) -> Iterator[tuple[Past, Raised]]:
    """Each caution as it was raised for the first time with the same reason; screened again, it stands once."""
    known: list[tuple[str, str, RecordedOverride | None]] = []
    for each in log:
        for raised in each.after.screened.raised:
            same = (raised.caution, raised.because, raised.override)
            if same not in known:
                known.append(same)
                yield each, raised


def overrides(log: Sequence[Past], texts: Texts) -> tuple[OverrideGiven, ...]:
    """Every reason that was ever given against a caution that stood, oldest first."""
    head = log[-1].after
    return tuple(
        _override(each, raised, given, texts, review_of(head, raised) if raised in head.screened.raised else None)
        for each, raised in _first_raised(log)
        if (given := raised.override) is not None
    )


def _override(
    each: Past, raised: Raised, given: RecordedOverride, texts: Texts, review: Review | None
) -> OverrideGiven:
    protocol = texts[each.event.stamp.revision_hash]
    caution = next((known for known in protocol.cautions if known.key == raised.caution), None)
    return OverrideGiven(
        event=each.event.stamp.seq,
        caution=raised.caution,
        label=raised.label,
        because=raised.because,
        revision_hash=each.event.stamp.revision_hash,
        reason=given.reason,
        by=given.by,
        agreed_by=given.agreed_by,
        on=given.on,
        brings=None if caution is None else caution.brings,
        watches=() if caution is None else _watches(protocol, caution),
        review=review,
        stands=review is not None,
    )


def _watches(protocol: Protocol, caution: Caution) -> tuple[WatchBrought, ...]:
    labels = labels_of(protocol)
    return tuple(
        WatchBrought(
            measures=tuple(labels[key] for key in watch.measures),
            baseline=watch.baseline,
            each_step=watch.each_step,
            day=watch.day,
        )
        for watch in caution.watches
    )


def findings(log: Sequence[Past]) -> tuple[FindingTold, ...]:
    """Every caution that only told something, oldest first."""
    return tuple(_finding(log, each, raised) for each, raised in _first_raised(log) if raised in informing(each.after))


def _finding(log: Sequence[Past], each: Past, raised: Raised) -> FindingTold:
    head = log[-1].after
    stands = any((r.caution, r.because) == (raised.caution, raised.because) for r in informing(head))
    return FindingTold(
        event=each.event.stamp.seq,
        caution=raised.caution,
        label=raised.label,
        because=raised.because,
        on=raised.on,
        acknowledged=_noted((head,) if stands else tuple(past.after for past in log), raised),
        stands=stands,
    )


def _noted(heads: tuple[Head, ...], raised: Raised) -> Acknowledged | None:
    """Who took note of it; of what does not stand any more, while it did."""
    known = (acknowledged(head, raised.caution, raised.because) for head in heads)
    return next((each for each in known if each is not None), None)


def awaited(log: Sequence[Past], texts: Texts) -> tuple[PlanNotice, ...]:
    """The results that the first dose waits for and that nobody has recorded, and who has taken note of it."""
    last = log[-1]
    found = notices(texts[last.event.stamp.revision_hash], last.after)
    return tuple(each for each in found if each.code == "result_awaited")
