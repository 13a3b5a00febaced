"""A checkpoint with all that its rules come to together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from protocols.authoring.counter_example import Led, Situation, together
from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.askings import Asked, askings
from protocols.authoring.proof.diagram import MOST_TRIED, Diagram, diagram
from protocols.authoring.proof.dimension import Dimension
from protocols.authoring.proof.formula import Formulas
from protocols.authoring.proof.looking import conditions_in, dimensions
from protocols.authoring.proof.regions import at_best
from protocols.authoring.proof.tally import CALLS, DOSES, Decides, Ending, Strongest, Sum
from protocols.authoring.proof.walks import Path
from protocols.authoring.protocol import Protocol, item_at, substance_items
from protocols.authoring.watching import watched
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.checkpoints.predicate import AlarmIs, AnswerIs, AnyChange, Operator, Predicate
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.dosing.ladder import expand
from protocols.value import Value

FEW_DAYS: Final = AnswerIs(measure=DAYS_TAKEN, operator=Operator.AT_MOST, value=DecimalString(5))
"""So few of the last 7 days taken as planned that nothing rises (judgement)."""


def _guard(key: str, when: Predicate, dose: DoseOutcome, call: Call) -> Rule:
    return Rule(key=key, when=when, dose=dose, call=call, says="The engine sees to it, whatever the rules say.")


GUARDS: Final = (
    _guard("guard-emergency", AlarmIs(level=AlarmLevel.EMERGENCY), DoseOutcome.STOP, Call.EMERGENCY),
    _guard("guard-today", AlarmIs(level=AlarmLevel.TODAY), DoseOutcome.STOP, Call.TODAY),
    _guard("guard-change", AnyChange(), DoseOutcome.HOLD, Call.ROUTINE),
)
"""What follows from an alarm, and at least from a change, in every protocol."""


class Joined(Value, frozen=True):
    """A checkpoint, its place in the protocol, its rules, and the groups of items that the same rules move.

    `items` are the first of each group, none where nothing is swallowed; `group_of` is the group of each item.

    `bare` is what the rules come to by themselves, `guarded` with what the engine adds for alarms, changes and missing
    answers. `lowest` is the lowest step of the item that the checkpoint looks at; `on_lowest` says whether a check-in
    here may find the item above it, or on it. `askings` are the plans that the checkpoint asks differently.
    """

    place: int
    checkpoint: Checkpoint
    rules: tuple[Rule, ...]
    groups: tuple[frozenset[int], ...]
    items: tuple[str | None, ...]
    group_of: dict[str, int]
    lowest: str | None
    on_lowest: tuple[bool, ...]
    bare: Diagram
    guarded: Diagram
    askings: tuple[Asked, ...]

    @property
    def tried(self) -> int:
        """How much was worked out for it."""
        return self.bare.tried + self.guarded.tried


def joined(protocol: Protocol, place: int, can_fire: Collection[str], most: int = MOST_TRIED) -> Joined:
    """The rules of one checkpoint together; raises TooLarge before more than `most` states and ways are tried."""
    checkpoint = protocol.checkpoints[place]
    rules = rules_of(protocol, checkpoint)
    predicates = [rule.when for rule in (*rules, *GUARDS)]
    taken = (FEW_DAYS,) if DAYS_TAKEN in checkpoint.asks else ()
    things = dimensions(protocol, checkpoint, conditions_in((*predicates, *taken)), can_fire)
    moved = _groups(protocol, rules)
    groups = tuple(moved)
    bare = diagram(predicates[: len(rules)], things, Strongest(rules, groups, guarded=False), most)
    with_guards = tuple(group | frozenset(range(len(rules), len(predicates))) for group in groups)
    return Joined(
        place=place,
        checkpoint=checkpoint,
        rules=rules,
        groups=groups,
        items=tuple(found[0] if found else None for found in moved.values()),
        group_of={item: number for number, found in enumerate(moved.values()) for item in found},
        lowest=_lowest(protocol, checkpoint),
        on_lowest=_on_lowest(protocol, checkpoint),
        bare=bare,
        guarded=diagram(predicates, things, Strongest((*rules, *GUARDS), with_guards, guarded=True), most - bare.tried),
        askings=askings(protocol, checkpoint),
    )


def alone(protocol: Protocol, checkpoint: Checkpoint, rule: Rule, can_fire: Collection[str] | None = None) -> Diagram:
    """What one rule comes to by itself, after any of these rules, or after any there is; raises TooLarge."""
    before = {each.key for each in protocol.rules} if can_fire is None else can_fire
    things = dimensions(protocol, checkpoint, conditions_in([rule.when]), before)
    return diagram([rule.when], things, Decides(unknown_beats=False))


def rules_of(protocol: Protocol, checkpoint: Checkpoint) -> tuple[Rule, ...]:
    """The rules that the checkpoint names, in the order of the protocol."""
    return tuple(rule for rule in protocol.rules if rule.key in checkpoint.rules)


def _groups(protocol: Protocol, rules: Iterable[Rule]) -> dict[frozenset[int], tuple[str, ...]]:
    """Which rules move which items, items with the same rules together."""
    numbered = tuple(enumerate(rules))
    found: dict[frozenset[int], tuple[str, ...]] = {}
    for item in substance_items(protocol):
        moved_by = frozenset(number for number, rule in numbered if not rule.items or item.key in rule.items)
        found[moved_by] = (*found.get(moved_by, ()), item.key)
    return found or {frozenset(number for number, _ in numbered): ()}


MOST_NAMED: Final = 100_000
"""Beyond so many pairs of rules that a checkpoint names, over all of them and each group of items, nothing is tried."""


def check_named(protocol: Protocol) -> None:
    """Raise TooLarge before anything is tried, where too many rules stand beside each other at too many checkpoints."""
    pairs = sum(len(checkpoint.rules) ** 2 for checkpoint in protocol.checkpoints)
    if pairs * len(_groups(protocol, protocol.rules)) > MOST_NAMED:
        raise TooLarge("name fewer rules at each checkpoint, or write fewer checkpoints")


def looked_at(item: SubstanceItem, checkpoint: Checkpoint) -> tuple[bool, ...]:
    """For each step of the ladder, whether the checkpoint looks at it."""
    return tuple(not checkpoint.steps or step.key in checkpoint.steps for step in expand(item.ladder).steps)


def rises_at(protocol: Protocol, checkpoint: Checkpoint) -> bool:
    """Whether a check-in here may find an item with a step above it."""
    item = item_at(protocol, checkpoint)
    return len(substance_items(protocol)) > 1 or (item is not None and any(looked_at(item, checkpoint)[:-1]))


def rises_from(protocol: Protocol, checkpoint: Checkpoint) -> str | None:
    """The lowest step that the checkpoint looks at, where there is one above it."""
    item = item_at(protocol, checkpoint)
    if item is None:
        return None
    steps = zip(expand(item.ladder).steps[:-1], looked_at(item, checkpoint)[:-1], strict=True)
    return next((step.key for step, looks in steps if looks), None)


def _lowest(protocol: Protocol, checkpoint: Checkpoint) -> str | None:
    item = item_at(protocol, checkpoint)
    return None if item is None else expand(item.ladder).steps[0].key


def _on_lowest(protocol: Protocol, checkpoint: Checkpoint) -> tuple[bool, ...]:
    """Above the lowest step, then on it; beside other items either can be, whatever the checkpoint looks at."""
    item = item_at(protocol, checkpoint)
    if item is None:
        return (False,)
    if len(substance_items(protocol)) > 1:
        return (False, True)
    lowest, *others = looked_at(item, checkpoint)
    above = any(others) or bool(item.taper)
    return (*((False,) if above or not lowest else ()), *((True,) if lowest else ()))


def situation(things: Sequence[Dimension], path: Path, said: Mapping[int, Situation] | None = None) -> Situation:
    """What is known at the check-in that the path stands for, with one dimension said otherwise where that is given."""
    otherwise = said or {}
    return together(otherwise.get(place, thing.ways[path[place]].says) for place, thing in enumerate(things))


def told_besides(protocol: Protocol, joint: Joined, cautions: Collection[str]) -> Situation:
    """What must be answered there though no rule looks at it, told as by somebody who is well."""
    looked = {thing.key for thing in joint.bare.dimensions}
    asked = {*joint.checkpoint.asks, *watched(protocol, joint.checkpoint, cautions)} - looked
    return Situation(answers={each.key: at_best(each, ())[1].answer for each in protocol.measures if each.key in asked})


def led(total: Ending, group: int) -> Led:
    """The outcome of one group of items, in words."""
    return Led(dose=DOSES[total.doses[group]], call=CALLS[total.call])


def sum_of(graph: Diagram, path: Path) -> Sum:
    """What the path adds up to."""
    node = 0
    for layer, way in zip(graph.layers, path, strict=True):
        node = layer[node][way]
    return graph.sums[node]


def comes_to(predicates: Iterable[Predicate], things: tuple[Dimension, ...], path: Path) -> list[int]:
    """The value of each condition on the path."""
    places = {
        condition: (number, place)
        for number, thing in enumerate(things)
        for place, condition in enumerate(thing.conditions)
    }
    formulas = Formulas(places)
    values = []
    for predicate in predicates:
        left = formulas.of(predicate)
        for number, way in enumerate(path):
            left = formulas.left(left, number, things[number].ways[way].values)
        values.append(left)
    return values
