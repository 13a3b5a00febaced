"""What a dose, a body, a product or a ladder is refused for: the field at fault, and the sentence for a person."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Measuring, PartShare
from protocols.dosing.body import Body, Implausible, MeasurementMissing, WeightBasis, ideal_weight, weight_for
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Band, ByWeightDose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.ladder import Days, Ramp, Step, Steps
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, in_grams, in_grams_per_day, of
from protocols.refusal import Malformed, Refusal

ONCE = (PartShare(part=DayPart.MORNING),)


@dataclass(frozen=True)
class Row:
    """Something that cannot be meant."""

    written: Callable[[], object]
    refusal: type[Refusal]
    pointer: str
    says: str


def malformed(written: Callable[[], object], pointer: str, says: str) -> Row:
    return Row(written, Malformed, pointer, says)


def implausible(written: Callable[[], object], pointer: str, says: str) -> Row:
    return Row(written, Implausible, pointer, says)


def missing(written: Callable[[], object], pointer: str, says: str) -> Row:
    return Row(written, MeasurementMissing, pointer, says)


def kg(value: str) -> Quantity:
    return of(value, Unit.KILOGRAM)


def cm(value: str) -> Quantity:
    return of(value, Unit.CENTIMETRE)


def measuring(unit: str = "1", day_cap: str = "15", dose_cap: str = "5") -> Measuring:
    return Measuring(unit=grams(unit), day_cap=grams_per_day(day_cap), dose_cap=grams(dose_cap))


def band(edge: str | None) -> Band:
    lower = None if edge is None else LowerEdge(kilograms=DecimalString(edge), included=True)
    return Band(from_weight=lower, daily=grams_per_day("10"))


def by_weight(*edges: str | None) -> ByWeightDose:
    return ByWeightDose(bands=tuple(band(edge) for edge in edges))


def per_kg(daily: Quantity) -> PerKgDose:
    return PerKgDose(daily=daily, weight_basis=WeightBasis.ACTUAL)


def step(split: tuple[PartShare, ...] = ONCE, least: Days = 7, planned: Days = 7, most: Days = 21) -> Step:
    dose = FixedDose(daily=grams_per_day("5"))
    return Step(key="s1", dose=dose, split=split, least_days=least, planned_days=planned, most_days=most)


def part(named: DayPart, share: str | None = None) -> PartShare:
    return PartShare(part=named, share=None if share is None else DecimalString(share))


def ramp(first: str = "5", increment: str = "5", last: str = "15", most: Days = 14) -> Ramp:
    return Ramp(
        first=grams_per_day(first),
        increment=grams_per_day(increment),
        last=grams_per_day(last),
        split=ONCE,
        days_each=7,
        most_days_each=most,
        days_at_last=56,
    )


G_PER_KG = Unit.GRAM_PER_KILOGRAM_PER_DAY
NO_ORDER = "A split names each part of the day once, in the order of the day."
NO_IDEAL = (
    "The ideal weight is known for heights from 140 to 210 cm; for 211 cm a practitioner enters one with its source "
    "(`ideal_weight`), or chooses another protocol."
)
UNUSUAL = (
    "This weight and height make a body mass index of 64.10. Check the units (kg and cm); if the numbers are right, "
    "send them again with `confirmed`."
)
SCOOP_OR_PACKET = "A product is measured with its scoop or comes in packets: name the one that this client uses."

AMOUNTS = [
    malformed(lambda: grams("-1"), "/value", "An amount is never negative."),
    malformed(lambda: in_grams(cm("5")), "/unit", "5 cm is not a mass."),
    malformed(lambda: in_grams_per_day(grams("5")), "/unit", "5 g is not an amount a day."),
]

DOSES = [
    malformed(lambda: FixedDose(daily=grams("5")), "/daily/unit", "A fixed dose is written in g/d, not in g."),
    malformed(lambda: FixedDose(daily=grams_per_day("0")), "/daily/value", "A fixed dose must be more than zero."),
    malformed(lambda: per_kg(grams("1")), "/daily/unit", "A dose per kilogram is written in g/kg/d, not in g."),
    malformed(lambda: per_kg(of("0", G_PER_KG)), "/daily/value", "A dose per kilogram must be more than zero."),
    malformed(lambda: per_kg(of("0.1234567", G_PER_KG)), "/daily/value", "At most 6 digits after the point."),
    malformed(lambda: band("0"), "/kilograms", "A band begins above 0 kg."),
    malformed(
        lambda: Band(from_weight=None, daily=grams("10")),
        "/daily/unit",
        "A dose by weight is written in g/d, not in g.",
    ),
    malformed(
        lambda: Band(from_weight=None, daily=grams_per_day("0")),
        "/daily/value",
        "A dose by weight must be more than zero.",
    ),
    malformed(by_weight, "/bands", "The first band has no lower edge, so that nobody falls below it."),
    malformed(lambda: by_weight("30"), "/bands", "The first band has no lower edge, so that nobody falls below it."),
    malformed(lambda: by_weight(None, None), "/bands", "Every band after the first states its lower edge."),
    malformed(lambda: by_weight(None, "65", "30"), "/bands", "Bands go from light to heavy, each edge above the last."),
    malformed(lambda: by_weight(None, "65", "65"), "/bands", "Bands go from light to heavy, each edge above the last."),
]

LIMITS = [
    malformed(lambda: measuring(unit="0"), "/unit/value", "The smallest measurable amount must be more than zero."),
    malformed(lambda: measuring(day_cap="0"), "/day_cap/value", "The cap of a day must be more than zero."),
    malformed(lambda: measuring(dose_cap="0"), "/dose_cap/value", "The cap of one dose must be more than zero."),
]

BODIES = [
    malformed(lambda: Body(weight=grams("70000")), "/weight/unit", "A weight is written in kg, not in g."),
    malformed(lambda: Body(height=kg("170")), "/height/unit", "A height is written in cm, not in kg."),
    implausible(
        lambda: Body(weight=kg("300")),
        "/weight/value",
        "A weight is between 30 and 250 kg; 300 kg is not plausible.",
    ),
    implausible(
        lambda: Body(height=cm("99")), "/height/value", "A height is between 100 and 250 cm; 99 cm is not plausible."
    ),
    implausible(lambda: Body(weight=kg("70.25")), "/weight/value", "A weight has at most one digit after the point."),
    implausible(lambda: Body(height=cm("170.25")), "/height/value", "A height has at most one digit after the point."),
    implausible(lambda: Body(weight=kg("154"), height=cm("155")), "/weight", UNUSUAL),
    implausible(lambda: ideal_weight(cm("211")), "/height/value", NO_IDEAL),
    missing(
        lambda: weight_for(WeightBasis.ACTUAL, Body()),
        "/weight",
        "This dose is per kilogram: the client's weight in kg is needed.",
    ),
    missing(
        lambda: weight_for(WeightBasis.IDEAL, Body(weight=kg("70"))),
        "/height",
        "This dose is per kilogram of ideal weight: the client's height in cm is needed.",
    ),
]

PRODUCTS = [
    malformed(lambda: Product(scoop=cm("5")), "/scoop/unit", "A level scoop is written in mg, g or kg, not in cm."),
    malformed(lambda: Product(packet=grams("0")), "/packet/value", "A packet must be more than zero."),
    malformed(lambda: Product(pack=grams("0")), "/pack/value", "A pack must be more than zero."),
    malformed(lambda: Product(scoop=grams("5"), packet=grams("5")), "/packet", SCOOP_OR_PACKET),
    implausible(
        lambda: Product(scoop=kg("5")),
        "/scoop/value",
        "A level scoop holds 0.5 to 50 g; 5 kg is not plausible, check the unit.",
    ),
    implausible(
        lambda: Product(packet=grams("51")),
        "/packet/value",
        "A packet holds 0.5 to 50 g; 51 g is not plausible, check the unit.",
    ),
    implausible(
        lambda: Product(pack=grams("5")),
        "/pack/value",
        "A pack holds 10 to 10000 g; 5 g is not plausible, check the unit.",
    ),
    implausible(
        lambda: Product(scoop=grams("3.3333")), "/scoop/value", "A level scoop is known to the milligram at most."
    ),
    implausible(
        lambda: Product(packet=grams("15"), pack=grams("14")),
        "/pack/value",
        "A pack of 14 g does not hold 15 g; check the units.",
    ),
]

LADDERS = [
    malformed(
        lambda: step(least=8),
        "/planned_days",
        "Least days come before planned days, planned before most.",
    ),
    malformed(lambda: step(split=()), "/split", NO_ORDER),
    malformed(lambda: step(split=(part(DayPart.EVENING), part(DayPart.MORNING))), "/split", NO_ORDER),
    malformed(
        lambda: step(split=(part(DayPart.MORNING, "1"), part(DayPart.EVENING))),
        "/split",
        "Either every part of the day states its share, or none does.",
    ),
    malformed(lambda: step(split=(part(DayPart.MORNING, "0"),)), "/split", "A share is more than zero."),
    malformed(lambda: Steps(entry="s1", steps=(step(), step())), "/steps", "Two steps of a ladder never share a key."),
    malformed(lambda: Steps(entry="s2", steps=(step(),)), "/entry", "The entry step s2 is not one of the steps."),
    malformed(lambda: ramp(first="0"), "/first/value", "The first dose of a ramp must be more than zero."),
    malformed(lambda: ramp(increment="0"), "/increment/value", "The increment dose of a ramp must be more than zero."),
    malformed(lambda: ramp(last="0"), "/last/value", "The last dose of a ramp must be more than zero."),
    malformed(lambda: ramp(last="5"), "/last", "A ramp ends above where it begins."),
    malformed(lambda: ramp(increment="0.1"), "/increment", "A ramp has at most 60 steps."),
    malformed(lambda: ramp(most=6), "/most_days_each", "Most days are not fewer than planned days."),
]


@pytest.mark.parametrize("row", [*AMOUNTS, *DOSES, *LIMITS, *BODIES, *PRODUCTS, *LADDERS])
def test_it_is_refused_at_the_field_and_in_a_sentence(row: Row) -> None:
    with pytest.raises(row.refusal) as refused:
        row.written()
    assert (type(refused.value), refused.value.pointer) == (row.refusal, row.pointer)
    assert refused.value.sentence == row.says
