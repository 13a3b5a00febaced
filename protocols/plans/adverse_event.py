"""Something bad that happened to a client during a plan, or soon after it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from protocols.plans.answer import YesNoUnknown
from protocols.refusal import Malformed
from protocols.text import Line, Prose
from protocols.value import Value

RECORDED_UNTIL: Final = 30
"""Days before the start and after the end of a plan within which an adverse event is recorded (judgement)."""


MOST_AUTHORITIES: Final = 5


class EventSeverity(StrEnum):
    """How bad it was for the client: noticed, in the way, or disabling."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class SeriousBecause(StrEnum):
    """Why an event counts as serious, as authorities ask it."""

    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITAL = "hospital"
    LASTING_DISABILITY = "lasting_disability"
    BIRTH_DEFECT = "birth_defect"
    MEDICALLY_IMPORTANT = "medically_important"


class Cause(StrEnum):
    """The practitioner's view of whether what was taken caused it."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    NOT_ASSESSED = "not_assessed"


class Authority(Value, frozen=True):
    """Whom the event was reported to, and under which number."""

    name: Line
    number: Line | None = None
    on: date | None = None


_ONSET: Final = f"The day on which it began: at most {RECORDED_UNTIL} days before or after the plan (judgement)."


class AdverseEvent(Value, frozen=True):
    """What happened, since when, how bad it was, what was done, and whether it went away or came back.

    `serious` lists why it counts as serious, and is empty where it does not. `settled` says whether it went away after
    stopping, `returned` whether it came back when the dose was taken again.
    """

    what: Prose
    onset: Annotated[date, msgspec.Meta(description=_ONSET)]
    severity: EventSeverity
    serious: Annotated[tuple[SeriousBecause, ...], msgspec.Meta(max_length=6)] = ()
    action: Prose | None = None
    settled: YesNoUnknown = YesNoUnknown.UNKNOWN
    returned: YesNoUnknown = YesNoUnknown.UNKNOWN
    cause: Cause = Cause.NOT_ASSESSED
    reported_to: Annotated[tuple[Authority, ...], msgspec.Meta(max_length=MOST_AUTHORITIES)] = ()

    def __post_init__(self) -> None:
        if len(set(self.serious)) != len(self.serious):
            raise Malformed("Each reason is named once.", pointer="/serious")


class KnownEvent(Value, frozen=True):
    """All that is known of an adverse event: the event that first told it, the day of the newest report about it."""

    event: int
    on: date
    record: AdverseEvent


def added(before: AdverseEvent, now: AdverseEvent) -> AdverseEvent:
    """What is known with what is told now: what is left out stays as it was, an authority is known by its name."""
    informed = {each.name: each for each in (*before.reported_to, *now.reported_to)}
    return replace(
        now,
        serious=tuple(each for each in SeriousBecause if each in {*before.serious, *now.serious}),
        action=now.action or before.action,
        settled=before.settled if now.settled is YesNoUnknown.UNKNOWN else now.settled,
        returned=before.returned if now.returned is YesNoUnknown.UNKNOWN else now.returned,
        cause=before.cause if now.cause is Cause.NOT_ASSESSED else now.cause,
        reported_to=tuple(informed.values()),
    )


def is_death(event: AdverseEvent | None) -> bool:
    """Whether the client died of it, or with it."""
    return event is not None and SeriousBecause.DEATH in event.serious


_WORSE: Final = tuple(EventSeverity)


def is_graver(before: AdverseEvent, now: AdverseEvent) -> bool:
    """Whether more was told than before: more severe, serious for another reason, or back with the dose (judgement)."""
    came_back = now.returned is YesNoUnknown.YES and before.returned is not YesNoUnknown.YES
    more_severe = _WORSE.index(now.severity) > _WORSE.index(before.severity)
    return more_severe or came_back or not set(now.serious) <= set(before.serious)
