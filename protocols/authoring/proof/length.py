"""How long a counter-example is: what makes one check-in shorter to tell than another."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import Final

from protocols.authoring.proof.arrangement import Number

Length = int
"""Of two check-ins the shorter one is that

1. at which fewer things are otherwise than when all is well (answers, alarms, days, counts);
2. before which fewer check-ins are needed (an earlier answer, a rule that was true, a row);
3. with fewer numbers beside the answers (a baseline, an earlier answer, a limit);
4. whose numbers lie nearer to the better end of their scales, in thousandths of them.

One number holds all four, so that the lengths of the parts of a check-in add up to its own.
"""

_TOLD: Final = 10**6
_BEFORE: Final = 10**9
_THING: Final = 10**13

NOTHING: Final[Length] = 0
"""A thing that is as when all is well."""


def length(*, before: int = 0, told: int = 0, away: int = 0) -> Length:
    """The length of one thing that is otherwise than when all is well."""
    return _THING + before * _BEFORE + told * _TOLD + away


def away(numbers: Iterable[Number], best: Number, scale: Number) -> int:
    """How far numbers lie from the best one altogether, in thousandths of the scale, rounded up."""
    return sum(_thousandths(Fraction(number - best), Fraction(scale or 1)) for number in numbers)


def _thousandths(distance: Fraction, scale: Fraction) -> int:
    return ceil(abs(distance) * 1000 / scale)
