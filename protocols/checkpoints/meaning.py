"""Whether two texts mean the same number by a measure."""

from typing import Final

from protocols.checkpoints.measure import Measure, MeasureKind

_MEASURED: Final = frozenset({MeasureKind.LABORATORY, MeasureKind.VITAL})

_OF_ALL: Final = ("kind", "unit", "baseline_is_zero")
_OF_WHAT_IS_ASKED: Final = ("asked", "recall", "low", "high", "low_means", "high_means")


def means_otherwise(before: Measure, now: Measure) -> bool:
    """Whether the same number says something else: of another unit, scale or question, or with another worse end.

    What is measured has its unit, and the ends of its scale only say what is plausible. What somebody is asked is as
    much as the words and the scale make it: nobody can tell a slip put right from another question, so that new words
    ask anew (judgement, the stricter). A worse end that one of the two does not name is no other one.
    """
    fields = _OF_ALL if {before.kind, now.kind} <= _MEASURED else (*_OF_ALL, *_OF_WHAT_IS_ASKED)
    turned = None not in {before.worse, now.worse} and before.worse is not now.worse
    return turned or any(getattr(before, name) != getattr(now, name) for name in fields)
