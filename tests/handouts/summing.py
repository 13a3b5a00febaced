"""Summaries of walked plans."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from protocols.evidence.doubt import Doubt
from protocols.handouts.issued import Issued
from protocols.handouts.summary import Summary
from protocols.handouts.summary_of import Cover, summary_of
from protocols.plans.event import Reported, Voided
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.void import Void, void
from tests.handouts.test_daily import CLINIC, SAM
from tests.plans.walking import DAY, DAY_1, REASON, Walk, stamp


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def summed(plan: Walk, today: date, sheets: Sequence[Issued] = (), doubts: Sequence[Doubt] = ()) -> Summary:
    """The summary of a walked plan, all of whose events rest on one text."""
    texts = {event.stamp.revision_hash: plan.protocol for event in plan.events}
    return summary_of(
        plan.events,
        texts,
        Cover(
            client=SAM,
            practice=CLINIC,
            plan_id=UUID(int=9),
            sheets=tuple(sheets),
            today=today,
            doubts=tuple(doubts),
        ),
    )


def tell(plan: Walk, told: Report, today: date) -> None:
    """A report, appended to the log."""
    done = report(plan.protocol, plan.head, told, today)
    plan.events.append(
        Reported(
            stamp=stamp(len(plan.events) + 1, today),
            report=told,
            dose_then=done.dose_then,
            sentence=done.sentence,
            effect=done.effect,
        )
    )


def void_it(plan: Walk, number: int, today: date) -> None:
    """A check-in made void, appended to the log."""
    done = void(plan.protocol, plan.events, number, Void(reason=REASON), today)
    plan.events.append(
        Voided(
            stamp=stamp(len(plan.events) + 1, today),
            voids=number,
            reason=REASON,
            sentence=done.sentence,
            effect=done.effect,
        )
    )
