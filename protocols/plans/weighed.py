"""What a client weighed last, and how far a new weight may be from it without being asked again."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body, Implausible
from protocols.plans.effect import Resolved, StopReason
from protocols.plans.head import Head
from protocols.text import Key

ASKED_AGAIN_ABOVE: Final = 10
"""Per cent of change since the last weight above which it is asked again before it is used (judgement)."""

LOSS_THAT_STOPS: Final = Decimal(5)
"""Per cent of the start weight, lost without being planned, that stops the plan (body-weight)."""

STARTS_WITHIN: Final = 20
"""Per cent between the last weight and the one that a plan starts with; more must be confirmed (judgement)."""


def last_weighed(heads: Iterable[Head]) -> Body | None:
    """The body with the newest weight in the client's plans; what was entered in error is not believed."""
    bodies = [head.doses[-1].body for head in heads if not _in_error(head)]
    weighed = [body for body in bodies if body.weight is not None]
    return max(weighed, key=lambda body: body.weighed_on or date.min, default=None)


def is_by_weight(head: Head) -> bool:
    """Whether a dose of the plan is worked out from the weight."""
    return any(
        step.arithmetic.weight is not None for item in head.doses[-1].items for step in (*item.steps, *item.taper)
    )


def _in_error(head: Head) -> bool:
    return head.ended is not None and head.ended.reason is StopReason.ENTERED_IN_ERROR


def is_doubtful(head: Head, answers: Mapping[Key, Decimal]) -> bool:
    """Whether a check-in tells a weight far from all that are known: it is asked again before it is used.

    Pounds for kilograms would hide a loss. One that is told twice is believed, and one that was weighed by name.
    """
    told, weighed = answers.get(BODY_WEIGHT), head.doses[-1].body.weight
    before = (head.earlier.get(BODY_WEIGHT), head.baseline.get(BODY_WEIGHT), None if weighed is None else weighed.value)
    known = [each for each in before if each is not None]
    return told is not None and bool(known) and all(_is_far(each, told, ASKED_AGAIN_ABOVE) for each in known)


def _is_far(known: Decimal, told: Decimal, per_cent: int) -> bool:
    return abs(told - known) * 100 > known * per_cent


def started_with(head: Head) -> DecimalString | None:
    """The kg at the start: of a loss that was planned, told before the first dose, or of the start itself."""
    return before_the_first_dose(head) if head.planned_weight is None else head.planned_weight


def before_the_first_dose(head: Head) -> DecimalString | None:
    """The kg of the baseline, or those that the plan was started with."""
    weight = head.snapshot.body.weight
    return head.baseline.get(BODY_WEIGHT, None if weight is None else weight.value)


def lost_from(head: Head, weighings: Iterable[Resolved]) -> DecimalString | None:
    """The kg that a loss is counted from: at the start, or the last weighing so far below it that stood.

    Whoever is back near the start began anew.
    """
    started = started_with(head)
    if started is None:
        return None
    known = started
    for weight in (doses.body.weight for doses in weighings):
        if weight is None or not is_lost(started, weight.value):
            known = started
        elif is_lost(known, weight.value):
            known = weight.value
    return known


def is_lost(before: Decimal, now: Decimal) -> bool:
    """Whether so much of the earlier weight is gone that a plan stops."""
    return (before - now) * 100 >= before * LOSS_THAT_STOPS


def check_height(before: Body | None, now: Body) -> None:
    """Refuse another height of somebody who is measured once; raises Implausible unless confirmed.

    Whoever is grown does not grow: another height is a slip, of now or of before, and doses per kg of ideal weight
    follow its square (judgement).
    """
    if before is None or before.height is None or now.height is None or now.confirmed:
        return
    if now.height.value != before.height.value:
        raise Implausible(
            f"{now.height} is another height than the {before.height} known before. Measure again and check the unit "
            "(cm); if the number is right, send it again with `confirmed`.",
            pointer="/height",
        )


def check_jump(before: Body | None, now: Body, per_cent: int) -> None:
    """Refuse a weight that is so far from the one before, in either direction; raises Implausible unless confirmed.

    Catches pounds entered for kilograms, a factor of 2.2.
    """
    if before is None or before.weight is None or now.weight is None or now.confirmed:
        return
    known, told = before.weight.value, now.weight.value
    if _is_far(known, told, per_cent):
        raise Implausible(
            f"{told} kg is more than {per_cent} % away from {known} kg. Weigh again and check the unit (kg); "
            "if the number is right, send it again with `confirmed`.",
            pointer="/weight",
        )
