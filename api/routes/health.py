"""Whether the process runs, and whether it can serve."""

from typing import Any, Literal

from litestar import Request, get

from api.call import PUBLIC, Service
from api.contract import op
from api.problems import Busy
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
    """Say that the database answers and has the tables that this release needs; 503 otherwise."""
    service: Service = request.app.state.service
    if current_revision(service.database.url) != head_revision():
        raise Busy(retry_after=5)
    return Health()
