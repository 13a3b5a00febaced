"""The rules that some course can make true, whatever is answered and whoever acts."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import chain

from protocols.authoring.course import Course, courses
from protocols.authoring.item import waits_for_weight
from protocols.authoring.least import check_effort, least
from protocols.authoring.position import Position, arrivals, can_be
from protocols.authoring.proof.joined import alone
from protocols.authoring.proof.tally import STANDS
from protocols.authoring.proof.walks import shortest
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import LAPSES_AFTER, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.rule import Rule


def living(protocol: Protocol) -> frozenset[str]:
    """The rules that can be true in a plan that began on this protocol; raises TooLarge.

    Why this is exact: nothing was true before the first check-in. A rule is added when it can be true, at one of the
    checkpoints that name it, with nothing before it but what was added already, and adding is repeated until nothing
    is: the least that holds together, so that no rule stands only by itself.
    A check-in may be made on any day, at any checkpoint, on whatever step an item is: one that is not due raises
    nothing, and makes its rules true all the same. Where an item can be is what the rules and people together can lead
    to (`positions`): a practitioner lowers by name, raises by one step after its least days, settles and resumes,
    so that no step has to wait for a rule that leads there.
    What it costs: a search through the diagram of each rule at its checkpoints, and one more whenever a rule that it
    counts is added, which is counted beforehand (`check_effort`).
    What is left out: plans taken over from another revision, which bring along what that one left behind; and days
    after the limit of the plan, which this text does not have unless a practitioner extends it.
    """
    check_effort(protocol)
    named = frozenset(chain.from_iterable(checkpoint.rules for checkpoint in protocol.checkpoints))
    rules = (rule for rule in protocol.rules if rule.key in named)
    return least(rules, frozenset(), partial(_can_be_true, protocol))


def _can_be_true(protocol: Protocol, rule: Rule, before: Collection[str]) -> bool:
    return any(_true_at(protocol, each, rule, before) for each in protocol.checkpoints if rule.key in each.rules)


def _true_at(protocol: Protocol, checkpoint: Checkpoint, rule: Rule, before: Collection[str]) -> bool:
    graph, last = alone(protocol, checkpoint, rule), _last_day(protocol, rule)
    found = arrivals((each, last - since + 1) for each, since in _about(protocol, rule) if since <= last)
    allowed = (partial(can_be, before, each, days) for each, days in found)
    return any(shortest(graph, lambda total: total == STANDS, each) is not None for each in allowed)


def _last_day(protocol: Protocol, rule: Rule) -> int:
    """The last day on which it may be looked at: after the limit there is only an end that nobody has made yet.

    A value that the end does not ask is looked at there too, by every rule that does not raise.
    """
    ends = (each for each in protocol.checkpoints if each.kind is CheckpointKind.END)
    late = any(rule.key in each.rules or _told_besides(rule, each) for each in ends)
    return protocol.calendar_limit_days + (LAPSES_AFTER if late else 0)


def _told_besides(rule: Rule, end: Checkpoint) -> bool:
    unasked = measures_in(rule.when) - {*end.asks, *end.may_ask}
    return bool(unasked) and rule.dose is not DoseOutcome.ADVANCE


def _about(protocol: Protocol, rule: Rule) -> Iterator[tuple[Position | None, int]]:
    """Where the items that the rule is about can be, each with its first day; no item where nothing is swallowed."""
    found = tuple(courses(protocol))
    if not found:
        yield None, 1
    for course in found:
        if not rule.items or course.item.key in rule.items:
            yield from positions(course)


def positions(course: Course) -> Iterator[tuple[Position, int]]:
    """Every step with every way of arrival, and the first day of each.

    By the start or without a rise or fall: to entry and below it, and wherever an item is settled, or resumed, below
    the last step. By a fall: to all but the last. By a rise: to all but the first, and to the last once more, where a
    new weight asks for more of it. On the taper, which ends in nothing, by the calendar, and by a fall from the second
    dose on.
    """
    item, last, first = course.item.key, len(course.ladder.steps) - 1, _first_days(course)
    for step in range(last + 1):
        if step < last or course.entry == last:
            yield Position(item=item, step=step, arrival=None), first[step]
        if step < last:
            yield Position(item=item, step=step, arrival=DoseOutcome.STEP_BACK), first[step + 1]
        if step:
            risen = first[step - 1] + course.ladder.steps[step - 1].least_days
            yield Position(item=item, step=step, arrival=DoseOutcome.ADVANCE), risen
    if waits_for_weight(course.item):
        yield (
            Position(item=item, step=last, arrival=DoseOutcome.ADVANCE),
            first[last] + course.ladder.steps[last].least_days,
        )
    for place in range(len(course.item.taper)):
        yield Position(item=item, step=last + 1 + place, arrival=None), _first_fall(course, first)
        if place:
            yield Position(item=item, step=last + 1 + place, arrival=DoseOutcome.STEP_BACK), _first_fall(course, first)


def _first_fall(course: Course, first: list[int]) -> int:
    """The first day of the taper: after the planned days of the last step, or of a settled one."""
    *settled, last = first
    planned = course.ladder.steps[-1].planned_days
    lasts = course.ladder.settled_days or planned
    return min([last + planned, *(day + lasts for day in settled)])


def _first_days(course: Course) -> list[int]:
    """The first day of each step: a plan starts on entry or below it, and rises by name after the least days."""
    days: list[int] = []
    for number in range(len(course.ladder.steps)):
        below = number - 1
        days.append(1 if number <= course.entry else days[below] + course.ladder.steps[below].least_days)
    return days
