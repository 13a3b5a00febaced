"""One entry of a script, played as the service would do it on its day."""

from datetime import date

from msgspec.structs import replace

from protocols.authoring.revision import RevisionStatus
from protocols.checkpoints.outcome import Call
from protocols.plans.adjusting import check_reason
from protocols.plans.check_in import CheckIn
from protocols.plans.entry import CheckInThen, Entry, MigrateThen, RecallThen, RecordThen, ReportThen, VoidThen
from protocols.plans.event import Migrated, Recalled, RecordChanged, Voided
from protocols.plans.going_over import MigrationRefused
from protocols.plans.happening import MadeVoid, RecallTaken, RecordTaken, WentOver
from protocols.plans.migrate import migrate
from protocols.plans.notice import notices
from protocols.plans.person import answering, check_birth_date
from protocols.plans.position import LIVE, phase_on
from protocols.plans.recall import recall
from protocols.plans.record_changed import record_changed
from protocols.plans.report import Report
from protocols.plans.script import number_of
from protocols.plans.start import check_usable
from protocols.plans.taken_off import Said, who_changes
from protocols.plans.tried_in import Numbered, pinned
from protocols.plans.void import void
from protocols.plans.walk import EVENT, After, Walk, pointing_into


def play(walk: Walk, entry: Entry, where: str, day: date) -> None:
    """Do what the entry at this place says; its refusal points into it, and says the day."""
    said = f"Day {number_of(day, walk.start_on)}, {day}: "
    if entry.check_in is not None:
        with pointing_into(f"{where}/check_in", said):
            walk.check_in(_check_in(entry.check_in, day), day, where)
    if entry.act is not None:
        with pointing_into(f"{where}/act", said):
            walk.act(entry.act, day, where)
    if entry.report is not None:
        with pointing_into(f"{where}/report", said):
            walk.report(_report(entry.report, day), day, where)
    if entry.void is not None:
        with pointing_into(f"{where}/void", said):
            _void(walk, entry.void, day, where)
    if entry.recall is not None:
        with pointing_into(f"{where}/recall", said):
            _recall(walk, entry.recall, day, where)
    if entry.migrate is not None:
        with pointing_into(f"{where}/migrate", said):
            _migrate(walk, entry.migrate, day, where)
    if entry.record is not None:
        with pointing_into(f"{where}/record", said):
            _record(walk, entry.record, day, where)


def _check_in(told: CheckInThen, day: date) -> CheckIn:
    return CheckIn(
        on=told.on or day,
        checkpoint=told.checkpoint,
        answers=told.answers,
        laboratory=told.laboratory,
        alarms=told.alarms,
        changes=told.changes,
        off_days=told.off_days,
        note=told.note,
        by=told.by,
        entered_by=told.entered_by,
    )


def _report(told: ReportThen, day: date) -> Report:
    return Report(
        on=day,
        alarms=told.alarms,
        changes=told.changes,
        adverse_event=told.adverse_event,
        follows=told.follows,
        note=told.note,
        by=told.by,
        entered_by=told.entered_by,
    )


def _void(walk: Walk, told: VoidThen, day: date, written: str) -> None:
    # Every check-in of the log is decided once more.
    walk.spend(day, EVENT * len(walk.events))
    who = answering(walk.tried_in.staff, told.by, "/by")
    done = void(walk.protocol, walk.events, told.event, told, day)
    event = Voided(
        stamp=walk.stamp(day, who), voids=told.event, reason=told.reason, sentence=done.sentence, effect=done.effect
    )
    at = walk.at(day, written, walk.happens(event, done.effect))
    walk.happened.append(MadeVoid(event=walk.head.seq, void=told, sentence=done.sentence, **at))


def _recall(walk: Walk, told: RecallThen, day: date, written: str) -> None:
    walk.spend(day, EVENT)
    check_reason(told.reason)
    who = answering(walk.tried_in.staff, told.by, "/by")
    walk.recalled.add(walk.follows)
    if phase_on(walk.head, day) not in LIVE or walk.head.recalled:
        says = "The revision is recalled. No plan that goes on walks it: nothing is paused."
        at = walk.at(day, written, _nothing(walk))
        walk.happened.append(RecallTaken(event=None, recall=told, call=Call.NONE, sentence=says, **at))
        return
    done = recall(walk.head, day)
    event = Recalled(stamp=walk.stamp(day, who), reason=told.reason, sentence=done.sentence, effect=done.effect)
    at = walk.at(day, written, walk.happens(event, done.effect))
    call = done.effect.call
    walk.happened.append(RecallTaken(event=walk.head.seq, recall=told, call=call, sentence=done.sentence, **at))


def _migrate(walk: Walk, told: MigrateThen, day: date, written: str) -> None:
    walk.spend(day, EVENT)
    other = _revision(walk, told.revision)
    check_usable(RevisionStatus.RECALLED if other.number in walk.recalled else other.status)
    who = answering(walk.tried_in.staff, told.by, "/by")
    to = (other.text, pinned(other.text, other.number))
    done = migrate(to, (walk.protocol, walk.head), told, walk.party, day)
    stamp = replace(walk.stamp(day, who), revision_hash=to[1].hash)
    event = Migrated(stamp=stamp, reason=told.reason, items=done.items, sentence=done.sentence, effect=done.effect)
    walk.protocol = other.text
    at = walk.at(day, written, walk.happens(event, done.effect))
    walk.happened.append(WentOver(event=walk.head.seq, migrate=told, items=done.items, sentence=done.sentence, **at))


def _revision(walk: Walk, number: int) -> Numbered:
    found = next((each for each in walk.tried_in.others if each.number == number), None)
    if found is not None:
        return found
    known = ", ".join(str(each.number) for each in walk.tried_in.others)
    raise MigrationRefused(
        f"There is no revision {number} of this protocol to go over to; there is {known or 'none'}.",
        pointer="/revision",
    )


def _record(walk: Walk, told: RecordThen, day: date, written: str) -> None:
    walk.spend(day, EVENT)
    before = walk.person
    if told.birth_date is not None:
        check_birth_date(told.birth_date, day)
        walk.person = replace(walk.person, birth_date=told.birth_date)
    if told.recorded_cautions is not None:
        walk.person = replace(walk.person, recorded_cautions=told.recorded_cautions)
    who = who_changes(before, walk.person, Said(by=told.by, reason=told.reason), walk.tried_in.staff)
    goes_on = phase_on(walk.head, day) in LIVE
    done = record_changed(walk.protocol, walk.head, (before, walk.person), day) if goes_on else None
    if done is None:
        says = "The record is changed. Nothing about the plan changes."
        at = walk.at(day, written, _nothing(walk))
        walk.happened.append(RecordTaken(event=None, record=told, call=Call.NONE, sentence=says, **at))
        return
    event = RecordChanged(stamp=walk.stamp(day, who), reason=told.reason, sentence=done.sentence, effect=done.effect)
    at = walk.at(day, written, walk.happens(event, done.effect))
    call = done.effect.call
    walk.happened.append(RecordTaken(event=walk.head.seq, record=told, call=call, sentence=done.sentence, **at))


def _nothing(walk: Walk) -> After:
    """After what does not come into the plan's log."""
    return After(to_say=(), findings=notices(walk.protocol, walk.head))
