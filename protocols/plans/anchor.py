"""A new date for the event that a course hangs on."""

from datetime import date, timedelta
from typing import Final

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import MoveEvent
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import Anchored, Effect, Pausing
from protocols.plans.head import Head
from protocols.plans.own_end import own_ends
from protocols.plans.position import Phase, phase_on
from protocols.refusal import Refusal

LATEST_EVENT: Final = 90
"""Days ahead that an event may move to: as long as a screening counts (judgement)."""


class EventRefused(Refusal):
    """A new date for an event that the plan does not hang on, or that it cannot take."""

    code = "event_refused"
    title = "The event cannot move to this day"


def move_event(protocol: Protocol, head: Head, act: MoveEvent, today: date) -> Adjusting:
    """The course's checkpoints and its calendar limit move with the event; the days of dosing do not become more."""
    anchored = protocol.anchored_to
    if anchored is None:
        raise EventRefused("This protocol hangs on no event.", pointer="/kind")
    phase = phase_on(head, today)
    if phase not in {Phase.PAUSED, Phase.NOT_STARTED}:
        raise EventRefused("Pause the plan first: nothing is taken towards a day that has moved.", pointer="/kind")
    if act.event_on > today + timedelta(days=LATEST_EVENT):
        raise EventRefused(f"The new day is at most {LATEST_EVENT} days ahead.", pointer="/event_on")
    course_from = act.event_on - timedelta(days=anchored.days_before)
    moved = course_from - head.course.course_from
    if act.event_on < today or moved == timedelta(0):
        raise EventRefused("The new day is another one, and not in the past.", pointer="/event_on")
    effect = Effect(
        day=today,
        anchored=Anchored(course_from=course_from, calendar_limit=head.course.calendar_limit + moved),
        # What has not begun would begin on its old day: somebody resumes it on the new one.
        ends=own_ends(head, today),
        pauses=tuple(Pausing(item=track.item, since=today) for track in head.tracks if phase is Phase.NOT_STARTED),
    )
    return Adjusting(effect=effect, sentence=f"{anchored.called} is now on {act.event_on}; a resume begins the doses.")
