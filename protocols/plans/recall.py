"""What a plan does when the revision that it walks is recalled."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.plans.acts import Adjustment, ConfirmRise, Extend, Resume, SetStep
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import Effect, Pausing
from protocols.plans.event import Event, Migrated, Recalled, Started
from protocols.plans.head import Head
from protocols.plans.moving import with_falls
from protocols.plans.position import going_on
from protocols.plans.snapshot import Pinned
from protocols.plans.taken_back import TAKEN_BACK, all_taken_back
from protocols.refusal import Refusal

RECALLED: Final = "recalled"
"""The reason of the call that a recall makes."""

_GIVES_A_DOSE = Resume | SetStep | ConfirmRise | Extend


class RevisionRecalled(Refusal):
    """A dose on a revision that was recalled."""

    code = "revision_recalled"
    title = "The revision that this plan walks was recalled"


def recall(head: Head, today: date) -> Adjusting:
    """Every item that goes on is paused at once, and somebody calls the client today (judgement)."""
    going = going_on(head, today)
    effect = Effect(
        day=today,
        pauses=tuple(Pausing(item=item, since=today) for item in going),
        cancels=going,
        call=Call.TODAY,
        call_because=(RECALLED,),
        recalls=True,
    )
    says = "Paused at once: the protocol's revision was recalled. A practitioner calls today."
    return Adjusting(effect=with_falls(head, effect), sentence=says)


def recall_before(head: Head, recalled: Pinned, today: date) -> Adjusting:
    """A revision that the plan followed before, and by which the client still has a sheet.

    Nothing of the dose changes, because the text that the plan follows holds; somebody calls the client today about
    the sheet, and until then nothing rises (judgement), a rise that was decided before included.
    """
    back = all_taken_back(head, today)
    says = (
        f"Revision {recalled.number}, which this plan followed before, was recalled: sheets that were printed by it do "
        f"not hold any more. The plan stays on revision {head.follows.revision.number}. A practitioner calls today."
    )
    effect = replace(back or Effect(day=today), call=Call.TODAY, call_because=(RECALLED,))
    return Adjusting(effect=effect, sentence=says if back is None else f"{says} {TAKEN_BACK}")


def recalled_text(turns: Sequence[Event], seq: int, revision_id: UUID) -> Pinned | None:
    """The revision by which a sheet from after an event was printed, where it is this one and nobody was told yet.

    `turns` are the plan's start, each time that it went over and each recall; what else they hold says nothing.
    """
    printed_by = [found for each in turns if each.stamp.seq <= seq and (found := _turned_to(each)) is not None][-1]
    if printed_by.revision_id != revision_id:
        return None
    later = (each for each in turns if isinstance(each, Recalled) and each.stamp.seq > seq)
    return None if any(each.before in {None, printed_by} for each in later) else printed_by


def _turned_to(event: Event) -> Pinned | None:
    if isinstance(event, Started):
        return event.snapshot.revision
    follows = event.effect.follows if isinstance(event, Migrated) else None
    return None if follows is None else follows.revision


def throw_away(numbers: Sequence[str]) -> str:
    """The words about sheets whose text was recalled, with their numbers."""
    return f"Do not go by {_sheets(numbers)} any more: what is written there was taken back. Throw it away."


def _sheets(numbers: Sequence[str]) -> str:
    return f"the sheet with the number {numbers[0]}" if len(numbers) == 1 else f"the sheets {', '.join(numbers)}"


def check_not_recalled(recalled: bool, act: Adjustment) -> None:
    """Refuse what would give a dose by a text that was recalled; another revision lifts it."""
    if recalled and isinstance(act, _GIVES_A_DOSE):
        raise RevisionRecalled("Take the plan over to another revision first, or stop it.", pointer="/kind")
