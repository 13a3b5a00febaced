"""Things to take or to do."""

from typing import Annotated

import msgspec

from protocols.dosing.arithmetic import Measuring
from protocols.dosing.ladder import Days, Ladder
from protocols.dosing.substance import Substance
from protocols.text import Key, Line
from protocols.value import Value

Lines = Annotated[tuple[Line, ...], msgspec.Meta(max_length=20)]


class SubstanceItem(Value, frozen=True, tag="substance", tag_field="kind"):
    """Something to swallow: substance, form and route, its ladder, and what limits its amounts.

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
