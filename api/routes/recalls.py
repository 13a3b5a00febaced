"""A revision that turned out wrong, taken back from everybody who walks it."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import Aftermath, aftermath
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.named import Number, named
from api.opened import Opened, as_opened, happened, stamp
from api.store import clients, plans, practices, protocols, revisions
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.revision import RevisionStatus
from protocols.plans.adjusting import check_reason
from protocols.plans.event import Recalled
from protocols.plans.person import Practitioner, answering
from protocols.plans.recall import recall
from protocols.text import Prose
from protocols.value import Value


class RecallNew(Value, frozen=True):
    """Why a revision is recalled, and by whom; `by` may be left out where one practitioner is responsible."""

    reason: Prose
    by: UUID | None = None


class PlanRecalled(Value, frozen=True):
    """A plan that the recall paused: whom to call, under which number of its log, what to say."""

    plan_id: UUID
    client: ClientNamed
    event: int
    sentence: str
    aftermath: Aftermath


class Recall(Value, frozen=True):
    """A revision that was recalled, and everybody who has to be told, the oldest plan first."""

    protocol_id: UUID
    number: int
    status: RevisionStatus
    plans: tuple[PlanRecalled, ...]


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/recall",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    operation_class=op(400, 401, 404, 422),
)
def recall_revision(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number, data: JSONBody[RecallNew]
) -> Recall:
    """Recall a revision that turned out wrong: its live plans are paused at once, and each client is to be called.

    It starts no plan any more, and gives no dose until a plan goes over to another revision. A recalled revision stays
    recalled. A built-in one is recalled for the practice alone: its own plans are paused and its own starts refused,
    and other practices go on with it and are not told. Nothing recalls a built-in revision in every practice at once.
    """
    check_reason(data.reason)
    return call.write(lambda tx: _recall(tx, call, (protocol, number), data))


def _recall(tx: Transaction, call: Call, which: tuple[str, int], data: RecallNew) -> Recall:
    practices.before_a_recall(tx)
    name, number = which
    who = answering(practices.staff(tx), data.by, "/by")
    revision = revisions.recall(tx, (protocols.get(tx, named(name)).id, number), who.id, call.now)
    today = call.today(practices.get(tx).settings.time_zone)
    walking = [each for each in plans.lock_live_on(tx, revision.id, today) if not each.head.recalled]
    people, text = clients.several(tx, {plan.client_id for plan in walking}), text_of(revision)
    told = tuple(
        _paused(tx, call, as_opened(call, plan, people[plan.client_id], text), (who, data.reason)) for plan in walking
    )
    return Recall(protocol_id=revision.protocol_id, number=number, status=revision.status, plans=told)


def _paused(tx: Transaction, call: Call, opened: Opened, why: tuple[Practitioner, str]) -> PlanRecalled:
    who, reason = why
    done = recall(opened.head, opened.today)
    event = Recalled(stamp=stamp(call, opened, who), reason=reason, sentence=done.sentence, effect=done.effect)
    later = happened(tx, opened, event)
    return PlanRecalled(
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        sentence=done.sentence,
        aftermath=aftermath(tx, opened, later, done.effect),
    )
