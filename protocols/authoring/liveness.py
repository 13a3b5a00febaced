"""Whether every step of an item can be reached and left, and every checkpoint comes due."""

from collections.abc import Iterator
from typing import Final

from protocols.authoring.course import Course, courses, looks_at
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import SubstanceItem
from protocols.authoring.leading import Joints, Leading
from protocols.authoring.position import Position
from protocols.authoring.proof.tally import PAUSE, STEP_BACK, STOP
from protocols.authoring.protocol import Protocol
from protocols.authoring.reach import Around, Reach, first_rise
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome

_LOWERS: Final = frozenset({STEP_BACK, PAUSE, STOP})


def stuck(protocol: Protocol, joints: Joints, known: Reach) -> Iterator[Finding]:
    """A finding for each step that cannot be reached or left, and each checkpoint that never comes due.

    Why this is exact: an item is an automaton of few steps (`Course`), so that each of them is looked at. A step is
    left upwards if a search through all that can be answered finds a rise (`_ways_up`), and it is left in any case:
    every item has a last day, because the calendar limit ends it wherever it is. A step is reached if the least days
    before it leave it a day (`Course.earliest`); one below entry that no rule leads to is told as such. A checkpoint
    comes due if its day lies among the days that a step it looks at can have.
    """
    leading = Leading(joints)
    for course in courses(protocol):
        yield from _watched(course)
        yield from _ways_up(course, Around(course=course, leading=leading, known=known))
        yield from _ways_down(course, leading)
        yield from _lengths(course)
        if not any(leading.to(_LOWERS, course.item.key, each.key) for each in course.looks):
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


def _ways_up(course: Course, around: Around) -> Iterator[Finding]:
    """Below the last step, some check-in that comes due can raise the dose, however the step was first reached.

    Exact: the rules of every checkpoint that may look at the step are searched for an advance, with the way of arrival
    that the step has, the days that it can last from the first day on which it can begin, and no rule before it but
    those that can have been true (`reach`).
    """
    for number, step in enumerate(course.ladder.steps[:-1]):
        if not any(_raises(around, each, number) for each in course.looks):
            says = f"No check-in that comes due on {step.key} can lead up from it."
            yield error("step_without_way_up", course.pointer(number), says)


def _raises(around: Around, checkpoint: Checkpoint, number: int) -> bool:
    """On plans that are asked for all there is, and on those that no caution asks for more."""
    return all(
        first_rise(around, checkpoint, _position(around.course, number, arrival), of_no_others=of_no_others) is not None
        for arrival in _arrivals(around.course, number)
        for of_no_others in (False, True)
    )


def _position(course: Course, number: int, arrival: DoseOutcome | None) -> Position:
    return Position(item=course.item.key, step=number, arrival=arrival)


def _arrivals(course: Course, number: int) -> tuple[DoseOutcome | None, ...]:
    """How a step is first reached: above entry by a rise, on it by the start, below it by a fall or by the start."""
    if number > course.entry:
        return (DoseOutcome.ADVANCE,)
    return (None,) if number == course.entry else (DoseOutcome.STEP_BACK, None)


def _ways_down(course: Course, leading: Leading) -> Iterator[Finding]:
    """A step below entry is there to step back to; without a rule that does, only a practitioner can lead there."""
    for number, step in enumerate(course.ladder.steps[: course.entry]):
        above = [each for each in course.looks if course.may_look_at(each, course.ladder.steps[number + 1])]
        if not any(leading.to({STEP_BACK}, course.item.key, each.key) for each in above):
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
