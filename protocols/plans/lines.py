"""Which lines of a substance's daily total a rise passes, and what has to be known before it does."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from protocols.authoring.caution import BeforePassing, Caution
from protocols.authoring.protocol import Protocol, laboratory_of
from protocols.dosing.body import ADULT_WEIGHT_KG, Body
from protocols.dosing.quantity import Quantity, Unit, of
from protocols.dosing.substance import CEILINGS, lesser_weight
from protocols.plans.falls import can_rise, rise_ahead
from protocols.plans.head import Head, dosed, item_of, raised_on
from protocols.plans.moving import place_of, waits_for_more
from protocols.plans.position import DOSING, LIVE, item_phase
from protocols.plans.single_dose import too_much_at_once
from protocols.plans.snapshot import PlannedItem, PlannedStep, step_of
from protocols.plans.spans import Track, from_day_on, span_on
from protocols.plans.start import total_of
from protocols.text import Key

Totals = Mapping[str, Decimal]
"""The g/d of each substance, a dipeptide counted for what is in it."""

_CALLED: Final = {Unit.GRAM_PER_DAY: "g", Unit.GRAM_PER_KILOGRAM_PER_DAY: "g per kg"}


def rises(head: Head, track: Track, day: date) -> bool:
    """Whether an advance leads up: to the step above, or to what a new weight asks for where there is none.

    What is over, or about to rise already, does not rise again.
    """
    item = item_of(head, track.item)
    if item_phase(head, track, day) not in DOSING or rise_ahead(item, track, day) is not None:
        return False
    return can_rise(item, span_on(track, day)) or waits_for_more(head, track, day)


def totals(head: Head, day: date, rising: Track | None = None) -> Totals:
    """What all live items come to with other products, paused or not, and with the next dose of one that is rising.

    A rise that was decided and has not begun counts as if it had.
    """
    live = [track for track in head.tracks if item_phase(head, track, day) in LIVE]
    doses = [
        (item_of(head, t.item).substance.key, _next(head, t, day) if t == rising else _held(head, t, day)) for t in live
    ]
    return total_of(doses, head.declared)


def at_once(head: Head, day: date, rising: Track | None = None) -> str | None:
    """What passes the limit of one dose by the parts as they are taken from the day on, with the dose that is rising.

    Items may go on by different weighings, and unequal shares of each are dealt otherwise: what fits together by one
    weighing need not by two.
    """
    live = [track for track in head.tracks if item_phase(head, track, day) in LIVE]
    reach = ((item_of(head, t.item).substance.key, (*_from(head, t, day), *_above(head, t, day, rising))) for t in live)
    return too_much_at_once(reach)


def _from(head: Head, track: Track, day: date) -> tuple[PlannedStep, ...]:
    return tuple(dosed(head, track.item, span) for span in from_day_on(track, day))


def _above(head: Head, track: Track, day: date, rising: Track | None) -> tuple[PlannedStep, ...]:
    return (_step_above(head, track, day),) if track == rising else ()


def held(head: Head, track: Track, day: date) -> Decimal:
    """The most g/d that the item comes to from the day on as it was decided; 0 for one that is over."""
    return _held(head, track, day) if item_phase(head, track, day) in LIVE else Decimal(0)


def _held(head: Head, track: Track, day: date) -> Decimal:
    return max(step.arithmetic.daily.value for step in _from(head, track, day))


def _next(head: Head, track: Track, day: date) -> Decimal:
    return _step_above(head, track, day).arithmetic.daily.value


def _step_above(head: Head, track: Track, day: date) -> PlannedStep:
    """The step above, or the present one where there is none, for the newest weight."""
    item, span = item_of(head, track.item), span_on(track, day)
    return item.steps[place_of(item, span.step) + 1] if can_rise(item, span) else step_of(item, span.step)


def passed(head: Head, now: Totals, then: Totals) -> tuple[Quantity, ...]:
    """The lines above which `then` lies and `now` does not, of each substance that has any."""
    body = head.doses[-1].body
    found = (
        line
        for substance, total in then.items()
        for line in _lines(substance)
        if now.get(substance, Decimal(0)) <= _in_grams(line, body) < total
    )
    return tuple(dict.fromkeys(found))


def _lines(substance: str) -> tuple[Quantity, ...]:
    ceilings = CEILINGS.get(substance)
    if ceilings is None:
        return ()
    per_kg = of(ceilings.reason_above_per_kg, Unit.GRAM_PER_KILOGRAM_PER_DAY)
    return (ceilings.inform_above, ceilings.reason_above, per_kg)


def _in_grams(line: Quantity, body: Body) -> Decimal:
    """The line in g/d for this body; of one that was not weighed, for the lightest adult."""
    if line.unit is Unit.GRAM_PER_DAY:
        return line.value
    return line.value * (lesser_weight(body) or ADULT_WEIGHT_KG[0])


def called(lines: tuple[Quantity, ...]) -> str:
    """The lines in words, such as `14 g and 0.5 g per kg a day`."""
    return f"{' and '.join(f'{line.value} {_CALLED[line.unit]}' for line in lines)} a day"


def screened_since(head: Head, track: Track, day: date) -> bool:
    """Whether the screening was asked in full on or after the day on which the present step began.

    That day counts as long as the step goes on, and so does the start's for the step that the plan started on: the
    section asks at each line, and not how long before it (judgement). A step of which the least days start again is
    screened anew (judgement).
    """
    return head.screened.on >= min(day, span_on(track, day).counts_from)


def unscreened(head: Head, track: Track, day: date) -> tuple[Quantity, ...]:
    """The lines that the next dose of an item would pass and before which the screening is to be asked in full."""
    if screened_since(head, track, day):
        return ()
    return passed(head, totals(head, day), totals(head, day, track))


def lacking(protocol: Protocol, head: Head, then: Totals, known: tuple[Key, ...]) -> Iterator[BeforePassing]:
    """What raised cautions ask to know before a total of the day like this, less the values that are `known`."""
    body, raised = head.doses[-1].body, raised_on(head)
    for caution in protocol.cautions:
        for before in caution.before_passing if caution.key in raised else ():
            if any(_in_grams(before.dose, body) < total for total in then.values()):
                yield from _without(before, known)


def _without(before: BeforePassing, known: tuple[Key, ...]) -> Iterator[BeforePassing]:
    unknown = tuple(key for key in before.measures if key not in known)
    if unknown:
        yield BeforePassing(dose=before.dose, measures=unknown)


def values_first(protocol: Protocol, head: Head, day: date) -> dict[Key, Quantity]:
    """The values that must be told before the next dose of an item, each with the first line that it is about."""
    rising = [track for track in head.tracks if rises(head, track, day)]
    found = (each for t in rising for each in lacking(protocol, head, totals(head, day, t), head.within_rules))
    first: dict[Key, Quantity] = {}
    for before in found:
        for key in before.measures:
            first.setdefault(key, before.dose)
    return first


def waits_for(protocol: Protocol, head: Head) -> tuple[Key, ...]:
    """The results that the first dose waits for: those of the protocol, and of each caution whose line it passes."""
    return tuple(dict.fromkeys((*protocol.baseline_labs, *before_the_first_dose(protocol, head))))


def before_the_first_dose(protocol: Protocol, head: Head) -> tuple[Key, ...]:
    """The values that cautions raised at the start ask for: at the start, or before a line that it passes."""
    start = head.snapshot
    raised = {each.caution for each in start.screened.raised}
    entered = ((item.substance.key, _first(item, start.start_steps)) for item in start.items)
    most = max(total_of(entered, start.declared).values(), default=Decimal(0))
    laboratory = laboratory_of(protocol)
    return tuple(
        key
        for caution in protocol.cautions
        if caution.key in raised
        for key in (*_at_the_start(caution, laboratory), *_before_lines_below(caution, start.body, most))
    )


def _at_the_start(caution: Caution, laboratory: frozenset[Key]) -> Iterator[Key]:
    yield from (key for watch in caution.watches if watch.baseline for key in watch.measures if key in laboratory)


def _before_lines_below(caution: Caution, body: Body, most: Decimal) -> Iterator[Key]:
    for before in caution.before_passing:
        if _in_grams(before.dose, body) < most:
            yield from before.measures


def _first(item: PlannedItem, below_entry: Mapping[Key, Key]) -> Decimal:
    return step_of(item, below_entry.get(item.key, item.entry)).arithmetic.daily.value
