"""What the rules that are decided so far add up to."""

from collections.abc import Sequence
from typing import Final, Protocol

from protocols.authoring.proof.formula import FALSE, TRUE
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength, dose_strength
from protocols.checkpoints.rule import Rule
from protocols.value import Value

Sum = tuple[int, ...]
"""Strengths that only ever grow."""

NOTHING: Final = -1
"""The strength of a dose outcome where no rule has said anything."""

ADVANCE: Final = dose_strength(DoseOutcome.ADVANCE)
HOLD: Final = dose_strength(DoseOutcome.HOLD)
STEP_BACK: Final = dose_strength(DoseOutcome.STEP_BACK)
PAUSE: Final = dose_strength(DoseOutcome.PAUSE)
STOP: Final = dose_strength(DoseOutcome.STOP)


class Tally(Protocol):
    """How decided rules are added up, and which undecided ones can no longer change the sum."""

    start: Sum

    def told(self, so_far: Sum, rule: int, value: int, /) -> Sum:
        """The sum with one more rule: true, false or unknown."""
        ...

    def lacking(self, so_far: Sum, /) -> Sum:
        """The sum when something that was asked is not answered."""
        ...

    def settled(self, so_far: Sum, rule: int, /) -> bool:
        """Whether the rule can no longer change the sum, whatever it comes to."""
        ...


class Strongest:
    """The strongest outcome on each axis, as a check-in would come to it.

    A sum holds a dose for each group of items that the same rules move, then three calls: of the rules that do not step
    back, of those that do, and of those that do where no step is left to go to.
    An unknown rule counts as hold, as does an answer that is lacking where the engine guards.
    """

    def __init__(self, rules: Sequence[Rule], groups: Sequence[frozenset[int]], *, guarded: bool) -> None:
        self._rules = [
            (
                tuple(place for place, group in enumerate(groups) if number in group),
                dose_strength(rule.dose),
                call_strength(rule.call),
                call_strength(rule.call if rule.call_on_lowest is None else rule.call_on_lowest),
            )
            for number, rule in enumerate(rules)
        ]
        self._guarded = guarded
        self._doses = len(groups)
        self.start: Sum = (NOTHING,) * len(groups) + (0, 0, 0)

    def told(self, so_far: Sum, rule: int, value: int) -> Sum:
        """True counts as it is written, unknown as hold."""
        if value == FALSE:
            return so_far
        groups, dose, call, lowest = self._rules[rule]
        if value != TRUE:
            return self._at_least(so_far, groups, HOLD)
        doses = self._at_least(so_far, groups, dose)
        other, back, back_on_lowest = doses[self._doses :]
        if dose == STEP_BACK:
            calls = other, max(back, call), max(back_on_lowest, lowest)
        else:
            calls = max(other, call), back, back_on_lowest
        return (*doses[: self._doses], *calls)

    def lacking(self, so_far: Sum) -> Sum:
        """Not asked means hold."""
        return self._at_least(so_far, range(self._doses), HOLD) if self._guarded else so_far

    def settled(self, so_far: Sum, rule: int) -> bool:
        """A rule that asks for no more than what stands already; one that may be unknown asks for a hold."""
        groups, dose, call, lowest = self._rules[rule]
        other, back, back_on_lowest = so_far[self._doses :]
        needed = max(dose, HOLD) + (dose == STEP_BACK and lowest != call)
        called = max(other, min(back, back_on_lowest))
        return call <= called and all(so_far[group] >= needed for group in groups)

    def _at_least(self, so_far: Sum, groups: Sequence[int], dose: int) -> Sum:
        raised = list(so_far)
        for group in groups:
            raised[group] = max(raised[group], dose)
        return tuple(raised)


class Ending(Value, frozen=True):
    """Where a check-in leads: a dose for each group of items, and a call, as strengths."""

    doses: tuple[int, ...]
    call: int


def ending(total: Sum, *, on_lowest: bool) -> Ending:
    """The outcome of a sum: no rule at all means hold; a step back with no step left is a pause, with its own call."""
    doses = tuple(max(dose, HOLD) if dose == NOTHING else dose for dose in total[:-3])
    other, back, back_on_lowest = total[-3:]
    if not on_lowest:
        return Ending(doses=doses, call=max(other, back))
    steps_back = STEP_BACK in doses
    lowered = tuple(PAUSE if dose == STEP_BACK else dose for dose in doses)
    return Ending(doses=lowered, call=max(other, back_on_lowest if steps_back else back))


class Decides:
    """Whether one rule is true while none that is stronger is, on the dose or on the call.

    The first rule is the one that is asked about; a sum says whether it is true, and whether it is beaten.
    """

    start: Sum = (0, 0)

    def __init__(self, *, unknown_beats: bool) -> None:
        self._unknown_beats = unknown_beats

    def told(self, so_far: Sum, rule: int, value: int) -> Sum:
        """The first rule makes the sum true; any other that stands beats it."""
        is_true, beaten = so_far
        if rule == 0:
            return int(value == TRUE), beaten or int(value != TRUE)
        return is_true, beaten or int(value == TRUE or (self._unknown_beats and value != FALSE))

    def lacking(self, so_far: Sum) -> Sum:
        """What is lacking says nothing about the rule."""
        return so_far

    def settled(self, so_far: Sum, _rule: int) -> bool:
        """Once beaten, nothing changes that."""
        return bool(so_far[1])


STANDS: Final[Sum] = (1, 0)
"""The sum of one rule that is true, and is not beaten."""

DOSES: Final = tuple(DoseOutcome)
CALLS: Final = tuple(Call)
"""By their strength."""
