"""Whether the process runs, and whether it can serve."""

from typing import Any, Literal

from litestar import Request, get

from api.call import PUBLIC, Service
from api.contract import op
from api.problems import Busy
from api.store import wall
from api.store.migrate import current_revision, head_revision
from protocols.value import Value


class Health(Value, frozen=True):
    """A service that answers."""

    status: Literal["ok"] = "ok"


@get(
    "/healthz/live",
    sync_to_thread=False,
    opt={PUBLIC: True},
    security=[{}],
    tags=["operations"],
    operation_class=op(405),
)
def get_liveness() -> Health:
    """Say that the process runs."""
    return Health()


@get(
    "/healthz/ready",
    sync_to_thread=True,
    opt={PUBLIC: True},
    security=[{}],
    tags=["operations"],
    operation_class=op(503),
)
def get_readiness(request: Request[Any, Any, Any]) -> Health:
    """Say that the database answers, has the tables that this release needs, and keeps practices apart; 503 otherwise.

    On PostgreSQL the role that serves must be a plain one: a superuser passes row-level security unseen.
    """
    service: Service = request.app.state.service
    if current_revision(service.database.url) != head_revision() or not wall.stands(service.database):
        raise Busy(retry_after=5)
    return Health()
