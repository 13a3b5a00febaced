"""Something bad that happened to a client during a plan, or soon after it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from protocols.plans.answer import YesNoUnknown
from protocols.refusal import Malformed
from protocols.text import Line, Prose
from protocols.value import Value

RECORDED_UNTIL: Final = 30
"""Days after the end of a plan within which an adverse event is recorded (judgement)."""


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


_ONSET: Final = f"The day on which it began: at most {RECORDED_UNTIL} days after the end of the plan (judgement)."


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
    reported_to: Annotated[tuple[Authority, ...], msgspec.Meta(max_length=5)] = ()

    def __post_init__(self) -> None:
        if len(set(self.serious)) != len(self.serious):
            raise Malformed("Each reason is named once.", pointer="/serious")
