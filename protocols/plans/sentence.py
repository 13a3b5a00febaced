"""One plain sentence for a decision."""

from typing import assert_never

import msgspec

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.decision import Decision, Dosing
from protocols.plans.effect import StopReason


def sentence(decision: Decision) -> Decision:
    """The decision with its sentence: what happens, why, who to call, when to look again."""
    parts = [_happens(decision), _because(decision), _call(decision.call)]
    if decision.benefit is not None:
        parts.append(decision.benefit.says)
    if decision.next_due is not None:
        parts.append(f"Next check-in due {decision.next_due}.")
    return msgspec.structs.replace(decision, sentence=" ".join(part for part in parts if part))


def _happens(decision: Decision) -> str:
    now, then = _amount(decision.before), _amount(decision.after)
    ended = decision.effect.ended
    if ended is not None and ended.reason is StopReason.COMPLETED:
        return f"The course ends; nothing is taken from {ended.on} on."
    match decision.dose:
        case DoseOutcome.ADVANCE:
            return f"Carry on with {now}." if decision.carry_on else f"Advance to {then} from {decision.effective_on}."
        case DoseOutcome.HOLD:
            return f"Hold at {now}." if _takes(decision.before) else "Nothing changes."
        case DoseOutcome.STEP_BACK:
            return f"Step back to {then} at once."
        case DoseOutcome.PAUSE:
            return "Pause at once: nothing is taken until a practitioner resumes the plan."
        case DoseOutcome.STOP:
            return "Stop for good." if decision.final else "Stop at once."
        case _:
            assert_never(decision.dose)


def _amount(doses: tuple[Dosing, ...]) -> str:
    taken = [dose.arithmetic.daily.value for dose in doses if dose.arithmetic is not None]
    return " and ".join(f"{amount} g a day" for amount in taken) or "no dose"


def _takes(doses: tuple[Dosing, ...]) -> bool:
    return any(dose.arithmetic is not None for dose in doses)


def _because(decision: Decision) -> str:
    says = [entry.says for entry in decision.considered if entry.key in decision.dose_because]
    return " ".join(dict.fromkeys(says)) if says else "No rule leads to a rise."


def _call(call: Call) -> str:
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
