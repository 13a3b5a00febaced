"""What every act on a plan answers with, and what it may be refused for."""

from protocols.plans.call_elsewhere import close_first
from protocols.plans.effect import Effect
from protocols.plans.head import Head
from protocols.plans.open_calls import blocks_a_rise, is_call_open
from protocols.plans.screening import ReasonTooShort, says_something
from protocols.plans.spans import Track
from protocols.plans.unanswered import says_to_record, to_record
from protocols.refusal import Refusal
from protocols.value import Value


class NotPaused(Refusal):
    """A resume of a plan that is not paused."""

    code = "not_paused"
    title = "The plan is not paused"


class NewScreeningNeeded(Refusal):
    """An act that a new screening comes before."""

    code = "new_screening_needed"
    title = "A new screening is needed first"


class NotWellYet(Refusal):
    """A resume so soon after an illness, or after the symptoms that paused the plan."""

    code = "not_well_yet"
    title = "The client has not been well for long enough"


class CallStillOpen(Refusal):
    """A rise or a resume while somebody must still be called."""

    code = "call_still_open"
    title = "A call is still open"


class ChangeUnrecorded(Refusal):
    """A rise before a product or a weight was recorded that the client said has changed."""

    code = "change_unrecorded"
    title = "What changed is recorded first"


class StepRefused(Refusal):
    """A step that does not exist, or that the plan may not go to."""

    code = "step_refused"
    title = "The plan cannot go to this step"


class NoSuchCall(Refusal):
    """A call that is not open."""

    code = "no_such_call"
    title = "No such call is open"


class Adjusting(Value, frozen=True):
    """What an adjustment does, and its sentence for people."""

    effect: Effect
    sentence: str


def check_reason(reason: str) -> None:
    """Refuse a reason without a letter or digit."""
    if not says_something(reason, 1):
        raise ReasonTooShort("A reason says something.", pointer="/reason")


def meant_tracks(head: Head, item: str | None) -> tuple[Track, ...]:
    """The item of this name, or every item; raises StepRefused for a name that no item has."""
    found = tuple(track for track in head.tracks if item in {None, track.item})
    if item is not None and not found:
        raise StepRefused(f"This plan has no item {item}.", pointer="/item")
    return found


def one_track(head: Head, item: str | None) -> Track:
    """The one item that is meant; raises StepRefused where several could be."""
    found = meant_tracks(head, item)
    if len(found) != 1:
        named = ", ".join(track.item for track in head.tracks)
        raise StepRefused(f"Name the item: {named or 'this plan has none'}.", pointer="/item")
    return found[0]


def check_no_call(head: Head) -> None:
    """Refuse while somebody must still be called today or at once."""
    if is_call_open(head):
        raise CallStillOpen(close_first(head), pointer="/kind")


def check_may_rise(head: Head) -> None:
    """Refuse while a call stands against every rise, or what changed was not recorded."""
    if blocks_a_rise(head):
        raise CallStillOpen(close_first(head), pointer="/kind")
    for key in to_record(head):
        raise ChangeUnrecorded(says_to_record(key), pointer="/kind")
