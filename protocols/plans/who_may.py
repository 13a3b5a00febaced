"""Which acts on a plan an assistant may enter, and which the client."""

from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.acts import Adjustment, Hold, Pause, RecordProduct, SetStep, Stop, TakingLess, Weigh
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import StopReason
from protocols.plans.person import Capacity, Practitioner, PractitionerOnly, Staff, answering, named

_HEARD_TODAY: Final = frozenset({StopReason.ALARM, StopReason.PREGNANCY})
"""Ends that open a call, whoever is told of them first."""


def check_may(act: Adjustment, done: Adjusting, staff: Staff) -> None:
    """Refuse an assistant what is a practitioner's, and the client all that is not less.

    An assistant may make a dose less at once, and record what was measured; what judges is a practitioner's. Clients
    may always take less or stop; whoever else acts is a person of the practice.
    """
    if is_by_client(act):
        _check_client_may(act, done)
        return
    (named if _is_open_to_all(act, done) else answering)(staff, act.by, "/by")


def without_closing(act: Adjustment, done: Adjusting, staff: Staff) -> Adjusting:
    """What was done, where a practitioner did it; from anybody else it answers no call, and leaves them open."""
    if not done.effect.closes_calls or _is_a_practitioners(act, staff):
        return done
    sentence = f"{done.sentence} The call about it stays open until a practitioner closes it."
    return replace(done, effect=replace(done.effect, closes_calls=()), sentence=sentence)


def with_call(act: Adjustment, done: Adjusting, staff: Staff) -> Adjusting:
    """A stop for an alarm or a pregnancy that no practitioner made: a practitioner has to hear of it today."""
    if not isinstance(act, Stop) or act.stop_reason not in _HEARD_TODAY or _is_a_practitioners(act, staff):
        return done
    because = (f"stopped-{act.stop_reason.value}",)
    effect = replace(done.effect, call=Call.TODAY, call_because=because)
    return replace(done, effect=effect, sentence=f"{done.sentence} A practitioner calls today.")


def _is_a_practitioners(act: Adjustment, staff: Staff) -> bool:
    who = who_did(act, staff)
    return who is not None and who.capacity is Capacity.PRACTITIONER


def is_by_client(act: Adjustment) -> bool:
    """Whether the client entered it."""
    return isinstance(act, TakingLess) and act.entered_by is not None


def who_did(act: Adjustment, staff: Staff) -> Practitioner | None:
    """The person of the practice whose act it is; None for one that the client entered."""
    return None if is_by_client(act) else named(staff, act.by, "/by")


def _check_client_may(act: Adjustment, done: Adjusting) -> None:
    own_choice = not isinstance(act, Stop) or act.stop_reason is StopReason.CLIENTS_CHOICE
    if not own_choice or not _is_open_to_all(act, done):
        raise PractitionerOnly(
            "A client may take less, or stop by choice (`clients_choice`). Name the person who enters anything else.",
            pointer="/entered_by",
        )


def _is_open_to_all(act: Adjustment, done: Adjusting) -> bool:
    match act:
        case Pause() | Hold() | RecordProduct():
            return True
        case Stop():
            return act.stop_reason is not StopReason.ENTERED_IN_ERROR
        case Weigh():
            return not act.loss_was_planned
        case SetStep():
            return all(move.arrived_by is not DoseOutcome.ADVANCE for move in done.effect.moves if not move.by_calendar)
        case _:
            return False
