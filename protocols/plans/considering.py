"""Every rule, alarm and change that has something to say about a check-in."""

from collections.abc import Iterator
from typing import Final, assert_never

from protocols.authoring.caution import Action
from protocols.checkpoints.alarm import AlarmLevel, call_of, in_a_sentence
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind, Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Facts, evaluate, measures_in
from protocols.checkpoints.reasons import ALARM_PREFIX, CAUTION_PREFIX, CHANGE_PREFIX
from protocols.checkpoints.rule import Rule
from protocols.plans.case import CHANGE_KEYS, Case, alarm_keys, raised_alarms, told_changes
from protocols.plans.check_in import three_valued
from protocols.plans.decision import Considered, Truth
from protocols.plans.limits import limits, true
from protocols.plans.position import Phase, item_phase, phase_on
from protocols.plans.spans import Track, days_since, span_on
from protocols.plans.weight_lost import LOST, SAYS, tells_a_loss
from protocols.text import Key

_REASON_FIRST: Final = "It needs a reason: the screening is asked again first."


def consider(case: Case) -> tuple[Considered, ...]:
    """The protocol's rules, then alarms, changes and cautions, then what the engine holds against a rise."""
    return (*rules_considered(case), *_alarms(case), *_changes(case), *_cautions(case), *limits(case))


def facts(case: Case, track: Track | None) -> Facts:
    """What the rules may look at on the day of the check-in; days and arrival are those of the item."""
    check_in, head = case.check_in, case.head
    span = span_on(track, check_in.on) if track else None
    may_skip = {key for checkpoint in _looked_at(case) for key in checkpoint.may_ask}
    return Facts(
        answers=case.numbers.answers,
        baseline=case.baseline,
        emergency=three_valued(check_in.alarms, alarm_keys(case.protocol, AlarmLevel.EMERGENCY)),
        today=three_valued(check_in.alarms, alarm_keys(case.protocol, AlarmLevel.TODAY)),
        change=three_valued(check_in.changes, CHANGE_KEYS),
        days_on_step=days_since(track, span.begun, check_in.on) if track and span else 0,
        arrived_by=span.arrived_by if span else None,
        # A pause is one occasion: what is told again before anybody resumed is no second time.
        fired={} if _rests(case, track) else head.fired,
        skipped=tuple(sorted(may_skip - case.numbers.answers.keys())),
        earlier=head.earlier,
        before=head.before,
        asked=case.checkpoint.asks if case.checkpoint is not None else (),
        limits=case.numbers.limits,
        baseline_limits=case.baseline_limits,
    )


def _rests(case: Case, track: Track | None) -> bool:
    """Whether the item is paused, or the whole plan: an item may rest while another goes on."""
    resting = phase_on(case.head, case.today) is Phase.PAUSED
    return resting or (track is not None and item_phase(case.head, track, case.today) is Phase.PAUSED)


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
    told = measures <= case.numbers.answers.keys() and bool(measures - asked)
    return told and rule.key in on_the_way and rule.dose is not DoseOutcome.ADVANCE


def _looked_at(case: Case) -> tuple[Checkpoint, ...]:
    """The named checkpoint in its window; otherwise every checkpoint of the steps too, so that no name hides a rule."""
    if case.checkpoint is not None and case.timing not in {Timing.EARLY, Timing.UNSCHEDULED}:
        return (case.checkpoint,)
    steps = {span_on(track, case.check_in.on).step for track in case.head.tracks}
    return tuple(
        checkpoint
        for checkpoint in case.protocol.checkpoints
        if checkpoint == case.checkpoint
        or (checkpoint.day is not None and (not checkpoint.steps or steps & set(checkpoint.steps)))
    )


def rules_considered(case: Case) -> Iterator[Considered]:
    """Each rule with what became of it, for the items that it moves: once, or once for each result."""
    known = {track.item: facts(case, track) for track in case.head.tracks}
    for rule in rules_for(case):
        about = {item: each for item, each in known.items() if not rule.items or item in rule.items}
        results = {item: _NAMES[evaluate(rule.when, each)] for item, each in about.items()}
        found = set(results.values()) or {_NAMES[evaluate(rule.when, facts(case, None))]}
        if len(found) == 1:
            yield _considered(rule, found.pop(), rule.items)
            continue
        for result in dict.fromkeys(results.values()):
            yield _considered(rule, result, tuple(item for item, each in results.items() if each is result))


_NAMES: Final = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


def _considered(rule: Rule, result: Truth, items: tuple[Key, ...]) -> Considered:
    """A rule that cannot be decided asks for a hold."""
    undecided = result is Truth.UNKNOWN
    return Considered(
        key=rule.key,
        result=result,
        dose=DoseOutcome.HOLD if undecided else rule.dose,
        call=Call.NONE if undecided else rule.call,
        says=rule.says,
        items=items,
    )


def _alarms(case: Case) -> Iterator[Considered]:
    """Each alarm that was raised stops, whatever the protocol's rules say; so does a weight that was measured."""
    raised = raised_alarms(case)
    if tells_a_loss(case) and all(f"{ALARM_PREFIX}{alarm.key}" != LOST for alarm in raised):
        yield true(LOST, DoseOutcome.STOP, Call.TODAY, SAYS)
    for alarm in raised:
        yield true(f"{ALARM_PREFIX}{alarm.key}", DoseOutcome.STOP, call_of(alarm.level), in_a_sentence(alarm))


def _changes(case: Case) -> Iterator[Considered]:
    """Each change that was told, with what it leads to at least."""
    for change in told_changes(case):
        yield true(f"{CHANGE_PREFIX}{change.key}", change.dose, change.call, change.says)


def _cautions(case: Case) -> Iterator[Considered]:
    """Each caution that a laboratory value newly raises: one that excludes stops, one that needs a reason pauses."""
    for new in case.raised:
        key, says = f"{CAUTION_PREFIX}{new.caution}", f"{new.label}: {new.because}"
        match new.action:
            case Action.EXCLUDE:
                yield true(key, DoseOutcome.STOP, Call.TODAY, says)
            case Action.OVERRIDE_WITH_REASON:
                yield true(key, DoseOutcome.PAUSE, Call.ROUTINE, f"{says} {_REASON_FIRST}")
            case Action.INFORM:
                # It says nothing about the dose, and stays a finding on the plan.
                continue
            case _:
                assert_never(new.action)
