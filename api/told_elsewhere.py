"""What is told of one plan in the client's other live plans, and what an urgent call about it does there."""

from uuid import UUID

from api.call import Call
from api.opened import Opened, happened, stamp
from api.recorded import PlanLookedAt, opened_live, plan_looked_at
from api.store import clients
from api.store.transaction import Transaction
from protocols.plans.event import CalledElsewhere, Reported
from protocols.plans.open_calls import opens_an_urgent_call
from protocols.plans.passed_on import PassedOn, hear, hear_of_a_call, part_for
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


def call_others(
    tx: Transaction, call: Call, turned: tuple[Opened, Opened], who: Practitioner | None
) -> tuple[PlanLookedAt, ...]:
    """Each other live plan in which an urgent call takes back a rise, and what that did.

    `turned` is the plan before and after the event that may have opened one.
    """
    opened, later = turned
    if not opens_an_urgent_call(opened.head, later.head):
        return ()
    # A check-in of such a plan waits for its lock: its rise is found here, or finds the call that this opens.
    live = opened_live(tx, call, (opened.client, opened.today), opened.stored.id)
    heard = (_called(tx, call, each, (opened.stored.id, who)) for each in live)
    return tuple(each for each in heard if each is not None)


def _called(
    tx: Transaction, call: Call, opened: Opened, about: tuple[UUID, Practitioner | None]
) -> PlanLookedAt | None:
    (told_of, who), done = about, hear_of_a_call(opened.head, opened.today)
    if done is None:
        return None
    event = CalledElsewhere(stamp=stamp(call, opened, who), sentence=done.sentence, effect=done.effect, told_of=told_of)
    return plan_looked_at(tx, opened, happened(tx, opened, event), done)
