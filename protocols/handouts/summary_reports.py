"""What a summary tells of alarms and adverse events outside check-ins, and of the calls that were made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call
from protocols.handouts.dose_shown import ItemDose, item_doses
from protocols.handouts.summary_decisions import Reason, reasons
from protocols.handouts.told import SaidYes, alarms_told, changes_told
from protocols.plans.adverse_event import AdverseEvent
from protocols.plans.event import Actor, Adjusted, Decided, Event, Reported, Started
from protocols.plans.head import Head, OpenCall
from protocols.plans.past import Past
from protocols.value import Value


class EventTold(Value, frozen=True):
    """What was known of an adverse event when it was told once, by whom, and what followed."""

    event: int
    on: date
    told_on: date
    by: Actor
    by_client: bool
    adverse_event: AdverseEvent
    note: str | None
    call: Call
    sentence: str


class ReportTold(Value, frozen=True):
    """An alarm, a change or an adverse event as it was told, the doses of the day on which it began, and what followed.

    `on` is the day of the report, `told_on` the day on which it was entered; `by_client` says that the client did. Of
    an adverse event `adverse_event` and `doses_then` are what is known now, and `history` is each time that it was
    told, the first and the newest too.
    """

    event: int
    on: date
    told_on: date
    by: Actor
    by_client: bool
    alarms: tuple[SaidYes, ...]
    changes: tuple[SaidYes, ...]
    adverse_event: AdverseEvent | None
    doses_then: tuple[ItemDose, ...]
    note: str | None
    call: Call
    sentence: str
    history: tuple[EventTold, ...]


class CallClosed(Value, frozen=True):
    """How a call came to its end: by which event, when, by whom; `reason` where somebody gave one."""

    event: int
    on: date
    by: Actor
    kind: str
    reason: str | None


class CallMade(Value, frozen=True):
    """A call that was asked for, since when, why, and how it was closed; null while it is open."""

    event: int
    on: date
    call: Call
    because: tuple[Reason, ...]
    closed: CallClosed | None


def reports(log: Sequence[Past], texts: Mapping[str, Protocol]) -> tuple[ReportTold, ...]:
    """Everything that was told outside check-ins, oldest first."""
    return tuple(_reports(log, texts))


def _reports(log: Sequence[Past], texts: Mapping[str, Protocol]) -> Iterator[ReportTold]:
    told = [(each.event, each.after) for each in log if isinstance(each.event, Reported)]
    for event, after in told:
        if event.report.follows is None:
            about = [(event, after), *(each for each in told if each[0].report.follows == event.stamp.seq)]
            yield _report(about, texts[event.stamp.revision_hash])


def _report(about: Sequence[tuple[Reported, Head]], text: Protocol) -> ReportTold:
    """A report with those that follow it, of which the newest says what is known now."""
    (first, _), (newest, after) = about[0], about[-1]
    return ReportTold(
        event=first.stamp.seq,
        on=first.report.on,
        told_on=first.stamp.today,
        by=first.stamp.by,
        by_client=first.report.entered_by is not None,
        alarms=alarms_told(text, first.report.alarms),
        changes=changes_told(first.report.changes),
        adverse_event=next((each.record for each in after.adverse_events if each.event == first.stamp.seq), None),
        doses_then=item_doses(after, newest.dose_then),
        note=first.report.note,
        call=first.effect.call,
        sentence=first.sentence,
        history=tuple(_each_time(about)),
    )


def _each_time(about: Sequence[tuple[Reported, Head]]) -> Iterator[EventTold]:
    for event, _ in about:
        if event.report.adverse_event is not None:
            yield EventTold(
                event=event.stamp.seq,
                on=event.report.on,
                told_on=event.stamp.today,
                by=event.stamp.by,
                by_client=event.report.entered_by is not None,
                adverse_event=event.report.adverse_event,
                note=event.report.note,
                call=event.effect.call,
                sentence=event.sentence,
            )


def calls(log: Sequence[Past]) -> tuple[CallMade, ...]:
    """Every call, oldest first, with what closed it."""
    return tuple(
        _call(each.event, opened, _closing(log, opened))
        for each in log
        for opened in each.after.calls
        if opened.event == each.event.stamp.seq
    )


def _call(event: Event, opened: OpenCall, closing: Event | None) -> CallMade:
    return CallMade(
        event=opened.event,
        on=opened.on,
        call=opened.call,
        because=_because(event, opened),
        closed=None if closing is None else _closed(closing),
    )


def _because(event: Event, opened: OpenCall) -> tuple[Reason, ...]:
    """In the words of what decided; an event that is no check-in says why in its own sentence."""
    if isinstance(event, Decided):
        return reasons(event.decision, opened.because)
    says = "" if isinstance(event, Started) else event.sentence
    return tuple(Reason(key=key, says=says) for key in opened.because)


def _closing(log: Sequence[Past], opened: OpenCall) -> Event | None:
    """The first event after which the call is not open any more."""
    later = (each for each in log if each.event.stamp.seq > opened.event)
    return next((each.event for each in later if opened not in each.after.calls), None)


def _closed(event: Event) -> CallClosed:
    act = event.adjustment if isinstance(event, Adjusted) else None
    kind = event if act is None else act
    return CallClosed(
        event=event.stamp.seq,
        on=event.stamp.today,
        by=event.stamp.by,
        kind=str(kind.__struct_config__.tag),
        reason=None if act is None else act.reason,
    )
