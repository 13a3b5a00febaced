"""What a difference in one field does to doses and safeguards.

A judge looks at both sides and at what they stand in; with the sides exchanged it says the opposite.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final

from protocols.authoring.caution import Action
from protocols.authoring.difference import Matters, opposite
from protocols.authoring.dose_direction import Direction, direction, dose_direction, highest
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.authoring.sides import Sides, present, rule_keyed, within
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.rule import Rule
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.ladder import Ladder, Ramp, Step, Steps, expand

Judge = Callable[[Sides], Matters]

UP: Final = Matters.DOSE_UP
WEAKER: Final = Matters.SAFEGUARD_WEAKER
STRONGER: Final = Matters.SAFEGUARD_STRONGER
EITHER: Final = Matters.EITHER_WAY
OTHER: Final = Matters.OTHER

BY_DIRECTION: Final = {
    Direction.UP: UP,
    Direction.DOWN: Matters.DOSE_DOWN,
    Direction.SAME: OTHER,
    Direction.MIXED: EITHER,
}


def always(matters: Matters) -> Judge:
    """The same, whatever changed."""
    return lambda _: matters


def larger_is(matters: Matters, size: Callable[[Any], Any] = lambda value: value) -> Judge:
    """This where the size grows, its opposite where it falls."""
    return lambda sides: _by_size(size(sides.before), size(sides.after), matters)


def more_is(matters: Matters, *, changed: Matters = EITHER) -> Judge:
    """This where there was nothing before, its opposite where there is nothing after, `changed` otherwise."""

    def judge(sides: Sides) -> Matters:
        if sides.before is None:
            return matters
        return opposite(matters) if sides.after is None else changed

    return judge


def both_given(judge: Judge) -> Judge:
    """As the judge says where both sides have a value, either way where one has none."""
    return lambda sides: EITHER if sides.before is None or sides.after is None else judge(sides)


def rarer_is(matters: Matters) -> Judge:
    """This where something comes back after more days or never, its opposite where after fewer."""
    return larger_is(matters, lambda days: Decimal("Infinity") if days is None else days)


def from_which_on(sides: Sides) -> Matters:
    """What holds from a size on, and always where none is given."""
    return larger_is(WEAKER, _size)(sides)


def _size(least: Any) -> Decimal:
    return Decimal(0) if least is None else Decimal(getattr(least, "value", least))


def _by_size(before: Any, after: Any, larger: Matters) -> Matters:
    if before == after:
        return OTHER
    return larger if after > before else opposite(larger)


def action_weight(action: Action) -> int:
    """Higher stops more starts."""
    return -list(Action).index(action)


def dose(sides: Sides) -> Matters:
    """By what the dose is for every weight."""
    return BY_DIRECTION[dose_direction(sides.before, sides.after)]


def entry(sides: Sides) -> Matters:
    """By the dose that a plan starts on; another step of the same dose is either way."""
    steps = within(sides, Steps)
    found = dose_direction(_entry(steps.before).dose, _entry(steps.after).dose)
    return EITHER if found is Direction.SAME else BY_DIRECTION[found]


def _entry(steps: Steps) -> Step:
    return next(step for step in steps.steps if step.key == steps.entry)


def planned_days(sides: Sides) -> Matters:
    """More is taken where nothing comes later or only less; on a lower step a longer stay also puts the rise off."""
    item, step = within(sides, SubstanceItem), within(sides, Step)
    if _rises_after(item.before, step.before) or _rises_after(item.after, step.after):
        return EITHER
    return larger_is(UP)(sides)


def least_days(sides: Sides) -> Matters:
    """A rise waits for them; on a taper the next lower dose does."""
    item, step = within(sides, SubstanceItem), within(sides, Step)
    tapers = _tapers(item.before, step.before) or _tapers(item.after, step.after)
    return EITHER if tapers else larger_is(STRONGER)(sides)


def _tapers(item: SubstanceItem, step: Step) -> bool:
    return step in item.taper


def _rises_after(item: SubstanceItem, step: Step) -> bool:
    return step in expand(item.ladder).steps[:-1]


def split(sides: Sides) -> Matters:
    """By the largest single dose, as long as the cap of one dose takes nothing away: then the day's dose stays."""
    item, before, after = within(sides, SubstanceItem), _shares(sides.before), _shares(sides.after)
    if before == after:
        return OTHER
    most = max(_most(sides.above, "before"), _most(sides.above, "after"))
    is_cut = any(_is_cut(most, shares[0], item) for shares in (before, after))
    return EITHER if is_cut or before[0] == after[0] else _by_size(before[0], after[0], UP)


def _shares(parts: tuple[PartShare, ...]) -> list[Fraction]:
    """What each part of the day takes of the whole, the largest first."""
    stated = [Fraction(1) if part.share is None else Fraction(part.share) for part in parts]
    return sorted((share / sum(stated) for share in stated), reverse=True)


def _most(holder: Sides | None, side: str) -> Fraction:
    """The most g/d that are split so; `holder` is a step or a ramp."""
    found = getattr(holder, side)
    return Fraction(found.last.value if isinstance(found, Ramp) else highest(found.dose))


def _is_cut(most: Fraction, share: Fraction, item: Sides) -> bool:
    """Whether the largest part can come to more than one dose may hold; a part has less than one unit too much."""
    return any(
        ceil(min(most, Fraction(measuring.day_cap.value)) * share / Fraction(measuring.unit.value))
        > Fraction(measuring.dose_cap.value) // Fraction(measuring.unit.value)
        for measuring in (item.before.measuring, item.after.measuring)
    )


def settled_days(sides: Sides) -> Matters:
    """Left out, a settled step goes on for as long as the last one is planned."""
    ladder = within(sides, Steps)
    return _by_size(_settled(ladder.before), _settled(ladder.after), UP)


def _settled(steps: Steps) -> int:
    return steps.settled_days or steps.steps[-1].planned_days


def whole_item(sides: Sides) -> Matters:
    """Something to swallow that came or went; a diet or a habit moves no dose."""
    return more_is(UP)(sides) if isinstance(present(sides), SubstanceItem) else OTHER


def order_of_items(sides: Sides) -> Matters:
    """An advance raises the first item that can rise, and checkpoints hang on the first one."""
    keys = [[item.key for item in items if isinstance(item, SubstanceItem)] for items in (sides.before, sides.after)]
    before, after = ([key for key in named if key in set(keys[0]) & set(keys[1])] for named in keys)
    return OTHER if before == after else EITHER


def ladder(sides: Sides) -> Matters:
    """Written steps in the place of a ramp, or the other way round: by the highest dose and the one to start on."""
    (highest_before, entry_before), (highest_after, entry_after) = map(_ends, (sides.before, sides.after))
    rises = highest_after > highest_before or entry_after > entry_before
    falls = highest_after < highest_before or entry_after < entry_before
    return EITHER if rises is falls else BY_DIRECTION[direction(rises=rises, falls=falls)]


def _ends(written: Ladder) -> tuple[Decimal, Decimal]:
    steps = expand(written)
    return max(highest(step.dose) for step in steps.steps), highest(_entry(steps).dose)


def step_in_ladder(sides: Sides) -> Matters:
    """A new highest dose raises; any other step makes the way up or back smoother, and its loss makes jumps."""
    item, added = within(sides, SubstanceItem), sides.before is None
    others = expand((item.before if added else item.after).ladder).steps
    found = {dose_direction(other.dose, present(sides).dose) for other in others}
    if Direction.MIXED in found:
        return EITHER
    matters = UP if found == {Direction.UP} else STRONGER
    return matters if added else opposite(matters)


def wider_rule(rule: Rule | None) -> Matters:
    """What it matters that a rule is true more often, or stands at one more checkpoint: the strongest outcome wins."""
    if rule is None or (rule.dose is DoseOutcome.ADVANCE and rule.call is not Call.NONE):
        return EITHER
    return WEAKER if rule.dose is DoseOutcome.ADVANCE else STRONGER


def whole_rule(sides: Sides) -> Matters:
    """A rule that came or went."""
    matters = wider_rule(present(sides))
    return matters if sides.before is None else opposite(matters)


def rule_at_checkpoint(sides: Sides) -> Matters:
    """A rule that a checkpoint began or ceased to apply."""
    text, added = within(sides, Protocol), sides.before is None
    matters = wider_rule(rule_keyed((text.after if added else text.before).rules, present(sides)))
    return matters if added else opposite(matters)


def may_ask(sides: Sides) -> Matters:
    """What may be left out counts as false in a rule, what is not asked as unknown."""
    text, checkpoint = within(sides, Protocol), within(sides, Checkpoint)
    looked_at = _looks_at(text.before, checkpoint.before) | _looks_at(text.after, checkpoint.after)
    return EITHER if present(sides) in looked_at else OTHER


def _looks_at(text: Protocol, checkpoint: Checkpoint) -> set[str]:
    rules = [rule for rule in text.rules if rule.key in checkpoint.rules]
    return {measure for rule in rules for measure in measures_in(rule.when)}


def watched_steps(sides: Sides) -> Matters:
    """Steps that a checkpoint looks at; none named is every step."""
    return _by_reach(sides, STRONGER)


def moved_items(sides: Sides) -> Matters:
    """Items that a rule moves; none named is every item."""
    rule = within(sides, Rule)
    one, other = wider_rule(rule.before), wider_rule(rule.after)
    return _by_reach(sides, one) if one is other else EITHER


def _by_reach(sides: Sides, larger: Matters) -> Matters:
    before, after = set(sides.before), set(sides.after)
    if after and (not before or after < before):
        return opposite(larger)
    return larger if before and (not after or before < after) else EITHER


def same_items(sides: Sides) -> bool:
    """Whether the same items are named; an advance raises the first that can rise, so that there the order counts."""
    rule = within(sides, Rule)
    if DoseOutcome.ADVANCE in {rule.before.dose, rule.after.dose}:
        return bool(sides.before == sides.after)
    return same_members(sides)


def same_members(sides: Sides) -> bool:
    """Whether the same are named, in whatever order."""
    return set(sides.before) == set(sides.after)


def call_on_lowest(sides: Sides) -> Matters:
    """Left out, the rule's own call stands."""
    rule = within(sides, Rule)
    before, after = sides.before or rule.before.call, sides.after or rule.after.call
    return _by_size(call_strength(before), call_strength(after), STRONGER)
