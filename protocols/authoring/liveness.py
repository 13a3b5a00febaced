"""Whether every step of an item can be reached and left, and every checkpoint comes due."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from protocols.authoring.course import Course, courses, looks_at
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof.dimension import Dimension, Kind, Way
from protocols.authoring.proof.joined import Joined
from protocols.authoring.proof.tally import ADVANCE, PAUSE, STEP_BACK, STOP
from protocols.authoring.proof.walks import Allowed, quiet, shortest
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import LAPSES_AFTER, OPENS_BEFORE, Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome

Joints = Mapping[str, Joined]
"""What the rules of each checkpoint come to, by its key; one that was too large to prove is absent."""


_LOWERS: Final = frozenset({STEP_BACK, PAUSE, STOP})


def stuck(protocol: Protocol, joints: Joints) -> Iterator[Finding]:
    """A finding for each step that cannot be reached or left, and each checkpoint that never comes due."""
    for course in courses(protocol):
        yield from _watched(course)
        yield from _ways_up(course, joints)
        yield from _ways_down(course, joints)
        yield from _lengths(course)
        if not any(_leads(joints.get(each.key), course.item.key, _LOWERS) for each in course.looks):
            yield error("nothing_stops", course.where, f"No rule ever lowers, pauses or stops {course.item.key}.")
        for checkpoint in course.own:
            where = f"/checkpoints/{protocol.checkpoints.index(checkpoint)}/day"
            yield from (_end if checkpoint.kind is CheckpointKind.END else _never_due)(course, checkpoint, where)
    for place, item in enumerate(protocol.items):
        if not isinstance(item, SubstanceItem) and item.days > protocol.calendar_limit_days:
            says = f"{item.key} goes on for longer than {protocol.calendar_limit_days} days, the limit of the plan."
            yield error("course_longer_than_limit", f"/items/{place}/days", says)


def _watched(course: Course) -> Iterator[Finding]:
    """Every step is looked at by a checkpoint of its own item: that of another ends with the other."""
    for number, step in enumerate(course.ladder.steps):
        if not any(looks_at(each, step) for each in course.routine):
            says = (
                f"No checkpoint looks at step {step.key} of {course.item.key}; one that names no item means the first."
            )
            yield error("step_unwatched", course.pointer(number), says)
    for number, step in enumerate(course.item.taper):
        if not any(looks_at(each, step) for each in course.own):
            says = f"No checkpoint looks at {step.key} on the way down."
            yield warning("taper_unwatched", course.pointer(len(course.ladder.steps) + number), says)


def _ways_up(course: Course, joints: Joints) -> Iterator[Finding]:
    """Below the last step, some check-in that comes due can raise the dose.

    Exact: the rules of every checkpoint that may look at the step are searched for an advance, with the way of arrival
    that the step has and the days that it can have lasted.
    """
    for number, step in enumerate(course.ladder.steps[:-1]):
        ways = [each for each in course.looks if course.may_come_due(each, step)]
        if not any(_raises(course, joints, each, number) for each in ways):
            says = f"No check-in that comes due on {step.key} can lead up from it."
            yield error("step_without_way_up", course.pointer(number), says)


def _raises(course: Course, joints: Joints, checkpoint: Checkpoint, number: int) -> bool:
    if checkpoint.kind is not CheckpointKind.ROUTINE:
        return False
    by_step = checkpoint in course.own and checkpoint.anchor is Anchor.STEP
    first = (checkpoint.day or 1) - OPENS_BEFORE if by_step else 1
    joint = joints.get(checkpoint.key)
    return all(
        _leads(joint, course.item.key, {ADVANCE}, allowed)
        for arrival in _arrivals(course, number)
        for allowed in _standing(course, arrival, first)
    )


def _arrivals(course: Course, number: int) -> tuple[DoseOutcome | None, ...]:
    """How a step is first reached: above entry by a rise, on it by the start, below it by a fall or by the start."""
    if number > course.entry:
        return (DoseOutcome.ADVANCE,)
    return (None,) if number == course.entry else (DoseOutcome.STEP_BACK, None)


def _standing(course: Course, arrival: DoseOutcome | None, first: int) -> tuple[Allowed, Allowed]:
    """Check-ins on a step as it is first reached, from this day on it.

    First on plans that are asked for all there is, then on those that no caution asks for more.
    """

    def allowed(thing: Dimension, way: Way) -> bool:
        if way.days is not None:
            return way.days[0] <= course.limit + LAPSES_AFTER and way.days[1] >= first
        return quiet(thing, way) and (thing.kind is not Kind.ARRIVED or way.arrived_by is arrival)

    return allowed, lambda thing, way: allowed(thing, way) and not way.of_others


def _leads(joint: Joined | None, item: str, doses: Collection[int], allowed: Allowed = quiet) -> bool:
    """Whether the rules of a checkpoint can lead to such a dose for the item; where nothing is proved, they may."""
    if joint is None:
        return True
    group = joint.group_of[item]
    return shortest(joint.bare, lambda total: total[group] in doses, allowed) is not None


def _ways_down(course: Course, joints: Joints) -> Iterator[Finding]:
    """A step below entry is there to step back to; without a rule that does, only a practitioner can lead there."""
    for number, step in enumerate(course.ladder.steps[: course.entry]):
        above = [each for each in course.looks if course.may_look_at(each, course.ladder.steps[number + 1])]
        if not any(_leads(joints.get(each.key), course.item.key, {STEP_BACK}) for each in above):
            says = f"{step.key} lies below entry, and no rule steps back to it."
            yield warning("below_entry_unreachable", course.pointer(number), says)


def _lengths(course: Course) -> Iterator[Finding]:
    """What is planned fits into the calendar limit."""
    starts = course.earliest
    late = [number for number, step in enumerate(course.ladder.steps) if starts.get(step.key, 1) > course.limit]
    for number in late:
        key = course.ladder.steps[number].key
        says = f"{key} begins on day {starts[key]} at the earliest, after the last day of the plan."
        yield error("step_unreachable", course.pointer(number), says)
    if course.planned > course.limit and not late:
        says = f"The planned {course.planned} days do not fit into the {course.limit} days of the plan."
        yield error("course_longer_than_limit", f"{course.where}/ladder", says)
    for number, step in enumerate(course.ladder.steps):
        if step.most_days > course.limit:
            says = f"The most days of {step.key} go beyond the {course.limit} days of the plan."
            yield warning("most_days_beyond_limit", course.pointer(number), says)
    if course.ladder.settled_days is not None and course.ladder.settled_days > course.limit:
        says = f"A settled step goes on for longer than the {course.limit} days of the plan."
        yield warning("most_days_beyond_limit", f"{course.where}/ladder/settled_days", says)


def _never_due(course: Course, checkpoint: Checkpoint, where: str) -> Iterator[Finding]:
    steps = (*course.ladder.steps, *course.item.taper)
    if checkpoint.day is not None and not any(course.due_on(checkpoint, step) for step in steps):
        says = f"{checkpoint.key} never comes due: no step that it looks at lasts to day {checkpoint.day}."
        yield error("checkpoint_never_due", where, says)


def _end(course: Course, checkpoint: Checkpoint, where: str) -> Iterator[Finding]:
    """The end comes due on the last step (of the ladder, or of the taper), and on no earlier one."""
    if checkpoint.day is None:
        return
    *earlier, last = course.ladder.steps
    finals = [last, *course.item.taper[-1:]]
    if not any(course.due_on(checkpoint, step) for step in finals):
        says = f"{checkpoint.key} never comes due on the last step within its most days."
        yield error("end_never_due", where, says)
    for step in earlier[course.entry :]:
        if course.due_on(checkpoint, step):
            yield warning("end_before_last_step", where, f"{checkpoint.key} ends the course on {step.key} already.")
