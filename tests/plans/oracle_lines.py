"""How the naive plan sees that a rise would pass a line, and what has to be known before it does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from protocols.authoring.caution import DailyDoseAbove, DosePerKgAbove
from protocols.checkpoints.measure import MeasureKind
from protocols.checkpoints.predicate import measures_in
from protocols.dosing.body import Body
from protocols.dosing.quantity import Quantity, Unit
from tests.plans.oracle import ALIVE, Oracle
from tests.plans.oracle_facts import Known, is_true
from tests.plans.oracle_items import Item

GLUTAMINE = {"l-glutamine": Decimal(1), "l-alanyl-l-glutamine": Decimal("0.67")}


def kilograms(body: Body) -> Decimal:
    """The lesser of the weight and of what the height alone would make it."""
    assert body.weight is not None
    assert body.height is not None
    return min(Decimal(body.weight.value), 22 * (Decimal(body.height.value) / 100) ** 2)


def lines(body: Body) -> list[Decimal]:
    """In g a day: 14 g, 30 g, half a gram for each kg."""
    return [Decimal(14), Decimal(30), kilograms(body) / 2]


def together(amounts: dict[str, Decimal], items: list[Item]) -> dict[str, Decimal]:
    """The g a day of each substance: a dipeptide is 67 % glutamine."""
    found: dict[str, Decimal] = {}
    for item in items:
        key = item.definition.substance.key
        name, share = ("l-glutamine", GLUTAMINE[key]) if key in GLUTAMINE else (key, Decimal(1))
        found[name] = found.get(name, Decimal(0)) + amounts.get(item.key, Decimal(0)) * share
    return found


def promised(item: Item) -> Decimal:
    """The most that the item comes to as it was decided."""
    later = [item.next.grams] if item.next is not None else []
    return max([item.now.grams, *later, *([item.heavier[1]] if item.heavier is not None else [])])


def above(item: Item) -> Decimal:
    """What a rise leads to: the step above by the newest weight, or the same step."""
    key = item.keys[item.place + 1] if item.can_rise(item.now) else item.now.step
    return item.tables[-1][key]


def after(plan: Oracle, item: Item) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """The day's grams as they are, and with the rise of an item."""
    alive = [each for each in plan.items if plan.phase(each) in ALIVE]
    now = {each.key: promised(each) for each in alive}
    return together(now, alive), together(now | {item.key: above(item)}, alive)


def passes_a_line(plan: Oracle, body: Body, item: Item) -> bool:
    """Whether the grams of glutamine go from at most a line to above it."""
    now, then = after(plan, item)
    before, total = now.get("l-glutamine", Decimal(0)), then.get("l-glutamine", Decimal(0))
    return any(before <= line < total for line in lines(body))


def too_much_at_once(plan: Oracle, rising: Item) -> bool:
    """Whether more than 15 g of glutamine would be swallowed at once, as each item is measured now and will be."""
    total: dict[str, Decimal] = {}
    for item in plan.items:
        share = GLUTAMINE.get(item.definition.substance.key)
        if plan.phase(item) not in ALIVE or share is None:
            continue
        doses = [(item.now.step, item.now.weighing)]
        doses += [(item.next.step, item.next.weighing)] if item.next is not None else []
        doses += [(item.now.step, item.heavier[2])] if item.heavier is not None else []
        if item is rising:
            key = item.keys[item.place + 1] if item.can_rise(item.now) else item.now.step
            doses.append((key, len(item.tables) - 1))
        most: dict[str, Decimal] = {}
        for step, weighing in doses:
            for part, grams in item.parts(step, weighing).items():
                most[part] = max(grams, most.get(part, Decimal(0)))
        for part, grams in most.items():
            total[part] = total.get(part, Decimal(0)) + grams * share
    return any(grams > 15 for grams in total.values())


def reach(plan: Oracle) -> dict[str, Decimal]:
    """The most that the ladders come to for the newest weight."""
    return together({item.key: max(item.tables[-1][key] for key in item.keys) for item in plan.items}, plan.items)


def raised(plan: Oracle, body: Body) -> set[str]:
    """The cautions about the dose that a screening raises now."""
    most = max(reach(plan).values())
    return {
        caution.key
        for caution in plan.protocol.cautions
        for trigger in caution.triggers
        if isinstance(trigger, DailyDoseAbove | DosePerKgAbove) and most > in_grams(trigger.dose, body)
    }


def in_grams(dose: Quantity, body: Body) -> Decimal:
    """A daily total, or one for each kg."""
    each = kilograms(body) if dose.unit is Unit.GRAM_PER_KILOGRAM_PER_DAY else Decimal(1)
    return Decimal(dose.value) * each


def asked_before(plan: Oracle, body: Body, cautions: set[str], totals: dict[str, Decimal]) -> set[str]:
    """The laboratory values that these cautions ask for before totals like these."""
    return {
        key
        for caution in plan.protocol.cautions
        for before in caution.before_passing
        if caution.key in cautions and any(total > in_grams(before.dose, body) for total in totals.values())
        for key in before.measures
    }


def fine(
    plan: Oracle, known: Known, baseline: tuple[dict[str, Decimal], dict[str, Decimal]]
) -> tuple[set[str], set[str]]:
    """The laboratory values that were told, and those of them that no rule about laboratory values speaks against."""
    laboratory = {each.key for each in plan.protocol.measures if each.kind is MeasureKind.LABORATORY}
    told = laboratory & known.numbers.keys()
    others = {each.key for each in plan.protocol.measures}
    good = set()
    for key in told:
        alone = replace(
            known,
            numbers={key: known.numbers[key]},
            baseline={key: known.numbers[key]} | baseline[0],
            baseline_limits=baseline[1],
            skipped=others - {key},
        )
        about = [
            r for r in plan.protocol.rules if key in measures_in(r.when) <= laboratory and r.dose.value != "advance"
        ]
        if all(is_true(rule.when, alone) is False for rule in about):
            good.add(key)
    return told, good
