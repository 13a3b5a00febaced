"""The ordered steps of an item."""

from decimal import Decimal
from typing import Annotated, assert_never

import msgspec

from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.day_part import ORDER
from protocols.dosing.dose import Dose, FixedDose
from protocols.dosing.quantity import Quantity, Unit, grams_per_day, require_positive
from protocols.refusal import Malformed
from protocols.text import Key
from protocols.value import Value

Days = Annotated[int, msgspec.Meta(ge=1, le=731, description="A number of days, at most two years.")]


class Step(Value, frozen=True):
    """One daily dose, its split over the day, and its least, planned and most days.

    `half_scoop` allows half a level scoop for this step; otherwise only whole scoops are printed.
    """

    key: Key
    dose: Dose
    split: tuple[PartShare, ...]
    least_days: Days
    planned_days: Days
    most_days: Days
    half_scoop: bool = False

    def __post_init__(self) -> None:
        if not self.least_days <= self.planned_days <= self.most_days:
            raise Malformed("Least days come before planned days, planned before most.", pointer="/planned_days")
        _check_split(self.split)


def _check_split(split: tuple[PartShare, ...]) -> None:
    parts = [entry.part for entry in split]
    if not parts or parts != [part for part in ORDER if part in parts]:
        raise Malformed("A split names each part of the day once, in the order of the day.", pointer="/split")
    stated = [entry.share for entry in split if entry.share is not None]
    if stated and len(stated) != len(split):
        raise Malformed("Either every part of the day states its share, or none does.", pointer="/split")
    if any(share <= 0 for share in stated):
        raise Malformed("A share is more than zero.", pointer="/split")


class Steps(Value, frozen=True, tag="steps", tag_field="kind"):
    """A ladder written out step by step; `entry` is where a plan starts, steps before it exist to step back to.

    `settled_days` is how long a step goes on once it is settled on; left out, as long as the last step is planned.
    """

    entry: Key
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=60)]
    settled_days: Days | None = None

    def __post_init__(self) -> None:
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys):
            raise Malformed("Two steps of a ladder never share a key.", pointer="/steps")
        if self.entry not in keys:
            raise Malformed(f"The entry step {self.entry} is not one of the steps.", pointer="/entry")


class Ramp(Value, frozen=True, tag="ramp", tag_field="kind"):
    """A ladder that rises by equal amounts from the first to the last daily dose, each for the same days."""

    first: Quantity
    increment: Quantity
    last: Quantity
    split: tuple[PartShare, ...]
    days_each: Days
    most_days_each: Days
    days_at_last: Days

    def __post_init__(self) -> None:
        for name in ("first", "increment", "last"):
            require_positive(getattr(self, name), Unit.GRAM_PER_DAY, f"The {name} dose of a ramp", f"/{name}")
        if self.last.value <= self.first.value:
            raise Malformed("A ramp ends above where it begins.", pointer="/last")
        if (self.last.value - self.first.value) / self.increment.value > 59:
            raise Malformed("A ramp has at most 60 steps.", pointer="/increment")
        if self.most_days_each < self.days_each:
            raise Malformed("Most days are not fewer than planned days.", pointer="/most_days_each")
        _check_split(self.split)


Ladder = Steps | Ramp


def expand(ladder: Ladder) -> Steps:
    """The ladder step by step; a ramp's last step is exactly its last dose, however the increments fall."""
    match ladder:
        case Steps():
            return ladder
        case Ramp():
            return _expand_ramp(ladder)
        case _:
            assert_never(ladder)


def _expand_ramp(ramp: Ramp) -> Steps:
    doses: list[Decimal] = []
    dose: Decimal = ramp.first.value
    while dose < ramp.last.value:
        doses.append(dose)
        dose += ramp.increment.value
    doses.append(ramp.last.value)
    steps = tuple(_ramp_step(ramp, place, dose, dose == ramp.last.value) for place, dose in enumerate(doses, start=1))
    return Steps(entry=steps[0].key, steps=steps)


def _ramp_step(ramp: Ramp, place: int, dose: Decimal, is_last: bool) -> Step:
    days = ramp.days_at_last if is_last else ramp.days_each
    return Step(
        key=f"s{place}",
        dose=FixedDose(daily=grams_per_day(DecimalString(dose))),
        split=ramp.split,
        least_days=days,
        planned_days=days,
        most_days=ramp.days_at_last if is_last else ramp.most_days_each,
    )
