"""Something that somebody of the practice has to do about a plan."""

from datetime import date
from enum import StrEnum
from typing import Final

from protocols.checkpoints.outcome import Call
from protocols.text import Key
from protocols.value import Value


class TaskKind(StrEnum):
    """What there is to do, and what takes it off the list.

    `call`: somebody is to be called; `close_call`. `lapsed`: nobody spoke to the client in time; `resume` or `stop`,
    and once the plan is over `acknowledge` or 30 days (judgement). `check_in`: the window is open; a check-in.
    `proposal`: a check-in that no practitioner entered would raise the dose; `confirm_rise`, or whatever is decided
    after it.
    `screening`: it is to be asked in full, because the client's record, a medicine or a diagnosis changed, a rise would
    pass a line or it has run out; `rescreen`. `product`: the client said that the product or its scoop changed;
    `product`.
    `evidence`: a publication that the plan's protocol rests on is in doubt; `acknowledge_evidence`.
    `finding`: a caution that only tells, or a result that is awaited; `acknowledge`, or the result. `override`: the
    reason against a caution is to be looked at again; `review_override`, or a new screening. `weight`: it is time to
    weigh; `weigh`.
    """

    CALL = "call"
    LAPSED = "lapsed"
    CHECK_IN = "check_in"
    PROPOSAL = "proposal"
    SCREENING = "screening"
    PRODUCT = "product"
    EVIDENCE = "evidence"
    FINDING = "finding"
    OVERRIDE = "override"
    WEIGHT = "weight"


class TaskState(StrEnum):
    """How it stands with a task.

    Calls: `emergency`, `today`, `routine`. Lapsed: `paused`, `ended`. Check-ins: `due`, `late` (to 3 days), `overdue`
    (to 7), `missed` (to 14; it raises nothing any more). Proposals: `proposed`, until their check-in is due for 7 days.
    Screenings: `due` while a check-in is open that could raise past 14 g, 30 g or 0.5 g per kg a day, `changed` where
    something did, `old` once the last one counts no more. Evidence: `corrected`, `concern`, `retracted`.
    Findings: `told`, `awaited`. Overrides: `due`, or `changed` where the client's record did. Products and weights:
    `changed` where the client said so; weights also `old` after 90 days, or `missing`. All of it is judgement.
    """

    EMERGENCY = "emergency"
    TODAY = "today"
    ROUTINE = "routine"
    PAUSED = "paused"
    ENDED = "ended"
    DUE = "due"
    LATE = "late"
    OVERDUE = "overdue"
    MISSED = "missed"
    PROPOSED = "proposed"
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"
    TOLD = "told"
    AWAITED = "awaited"
    CHANGED = "changed"
    OLD = "old"
    MISSING = "missing"


class Task(Value, frozen=True):
    """What there is to do, since when, about what, in a plain sentence; it changes nothing by itself.

    `about` is the key of a checkpoint, an item, a caution or an awaited measure, or `lapsed`, `weight`, `product` or
    `screening`. `event` is the number of the event that asked for it, where one did.
    """

    kind: TaskKind
    state: TaskState
    about: Key
    since: date
    says: str
    due: date | None = None
    event: int | None = None


_CALLS: Final = (Call.EMERGENCY, Call.TODAY)
_CHECK_INS: Final = (TaskState.MISSED, TaskState.OVERDUE, TaskState.LATE, TaskState.DUE)
_LAST: Final = (
    TaskKind.PROPOSAL,
    TaskKind.SCREENING,
    TaskKind.PRODUCT,
    TaskKind.EVIDENCE,
    TaskKind.FINDING,
    TaskKind.OVERRIDE,
    TaskKind.WEIGHT,
)

_ORDER: Final = (*_CALLS, TaskKind.LAPSED, *_CHECK_INS, Call.ROUTINE, *_LAST)
"""The most urgent first (judgement)."""


def urgency_of_call(call: Call) -> int:
    """The place of a call among all that there is to do; the smallest number comes first."""
    return _ORDER.index(call)


def urgency_of_evidence() -> int:
    """The place of publications in doubt among all that there is to do; the smallest number comes first."""
    return _ORDER.index(TaskKind.EVIDENCE)


def urgency(task: Task) -> int:
    """The place of a task among all that there is to do; the smallest number comes first."""
    return _ORDER.index(task.state if task.kind is TaskKind.CHECK_IN else task.kind)
