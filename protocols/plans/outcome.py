"""The strongest on each axis, and what the place on the ladder makes of it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome, strongest_call, strongest_dose
from protocols.plans.case import Case
from protocols.plans.considering import LIMIT_PREFIX, counts_as_hold, shows_symptoms, takes_back
from protocols.plans.days import rising, span_on
from protocols.plans.decision import Considered, Truth
from protocols.plans.head import Head, item_of
from protocols.plans.position import Phase, at
from protocols.text import Key
from protocols.value import Value

HOLDS_BEFORE_CALL: Final = 3
"""Counted holds in a row on one step before somebody must look (judgement)."""

NOTHING_LEADS_UP: Final = f"{LIMIT_PREFIX}no-rule"
THREE_HOLDS: Final = f"{LIMIT_PREFIX}three-holds"


class Outcome(Value, frozen=True):
    """What won on each axis and by which keys.

    `carry_on` is an advance on the last step, `symptoms` a hold that a rule of the protocol asked for;
    `takes_back` a hold that speaks against a rise which has not begun.
    """

    dose: DoseOutcome
    dose_because: tuple[Key, ...]
    call: Call
    call_because: tuple[Key, ...]
    carry_on: bool
    counted_hold: bool
    symptoms: bool
    takes_back: bool


def outcome_of(case: Case, considered: tuple[Considered, ...]) -> Outcome:
    """The strongest dose outcome and the strongest call, each with its reasons."""
    head, today = case.head, case.today
    standing = [entry for entry in considered if entry.result is not Truth.FALSE]
    dose = strongest_dose([entry.dose for entry in standing] or [DoseOutcome.HOLD])
    because = _keys(entry for entry in standing if entry.dose is dose) or (NOTHING_LEADS_UP,)
    calls: dict[str, Call] = {entry.key: entry.call for entry in standing if entry.call is not Call.NONE}
    if dose is DoseOutcome.STEP_BACK and on_lowest(head, today):
        dose = DoseOutcome.PAUSE
        calls |= _calls_on_lowest(case, because)
    planned = case.timing not in {Timing.EARLY, Timing.UNSCHEDULED} and at(head, today).phase is Phase.TITRATING
    counted = dose is DoseOutcome.HOLD and counts_as_hold(considered) and planned
    if counted and head.holds + 1 >= HOLDS_BEFORE_CALL:
        calls[THREE_HOLDS] = Call.ROUTINE
    call = strongest_call(calls.values())
    return Outcome(
        dose=dose,
        dose_because=because,
        call=call,
        call_because=tuple(key for key, made in calls.items() if made is call),
        carry_on=dose is DoseOutcome.ADVANCE and rising(head, today) is None,
        counted_hold=counted,
        symptoms=shows_symptoms(considered),
        takes_back=takes_back(considered),
    )


def on_lowest(head: Head, today: date) -> bool:
    """Whether no item has a step below the present one."""
    return all(item_of(head, track.item).steps[0].key == span_on(track, today).step for track in head.tracks)


def _keys(entries: Iterable[Considered]) -> tuple[str, ...]:
    return tuple(entry.key for entry in entries)


def _calls_on_lowest(case: Case, because: tuple[str, ...]) -> dict[str, Call]:
    return {
        rule.key: rule.call_on_lowest
        for rule in case.protocol.rules
        if rule.key in because and rule.call_on_lowest is not None
    }
