"""Whether every rule is used, can be decided, can be true, and is ever what decides."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import chain

from protocols.authoring.counter_example import CounterExample, Led, Situation, together
from protocols.authoring.finding import Finding, Ranked, error, warning
from protocols.authoring.proof.diagram import diagram
from protocols.authoring.proof.dimension import Contrast, Dimension, Kind
from protocols.authoring.proof.joined import Joined, alone, rules_of, situation, told_besides
from protocols.authoring.proof.looking import ALARMS, conditions_in
from protocols.authoring.proof.on_plans import OnPlans, failures_of_all
from protocols.authoring.proof.tally import STANDS, Decides, Sum
from protocols.authoring.proof.walks import Failure, answered, shortest
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength, dose_strength
from protocols.checkpoints.predicate import AlarmIs, Predicate, measures_in
from protocols.checkpoints.reasons import is_reserved
from protocols.checkpoints.rule import Rule


def misused(protocol: Protocol) -> Iterator[Finding]:
    """Rules that nobody names, that wait without pausing, or look at what is not asked; measures with no worse end.

    Exact: names are looked up, for each rule at each checkpoint that names it and for each measure in any condition.
    """
    yield from _misnamed(protocol)
    named = set(chain.from_iterable(checkpoint.rules for checkpoint in protocol.checkpoints))
    for place, rule in enumerate(protocol.rules):
        if rule.key not in named:
            yield error("rule_unused", f"/rules/{place}", f"No checkpoint names {rule.key}, so that it does nothing.")
        if rule.symptom_free_days is not None and rule.dose is not DoseOutcome.PAUSE:
            says = f"{rule.key} does not pause, so that no days without symptoms come before a resume."
            yield error("symptom_free_days_without_pause", f"/rules/{place}/symptom_free_days", says)
    for place, checkpoint in enumerate(protocol.checkpoints):
        yield from _undecidable(protocol, place, checkpoint)
    steering = set(chain.from_iterable(measures_in(rule.when) for rule in protocol.rules))
    for place, measure in enumerate(protocol.measures):
        if measure.key in steering and measure.worse is None:
            says = f"{measure.key} stands in a rule: say which end of it is the worse one."
            yield error("measure_without_worse", f"/measures/{place}", says)


def _misnamed(protocol: Protocol) -> Iterator[Finding]:
    """What the engine says under such a key would be taken for the rule's word, or the rule's for the engine's."""
    alarms = [alarm.key for alarm in protocol.alarms]
    for place, rule in enumerate(protocol.rules):
        if is_reserved(rule.key, alarms):
            says = f"The engine itself says why under {rule.key}: call the rule otherwise."
            yield error("rule_name_reserved", f"/rules/{place}/key", says)


def _undecidable(protocol: Protocol, place: int, checkpoint: Checkpoint) -> Iterator[Finding]:
    asked = {*checkpoint.asks, *checkpoint.may_ask}
    for rule in rules_of(protocol, checkpoint):
        unasked = sorted(measures_in(rule.when) - asked)
        if unasked:
            yield error(
                "rule_undecidable",
                f"/checkpoints/{place}/rules/{checkpoint.rules.index(rule.key)}",
                f"{rule.key} looks at {', '.join(unasked)}, which {checkpoint.key} does not ask.",
            )


def idle(protocol: Protocol, alive: Collection[str], joints: Sequence[Joined]) -> Iterator[Finding]:
    """Rules that can never be true, and rules that are beaten on both axes whenever they are.

    Exact: which rules can be true is proved from the start on (`living`); that a rule is beaten is a search through all
    answers for one at which it stands and nothing stronger does, on either axis, for each group of items it moves.
    """
    for place, rule in enumerate(protocol.rules):
        used_at = [joint for joint in joints if rule in joint.rules]
        if used_at and rule.key not in alive:
            yield error("rule_dead", f"/rules/{place}", f"Nothing that can be answered makes {rule.key} true.")
        elif used_at and not any(_decides(joint, rule) for joint in used_at):
            says = f"Whenever {rule.key} is true, a stronger rule is true as well: it never decides anything."
            yield warning("rule_never_decides", f"/rules/{place}", says)


def _decides(joint: Joined, rule: Rule) -> bool:
    """Whether some answers make it the strongest on an axis, for some item that it moves."""
    number = joint.rules.index(rule)
    for group in joint.groups:
        stronger = [
            other.when
            for place, other in enumerate(joint.rules)
            if place in group and dose_strength(other.dose) > dose_strength(rule.dose)
        ]
        if number in group and _unbeaten(joint, rule, stronger, raising=rule.dose is DoseOutcome.ADVANCE):
            return True
    louder = [other.when for other in joint.rules if call_strength(other.call) > call_strength(rule.call)]
    return rule.call is not Call.NONE and _unbeaten(joint, rule, louder, raising=False)


def _unbeaten(joint: Joined, rule: Rule, stronger: Sequence[Predicate], *, raising: bool) -> bool:
    """An unknown rule beats an advance, because it counts as hold."""
    graph = diagram([rule.when, *stronger], joint.bare.dimensions, Decides(unknown_beats=raising))
    return shortest(graph, lambda total: total == STANDS, answered) is not None


def weak_alarms(protocol: Protocol, joints: Sequence[Joined], alive: Collection[str]) -> Iterator[Ranked]:
    """Rules that an alarm makes true and that do not stop, or call more softly than the alarm does.

    The engine stops at every alarm; a weaker rule would say otherwise on paper.
    Exact: all pairs of check-ins that differ in the alarm alone are searched for one at which the rule becomes true.
    """
    for place, rule in enumerate(protocol.rules):
        for kind, condition in ALARMS.items():
            loud = call_strength(rule.call) >= call_strength(Call(condition.level.value))
            if _looks_at(rule, condition) and not (rule.dose is DoseOutcome.STOP and loud):
                yield from _softened(protocol, place, kind, joints, alive)


def _looks_at(rule: Rule, condition: AlarmIs) -> bool:
    return condition in conditions_in([rule.when])


def _softened(
    protocol: Protocol, place: int, kind: Kind, joints: Sequence[Joined], alive: Collection[str]
) -> Iterator[Ranked]:
    rule = protocol.rules[place]
    for joint in joints:
        if rule not in joint.rules:
            continue
        graph = alone(protocol, joint.checkpoint, rule, alive)
        for failure in failures_of_all(joint, graph, _becomes_true, partial(_alarms_of, kind)):
            says = f"{rule.key} becomes true with an alarm ({kind.value}): it has to stop, and call as the alarm does."
            asked = told_besides(protocol, joint, failure.cautions)
            given = together([asked, situation(graph.dimensions, failure.of.other)])
            example = _example(joint, rule, given, failure)
            yield Ranked(finding=error("alarm_rule_weak", f"/rules/{place}", says, example), length=failure.length)


def _becomes_true(total: Sum, others: frozenset[Sum]) -> bool | None:
    return True if total == STANDS and STANDS not in others else None


def _alarms_of(kind: Kind, thing: Dimension) -> tuple[Contrast, ...]:
    return thing.worse if thing.kind is kind else ()


def _example(joint: Joined, rule: Rule, given: Situation, failure: OnPlans[Failure[bool]]) -> CounterExample:
    return CounterExample(
        checkpoint=joint.checkpoint.key,
        cautions=failure.cautions,
        given=given,
        leads_to=Led(dose=rule.dose, call=rule.call),
    )
