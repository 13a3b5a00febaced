"""What the sheets that a client still has say, held against the plan after a write."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from protocols.plans.decide import dosing
from protocols.plans.decision import Decision
from protocols.plans.effect import Effect, decides_nothing
from protocols.plans.head import Head
from protocols.plans.spoken import DAY, Less, lowered
from protocols.value import Value

MEASURED_OTHERWISE: Final = "Do not measure by the sheet that you have: its scoops or packets are of another size."
"""To be said with the new size, or until it is known (judgement)."""

NAMED_OTHERWISE: Final = (
    "Throw away the sheet that you have: the name, the birth date or the reference on it is not right any more. "
    "You get a new one."
)
"""To be said where the record names the client otherwise than the sheet does (judgement)."""


class SheetHeld(Value, frozen=True):
    """A sheet that a client may still use: its last day of use, and the plan as it was when it was printed."""

    use_until: date | None
    said: Head


class Overtaken(Value, frozen=True):
    """Of which items less may be taken than the plan or a sheet said, and whether a sheet counts another size."""

    less: tuple[Less, ...]
    measured_otherwise: bool


def looks_at_sheets(made: Decision | Effect) -> bool:
    """Whether the sheets are held against the plan after it: not where only a note was taken."""
    return isinstance(made, Decision) or made.product is not None or not decides_nothing(made)


def overtaken(before: Head, now: tuple[Head, date], held: Sequence[SheetHeld]) -> Overtaken:
    """What does not hold any more after a write.

    Before a resume nothing is taken, and a stop lowers nothing of what is paused: there only a sheet says more.
    """
    after, today = now
    found = {each.item: each for each in lowered(before, after, today)}
    for sheet in held:
        for each in _says_more(sheet, after, today):
            found.setdefault(each.item, each)
    otherwise = any(counts_otherwise(sheet.said, after) for sheet in held)
    return Overtaken(less=tuple(found.values()), measured_otherwise=otherwise)


def _says_more(sheet: SheetHeld, after: Head, today: date) -> Iterator[Less]:
    """What rises tomorrow is held against the sheet from then on: the client is told that dose, not today's."""
    tomorrow = today + DAY
    both = zip(dosing(after, today), dosing(after, tomorrow), strict=True)
    rising = {then.item for now, then in both if then.grams > now.grams}
    yield from (each for each in lowered(sheet.said, after, today, sheet.use_until) if each.item not in rising)
    yield from (each for each in lowered(sheet.said, after, tomorrow, sheet.use_until) if each.item in rising)


def counts_otherwise(said: Head, after: Head) -> bool:
    """Whether the scoop or packet that was counted by is not the one that is known now."""
    measured = (said.product.scoop, said.product.packet)
    return any(measured) and measured != (after.product.scoop, after.product.packet)
