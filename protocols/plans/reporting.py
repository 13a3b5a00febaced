"""What a report does to a plan, in whatever state it is."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED, Alarm, call_of, in_a_sentence
from protocols.checkpoints.change import CHANGES, SCREENED_AFTER, Change
from protocols.checkpoints.outcome import Call, DoseOutcome, strongest_call
from protocols.checkpoints.reasons import ALARM_PREFIX, CHANGE_PREFIX
from protocols.plans.adverse_event import (
    MOST_AUTHORITIES,
    RECORDED_UNTIL,
    AdverseEvent,
    EventSeverity,
    KnownEvent,
    added,
    is_death,
    is_graver,
)
from protocols.plans.asked_where import no_alarm_to_report, no_change_to_report
from protocols.plans.check_in import UnknownQuestion
from protocols.plans.decide import dosing
from protocols.plans.decision import Dosing
from protocols.plans.effect import Effect, Ended, Move, Pausing, StopReason
from protocols.plans.ending import ending
from protocols.plans.head import Head
from protocols.plans.moving import with_falls
from protocols.plans.not_tolerated import below_the_reaction
from protocols.plans.position import LIVE, ended_on, going_on, phase_on
from protocols.plans.record_changed import to_review
from protocols.plans.report import Report
from protocols.plans.ringing import rung_first
from protocols.plans.sentence import calling, ends
from protocols.refusal import Malformed, Refusal
from protocols.text import Key
from protocols.value import Value

ADVERSE_EVENT: Final = "adverse-event"
"""The reason of a call that an adverse event made."""


_DEATH: Final = "The client died: nobody calls the client, and a practitioner speaks today to whoever told it."


class ReportOutOfTime(Refusal):
    """A report from the future, or of an adverse event long before the plan or long after its end."""

    code = "report_out_of_time"
    title = "Nothing can be reported for this day"


class NothingToFollow(Refusal):
    """A follow-up of what no report of the plan told first."""

    code = "nothing_to_follow"
    title = "No adverse event was first told with this event"


class Reporting(Value, frozen=True):
    """What a report does to the plan, what it writes to the client's record, and its sentence for people.

    `dose_then` is what was to be taken on the day when it began. `is_grave` says that a plan stops or pauses for it.
    """

    dose_then: tuple[Dosing, ...]
    effect: Effect
    records: tuple[Key, ...]
    sentence: str
    is_grave: bool = False


def report(protocol: Protocol, head: Head, told: Report, today: date) -> Reporting:
    """The effect of a report; writes nothing, and raises the refusal of what cannot be taken."""
    alarms, before = reported_alarms(protocol, told), _followed(head, told)
    _check_changes(told)
    _check_days(head, told, today)
    if before is None:
        return reporting(protocol, head, told, alarms, today)
    known = _with_all_known(before, told)
    if is_graver(before.record, known):
        # Judged by all that is known: what made it serious need not be said again.
        return reporting(protocol, head, replace(told, adverse_event=known), alarms, today)
    says = f"Added to the report of event {before.event}; it is not graver than what was told before."
    return Reporting(dose_then=dosing(head, known.onset), effect=Effect(day=today), records=(), sentence=says)


def reporting(protocol: Protocol, head: Head, told: Report, alarms: tuple[Alarm, ...], today: date) -> Reporting:
    """The effect of alarms and of an adverse event that is new, or graver than what was known."""
    onset = told.on if told.adverse_event is None else told.adverse_event.onset
    call, because = _called(told, alarms)
    loudest = (f"{ALARM_PREFIX}{alarm.key}" for alarm in alarms if call_of(alarm.level) is call)
    first = rung_first(protocol, loudest)
    effect = replace(_effect(head, told, alarms, today), call=call, call_because=because, ring_first=first)
    return Reporting(
        dose_then=dosing(head, onset),
        effect=effect,
        records=tuple(alarm.records for alarm in alarms if alarm.records is not None),
        sentence=_sentence(head, told, effect, alarms, today),
        is_grave=bool(alarms or told.changes) or (told.adverse_event is not None and not _is_mild(told.adverse_event)),
    )


def reported_alarms(protocol: Protocol, told: Report) -> tuple[Alarm, ...]:
    """The alarms that were told, in the order of the list; the locked ones can be told of every plan."""
    known = {alarm.key: alarm for alarm in (*LOCKED, *protocol.alarms)}
    for place, key in enumerate(told.alarms):
        if key not in known:
            raise UnknownQuestion(no_alarm_to_report(key, known), pointer=f"/alarms/{place}")
    return tuple(alarm for alarm in known.values() if alarm.key in told.alarms)


def _check_changes(told: Report) -> None:
    for place, key in enumerate(told.changes):
        if key not in SCREENED_AFTER:
            raise UnknownQuestion(no_change_to_report(key), pointer=f"/changes/{place}")


def _changes(told: Report) -> tuple[Change, ...]:
    return tuple(change for change in CHANGES if change.key in told.changes)


def _followed(head: Head, told: Report) -> KnownEvent | None:
    """What was known so far of the adverse event that is followed up; None for a first report."""
    if told.follows is None:
        return None
    known = {each.event: each for each in head.adverse_events}
    if told.follows not in known:
        first = ", ".join(map(str, sorted(known)))
        raise NothingToFollow(
            f"Adverse events were first told with these events: {first or 'none'}.", pointer="/follows"
        )
    before = known[told.follows]
    if told.on < before.on:
        raise ReportOutOfTime(f"More was told on {before.on}: what follows is from that day or later.", pointer="/on")
    return before


def _with_all_known(before: KnownEvent, told: Report) -> AdverseEvent:
    """What is known with what is told now; raises Malformed for more authorities than a record holds."""
    known = before.record if told.adverse_event is None else added(before.record, told.adverse_event)
    if len(known.reported_to) > MOST_AUTHORITIES:
        raise Malformed(f"A record names at most {MOST_AUTHORITIES} authorities.", pointer="/adverse_event/reported_to")
    return known


def _check_days(head: Head, told: Report, today: date) -> None:
    if told.on > today:
        raise ReportOutOfTime(f"The report is dated {told.on}, after today ({today}).", pointer="/on")
    if told.adverse_event is None:
        return
    start = head.snapshot.start_on
    if told.adverse_event.onset < start - timedelta(days=RECORDED_UNTIL):
        raise ReportOutOfTime(
            f"The plan begins on {start}; what began more than {RECORDED_UNTIL} days before is not recorded here.",
            pointer="/adverse_event/onset",
        )
    over = _over_since(head, today)
    if over is not None and told.adverse_event.onset > over + timedelta(days=RECORDED_UNTIL):
        raise ReportOutOfTime(
            f"The plan ended on {over}; what began more than {RECORDED_UNTIL} days later is not recorded here.",
            pointer="/adverse_event/onset",
        )


def _over_since(head: Head, today: date) -> date | None:
    """The day from which there was no dose any more; None while the plan goes on."""
    if phase_on(head, today) in LIVE:
        return None
    ended = ended_on(head, today)
    return ended.on if ended is not None else head.course.calendar_limit


def _effect(head: Head, told: Report, alarms: tuple[Alarm, ...], today: date) -> Effect:
    going = going_on(head, today)
    nothing = Effect(day=today)
    if is_death(told.adverse_event):
        return ending(head, Ended(on=today, reason=StopReason.DIED, final=True), today)
    if alarms:
        return ending(head, Ended(on=today, reason=StopReason.ALARM, final=any(a.final for a in alarms)), today)
    event, changes = told.adverse_event, _changes(told)
    if any(change.dose is DoseOutcome.STOP for change in changes):
        return ending(head, Ended(on=today, reason=StopReason.PREGNANCY, final=True), today)
    if phase_on(head, today) not in LIVE:
        return nothing
    reviews = to_review(head, today) if changes else ()
    if event is not None and _is_bad(event):
        ended = Ended(on=today, reason=StopReason.REACTION, final=False)
        return replace(nothing, ended=ended, cancels=going, reviews=reviews)
    moves = _below_the_reaction(head, event, today)
    pausing = event is not None and _is_moderate(event)
    pausing = pausing or any(change.dose is DoseOutcome.PAUSE for change in changes)
    pauses = tuple(_pausing(item, changes, told.on, today) for item in going if pausing)
    return with_falls(head, replace(nothing, cancels=going, pauses=pauses, moves=moves, reviews=reviews))


def _below_the_reaction(head: Head, event: AdverseEvent | None, today: date) -> tuple[Move, ...]:
    """After a moderate event each item that goes on comes back below the step on which that began."""
    if event is None or not _is_moderate(event):
        return ()
    going = going_on(head, today)
    left = (below_the_reaction(head, track, event.onset, today) for track in head.tracks if track.item in going)
    return tuple(move for move in left if move is not None)


def _pausing(item: Key, changes: tuple[Change, ...], on: date, today: date) -> Pausing:
    """As at a check-in of the day: after an illness some days well come first, after hospital the entry step."""
    well_days = max((change.well_days for change in changes), default=0)
    return Pausing(
        item=item,
        since=today,
        back_to_entry=any(change.back_to_entry for change in changes),
        screen_first=any(change.screen_first for change in changes),
        not_before=on + timedelta(days=well_days) if well_days else None,
    )


def _called(told: Report, alarms: tuple[Alarm, ...]) -> tuple[Call, tuple[Key, ...]]:
    """Who is called, and why."""
    changes = _changes(told)
    calls = [*(call_of(alarm.level) for alarm in alarms), *(change.call for change in changes)]
    because = [*(f"{ALARM_PREFIX}{alarm.key}" for alarm in alarms), *(f"{CHANGE_PREFIX}{each.key}" for each in changes)]
    if told.adverse_event is not None:
        calls.append(Call.TODAY if _is_bad(told.adverse_event) or _is_moderate(told.adverse_event) else Call.ROUTINE)
        because.append(ADVERSE_EVENT)
    return strongest_call(calls), tuple(because)


def _is_bad(event: AdverseEvent) -> bool:
    return event.severity is EventSeverity.SEVERE or bool(event.serious)


def _is_mild(event: AdverseEvent) -> bool:
    return not _is_bad(event) and not _is_moderate(event)


def _is_moderate(event: AdverseEvent) -> bool:
    return event.severity is EventSeverity.MODERATE


def _sentence(head: Head, told: Report, effect: Effect, alarms: tuple[Alarm, ...], today: date) -> str:
    return " ".join(
        [
            _happens(head, effect, today),
            *map(in_a_sentence, alarms),
            *(change.says for change in _changes(told)),
            _DEATH if is_death(told.adverse_event) else calling(effect.call, effect.ring_first),
        ]
    )


def _happens(head: Head, effect: Effect, today: date) -> str:
    if phase_on(head, today) not in LIVE:
        return "The plan is over; nothing is taken."
    if effect.ended is not None:
        return ends(effect.ended)
    if effect.pauses:
        lower = " It comes back below the dose on which this began." if _lowers(effect) else ""
        return f"Pause at once: nothing is taken until a practitioner resumes the plan.{lower}"
    return "The dose stays; nothing rises before the next check-in."


def _lowers(effect: Effect) -> bool:
    return any(not move.by_calendar for move in effect.moves)
