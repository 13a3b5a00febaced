"""What a decision does to one item, in words that stand after its name."""

from typing import assert_never

from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.case import Case
from protocols.plans.decision import Decision, Dosing, ItemOutcome, Truth
from protocols.plans.effect import Move, StopReason
from protocols.plans.head import dosed
from protocols.plans.limits import AWAITED
from protocols.plans.moving import about_to_rise
from protocols.plans.position import LIVE, Phase, item_phase
from protocols.plans.spans import Track
from protocols.text import Key
from protocols.value import Value


class Told(Value, frozen=True):
    """One item in a decision: what was decided, its dose before and after, its move."""

    outcome: ItemOutcome
    before: Dosing
    after: Dosing
    move: Move | None


def of_item(case: Case, decision: Decision, key: Key) -> str | None:
    """What happens to the item; None for one that was over before."""
    ended = next((each.ended for each in decision.effect.ends if each.item == key), None)
    if ended is not None and ended.reason is StopReason.COMPLETED:
        return f"the course ends; nothing is taken from {ended.on} on"
    if ended is not None:
        return "stop for good" if ended.final else "stop at once"
    track = next(each for each in case.head.tracks if each.item == key)
    if item_phase(case.head, track, case.today) not in LIVE:
        return None
    return _goes_on(case, decision, track, _told(decision, key))


def nothing_yet(decision: Decision) -> bool:
    """Whether nothing is taken because test results are awaited, so that no dose is named as if it were."""
    return any(each.key == AWAITED and each.result is Truth.TRUE for each in decision.considered)


def _told(decision: Decision, key: Key) -> Told:
    return Told(
        outcome=next(each for each in decision.items if each.item == key),
        before=next(each for each in decision.before if each.item == key),
        after=next(each for each in decision.after if each.item == key),
        move=next((each for each in decision.effect.moves if each.item == key), None),
    )


def _goes_on(case: Case, decision: Decision, track: Track, told: Told) -> str:
    match told.outcome.dose:
        case DoseOutcome.ADVANCE:
            return _advance(told, _taken_back(case, decision, track))
        case DoseOutcome.HOLD if told.before.arithmetic is not None and nothing_yet(decision):
            return "no dose yet"
        case DoseOutcome.HOLD:
            return _hold(case, decision, track, told)
        case DoseOutcome.STEP_BACK:
            return _step_back(told, waits=nothing_yet(decision))
        case DoseOutcome.PAUSE | DoseOutcome.STOP:  # a stop ends the item, which is said above
            paused = item_phase(case.head, track, case.today) is Phase.PAUSED
            begins = "stay paused" if paused else "pause at once"
            return f"{begins}: nothing is taken until a practitioner resumes the plan"
        case _:
            assert_never(told.outcome.dose)


def _step_back(told: Told, *, waits: bool) -> str:
    if waits:
        return f"begin with {_amount(told.after)} once the test results are in; until then nothing is taken"
    begun = told.before.arithmetic is not None
    return f"step back to {_amount(told.after)} at once" if begun else f"begin with {_amount(told.after)}"


def _advance(told: Told, taken_back: str) -> str:
    """Up, down a taper, or on as before with what follows."""
    now, then, move = _amount(told.before), _amount(told.after), told.move
    if move is None or (told.outcome.carry_on and move.step == told.before.step):
        return f"carry on with {now}{taken_back}"
    if told.outcome.carry_on:
        return f"carry on with {now}, then {then} from {move.from_day} on"
    if move.step == told.before.step:
        return f"advance to {then} from {move.from_day}, for the new weight"
    return f"{'go down' if _is_less(told) else 'advance'} to {then} from {move.from_day}"


def _hold(case: Case, decision: Decision, track: Track, told: Told) -> str:
    now, move = _amount(told.before), told.move
    if told.before.arithmetic is None:
        return "nothing changes"
    if told.outcome.settles:
        return f"settle on {now}, the highest comfortable dose"
    taken_back = _taken_back(case, decision, track)
    if taken_back:
        return f"hold at {now}{taken_back}"
    if move is not None and move.by_calendar:
        return f"hold at {now}; the next lower dose waits until {move.from_day}"
    if move is not None and _is_less(told):
        return f"hold at {now}, then {_amount(told.after)} from {move.from_day} on"
    return f"hold at {now}{_still_rises(case, track) if move is None else ''}"


def _taken_back(case: Case, decision: Decision, track: Track) -> str:
    cancelled = track.item in decision.effect.cancels and about_to_rise(case.head, track, case.today)
    return "; the rise that was decided is taken back" if cancelled else ""


def _still_rises(case: Case, track: Track) -> str:
    """A rise that was decided, and that nothing speaks against."""
    rise = about_to_rise(case.head, track, case.today)
    if rise is None:
        return ""
    daily = dosed(case.head, track.item, rise).arithmetic.daily.value
    return f"; {daily} g a day from {rise.since} on, as was decided"


def _is_less(told: Told) -> bool:
    before, after = told.before.arithmetic, told.after.arithmetic
    return before is not None and after is not None and after.daily.value < before.daily.value


def _amount(dose: Dosing) -> str:
    return "no dose" if dose.arithmetic is None else f"{dose.arithmetic.daily.value} g a day"
