"""What the engine itself holds against a rise, whatever the rules of a protocol say."""

from collections.abc import Iterator
from typing import Final, assert_never

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import MAY_ADVANCE, CheckpointKind, Timing, timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.own_measures import DAYS_TAKEN
from protocols.checkpoints.reasons import LIMIT_PREFIX
from protocols.plans.case import CHANGE_KEYS, Case, alarm_keys, missing
from protocols.plans.coming_back import ReEntry
from protocols.plans.decision import Considered, Truth
from protocols.plans.entering import Entered
from protocols.plans.falls import can_rise
from protocols.plans.head import item_of
from protocols.plans.labels import labels, together
from protocols.plans.lines import before_the_first_dose, waits_for
from protocols.plans.moving import others_rise, place_of, waits_for_more
from protocols.plans.newer_samples import news
from protocols.plans.open_calls import blocks_a_rise
from protocols.plans.position import DOSING, ENDS_AFTER, LIVE, Phase, item_phase, phase_on
from protocols.plans.repeats import to_repeat
from protocols.plans.spans import Track, open_break, span_on
from protocols.plans.steps_left import falls_from
from protocols.plans.told_off import answers_off_days, days_off
from protocols.plans.unanswered import says_to_record, to_record
from protocols.plans.weighed import is_doubtful
from protocols.plans.weight_told import is_lighter

ENOUGH_DAYS_TAKEN: Final = 6
"""Below so many of the last 7 days taken as planned, nothing rises (judgement)."""

TRIES: Final = 2
"""A step left by a step back may be entered again so many times (adverse effect table)."""

TRIED_ENOUGH: Final = f"{LIMIT_PREFIX}tries"
PAUSED: Final = f"{LIMIT_PREFIX}paused"
OPEN_CALL: Final = f"{LIMIT_PREFIX}open-call"
OFF_DAYS: Final = f"{LIMIT_PREFIX}off-days"
PROPOSED: Final = f"{LIMIT_PREFIX}proposed"
SCREEN_FIRST: Final = f"{LIMIT_PREFIX}screen-first"
TESTS_FIRST: Final = f"{LIMIT_PREFIX}tests-first"
AT_ONCE: Final = f"{LIMIT_PREFIX}single-dose"
TOO_LIGHT: Final = f"{LIMIT_PREFIX}weighed-caution"
AWAITED: Final = f"{LIMIT_PREFIX}results-awaited"


def limits(case: Case) -> Iterator[Considered]:
    """What stands against a rise, whatever the rules say. All judgement."""
    yield from _paused(case)
    yield from _lacking(case)
    yield from _off_days(case)
    yield from _calendar(case)
    yield from _not_before(case)
    yield from _one_by_one(case)
    yield from _tries(case)
    yield from _proposed(case)


def _paused(case: Case) -> Iterator[Considered]:
    """What is paused stays so, whatever the answers."""
    if phase_on(case.head, case.today) is Phase.PAUSED:
        says = "The plan is paused: a named practitioner resumes it."
        yield true(PAUSED, DoseOutcome.PAUSE, Call.NONE, says)
        return
    for track in case.head.tracks:
        if item_phase(case.head, track, case.today) is Phase.PAUSED:
            called = item_of(case.head, track.item).called
            says = f"The {called} is paused: a named practitioner resumes it."
            yield replace(true(PAUSED, DoseOutcome.PAUSE, Call.NONE, says), items=(track.item,))


def _lacking(case: Case) -> Iterator[Considered]:
    """Answers that were not given, and doses that were not taken where there is more to rise to."""
    lacking = missing(case)
    if lacking:
        yield _hold("not-asked", f"Not asked or not answered: {_called(case, lacking)}. Ask again within 2 days.")
    if is_doubtful(case.head, case.numbers.answers):
        yield _hold("weight", "This weight is far from those before: weigh again, check that it is in kg, and tell it.")
    if is_lighter(case):
        says = "No dose can be worked out for this weight: a practitioner weighs by name, or ends the plan."
        yield true(f"{LIMIT_PREFIX}weight-by-name", DoseOutcome.HOLD, Call.ROUTINE, says)
    if case.light:
        says = f"For this weight there is a new caution. {' '.join(case.light)} The screening is asked again first."
        yield true(TOO_LIGHT, DoseOutcome.PAUSE, Call.ROUTINE, says)
    taken = case.numbers.answers.get(DAYS_TAKEN)
    if taken is not None and taken < ENOUGH_DAYS_TAKEN and any(_may_rise(case, track) for track in case.head.tracks):
        yield _hold("days-taken", f"Taken on {taken} of the last 7 days: a dose that was not taken is not raised.")
    if taken == 0 and case.check_in.off_days is None:
        says = "Nothing was taken for 7 days or more: a practitioner decides how to come back."
        yield true(f"{LIMIT_PREFIX}not-taken", DoseOutcome.HOLD, Call.ROUTINE, says)


def _called(case: Case, lacking: tuple[str, ...]) -> str:
    """What is missing in the words of the questions; of alarms and changes only whether all or some."""
    known = labels(case.protocol)
    questions = [known[key] for key in lacking if key in known]
    left = {"alarms": alarm_keys(case.protocol), "changes": CHANGE_KEYS}
    partly = [f"some {name}" for name, keys in left.items() if not set(lacking).isdisjoint(keys)]
    wholly = [f"the {name}" for name in left if name in lacking]
    return ", ".join((*questions, *wholly, *partly))


def _off_days(case: Case) -> Iterator[Considered]:
    """Whole days in a row without a dose: the way back by their number, for the items that are taken."""
    found = {track.item: _by_number(case, track) for track in case.head.tracks if answers_off_days(case, track)}
    for considered in dict.fromkeys(each for each in found.values() if each is not None):
        items = tuple(item for item, each in found.items() if each == considered)
        yield considered if len(items) == len(case.head.tracks) else replace(considered, items=items)


def _by_number(case: Case, track: Track) -> Considered | None:
    off = days_off(case, track)
    said = f"{off.days} days in a row without a dose"
    if off.days > ENDS_AFTER:
        says = f"{said}: the plan ends; a new one begins with screening."
        return true(OFF_DAYS, DoseOutcome.STOP, Call.ROUTINE, says)
    match off.way:
        case ReEntry.SAME_STEP:
            return None
        case ReEntry.SAME_STEP_OVER:
            return true(OFF_DAYS, DoseOutcome.HOLD, Call.NONE, f"{said}: the days of this step start again.")
        case ReEntry.STEP_LOWER:
            return _step_lower(case, track, said)
        case ReEntry.SCREEN_FIRST:
            return _screen_first(case, said)
        case _:
            assert_never(off.way)


def _step_lower(case: Case, track: Track, said: str) -> Considered:
    """One step lower; an item that has none is paused, and somebody is called to decide how it comes back.

    Without that call nobody would hear that it waits for them (judgement).
    """
    if _is_taken_on_lowest(case, track):
        says = f"{said}: a practitioner decides how to go on, at the same dose at most."
        return true(OFF_DAYS, DoseOutcome.STEP_BACK, Call.ROUTINE, says)
    return true(OFF_DAYS, DoseOutcome.STEP_BACK, Call.NONE, f"{said}: go on one step lower.")


def _is_taken_on_lowest(case: Case, track: Track) -> bool:
    lowest = item_of(case.head, track.item).steps[0].key
    return item_phase(case.head, track, case.today) in DOSING and span_on(track, case.today).step == lowest


def _screen_first(case: Case, said: str) -> Considered:
    """After so long a break a ladder of one step is at its end, and any other waits for new screening."""
    if all(len(item_of(case.head, track.item).steps) == 1 for track in case.head.tracks):
        return true(OFF_DAYS, DoseOutcome.STOP, Call.ROUTINE, f"{said}: this plan ends; a new one begins if wanted.")
    return true(OFF_DAYS, DoseOutcome.PAUSE, Call.ROUTINE, f"{said}: screening comes first.")


def _calendar(case: Case) -> Iterator[Considered]:
    """Check-ins at a time that may not raise."""
    if case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE:
        yield _hold("baseline", "A check-in from before the start is there to compare with.")
    elif case.timing not in MAY_ADVANCE:
        yield _hold(case.timing.value, _TIMING_SAYS[case.timing])
    elif case.around is not None and timing(case.around, case.today) not in MAY_ADVANCE:
        yield _hold("entered-late", "Entered more than 7 days after it was due: it can hold or lower, never raise.")
    if case.late_entered:
        yield _hold("late-entered", "Dated before the latest decision: it is kept, and can only lower.")


def _not_before(case: Case) -> Iterator[Considered]:
    """What somebody has to settle before anything rises."""
    if blocks_a_rise(case.head):
        says = "A call is still open: nothing rises until a named practitioner has closed it."
        yield true(OPEN_CALL, DoseOutcome.HOLD, Call.NONE, says)
    for key in () if blocks_a_rise(case.head) else to_record(case.head):
        yield _hold("change-unrecorded", says_to_record(key))
    if any(key not in case.baseline for key in waits_for(case.protocol, case.head)):
        says = "Test results are still awaited: nothing is taken until they are in."
        yield true(AWAITED, DoseOutcome.HOLD, Call.NONE, says)
    outside = _outside(case)
    if outside:
        says = f"Asked for before the first dose and not within the rules: {together(case.protocol, outside)}"
        key = f"{LIMIT_PREFIX}results-outside"
        yield true(key, DoseOutcome.PAUSE, Call.ROUTINE, f"{says}. Nothing is taken until a practitioner resumes.")
    yield from _to_repeat(case)


def _outside(case: Case) -> tuple[str, ...]:
    """Values that a caution asks for before the first dose, told for the first time and not within their rules."""
    first = case.numbers.answers.keys() - case.head.baseline.keys() - set(case.within_rules)
    return tuple(key for key in before_the_first_dose(case.protocol, case.head) if key in first)


def _to_repeat(case: Case) -> Iterator[Considered]:
    """Values that held the dose and were not told again, for the items that have more to rise to."""
    for rule, keys in to_repeat(case.protocol, case.head, {*case.within_rules, *news(case)}):
        if any(_may_rise(case, track) for track in case.head.tracks if not rule.items or track.item in rule.items):
            says = f"Held for {_called(case, keys)}: to be repeated, within the rules, before anything rises."
            yield replace(_hold("repeat-first", says), items=rule.items)


def _one_by_one(case: Case) -> Iterator[Considered]:
    """Nothing rises towards a pause that is set for a later day, or while another item is about to rise."""
    for track in case.head.tracks:
        pause = open_break(track)
        if pause is not None and pause.since > case.today:
            says = f"A pause begins on {pause.since}: nothing rises before it."
            yield replace(_hold("pause-ahead", says), items=(track.item,))
        if _may_rise(case, track) and others_rise(case.head, track, case.today):
            says = "Another item is about to rise: one rises at a time."
            yield replace(_hold("other-rises", says), items=(track.item,))


def _proposed(case: Case) -> Iterator[Considered]:
    """What no practitioner entered raises nothing by itself."""
    if case.entered is Entered.PRACTITIONER:
        return
    says = "No practitioner entered it: a rise waits until one confirms it."
    for track in case.head.tracks:
        if _may_rise(case, track):
            yield replace(true(PROPOSED, DoseOutcome.HOLD, Call.NONE, says), items=(track.item,))


def _may_rise(case: Case, track: Track) -> bool:
    """Whether the item goes on and there is more: a step above, or what a new weight asks for on the last one."""
    return _goes_up(case, track) or (_goes_on(case, track) and waits_for_more(case.head, track, case.today))


def _goes_up(case: Case, track: Track) -> bool:
    return _goes_on(case, track) and can_rise(item_of(case.head, track.item), span_on(track, case.today))


def _goes_on(case: Case, track: Track) -> bool:
    return item_phase(case.head, track, case.today) in LIVE


def _tries(case: Case) -> Iterator[Considered]:
    """A step that was left too often is entered no more: the item settles on the step below it."""
    for track in case.head.tracks:
        if _tries_used(case, track):
            says = f"The step above was left {TRIES + 1} times: this step is the highest comfortable one."
            yield replace(true(TRIED_ENOUGH, DoseOutcome.HOLD, Call.ROUTINE, says), items=(track.item,))


def _tries_used(case: Case, track: Track) -> bool:
    """Whether the step above was left by a step back after the first time and after each new try."""
    if not _goes_up(case, track):
        return False
    item, span = item_of(case.head, track.item), span_on(track, case.today)
    above = item.steps[place_of(item, span.step) + 1].key
    return falls_from(case.head, track, above) > TRIES


_TIMING_SAYS: Final = {
    Timing.EARLY: "Before the window opens: it can hold or lower, never raise.",
    Timing.UNSCHEDULED: "Not at a checkpoint that is due: it can hold or lower, never raise.",
    Timing.MISSED: "More than 7 days late: it can hold or lower, never raise.",
    Timing.LAPSED: "More than 14 days late: nothing is taken until a practitioner resumes the plan.",
}

_OF_PLAN: Final = ("baseline", "entered-late", "late-entered", "pause-ahead", "other-rises", "proposed", "screen-first")

OF_THE_CALENDAR: Final = frozenset(f"{LIMIT_PREFIX}{name}" for name in (*(each.value for each in Timing), *_OF_PLAN))
"""Limits that say nothing about the client."""


def true(key: str, dose: DoseOutcome, call: Call, says: str) -> Considered:
    """Something that holds, for every item."""
    return Considered(key=key, result=Truth.TRUE, dose=dose, call=call, says=says)


def _hold(key: str, says: str) -> Considered:
    return true(f"{LIMIT_PREFIX}{key}", DoseOutcome.HOLD, Call.NONE, says)
