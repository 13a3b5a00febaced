"""Whether a publication still stands, and how gravely not."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.evidence.work import Work, WorkStatus
from protocols.text import Key, Prose
from protocols.value import Value

_SAID: Final = {
    WorkStatus.CORRECTED: "was corrected",
    WorkStatus.CONCERN: "stands under an expression of concern",
    WorkStatus.RETRACTED: "was retracted",
}

DOUBTS: Final = tuple(_SAID)
"""The statuses that put a work in doubt, the weakest first (judgement)."""

SHORT: Final = 120
"""Characters of a title that a sentence quotes."""


class Doubt(Value, frozen=True):
    """A work that is in doubt: what was said of it, and the day from which it is known here."""

    work: Key
    title: Prose
    status: WorkStatus
    since: date


def gravity(status: WorkStatus) -> int:
    """0 for a work that nothing is said against; otherwise the graver the greater."""
    return DOUBTS.index(status) + 1 if status in DOUBTS else 0


def side_by_side(own: Iterable[Work], library: Iterable[Work]) -> dict[Key, Work]:
    """Works by key, one's own in the place of the library's.

    What is said of a work by either of the two stands: a record of one's own takes no retraction back.
    """
    found = {work.key: work for work in library}
    for work in own:
        other = found.get(work.key, work)
        found[work.key] = replace(work, status=max(work.status, other.status, key=gravity))
    return found


def doubt_changes(before: WorkStatus, after: WorkStatus) -> bool:
    """Whether something else is said of a work, so that somebody answers for it by name."""
    return gravity(before) != gravity(after)


def said_of(status: WorkStatus) -> str:
    """What was said of a work in doubt, to follow its name."""
    return _SAID[status]


def to_answer(title: str, status: WorkStatus) -> str:
    """What there is to do about a plan that rests on a work in doubt, in a sentence."""
    quoted = title if len(title) <= SHORT else f"{title[: SHORT - 1].rstrip()}…"
    return (
        f"“{quoted}” {said_of(status)}. Look at what rests on it, then `acknowledge_evidence` by name, stop the plan, "
        "or take it over to another revision."
    )
