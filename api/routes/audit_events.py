"""Who changed what, and who read data of which client."""

from datetime import datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.answers.audit import AuditEventRead, audit_event_read
from api.call import Call
from api.contract import op
from api.errand import AUDITED
from api.lists import Wanted, after_id, turn
from api.paging import Cursor, Limit, Page
from api.scopes import Scope, needs
from api.store import audit
from api.store.audit import AuditFilter, AuditKind

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]

_WHERE = "/v1/audit-events"


class AuditEventPage(Page[AuditEventRead], frozen=True):
    """A page of events, the newest first."""


@get(
    _WHERE,
    sync_to_thread=True,
    tags=["practice"],
    opt={**needs(Scope.AUDIT_READ), AUDITED: True},
    operation_class=op(400, 401, headers={200: ["Link"]}),
)
def list_audit_events(  # noqa: PLR0913 each filter is a parameter of the address
    call: NamedDependency[Call],
    *,
    client_id: Annotated[UUID | None, QueryParameter(description="Only what concerns this client.")] = None,
    key_id: Annotated[str | None, QueryParameter(description="Only what was asked with this key.")] = None,
    action: Annotated[str | None, QueryParameter(description="Only this operation, such as `startPlan`.")] = None,
    kind: Annotated[AuditKind | None, QueryParameter(description="Only changes, or only readings.")] = None,
    since: Annotated[Instant | None, QueryParameter(description="From this instant on.")] = None,
    until: Annotated[Instant | None, QueryParameter(description="Before this instant.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[AuditEventPage]:
    """List who changed what and who read data of which client, the newest first.

    A change is told in the transaction that makes it. What is read is told within a second; a crash may lose that
    second of readings, never a change.
    """
    wanted = AuditFilter(client_id=client_id, key_id=key_id, action=action, kind=kind, since=since, until=until)
    filters = {name: None if value is None else _text(value) for name, value in msgspec.structs.asdict(wanted).items()}
    page = turn(
        call,
        Wanted(_WHERE, filters, limit, cursor),
        lambda tx, after, count: audit.page(tx, wanted, after_id(after), count),
        lambda row: (str(row.event.id),),
    )
    items = [audit_event_read(row) for row in page.rows]
    return Response(AuditEventPage(items=items, next_cursor=page.next_cursor), headers=page.headers)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
