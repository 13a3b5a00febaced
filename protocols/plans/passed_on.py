"""What is told of one plan of a client, in their other live plans."""

from datetime import date

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import Alarm
from protocols.plans.adverse_event import is_death
from protocols.plans.check_in import CheckIn, told_yes
from protocols.plans.head import Head
from protocols.plans.holding import substances
from protocols.plans.report import Report
from protocols.plans.reporting import Reporting, reported_alarms, reporting
from protocols.value import Value


class PassedOn(Value, frozen=True):
    """A report that is told of other plans, too, with its alarms as the plan has them that it was told of."""

    report: Report
    alarms: tuple[Alarm, ...]


def passed_on(protocol: Protocol, told: Report, done: Reporting) -> PassedOn | None:
    """What other plans are told; None where nothing was stopped or paused because of it, or would have been."""
    if not done.is_grave:
        return None
    return PassedOn(report=replace(told, follows=None, note=None), alarms=reported_alarms(protocol, told))


def alarms_passed_on(protocol: Protocol, check_in: CheckIn) -> PassedOn | None:
    """The alarms that a check-in told; None without any."""
    alarms = tuple(alarm for alarm in protocol.alarms if told_yes(check_in.alarms, alarm.key))
    if not alarms:
        return None
    return PassedOn(report=Report(on=check_in.on, alarms=tuple(alarm.key for alarm in alarms)), alarms=alarms)


def hear(protocol: Protocol, head: Head, passed: PassedOn, today: date) -> Reporting:
    """The effect on another plan: the same as if it had been told of that one."""
    return reporting(protocol, head, passed.report, passed.alarms, today)


def part_for(passed: PassedOn, told: Head, other: Head) -> PassedOn | None:
    """All of it for a plan with the substance, for any other what is about the person; None where that is nothing."""
    if shares_a_substance(told, other):
        return passed
    if not is_death(passed.report.adverse_event):
        return None
    return PassedOn(report=replace(passed.report, alarms=()), alarms=())


def shares_a_substance(one: Head, other: Head) -> bool:
    """Whether what is told of one plan concerns the other."""
    return not set(substances(one)).isdisjoint(substances(other))
