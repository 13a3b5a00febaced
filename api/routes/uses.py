"""What rests on a publication: revisions, and the plans that walk them."""

from datetime import date
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers.plan import ClientNamed
from api.call import Call
from api.contract import op
from api.lists import Wanted, after_id, turn
from api.named import named
from api.paging import Cursor, Limit, Page
from api.scopes import Scope, needs
from api.store import practices, uses, works
from api.store.transaction import Transaction
from api.store.uses import PlanUsing, RevisionUsing
from protocols.authoring.revision import RevisionStatus
from protocols.evidence.work import WorkStatus
from protocols.plans.position import Phase
from protocols.text import Key
from protocols.value import Value


class RevisionCiting(Value, frozen=True):
    """A numbered revision that cites the work; `built_in` ones belong to the library."""

    protocol_id: UUID
    protocol: Key
    built_in: bool
    number: int
    status: RevisionStatus
    title: str


class PlanResting(Value, frozen=True):
    """A live plan whose revision cites the work, whose it is, and the gravest doubt that was acknowledged for it.

    `phase` is as it stood when the plan was last written.
    """

    plan_id: UUID
    client: ClientNamed
    protocol: Key
    revision: int
    phase: Phase
    acknowledged: WorkStatus | None


class WorkUses(Page[PlanResting], frozen=True, kw_only=True):
    """A page of the live plans that rest on a work, oldest first; `revisions` are all that cite it, on every page."""

    key: Key
    revisions: tuple[RevisionCiting, ...]


@get(
    "/v1/works/{work:str}/uses",
    sync_to_thread=True,
    tags=["works"],
    opt=needs(Scope.PLANS_READ, Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404, headers={200: ["Link"]}),
)
def list_uses(
    call: NamedDependency[Call], work: FromPath[str], *, limit: Limit = 20, cursor: Cursor = None
) -> Response[WorkUses]:
    """List what rests on a work: the revisions that cite its key, and the practice's live plans that walk them.

    Revisions are not paged: they are few, because each was written, proved and published by somebody.
    """
    key, today, revisions = call.read(lambda tx: _uses(tx, call, work))
    page = turn(
        call,
        Wanted(f"/v1/works/{key}/uses", {}, limit, cursor),
        lambda tx, after, count: uses.plans_on(tx, key, today, after_id(after), count),
        lambda row: (str(row.plan_id),),
    )
    answer = WorkUses(
        items=[_plan(row) for row in page.rows],
        next_cursor=page.next_cursor,
        key=key,
        revisions=tuple(_revision(row) for row in revisions),
    )
    return Response(answer, headers=page.headers)


def _uses(tx: Transaction, call: Call, work: str) -> tuple[str, date, tuple[RevisionUsing, ...]]:
    """The key that is meant, the practice's day, and every revision that cites it; raises NotFound."""
    key = works.get(tx, named(work)).work.key
    return key, call.today(practices.get(tx).settings.time_zone), uses.revisions_on(tx, key)


def _revision(row: RevisionUsing) -> RevisionCiting:
    return RevisionCiting(
        protocol_id=row.protocol_id,
        protocol=row.slug,
        built_in=row.built_in,
        number=row.number,
        status=row.status,
        title=row.title,
    )


def _plan(row: PlanUsing) -> PlanResting:
    return PlanResting(
        plan_id=row.plan_id,
        client=ClientNamed(
            id=row.client_id, reference=row.reference, display_name=row.display_name, birth_date=row.birth_date
        ),
        protocol=row.slug,
        revision=row.number,
        phase=Phase(row.phase),
        acknowledged=row.acknowledged,
    )
