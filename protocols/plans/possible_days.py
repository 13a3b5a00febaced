"""Whether so many days can be with a dose, and so many without one, beside the days of the plan.

What is too many would end a plan or lower it without a reason, or count days that never were, so it is asked again. A
row that reaches back beyond the last check-in can be, and is believed, whatever was told then: a rise that was decided
on days without a dose is taken back by it, which a refusal would leave to come (judgement: nothing rises by it).
"""

from collections.abc import Iterator
from datetime import date

from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.plans.check_in import CheckIn, Contradiction
from protocols.plans.days_told import LOOKED_BACK, DaysTold, days_told, most_taken
from protocols.plans.head import Head


def check_days(head: Head, check_in: CheckIn, checkpoint: Checkpoint | None) -> None:
    """Refuse more days with the full amount, or more in a row without a dose, than there can have been."""
    told = days_told(check_in, check_in.answers)
    is_baseline = checkpoint is not None and checkpoint.kind is CheckpointKind.BASELINE
    if not is_baseline:
        _check_taken(head, check_in.on, told.taken or 0)
    says = next(_contradictions(head, check_in, told), None) if told.off else None
    if says is not None:
        raise Contradiction(says, pointer="/off_days")


def _check_taken(head: Head, on: date, taken: int) -> None:
    """Days in a pause may have been taken all the same; those before the first one cannot.

    What is beyond the scale of the question is refused as any answer that is.
    """
    most = most_taken(head.snapshot.start_on, on)
    if most < taken <= LOOKED_BACK:
        says = f"{on} is day {most} of the plan: `days_taken` is at most {most}, the days with the full amount."
        raise Contradiction(says, pointer="/answers/days_taken")


def _contradictions(head: Head, check_in: CheckIn, told: DaysTold) -> Iterator[str]:
    start, off = head.snapshot.start_on, told.off or 0
    days = (check_in.on - start).days + 1
    taken = min(told.taken or 0, LOOKED_BACK, days)
    if days < 1:
        yield f"The plan begins on {start}: before that no day is without a dose. Leave `off_days` out."
    elif off > days:
        yield (
            f"{check_in.on} is day {days} of the plan, and {off} days in a row were without a dose: send in `off_days` "
            f"the longest row of whole days without any dose since the last check-in, at most {days}."
        )
    elif off > days - taken:
        yield (
            f"{check_in.on} is day {days} of the plan: {off} days in a row without a dose, and the full amount on "
            f"{taken} of the last {LOOKED_BACK}, cannot both be. Send whole days without any dose in `off_days` (0 for "
            "none), and in `days_taken` those with the full amount."
        )
