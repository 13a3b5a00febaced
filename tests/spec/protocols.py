"""Small protocols written by hand, for what no built-in one shows: tapers, several items, doses per kilogram."""

from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import AnchoredEvent, Protocol
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import (
    AllOf,
    AnswerIs,
    AnyOf,
    FallIs,
    Operator,
    PercentFallIs,
    Predicate,
    RiseIs,
    Since,
)
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Measuring, PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import ORDER
from protocols.dosing.dose import Dose, FixedDose, PerKgDose
from protocols.dosing.ladder import Step, Steps
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.decide import dosing
from tests.library.built_in import PROTOCOLS, glutamine
from tests.plans.walking import DAY, DAY_1, Walk

ADVANCE, HOLD, STEP_BACK, PAUSE, STOP = DoseOutcome
NONE, ROUTINE, TODAY, EMERGENCY = Call
START_LOW: Final = PROTOCOLS["glutamine-start-low"]
FOUR: Final = ("abdominal_pain", "nausea", "headache", "bowel_change")


def day(number: int) -> date:
    """The date of a plan's day; 1 is the start."""
    return DAY_1 + DAY * (number - 1)


# --- doses and items


def fixed(amount: str) -> FixedDose:
    """So many g a day for everyone."""
    return FixedDose(daily=grams_per_day(amount))


def per_kg(amount: str, basis: WeightBasis = WeightBasis.ACTUAL) -> PerKgDose:
    """So many g a day for each kilogram."""
    return PerKgDose(daily=of(amount, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=basis)


def step(key: str, dose: Dose | str, days: tuple[int, int, int] = (7, 7, 21), parts: int = 3) -> Step:
    """A step with its least, planned and most days, split evenly over so many parts of the day."""
    least, planned, most = days
    return Step(
        key=key,
        dose=fixed(dose) if isinstance(dose, str) else dose,
        split=tuple(PartShare(part=part) for part in ORDER[:parts]),
        least_days=least,
        planned_days=planned,
        most_days=most,
    )


def item(
    key: str, *steps: Step, entry: str | None = None, settled_days: int | None = None, **also: Any
) -> SubstanceItem:
    """Something measured to the gram, a substance of its own unless one is named."""
    substance = Substance(key=key, name=key.capitalize())
    measuring = Measuring(unit=grams("1"), day_cap=grams_per_day("40"), dose_cap=grams("15"))
    ladder = Steps(entry=entry or steps[0].key, steps=steps, settled_days=settled_days)
    fields: dict[str, Any] = {"substance": substance, "measuring": measuring, "called": f"{key} powder"}
    return replace(glutamine("glutamine-start-low"), key=key, ladder=ladder, **(fields | also))


# --- rules


def answer(measure: str, least: int) -> AnswerIs:
    """The answer is at least this."""
    return AnswerIs(measure=measure, operator=Operator.AT_LEAST, value=DecimalString(least))


def rise(measure: str, least: int, since: Since = Since.BASELINE) -> RiseIs:
    """The answer rose by at least this."""
    return RiseIs(measure=measure, operator=Operator.AT_LEAST, value=DecimalString(least), since=since)


def fall(measure: str, least: int, since: Since = Since.BASELINE) -> FallIs:
    """The answer fell by at least this."""
    return FallIs(measure=measure, operator=Operator.AT_LEAST, value=DecimalString(least), since=since)


def percent_fall(measure: str, least: int, since: Since = Since.BASELINE) -> PercentFallIs:
    """The answer fell by at least so many per cent."""
    return PercentFallIs(measure=measure, operator=Operator.AT_LEAST, value=DecimalString(least), since=since)


def rule(key: str, when: Predicate, dose: DoseOutcome, call: Call = NONE, **also: Any) -> Rule:
    """When this, then that."""
    return Rule(key=key, when=when, dose=dose, call=call, says=f"Rule {key}.", **also)


def none_of(measures: tuple[str, ...]) -> Predicate:
    """Every one of these is 0 or 1."""
    return AllOf(of=tuple(AnswerIs(measure=key, operator=Operator.AT_MOST, value=DecimalString(1)) for key in measures))


def scale(measure: str, *items: str) -> tuple[Rule, ...]:
    """The plain reading of one score, for these items: 0 or 1 go on, 2 or 3 stay, 4 to 6 step back, 7 pause, 9 stop."""
    prefix = f"{'-'.join(items)}-" if items else ""
    return (
        rule(f"{prefix}clear", none_of((measure,)), ADVANCE, items=items),
        rule(f"{prefix}mild", answer(measure, 2), HOLD, items=items),
        rule(f"{prefix}moderate", answer(measure, 4), STEP_BACK, items=items),
        rule(f"{prefix}bad", answer(measure, 7), PAUSE, ROUTINE, items=items),
        rule(f"{prefix}severe", answer(measure, 9), STOP, TODAY, items=items),
    )


PAIN: Final = scale("abdominal_pain")


def look(key: str, rules: tuple[Rule, ...], number: int | None = 7, **also: Any) -> Checkpoint:
    """A checkpoint that asks for pain, nausea and the days taken."""
    asks = ("abdominal_pain", "nausea", "days_taken")
    kind = also.pop("kind", CheckpointKind.ROUTINE)
    keys = tuple(each.key for each in rules)
    return Checkpoint(**{"key": key, "kind": kind, "title": key, "asks": asks, "rules": keys, "day": number} | also)


def end(rules: tuple[Rule, ...], number: int, **also: Any) -> Checkpoint:
    """The end of the course."""
    return look(also.pop("key", "end"), rules, number, kind=CheckpointKind.END, **also)


def of_course(key: str, rules: tuple[Rule, ...], number: int, **also: Any) -> Checkpoint:
    """A checkpoint whose day is counted from day 1 of the course."""
    return look(key, rules, number, anchor=Anchor.COURSE, **also)


def protocol(
    *items: SubstanceItem,
    checkpoints: tuple[Checkpoint, ...],
    rules: tuple[Rule, ...] = PAIN,
    limit: int = 112,
    anchored_to: AnchoredEvent | None = None,
) -> Protocol:
    """These items, looked at so, on the cautions and alarms of a built-in protocol."""
    return replace(
        START_LOW,
        slug="by-hand",
        items=items,
        checkpoints=checkpoints,
        rules=rules,
        claims=(),
        calendar_limit_days=limit,
        response=None,
        anchored_to=anchored_to,
    )


def ladder(*, taper: tuple[Step, ...] = (), last: tuple[int, int, int] = (14, 14, 14), **also: Any) -> SubstanceItem:
    """5, 10 and 15 g, entered at 5 g with 2 g below it; the last for two weeks."""
    steps = (step("a0", "2"), step("a1", "5"), step("a2", "10"), step("a3", "15", last))
    return item("alpha", *steps, entry="a1", taper=taper, **also)


# --- reading a plan


def taken(plan: Walk, on: date) -> tuple[str, ...]:
    """What each item asks for on the day, in g, 0 where nothing is to be taken."""
    found = (each.arithmetic for each in dosing(plan.head, on))
    return tuple("0" if each is None else str(each.daily.value) for each in found)


def course(plan: Walk, first: int, last: int) -> list[str]:
    """The g a day of a plan with one item, in stretches such as `7 x 5`."""
    found: list[list[Any]] = []
    for number in range(first, last + 1):
        (amount,) = taken(plan, day(number))
        if found and found[-1][1] == amount:
            found[-1][0] += 1
        else:
            found.append([1, amount])
    return [f"{count} x {amount}" for count, amount in found]


def due(plan: Walk, today: date) -> list[tuple[str, int]]:
    """The checkpoints ahead by key, with the number of the day on which each is due."""
    return [(each.checkpoint, (each.due - DAY_1).days + 1) for each in plan.schedule(today).windows]


def step_of(plan: Walk, on: date, place: int = 0) -> tuple[str, int]:
    """The step of an item on the day, and the days on it."""
    found = plan.at(on).items[place]
    return found.step, found.days_on_step


def any_of(*conditions: Predicate) -> AnyOf:
    """At least one of these."""
    return AnyOf(of=conditions)
