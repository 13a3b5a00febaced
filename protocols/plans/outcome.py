"""The strongest on each axis for each item, and what the place on its ladder makes of it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome, strongest_call, strongest_dose
from protocols.checkpoints.predicate import AnyChange, leaves
from protocols.checkpoints.reasons import CHANGE_PREFIX, LIMIT_PREFIX
from protocols.plans.case import Case, told_changes
from protocols.plans.considering import rules_for
from protocols.plans.decision import Considered, ItemOutcome, Truth
from protocols.plans.falls import can_rise, on_taper
from protocols.plans.head import item_of
from protocols.plans.limits import OF_THE_CALENDAR, TRIED_ENOUGH
from protocols.plans.lines import rises
from protocols.plans.position import DOSING, LIVE, Phase, item_phase
from protocols.plans.snapshot import step_of
from protocols.plans.spans import Track, days_since, span_on
from protocols.plans.stepping_back import is_on_lowest
from protocols.text import Key
from protocols.value import Value

HOLDS_BEFORE_CALL: Final = 3
"""Counted holds in a row on one step before somebody must look (judgement)."""

NOTHING_LEADS_UP: Final = f"{LIMIT_PREFIX}no-rule"
THREE_HOLDS: Final = f"{LIMIT_PREFIX}three-holds"
MOST_DAYS: Final = f"{LIMIT_PREFIX}most-days"


class Outcome(Value, frozen=True):
    """What won on each axis and by which keys, over all items and for each.

    `counted_holds` are the items held for a reason that counts towards somebody having to look; `symptoms` is a hold
    that a rule of the protocol asked for; `takes_back` are the items of which something known speaks against a rise
    that has not begun; `asked_back` has the keys of what asks for a step back of each item, also where something
    stronger won.
    """

    dose: DoseOutcome
    dose_because: tuple[Key, ...]
    call: Call
    call_because: tuple[Key, ...]
    items: tuple[ItemOutcome, ...]
    counted_holds: tuple[Key, ...]
    symptoms: bool
    takes_back: tuple[Key, ...]
    asked_back: dict[Key, tuple[Key, ...]]


def outcome_of(case: Case, considered: tuple[Considered, ...]) -> Outcome:
    """The strongest dose outcome of each item and the strongest call, each with its reasons."""
    standing = tuple(entry for entry in considered if entry.result is not Truth.FALSE)
    items = _one_rises(case, tuple(_item(case, track, standing) for track in case.head.tracks))
    dose, because = _over_all(_going(case, items), standing)
    counted = tuple(_counted(case, items, considered))
    calls = _loudest(chain(_calls(case, items, standing), _calls_of_place(case, items, counted)))
    call = strongest_call(calls.values())
    made_by = tuple(key for key, made in calls.items() if made is call)
    return Outcome(
        dose=dose,
        dose_because=because,
        call=call,
        call_because=_without_repeats(case, made_by),
        items=items,
        counted_holds=counted,
        symptoms=any(entry.result is Truth.TRUE and _of_symptoms(entry) for entry in considered),
        takes_back=tuple(track.item for track in case.head.tracks if _speaks_against(considered, track.item)),
        asked_back={track.item: _asked_back(considered, track.item) for track in case.head.tracks},
    )


def _without_repeats(case: Case, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """A rule about any change says nothing beside the change itself: what answers the change answers the call."""
    told = {f"{CHANGE_PREFIX}{change.key}" for change in told_changes(case)} & set(keys)
    about_any = {rule.key for rule in case.protocol.rules if set(leaves(rule.when)) == {AnyChange()}}
    return tuple(key for key in keys if not (told and key in about_any))


def _item(case: Case, track: Track, standing: tuple[Considered, ...]) -> ItemOutcome:
    """The strongest of what is about this item; a step back from its lowest step is a pause."""
    about = tuple(entry for entry in standing if is_about(entry, track.item))
    dose, because = strongest(about)
    if dose is DoseOutcome.STEP_BACK and is_on_lowest(case.head, track, case.today):
        dose = DoseOutcome.PAUSE
    others = [entry.dose for entry in about if entry.key != TRIED_ENOUGH]
    settles = because == (TRIED_ENOUGH,) and bool(others) and strongest_dose(others) is DoseOutcome.ADVANCE
    return ItemOutcome(item=track.item, dose=dose, because=because, settles=settles)


def is_about(entry: Considered, item: str) -> bool:
    """Whether it moves this item."""
    return not entry.items or item in entry.items


def strongest(entries: Iterable[Considered]) -> tuple[DoseOutcome, tuple[str, ...]]:
    """The strongest outcome and its keys; where nothing stands nothing leads up, and the dose stays."""
    known = tuple(entries)
    dose = strongest_dose([entry.dose for entry in known] or [DoseOutcome.HOLD])
    return dose, tuple(entry.key for entry in known if entry.dose is dose) or (NOTHING_LEADS_UP,)


def _one_rises(case: Case, items: tuple[ItemOutcome, ...]) -> tuple[ItemOutcome, ...]:
    """One item rises at a check-in, the first that can; the others carry on, or go down their taper."""
    risen = False
    found = []
    for track, item in zip(case.head.tracks, items, strict=True):
        goes_on = item.dose is DoseOutcome.ADVANCE
        goes_up = goes_on and not risen and rises(case.head, track, case.today)
        risen = risen or goes_up
        falls = on_taper(item_of(case.head, track.item), span_on(track, case.today).step)
        found.append(replace(item, carry_on=goes_on and not (goes_up or falls)))
    return tuple(found)


def _going(case: Case, items: tuple[ItemOutcome, ...]) -> tuple[ItemOutcome, ...]:
    """The items that something was decided about: those that are taken now, and what stops although it is not.

    Where no rule speaks of an item it goes on as it was, which decides nothing over the others.
    """
    phases = {track.item: item_phase(case.head, track, case.today) for track in case.head.tracks}
    stops = [item for item in items if item.dose is DoseOutcome.STOP and phases[item.item] in LIVE]
    taken = [item for item in items if phases[item.item] in DOSING]
    spoken_of = [item for item in taken if item.because != (NOTHING_LEADS_UP,)]
    return tuple(dict.fromkeys((*stops, *(spoken_of or taken)))) or items


def _over_all(items: tuple[ItemOutcome, ...], standing: tuple[Considered, ...]) -> tuple[DoseOutcome, tuple[str, ...]]:
    """The strongest over the items; in a plan without any, the strongest there is."""
    if not items:
        return strongest(standing)
    dose = strongest_dose(item.dose for item in items)
    keys = dict.fromkeys(key for item in items if item.dose is dose for key in item.because)
    return dose, tuple(keys)


def _loudest(calls: Iterable[tuple[Key, Call]]) -> dict[Key, Call]:
    """The strongest call made under each key, so that no two things of one name hide each other."""
    found: dict[Key, Call] = {}
    for key, call in calls:
        if call is not Call.NONE:
            found[key] = strongest_call((call, found.get(key, Call.NONE)))
    return found


def _calls(case: Case, items: tuple[ItemOutcome, ...], standing: tuple[Considered, ...]) -> Iterator[tuple[Key, Call]]:
    """What each entry calls for; a step back for its own call wherever it is one, and for the other on the lowest."""
    on_lowest = {rule.key: rule.call_on_lowest for rule in rules_for(case) if rule.call_on_lowest is not None}
    for entry in standing:
        became = {item.dose for item in items if entry.key in item.because and is_about(entry, item.item)}
        other = on_lowest.get(entry.key)
        if entry.dose is not DoseOutcome.STEP_BACK or other is None or DoseOutcome.PAUSE not in became:
            yield entry.key, entry.call
            continue
        yield entry.key, other
        if DoseOutcome.STEP_BACK in became:
            yield entry.key, entry.call


def _calls_of_place(case: Case, items: tuple[ItemOutcome, ...], counted: tuple[Key, ...]) -> Iterator[tuple[Key, Call]]:
    """Calls that come from where an item stands: held too often on its step, or too long."""
    for track, item in zip(case.head.tracks, items, strict=True):
        if item.dose is DoseOutcome.HOLD and not item.settles and _most_days_over(case, track):
            yield MOST_DAYS, Call.ROUTINE
    if any(case.head.holds.get(key, 0) + 1 >= HOLDS_BEFORE_CALL for key in counted):
        yield THREE_HOLDS, Call.ROUTINE


def _most_days_over(case: Case, track: Track) -> bool:
    """Whether the step that could still rise has had its most days: somebody settles on it, or steps back.

    An item that is over has none to pass.
    """
    if item_phase(case.head, track, case.today) not in LIVE:
        return False
    item, span = item_of(case.head, track.item), span_on(track, case.today)
    days = days_since(track, span.begun, case.today)
    return can_rise(item, span) and days >= step_of(item, span.step).most_days


def _counted(case: Case, items: tuple[ItemOutcome, ...], considered: tuple[Considered, ...]) -> Iterator[Key]:
    """The items whose hold counts: while titrating, at a planned time, for a reason in the client about this item.

    The row is the item's own, on its step: a look that says nothing of it neither adds to the row nor ends it.
    """
    if case.timing in {Timing.EARLY, Timing.UNSCHEDULED}:
        return
    for track, item in zip(case.head.tracks, items, strict=True):
        held = item.dose is DoseOutcome.HOLD and item_phase(case.head, track, case.today) is Phase.TITRATING
        if held and any(_is_counted(entry) and is_about(entry, track.item) for entry in considered):
            yield track.item


def _is_counted(entry: Considered) -> bool:
    known = entry.result is not Truth.FALSE and entry.dose is DoseOutcome.HOLD
    return known and entry.key not in OF_THE_CALENDAR


def _of_symptoms(entry: Considered) -> bool:
    """A hold that a rule of the protocol asks for, so that the step needs its days before it is looked at again."""
    return entry.dose is DoseOutcome.HOLD and not entry.key.startswith(LIMIT_PREFIX)


def _speaks_against(considered: tuple[Considered, ...], item: str) -> bool:
    """Whether something known in the client speaks against a rise that was decided and has not begun."""
    return any(
        entry.result is Truth.TRUE
        and entry.dose is DoseOutcome.HOLD
        and entry.key not in OF_THE_CALENDAR
        and is_about(entry, item)
        for entry in considered
    )


def _asked_back(considered: tuple[Considered, ...], item: str) -> tuple[Key, ...]:
    return tuple(
        entry.key
        for entry in considered
        if entry.result is Truth.TRUE and entry.dose is DoseOutcome.STEP_BACK and is_about(entry, item)
    )
