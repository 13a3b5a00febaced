"""A lower weight told at a check-in: doses by weight are less at once, and the cautions about it are looked at.

As when somebody is weighed by name (clinical design, section 3): less at once, more at the next advance. A weight that
is not lower changes nothing by itself: that takes `weigh`, and so does a loss that was planned. Neither does one that
is in doubt, nor one from before the newest that is known. A fixed dose knows no weight, but somebody may be too light
for it: what pauses when it is weighed by name pauses here, too. A value that a dose per kg asks for is looked at by
name, because it hangs on the client's age (judgement).
"""

from decimal import ROUND_FLOOR, Decimal
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import Unit, of
from protocols.plans.case import Case
from protocols.plans.effect import Effect, Move, Resolved
from protocols.plans.fold import affected
from protocols.plans.head import raised_on
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.lighter import lower
from protocols.plans.moving import with_falls
from protocols.plans.own_end import own_ends
from protocols.plans.raising import because_of_weight
from protocols.plans.start import highest_daily, resolved_items
from protocols.plans.weighed import is_by_weight, is_doubtful
from protocols.refusal import Refusal

_MARK: Final = Decimal("0.1")
"""A weight has one digit after the point; what is told more exactly counts for the tenth below it."""


def is_lighter(case: Case) -> bool:
    """Whether the check-in tells the newest weight, less than that of the doses, and not far from all known ones."""
    return case.head.doses[-1].body.weight is not None and is_by_weight(case.head) and _is_less(case)


def _is_less(case: Case) -> bool:
    """The same where no dose is by weight, or none was known."""
    told, body = case.numbers.answers.get(BODY_WEIGHT), case.head.doses[-1].body
    if told is None or (body.weight is not None and told >= body.weight.value):
        return False
    known = (body.weighed_on, case.head.weight_told_on)
    newest = all(day is None or day <= case.check_in.on for day in known)
    return newest and not is_doubtful(case.head, case.numbers.answers)


def for_weight_told(case: Case) -> Case:
    """The check-in judged by a plan that has the doses for its weight, where that one is lower and does something."""
    resolved = _resolved(case) if _is_less(case) else None
    if resolved is None:
        return case
    light = _too_light(case, resolved)
    if not light and not is_lighter(case):
        return case
    case = replace(case, light=light)
    bare = Effect(day=case.today, resolved=resolved, ends=own_ends(case.head, case.today))
    if bare.ends:
        # The end of an item ends no lapse.
        bare = without_giving_back(case.head, bare, case.today)
    lighter = with_falls(case.head, replace(bare, moves=lower(case.head, bare, case.today)))
    return replace(case, head=affected(case.head, lighter, case.head.seq, case.today), lighter=lighter)


def _too_light(case: Case, resolved: Resolved) -> tuple[str, ...]:
    """What newly stands against so light a body, in words; what only tells is no news of a weight."""
    known, most = raised_on(case.head), highest_daily(resolved.items, case.head.declared)
    asks = (each for each in case.protocol.cautions if each.action is not Action.INFORM and each.key not in known)
    found = ((each.label, because_of_weight(each, resolved.body, most)) for each in asks)
    return tuple(f"{label}: {why}" for label, why in found if why is not None)


def _resolved(case: Case) -> Resolved | None:
    """The doses for the weight; None where no dose can be worked out for it, so that somebody looks at it by name."""
    before, told = case.head.doses[-1].body, case.numbers.answers[BODY_WEIGHT]
    try:
        body = Body(
            weight=of(DecimalString(told.quantize(_MARK, ROUND_FLOOR)), Unit.KILOGRAM),
            height=before.height,
            weighed_on=case.check_in.on,
            confirmed=before.confirmed,
            ideal=before.ideal,
        )
        return Resolved(body=body, items=resolved_items(case.protocol, body))
    except Refusal:
        return None


def with_lighter(case: Case, steered: Effect) -> Effect:
    """What a lower weight does and then what was decided, in one effect."""
    if case.lighter is None:
        return steered
    standing = tuple(move for move in case.lighter.moves if _stands(case, move, steered))
    return replace(
        steered,
        moves=standing + steered.moves,
        pauses=case.lighter.pauses + steered.pauses,
        ends=case.lighter.ends + steered.ends,
        resolved=case.lighter.resolved,
    )


def _stands(case: Case, move: Move, steered: Effect) -> bool:
    """Whether what was decided leaves this dose: a rise or fall that has not begun by then may be another, or none."""
    if move.from_day <= max(case.today, case.head.snapshot.start_on):
        return True
    moves = [each for each in steered.moves if each.item == move.item]
    replaced = any(move.by_calendar or not each.by_calendar for each in moves)
    paused = any(each.item == move.item and each.since <= move.from_day for each in steered.pauses)
    return not (replaced or paused or move.item in steered.cancels)
