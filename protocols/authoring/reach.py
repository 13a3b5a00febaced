"""What check-ins alone lead to from the start on: which rules are true, and which steps are reached."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from protocols.authoring.course import Course, courses
from protocols.authoring.leading import Found, Joints, Leading
from protocols.authoring.least import check_effort, counted, least
from protocols.authoring.position import Arrivals, Position, arrivals, can_be
from protocols.authoring.proof.diagram import Diagram
from protocols.authoring.proof.joined import alone
from protocols.authoring.proof.tally import ADVANCE, STANDS, STEP_BACK
from protocols.authoring.proof.walks import shortest
from protocols.authoring.protocol import Protocol, item_at
from protocols.checkpoints.checkpoint import LAPSES_AFTER, OPENS_BEFORE, Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import Rule
from protocols.value import Value


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
    leading: Leading
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
    What it costs: a search through the diagram of each rule that was not added yet, whenever a way of arrival is there
    or is there sooner, and one more of each rule that counts one that was added, which is counted beforehand
    (`check_effort`); a search through the diagram of a checkpoint for all steps on which it cannot tell what it finds
    apart (`Leading`). Moves are looked for again only from steps that are new or reached sooner, and from all of them
    where a rule was added: from the others they are the same. Where the rules go first and the steps after them, the
    same holds together in the end.
    """
    check_effort(protocol)
    leading, trying = Leading(joints), _Trying(protocol)
    begins = fresh = dict(_starts(protocol))
    rules: frozenset[str] = frozenset()
    while True:
        added = least(protocol.rules, rules, partial(trying.can_be_true, begins))
        fresh, rules = (begins if added != rules else fresh), added
        known = Reach(rules=rules, begins=begins)
        around = [Around(course=course, leading=leading, known=known) for course in trying.courses]
        begins = _earliest(begins, _moves(around, fresh))
        fresh = {at: day for at, day in begins.items() if known.begins.get(at) != day}
        if not fresh:
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


class _Trying:
    """Tries rules at their checkpoints; what was tried in vain is not tried again before something else is there."""

    def __init__(self, protocol: Protocol) -> None:
        self.courses = tuple(courses(protocol))
        self._protocol = protocol
        self._graphs: dict[tuple[str, str], Diagram] = {}
        self._in_vain: set[tuple[str, str, frozenset[str], Arrivals]] = set()

    def can_be_true(self, begins: Mapping[Position, int], rule: Rule, before: frozenset[str]) -> bool:
        """At one of the checkpoints that name it, after rules that can be true."""
        named = (each for each in self._protocol.checkpoints if rule.key in each.rules)
        return any(self._true_at(each, rule, before & counted(rule), begins) for each in named)

    def _true_at(
        self, checkpoint: Checkpoint, rule: Rule, before: frozenset[str], begins: Mapping[Position, int]
    ) -> bool:
        found = self._found_at(checkpoint, rule, begins)
        key = checkpoint.key, rule.key, before, found
        if key in self._in_vain:
            return False
        place = checkpoint.key, rule.key
        graph = self._graphs.get(place) or alone(self._protocol, checkpoint, rule)
        self._graphs[place] = graph
        for at, days in found:
            if shortest(graph, lambda total: total == STANDS, partial(can_be, before, at, days)) is not None:
                return True
        self._in_vain.add(key)
        return False

    def _found_at(self, checkpoint: Checkpoint, rule: Rule, begins: Mapping[Position, int]) -> Arrivals:
        """Where a check-in can find the items that the rule is about: its own on a step it looks at, others anywhere.

        Before the start, and where nothing is swallowed, no item is on any step.
        """
        limit = self._protocol.calendar_limit_days + LAPSES_AFTER
        if checkpoint.kind is CheckpointKind.BASELINE or not begins:
            return ((None, limit),)
        own = item_at(self._protocol, checkpoint)
        ladders = {each.item.key: each.ladder for each in self.courses if not rule.items or each.item.key in rule.items}
        looks = own.key if own is not None and checkpoint.steps else None
        return arrivals(
            (at, limit - since + 1)
            for at, since in begins.items()
            if at.item in ladders and since <= limit
            if at.item != looks or ladders[at.item].steps[at.step].key in checkpoint.steps
        )


def _moves(around: Iterable[Around], of: Collection[Position]) -> Iterator[tuple[Position, int]]:
    """The positions that check-ins lead to from these."""
    by_item = {each.course.item.key: each for each in around}
    for at in of:
        yield from _up(by_item[at.item], at)
        yield from _down(by_item[at.item], at)


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
    found = Found(days=(0, course.limit + LAPSES_AFTER - since + 1), arrival=at.arrival, rules=around.known.rules)
    looks = [each for each in course.looks if course.may_look_at(each, course.ladder.steps[at.step])]
    if at.step and any(around.leading.to({STEP_BACK}, at.item, each.key, found) for each in looks):
        yield Position(item=at.item, step=at.step - 1, arrival=DoseOutcome.STEP_BACK), since


def first_rise(around: Around, checkpoint: Checkpoint, at: Position, *, of_no_others: bool = False) -> int | None:
    """The first day on the step on which a check-in of the checkpoint can raise the dose; None where none can.

    A look that hangs on the step can raise from the day on which it opens; any other on whatever day it falls.
    """
    course, step = around.course, around.course.ladder.steps[at.step]
    if checkpoint.kind is not CheckpointKind.ROUTINE or not course.may_come_due(checkpoint, step):
        return None
    by_step = checkpoint.anchor is Anchor.STEP and checkpoint in course.own
    opens = max(1, (checkpoint.day or 1) - OPENS_BEFORE) if by_step else 1
    apart, since = around.leading.apart(checkpoint.key), around.known.began(course, at)
    if apart is None:
        return opens
    # What can be on one day can be on a later one, but for its limits: the first day on which all can is one of these.
    starts = {opens, *(max(opens, day) for day in apart.days), *(made + 2 - since for made in apart.made)}
    for day in sorted(starts):
        if opens <= day <= course.limit - since + 1:
            found = Found(
                days=(day, day),
                arrival=at.arrival,
                rules=around.known.rules,
                made=since + day - 2,
                quietly=True,
                of_no_others=of_no_others,
            )
            if around.leading.to({ADVANCE}, at.item, checkpoint.key, found):
                return day
    return None
