"""A lower weight told at a check-in: doses by weight are less at once.

As when somebody is weighed by name (clinical design, section 3): less at once, more at the next advance. A weight that
is not lower changes nothing by itself: that takes `weigh`, and so does a loss that was planned. Neither does one that
is in doubt, nor one from before the newest that is known. A fixed dose knows no weight. Cautions about the weight are
looked at when somebody is weighed by name.
"""

from decimal import ROUND_FLOOR, Decimal
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import Unit, of
from protocols.plans.case import Case
from protocols.plans.effect import Effect, Move, Resolved
from protocols.plans.fold import affected
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.lighter import lower
from protocols.plans.moving import with_falls
from protocols.plans.own_end import own_ends
from protocols.plans.start import resolved_items
from protocols.plans.weighed import is_by_weight, is_doubtful
from protocols.refusal import Refusal

_MARK: Final = Decimal("0.1")
"""A weight has one digit after the point; what is told more exactly counts for the tenth below it."""


def is_lighter(case: Case) -> bool:
    """Whether the check-in tells the newest weight, less than that of the doses, and not far from all known ones."""
    told, body = case.numbers.answers.get(BODY_WEIGHT), case.head.doses[-1].body
    if told is None or body.weight is None or told >= body.weight.value or not is_by_weight(case.head):
        return False
    known = (body.weighed_on, case.head.weight_told_on)
    newest = all(day is None or day <= case.check_in.on for day in known)
    return newest and not is_doubtful(case.head, case.numbers.answers)


def for_weight_told(case: Case) -> Case:
    """The check-in judged by a plan that has the doses for its weight, where that one is lower."""
    resolved = _resolved(case) if is_lighter(case) else None
    if resolved is None:
        return case
    bare = Effect(day=case.today, resolved=resolved, ends=own_ends(case.head, case.today))
    if bare.ends:
        # The end of an item ends no lapse.
        bare = without_giving_back(case.head, bare, case.today)
    lighter = with_falls(case.head, replace(bare, moves=lower(case.head, bare, case.today)))
    return replace(case, head=affected(case.head, lighter, case.head.seq, case.today), lighter=lighter)


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
