"""One plain sentence for a decision."""

from typing import Final, assert_never

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.case import Case
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import Ended, StopReason
from protocols.plans.item_sentence import nothing_yet, of_item
from protocols.plans.lighter import for_this_weight
from protocols.plans.position import DOSING, Phase, item_phase
from protocols.text import Line

NO_RULE: Final = "No rule leads to a rise."
RING: Final = "Ring {} now, day or night."
UNDECIDED: Final = "Without what was not answered it cannot be decided."
_TAKEN: Final = DOSING | {Phase.NOT_STARTED}


def sentence(case: Case, decision: Decision) -> str:
    """What happens, why, who to call, when to look again."""
    parts = [
        _for_this_weight(case, decision),
        _happens(case, decision),
        _because(decision),
        calling(decision.call, decision.ring_first),
    ]
    if decision.benefit is not None:
        parts.append(decision.benefit.says)
    if decision.next_due is not None:
        parts.append(f"Next check-in due {decision.next_due}.")
    return " ".join(part for part in parts if part)


def _for_this_weight(case: Case, decision: Decision) -> str:
    """The dose for a lower weight told here, of each item that goes on with it."""
    lighter, today = case.lighter, case.today
    if lighter is None or lighter.resolved is None or nothing_yet(decision):
        return ""
    going = {item.item for item in decision.items if item.dose in {DoseOutcome.ADVANCE, DoseOutcome.HOLD}}
    going -= {track.item for track in case.head.tracks if item_phase(case.head, track, today) not in _TAKEN}
    begun = max(today, case.head.snapshot.start_on)
    less = tuple(move for move in lighter.moves if move.item in going and move.from_day <= begun)
    return for_this_weight(lighter.resolved.items, less, today) if less else ""


def _happens(case: Case, decision: Decision) -> str:
    """What happens to the plan, or to each item that is not over; said once where it is the same for all of them."""
    if decision.effect.ended is not None:
        return ends(decision.effect.ended)
    said = {item.called: of_item(case, decision, item.key) for item in case.head.snapshot.items}
    going = {called: text for called, text in said.items() if text is not None}
    if len(set(going.values())) == 1 and len(said) in {1, len(going)}:
        return _sentence(next(iter(going.values())))
    return " ".join(_sentence(f"{called}: {text}") for called, text in going.items()) or "Nothing changes."


def ends(ended: Ended) -> str:
    """That the whole plan ends."""
    if ended.reason is StopReason.COMPLETED:
        return f"The course ends; nothing is taken from {ended.on} on."
    return "Stop for good." if ended.final else "Stop at once."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _because(decision: Decision) -> str:
    """Only what is true: a rule that cannot be decided asks for a hold, and its words would not hold."""
    keys = {*decision.dose_because, *(key for item in decision.items for key in item.because)}
    decided = [entry for entry in decision.considered if entry.key in keys]
    says = dict.fromkeys(entry.says for entry in decided if entry.result is Truth.TRUE)
    return " ".join(says) or (UNDECIDED if decided else NO_RULE)


def calling(call: Call, ring_first: Line | None = None) -> str:
    """Who calls, and how soon; whoever is rung first is named first."""
    told = _called(call)
    return told if ring_first is None else f"{RING.format(ring_first)} {_after_that(call)}"


def _after_that(call: Call) -> str:
    return "Emergency: call an ambulance if nobody answers." if call is Call.EMERGENCY else _called(call)


def _called(call: Call) -> str:
    match call:
        case Call.NONE:
            return ""
        case Call.ROUTINE:
            return "A practitioner looks at this at the next opportunity."
        case Call.TODAY:
            return "A practitioner calls today."
        case Call.EMERGENCY:
            return "Emergency: call an ambulance now."
        case _:
            assert_never(call)
