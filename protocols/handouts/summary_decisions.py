"""What a summary tells of check-ins and acts: what was told, what followed for the dose, and by whom."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.handouts.dose_shown import DoseChange, changes, shows_on
from protocols.handouts.told import AnswerTold, SaidYes, alarms_at, answers_told, changes_at
from protocols.plans.decide import dosing
from protocols.plans.decision import Benefit, Considered, Decision, Dosing, Truth
from protocols.plans.effect import Effect
from protocols.plans.entering import Entered
from protocols.plans.event import Actor, Adjusted, CalledElsewhere, Decided, Migrated, Recalled, RecordChanged, Voided
from protocols.plans.head import Head
from protocols.plans.past import Past
from protocols.plans.who_may import is_by_client
from protocols.text import Key
from protocols.value import Value

Done = Adjusted | CalledElsewhere | Migrated | Recalled | RecordChanged
"""What is done to a plan besides check-ins, reports and corrections."""


class Reason(Value, frozen=True):
    """A rule, alarm, change or limit that decided, and what it says."""

    key: str
    says: str


class DecisionTold(Value, frozen=True):
    """A check-in and what it led to on both axes, with every item's dose before and after.

    `on` is the day that it is about, `decided_on` the day on which it was entered, `by` the software and, where one
    was named, the person; `entered` the capacity. `missing` was asked for and not told. `voided_by` is the event that
    made it void.
    """

    event: int
    on: date
    decided_on: date
    by: Actor
    entered: Entered
    voided_by: int | None
    checkpoint: str | None
    timing: Timing
    answers: tuple[AnswerTold, ...]
    alarms: tuple[SaidYes, ...]
    changes: tuple[SaidYes, ...]
    missing: tuple[str, ...]
    note: str | None
    dose: DoseOutcome
    because: tuple[Reason, ...]
    call: Call
    call_because: tuple[Reason, ...]
    sentence: str
    effective_on: date
    doses: tuple[DoseChange, ...]
    benefit: Benefit | None


class ActDone(Value, frozen=True):
    """What was done to the plan besides check-ins, by whom and why, and the doses that it changed.

    `by_client` says that the client entered it. `kind` is that of the adjustment, or `migrated`, `recalled`,
    `record_changed` or `called_elsewhere`; a change of the record has a reason where one was given.
    """

    event: int
    on: date
    by: Actor
    by_client: bool
    kind: Key
    reason: str | None
    sentence: str
    doses: tuple[DoseChange, ...]


class CheckInVoided(Value, frozen=True):
    """A check-in that was made void, by whom and why: which event, of which day, and the doses that this changed."""

    event: int
    on: date
    by: Actor
    voids: int
    check_in_on: date
    reason: str
    sentence: str
    doses: tuple[DoseChange, ...]


def decisions(log: Sequence[Past], texts: Mapping[str, Protocol]) -> tuple[DecisionTold, ...]:
    """Every check-in with its decision in the order of the log, void ones too."""
    gone = {each.event.voids: each.event.stamp.seq for each in log if isinstance(each.event, Voided)}
    return tuple(
        _decision(each.event, each.after, texts[each.event.stamp.revision_hash], gone.get(each.event.stamp.seq))
        for each in log
        if isinstance(each.event, Decided)
    )


def _decision(event: Decided, after: Head, protocol: Protocol, voided_by: int | None) -> DecisionTold:
    made, told = event.decision, event.decision.check_in
    titles = {checkpoint.key: checkpoint.title for checkpoint in protocol.checkpoints}
    return DecisionTold(
        event=event.stamp.seq,
        on=told.on,
        decided_on=event.stamp.today,
        by=event.stamp.by,
        entered=made.entered,
        voided_by=voided_by,
        checkpoint=None if told.checkpoint is None else titles[told.checkpoint],
        timing=made.timing,
        answers=answers_told(protocol, told),
        alarms=alarms_at(protocol, told),
        changes=changes_at(told),
        missing=made.missing,
        note=told.note,
        dose=made.dose,
        because=reasons(made, made.dose_because),
        call=made.call,
        call_because=reasons(made, made.call_because),
        sentence=made.sentence,
        effective_on=made.effective_on,
        doses=changes(after, made.before, made.after, made.effect),
        benefit=made.benefit,
    )


def reasons(made: Decision, keys: tuple[str, ...]) -> tuple[Reason, ...]:
    """What decided, in its own words."""
    return tuple(Reason(key=key, says=_says(made.considered, key)) for key in keys)


def _says(considered: tuple[Considered, ...], key: str) -> str:
    """What holds says more than what could not be decided."""
    found = sorted((each for each in considered if each.key == key), key=lambda each: each.result is not Truth.TRUE)
    return next((each.says for each in found), key)


def acts(log: Sequence[Past]) -> tuple[ActDone, ...]:
    """Everything that was done to the plan besides check-ins, reports and corrections, oldest first."""
    return tuple(_acts(log))


def _acts(log: Sequence[Past]) -> Iterator[ActDone]:
    for each in log:
        event = each.event
        if isinstance(event, Done) and each.before is not None:
            yield ActDone(
                event=event.stamp.seq,
                on=event.stamp.today,
                by=event.stamp.by,
                by_client=isinstance(event, Adjusted) and is_by_client(event.adjustment),
                kind=kind_of(event),
                reason=reason_of(event),
                sentence=event.sentence,
                doses=_changed(each.before, each.after, event.effect),
            )


def kind_of(event: Done) -> str:
    """What was done, as the log calls it."""
    said = event.adjustment if isinstance(event, Adjusted) else event
    return str(said.__struct_config__.tag)


def reason_of(event: Done) -> str | None:
    """Why it was done; None where nobody was asked."""
    if isinstance(event, Adjusted):
        return event.adjustment.reason
    return None if isinstance(event, CalledElsewhere) else event.reason


def _changed(before: Head, after: Head, effect: Effect) -> tuple[DoseChange, ...]:
    """The items that take another dose from the day on which the effect shows."""
    found = changes(after, dosing(before, effect.day), _later(after, effect), effect)
    return tuple(each for each in found if each.before != each.after)


def _later(after: Head, effect: Effect) -> tuple[Dosing, ...]:
    """Each item on the day on which the effect shows in it."""
    return tuple(
        next(each for each in dosing(after, shows_on(effect, track.item)) if each.item == track.item)
        for track in after.tracks
    )


def corrections(log: Sequence[Past]) -> tuple[CheckInVoided, ...]:
    """Every check-in that was made void, in the order of the corrections."""
    return tuple(_corrections(log))


def _corrections(log: Sequence[Past]) -> Iterator[CheckInVoided]:
    days = {each.event.stamp.seq: each.event.decision.check_in.on for each in log if isinstance(each.event, Decided)}
    for each in log:
        event = each.event
        if isinstance(event, Voided) and each.before is not None:
            yield CheckInVoided(
                event=event.stamp.seq,
                on=event.stamp.today,
                by=event.stamp.by,
                voids=event.voids,
                check_in_on=days[event.voids],
                reason=event.reason,
                sentence=event.sentence,
                doses=_changed(each.before, each.after, event.effect),
            )
