"""Ways to change a protocol in one place."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import (
    AllOf,
    AnswerIs,
    AnyOf,
    FallIs,
    Operator,
    PercentFallIs,
    PercentRiseIs,
    Predicate,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
)
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.ladder import Step, Steps, expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.evidence.link import AboutDose, AboutDuration, AboutRule, Basis, Claim, Link, Relation

Change = Callable[[Protocol], Protocol]


def both(*changes: Change) -> Change:
    """One after the other."""

    def change(text: Protocol) -> Protocol:
        for each in changes:
            text = each(text)
        return text

    return change


def fields(**new: Any) -> Change:
    """The protocol's own fields."""
    return lambda text: replace(text, **new)


def at(name: str, place: int, **new: Any) -> Change:
    """One entry of a list, by its place."""

    def change(text: Protocol) -> Protocol:
        entries = list(getattr(text, name))
        entries[place] = replace(entries[place], **new)
        return replace(text, **{name: tuple(entries)})

    return change


def keyed(name: str, key: str, **new: Any) -> Change:
    """One entry of a list, by its key; a function changes the field as it was."""

    def changed(entry: Any) -> Any:
        if entry.key != key:
            return entry
        return replace(
            entry, **{field: value(getattr(entry, field)) if callable(value) else value for field, value in new.items()}
        )

    return lambda text: replace(text, **{name: tuple(changed(each) for each in getattr(text, name))})


def rule(key: str, **new: Any) -> Change:
    return keyed("rules", key, **new)


def checkpoint(key: str, **new: Any) -> Change:
    return keyed("checkpoints", key, **new)


def measure(key: str, **new: Any) -> Change:
    return keyed("measures", key, **new)


def item(**new: Any) -> Change:
    """The item that is swallowed."""

    def change(text: Protocol) -> Protocol:
        return replace(
            text, items=tuple(replace(each, **new) if isinstance(each, SubstanceItem) else each for each in text.items)
        )

    return change


def item_of(text: Protocol) -> SubstanceItem:
    return next(each for each in text.items if isinstance(each, SubstanceItem))


def left_out(name: str, key: str) -> Change:
    return lambda text: replace(text, **{name: tuple(each for each in getattr(text, name) if each.key != key)})


def twice(name: str) -> Change:
    return lambda text: replace(text, **{name: (*getattr(text, name), getattr(text, name)[0])})


def unnamed(*rules: str) -> Change:
    """Rules that no checkpoint names any more."""
    return lambda text: replace(
        text,
        checkpoints=tuple(
            replace(each, rules=tuple(key for key in each.rules if key not in rules)) for each in text.checkpoints
        ),
    )


def gone(*rules: str) -> Change:
    """Without these rules, and without a word about them."""
    return both(
        unnamed(*rules),
        lambda text: replace(text, rules=tuple(each for each in text.rules if each.key not in rules)),
        *(unclaimed(AboutRule, rule=key) for key in rules),
    )


def added(*rules: Rule, to: tuple[str, ...] = ("tolerance",)) -> Change:
    """More rules, named by these checkpoints."""
    keys = tuple(rule.key for rule in rules)
    return lambda text: replace(
        text,
        rules=(*text.rules, *rules),
        checkpoints=tuple(
            replace(each, rules=(*each.rules, *keys)) if each.key in to else each for each in text.checkpoints
        ),
    )


def asking(*keys: str, at: str = "tolerance") -> Change:
    return checkpoint(at, asks=lambda before: (*before, *keys))


def not_asking(*keys: str, at: str = "tolerance") -> Change:
    return checkpoint(at, asks=lambda before: tuple(key for key in before if key not in keys))


def a_rule(key: str, when: Predicate, dose: str, call: str = "none", **new: Any) -> Rule:
    return Rule(key=key, when=when, dose=DoseOutcome(dose), call=Call(call), says="So it is.", **new)


def number(value: str | int) -> DecimalString:
    return DecimalString(value)


def answer(key: str, operator: str, value: str | int) -> AnswerIs:
    return AnswerIs(measure=key, operator=Operator(operator), value=number(value))


def rise(key: str, operator: str, value: str | int, since: str = "baseline") -> RiseIs:
    return RiseIs(measure=key, operator=Operator(operator), value=number(value), since=Since(since))


def fall(key: str, operator: str, value: str | int, since: str = "baseline") -> FallIs:
    return FallIs(measure=key, operator=Operator(operator), value=number(value), since=Since(since))


def percent(key: str, operator: str, value: str | int, since: str = "baseline") -> PercentFallIs:
    return PercentFallIs(measure=key, operator=Operator(operator), value=number(value), since=Since(since))


def percent_rise(key: str, operator: str, value: str | int, since: str = "baseline") -> PercentRiseIs:
    return PercentRiseIs(measure=key, operator=Operator(operator), value=number(value), since=Since(since))


def times_limit(key: str, operator: str, value: str | int, taken: str = "now") -> TimesLimitIs:
    return TimesLimitIs(measure=key, operator=Operator(operator), value=number(value), taken=Taken(taken))


def every(*of: Predicate) -> AllOf:
    return AllOf(of=of)


def some(*of: Predicate) -> AnyOf:
    return AnyOf(of=of)


def a_measure(key: str, low: str = "0", high: str = "10", **new: Any) -> Measure:
    """A score whose higher end is the worse one."""
    stated = {"kind": MeasureKind.SCORE, "whole": True, "worse": Worse.HIGHER, **new}
    return Measure(
        key=key, label=key, asked=f"How much {key}?", unit="{score}", low=number(low), high=number(high), **stated
    )


def measured(*measures: Measure) -> Change:
    return lambda text: replace(text, measures=(*text.measures, *measures))


def claiming(about: Any, basis: Basis = Basis.JUDGEMENT, *links: Link) -> Change:
    claim = Claim(about=about, says="It is so.", basis=basis, links=links)
    return lambda text: replace(text, claims=(*text.claims, claim))


def linked(relation: str, work: str = "zhou-2019") -> Link:
    return Link(work=work, relation=Relation(relation), note="So it is.")


def claimed(key: str, *steps: str) -> Change:
    """A dose and days marked as judgement for each of these steps of an item."""
    return both(*(claiming(about(item=key, step=step)) for step in steps for about in (AboutDose, AboutDuration)))


def unclaimed(kind: type, **about: str) -> Change:
    """Without the claims about this."""

    def about_it(claim: Claim) -> bool:
        return isinstance(claim.about, kind) and all(getattr(claim.about, key) == it for key, it in about.items())

    return lambda text: replace(text, claims=tuple(claim for claim in text.claims if not about_it(claim)))


def measuring(**new: Any) -> Change:
    return lambda text: item(measuring=replace(item_of(text).measuring, **new))(text)


def laddered(entry: str, *steps: Step, **new: Any) -> Change:
    """Another ladder, looked at and claimed for."""
    keys = tuple(step.key for step in steps)
    return both(
        item(ladder=Steps(entry=entry, steps=steps, **new)),
        lambda text: claimed(item_of(text).key, *keys)(text),
        looked_at(keys),
    )


def looked_at(keys: tuple[str, ...]) -> Change:
    """Routine checkpoints look at every step, the end at the last."""

    def change(each: Checkpoint) -> Checkpoint:
        looks = {CheckpointKind.ROUTINE: keys, CheckpointKind.END: keys[-1:], CheckpointKind.BASELINE: ()}
        return replace(each, steps=looks[each.kind])

    return lambda text: replace(text, checkpoints=tuple(change(each) for each in text.checkpoints))


def step(key: str, dose: Dose, days: int = 7, most: int | None = None, **new: Any) -> Step:
    """So many days, three times a day."""
    split = new.pop("split", parts("morning", "midday", "evening"))
    return Step(key=key, dose=dose, split=split, least_days=days, planned_days=days, most_days=most or days, **new)


def parts(*names: str) -> tuple[PartShare, ...]:
    return tuple(PartShare(part=DayPart(name)) for name in names)


def changed_step(key: str, **new: Any) -> Change:
    """One step of the ladder."""

    def change(text: Protocol) -> Protocol:
        ladder = expand(item_of(text).ladder)
        steps = tuple(replace(each, **new) if each.key == key else each for each in ladder.steps)
        return item(ladder=replace(ladder, steps=steps))(text)

    return change


def dosed(*doses: Dose) -> Change:
    """Other doses for the first steps of the ladder, measured by the gram."""

    def change(text: Protocol) -> Protocol:
        ladder = expand(item_of(text).ladder)
        split = ladder.steps[-1].split
        new = tuple(replace(each, dose=dose, split=split) for each, dose in zip(ladder.steps, doses, strict=False))
        steps = Steps(entry=ladder.entry, steps=(*new, *ladder.steps[len(new) :]))
        limits = replace(item_of(text).measuring, unit=grams("1"), day_cap=grams_per_day("40"), dose_cap=grams("15"))
        return item(ladder=steps, measuring=limits)(text)

    return change


def fixed(daily: str) -> Dose:
    return FixedDose(daily=grams_per_day(daily))


def per_kg(daily: str, basis: str = "actual") -> Dose:
    return PerKgDose(daily=of(daily, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=WeightBasis(basis))


def bands(*daily: str, basis: str = "actual") -> Dose:
    """A lightest band, and one more from each 50 kg on."""
    edges = [None, *(LowerEdge(kilograms=number(50 * place), included=True) for place in range(1, len(daily)))]
    return ByWeightDose(
        bands=tuple(Band(from_weight=edge, daily=grams_per_day(each)) for edge, each in zip(edges, daily, strict=True)),
        weight_basis=WeightBasis(basis),
    )


def caution(key: str, **new: Any) -> Change:
    return keyed("cautions", key, **new)


def without(predicate: Predicate, gone: Predicate) -> Predicate:
    """All that is asked, but for one condition."""
    assert isinstance(predicate, AllOf)
    assert gone in predicate.of
    return AllOf(of=tuple(each for each in predicate.of if each != gone))
