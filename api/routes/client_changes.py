"""What was changed in the records of clients."""

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers.client import ClientChangeRead, change_read
from api.call import Call
from api.contract import op
from api.lists import Wanted, turn
from api.paging import Cursor, Limit, Page, Position
from api.scopes import Scope, needs
from api.store import client_changes, clients
from api.store.client_changes import StoredChange
from api.store.transaction import Transaction


class ClientChangePage(Page[ClientChangeRead], frozen=True):
    """A page of changes, oldest first."""


@get(
    "/v1/clients/{client_id:uuid}/changes",
    sync_to_thread=True,
    tags=["clients"],
    opt=needs(Scope.CLIENTS_READ),
    operation_class=op(400, 401, 404, headers={200: ["Link"]}),
)
def list_client_changes(
    call: NamedDependency[Call], client_id: FromPath[UUID], *, limit: Limit = 20, cursor: Cursor = None
) -> Response[ClientChangePage]:
    """List what was changed in a client's record, oldest first: before and after, when, by whom and why."""

    def fetch(tx: Transaction, after: Position | None, count: int) -> tuple[StoredChange, ...]:
        clients.get(tx, client_id)
        return client_changes.page(tx, client_id, int(after[0] or 0) if after else 0, count)

    wanted = Wanted(f"/v1/clients/{client_id}/changes", {}, limit, cursor)
    page = turn(call, wanted, fetch, lambda row: (row.version,))
    answer = ClientChangePage(items=[change_read(row) for row in page.rows], next_cursor=page.next_cursor)
    return Response(answer, headers=page.headers)
