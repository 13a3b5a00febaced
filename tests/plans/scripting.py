"""Scripts as a practitioner writes them, and what becomes of them."""

import json
from datetime import date
from typing import Any, Final

from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.plans.course import Course
from protocols.plans.happening import Acted, CheckedIn
from protocols.plans.preview import Preview, preview
from protocols.plans.script import Script
from protocols.plans.tried_in import TriedIn
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, PRACTICE

SEVENTY = {"value": "70", "unit": "kg"}
TALL = {"value": "170", "unit": "cm"}
REASON = "Talked through with the client, and agreed."
NONE = {"confirmed_none": True}
TRIED_IN: Final = TriedIn(staff=PRACTICE.staff)


def day(number: int) -> date:
    """The date of a day of the course; 1 is the start."""
    return DAY_1 + DAY * (number - 1)


def script(**said: Any) -> Script:
    """Somebody of 70 kg and 170 cm who starts on day 1, and what is said, as it is written in JSON."""
    written = {"start_on": DAY_1.isoformat(), "weight": SEVENTY, "height": TALL} | said
    return wire.decode(json.dumps({name: value for name, value in written.items() if value is not None}), Script)


def tried(protocol: str | Protocol = "glutamine-start-low", **said: Any) -> Preview:
    """The preview of a script."""
    text = PROTOCOLS[protocol] if isinstance(protocol, str) else protocol
    return preview(text, script(**said), TRIED_IN, DAY_1)


def walked(protocol: str | Protocol = "glutamine-start-low", **said: Any) -> Course:
    """The course that a script leads to; all goes well where it says nothing else."""
    course = tried(protocol, **{"otherwise": "well"} | said).course
    assert course is not None
    return course


def act(number: int, kind: str, **fields: Any) -> dict[str, Any]:
    """An entry: a practitioner's act on a day."""
    return {"day": number, "act": {"kind": kind, "reason": REASON} | fields}


def check_in(number: int, **fields: Any) -> dict[str, Any]:
    """An entry: a check-in on a day, of which nothing is asked but what is said."""
    return {"day": number, "check_in": fields}


def tolerance(number: int, **answers: str) -> dict[str, Any]:
    """An entry: the whole tolerance check-in on a day, well but for what is said."""
    asked = dict.fromkeys(("abdominal_pain", "nausea", "headache", "bowel_change"), "0")
    asked |= {"days_taken": str(min(7, number))}
    return check_in(number, checkpoint="tolerance", answers=asked | answers, alarms=NONE, changes=NONE)


def grams(course: Course) -> list[str]:
    """The g of each day of a course with one item."""
    return [str(only.daily.value) for each in course.days for only in each.items]


def decided(course: Course) -> list[tuple[int, str | None, str]]:
    """Each check-in: its day, its checkpoint, what happened to the dose."""
    return [
        (each.number, each.decision.check_in.checkpoint, each.decision.dose.value)
        for each in course.happened
        if isinstance(each, CheckedIn)
    ]


def acted(course: Course) -> list[tuple[int | None, int, str]]:
    """Each act: its event, its day, its sentence."""
    return [(each.event, each.number, each.sentence) for each in course.happened if isinstance(each, Acted)]
