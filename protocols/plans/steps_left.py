"""The steps that an item came to and left, as the text that the plan follows now has them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.head import Head
from protocols.plans.snapshot import PlannedItem, PlannedStep
from protocols.plans.spans import Span, Track
from protocols.text import Key


def falls_from(head: Head, track: Track, step: Key) -> int:
    """How often the step was left by a step back, also as one of an earlier text that comes to it.

    Between two doses of the new text an earlier one comes to both, so that neither is tried more often (judgement).
    """
    fell = (tried for tried, following in _left(head, track) if following.arrived_by is DoseOutcome.STEP_BACK)
    return sum(step in _beside(head, track.item, span) for span in fell)


def last_clear(head: Head, track: Track, steps: tuple[Key, ...], below: int) -> int:
    """The highest place under `below` from which a check-in once led up; the lowest where none did.

    A step of an earlier text counts as the highest one that is not more.
    """
    led_up = (span for span, following in _left(head, track) if following.arrived_by is DoseOutcome.ADVANCE)
    clear = {key for span in led_up for key in _not_more(head, track.item, span)}
    return max((place for place in range(below) if steps[place] in clear), default=0)


def came_with(head: Head, track: Track, day: date) -> Span:
    """The span with which the item came to the step of the day; going over to another text is no coming."""
    *before, found = [span for span in track.spans if span.since <= max(day, track.spans[0].since)]
    for span in reversed(before):
        if span.step != found.step and not _goes_over(head, span, found):
            break
        found = span
    return found


def _left(head: Head, track: Track) -> Iterator[tuple[Span, Span]]:
    """Each span with the one that followed on another step.

    Another dose or day 1 of the same step is no leaving, nor is going over to another text.
    """
    for span, following in pairwise(track.spans):
        if span.step != following.step and not _goes_over(head, span, following):
            yield span, following


def _goes_over(head: Head, span: Span, following: Span) -> bool:
    return any(span.resolved < place <= following.resolved for place in head.texts_from)


def _beside(head: Head, item: Key, span: Span) -> frozenset[Key]:
    """The step of the same dose, text after text; where one has none, those next to it on both sides."""
    keys = {span.step}
    for before, after in _texts_since(head, item, span):
        keys = {key for dose in _doses(before, keys) for key in _next_to(after.steps, dose)}
    return frozenset(keys)


def _next_to(steps: tuple[PlannedStep, ...], dose: Decimal) -> set[Key]:
    lower = [step.key for step in steps if step.arithmetic.daily.value < dose]
    same = {step.key for step in steps if step.arithmetic.daily.value == dose}
    higher = [step.key for step in steps if step.arithmetic.daily.value > dose]
    return same or {*lower[-1:], *higher[:1]}


def _not_more(head: Head, item: Key, span: Span) -> frozenset[Key]:
    """The highest step that is not more, text after text; none where each is more."""
    keys = {span.step}
    for before, after in _texts_since(head, item, span):
        at_most = [[s.key for s in after.steps if s.arithmetic.daily.value <= dose] for dose in _doses(before, keys)]
        keys = {fitting[-1] for fitting in at_most if fitting}
    return frozenset(keys)


def _texts_since(head: Head, item: Key, span: Span) -> Iterator[tuple[PlannedItem, PlannedItem]]:
    """The item before and after each going over since the span, for the body that it then was."""
    for place in head.texts_from:
        if place > span.resolved:
            before, after = (next(i for i in head.doses[each].items if i.key == item) for each in (place - 1, place))
            yield before, after


def _doses(item: PlannedItem, keys: set[Key]) -> list[Decimal]:
    """The g a day of these steps of the ladder; what was left on a taper comes to none."""
    return [step.arithmetic.daily.value for step in item.steps if step.key in keys]
