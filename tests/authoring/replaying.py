"""A counter-example played through the engine: the plan is brought to where it begins, and then checked in."""

from decimal import ROUND_FLOOR, Decimal

from msgspec.structs import replace

from protocols.authoring.caution import Caution, ResultBelow, ResultBetween, Trigger
from protocols.authoring.counter_example import CounterExample, Led, Said, Situation
from protocols.authoring.finding import Finding
from protocols.authoring.proof.diagram import diagram
from protocols.authoring.proof.joined import situation
from protocols.authoring.proof.looking import conditions_in, dimensions, rows_with_pointers
from protocols.authoring.proof.tally import Decides
from protocols.authoring.proof.walks import shortest
from protocols.authoring.protocol import Protocol, item_at
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import DoseOutcome, strongest_call, strongest_dose
from protocols.checkpoints.predicate import AllOf, Facts, Not, Predicate, evaluate, measures_in
from protocols.dosing.body import Body
from protocols.dosing.ladder import expand
from protocols.dosing.quantity import Unit, of
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import decide
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import Seen
from protocols.plans.head import Head
from protocols.plans.screening import Raised
from protocols.plans.spans import Span
from tests.plans.walking import DAY, DAY_1, NONE, walk_on


def replayed(protocol: Protocol, example: CounterExample) -> Led:
    """Where the check-in of the counter-example leads, in the engine."""
    assert example.given is not None
    return led(protocol, example, example.given)


def replayed_instead(protocol: Protocol, example: CounterExample) -> Led:
    """Where the check-in that it is compared with leads."""
    assert example.given is not None
    return led(protocol, example, instead(example.given, example))


def instead(given: Situation, example: CounterExample) -> Situation:
    """The same situation, but for what is different, or without what is left out."""
    if example.instead is not None:
        for name in given.__struct_fields__:
            other = getattr(example.instead, name)
            if isinstance(other, dict):
                given = replace(given, **{name: {**getattr(given, name), **other}})
            elif other is not None:
                given = replace(given, **{name: other})
    if example.without in {"emergency", "today", "change"}:
        return replace(given, **{example.without: Said.NOT_ASKED})
    answers = {key: answer for key, answer in given.answers.items() if key != example.without}
    return replace(given, answers=answers)


def led(protocol: Protocol, example: CounterExample, given: Situation) -> Led:
    decision = decided(protocol, example, given)
    return Led(dose=decision.dose, call=decision.call)


def ruled(protocol: Protocol, example: CounterExample, *keys: str) -> Led:
    """Where these rules lead by themselves, or all of them, without what the engine sees to in every protocol."""
    assert example.given is not None
    rules = {rule.key for rule in protocol.rules if not keys or rule.key in keys}
    considered = decided(protocol, example, example.given).considered
    standing = [each for each in considered if each.key in rules and each.result is not Truth.FALSE]
    return Led(
        dose=strongest_dose([each.dose for each in standing] or [DoseOutcome.HOLD]),
        call=strongest_call(each.call for each in standing),
    )


def decided(protocol: Protocol, example: CounterExample, given: Situation) -> Decision:
    """The check-in of a situation, decided."""
    checkpoint = next(each for each in protocol.checkpoints if each.key == example.checkpoint)
    number = given.days_on_step or checkpoint.day or 1
    on = DAY_1 if checkpoint.kind is CheckpointKind.BASELINE else DAY_1 + DAY * (number - 1)
    head = standing(protocol, checkpoint, example, given)
    check_in = CheckIn(
        on=on,
        checkpoint=checkpoint.key,
        answers={key: answer for key, answer in given.answers.items() if key not in given.limits},
        laboratory=results(protocol, given),
        alarms=alarms(protocol, given),
        changes=changes(given),
    )
    return decide(_by_rules_alone(protocol), head, check_in, on)


def _by_rules_alone(protocol: Protocol) -> Protocol:
    """The gate proves what the rules say; a caution about a value stands beside them, and only lowers."""
    return replace(protocol, cautions=tuple(replace(each, triggers=_unvalued(each)) for each in protocol.cautions))


def _unvalued(caution: Caution) -> tuple[Trigger, ...]:
    return tuple(each for each in caution.triggers if not isinstance(each, ResultBelow | ResultBetween))


def results(protocol: Protocol, given: Situation) -> dict[str, Result]:
    """What the laboratory told together with its limit."""
    units = {each.key: each.unit for each in protocol.measures}
    return {
        key: Result(value=answer, unit=units[key], upper_limit=given.limits[key])
        for key, answer in given.answers.items()
        if key in given.limits
    }


def standing(protocol: Protocol, checkpoint: Checkpoint, example: CounterExample, given: Situation) -> Head:
    """The plan on a step that the checkpoint looks at: the one that is named, otherwise the highest."""
    head = weighed(on_plan(walk_on(protocol, DAY_1).head, protocol, example.cautions), given)
    item = item_at(protocol, checkpoint)
    assert item is not None
    keys = [step.key for step in expand(item.ladder).steps]
    looked_at = [key for key in keys if not checkpoint.steps or key in checkpoint.steps]
    step = example.step or looked_at[-1]
    span = Span(step=step, since=DAY_1, begun=DAY_1, counts_from=DAY_1, arrived_by=given.arrived_by)
    tracks = tuple(replace(track, spans=(span,)) if track.item == item.key else track for track in head.tracks)
    seen = tuple(_seen(each) for each in protocol.checkpoints if each != checkpoint)
    known = {
        "baseline": {**given.baseline},
        "baseline_limits": {**given.baseline_limits},
        "earlier": {**given.earlier},
        "fired": {**given.fired},
        "before": remembered(protocol, checkpoint, given),
    }
    return replace(head, tracks=tracks, seen=seen, **known)


def on_plan(head: Head, protocol: Protocol, cautions: tuple[str, ...]) -> Head:
    """The plan with these cautions raised on it as well."""
    more = tuple(
        Raised(caution=each.key, on=DAY_1, action=each.action, label=each.label, because="So it is.", override=None)
        for each in protocol.cautions
        if each.key in cautions
    )
    assert len(more) == len(cautions)
    return replace(head, screened=replace(head.screened, raised=(*head.screened.raised, *more)))


def weighed(head: Head, given: Situation) -> Head:
    """The plan on which the weight that is told was weighed by name, so that nobody doubts it or takes it for a loss.

    It started with a weight only where there is one to compare with.
    """
    told = given.answers.get(BODY_WEIGHT)
    if told is None:
        return head
    *before, last = head.doses
    tenths = told.quantize(Decimal("0.1"), ROUND_FLOOR)
    known = replace(last, body=Body(weight=of(tenths, Unit.KILOGRAM), confirmed=True))
    body = replace(head.snapshot.body, weight=None)
    return replace(head, doses=(*before, known), snapshot=replace(head.snapshot, body=body))


def remembered(protocol: Protocol, checkpoint: Checkpoint, given: Situation) -> tuple[Facts, ...]:
    """Check-ins before this one at which the conditions of rows held as often as the situation says, and no oftener."""
    said = {*given.held, *given.undecided}
    rows = {pointer: row.of for pointer, row in rows_with_pointers(protocol.rules) if pointer in said}
    longest = max((given.held.get(at, 0) + given.undecided.get(at, 0) for at in said), default=0)
    return tuple(_at_which(protocol, checkpoint, rows, given, back) for back in range(longest, 0, -1))


def _at_which(
    protocol: Protocol, checkpoint: Checkpoint, rows: dict[str, Predicate], given: Situation, back: int
) -> Facts:
    known_at = {at: given.held.get(at, 0) for at in rows}
    left = [of for at, of in rows.items() if known_at[at] < back <= known_at[at] + given.undecided.get(at, 0)]
    if left:
        assert len(left) == len(rows), "a check-in that leaves all of it out"
        return _left_out(protocol, left)
    wanted = AllOf(of=tuple(of if known_at[at] >= back else Not(of=of) for at, of in rows.items()))
    things = dimensions(protocol, checkpoint, conditions_in([wanted]), frozenset())
    walk = shortest(diagram([wanted], things, Decides(unknown_beats=False)), lambda total: total == (1, 0))
    assert walk is not None
    found = known(protocol, situation(things, walk[1]))
    assert evaluate(wanted, found) is True
    return found


def _left_out(protocol: Protocol, rows: list[Predicate]) -> Facts:
    """A check-in that was asked for all of these conditions, and answered nothing."""
    unknown = known(protocol, Situation(emergency=Said.NOT_ASKED, today=Said.NOT_ASKED, change=Said.NOT_ASKED))
    asked = tuple(sorted(frozenset().union(*(measures_in(each) for each in rows))))
    found = replace(unknown, asked=asked, skipped=())
    assert [evaluate(each, found) for each in rows] == [None] * len(rows)
    return found


def known(protocol: Protocol, given: Situation) -> Facts:
    """What a check-in at which this is told knows."""
    asked = {Said.YES: True, Said.NO: False, Said.NOT_ASKED: None, None: False}
    return Facts(
        answers={**given.answers},
        baseline={**given.baseline},
        emergency=asked[given.emergency],
        today=asked[given.today],
        change=asked[given.change],
        days_on_step=given.days_on_step or 1,
        arrived_by=given.arrived_by,
        fired={**given.fired},
        skipped=tuple(measure.key for measure in protocol.measures if measure.key not in given.answers),
        earlier={**given.earlier},
        limits={**given.limits},
        baseline_limits={**given.baseline_limits},
    )


def _seen(checkpoint: Checkpoint) -> Seen:
    on_step = checkpoint.kind is not CheckpointKind.BASELINE and checkpoint.anchor is Anchor.STEP
    return Seen(checkpoint=checkpoint.key, again=None, begun=DAY_1 if on_step else None)


def alarms(protocol: Protocol, given: Situation) -> Told:
    """One alarm of each level that was raised; nothing else is left open."""
    answers: dict[str, YesNoUnknown] = {}
    for level, asked in ((AlarmLevel.EMERGENCY, given.emergency), (AlarmLevel.TODAY, given.today)):
        keys = [alarm.key for alarm in protocol.alarms if alarm.level is level]
        said = YesNoUnknown.UNKNOWN if asked is Said.NOT_ASKED else YesNoUnknown.NO
        answers |= dict.fromkeys(keys, said)
        if asked is Said.YES:
            answers[keys[0]] = YesNoUnknown.YES
    return Told(answers=answers)


def changes(given: Situation) -> Told | None:
    """The mildest of all changes, or none, or not asked."""
    if given.change is Said.NOT_ASKED:
        return None
    return Told(answers={"weight_changed": YesNoUnknown.YES}) if given.change is Said.YES else NONE


def check_replayed(protocol: Protocol, finding: Finding) -> bool:
    """Play the counter-example of a finding about rules; whether it has one.

    The rule of an alarm and of a rise that is not guarded is told as it is written: there the engine is stronger.
    """
    example = finding.counter_example
    if example is None or example.given is None:
        return False
    match finding.code:
        case "alarm_rule_weak":
            rule = protocol.rules[int(finding.pointer.split("/")[2])]
            assert ruled(protocol, example, rule.key) == example.leads_to, finding
            assert led(protocol, example, example.given).dose is DoseOutcome.STOP
        case "advance_not_guarded":
            assert ruled(protocol, example) == example.leads_to, finding
            assert led(protocol, example, example.given).dose is not DoseOutcome.ADVANCE
        case _:
            assert replayed(protocol, example) == example.leads_to, finding
    if example.instead_leads_to is not None:
        assert replayed_instead(protocol, example) == example.instead_leads_to, finding
    return True
