"""What is told of one plan, told of the client's other live plans with the same substance."""

from uuid import UUID

from api.aftermath import aftermath
from api.answers.plan import client_named
from api.call import Call
from api.opened import Opened, as_opened, happened, stamp
from api.recorded import PlanLookedAt
from api.store import clients, plans, revisions
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.plans.event import Reported
from protocols.plans.passed_on import PassedOn, hear, shares_a_substance
from protocols.plans.person import Practitioner
from protocols.plans.position import phase_on


def tell_others(
    tx: Transaction, call: Call, told: tuple[Opened, Practitioner | None], passed: PassedOn | None
) -> tuple[PlanLookedAt, ...]:
    """Each plan that hears of it, and what that did; `told` is the plan in which it was told, and by whom."""
    if passed is None:
        return ()
    opened, who = told
    # A start of the same client waits: it either finds the call that this opens, or is found here.
    clients.lock(tx, opened.client.id)
    live = (
        as_opened(call, plan, opened.client, text_of(revisions.pinned(tx, plan.revision_id)))
        # A client has a live plan or two: one for each substance at most.
        for plan in plans.lock_live(tx, opened.client.id, opened.today)
        if plan.id != opened.stored.id and shares_a_substance(opened.head, plan.head)
    )
    return tuple(_heard(tx, call, each, (opened.stored.id, who, passed)) for each in live)


def _heard(
    tx: Transaction, call: Call, opened: Opened, told: tuple[UUID, Practitioner | None, PassedOn]
) -> PlanLookedAt:
    told_of, who, passed = told
    done = hear(opened.protocol, opened.head, passed, opened.today)
    event = Reported(
        stamp=stamp(call, opened, who),
        report=passed.report,
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=done.effect,
        told_of=told_of,
    )
    later = happened(tx, opened, event)
    return PlanLookedAt(
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        phase=phase_on(later.head, later.today),
        sentence=done.sentence,
        aftermath=aftermath(tx, opened, later, done.effect),
    )
