"""A revision that turned out wrong, taken back from everybody who walks it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import Aftermath, aftermath, named_out
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.idempotency import IdempotencyKey
from api.named import Number, named
from api.opened import Opened, as_opened, happened, stamp
from api.quota import NEVER_TURNED_AWAY
from api.recalled_sheets import still_out
from api.recorded import PlanLookedAt
from api.scopes import Scope, needs
from api.store import clients, plans, practices, protocols, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from api.told_elsewhere import tell_others
from protocols.authoring.revision import RevisionStatus
from protocols.plans.adjusting import Adjusting, check_reason
from protocols.plans.event import Recalled
from protocols.plans.person import Practitioner, answering
from protocols.plans.position import Phase, phase_on
from protocols.plans.recall import recall, recall_before, throw_away
from protocols.plans.snapshot import Pinned
from protocols.plans.spoken import to_say
from protocols.plans.telling import Telling
from protocols.text import Prose
from protocols.value import Value

Why = tuple[Practitioner, str]
"""Who recalls, and for which reason."""


class RecallNew(Value, frozen=True):
    """Why a revision is recalled, and by whom; `by` may be left out where one practitioner is responsible."""

    reason: Prose
    by: UUID | None = None


class PlanRecalled(Value, frozen=True):
    """A plan that the recall concerns: whom to call, under which number of its log, what to say.

    One that walks the revision is paused. One that has gone over to another stays in its `phase`: its client may still
    have a sheet that was printed by the recalled one, and only such sheets are in `sheets_out`.
    """

    plan_id: UUID
    client: ClientNamed
    event: int
    phase: Phase
    sentence: str
    aftermath: Aftermath


class Recall(Value, frozen=True):
    """A revision that was recalled, and everybody who has to be told, the oldest plan first.

    `other_plans` are live plans of the same clients in which the call takes back a rise that has not begun.
    """

    protocol_id: UUID
    number: int
    status: RevisionStatus
    plans: tuple[PlanRecalled, ...]
    other_plans: tuple[PlanLookedAt, ...]


Told = tuple[tuple[Opened, Opened], PlanRecalled]
"""A plan before and after the recall, and what is answered about it."""


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/recall",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    opt=needs(Scope.PLANS_WRITE, Scope.PROTOCOLS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 422),
)
def recall_revision(
    call: NamedDependency[Call],
    protocol: FromPath[str],
    number: Number,
    data: JSONBody[RecallNew],
    idempotency_key: IdempotencyKey = None,
) -> Response[Recall]:
    """Recall a revision that turned out wrong: its live plans are paused at once, and each client is to be called.

    So is whoever still has a sheet that was printed by it, although the plan has gone over to another revision since:
    the sheet is withdrawn, and the plan goes on.

    It starts no plan any more, and gives no dose until a plan goes over to another revision. A recalled revision stays
    recalled. A built-in one is recalled for the practice alone: its own plans are paused and its own starts refused,
    and other practices go on with it and are not told. Nothing recalls a built-in revision in every practice at once.
    """
    check_reason(data.reason)
    return call.once(idempotency_key, lambda tx: _recall(tx, call, (protocol, number), data), Response)


def _recall(tx: Transaction, call: Call, which: tuple[str, int], data: RecallNew) -> Recall:
    practices.before_a_recall(tx)
    name, number = which
    who = answering(call.staff(tx), data.by, "/by")
    revision = revisions.recall(tx, (protocols.get(tx, named(name)).id, number), who.id, call.now)
    today = call.today(practices.get(tx).settings.time_zone)
    why = (who, data.reason)
    told = (*_walking(tx, call, revision, (today, why)), *_gone_over(tx, call, revision, (today, why)))
    every = tuple(sorted((each for _, each in told), key=lambda each: each.plan_id))
    # Only once every plan that the recall concerns has heard of it: one of them may be another's other plan.
    others = tuple(each for turned, _ in told for each in tell_others(tx, call, turned, who, Telling()))
    return Recall(
        protocol_id=revision.protocol_id, number=number, status=revision.status, plans=every, other_plans=others
    )


def _walking(tx: Transaction, call: Call, revision: StoredRevision, now: tuple[date, Why]) -> Iterator[Told]:
    """The live plans that walk the revision: paused."""
    today, why = now
    walking = [each for each in plans.lock_live_on(tx, revision.id, today) if not each.head.recalled]
    people, text = clients.several(tx, {plan.client_id for plan in walking}), text_of(revision)
    for plan in walking:
        opened = as_opened(call, plan, people[plan.client_id], text)
        done = recall(opened.head, opened.today)
        later = _happened(tx, call, opened, (done, why, None))
        yield (opened, later), _told(later, done, aftermath(tx, opened, later, done.effect))


def _gone_over(tx: Transaction, call: Call, revision: StoredRevision, now: tuple[date, Why]) -> Iterator[Told]:
    """The live plans on another revision whose clients still have a sheet of this one: they go on as they were."""
    today, why = now
    found = still_out(tx, revision, today)
    people = clients.several(tx, {each.plan.client_id for each in found})
    hashes = {each.plan.revision_hash for each in found}
    texts = {each.id: text_of(each) for each in revisions.with_hashes(tx, revision.protocol_id, hashes)}
    for each in found:
        opened = as_opened(call, each.plan, people[each.plan.client_id], texts[each.plan.revision_id])
        done = recall_before(opened.head, each.text, opened.today)
        later = _happened(tx, call, opened, (done, why, each.text))
        says = throw_away(tuple(sheet.number for sheet in each.sheets))
        said = (says, *to_say((later.head, later.today), (), done.effect, None))
        yield (opened, later), _told(later, done, Aftermath(to_say=said, sheets_out=named_out(each.sheets)))


def _happened(tx: Transaction, call: Call, opened: Opened, what: tuple[Adjusting, Why, Pinned | None]) -> Opened:
    done, (who, reason), before = what
    event = Recalled(
        stamp=stamp(call, opened, who), reason=reason, sentence=done.sentence, effect=done.effect, before=before
    )
    return happened(tx, opened, event)


def _told(later: Opened, done: Adjusting, follows: Aftermath) -> PlanRecalled:
    return PlanRecalled(
        plan_id=later.stored.id,
        client=client_named(later.client),
        event=later.head.seq,
        phase=phase_on(later.head, later.today),
        sentence=done.sentence,
        aftermath=follows,
    )
