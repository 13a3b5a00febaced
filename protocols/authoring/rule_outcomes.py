"""Whether the rules of a checkpoint together lead where they should, whatever is answered."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, Final

from msgspec.structs import replace

from protocols.authoring.counter_example import CounterExample, different, together
from protocols.authoring.finding import Finding, Ranked, error, warning
from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.authoring.proof.formula import TRUE
from protocols.authoring.proof.joined import (
    FEW_DAYS,
    Joined,
    comes_to,
    led,
    rises_at,
    rises_from,
    situation,
    sum_of,
    told_besides,
)
from protocols.authoring.proof.on_plans import OnPlans, failures_of_all, shortest_of_all
from protocols.authoring.proof.tally import ADVANCE, CALLS, DOSES, NOTHING, STEP_BACK, Ending, Sum, ending
from protocols.authoring.proof.walks import Failure, Path, quiet
from protocols.authoring.protocol import Protocol, item_at
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.checkpoints.rule import Rule
from protocols.value import Value

_TOLD: Final = {Kind.EMERGENCY: "an emergency alarm", Kind.TODAY: "an alarm for today", Kind.CHANGE: "a change"}


def misleading(protocol: Protocol, joint: Joined) -> Iterator[Ranked]:
    """Everything that is wrong with where the rules of the checkpoint lead together; raises TooLarge.

    Why this is exact: the diagram of a checkpoint leaves no combination of answers out (`proof.diagram`), and each kind
    of finding is a search through all of it: for a sum to which no rule has added anything, for two walks that differ
    in one answer, for a rise beside what the engine never raises beside. What is found is shown by a check-in.
    """
    yield from _forgotten(protocol, joint)
    yield from _too_weak(protocol, joint)
    yield from _unguarded(protocol, joint)


def _forgotten(protocol: Protocol, joint: Joined) -> Iterator[Ranked]:
    """A check-in with nothing missing and no alarm or change, of which no rule says anything of the checkpoint's item.

    What follows for other items is asked where they are looked at: a rule about them alone says nothing here.
    """
    item = item_at(protocol, joint.checkpoint)
    if joint.checkpoint.kind is not CheckpointKind.ROUTINE or item is None:
        return
    own = joint.group_of[item.key]
    found = shortest_of_all(joint, joint.bare, lambda total: total[own] == NOTHING, quiet)
    if found is not None:
        says = f"At {joint.checkpoint.key} there are answers of which no rule says what follows for {item.key}."
        yield _ranked(
            found, error("no_rule", f"/checkpoints/{joint.place}/rules", says, _example(protocol, joint, found, own))
        )


class Weaker(Value, frozen=True):
    """Where an ending is weaker than another: on the lowest step or above it, for which items, on which axis."""

    before: Ending
    after: Ending
    on_lowest: bool
    group: int
    in_dose: bool


def weaker(joint: Joined, total: Sum, beside: frozenset[Sum]) -> Weaker | None:
    """Where a sum ends weaker than the weakest of others, or None."""
    for context in joint.on_lowest:
        ends = [ending(each, on_lowest=context) for each in beside]
        doses = tuple(min(dose) for dose in zip(*(end.doses for end in ends), strict=True))
        least = Ending(doses=doses, call=min(end.call for end in ends))
        found = _weaker_ending(least, ending(total, on_lowest=context), context)
        if found is not None:
            return found
    return None


def _weaker_ending(before: Ending, after: Ending, context: bool) -> Weaker | None:
    for group, (dose, other) in enumerate(zip(before.doses, after.doses, strict=True)):
        if other < dose:
            return Weaker(before=before, after=after, on_lowest=context, group=group, in_dose=True)
    if after.call < before.call:
        return Weaker(before=before, after=after, on_lowest=context, group=0, in_dose=False)
    return None


def _too_weak(protocol: Protocol, joint: Joined) -> Iterator[Ranked]:
    """A worse answer that leads to less, a worse baseline that leads to more, an answer left out that leads to less."""
    at, found = joint.checkpoint.key, partial(failures_of_all, joint, joint.guarded, partial(weaker, joint))
    for failure in found(lambda thing: thing.worse):
        key, before, after = _in_words(joint, failure.of)
        says = f"At {at} a worse answer about {key} leads to {after}, a better one to {before}."
        pointer = _to_mend(protocol, joint, failure.of)
        yield _ranked(failure, error("weaker_when_worse", pointer, says, _beside(protocol, joint, failure)))
    for failure in found(lambda thing: thing.baselines):
        key, before, after = _in_words(joint, failure.of)
        says = f"At {at} {key} leads to {before} after a worse baseline, to {after} after a better one."
        pointer = _to_mend(protocol, joint, failure.of)
        yield _ranked(
            failure, warning("stronger_with_worse_baseline", pointer, says, _beside(protocol, joint, failure))
        )
    for failure in found(lambda thing: thing.left_out):
        key, before, after = _in_words(joint, failure.of)
        how = failure.of.how
        raises = how.in_dose and how.after.doses[how.group] == ADVANCE
        says = f"At {at} leaving out {key} leads to {after}, every answer to at least {before}."
        code = "missing_advances" if raises else "missing_hides"
        example = replace(_beside(protocol, joint, failure), instead=None, without=key)
        yield _ranked(failure, error(code, _where_asked(joint, failure.of.dimension), says, example))


def _ranked(found: OnPlans[Any], finding: Finding) -> Ranked:
    return Ranked(finding=finding, length=found.length)


def _in_words(joint: Joined, failure: Failure[Weaker]) -> tuple[str, str, str]:
    """What is contrasted, and where the two lead."""
    key = joint.guarded.dimensions[failure.dimension].key
    return key, _said(failure.how.before, failure.how), _said(failure.how.after, failure.how)


def _beside(protocol: Protocol, joint: Joined, found: OnPlans[Failure[Weaker]]) -> CounterExample:
    """The two check-ins beside each other."""
    failure = found.of
    things, how = joint.guarded.dimensions, failure.how
    one, other = failure.contrast.says
    given = situation(things, failure.path, {failure.dimension: one})
    first = ending(sum_of(joint.guarded, failure.path), on_lowest=how.on_lowest)
    return CounterExample(
        checkpoint=joint.checkpoint.key,
        item=joint.items[how.group],
        step=joint.lowest if how.on_lowest else None,
        cautions=found.cautions,
        given=together([told_besides(protocol, joint, found.cautions), given]),
        leads_to=led(first, how.group),
        instead=different(given, situation(things, failure.other, {failure.dimension: other})),
        instead_leads_to=led(how.after, how.group),
    )


def _said(total: Ending, found: Weaker) -> str:
    return DOSES[total.doses[found.group]].value if found.in_dose else f"the call {CALLS[total.call].value}"


def _to_mend(protocol: Protocol, joint: Joined, failure: Failure[Weaker]) -> str:
    """The rule that decides on the first walk and is silent on the second, or else that decides on the second."""
    rules, how = joint.rules, failure.how
    whens, things = [rule.when for rule in rules], joint.bare.dimensions
    first, second = comes_to(whens, things, failure.path), comes_to(whens, things, failure.other)
    falls_silent = (
        rule
        for rule, before, after in zip(rules, first, second, strict=True)
        if before == TRUE != after and _speaks_for(rule, how.before, how)
    )
    speaks = (
        rule for rule, after in zip(rules, second, strict=True) if after == TRUE and _speaks_for(rule, how.after, how)
    )
    rule = next(chain(falls_silent, speaks), None)
    return f"/checkpoints/{joint.place}/rules" if rule is None else f"/rules/{protocol.rules.index(rule)}"


def _speaks_for(rule: Rule, total: Ending, found: Weaker) -> bool:
    """Whether the rule asks for what won on the axis."""
    if not found.in_dose:
        return CALLS[total.call] in {rule.call, rule.call_on_lowest}
    won = DOSES[total.doses[found.group]]
    return rule.dose is won or (found.on_lowest and won is DoseOutcome.PAUSE and rule.dose is DOSES[STEP_BACK])


def _where_asked(joint: Joined, dimension: int) -> str:
    """The JSON pointer of the measure among those that the checkpoint asks; of its rules for alarms and changes."""
    thing, where = joint.guarded.dimensions[dimension], f"/checkpoints/{joint.place}"
    if thing.kind is not Kind.MEASURE:
        return f"{where}/rules"
    asks, may_ask = joint.checkpoint.asks, joint.checkpoint.may_ask
    return (
        f"{where}/asks/{asks.index(thing.key)}" if thing.key in asks else f"{where}/may_ask/{may_ask.index(thing.key)}"
    )


def _unguarded(protocol: Protocol, joint: Joined) -> Iterator[Ranked]:
    """A rule that raises the dose although an alarm or a change was told, or the doses were not taken.

    The engine holds or stops there whatever the rules say; the rule would say otherwise on paper.
    """
    if joint.checkpoint.kind is CheckpointKind.BASELINE:
        return
    for kind, called in _TOLD.items():
        yield from _raised_with(protocol, joint, called, partial(_is_told, kind))
    if not rises_at(protocol, joint.checkpoint):
        return
    if DAYS_TAKEN in joint.checkpoint.asks:
        yield from _raised_with(protocol, joint, "5 or fewer days taken", _few_days)
        return
    found = shortest_of_all(joint, joint.bare, _raises, quiet)
    if found is not None:
        says = f"{joint.checkpoint.key} can raise a dose: it has to ask on how many days it was taken."
        pointer = f"/checkpoints/{joint.place}/asks"
        yield _ranked(found, error("days_taken_not_asked", pointer, says, _example(protocol, joint, found)))


def _raises(total: Sum) -> bool:
    return ADVANCE in total[:-3]


def _is_told(kind: Kind, thing: Dimension, way: Way) -> bool:
    if thing.kind is kind:
        return way == thing.ways[1]
    return quiet(thing, way)


def _few_days(thing: Dimension, way: Way) -> bool:
    if FEW_DAYS in thing.conditions:
        return way.values[thing.conditions.index(FEW_DAYS)] == TRUE
    return quiet(thing, way)


def _raised_with(
    protocol: Protocol, joint: Joined, called: str, allowed: Callable[[Dimension, Way], bool]
) -> Iterator[Ranked]:
    found = shortest_of_all(joint, joint.bare, _raises, allowed)
    if found is None:
        return
    values = comes_to([rule.when for rule in joint.rules], joint.bare.dimensions, found.of)
    raising = (
        r for r, value in zip(joint.rules, values, strict=True) if value == TRUE and r.dose is DoseOutcome.ADVANCE
    )
    rule = next(raising)
    says = f"{rule.key} raises the dose with {called} too; the engine never does."
    pointer = f"/rules/{protocol.rules.index(rule)}"
    # On the last step an advance raises nothing.
    example = replace(_example(protocol, joint, found), step=rises_from(protocol, joint.checkpoint))
    yield _ranked(found, warning("advance_not_guarded", pointer, says, example))


def _example(protocol: Protocol, joint: Joined, found: OnPlans[Path], of: int | None = None) -> CounterExample:
    """What the rules by themselves come to on the path, for this group of items or else for the one that is highest."""
    total = ending(sum_of(joint.bare, found.of), on_lowest=joint.on_lowest[0])
    group = min(range(len(total.doses)), key=lambda place: total.doses[place]) if of is None else of
    return CounterExample(
        checkpoint=joint.checkpoint.key,
        item=joint.items[group],
        cautions=found.cautions,
        given=together([told_besides(protocol, joint, found.cautions), situation(joint.bare.dimensions, found.of)]),
        leads_to=led(total, group),
    )
