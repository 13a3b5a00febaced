"""What a request is about, as the audit tells it."""

from typing import Any, Final

import msgspec
from litestar import Request

from api.operation_id import operation_id
from api.problems import request_id, trace_of

AUDITED: Final = "audited"
"""`opt={AUDITED: True}` on a handler whose every reading is told, whether or not data of a client is read."""


class Errand(msgspec.Struct, frozen=True):
    """The operation, where it was asked, and under which ids.

    `always_told`: reading nobody's data is told, too. `head_only`: the caller gets no body.
    """

    action: str
    path: str
    request_id: str
    trace_id: str
    always_told: bool = False
    head_only: bool = False


def errand(request: Request[Any, Any, Any]) -> Errand:
    """The errand of a request; its path holds ids and no client data, its query is left out."""
    handler: Any = request.route_handler
    return Errand(
        action=operation_id(handler),
        path=request.scope["path"],
        request_id=request_id(request),
        trace_id=trace_of(request.scope["state"]).trace_id,
        always_told=bool(handler.opt.get(AUDITED)),
        head_only=bool(request.scope["state"].get("is_head")),
    )
