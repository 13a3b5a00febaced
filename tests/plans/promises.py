"""What a plan promises on each of its days, whatever has happened."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from protocols import wire
from protocols.authoring.protocol import Protocol, substance_items
from protocols.checkpoints.checkpoint import LAPSES_AFTER, OVERDUE_UNTIL
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import BackTo
from protocols.dosing.substance import CEILINGS, counts_as
from protocols.handouts.ways_back import ways_back
from protocols.plans.days import item_last_day
from protocols.plans.decision import Decision, Dosing
from protocols.plans.effect import StopReason
from protocols.plans.event import Event
from protocols.plans.falls import can_rise
from protocols.plans.fold import apply
from protocols.plans.head import Head, item_of
from protocols.plans.position import DOSING, LIVE, Phase, at, item_phase, windows
from protocols.plans.schedule import schedule
from protocols.plans.spans import pause_ahead, span_on
from protocols.plans.windows import END_IN_SIGHT, ran_out
from tests.plans.walking import DAY

if TYPE_CHECKING:
    from tests.plans.life import Life


def amounts(doses: tuple[Dosing, ...]) -> tuple[Decimal, ...]:
    """The grams of each item."""
    return tuple(Decimal(0) if each.arithmetic is None else Decimal(each.arithmetic.daily.value) for each in doses)


def check_stored(before: Head, event: Event, head: Head) -> None:
    """An event and a head come back from JSON as they went in, and the event leads to the same head again."""
    written = wire.encode(event)
    again: Event = wire.decode(written, Event)  # type: ignore[arg-type]
    assert wire.encode(again) == written
    assert apply(before, again) == head
    stored = wire.encode(head)
    assert wire.decode(stored, Head) == head
    assert wire.encode(wire.decode(stored, Head)) == stored


def check_amounts(life: "Life", day: date) -> None:
    """Parts sum to the day; no part, day or substance passes a cap."""
    by_substance: dict[str, Decimal] = {}
    by_part: dict[tuple[str, str], Decimal] = {}
    items = {item.key: item for item in substance_items(life.protocol)}
    for each in life.dosing(day):
        if each.arithmetic is None:
            continue
        item, found = items[each.item], each.arithmetic
        assert found.daily.value > 0
        assert sum(part.amount.value for part in found.parts) == found.daily.value
        assert found.daily.value <= item.measuring.day_cap.value
        substance, share = counts_as(item.substance.key)
        by_substance[substance] = by_substance.get(substance, Decimal(0)) + found.daily.value * share
        for part in found.parts:
            assert part.amount.value == part.units * item.measuring.unit.value
            assert part.amount.value <= item.measuring.dose_cap.value
            key = (substance, part.part.value)
            by_part[key] = by_part.get(key, Decimal(0)) + part.amount.value * share
    for substance, total in by_substance.items():
        if substance in CEILINGS:
            assert total <= CEILINGS[substance].refuse_above.value
    for (substance, _), total in by_part.items():
        if substance in CEILINGS:
            assert total <= CEILINGS[substance].single_dose.value


def check_calendar(life: "Life") -> None:
    """Days that pass bring no more, but for a rise that was decided or a pause that was named for later."""
    head, days = life.head, sorted({life.today + DAY * offset for offset in life.strides})
    for place, track in enumerate(head.tracks):
        decided = [span.since for span in track.spans if not span.by_calendar and span.since > life.today]
        row = [(day, life.on(day)[place]) for day in days]
        for (before, had), (day, has) in pairwise(row):
            began = before < head.snapshot.start_on <= day
            assert has <= had or began or any(before < each <= day for each in decided), (track.item, day)


def check_past(life: "Life") -> None:
    """What was decided never changes a day that has passed.

    Where nobody came in, the sheet ran out before the plan lapsed: those days count as days without a dose.
    """
    if is_void(life.head):
        return
    for day, doses in list(life.passed.items())[-16:]:
        ran = ran_out_on(life, day)
        beside = zip(life.on(day), amounts(doses), strict=True)
        assert all(has == had or (ran and not has) for has, had in beside), (day, life.today)


def check_no_lapse(before: Head, head: Head, today: date) -> None:
    """Only days on which nobody came in make a plan lapse: what happens on a day does not, nor on the day after."""
    for day in (today, today + DAY):
        assert ran_out(before, day) is not None or ran_out(head, day) is None, day


def check_over(before: Head, head: Head, today: date) -> None:
    """An item that its hard last day ended, or that was completed, gets no day by anything but an extension by name."""
    for had, has in zip(before.tracks, head.tracks, strict=True):
        over = item_phase(before, had, today) is Phase.FINISHED and had.extended == has.extended
        if over and not is_void(head):
            assert item_last_day(head, has) <= max(item_last_day(before, had), today - DAY), has.item
            assert item_phase(head, has, today) not in LIVE, has.item


def ran_out_on(life: "Life", day: date) -> bool:
    """Whether the sheet of the day had run out, so that the plan lapsed some days later."""
    return any(each <= day <= each + DAY * (LAPSES_AFTER - OVERDUE_UNTIL) for each in life.lapses)


def is_void(head: Head) -> bool:
    """Whether the plan never should have been: it asks for nothing on any day."""
    return head.ended is not None and head.ended.reason is StopReason.ENTERED_IN_ERROR


def check_last_day(life: "Life") -> None:
    """After the hard last day there is nothing; only an extension by name lies beyond the calendar limit."""
    head = life.head
    last = at(head, life.today).last_day
    for offset in (1, 2, 15, 60):
        assert not any(life.on(last + DAY * offset))
    if all(track.extended is None for track in head.tracks):
        assert last <= head.course.calendar_limit
    assert all(day <= last for day, doses in list(life.passed.items())[-1:] if any(amounts(doses)))


def check_pauses(head: Head) -> None:
    """No pause begins before the last one is over, so that no day of it counts twice."""
    for track in head.tracks:
        for first, second in pairwise(track.breaks):
            assert first.until is not None
            assert first.until <= second.since


def check_schedule(life: "Life") -> None:
    """Days that were, and today, are in the schedule what the plan asks for; a decided day ahead is that or nothing."""
    head, today = life.head, life.today
    if is_void(head):
        return
    found = schedule(head, today)
    planned = {(each.day, each.item): each for each in found.days}
    assert len(planned) == len(found.days)
    start = head.snapshot.start_on
    for day in {today, today - DAY, today - DAY * 9, today + DAY, today + DAY * 3} | {w.due for w in found.windows}:
        for each in life.dosing(day):
            entry = planned.get((day, each.item))
            grams = Decimal(0) if each.arithmetic is None else each.arithmetic.daily.value
            if entry is None and day < today and ran_out_on(life, day):
                continue
            if start <= day <= today:
                assert (entry.daily.value if entry else 0) == grams, (day, each.item)
            elif entry is not None and entry.decided and grams:
                assert entry.daily.value == grams, (day, each.item)
    phases = {item.item: item.phase for item in at(head, today).items}
    assert all((each.arithmetic is not None) == (phases[each.item] in DOSING) for each in life.dosing(today))
    assert all(sum(part.amount.value for part in each.parts) == each.daily.value for each in found.days)


def check_way_out(life: "Life") -> None:
    """A plan that may still rise has a check-in before it, unless a pause is set: it comes after that one.

    One that may not has one, or its end is decided or near.
    """
    head, today = life.head, life.today
    if at(head, today).phase not in DOSING:
        return
    near = at(head, today).last_day <= today + DAY * END_IN_SIGHT
    if windows(head, today) or head.ended is not None or near:
        return
    for item, track in zip(at(head, today).items, head.tracks, strict=True):
        if item.phase is Phase.TITRATING and track.ended is None and pause_ahead(track, today) is None:
            assert not can_rise(item_of(head, item.item), span_on(track, today)), item


def check_sheet(life: "Life") -> None:
    """No dose that the sheet says to go back to is as much as the one taken, and each that is decided has its own."""
    stretches = tuple(each for each in schedule(life.head, life.today).stretches if each.decided)
    ahead = tuple(each for each in stretches if each.until >= life.today)
    ways = ways_back(life.protocol, life.head, ahead)
    assert all(each.to < each.daily for each in ways), ways
    if len(life.head.tracks) == 1:
        assert {each.daily for each in ways} == {each.daily.value for each in ahead}


def check_sheet_of_a_step_back(protocol: Protocol, before: Head, decision: Decision, today: date) -> None:
    """What the engine steps back to stood on the sheet before it; less where a lower weight was told beside it.

    Only where a rule goes back further than another does the sheet say the lower of both.
    """
    told = [each.dose for each in decision.items]
    if told != [DoseOutcome.STEP_BACK] or at(before, today).phase not in DOSING or decision.effect.resolved:
        return
    ahead = tuple(each for each in schedule(before, today).stretches if each.decided and each.until >= today)
    ways = {each.daily: each.to for each in ways_back(protocol, before, ahead)}
    (said,) = [ways[daily] for daily in amounts(decision.before)]
    (does,) = amounts(decision.after)
    far = any(rule.back_to is BackTo.LAST_CLEAR for rule in protocol.rules)
    assert said <= does if far else said == does, (said, does)
