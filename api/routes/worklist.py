"""The practice's day: whom to call, who is due, what waits to be read, looked at again or weighed."""

from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.answers.plan import ClientNamed
from api.call import Call
from api.contract import op
from api.faults import Fault
from api.lists import Wanted, turn
from api.paging import Cursor, Limit, Page, Position
from api.query import QueryRefused
from api.scopes import Scope, needs
from api.store import practices, worklist
from api.store.transaction import Transaction
from api.store.worklist import Asked, Place, StoredTask
from protocols.checkpoints.outcome import Call as Urgency
from protocols.evidence.doubt import to_answer
from protocols.evidence.work import WorkStatus
from protocols.plans.sentence import calling
from protocols.plans.task import TaskKind, TaskState
from protocols.text import Key
from protocols.value import Value

OfKind: TypeAlias = Annotated[
    TaskKind | None, QueryParameter(description="Only what is to be done of this kind; the counts are of all kinds.")
]
OnDay: TypeAlias = Annotated[
    date | None,
    QueryParameter(description="The list as it will be at this hour on a later day, if nothing more happens."),
]


class TaskRead(Value, frozen=True):
    """One thing to do: about whose plan, since when, due when, and a sentence that says it.

    `about` is the key of the checkpoint, item, caution, measure or work, `lapsed`, `weight`, `product` or
    `screening`; it is null for a call. `event` is the number of the event that asked for it: `close_call` and
    `confirm_rise` name it. `because` says why a call is open. `since` and `due` are days of the plan's own time zone.
    """

    plan_id: UUID
    client: ClientNamed
    kind: TaskKind
    state: TaskState
    about: Key | None
    event: int | None
    since: date
    due: date | None
    because: tuple[Key, ...]
    says: str


class TaskCounts(Value, frozen=True):
    """How many there are of each kind, on all pages and whatever kind was asked for."""

    call: int
    lapsed: int
    check_in: int
    proposal: int
    screening: int
    product: int
    evidence: int
    finding: int
    override: int
    weight: int


class Worklist(Page[TaskRead], frozen=True, kw_only=True):
    """A page of what there is to do at an instant.

    In this order (judgement): emergency calls, calls for today, lapsed plans, check-ins that are missed, overdue, late
    and due, routine calls, proposed rises, screenings, products, publications in doubt, findings, overrides, weights;
    among equals the oldest first.
    """

    at: datetime
    counts: TaskCounts


@get(
    "/v1/worklist",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_tasks(
    call: NamedDependency[Call], *, kind: OfKind = None, on: OnDay = None, limit: Limit = 20, cursor: Cursor = None
) -> Response[Worklist]:
    """List what somebody of the practice has to do now, the most urgent first; nobody watches this list day and night.

    Each task goes away by what answers it: a check-in, or an act by name under `adjustments` (`close_call`, `resume`,
    `stop`, `confirm_rise`, `rescreen`, `product`, `acknowledge_evidence`, `acknowledge`, `review_override`, `weigh`).
    What is due shows by the days of each plan's own time zone.
    """
    at, today, many = call.read(lambda tx: _counted(tx, call.now, on))
    asked = {"kind": None if kind is None else kind.value, "on": None if on is None else on.isoformat()}
    page = turn(
        call,
        Wanted("/v1/worklist", asked, limit, cursor),
        lambda tx, after, count: worklist.page(tx, Asked(at=at, today=today, kind=kind), _place(after), count),
        lambda row: (row.urgency, row.at.isoformat(), str(row.plan_id), row.number),
    )
    answer = Worklist(
        items=[_read(row) for row in page.rows],
        next_cursor=page.next_cursor,
        at=at,
        counts=TaskCounts(**{each.value: many.get(each, 0) for each in TaskKind}),
    )
    return Response(answer, headers=page.headers)


def _counted(tx: Transaction, now: datetime, on: date | None) -> tuple[datetime, date, dict[TaskKind, int]]:
    """The instant that is asked for, the practice's day then, and how many there are of each kind."""
    zone = ZoneInfo(practices.get(tx).settings.time_zone)
    at = now if on is None else _moment(now, on, zone)
    today = at.astimezone(zone).date()
    return at, today, worklist.counts(tx, at, today)


def _moment(now: datetime, on: date, zone: ZoneInfo) -> datetime:
    """This hour on a day of the practice's time zone; raises QueryRefused for a day that has passed."""
    local = now.astimezone(zone)
    if on < local.date():
        sentence = "The list is of today or of a later day: what was to be done before is done, or still there."
        raise QueryRefused(sentence, Fault(detail=sentence, parameter="on"))
    return local.replace(year=on.year, month=on.month, day=on.day).astimezone(now.tzinfo)


def _place(after: Position | None) -> Place | None:
    if after is None:
        return None
    urgency, at, plan_id, number = after
    return Place(
        urgency=int(urgency or 0),
        at=datetime.fromisoformat(str(at)),
        plan_id=UUID(str(plan_id)),
        number=int(number or 0),
    )


def _read(row: StoredTask) -> TaskRead:
    return TaskRead(
        plan_id=row.plan_id,
        client=ClientNamed(
            id=row.client_id, reference=row.reference, display_name=row.display_name, birth_date=row.birth_date
        ),
        kind=row.kind,
        state=row.state,
        about=row.about,
        event=row.event,
        since=row.since,
        due=row.due,
        because=row.because,
        says=_says(row),
    )


def _says(row: StoredTask) -> str:
    """What was kept with the task; a call and a work in doubt are told by what they are."""
    if row.says is not None:
        return row.says
    if row.title is not None:
        return to_answer(row.title, WorkStatus(row.state.value))
    return calling(Urgency(row.state.value), row.ring_first)
