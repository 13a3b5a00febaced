"""Whether every dose that a protocol can print stays under its caps and can be measured, for every weight."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice, pairwise
from typing import Final

from protocols.authoring.caution import Action, DailyDoseAbove, DosePerKgAbove
from protocols.authoring.counter_example import CounterExample
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import Mode, SubstanceItem
from protocols.authoring.proof.amounts import MOST_RUNS, Amounts, Run, amounts_of, side_by_side
from protocols.authoring.proof.bodies import Build
from protocols.authoring.protocol import Protocol
from protocols.authoring.references import step_pointers
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Arithmetic
from protocols.dosing.day_part import ORDER, DayPart
from protocols.dosing.ladder import Step, expand
from protocols.dosing.substance import CEILINGS, Ceilings, counts_as
from protocols.value import Value

MOST_LOST: Decimal = Decimal(10)
"""Per cent of a step that rounding may take before the author is warned; judgement."""

_ASKS: Final = (Action.EXCLUDE, Action.OVERRIDE_WITH_REASON)


class Dosed(Value, frozen=True):
    """An item at its place, with the amounts of its ladder and of its taper."""

    place: int
    item: SubstanceItem
    ladder: tuple[Amounts, ...]
    taper: tuple[Amounts, ...]


def unsafe_doses(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each step that passes a cap, cannot be measured, loses much by rounding, or does not rise.

    Why this is exact: a dose hangs on one number of a body, which is one of the finitely many that can be entered
    (`usable`); weights that come to the same whole units are taken together, and of them the heaviest loses most
    (`amounts`). What has to hold between steps and items is looked at once for each combination of amounts that some
    body has (`side_by_side`). No weight is left out; raises TooLarge where there are too many amounts, or where actual
    and ideal weights tell too many bodies apart.
    """
    dosed = tuple(_dosed(protocol))
    for each in dosed:
        yield from _caps(each.item, f"/items/{each.place}")
        yield from _steps(each)
        yield from _uncautioned(protocol, each.item, f"/items/{each.place}")
        if each.item.mode is Mode.SCHEDULED and len(each.ladder) > 1:
            says = "No calendar raises a dose: what follows the calendar has one step."
            yield error("scheduled_rises", f"/items/{each.place}/mode", says)
    yield from _beside_each_other(dosed)


def _dosed(protocol: Protocol) -> Iterator[Dosed]:
    left = MOST_RUNS
    for place, item in enumerate(protocol.items):
        if isinstance(item, SubstanceItem):
            found, rungs = tuple(amounts_of(item, left)), len(expand(item.ladder).steps)
            left -= sum(each.effort for each in found)
            yield Dosed(place=place, item=item, ladder=found[:rungs], taper=found[rungs:])


def limits_of(item: SubstanceItem) -> tuple[Ceilings | None, Decimal]:
    """The limits that the item's substance counts towards, and what a gram of it counts for."""
    substance, share = counts_as(item.substance.key)
    return CEILINGS.get(substance), share


def _caps(item: SubstanceItem, where: str) -> Iterator[Finding]:
    ceilings, share = limits_of(item)
    if ceilings is None:
        return
    if item.measuring.day_cap.value * share > ceilings.refuse_above.value:
        yield error(
            "cap_above_ceiling",
            f"{where}/measuring/day_cap",
            f"Nobody takes more than {ceilings.refuse_above.value} g a day of {ceilings.substance}.",
        )
    if item.measuring.dose_cap.value * share > ceilings.single_dose.value:
        yield error(
            "dose_cap_above_ceiling",
            f"{where}/measuring/dose_cap",
            f"One dose of {ceilings.substance} holds at most {ceilings.single_dose.value} g.",
        )


def _steps(dosed: Dosed) -> Iterator[Finding]:
    steps = [*expand(dosed.item.ladder).steps, *dosed.item.taper]
    pointers = step_pointers(dosed.item, dosed.place)
    for step, found, where in zip(steps, (*dosed.ladder, *dosed.taper), pointers, strict=True):
        yield from _first_of_each(chain.from_iterable(_run(dosed.item, step, run, where) for run in found.runs))


def _first_of_each(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The first finding of each kind, whichever body it was found in."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.code, finding)
    return found.values()


def example(item: SubstanceItem | None, step: Step | None, build: Build | None) -> CounterExample:
    """A body that shows what was found, where a body matters, with the item and the step."""
    return CounterExample(
        item=None if item is None else item.key,
        step=None if step is None else step.key,
        weight=None if build is None else DecimalString(build.weight),
        height=None if build is None or build.height is None else DecimalString(build.height),
        ideal_weight=None if build is None or build.ideal is None else DecimalString(build.ideal),
    )


def _run(item: SubstanceItem, step: Step, run: Run, where: str) -> Iterator[Finding]:
    if run.at_heaviest is None:
        says = "For some weight the dose is smaller than what can be measured."
        yield error("rounds_to_zero", where, says, example(item, step, run.lightest))
    else:
        yield from _lost(run.at_heaviest, where, example(item, step, run.heaviest))


def _lost(found: Arithmetic, where: str, at: CounterExample) -> Iterator[Finding]:
    """What the caps or rounding take away; a cap that takes from everyone is a slip, one by weight is meant."""
    is_fixed = found.weight is None
    if found.resolved.value > found.day_cap.value and is_fixed:
        yield error("dose_above_cap", where, f"{found.resolved} passes the cap of {found.day_cap}.", at)
    elif any(dealt.units > kept.units for dealt, kept in zip(found.dealt, found.parts, strict=True)):
        says = f"One part of the day holds more than {found.dose_cap}; what is above is left out."
        yield error("parts_do_not_fit", where, says, at) if is_fixed else warning("parts_do_not_fit", where, says, at)
    elif found.lost.value * 100 > found.capped.value * MOST_LOST:
        yield warning("lost_by_rounding", where, f"Rounding takes {found.lost} of {found.capped}.", at)
    empty = [part.part.value for part in found.parts if not part.units]
    if empty:
        says = f"{found.daily} in steps of {found.unit} leaves nothing for {', '.join(empty)}."
        yield warning("part_of_nothing", where, says, at)


class Beside(Value, frozen=True):
    """An item with what each step of its ladder and of its taper comes to in one body."""

    dosed: Dosed
    ladder: tuple[Arithmetic | None, ...]
    taper: tuple[Arithmetic | None, ...]

    def most(self, part: DayPart | None = None) -> Decimal:
        """The most g of what its substance counts towards: in a day, or in one part of it, on whichever step."""
        _, share = counts_as(self.dosed.item.substance.key)
        return max(_grams(step, part) for step in (*self.ladder, *self.taper)) * share


def _grams(found: Arithmetic | None, part: DayPart | None = None) -> Decimal:
    if found is None:
        return Decimal(0)
    if part is None:
        return Decimal(found.daily.value)
    return sum((Decimal(each.amount.value) for each in found.parts if each.part is part), Decimal(0))


def _beside_each_other(dosed: Sequence[Dosed]) -> Iterator[Finding]:
    """What has to hold between steps and between items, in each body that tells them apart; each slip once."""
    found: dict[tuple[str, str], Finding] = {}
    for build, computed in side_by_side([step for each in dosed for step in (*each.ladder, *each.taper)]):
        left = iter(computed)
        items = [
            Beside(dosed=each, ladder=tuple(islice(left, len(each.ladder))), taper=tuple(islice(left, len(each.taper))))
            for each in dosed
        ]
        for finding in chain(*(_order(item, build) for item in items), _totals(items, build)):
            found.setdefault((finding.code, finding.pointer), finding)
    yield from found.values()


def _order(item: Beside, build: Build | None) -> Iterator[Finding]:
    """A ladder rises and a taper falls, each time by at least what can be measured, because doses are whole units.

    A step back goes to the step before: on a ladder that does not rise it would not lower, or would even raise.
    """
    where = f"/items/{item.dosed.place}"
    at = example(item.dosed.item, None, build)
    rising = [_grams(step) for step in item.ladder if step is not None]
    if any(upper <= lower for lower, upper in pairwise(rising)):
        yield error("steps_do_not_rise", f"{where}/ladder", "Each step is more than the one before.", at)
    falling = [_grams(step) for step in (*item.ladder[-1:], *item.taper) if step is not None]
    if any(later >= earlier for earlier, later in pairwise(falling)):
        says = "Each dose of a taper is less than the one before, the first less than the last step."
        yield error("taper_does_not_fall", f"{where}/taper", says, at)


def _totals(items: Sequence[Beside], build: Build | None) -> Iterator[Finding]:
    """Items of one substance together, each on the step that holds most: the day, and each part of it."""
    for substance in dict.fromkeys(counts_as(each.dosed.item.substance.key)[0] for each in items):
        same = [each for each in items if counts_as(each.dosed.item.substance.key)[0] == substance]
        ceilings = CEILINGS.get(substance)
        if ceilings is not None and len(same) > 1:
            yield from _total(same, ceilings, build)


def _total(same: Sequence[Beside], ceilings: Ceilings, build: Build | None) -> Iterator[Finding]:
    at = example(None, None, build)
    where = f"/items/{same[-1].dosed.place}"
    total = sum((each.most() for each in same), Decimal(0))
    if total > ceilings.refuse_above.value:
        says = f"Together the items come to {DecimalString(total)} g of {ceilings.substance} a day."
        yield error("total_above_ceiling", where, says, at)
    at_once = max(sum((each.most(part) for each in same), Decimal(0)) for part in ORDER)
    if at_once > ceilings.single_dose.value:
        says = f"Together the items come to {DecimalString(at_once)} g of {ceilings.substance} in one part of the day."
        yield error("dose_total_above_ceiling", where, says, at)


def _uncautioned(protocol: Protocol, item: SubstanceItem, where: str) -> Iterator[Finding]:
    """Every limit of a substance has its caution: other products can take a client past it at any step."""
    ceilings, _ = limits_of(item)
    if ceilings is None:
        return
    for limit, actions, kind in (
        (ceilings.inform_above.value, tuple(Action), DailyDoseAbove),
        (ceilings.reason_above.value, _ASKS, DailyDoseAbove),
        (ceilings.reason_above_per_kg, _ASKS, DosePerKgAbove),
    ):
        if not _has(protocol, actions, kind, limit):
            unit = "g a day" if kind is DailyDoseAbove else "g per kg and day"
            tells = "asks for a reason" if actions is _ASKS else "tells of a dose"
            yield error("dose_uncautioned", where, f"No caution {tells} above {limit} {unit}.")


def _has(
    protocol: Protocol, actions: tuple[Action, ...], kind: type[DailyDoseAbove | DosePerKgAbove], limit: Decimal
) -> bool:
    """Whether a caution that acts so is raised at this limit or below it."""
    return any(
        isinstance(trigger, kind) and trigger.dose.value <= limit
        for caution in protocol.cautions
        if caution.action in actions
        for trigger in caution.triggers
    )
