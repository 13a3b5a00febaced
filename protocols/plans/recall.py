"""What a plan does when the revision that it walks is recalled."""

from datetime import date
from typing import Final

from protocols.checkpoints.outcome import Call
from protocols.plans.acts import Adjustment, ConfirmRise, Extend, Resume, SetStep
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import Effect, Pausing
from protocols.plans.head import Head
from protocols.plans.moving import with_falls
from protocols.plans.position import going_on
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


def check_not_recalled(recalled: bool, act: Adjustment) -> None:
    """Refuse what would give a dose by a text that was recalled; another revision lifts it."""
    if recalled and isinstance(act, _GIVES_A_DOSE):
        raise RevisionRecalled("Take the plan over to another revision first, or stop it.", pointer="/kind")
