"""A preview as text for a terminal, at most 100 columns wide."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from api.happening_text import happening_lines
from api.wrapped import wrapped
from protocols.authoring.caution import Action
from protocols.dosing.arithmetic import PartAmount
from protocols.plans.assumed import CautionMet, Lacks
from protocols.plans.course import Course, CourseDay, DayTaken
from protocols.plans.happening import Happening
from protocols.plans.preview import Preview, StepWorked


def preview_text(preview: Preview) -> str:
    """Who, the doses, the cautions, and the course with everything that happened in it."""
    paragraphs = [_who(preview), _doses(preview), _cautions(preview), _objection(preview), _course(preview)]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _who(preview: Preview) -> list[str]:
    sizes = [str(size) for size in (preview.body.weight, preview.body.height) if size is not None]
    who = ", ".join([f"{preview.age} years", *sizes])
    return [
        *wrapped(f"{preview.title} ({preview.slug})", ""),
        *wrapped(
            f"Somebody made up: {who}. Day 1 is {_day(preview.start_on)} {preview.start_on.year}. "
            "Not a plan: no dose for anyone.",
            "",
        ),
    ]


def _doses(preview: Preview) -> list[str]:
    return ["Doses", *(line for step in preview.steps for line in _step(step))] if preview.steps else []


def _step(step: StepWorked) -> Iterator[str]:
    place = "starts here" if step.entry else "taper" if step.tapers else ""
    days = f"{step.planned_days} days"
    said = " ".join(step.lines)
    yield from wrapped(f"{said} ({_parts(step.arithmetic.parts)})", f"  {step.step:<8} {days:<9} {place:<12} ")


def _cautions(preview: Preview) -> list[str]:
    if not preview.cautions:
        return ["Cautions", "  none is raised"]
    return ["Cautions", *(line for caution in preview.cautions for line in _caution(caution))]


def _caution(met: CautionMet) -> list[str]:
    needs = "" if met.lacks is None else f" A real start needs {_NEEDS[met.lacks].format(met.agreed_by)}"
    return wrapped(f"{met.label} ({met.caution}): {met.because}{needs}", f"  {_ACTIONS[met.action]:<8} ")


_NEEDS: Final = {
    Lacks.VALUE: "the value, or a reason.",
    Lacks.REASON: "a reason.",
    Lacks.AGREEMENT: "an agreement: {}.",
}
_ACTIONS: Final = {Action.EXCLUDE: "exclude", Action.OVERRIDE_WITH_REASON: "reason", Action.INFORM: "inform"}


def _objection(preview: Preview) -> list[str]:
    return [] if preview.objection is None else wrapped(f"Does not start: {preview.objection.says}", "")


def _course(preview: Preview) -> list[str]:
    return [] if preview.course is None else [*_walked(preview.course), "", *_end(preview.course)]


def _walked(course: Course) -> Iterator[str]:
    """Runs of equal days; what happened on a day stands before it where it changed that day, otherwise after it."""
    yield f"{'day':>9}  {'date':<29}  {'phase':<11}  dose"
    for run in _runs(course):
        first, last = run[0], run[-1]
        yield from _all_told(each for each in course.happened if _begins(course, first, each))
        yield from _run(run, course.days[0].day.year)
        yield from _all_told(
            each for each in course.happened if each.day == last.day and not _begins(course, last, each)
        )


def _runs(course: Course) -> Iterator[list[CourseDay]]:
    """Days in a row on which the same is to be taken, broken after a day with something to tell after it."""
    run = [course.days[0]]
    for before, day in pairwise(course.days):
        told = any(each.day == before.day and not _begins(course, before, each) for each in course.happened)
        if told or _looks(before) != _looks(day):
            yield run
            run = []
        run.append(day)
    yield run


def _begins(course: Course, day: CourseDay, happening: Happening) -> bool:
    """Whether this is told before the day: it changed the day, or it is from before the end of day 1."""
    if day.number == 1:
        return happening.number <= 1
    before = course.days[day.number - 2]
    return happening.day == day.day and _looks(before) != _looks(day)


def _all_told(happened: Iterable[Happening]) -> Iterator[str]:
    return (line for each in happened for line in happening_lines(each))


def _looks(day: CourseDay) -> tuple[object, ...]:
    return (day.phase, day.items)


def _run(run: list[CourseDay], year: int) -> Iterator[str]:
    first, last = run[0], run[-1]
    numbers = str(first.number) if first is last else f"{first.number}-{last.number}"
    phase = first.phase.value.replace("_", " ")
    lead = f"{numbers:>9}  {_dates(first.day, last.day, year):<29}  {phase:<11}  "
    for taken in first.items:
        yield from wrapped(_taken(taken, several=len(first.items) > 1), lead)
        lead = " " * len(lead)
    if not first.items:
        yield lead.rstrip()


def _dates(first: date, last: date, year: int) -> str:
    """From a day to a day; the year stands where it is not that of day 1."""
    days = _day(last) if first == last else f"{_day(first)} - {_day(last)}"
    return days if last.year == year else f"{days} {last.year}"


def _taken(taken: DayTaken, *, several: bool) -> str:
    dose = f"{f'{taken.daily.value} g':<6} {_parts(taken.parts)}" if taken.parts else "nothing"
    return f"{taken.item} {dose}" if several else dose


def _parts(parts: tuple[PartAmount, ...]) -> str:
    return ", ".join(f"{each.part.value} {each.amount.value}" for each in parts)


def _end(course: Course) -> Iterator[str]:
    end = course.days[-1]
    why = "" if course.ended is None else f" ({course.ended.reason.value.replace('_', ' ')})"
    last = "No dose was taken."
    if course.last_dose_on is not None:
        last = f"Last dose on {_day(course.last_dose_on)} {course.last_dose_on.year}."
    total = ", ".join(f"{item} {amount.value} g" for item, amount in course.total.items())
    yield from wrapped(f"In the end: {end.phase.value.replace('_', ' ')}{why}. {last} Total: {total or 'none'}.", "")
    if course.benefit is not None:
        yield from wrapped(f"Benefit: {course.benefit.says}", "")
    if course.unused:
        yield from wrapped(f"Never came up: {', '.join(course.unused)}", "")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
