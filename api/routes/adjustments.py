"""What a practitioner does to a plan by name and with a reason."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import aftermath
from api.answers.adjusted import PlanAdjusted
from api.answers.plan import ClientNamed, client_named, plan_read
from api.call import Call
from api.contract import op
from api.doubts import doubts_of
from api.etag import etag
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.opened import about, as_decided, happened, open_plan, party_of, stamp
from api.quota import NEVER_TURNED_AWAY
from api.scopes import Scope, needs
from api.store import plans, practices
from api.store.transaction import Transaction
from api.told_elsewhere import tell_others
from protocols.plans.acts import AcknowledgeEvidence, Adjustment
from protocols.plans.adjust import adjust
from protocols.plans.doubted import check_doubt
from protocols.plans.event import Actor, Adjusted
from protocols.plans.recall import check_not_recalled
from protocols.plans.telling import told_by_act
from protocols.plans.who_may import who_did
from protocols.value import Value


class AdjustmentRead(Value, frozen=True):
    """An adjustment as it stands in the plan's log."""

    event: int
    recorded_at: datetime
    recorded_by: Actor
    adjustment: Adjustment
    sentence: str


class Adjustments(Value, frozen=True):
    """All adjustments of a plan, oldest first."""

    plan_id: UUID
    client: ClientNamed
    items: tuple[AdjustmentRead, ...]


@post(
    "/v1/plans/{plan_id:uuid}/adjustments",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 422, headers={201: ["Location", "ETag"]}),
)
def adjust_plan(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    data: JSONBody[Adjustment],
    idempotency_key: IdempotencyKey = None,
) -> Response[PlanAdjusted]:
    """Pause, hold, resume, stop, set a step, settle, extend, weigh and more, by name; the answer is the plan.

    `kind` says which act it is; each has a reason, and is by the practitioner named in `by` or the one responsible. An
    assistant may only make less (`pause`, `hold`, `stop`, a lower `set_step`) and record a weight or product. Clients
    may always take less: `entered_by` says that the client entered it. A plan that is over takes `entered_in_error`,
    `close_call` and, where its end may be taken back, `resume`.
    """
    return call.once(idempotency_key, lambda tx: _adjust(tx, call, plan_id, data), _adjusted)


def _adjusted(plan: PlanAdjusted) -> Response[PlanAdjusted]:
    return Response(plan, headers={"Location": f"/v1/plans/{plan.id}/adjustments", "ETag": etag(plan.version)})


@get(
    "/v1/plans/{plan_id:uuid}/adjustments",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def list_adjustments(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Adjustments:
    """List what practitioners did to a plan, oldest first."""
    opened, log = call.read(lambda tx: (open_plan(tx, call, plan_id), plans.events(tx, plan_id)))
    return Adjustments(
        plan_id=plan_id,
        client=client_named(opened.client),
        items=tuple(
            AdjustmentRead(
                event=event.stamp.seq,
                recorded_at=event.stamp.at,
                recorded_by=event.stamp.by,
                adjustment=event.adjustment,
                sentence=event.sentence,
            )
            for event in log
            if isinstance(event, Adjusted)
        ),
    )


def _adjust(tx: Transaction, call: Call, plan_id: UUID, told: Adjustment) -> PlanAdjusted:
    practices.before_a_dose(tx)
    opened = open_plan(tx, call, plan_id, lock=True)
    wish = about(opened, told)
    # Also on a plan that was stopped before: the recall left no mark on that.
    check_not_recalled(opened.recalled, wish)
    staff = call.staff(tx)
    who = who_did(wish, staff)
    party = party_of(tx, opened, staff)
    done = adjust(opened.protocol, as_decided(tx, opened), wish, party, opened.today)
    doubts = doubts_of(tx, opened)
    if isinstance(wish, AcknowledgeEvidence):
        check_doubt(wish, doubts)
    event = Adjusted(stamp=stamp(call, opened, who), adjustment=wish, sentence=done.sentence, effect=done.effect)
    later = happened(tx, opened, event)
    follows = aftermath(tx, opened, later, done.effect)
    others = tell_others(tx, call, (opened, later), who, told_by_act(opened.protocol, wish, opened.today))
    read = plan_read(later, doubts)
    return grown(PlanAdjusted, read, sentence=done.sentence, aftermath=follows, other_plans=others)
