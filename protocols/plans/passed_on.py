"""What is told of one plan of a client in their other live plans, and what an urgent call about it does there."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import Alarm
from protocols.plans.adjusting import Adjusting
from protocols.plans.check_in import CheckIn, told_yes
from protocols.plans.head import Head
from protocols.plans.holding import substances
from protocols.plans.report import Report
from protocols.plans.reporting import Reporting, reported_alarms, reporting
from protocols.plans.taken_back import TAKEN_BACK, all_taken_back
from protocols.value import Value

_CALLED: Final = "A call about another plan of this client is open: nothing rises before it was closed."


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


def shares_a_substance(one: Head, other: Head) -> bool:
    """Whether what is told of one plan concerns the other."""
    return not set(substances(one)).isdisjoint(substances(other))


def hear_of_a_call(head: Head, today: date) -> Adjusting | None:
    """What an urgent call about another plan does: a rise that has not begun is taken back, whatever the substance.

    None where no rise is ahead; one that was only proposed waits for the call to be closed in any case.
    """
    back = all_taken_back(head, today)
    return None if back is None else Adjusting(effect=back, sentence=f"{_CALLED} {TAKEN_BACK}")
