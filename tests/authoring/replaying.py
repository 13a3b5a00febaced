"""A counter-example played through the engine: the plan is brought to where it begins, and then checked in."""

from msgspec.structs import replace

from protocols.authoring.caution import Caution, ResultBelow, ResultBetween, Trigger
from protocols.authoring.counter_example import CounterExample, Led, Said, Situation
from protocols.authoring.protocol import Protocol, item_at
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result
from protocols.dosing.ladder import expand
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import decide
from protocols.plans.effect import Seen
from protocols.plans.head import Head
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
    decision = decide(_by_rules_alone(protocol), head, check_in, on)
    return Led(dose=decision.dose, call=decision.call)


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
    head = walk_on(protocol, DAY_1).head
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
    }
    return replace(head, tracks=tracks, seen=seen, **known)


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
