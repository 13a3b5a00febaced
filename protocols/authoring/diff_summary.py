"""What stands above a list of differences."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

from protocols.authoring import diff_words as words
from protocols.authoring.caution import Caution
from protocols.authoring.difference import Difference, Matters
from protocols.authoring.dose_direction import highest
from protocols.authoring.item import DietItem, HabitItem, Item, SubstanceItem
from protocols.authoring.protocol import Protocol, substance_items
from protocols.dosing.ladder import Step, Steps, expand
from protocols.dosing.quantity import Quantity, grams_per_day
from protocols.text import Key
from protocols.value import Value

_COUNTED: Final = (
    (Matters.DOSE_UP, "raises a dose", "raise a dose"),
    (Matters.SAFEGUARD_WEAKER, "weakens a safeguard", "weaken a safeguard"),
    (Matters.EITHER_WAY, "may do either", "may do either"),
)


class ItemSummary(Value, frozen=True):
    """Something to swallow: the most that a day of it can come to (in g/d), and its steps; null where it is not there.

    The most is what the heaviest client takes on the highest step, after the caps and in whole measurable units.
    """

    item: Key
    called: str
    maximum_before: Quantity | None
    maximum_after: Quantity | None
    steps_before: int | None
    steps_after: int | None


class DiffSummary(Value, frozen=True):
    """The highest doses, the days of the course if all goes well, the steps, and the cautions that came and went.

    `says` tells what changed among these, and how many differences raise a dose or weaken a safeguard.
    """

    items: tuple[ItemSummary, ...]
    course_days_before: int
    course_days_after: int
    cautions_added: tuple[Key, ...]
    cautions_removed: tuple[Key, ...]
    says: tuple[str, ...]


def summary(before: Protocol, after: Protocol, differences: tuple[Difference, ...]) -> DiffSummary:
    """The summary of the differences between these two texts."""
    items = tuple(_items(before, after))
    days = course_days(before), course_days(after)
    added, removed = _lacking(before.cautions, after.cautions), _lacking(after.cautions, before.cautions)
    return DiffSummary(
        items=items,
        course_days_before=days[0],
        course_days_after=days[1],
        cautions_added=added,
        cautions_removed=removed,
        says=(*_maxima(items), *_course(*days), *_steps(items), *_cautions(added, removed), *_counted(differences)),
    )


def maximum_dose(item: SubstanceItem) -> Quantity:
    """The most that a day of it can come to, in g/d: capped, in whole units, at most the cap of a dose in each part."""
    steps = (*expand(item.ladder).steps, *item.taper)
    return grams_per_day(max(_most(item, step) for step in steps))


def course_days(protocol: Protocol) -> int:
    """The days that the course takes if all goes well, from the entry step on, within the calendar limit."""
    return min(protocol.calendar_limit_days, max(map(_item_days, protocol.items)))


def _most(item: SubstanceItem, step: Step) -> Decimal:
    unit = item.measuring.unit.value
    of_day = min(highest(step.dose), item.measuring.day_cap.value) // unit
    of_dose = item.measuring.dose_cap.value // unit
    return Decimal(min(of_day, of_dose * len(step.split)) * unit)


def _item_days(item: Item) -> int:
    match item:
        case SubstanceItem():
            return sum(step.planned_days for step in (*_from_entry(expand(item.ladder)), *item.taper))
        case DietItem() | HabitItem():
            return item.days
        case _:
            assert_never(item)


def _from_entry(ladder: Steps) -> tuple[Step, ...]:
    keys = [step.key for step in ladder.steps]
    return ladder.steps[keys.index(ladder.entry) :]


def _items(before: Protocol, after: Protocol) -> Iterator[ItemSummary]:
    old, new = ({item.key: item for item in substance_items(text)} for text in (before, after))
    for key, item in (old | new).items():
        left, right = old.get(key), new.get(key)
        yield ItemSummary(
            item=key,
            called=item.called,
            maximum_before=None if left is None else maximum_dose(left),
            maximum_after=None if right is None else maximum_dose(right),
            steps_before=None if left is None else len(expand(left.ladder).steps),
            steps_after=None if right is None else len(expand(right.ladder).steps),
        )


def _lacking(among: tuple[Caution, ...], these: tuple[Caution, ...]) -> tuple[str, ...]:
    """The cautions that are not among the others."""
    known = {caution.key for caution in among}
    return tuple(caution.key for caution in these if caution.key not in known)


def _maxima(items: tuple[ItemSummary, ...]) -> Iterator[str]:
    for item in items:
        if item.maximum_before != item.maximum_after:
            change = f"{words.plain(item.maximum_before)} → {words.plain(item.maximum_after)}"
            yield f"Maximum dose of {item.called}: {change}"


def _course(before: int, after: int) -> Iterator[str]:
    if before != after:
        yield f"Course if all goes well: {words.days(before)} → {words.days(after)}"


def _steps(items: tuple[ItemSummary, ...]) -> Iterator[str]:
    for item in items:
        if item.steps_before != item.steps_after:
            yield f"Steps of {item.called}: {words.plain(item.steps_before)} → {words.plain(item.steps_after)}"


def _cautions(added: tuple[str, ...], removed: tuple[str, ...]) -> Iterator[str]:
    if added:
        yield f"Cautions added: {', '.join(added)}"
    if removed:
        yield f"Cautions removed: {', '.join(removed)}"


def _counted(differences: tuple[Difference, ...]) -> Iterator[str]:
    """How many differences to read first."""
    counts = Counter(difference.matters for difference in differences)
    told = [
        f"{counts[matters]} {one if counts[matters] == 1 else many}"
        for matters, one, many in _COUNTED
        if counts[matters]
    ]
    if told:
        yield f"{len(differences)} difference{'' if len(differences) == 1 else 's'}: {', '.join(told)}"
