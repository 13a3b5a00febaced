"""Check-ins that were wrong, taken out of a plan."""

from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter

from api.aftermath import aftermath
from api.answers.adjusted import PlanAdjusted
from api.answers.plan import plan_read
from api.call import Call
from api.contract import op
from api.doubts import doubts_of
from api.etag import etag
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.opened import about, happened, open_plan, stamp
from api.quota import NEVER_TURNED_AWAY
from api.scopes import Scope, needs
from api.store import plans
from api.store.transaction import Transaction
from api.told_elsewhere import tell_others
from protocols.plans.event import Voided
from protocols.plans.person import answering
from protocols.plans.telling import Telling
from protocols.plans.void import Void, void

EventNumber: TypeAlias = Annotated[int, PathParameter(ge=1, le=1_000_000, description="The number of its event.")]


@post(
    "/v1/plans/{plan_id:uuid}/check-ins/{event:int}/void",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 422, headers={200: ["ETag"]}),
)
def void_check_in(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    event: EventNumber,
    data: JSONBody[Void],
    idempotency_key: IdempotencyKey = None,
) -> Response[PlanAdjusted]:
    """Make a wrong check-in void, by name and with a reason: it is kept, and the plan is decided again from there.

    Where the plan would be lower without it, it is lowered at once, paused or stopped; what would be higher waits for
    the next check-in. What later check-ins call for without it is called for now, and named by this event. Calls that
    it opened stay open until somebody closes them, and what it put on the client's record stays there.
    """
    return call.once(
        idempotency_key,
        lambda tx: _void(tx, call, (plan_id, event), data),
        lambda plan: Response(plan, headers={"ETag": etag(plan.version)}),
    )


def _void(tx: Transaction, call: Call, which: tuple[UUID, int], data: Void) -> PlanAdjusted:
    plan_id, number = which
    opened = open_plan(tx, call, plan_id, lock=True)
    act = about(opened, data)
    who = answering(call.staff(tx), act.by, "/by")
    done = void(opened.protocol, plans.events(tx, plan_id), number, act, opened.today)
    event = Voided(
        stamp=stamp(call, opened, who), voids=number, reason=act.reason, sentence=done.sentence, effect=done.effect
    )
    later = happened(tx, opened, event)
    follows = aftermath(tx, opened, later, done.effect)
    others = tell_others(tx, call, (opened, later), who, Telling())
    read = plan_read(later, doubts_of(tx, later))
    return grown(PlanAdjusted, read, sentence=done.sentence, aftermath=follows, other_plans=others)
