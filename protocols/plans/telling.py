"""What one event of a plan tells of the person, whatever act it came with."""

from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.laboratory import Result
from protocols.plans.acts import Adjustment, Extend, Rescreen, Resume, Stop
from protocols.plans.adverse_event import AdverseEvent, EventSeverity, SeriousBecause
from protocols.plans.answer import YesNoUnknown
from protocols.plans.decision import Decision
from protocols.plans.effect import StopReason
from protocols.plans.migrate import Migration
from protocols.plans.passed_on import PassedOn, passed_on, passed_on_from
from protocols.plans.record_changed import BY_ALARM
from protocols.plans.report import Report
from protocols.plans.reporting import Reporting
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared
from protocols.plans.told_values import taken_on
from protocols.text import Key
from protocols.value import Value

BY_ANSWER: Final = "A screening question that was answered yes says so for good."
"""Why something stands on the record that a screening wrote there."""

_PREGNANCY: Final = "pregnancy"

_CHANGED: Final = {
    StopReason.PREGNANCY: _PREGNANCY,
    StopReason.HOSPITAL_OR_SURGERY: "hospital",
    StopReason.NEW_CAUTION: "new_diagnosis",
}
"""What the reason of a stop says of the person, as a check-in asks it; of a new caution not which (judgement)."""


class Telling(Value, frozen=True):
    """What is told of the person: to other plans as a report, to the record for good, cautions answered yes, products.

    `records` are written to the client's record, and `because` says there why. `cautions`, `declared` and the
    laboratory's `values` are looked at in the client's other live plans, which asked about them before.
    """

    report: PassedOn | None = None
    records: tuple[Key, ...] = ()
    because: str = BY_ALARM
    cautions: tuple[Key, ...] = ()
    declared: tuple[Declared, ...] = ()
    values: dict[str, Result] = msgspec.field(default_factory=dict)


def told_by_check_in(protocol: Protocol, made: Decision) -> Telling:
    """What a check-in tells: its alarms and changes, what a rule stops for with an urgent call, and its values."""
    told = made.check_in
    values = {key: replace(each, taken_on=taken_on(told, key)) for key, each in told.laboratory.items()}
    return Telling(report=passed_on_from(protocol, made), records=made.records, values=values)


def told_by_report(protocol: Protocol, told: Report, done: Reporting) -> Telling:
    """What a report tells, where it is grave."""
    return Telling(report=passed_on(protocol, told, done), records=done.records)


def told_by_act(protocol: Protocol, act: Adjustment, today: date) -> Telling:
    """What an act by name tells: a screening that came with it, or the reason of a stop."""
    match act:
        case Rescreen() | Resume() | Extend():
            return _told_again(protocol, act, today)
        case Stop():
            return Telling(report=_by_a_stop(act.stop_reason, today))
        case _:
            return Telling()


def told_by_migration(protocol: Protocol, wish: Migration, today: date) -> Telling:
    """What the screening tells that came with another text, by that text's cautions."""
    return _told_again(protocol, wish, today)


def _told_again(protocol: Protocol, asked: Rescreen | Resume | Extend | Migration, today: date) -> Telling:
    if asked.screening is None:
        return Telling()
    return told_by_screening(protocol, asked.screening, asked.declared or (), today)


def told_by_screening(protocol: Protocol, screening: Screening, declared: tuple[Declared, ...], today: date) -> Telling:
    """What the answers say: an allergy for good, a pregnancy as at a check-in, any caution as the record does; values.

    What is not known tells no other plan anything: it may become known, and stops or asks where it was asked.
    """
    yes = tuple(key for key, answer in screening.answers.items() if answer is YesNoUnknown.YES)
    lasting = {alarm.records for alarm in (*LOCKED, *protocol.alarms)}
    excludes = {each.key for each in protocol.cautions if each.action is Action.EXCLUDE}
    changes = tuple(key for key in yes if key == _PREGNANCY and key in excludes)
    return Telling(
        report=_passed(Report(on=today, changes=changes)) if changes else None,
        records=tuple(key for key in yes if key in lasting),
        because=BY_ANSWER,
        cautions=yes,
        declared=declared,
        values=screening.laboratory,
    )


def _by_a_stop(why: StopReason, today: date) -> PassedOn | None:
    """A pregnancy, a stay in hospital, a new caution, or a death: what a report of it would tell other plans."""
    if why is StopReason.DIED:
        died = AdverseEvent(
            what="The client died.", onset=today, severity=EventSeverity.SEVERE, serious=(SeriousBecause.DEATH,)
        )
        return _passed(Report(on=today, adverse_event=died))
    return _passed(Report(on=today, changes=(_CHANGED[why],))) if why in _CHANGED else None


def _passed(told: Report) -> PassedOn:
    return PassedOn(report=told, alarms=())
