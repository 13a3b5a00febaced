"""What is told of one plan, told of the client's other live plans that it concerns."""

from uuid import UUID

from api.call import Call
from api.opened import Opened, happened, stamp
from api.recorded import PlanLookedAt, opened_live, plan_looked_at
from api.store import clients
from api.store.transaction import Transaction
from protocols.plans.event import Reported
from protocols.plans.passed_on import PassedOn, hear, part_for
from protocols.plans.person import Practitioner


def tell_others(
    tx: Transaction, call: Call, told: tuple[Opened, Practitioner | None], passed: PassedOn | None
) -> tuple[PlanLookedAt, ...]:
    """Each plan that hears of it, and what that did; `told` is the plan in which it was told, and by whom."""
    if passed is None:
        return ()
    opened, who = told
    # A start of the same client waits: it either finds the call that this opens, or is found here.
    clients.lock(tx, opened.client.id)
    live = opened_live(tx, call, (opened.client, opened.today), opened.stored.id)
    parts = ((each, part_for(passed, opened.head, each.head)) for each in live)
    return tuple(_heard(tx, call, each, (opened.stored.id, who, part)) for each, part in parts if part is not None)


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
    return plan_looked_at(tx, opened, happened(tx, opened, event), done)
