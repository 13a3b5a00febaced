"""The HTTP edge: everything about HTTP that does not depend on what the routes are about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Litestar, Request, Router
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from api.accept import require_acceptable
from api.body import MOST_BYTES, StrictBody, require_body
from api.contract import FinalConfig
from api.contract_decimals import DecimalStrings
from api.deprecation import require_served
from api.facing import Facing
from api.idempotency import asked_once
from api.outermost import Outermost
from api.problems import render
from api.query import require_one_address, require_query
from protocols.decimal_string import DecimalString, read


def edge(
    contract: FinalConfig, route_handlers: Sequence[ControllerRouterHandler], facing: Facing | None = None, **more: Any
) -> Litestar:
    """The application: strict in what it takes, problems for every error; `more` are further arguments of Litestar."""
    faced = facing or Facing()
    app = Litestar(
        # Registered one by one, Litestar 2.25 wraps a threaded handler again for every later handler of the same path,
        # and then sends its coroutine as the answer. A router puts all handlers of a path together before that.
        route_handlers=[Router("/", route_handlers=route_handlers)],
        openapi_config=contract,
        dto=StrictBody,
        return_dto=None,
        before_request=partial(_strict, faced.clock),
        exception_handlers={Exception: render, HTTPException: render},
        request_max_body_size=MOST_BYTES,
        type_encoders={DecimalString: str},
        type_decoders=[(_is_decimal, lambda _, written: read(written))],
        plugins=[DecimalStrings()],
        logging_config=None,  # Litestar would log tracebacks with messages, and messages can hold what a client said
        debug=False,
        **more,
    )
    app.asgi_handler = Outermost(app, faced)
    return app


async def _strict(clock: Callable[[], datetime], request: Request[Any, Any, Any]) -> None:
    """Before a handler is called; an OPTIONS request is answered for the address, whatever else it carries."""
    if request.method != "OPTIONS":
        require_served(request.route_handler, clock())
        require_acceptable(request)
        require_one_address(request)
        require_query(request)
        await require_body(request)
        request.state.asked = await asked_once(request)


def _is_decimal(wanted: Any) -> bool:
    return wanted is DecimalString
