"""What somebody of the practice has to do about a plan, on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from protocols.authoring.protocol import Protocol, labels_of
from protocols.checkpoints.checkpoint import Timing, Window, timing
from protocols.plans.effect import Review
from protocols.plans.given_back import may_come_back
from protocols.plans.head import Head
from protocols.plans.lapse import lapsed
from protocols.plans.lines import called, values_first
from protocols.plans.notice import acknowledged, awaited, informing, review_of
from protocols.plans.position import ENDS_AFTER, LIVE, ended_on, phase_on, windows
from protocols.plans.product_wanted import product_wanted
from protocols.plans.rise_waiting import rise_waiting
from protocols.plans.screening_wanted import screening_wanted
from protocols.plans.task import Task, TaskKind, TaskState
from protocols.plans.weight_wanted import weight_wanted

_STATES: Final = {
    Timing.ON_TIME: TaskState.DUE,
    Timing.LATE: TaskState.LATE,
    Timing.OVERDUE: TaskState.OVERDUE,
    Timing.MISSED: TaskState.MISSED,
}


def tasks_on(protocol: Protocol, head: Head, day: date) -> tuple[Task, ...]:
    """All tasks of the day but for calls, which are open on their own; those of a plan that is over are few."""
    if phase_on(head, day) in LIVE:
        found = (
            _check_ins(head, day),
            rise_waiting(head, day),
            _told(head),
            _awaited(protocol, head),
            _values_first(protocol, head, day),
            _overrides(head, day),
        )
        wanted = (*screening_wanted(head, day), *product_wanted(head), *weight_wanted(head, day))
        return (*lapsed(head, day), *(task for each in found for task in each), *wanted)
    return (*lapsed(head, day), *(_told(head) if _may_go_on(head, day) else ()))


def _check_ins(head: Head, day: date) -> Iterator[Task]:
    titles = {each.key: each.title for each in head.follows.checkpoints}
    for around in windows(head, day):
        state = _STATES.get(timing(around, day))
        if state is not None:
            says = _says(titles[around.checkpoint], state, around)
            yield Task(
                kind=TaskKind.CHECK_IN,
                state=state,
                about=around.checkpoint,
                since=around.opens,
                due=around.due,
                says=says,
            )


def _says(title: str, state: TaskState, around: Window) -> str:
    if state is TaskState.DUE:
        return f"{title}: due on {around.due}."
    if state is TaskState.MISSED:
        return f"{title}: was due on {around.due}. It raises nothing now; the plan pauses after {around.lapses_after}."
    return f"{title}: was due on {around.due}. After {around.overdue_until} it can raise nothing."


def _told(head: Head) -> Iterator[Task]:
    for each in informing(head):
        if acknowledged(head, each.caution, each.because) is None:
            yield _finding(TaskState.TOLD, each.caution, each.on, f"{each.label}: {each.because}")


def _awaited(protocol: Protocol, head: Head) -> Iterator[Task]:
    names = labels_of(protocol)
    for key in awaited(protocol, head):
        if acknowledged(head, key) is None:
            says = f"{names.get(key, key)}: not recorded yet, the client waits with the first dose."
            yield _finding(TaskState.AWAITED, key, head.snapshot.screened.on, says)


def _values_first(protocol: Protocol, head: Head, day: date) -> Iterator[Task]:
    names = labels_of(protocol)
    for key, line in values_first(protocol, head, day).items():
        if acknowledged(head, key) is None:
            says = f"{names.get(key, key)}: to be told, within the rules, before the dose passes {called((line,))}."
            yield _finding(TaskState.AWAITED, key, head.screened.on, says)


def _finding(state: TaskState, about: str, since: date, says: str) -> Task:
    return Task(kind=TaskKind.FINDING, state=state, about=about, since=since, says=says)


def _overrides(head: Head, day: date) -> Iterator[Task]:
    for each in head.screened.raised:
        review = review_of(head, each)
        if review is not None and (review.changed_on is not None or day >= review.next_on):
            yield _override(each.label, review)


def _override(label: str, review: Review) -> Task:
    changed = review.changed_on
    why = "its day has come" if changed is None else f"something about the client changed on {changed}"
    return Task(
        kind=TaskKind.OVERRIDE,
        state=TaskState.DUE if changed is None else TaskState.CHANGED,
        about=review.caution,
        since=review.next_on if changed is None else min(changed, review.next_on),
        due=review.next_on,
        says=f"{label}: look at the reason again, {why}.",
    )


def _may_go_on(head: Head, day: date) -> bool:
    """Whether a named practitioner may still take the plan up again, so that somebody has to know what stands there."""
    ended = ended_on(head, day)
    return ended is not None and may_come_back(ended) and (day - ended.on).days <= ENDS_AFTER
