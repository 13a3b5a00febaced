"""From a dose as written to amounts that can be measured, every stage kept."""

from decimal import Decimal

from protocols.decimal_string import DecimalString
from protocols.dosing.body import IDEAL_BMI, Body, WeightUsed
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Dose, PerKgDose, resolve
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, require_positive
from protocols.refusal import Refusal
from protocols.value import Value


class NothingToMeasure(Refusal):
    """A dose that rounds down to nothing, so that the step would be a step of zero."""

    code = "dose_rounds_to_zero"
    title = "The dose is smaller than what can be measured"


class Measuring(Value, frozen=True):
    """What limits an item's amounts: the smallest measurable amount in g, the cap of a day in g/d, of one dose in g."""

    unit: Quantity
    day_cap: Quantity
    dose_cap: Quantity

    def __post_init__(self) -> None:
        require_positive(self.unit, Unit.GRAM, "The smallest measurable amount", "/unit")
        require_positive(self.day_cap, Unit.GRAM_PER_DAY, "The cap of a day", "/day_cap")
        require_positive(self.dose_cap, Unit.GRAM, "The cap of one dose", "/dose_cap")


class PartShare(Value, frozen=True):
    """One part of the day, with its share of the daily dose where the split is unequal."""

    part: DayPart
    share: DecimalString | None = None


class PartAmount(Value, frozen=True):
    """What is taken in one part of the day: whole measurable units, and the same in g."""

    part: DayPart
    units: int
    amount: Quantity


class Arithmetic(Value, frozen=True):
    """One day's dose with every stage: as written, by weight, capped, in whole units, dealt, capped again, summed.

    `resolved`, `capped` and `daily` are g/d; `lost` is what rounding and the cap of one dose took away, in g/d.
    """

    dose: Dose
    weight: WeightUsed | None
    resolved: Quantity
    day_cap: Quantity
    capped: Quantity
    unit: Quantity
    units: int
    dealt: tuple[PartAmount, ...]
    dose_cap: Quantity
    parts: tuple[PartAmount, ...]
    daily: Quantity
    lost: Quantity


def compute(dose: Dose, split: tuple[PartShare, ...], measuring: Measuring, body: Body) -> Arithmetic:
    """The day's amounts, rounded down only; raises NothingToMeasure where not one unit is left."""
    resolved, weight = resolve(dose, body)
    capped = min(resolved, measuring.day_cap.value)
    unit = measuring.unit.value
    units = _whole(capped, unit)
    if units == 0:
        raise NothingToMeasure(
            f"{DecimalString(capped)} g a day is less than {unit} g, the smallest amount to measure."
        )
    dealt = _deal(units, split)
    most = _whole(measuring.dose_cap.value, unit)
    kept = {part: min(count, most) for part, count in dealt.items()}
    daily = sum(kept.values()) * unit
    if daily == 0:
        raise NothingToMeasure(f"One dose may hold {measuring.dose_cap}, less than the smallest amount to measure.")
    return Arithmetic(
        dose=dose,
        weight=weight,
        resolved=grams_per_day(resolved),
        day_cap=measuring.day_cap,
        capped=grams_per_day(capped),
        unit=measuring.unit,
        units=units,
        dealt=_amounts(dealt, unit),
        dose_cap=measuring.dose_cap,
        parts=_amounts(kept, unit),
        daily=grams_per_day(daily),
        lost=grams_per_day(capped - daily),
    )


def _whole(amount: Decimal, unit: Decimal) -> int:
    """How many whole units fit; a quotient that was rounded first could come out as one more."""
    return int(amount // unit)


def _amounts(units: dict[DayPart, int], unit: Decimal) -> tuple[PartAmount, ...]:
    return tuple(PartAmount(part=part, units=n, amount=grams(n * unit)) for part, n in units.items())


def _deal(units: int, split: tuple[PartShare, ...]) -> dict[DayPart, int]:
    """Equal parts get the units one by one in the order of the day; stated shares by largest remainder."""
    shares = [entry.share for entry in split]
    parts = [entry.part for entry in split]
    if any(share is None for share in shares):
        base, more = divmod(units, len(parts))
        return {part: base + (1 if place < more else 0) for place, part in enumerate(parts)}
    stated = [share for share in shares if share is not None]
    whole = sum(stated)
    # Remainders are compared as they are: divided by the whole first, equal ones would differ in their last digit.
    floors, remainders = zip(*(divmod(units * share, whole) for share in stated), strict=True)
    dealt = [int(floor) for floor in floors]
    # The earlier part of the day wins a tie, as it does when units are dealt one by one.
    by_remainder = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: units - sum(dealt)]:
        dealt[place] += 1
    return dict(zip(parts, dealt, strict=True))


def lines(arithmetic: Arithmetic) -> tuple[str, ...]:
    """The same stages as short lines that a person can check."""
    said = [] if arithmetic.weight is None else [_weight_line(arithmetic.weight), _dose_line(arithmetic)]
    if arithmetic.capped.value < arithmetic.resolved.value:
        said.append(f"At most {arithmetic.day_cap.value} g a day.")
    whole = arithmetic.units * arithmetic.unit.value
    if whole < arithmetic.capped.value:
        said.append(f"Rounded down to what can be measured, {arithmetic.unit.value} g at a time.")
    if arithmetic.daily.value < whole:
        said.append(_dose_cap_line(arithmetic))
    return (
        *said,
        f"{' + '.join(str(part.amount.value) for part in arithmetic.parts)} = {arithmetic.daily.value} g a day",
    )


def _dose_cap_line(arithmetic: Arithmetic) -> str:
    """What one dose may hold, and what that is in whole units where it is less."""
    cap, unit = arithmetic.dose_cap.value, arithmetic.unit.value
    most = DecimalString(_whole(cap, unit) * unit)
    measured = f": {most} g, {unit} g at a time" if most < cap else ""
    return f"At most {cap} g in one dose{measured}."


def _weight_line(weight: WeightUsed) -> str:
    lesser = f"Weight {weight.actual.value} kg. The lesser counts: {weight.kilograms} kg."
    if weight.ideal is None:
        return f"Weight {weight.kilograms} kg."
    if weight.height is None:
        return f"Ideal weight {weight.ideal.value} kg as it was entered ({weight.source}). {lesser}"
    return (
        f"Height {weight.height.value} cm makes an ideal weight of {weight.ideal.value} kg "
        f"({IDEAL_BMI} kg per square metre). {lesser}"
    )


def _dose_line(arithmetic: Arithmetic) -> str:
    match arithmetic.dose:
        case PerKgDose(daily=per_kg):
            return f"{per_kg.value} g for each kg: {arithmetic.resolved.value} g a day."
        case _:
            return f"For this weight: {arithmetic.resolved.value} g a day."
