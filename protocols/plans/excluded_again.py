"""What excludes a client in the middle of a plan: it stops the plan, whatever act the screening came with."""

from datetime import date

from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call
from protocols.checkpoints.reasons import RECORD_PREFIX
from protocols.plans.adjusting import Adjusting
from protocols.plans.answer import YesNoUnknown
from protocols.plans.asked_again import Asked, Party, examined_now
from protocols.plans.ending import ending
from protocols.plans.head import Head
from protocols.plans.record_changed import ended_by
from protocols.plans.screening import Excluded, Screening, check_not_excluded


def excluded_again(protocol: Protocol, head: Head, asked: Asked, party: Party, today: date) -> Adjusting | None:
    """The end of the plan where what was told excludes; None where nothing does, or where the plan is over by as much.

    It comes before all else that the same act may be refused or paused for: too much with other products, a reason
    that is lacking, a question that was left out, a call that is open (judgement, the strict side).
    """
    screening, overrides, declared = asked
    # What other products add excludes nobody: it is declared anew, and pauses until then.
    alone: Asked = (screening, overrides, ())
    try:
        check_not_excluded(protocol.cautions, screening, examined_now(protocol, head, alone, party, today))
    except Excluded as refused:
        told = _told_for_sure(protocol, screening)
        effect = ending(head, ended_by(told, today), today)
        if effect.ended is None:
            return None
        says = f"Stopped at once. {' '.join(refused.sentence.split())}"
        if effect.ended.final:
            because = tuple(f"{RECORD_PREFIX}{key}" for key in told)
            effect, says = replace(effect, call=Call.TODAY, call_because=because), f"{says} A practitioner calls today."
        return Adjusting(effect=replace(effect, declared=declared, results=screening.laboratory), sentence=says)
    return None


def _told_for_sure(protocol: Protocol, screening: Screening) -> tuple[str, ...]:
    """The cautions that exclude and were answered yes; what is not known stops as well, and may become known."""
    excluding = (each.key for each in protocol.cautions if each.action is Action.EXCLUDE)
    return tuple(key for key in excluding if screening.answers.get(key) is YesNoUnknown.YES)
