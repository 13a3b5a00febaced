"""Items built backwards from the amounts that are to be measured: what comes out of the arithmetic is chosen first."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from protocols.authoring.item import Mode, SubstanceItem
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Measuring, PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import ORDER
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.ladder import Ladder, Ramp, Step, Steps
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance

SUBSTANCES: Final = (
    Substance(key="l-glutamine", name="L-glutamine"),
    Substance(key="zinc", name="Zinc"),
    Substance(key="l-alanyl-l-glutamine", name="Dipeptide"),
)

ROOM: Final = {1: (40, 15), 2: (20, 7), 3: (13, 5)}
"""Grams in a day and in one dose for each of so many items, so that all of them together stay under every ceiling."""

LIGHTEST, HEAVIEST_IDEAL, HEAVIEST = Decimal(30), Decimal("137.5"), Decimal(250)
"""The least and most kg that a dose can be multiplied with: the largest ideal weight that is entered, or the actual."""

PER_KG: Final = Decimal("0.02")
PLANNED: Final = (1, 2, 3, 5, 7, 7, 7, 7, 10, 14)
LAST_PLANNED: Final = (1, 3, 7, 14, 28, 56)


@dataclass(frozen=True)
class Scale:
    """Levels of a dose from 1 up, each at least one unit more than the one before in every body.

    `least` and `most` are the units of a level for the lightest and for the heaviest.
    """

    unit: Decimal
    kind: str
    edges: tuple[LowerEdge, ...] = ()
    basis: WeightBasis = WeightBasis.ACTUAL

    def dose(self, level: int) -> Dose:
        if self.kind == "per_kg":
            return PerKgDose(
                daily=of(PER_KG * level, Unit.GRAM_PER_KILOGRAM_PER_DAY),
                weight_basis=self.basis,
            )
        if self.kind == "by_weight":
            bands = [Band(from_weight=None, daily=self._grams(level))]
            for place, edge in enumerate(self.edges, start=1):
                bands.append(Band(from_weight=edge, daily=self._grams(level + place)))
            return ByWeightDose(bands=tuple(bands), weight_basis=self.basis)
        return FixedDose(daily=self._grams(level))

    def _grams(self, units: int) -> Quantity:
        return grams_per_day(units * self.unit)

    def least(self, level: int) -> int:
        return int(PER_KG * level * LIGHTEST / self.unit) if self.kind == "per_kg" else level

    def most(self, level: int) -> int:
        if self.kind == "per_kg":
            heaviest = HEAVIEST if self.basis is WeightBasis.ACTUAL else HEAVIEST_IDEAL
            return int(PER_KG * level * heaviest / self.unit)
        return level + len(self.edges)


@st.composite
def scales(draw: st.DrawFn, most_edges: int) -> Scale:
    """Fixed doses mostly, some per kilogram, some by bands of weight with so many edges at most."""
    kind = draw(st.sampled_from(["fixed", "fixed", "fixed", "per_kg", "by_weight"]))
    basis = draw(st.sampled_from(list(WeightBasis)))
    if kind == "per_kg":
        return Scale(Decimal("0.1"), kind, (), basis)
    edges: tuple[LowerEdge, ...] = ()
    if kind == "by_weight":
        kilograms = draw(st.lists(st.sampled_from(["50", "65.5", "80"]), min_size=1, max_size=most_edges, unique=True))
        edges = tuple(
            LowerEdge(kilograms=DecimalString(each), included=draw(st.booleans())) for each in sorted(kilograms)
        )
    return Scale(Decimal(draw(st.sampled_from(["0.5", "1", "2.5"]))), kind, edges, basis)


@dataclass(frozen=True)
class Bounds:
    """Most units in a day and in one part of it."""

    day: int
    part: int


@st.composite
def splits(draw: st.DrawFn, scale: Scale, level: int, bounds: Bounds) -> tuple[PartShare, ...]:
    """Parts enough for the heaviest and not too many for the lightest; where the units are fixed, sometimes unequal."""
    most, least = scale.most(level), scale.least(level)
    fewest = -(-most // bounds.part)
    count = draw(st.integers(fewest, max(fewest, min(4, least))))
    parts = sorted(draw(st.permutations(ORDER))[:count], key=ORDER.index)
    if scale.kind != "fixed" or count == 1 or draw(st.booleans()):
        return tuple(PartShare(part=part) for part in parts)
    units = draw(_amounts(level, count, bounds.part))
    return tuple(PartShare(part=part, share=DecimalString(n)) for part, n in zip(parts, units, strict=True))


@st.composite
def _amounts(draw: st.DrawFn, units: int, count: int, most: int) -> list[int]:
    """So many parts, each of at least one unit and of no more than may be taken at once."""
    found: list[int] = []
    for left in range(count, 0, -1):
        rest = units - sum(found)
        found.append(draw(st.integers(max(1, rest - most * (left - 1)), min(most, rest - (left - 1)))))
    return found


@st.composite
def steps(draw: st.DrawFn, key: str, split_of: tuple[Scale, int, Bounds], planned: int) -> Step:
    """A step on a level, with days around the planned ones."""
    scale, level, bounds = split_of
    return Step(
        key=key,
        dose=scale.dose(level),
        split=draw(splits(scale, level, bounds)),
        least_days=draw(st.one_of(st.just(planned), st.integers(1, planned))),
        planned_days=planned,
        most_days=planned + draw(st.sampled_from([0, 0, 3, 14])),
    )


@st.composite
def levels(draw: st.DrawFn, scale: Scale, bounds: Bounds, most_steps: int) -> list[int]:
    """Rising levels that every body can measure and that stay under every cap."""
    fitting = [level for level in range(1, 40) if scale.most(level) <= min(bounds.day, 4 * bounds.part)]
    return sorted(draw(st.lists(st.sampled_from(fitting), min_size=1, max_size=most_steps, unique=True)))


@st.composite
def substance_items(draw: st.DrawFn, place: int, of_items: int, *, two_years: bool) -> SubstanceItem:
    """One item of so many: one to six rising steps, sometimes an entry above the lowest, sometimes a taper."""
    scale = draw(scales(1 if of_items == 3 else 2))
    day, dose = ROOM[of_items]
    bounds = Bounds(int(day / scale.unit), int(dose / scale.unit))
    letter = "abc"[place]
    mode = draw(st.sampled_from([Mode.GATED, Mode.GATED, Mode.SCHEDULED]))
    rising = draw(levels(scale, bounds, 1 if mode is Mode.SCHEDULED else 6))
    last = 670 if two_years else draw(st.sampled_from(LAST_PLANNED))
    planned = [draw(st.sampled_from(PLANNED)) for _ in rising[1:]] + [last]
    ladder = tuple(
        draw(steps(f"{letter}{number}", (scale, level, bounds), days))
        for number, (level, days) in enumerate(zip(rising, planned, strict=True), start=1)
    )
    entry = draw(st.integers(0, len(ladder) - 1)) if draw(st.integers(0, 2)) == 0 else 0
    return SubstanceItem(
        key=f"item-{letter}",
        substance=SUBSTANCES[place],
        called=f"powder {letter}",
        form="powder",
        route="by mouth",
        measuring=Measuring(unit=grams(scale.unit), day_cap=grams_per_day(str(day)), dose_cap=grams(str(dose))),
        ladder=draw(ladders(ladder, entry, scale)),
        how_to_take=("Stir it into a drink.",),
        how_to_measure=("Use a kitchen scale.",),
        mode=mode,
        taper=draw(tapers(letter, scale, bounds, rising[-1])),
    )


@st.composite
def ladders(draw: st.DrawFn, written: tuple[Step, ...], entry: int, scale: Scale) -> Ladder:
    """The steps written out, or a ramp over the same amounts where they are fixed and split alike."""
    settled = draw(st.sampled_from([None, None, 1, 7, 28]))
    first, last = written[0], written[-1]
    fixed = [each.dose.daily for each in (first, last) if isinstance(each.dose, FixedDose)]
    fits = len(written) > 1 and scale.kind == "fixed" and fixed[0].value >= len(last.split) * scale.unit
    if not fits or draw(st.booleans()):
        return Steps(entry=written[entry].key, steps=written, settled_days=settled)
    least, most = fixed
    return Ramp(
        first=least,
        increment=grams_per_day((most.value - least.value) / 2) if _halves(least, most, scale) else grams_per_day("40"),
        last=most,
        split=tuple(PartShare(part=entry.part) for entry in last.split),
        days_each=first.planned_days,
        most_days_each=first.most_days,
        days_at_last=last.planned_days,
    )


def _halves(least: Quantity, most: Quantity, scale: Scale) -> bool:
    """Whether a step half way up is one that can be measured."""
    return (most.value - least.value) / scale.unit % 2 == 0


@st.composite
def tapers(draw: st.DrawFn, letter: str, scale: Scale, bounds: Bounds, top: int) -> tuple[Step, ...]:
    """Sometimes one to three doses below the last step, each less than the one before."""
    lower = draw(st.lists(st.integers(1, top - 1), max_size=3, unique=True)) if top > 1 else []
    if not lower or draw(st.booleans()):
        return ()
    return tuple(
        draw(steps(f"{letter}-down-{number}", (scale, level, bounds), draw(st.sampled_from([1, 3, 7, 7, 14]))))
        for number, level in enumerate(sorted(lower, reverse=True), start=1)
    )
