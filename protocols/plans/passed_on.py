"""What is told of one plan of a client in their other live plans, and what an urgent call about it does there."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED, Alarm
from protocols.checkpoints.change import SCREENED_AFTER
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.reasons import ALARM_PREFIX, CAUTION_PREFIX
from protocols.plans.adjusting import Adjusting
from protocols.plans.adverse_event import AdverseEvent, EventSeverity, is_death
from protocols.plans.check_in import raised, told_yes
from protocols.plans.decision import Considered, Decision, Truth
from protocols.plans.head import Head
from protocols.plans.holding import substances
from protocols.plans.report import Report
from protocols.plans.reporting import Reporting, reported_alarms, reporting
from protocols.plans.taken_back import TAKEN_BACK, all_taken_back
from protocols.text import Key
from protocols.value import Value

WEIGHT_LOSS: Final = "weight_loss"
"""The alarm that a measured loss of 5 % or more is."""

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


def passed_on_from(protocol: Protocol, made: Decision) -> PassedOn | None:
    """What a check-in tells of the person: alarms, changes, and what a rule stops for with an urgent call; else None.

    A measured loss of weight is the alarm about it. Any other such rule, as about a severe symptom or a laboratory
    value, is an adverse event in a plan that does not ask its questions (judgement).
    """
    check_in = made.check_in
    stopping = tuple(_stopping(protocol, made))
    # By a rule of the text, or by the alarm itself, whoever measured it.
    lost = any(about == {BODY_WEIGHT} for _, about in stopping) or _is_true(made, f"{ALARM_PREFIX}{WEIGHT_LOSS}")
    says = " ".join(entry.says for entry, about in stopping if about != {BODY_WEIGHT})
    known = {alarm.key: alarm for alarm in (*LOCKED, *protocol.alarms)}
    told = {key for key in known if told_yes(check_in.alarms, key)} | ({WEIGHT_LOSS} if lost else set())
    alarms = tuple(alarm for alarm in known.values() if alarm.key in told)
    changes = raised(check_in.changes, SCREENED_AFTER)
    if not (alarms or changes or says):
        return None
    event = AdverseEvent(what=says, onset=check_in.on, severity=EventSeverity.SEVERE) if says else None
    keys = tuple(alarm.key for alarm in alarms)
    return PassedOn(report=Report(on=check_in.on, alarms=keys, changes=changes, adverse_event=event), alarms=alarms)


def _is_true(made: Decision, key: Key) -> bool:
    return any(entry.key == key and entry.result is Truth.TRUE for entry in made.considered)


def _stopping(protocol: Protocol, made: Decision) -> Iterator[tuple[Considered, frozenset[Key]]]:
    """What stops for an answer, and not for an alarm or a change, with an urgent call; and the measures it is about."""
    about = {rule.key: frozenset(measures_in(rule.when)) for rule in protocol.rules}
    for entry in made.considered:
        is_urgent = call_strength(entry.call) >= call_strength(Call.TODAY)
        measures = about.get(entry.key, frozenset())
        by_value = bool(measures) or entry.key.startswith(CAUTION_PREFIX)
        if entry.result is Truth.TRUE and entry.dose is DoseOutcome.STOP and is_urgent and by_value:
            yield entry, measures


def hear(protocol: Protocol, head: Head, passed: PassedOn, today: date) -> Reporting:
    """The effect on another plan: the same as if it had been told of that one."""
    return reporting(protocol, head, passed.report, passed.alarms, today)


def part_for(passed: PassedOn, told: Head, other: Head) -> PassedOn | None:
    """All of it for a plan with the substance, for any other what is about the person; None where that is nothing."""
    if shares_a_substance(told, other):
        return passed
    event = passed.report.adverse_event if is_death(passed.report.adverse_event) else None
    if event is None and not passed.report.changes:
        return None
    return PassedOn(report=replace(passed.report, alarms=(), adverse_event=event), alarms=())


def shares_a_substance(one: Head, other: Head) -> bool:
    """Whether what is told of one plan concerns the other."""
    return not set(substances(one)).isdisjoint(substances(other))


def hear_of_a_call(head: Head, today: date) -> Adjusting | None:
    """What an urgent call about another plan does: a rise that has not begun is taken back, whatever the substance.

    None where no rise is ahead; one that was only proposed waits for the call to be closed in any case.
    """
    back = all_taken_back(head, today)
    return None if back is None else Adjusting(effect=back, sentence=f"{_CALLED} {TAKEN_BACK}")
