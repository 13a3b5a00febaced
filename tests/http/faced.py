"""The running service as it faces the outside under other settings."""

from dataclasses import replace

from litestar.testing import TestClient

from api.app import application, quota
from api.call import Service as Behind
from api.facing import Facing
from api.quota import FAILURES_PART
from tests.http.service import Service


def faced(service: Service, rate_limit: int | None = 1_000_000, **settings: object) -> Service:
    """The same database, press and clock behind another edge; it is not started, and so prints nothing."""
    behind: Behind = service.app.state.service
    counted = replace(behind, quota=quota(rate_limit, "default"), failures=quota(rate_limit, "failures", FAILURES_PART))
    app = application(counted, Facing(clock=service.clock, **settings))  # type: ignore[arg-type]
    return replace(service, app=app, http=TestClient(app, raise_server_exceptions=False))
