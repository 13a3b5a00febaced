"""What a decision or an adjustment does to a plan: the facts that folding the log adds up."""

from datetime import date
from enum import StrEnum

from protocols.checkpoints.outcome import DoseOutcome
from protocols.text import Key
from protocols.value import Value


class StopReason(StrEnum):
    """Why a plan ended."""

    REACTION = "reaction"
    ALARM = "alarm"
    CLIENTS_CHOICE = "clients_choice"
    PREGNANCY = "pregnancy"
    NEW_CAUTION = "new_caution"
    HOSPITAL_OR_SURGERY = "hospital_or_surgery"
    NO_BENEFIT = "no_benefit"
    COMPLETED_EARLY = "completed_early"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    ENTERED_IN_ERROR = "entered_in_error"
    DIED = "died"


class Move(Value, frozen=True):
    """An item goes to a step from a day on; days before `counts_from` do not count towards its least days."""

    item: Key
    step: Key
    from_day: date
    counts_from: date
    arrived_by: DoseOutcome | None


class Again(Value, frozen=True):
    """A checkpoint is due again."""

    due: date
    opens: date


class Seen(Value, frozen=True):
    """A checkpoint was looked at on the present step; `again` where a hold makes it due once more."""

    checkpoint: Key
    again: Again | None


class Ended(Value, frozen=True):
    """From this day on the plan holds no dose; a final end is never resumed."""

    on: date
    reason: StopReason
    final: bool


class Effect(Value, frozen=True):
    """The change to a plan; the same events always add up to the same plan, whatever engine reads them.

    `cancels_pending` takes back a rise that has not begun by `day`. `pauses_from` begins a break, `resumes_on` ends it;
    a break with `back_to_entry` is left on the entry step or lower.
    """

    day: date
    moves: tuple[Move, ...] = ()
    cancels_pending: bool = False
    pauses_from: date | None = None
    resumes_on: date | None = None
    back_to_entry: bool = False
    ended: Ended | None = None
    seen: tuple[Seen, ...] = ()
    counted_hold: bool = False
    closes_call: int | None = None
