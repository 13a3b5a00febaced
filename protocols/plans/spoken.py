"""What a client has to be told by voice after something was written to a plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from protocols.checkpoints.outcome import Call
from protocols.dosing.arithmetic import Arithmetic
from protocols.plans.adverse_event import is_death
from protocols.plans.decide import dosing
from protocols.plans.decision import Decision
from protocols.plans.effect import Effect, StopReason
from protocols.plans.head import Head, item_of
from protocols.plans.position import DOSING, LIVE, phase_on
from protocols.plans.sentence import RING
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


class Less(Value, frozen=True):
    """An item of which less may be taken than was said before: from which day on, and how much then."""

    item: Key
    called: str
    from_day: date
    then: Arithmetic | None


def lowered(before: Head, after: Head, today: date, until: date | None = None) -> tuple[Less, ...]:
    """Each item of which less may be taken, from today on, than the plan said before; `until` is the last day asked.

    Exact: a dose changes only where a step, a pause or an end begins, so that those days and today are looked at.
    """
    turns = (day for head in (before, after) for day in _turns(head) if day > today)
    days = (day for day in sorted({today, today + DAY, *turns}) if until is None or day <= until)
    found: dict[Key, Less] = {}
    for day in days:
        for was, now in zip(dosing(before, day), dosing(after, day), strict=True):
            if now.grams < was.grams and was.item not in found:
                called = item_of(after, now.item).called
                found[now.item] = Less(item=now.item, called=called, from_day=day, then=now.arithmetic)
    return tuple(found.values())


def _turns(head: Head) -> Iterator[date]:
    for track in head.tracks:
        yield from (span.since for span in track.spans)
        yield from (each.since for each in track.breaks)
        if track.ended is not None:
            yield track.ended.on
    if head.ended is not None:
        yield head.ended.on


def to_say(
    now: tuple[Head, date], less: tuple[Less, ...], made: Decision | Effect, emergency_number: str | None
) -> tuple[str, ...]:
    """The sentences to say to the client after a write; none where nothing was lowered and nobody calls.

    None to somebody who died.
    """
    after, today = now
    if _died(after):
        return ()
    return (
        *_at_once(made, emergency_number or "the emergency number"),
        *_doses(after, less, today),
        *(("We call you today.",) if made.call is Call.TODAY else ()),
    )


def _died(head: Head) -> bool:
    ended = head.ended is not None and head.ended.reason is StopReason.DIED
    return ended or any(is_death(each.record) for each in head.adverse_events)


def _at_once(made: Decision | Effect, number: str) -> tuple[str, ...]:
    """Whoever is rung first, and then the ambulance where nobody answers there (judgement)."""
    if made.ring_first is None:
        return (f"Stop taking it now, and call an ambulance ({number}).",) if made.call is Call.EMERGENCY else ()
    first = f"Stop taking it now. {RING.format(made.ring_first)}"
    if made.call is not Call.EMERGENCY:
        return (first,)
    return (first, f"If nobody answers there, call an ambulance ({number}).")


def _doses(after: Head, less: tuple[Less, ...], today: date) -> Iterator[str]:
    """Said once where nothing at all is taken any more, otherwise of each item."""
    phase = phase_on(after, today)
    if less and phase not in DOSING:
        until = "until we tell you to" if phase in LIVE else "by yourself"
        yield f"Stop taking it from now on. Do not start again {until}."
        return
    for each in less:
        yield _says(after, each, today)


def _says(after: Head, less: Less, today: date) -> str:
    when = "From now on" if less.from_day <= today else f"From {less.from_day} on"
    if less.then is None:
        return f"{when} take no {less.called}. Do not start again by yourself."
    now = next(each.arithmetic for each in dosing(after, today) if each.item == less.item)
    amount = f"{less.then.daily.value} g of {less.called} a day ({_parts(less.then)})"
    if less.from_day > today and now == less.then:
        return f"Stay on {amount}. Do not go up."
    return f"{when} take {amount}."


def _parts(found: Arithmetic) -> str:
    return ", ".join(f"{part.part.value} {part.amount}" for part in found.parts if part.units)
