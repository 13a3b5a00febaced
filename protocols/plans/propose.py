"""What a check-in would raise if a practitioner had entered it."""

from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import grams_per_day
from protocols.plans.case import Case
from protocols.plans.decision import Decision
from protocols.plans.proposal import Proposal


def proposal_of(case: Case, would: Decision) -> Proposal | None:
    """The rise of a decision as a practitioner's check-in would have led to it; None where it raises nothing."""
    pairs = zip(would.before, would.after, strict=True)
    risen = next(((before, after) for before, after in pairs if after.grams > before.grams), None)
    if risen is None or case.around is None:
        return None
    before, after = risen
    move = next(each for each in would.effect.moves if each.item == after.item and case.today < each.from_day)
    return Proposal(
        item=after.item,
        step=move.step,
        daily_before=grams_per_day(DecimalString(before.grams)),
        daily=grams_per_day(DecimalString(after.grams)),
        from_day=move.from_day,
        until=case.around.overdue_until,
        move=move,
        seen=would.effect.seen,
    )
