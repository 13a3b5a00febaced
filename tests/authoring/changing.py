"""Texts to compare: one that uses every word a protocol has, and all ways to change one leaf of a text."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.caution import (
    AgeBelow,
    AgeFrom,
    BmiBelow,
    DailyDoseAbove,
    DosePerKgAbove,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
)
from protocols.authoring.item import HabitItem, SubstanceItem
from protocols.authoring.protocol import AnchoredEvent, Protocol
from protocols.checkpoints.alarm import Alarm, AlarmLevel, FirstCall
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import (
    AllOf,
    AnswerIs,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FiredBefore,
    InARow,
    Not,
    Operator,
    RiseIs,
)
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString, encode_hook, schema_hook
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.ladder import Ramp, Step, Steps
from protocols.dosing.quantity import Unit, grams_per_day, of
from tests.library.built_in import PROTOCOLS

Json = Any
Path = tuple[str | int, ...]

LOW: Final = PROTOCOLS["glutamine-start-low"]
DIET: Final = PROTOCOLS["glutamine-low-fodmap"]


def written_steps(item: SubstanceItem) -> Steps:
    """The ladder of an item that is written step by step."""
    assert isinstance(item.ladder, Steps)
    return item.ladder


def powder(text: Protocol = LOW) -> SubstanceItem:
    """The first item of a text."""
    (item, *_) = text.items
    assert isinstance(item, SubstanceItem)
    return item


def fixed(daily: str) -> Dose:
    return FixedDose(daily=grams_per_day(daily))


def per_kg(daily: str, basis: WeightBasis = WeightBasis.ACTUAL) -> Dose:
    return PerKgDose(daily=of(daily, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=basis)


def by_weight(lightest: str, *edges: tuple[str, bool, str], basis: WeightBasis = WeightBasis.ACTUAL) -> Dose:
    """A dose by bands; an edge is its kilograms, whether it is included, and the g/d from there on."""
    others = [
        Band(from_weight=LowerEdge(kilograms=DecimalString(kg), included=included), daily=grams_per_day(daily))
        for kg, included, daily in edges
    ]
    return ByWeightDose(bands=(Band(from_weight=None, daily=grams_per_day(lightest)), *others), weight_basis=basis)


def split(*parts: tuple[DayPart, str | None]) -> tuple[PartShare, ...]:
    return tuple(PartShare(part=part, share=None if share is None else DecimalString(share)) for part, share in parts)


ONCE: Final = split((DayPart.MORNING, None))
TWICE: Final = split((DayPart.MORNING, None), (DayPart.EVENING, None))
THRICE: Final = split((DayPart.MORNING, None), (DayPart.MIDDAY, None), (DayPart.EVENING, None))
UNEQUAL: Final = split((DayPart.MORNING, "2"), (DayPart.EVENING, "1"))


def step(key: str, dose: Dose, parts: tuple[PartShare, ...] = ONCE, *, days: int = 7) -> Step:
    return Step(key=key, dose=dose, split=parts, least_days=days, planned_days=days, most_days=days + 7)


def ramp(first: str = "5", increment: str = "2.5", last: str = "15", parts: tuple[PartShare, ...] = TWICE) -> Ramp:
    return Ramp(
        first=grams_per_day(first),
        increment=grams_per_day(increment),
        last=grams_per_day(last),
        split=parts,
        days_each=7,
        most_days_each=14,
        days_at_last=28,
    )


def answer(measure: str, value: str, operator: Operator = Operator.AT_LEAST) -> AnswerIs:
    return AnswerIs(measure=measure, operator=operator, value=DecimalString(value))


def _everything() -> Protocol:
    item = powder()
    others = (
        replace(item, key="second", called="second powder", ladder=ramp(), taper=(step("t1", fixed("2.5")),)),
        replace(
            item,
            key="third",
            called="third powder",
            ladder=replace(
                written_steps(item),
                settled_days=21,
                steps=(
                    *written_steps(item).steps[:2],
                    step("w", by_weight("5", ("60", True, "10"), ("80.5", False, "15")), UNEQUAL),
                    step("k", per_kg("0.3", WeightBasis.IDEAL), THRICE),
                ),
            ),
            taper=(step("t1", per_kg("0.1")), step("t2", fixed("1"))),
        ),
        HabitItem(key="sleep", called="early nights", days=14, instructions=("Go to bed at ten.",)),
    )
    deep = AllOf(
        of=(
            InARow(of=AnyOf(of=(answer("nausea", "3"), answer("headache", "4"))), times=2),
            FiredBefore(rule="mild", times=2),
            Not(of=ArrivedBy(outcome=DoseOutcome.STEP_BACK)),
            DaysOnStepIs(operator=Operator.MORE_THAN, value=DecimalString("3")),
            RiseIs(measure="nausea", operator=Operator.EQUAL, value=DecimalString("2")),
        )
    )
    rule = Rule(
        key="deep", when=deep, dose=DoseOutcome.PAUSE, call=Call.TODAY, says="Deep.", items=("third", "glutamine")
    )
    look = Checkpoint(
        key="look",
        kind=CheckpointKind.ROUTINE,
        title="Look",
        asks=("nausea",),
        rules=("deep",),
        day=3,
        item="third",
        every=7,
    )
    caution = replace(
        LOW.cautions[0],
        key="many",
        triggers=(
            *LOW.cautions[0].triggers,
            AgeBelow(years=18),
            AgeFrom(years=80),
            BmiBelow(value=DecimalString("18.5")),
            DailyDoseAbove(dose=grams_per_day("14")),
            DosePerKgAbove(dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY)),
            ResultBelow(measure="egfr", below=DecimalString("30")),
            ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("60")),
            ResultNotKnown(measure="egfr", days=365, years=65, dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY)),
        ),
    )
    first_call = FirstCall(who="your line", line="Ring your line.", rules=("mild",))
    return replace(
        LOW,
        items=(*LOW.items, *others, DIET.items[1]),
        rules=(*LOW.rules, rule),
        checkpoints=(*LOW.checkpoints, look),
        cautions=(*LOW.cautions, caution),
        alarms=(*LOW.alarms, Alarm(key="line", level=AlarmLevel.TODAY, asked="A", source="A", first_call=first_call)),
        anchored_to=AnchoredEvent(called="the operation", days_before=5),
        client_text=replace(LOW.client_text, first="Ask first.", before_start="Wait."),
        baseline_labs=("egfr", "creatinine"),
    )


EVERYTHING: Final = _everything()
TEXTS: Final = {**PROTOCOLS, "everything": EVERYTHING}
WRITTEN: Final[dict[str, Json]] = {name: json.loads(wire.encode(text)) for name, text in TEXTS.items()}


def leaf_paths(tree: Json, path: Path = ()) -> Iterator[Path]:
    """Where anything stands that is not made of others."""
    if isinstance(tree, dict) and tree:
        for key, below in tree.items():
            yield from leaf_paths(below, (*path, key))
    elif isinstance(tree, list) and tree:
        for place, below in enumerate(tree):
            yield from leaf_paths(below, (*path, place))
    else:
        yield path


def pointer(path: Path) -> str:
    return "".join(f"/{part}" for part in path)


def at(tree: Json, path: Path) -> Json:
    for part in path:
        tree = tree[part]
    return tree


def with_leaf(tree: Json, path: Path, value: Json) -> Json:
    """The tree with another value there; what is not on the way is shared."""
    if not path:
        return value
    copy = tree.copy()
    copy[path[0]] = with_leaf(tree[path[0]], path[1:], value)
    return copy


def _enumerated() -> Iterator[list[str]]:
    _, schemas = msgspec.json.schema_components([Protocol], schema_hook=schema_hook)
    return (schema["enum"] for schema in schemas.values() if "enum" in schema)


ENUMERATED: Final = list(_enumerated())
NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WHERE_NOTHING_IS: Final = (
    *(9, "today", "higher", "other", "9"),
    {"code": "1-8", "display": "A", "verification": "B"},
    {"called": "the operation", "days_before": 5},
    {"who": "the line", "line": "Ring it."},
    {"value": "0.5", "unit": "g/kg/d"},
    {"endpoints": [], "responded": "A", "no_clear_benefit": "B"},
)
WHERE_A_LIST_IS_EMPTY: Final = (
    [{"measures": ["egfr"], "baseline": True, "each_step": True}],
    ["nausea"],
    [{"dose": {"value": "14", "unit": "g/d"}, "measures": ["egfr"]}],
    [{"work": "a-work", "relation": "supports", "note": "A"}],
    [msgspec.to_builtins(step("t9", fixed("1")), enc_hook=encode_hook)],
)


def other_values(leaf: Json) -> Iterator[Json]:
    """Values that may stand where this one stands; not all of them are allowed everywhere."""
    match leaf:
        case bool():
            yield not leaf
        case int():
            yield from (leaf + 1, leaf - 1)
        case None:
            yield from WHERE_NOTHING_IS
        case str() if NUMBER.fullmatch(leaf):
            yield from (f"{leaf}1", str(Decimal(leaf) + 1), str(Decimal(leaf) / 2), str(Decimal(leaf) - 1))
        case str():
            yield from (word for words in ENUMERATED if leaf in words for word in words)
            yield from (f"{leaf}x", "s0", "de")
        case _:
            yield from WHERE_A_LIST_IS_EMPTY


def changed(name: str, path: Path, value: Json) -> Protocol | None:
    """The text with another value in one leaf; None where it cannot stand there, or says the same."""
    try:
        text = wire.decode(json.dumps(with_leaf(WRITTEN[name], path, value)), Protocol)
    except msgspec.ValidationError:
        return None
    return None if text == TEXTS[name] else text
