"""Every rule, alarm, change and limit that has something to say about a check-in."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from protocols.checkpoints.alarm import AlarmLevel, call_of
from protocols.checkpoints.checkpoint import MAY_ADVANCE, Checkpoint, CheckpointKind, Timing, timing
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength
from protocols.checkpoints.predicate import Facts, evaluate, measures_in
from protocols.checkpoints.rule import Rule
from protocols.plans.case import CHANGE_KEYS, Case, alarm_keys, missing, raised_alarms, told_changes
from protocols.plans.check_in import three_valued
from protocols.plans.days import days_on_step, rising, span_on
from protocols.plans.decision import Considered, Truth
from protocols.plans.head import Head, Track, item_of
from protocols.plans.position import Phase, at

CHANGE_PREFIX: Final = "change-"

_CHANGES: Final = frozenset(f"{CHANGE_PREFIX}{key}" for key in CHANGE_KEYS)

LIMIT_PREFIX: Final = "limit-"
"""Keys of what the engine itself considers, so that they are never taken for a protocol's rules."""

ENOUGH_DAYS_TAKEN: Final = 6
"""Below so many of the last 7 days taken as planned, nothing rises (judgement)."""

TRIES: Final = 2
"""A step left by a step back may be entered again so many times (adverse effect table)."""


def consider(case: Case) -> tuple[Considered, ...]:
    """The protocol's rules, then alarms and changes, then what the engine holds against a rise."""
    return (
        *_rules(rules_for(case), facts(case)),
        *_alarms(case),
        *_changes(case),
        *_limits(case),
    )


def facts(case: Case) -> Facts:
    """What the rules may look at on the day of the check-in."""
    check_in, head = case.check_in, case.head
    span = span_on(head.tracks[0], check_in.on) if head.tracks else None
    may_skip = {key for checkpoint in _looked_at(case) for key in checkpoint.may_ask}
    return Facts(
        answers=check_in.answers,
        baseline=case.baseline,
        emergency=three_valued(check_in.alarms, alarm_keys(case.protocol, AlarmLevel.EMERGENCY)),
        today=three_valued(check_in.alarms, alarm_keys(case.protocol, AlarmLevel.TODAY)),
        change=three_valued(check_in.changes, CHANGE_KEYS),
        days_on_step=days_on_step(head, span.since, check_in.on) if span else 0,
        arrived_by=span.arrived_by if span else None,
        # A pause is one occasion: what is told again before anybody resumed is no second time.
        fired={} if at(head, case.today).phase is Phase.PAUSED else head.fired,
        skipped=frozenset(may_skip - check_in.answers.keys()),
    )


def rules_for(case: Case) -> tuple[Rule, ...]:
    """The rules of the checkpoints that a check-in is judged by, in the protocol's order."""
    keys = {key for checkpoint in _looked_at(case) for key in checkpoint.rules}
    return tuple(rule for rule in case.protocol.rules if rule.key in keys or _told_besides(case, rule))


def _told_besides(case: Case, rule: Rule) -> bool:
    """A value told without being asked here still stops or holds, by the rules of the checkpoints that ask it."""
    asked = {key for checkpoint in _looked_at(case) for key in (*checkpoint.asks, *checkpoint.may_ask)}
    measures = measures_in(rule.when)
    on_the_way = {
        key
        for checkpoint in case.protocol.checkpoints
        if checkpoint.kind is not CheckpointKind.BASELINE
        for key in checkpoint.rules
    }
    told = measures <= case.check_in.answers.keys() and bool(measures - asked)
    return told and rule.key in on_the_way and rule.dose is not DoseOutcome.ADVANCE


def _looked_at(case: Case) -> tuple[Checkpoint, ...]:
    """The named checkpoint in its window; otherwise every checkpoint of the step too, so that no name hides a rule."""
    if case.checkpoint is not None and case.timing not in {Timing.EARLY, Timing.UNSCHEDULED}:
        return (case.checkpoint,)
    step = span_on(case.head.tracks[0], case.check_in.on).step if case.head.tracks else None
    return tuple(
        checkpoint
        for checkpoint in case.protocol.checkpoints
        if checkpoint == case.checkpoint
        or (checkpoint.day is not None and (not checkpoint.steps or step in checkpoint.steps))
    )


def counts_as_hold(considered: tuple[Considered, ...]) -> bool:
    """Whether a hold has a reason in the client: symptoms, missed doses or missing answers, not the calendar."""
    return any(
        entry.result is not Truth.FALSE and entry.dose is DoseOutcome.HOLD and entry.key not in _CALENDAR
        for entry in considered
    )


def takes_back(considered: tuple[Considered, ...]) -> bool:
    """Whether something known in the client speaks against a rise that was decided and has not begun."""
    return any(
        entry.result is Truth.TRUE and entry.dose is DoseOutcome.HOLD and entry.key not in _CALENDAR
        for entry in considered
    )


def shows_symptoms(considered: tuple[Considered, ...]) -> bool:
    """Whether a rule of the protocol asks for a hold, so that the step needs its days before it is looked at again."""
    return any(
        entry.result is Truth.TRUE and entry.dose is DoseOutcome.HOLD and not entry.key.startswith(LIMIT_PREFIX)
        for entry in considered
    )


def is_call_open(head: Head) -> bool:
    """Whether somebody must still be called today or at once: nothing rises until that call is closed."""
    return any(call_strength(call.call) >= call_strength(Call.TODAY) for call in head.calls)


def blocks_a_rise(head: Head) -> bool:
    """Whether a call is open that must be closed by name before anything rises: an urgent one, or after a change.

    A new medicine, diagnosis, weight or product is looked at first: a rise on a scoop of another size doubles a dose.
    """
    changed = {key for call in head.calls for key in call.because} & _CHANGES
    return is_call_open(head) or bool(changed)


def _rules(rules: tuple[Rule, ...], known: Facts) -> Iterator[Considered]:
    """Each rule with what became of it; one that cannot be decided asks for a hold."""
    names = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}
    for rule in rules:
        result = names[evaluate(rule.when, known)]
        undecided = result is Truth.UNKNOWN
        yield Considered(
            key=rule.key,
            result=result,
            dose=DoseOutcome.HOLD if undecided else rule.dose,
            call=Call.NONE if undecided else rule.call,
            says=rule.says,
        )


def _alarms(case: Case) -> Iterator[Considered]:
    """Each alarm that was raised stops, whatever the protocol's rules say."""
    for alarm in raised_alarms(case):
        yield _true(f"alarm-{alarm.key}", DoseOutcome.STOP, call_of(alarm.level), f"Alarm: {alarm.asked}.")


def _changes(case: Case) -> Iterator[Considered]:
    """Each change that was told, with what it leads to at least."""
    for change in told_changes(case):
        yield _true(f"{CHANGE_PREFIX}{change.key}", change.dose, change.call, change.says)


def _limits(case: Case) -> Iterator[Considered]:
    """What stands against a rise, whatever the rules say. All judgement."""
    if at(case.head, case.today).phase is Phase.PAUSED:
        says = "The plan is paused: a named practitioner resumes it."
        yield _true(f"{LIMIT_PREFIX}paused", DoseOutcome.PAUSE, Call.NONE, says)
    yield from _lacking(case)
    yield from _calendar(case)
    yield from _not_before(case)


def _lacking(case: Case) -> Iterator[Considered]:
    """Answers that were not given, and doses that were not taken where there is a step to rise to."""
    lacking = missing(case)
    if lacking:
        yield _hold("not-asked", f"Not asked or not answered: {', '.join(lacking)}. Ask again within 2 days.")
    taken = case.check_in.answers.get("days_taken")
    if taken is not None and taken < ENOUGH_DAYS_TAKEN and rising(case.head, case.today) is not None:
        yield _hold("days-taken", f"Taken on {taken} of the last 7 days: a dose that was not taken is not raised.")
    if taken == 0:
        says = "Nothing was taken for 7 days or more: a practitioner decides how to come back."
        yield _true(f"{LIMIT_PREFIX}not-taken", DoseOutcome.HOLD, Call.ROUTINE, says)


def _calendar(case: Case) -> Iterator[Considered]:
    """Check-ins at a time that may not raise."""
    if case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE:
        yield _hold("baseline", "A check-in from before the start is there to compare with.")
    elif case.timing not in MAY_ADVANCE:
        yield _hold(case.timing.value, _TIMING_SAYS[case.timing])
    elif case.around is not None and timing(case.around, case.today) not in MAY_ADVANCE:
        yield _hold("entered-late", "Entered more than 7 days after it was due: it can hold or lower, never raise.")
    if case.late_entered:
        yield _hold("late-entered", "Dated before the latest check-in: it is kept, and can only lower.")


def _not_before(case: Case) -> Iterator[Considered]:
    """What somebody has to settle before anything rises."""
    if blocks_a_rise(case.head):
        yield _hold("open-call", "A call is still open: nothing rises until a named practitioner has closed it.")
    if any(key not in case.baseline for key in case.protocol.baseline_labs):
        yield _hold("results-awaited", "Test results are still awaited: nothing is taken until they are in.")
    track = rising(case.head, case.today)
    if track is not None and _tries_used(case.head, track, case.today):
        says = f"The step above was left {TRIES + 1} times: this step is the highest comfortable one."
        yield _true(f"{LIMIT_PREFIX}tries", DoseOutcome.HOLD, Call.ROUTINE, says)


def _tries_used(head: Head, track: Track, today: date) -> bool:
    """Whether the step above was left by a step back after the first time and after each new try."""
    keys = [step.key for step in item_of(head, track.item).steps]
    above = keys[keys.index(span_on(track, today).step) + 1]
    left = sum(
        span.step == above and following.arrived_by is DoseOutcome.STEP_BACK
        for span, following in pairwise(track.spans)
    )
    return left > TRIES


_TIMING_SAYS: Final = {
    Timing.EARLY: "Before the window opens: it can hold or lower, never raise.",
    Timing.UNSCHEDULED: "Not at a checkpoint that is due: it can hold or lower, never raise.",
    Timing.MISSED: "More than 7 days late: it can hold or lower, never raise.",
    Timing.LAPSED: "More than 14 days late: nothing is taken until a practitioner resumes the plan.",
}

_CALENDAR: Final = frozenset(
    f"{LIMIT_PREFIX}{name}" for name in (*(each.value for each in Timing), "baseline", "entered-late", "late-entered")
)


def _true(key: str, dose: DoseOutcome, call: Call, says: str) -> Considered:
    return Considered(key=key, result=Truth.TRUE, dose=dose, call=call, says=says)


def _hold(key: str, says: str) -> Considered:
    return _true(f"{LIMIT_PREFIX}{key}", DoseOutcome.HOLD, Call.NONE, says)
