"""A death that a plan was told of: nobody plans a dose for the client any more."""

from protocols.plans.adverse_event import is_death
from protocols.plans.effect import StopReason
from protocols.plans.head import Head
from protocols.plans.snapshot import Live
from protocols.refusal import Refusal


class ClientDied(Refusal):
    """Doses for a client of whose death another plan was told."""

    code = "client_died"
    title = "The client's death was told"


def tells_of_a_death(head: Head) -> bool:
    """Whether the plan was told of it, by a report or a stop; what was entered in error is not believed."""
    reason = None if head.ended is None else head.ended.reason
    if reason is StopReason.ENTERED_IN_ERROR:
        return False
    return reason is StopReason.DIED or any(is_death(each.record) for each in head.adverse_events)


def check_lives(live: Live, pointer: str) -> None:
    """Refuse what gives doses after a death that another plan was told of."""
    if live.died:
        raise ClientDied(
            "Another plan was told that this client died: no plan begins or goes on. If that was a mistake, enter each "
            "plan that says so in error first (`entered_in_error`).",
            pointer=pointer,
        )
