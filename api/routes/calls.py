"""Calls that nobody has closed, for the practice's day."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.answers.plan import ClientNamed
from api.call import Call
from api.contract import op
from api.lists import Wanted, turn
from api.paging import Cursor, Limit, Page, Position
from api.scopes import Scope, needs
from api.store import open_calls
from api.store.open_calls import Place, StoredCall
from protocols.checkpoints.outcome import Call as Urgency
from protocols.plans.coming_up import coming_up
from protocols.plans.position import Phase
from protocols.plans.sentence import calling
from protocols.text import Key
from protocols.value import Value


class CallRead(Value, frozen=True):
    """A call that is open: about whom, why, since when, and what is to be done.

    `event` is the number of the event that opened it, which `close_call` names. It comes up again after 1 hour
    (emergency) or 4 hours (today) until a named practitioner closes it: `raised` counts how often it did by now.
    `phase` is the plan's when it was last written.
    """

    plan_id: UUID
    event: int
    client: ClientNamed
    phase: Phase
    call: Urgency
    because: tuple[Key, ...]
    says: str
    opened_at: datetime
    raised: int
    raised_at: datetime
    raised_again_at: datetime | None


class CallPage(Page[CallRead], frozen=True):
    """A page of open calls, the most urgent first, then the oldest."""


@get(
    "/v1/calls",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_calls(
    call: NamedDependency[Call],
    *,
    urgency: FromQuery[Urgency | None] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[CallPage]:
    """List the calls that nobody has closed, the most urgent first; nobody watches this list day and night."""
    page = turn(
        call,
        Wanted("/v1/calls", {"urgency": None if urgency is None else urgency.value}, limit, cursor),
        lambda tx, after, count: open_calls.page(tx, urgency, _place(after), count),
        lambda row: (row.urgency, row.opened_at.isoformat(), str(row.plan_id), row.event),
    )
    answer = CallPage(items=[_read(row, call.now) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)


def _place(after: Position | None) -> Place | None:
    if after is None:
        return None
    urgency, opened_at, plan_id, event = after
    return Place(
        urgency=int(urgency or 0),
        opened_at=datetime.fromisoformat(str(opened_at)),
        plan_id=UUID(str(plan_id)),
        event=int(event or 0),
    )


def _read(row: StoredCall, now: datetime) -> CallRead:
    comes_up = coming_up(row.call, row.opened_at, now)
    client = ClientNamed(
        id=row.client_id, reference=row.reference, display_name=row.display_name, birth_date=row.birth_date
    )
    return CallRead(
        plan_id=row.plan_id,
        event=row.event,
        client=client,
        phase=Phase(row.phase),
        call=row.call,
        because=row.because,
        says=calling(row.call, row.ring_first),
        opened_at=row.opened_at,
        raised=comes_up.times,
        raised_at=comes_up.last_at,
        raised_again_at=comes_up.again_at,
    )
