"""Every course that the engine can play on a small protocol, day by day: all answers, and all that people may do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, substance_items
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.ladder import expand
from protocols.plans.check_in import CheckIn
from protocols.plans.event import Started
from protocols.plans.head import Head
from protocols.plans.position import LIVE, phase_on, windows
from protocols.plans.spans import open_break, span_on
from protocols.refusal import Refusal
from tests.authoring.breaking import number
from tests.plans.walking import DAY, DAY_1, NONE, Walk, begin, stamp, walk_on, wish

ANSWERS = 3
"""Each measure goes from 0 to 2."""

Arrivals = dict[tuple[str, int, DoseOutcome | None], int]
"""The first day of each item on each step, of its ladder and then of its taper, by each way of arrival."""


@dataclass
class Played:
    """What was seen over all courses: which rules were true, and where items were."""

    fired: set[str] = field(default_factory=set)
    begun: Arrivals = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What may happen: check-ins at what is due or at anything, acts by their kinds; and for how many days."""

    days: int
    unplanned: bool = False
    acts: tuple[str, ...] = ()
    starts: bool = False


def played(text: Protocol, choices: Choices) -> Played:
    """Breadth first, each state once. Two histories that left the same behind are one state."""
    found, known = Played(), set[str]()
    waiting = [(walked, DAY_1) for walked in started(text, choices)]
    while waiting:
        walked, day = waiting.pop()
        head = walked.head
        noted(text, head, day, found)
        state = left_behind(text, head, day)
        if state in known or (day - DAY_1).days >= choices.days or phase_on(head, day) not in LIVE:
            continue
        known.add(state)
        waiting.append((walked, day + DAY))
        waiting += [(following, day) for following in acted(walked, day, choices)]
        for following in looked(walked, day, choices):
            # A fall holds at once.
            noted(text, following.head, day, found)
            waiting.append((following, day + DAY))
    found.fired &= {each.key for each in text.rules}
    return found


def started(text: Protocol, choices: Choices) -> Iterator[Walk]:
    """On entry, or on a step below it."""
    yield walk_on(text, DAY_1)
    (first, *_) = substance_items(text)
    steps = [step.key for step in expand(first.ladder).steps]
    for step in steps[: steps.index(expand(first.ladder).entry)] if choices.starts else ():
        wanted = replace(wish(text, DAY_1), start_step=step)
        yield Walk(text, [Started(stamp=stamp(1, DAY_1), snapshot=begin(text, wanted, DAY_1))])


def noted(text: Protocol, head: Head, day: date, found: Played) -> None:
    found.fired |= head.fired.keys()
    for item, track in zip(substance_items(text), head.tracks, strict=True):
        keys = [step.key for step in (*expand(item.ladder).steps, *item.taper)]
        span = span_on(track, day)
        at = item.key, keys.index(span.step), span.arrived_by
        found.begun[at] = min(found.begun.get(at, 999), (day - DAY_1).days + 1)


def left_behind(text: Protocol, head: Head, day: date) -> str:
    """All that what follows hangs on; a rule is counted no further than any rule counts."""
    counted = {key: min(count, 3) for key, count in head.fired.items()}
    tracks = tuple((span_on(each, day), each.spans[-1], open_break(each), each.ended) for each in head.tracks)
    return repr((day, tracks, sorted(counted.items()), head.before, sorted(map(repr, head.seen)), head.ended))


def acted(walked: Walk, day: date, choices: Choices) -> Iterator[Walk]:
    """Each act that is not refused."""
    for kind in choices.acts:
        for fields in forms(walked.protocol, kind):
            following = Walk(walked.protocol, list(walked.events))
            try:
                following.adjust(day, kind, **fields)
            except Refusal:
                continue
            yield following


def forms(text: Protocol, kind: str) -> list[dict[str, object]]:
    items = substance_items(text)
    if kind == "set_step":
        return [
            {"item": item.key, "step": step.key} for item in items for step in (*expand(item.ladder).steps, *item.taper)
        ]
    return [{"item": item.key} for item in items]


def looked(walked: Walk, day: date, choices: Choices) -> Iterator[Walk]:
    """Each answer at what is due, or at any checkpoint on any day."""
    due = {each.checkpoint for each in windows(walked.head, day) if each.opens <= day}
    keys = [each.key for each in walked.protocol.checkpoints]
    for key in keys if choices.unplanned else sorted(due):
        for answers in told(walked.protocol, key):
            following = Walk(walked.protocol, list(walked.events))
            said = {measure: number(answer) for measure, answer in answers.items()}
            following.check_in(CheckIn(on=day, checkpoint=key, answers=said, alarms=NONE, changes=NONE))
            yield following


def told(text: Protocol, key: str) -> list[dict[str, int]]:
    asks = next(each.asks for each in text.checkpoints if each.key == key)
    found: list[dict[str, int]] = [{}]
    for measure in asks:
        found = [{**each, measure: answer} for each in found for answer in range(ANSWERS)]
    return found
