"""Things to take or to do."""

from enum import StrEnum
from typing import Annotated

import msgspec

from protocols.dosing.arithmetic import Measuring
from protocols.dosing.dose import FixedDose
from protocols.dosing.ladder import Days, Ladder, Step, expand
from protocols.dosing.substance import Substance
from protocols.refusal import Malformed
from protocols.text import Key, Line
from protocols.value import Value

Lines = Annotated[tuple[Line, ...], msgspec.Meta(max_length=20)]


class Mode(StrEnum):
    """What lowers a dose on a taper, or ends it: a check-in, or the calendar.

    `gated`: the next lower dose comes with a check-in, or after the most days at the latest. `scheduled`: it comes
    after the planned days; a check-in may hold it back or bring it forward. No calendar ever raises a dose, so that
    a scheduled ladder has one step.
    """

    GATED = "gated"
    SCHEDULED = "scheduled"


class SubstanceItem(Value, frozen=True, tag="substance", tag_field="kind"):
    """Something to swallow: substance, form and route, its ladder, and what limits its amounts.

    `taper` are doses that fall, each less than the one before, after the last step or a settled one; doses that are not
    less than the present one are left out.
    The words for the client are `called` (as in "take the ..."), how to take it, and how to measure it.
    """

    key: Key
    substance: Substance
    called: Line
    form: Line
    route: Line
    measuring: Measuring
    ladder: Ladder
    how_to_take: Lines
    how_to_measure: Lines
    mode: Mode = Mode.GATED
    taper: Annotated[tuple[Step, ...], msgspec.Meta(max_length=20)] = ()

    def __post_init__(self) -> None:
        keys = [step.key for step in (*expand(self.ladder).steps, *self.taper)]
        if len(set(keys)) != len(keys):
            raise Malformed("Two steps of an item never share a key.", pointer="/taper")


def waits_for_weight(item: SubstanceItem) -> bool:
    """Whether a new weight can ask for more of the last step, which an advance then raises; no calendar raises it."""
    return item.mode is Mode.GATED and not isinstance(expand(item.ladder).steps[-1].dose, FixedDose)


class DietItem(Value, frozen=True, tag="diet", tag_field="kind"):
    """A way of eating for so many days, led by somebody who is named on paper."""

    key: Key
    called: Line
    days: Days
    led_by: Line
    instructions: Lines


class HabitItem(Value, frozen=True, tag="habit", tag_field="kind"):
    """Something to do, for so many days."""

    key: Key
    called: Line
    days: Days
    instructions: Lines


Item = SubstanceItem | DietItem | HabitItem
