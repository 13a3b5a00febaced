"""What check-ins alone lead to from the start on: which rules are true, and which steps are reached."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from protocols.authoring.course import Course, courses
from protocols.authoring.least import check_effort, least
from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.authoring.proof.joined import Joined, alone
from protocols.authoring.proof.tally import ADVANCE, STANDS, STEP_BACK
from protocols.authoring.proof.walks import Allowed, anything, quiet, shortest
from protocols.authoring.protocol import Protocol, item_at
from protocols.checkpoints.checkpoint import LAPSES_AFTER, OPENS_BEFORE, Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import Rule
from protocols.value import Value

Joints = Mapping[str, Joined]
"""What the rules of each checkpoint come to, by its key; one that was too large to prove is absent."""


class Position(Value, frozen=True):
    """A step of an item, by its place on the ladder, with the way it was reached."""

    item: str
    step: int
    arrival: DoseOutcome | None


class Reach(Value, frozen=True):
    """The rules that can be true, and the positions that can be reached, each with the first day on which it can be."""

    rules: frozenset[str]
    begins: dict[Position, int]

    def began(self, course: Course, at: Position) -> int:
        """The first day of a position; of one that is not reached, the first on which it could be if all went well."""
        return self.begins.get(at, course.earliest.get(course.ladder.steps[at.step].key, 1))


class Around(Value, frozen=True):
    """What there is around a position: its item's course, what the rules come to, and what is known so far."""

    course: Course
    joints: Joints
    known: Reach


def reach(protocol: Protocol, joints: Joints) -> Reach:
    """What check-ins that find an item where their checkpoint looks can lead to, if nobody acts; raises TooLarge.

    By it a step is judged that has to be left by what the protocol plans, without a practitioner's act or a check-in
    that nobody planned; what can be true with those is another question (`living`).
    Why this is exact: what was true before, and how a step was reached, are not free here. Nothing is reached at first
    but the start; a rule is added when it can be true with nothing before it but what was added already, on a step that
    was reached, on a day that the step can last to; a step is added when those rules lead to it. What is added can
    follow on what was there, and adding is repeated until nothing is: the least that holds together, so that no rule
    stands only by itself, or by a step that only it leads to. A step that is reached sooner lasts longer, which is why
    the first day is enough to know. A check-in can be made on every day: what has to have happened so many times, or so
    many times in a row, before a rise takes so many days from the start on.
    What it costs: a search through the diagrams of the rules that were not added yet, whenever a step is reached or is
    reached sooner, and one more of each rule that counts one that was added, which is counted beforehand
    (`check_effort`). Where the rules go first and the steps after them, the same holds together in the end.
    """
    check_effort(protocol)
    begins = dict(_starts(protocol))
    rules: frozenset[str] = frozenset()
    while True:
        rules = least(protocol.rules, rules, partial(_can_be_true, protocol, begins))
        known = Reach(rules=rules, begins=begins)
        begins = _earliest(begins, _moves(protocol, joints, known))
        if begins == known.begins:
            return known


def _starts(protocol: Protocol) -> Iterator[tuple[Position, int]]:
    """A plan starts on the entry step, or by a practitioner's wish on one below it."""
    for course in courses(protocol):
        for step in range(course.entry + 1):
            yield Position(item=course.item.key, step=step, arrival=None), 1


def _earliest(known: Mapping[Position, int], found: Iterator[tuple[Position, int]]) -> dict[Position, int]:
    begins = dict(known)
    for position, day in found:
        begins[position] = min(day, begins.get(position, day))
    return begins


def _can_be_true(protocol: Protocol, begins: dict[Position, int], rule: Rule, before: frozenset[str]) -> bool:
    known = Reach(rules=before, begins=begins)
    return any(_true_at(protocol, each, rule, known) for each in protocol.checkpoints if rule.key in each.rules)


def _true_at(protocol: Protocol, checkpoint: Checkpoint, rule: Rule, known: Reach) -> bool:
    graph = alone(protocol, checkpoint, rule)
    return any(
        shortest(graph, lambda total: total == STANDS, allowed) is not None
        for allowed in _found_at(protocol, checkpoint, rule, known)
    )


def _found_at(protocol: Protocol, checkpoint: Checkpoint, rule: Rule, known: Reach) -> Iterator[Allowed]:
    """Where a check-in can find the items that the rule is about: its own on a step that it looks at, others anywhere.

    Before the start, and where nothing is swallowed, no item is on any step.
    """
    limit = protocol.calendar_limit_days + LAPSES_AFTER
    if checkpoint.kind is CheckpointKind.BASELINE or not known.begins:
        yield partial(can_be, known.rules, None, limit)
        return
    own = item_at(protocol, checkpoint)
    for course in courses(protocol):
        about = not rule.items or course.item.key in rule.items
        for position, since in known.begins.items():
            if about and position.item == course.item.key and since <= limit:
                step = course.ladder.steps[position.step]
                if course.item != own or not checkpoint.steps or step.key in checkpoint.steps:
                    yield partial(can_be, known.rules, position, limit - since + 1)


def can_be(before: Collection[str], position: Position | None, days: int, thing: Dimension, way: Way) -> bool:
    """Whether a check-in can be so: after rules that can be true, within so many days, by this way of arrival."""
    if way.days is not None:
        return way.days[0] <= days
    if thing.kind is Kind.FIRED:
        return not way.says.fired or thing.key in before
    return thing.kind is not Kind.ARRIVED or position is None or way.arrived_by is position.arrival


def _moves(protocol: Protocol, joints: Joints, known: Reach) -> Iterator[tuple[Position, int]]:
    """The positions that check-ins lead to from those that are known."""
    for course in courses(protocol):
        for step in range(len(course.ladder.steps)):
            for arrival in (None, DoseOutcome.ADVANCE, DoseOutcome.STEP_BACK):
                at = Position(item=course.item.key, step=step, arrival=arrival)
                if at in known.begins:
                    yield from _up(Around(course=course, joints=joints, known=known), at)
                    yield from _down(Around(course=course, joints=joints, known=known), at)


def _up(around: Around, at: Position) -> Iterator[tuple[Position, int]]:
    course = around.course
    if at.step + 1 == len(course.ladder.steps):
        return
    days = [day for day in (first_rise(around, each, at) for each in course.looks) if day is not None]
    begins = around.known.begins[at] + max(min(days, default=course.limit), course.ladder.steps[at.step].least_days)
    if begins <= course.limit:
        yield Position(item=at.item, step=at.step + 1, arrival=DoseOutcome.ADVANCE), begins


def _down(around: Around, at: Position) -> Iterator[tuple[Position, int]]:
    course, since = around.course, around.known.begins[at]
    allowed = partial(can_be, around.known.rules, at, course.limit + LAPSES_AFTER - since + 1)
    looks = [each for each in course.looks if course.may_look_at(each, course.ladder.steps[at.step])]
    if at.step and any(leads(around.joints.get(each.key), at.item, {STEP_BACK}, allowed) for each in looks):
        yield Position(item=at.item, step=at.step - 1, arrival=DoseOutcome.STEP_BACK), since


def first_rise(around: Around, checkpoint: Checkpoint, at: Position, also: Allowed = anything) -> int | None:
    """The first day on the step on which a check-in of the checkpoint can raise the dose; None where none can.

    A look that hangs on the step can raise from the day on which it opens; any other on whatever day it falls.
    """
    course, step = around.course, around.course.ladder.steps[at.step]
    if checkpoint.kind is not CheckpointKind.ROUTINE or not course.may_come_due(checkpoint, step):
        return None
    by_step = checkpoint in course.own and checkpoint.anchor is Anchor.STEP
    opens = max(1, (checkpoint.day or 1) - OPENS_BEFORE) if by_step else 1
    joint, since = around.joints.get(checkpoint.key), around.known.began(course, at)
    if joint is None:
        return opens
    # What can be on one day can be on a later one, but for its limits: the first day on which all can is one of these.
    ways = [way for thing in joint.bare.dimensions for way in thing.ways]
    starts = {
        opens,
        *(max(opens, way.days[0]) for way in ways if way.days),
        *(_before(way) + 2 - since for way in ways),
    }
    days = (day for day in sorted(starts) if opens <= day <= course.limit - since + 1)
    rises = (day for day in days if leads(joint, at.item, {ADVANCE}, _on_day(around.known, at, (since, day), also)))
    return next(rises, None)


def _before(way: Way) -> int:
    """How many check-ins have to come before it."""
    says = way.says
    rows = (says.held.get(key, 0) + says.undecided.get(key, 0) for key in {*says.held, *says.undecided})
    return max((*says.fired.values(), *rows), default=0)


def _on_day(known: Reach, at: Position, since_and_day: tuple[int, int], also: Allowed) -> Allowed:
    """Check-ins on this day of a step that began on that day, with everything asked and no alarm or change."""
    since, day = since_and_day

    def allowed(thing: Dimension, way: Way) -> bool:
        if way.days is not None:
            return way.days[0] <= day <= way.days[1]
        in_time = _before(way) <= since + day - 2
        return in_time and quiet(thing, way) and can_be(known.rules, at, day, thing, way) and also(thing, way)

    return allowed


def leads(joint: Joined | None, item: str, doses: Collection[int], allowed: Allowed = quiet) -> bool:
    """Whether the rules of a checkpoint can lead to such a dose for the item; where nothing is proved, they may."""
    if joint is None:
        return True
    group = joint.group_of[item]
    return shortest(joint.bare, lambda total: total[group] in doses, allowed) is not None
