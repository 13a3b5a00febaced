"""A script walked through a plan's days, by the very functions that decide for a real plan."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from protocols.authoring.protocol import Protocol
from protocols.authoring.watching import under
from protocols.checkpoints.checkpoint import Checkpoint, Window
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Quantity, grams, grams_per_day
from protocols.plans.answerable import check_answers
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.course import Course, CourseDay, DayTaken
from protocols.plans.decide import dosing
from protocols.plans.entry import MOST_DAYS, Entry
from protocols.plans.happening import CheckedIn
from protocols.plans.head import Head, raised_on
from protocols.plans.play import play
from protocols.plans.position import LIVE, at, ended_on, windows
from protocols.plans.script import (
    Answers,
    Otherwise,
    Script,
    day_of,
    first_day,
    goes_over_to,
    number_of,
    person_of,
)
from protocols.plans.snapshot import Snapshot
from protocols.plans.tried_in import TriedIn
from protocols.plans.walk import DAY, CourseTooLong, Walk, started
from protocols.plans.well import beside_limits, well
from protocols.plans.windows import scheduled

_NONE = Told(confirmed_none=True)


def simulate(protocol: Protocol, script: Script, snapshot: Snapshot, tried_in: TriedIn) -> Course:
    """The course of a plan that has just been started, walked to its end by the script.

    Raises the refusal of what the script cannot do, with its place in the script and its day; and CourseTooLong.
    """
    check_answers(texts_of(protocol, script, tried_in), script)
    begins = started(snapshot, first_day(script, snapshot.start_on))
    walk = Walk(protocol, script, tried_in, person_of(script, snapshot.start_on), [begins])
    days = tuple(_days(walk))
    return _summed(walk, days)


def texts_of(protocol: Protocol, script: Script, tried_in: TriedIn) -> tuple[Protocol, ...]:
    """The text that is tried, and those that the course goes over to."""
    named = goes_over_to(script)
    return (protocol, *(each.text for each in tried_in.others if each.number in named))


def _days(walk: Walk) -> Iterator[CourseDay]:
    """Each day from day 1 on, until the plan is over and nothing more is written."""
    start_on = walk.start_on
    entries = _by_day(walk.script, start_on)
    last_entry = max([start_on, *entries])
    day = first_day(walk.script, start_on)
    while number_of(day, start_on) <= MOST_DAYS:
        walk.spend(day)
        for where, entry in entries.get(day, ()):
            play(walk, entry, where, day)
        _answer_due(walk, day)
        found = _day(walk.head, day)
        if day >= start_on:
            yield found
        if day >= last_entry and found.phase not in LIVE:
            return
        day += DAY
    raise CourseTooLong(f"The course is not over on day {MOST_DAYS}.", pointer="/entries")


def _day(head: Head, day: date) -> CourseDay:
    position = at(head, day)
    phases = {item.item: item.phase for item in position.items}
    items = tuple(
        DayTaken(
            item=each.item,
            phase=phases[each.item],
            step=each.step,
            daily=grams_per_day("0") if each.arithmetic is None else each.arithmetic.daily,
            parts=() if each.arithmetic is None else each.arithmetic.parts,
        )
        for each in dosing(head, day)
    )
    return CourseDay(number=number_of(day, head.snapshot.start_on), day=day, phase=position.phase, items=items)


def _by_day(script: Script, start_on: date) -> dict[date, list[tuple[str, Entry]]]:
    """The entries of each day with their places, in the order in which they are written."""
    found: dict[date, list[tuple[str, Entry]]] = {}
    for place, entry in enumerate(script.entries):
        found.setdefault(day_of(entry, start_on), []).append((f"/entries/{place}", entry))
    return found


def _answer_due(walk: Walk, day: date) -> None:
    """Each checkpoint that is due and not written for another day, once a day."""
    today = (each.decision for each in walk.happened if isinstance(each, CheckedIn) and each.day == day)
    done = {decision.check_in.checkpoint for decision in today}
    while (around := _due(walk, day, done)) is not None:
        done.add(around.checkpoint)
        _answer(walk, around, day)


def _due(walk: Walk, day: date, done: set[str | None]) -> Window | None:
    # On most days nothing is due at all, which is cheap to see; whether a plan asks it takes longer to find out.
    wanted = tuple(each for each in scheduled(walk.head, day) if _is_due(walk, each, day, done))
    return next((each for each in windows(walk.head, day) if each in wanted), None) if wanted else None


def _is_due(walk: Walk, around: Window, day: date, done: set[str | None]) -> bool:
    left = (around.checkpoint, around.due) in walk.unanswered
    return around.due <= day and around.checkpoint not in done and not left and not _comes_late(walk, around, day)


def _comes_late(walk: Walk, around: Window, day: date) -> bool:
    """Whether a later entry answers this checkpoint while it is only late."""
    return any(
        entry.check_in is not None
        and entry.check_in.checkpoint == around.checkpoint
        and day < day_of(entry, walk.start_on)
        and (entry.check_in.on or day_of(entry, walk.start_on)) <= around.late_until
        for entry in walk.script.entries
    )


def _answer(walk: Walk, around: Window, day: date) -> None:
    """By the next answers that are written for this checkpoint; after them by somebody well, or by nobody."""
    asked = under(walk.protocol, raised_on(walk.head)).checkpoints
    checkpoint = next(each for each in asked if each.key == around.checkpoint)
    place, times = walk.came_up.get(checkpoint.key, 0), walk.script.answers.get(checkpoint.key, ())
    walk.came_up[checkpoint.key] = place + 1
    if place < len(times):
        written, where = times[place], f"/answers/{checkpoint.key}/{place}"
    else:
        written, where = ({} if walk.script.otherwise is Otherwise.WELL else None), None
    if written is None:
        walk.unanswered.add((around.checkpoint, around.due))
    else:
        walk.check_in(_complete(walk, checkpoint, written, day), day, where)


def _complete(walk: Walk, checkpoint: Checkpoint, written: Answers, day: date) -> CheckIn:
    """What is written, and otherwise all well; of a written laboratory value no limit is known."""
    best = well(walk.protocol, walk.head, checkpoint, day)
    answers: dict[str, DecimalString | None] = {**best, **written}
    unsaid = {key: answer for key, answer in best.items() if key not in written}
    results = beside_limits(walk.protocol, walk.head, unsaid)
    return CheckIn(
        on=day,
        checkpoint=checkpoint.key,
        answers={key: answer for key, answer in answers.items() if answer is not None and key not in results},
        laboratory=results,
        alarms=_NONE,
        changes=_NONE,
    )


def _summed(walk: Walk, days: tuple[CourseDay, ...]) -> Course:
    end = days[-1]
    benefits = [each.decision.benefit for each in walk.happened if isinstance(each, CheckedIn)]
    return Course(
        days=days,
        happened=tuple(walk.happened),
        phase=end.phase,
        ended=ended_on(walk.head, end.day),
        last_dose_on=max((day.day for day in days if any(item.step for item in day.items)), default=None),
        total={track.item: _total(days, track.item) for track in walk.head.tracks},
        benefit=next((each for each in reversed(benefits) if each is not None), None),
        unused=tuple(_unused(walk)),
    )


def _total(days: tuple[CourseDay, ...], item: str) -> Quantity:
    taken = (each.daily.value for day in days for each in day.items if each.item == item)
    return grams(sum(taken, start=Decimal(0)))


def _unused(walk: Walk) -> Iterator[str]:
    for checkpoint, times in walk.script.answers.items():
        for place in range(walk.came_up.get(checkpoint, 0), len(times)):
            yield f"/answers/{checkpoint}/{place}"
