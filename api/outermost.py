"""What holds for every answer, those to unknown addresses and methods among them.

Litestar's middleware does not see answers 404 and 405, its routes do not answer HEAD, its OPTIONS names only the first
handler's methods, and `/x/` and `//x` are answered like `/x`. This layer stands around its routing and puts that right.
"""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import uuid4

from litestar import Litestar, Request
from litestar.enums import HttpMethod, ScopeType
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from litestar.utils.path import normalize_path

from api.body import patch_types
from api.cross_origin import OriginRefused, is_preflight, origin, preflight, shared
from api.deprecation import announced
from api.facing import Facing
from api.preference import depends, hears, without_body
from api.problems import log_failure, render
from api.quota import STANDING, Standing
from api.raw_headers import RawHeaders, joined
from api.revalidation import is_revalidated, is_version, shortened, tagged, unchanged
from api.trace_context import trace_context

_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class BrokenOff(RuntimeError):
    """An answer failed after its first bytes; the server is told only that, because it logs what it is told."""


class _Finished(NamedTuple):
    """The start of an answer with all that every answer says, and whether its body is left out."""

    start: HTTPResponseStartEvent
    silent: bool = False


class Outermost:
    """The ASGI application around the routing of `app`."""

    def __init__(self, app: Litestar, facing: Facing) -> None:
        self._routing = app.asgi_handler
        self._facing = facing
        self._methods: dict[str, set[str]] = defaultdict(set)
        self._patched: dict[str, str] = {}
        for route in app.routes:
            self._methods[route.path_format] |= set(getattr(route, "methods", ()))
            for handler in getattr(route, "route_handlers", ()):
                if types := patch_types(handler):
                    self._patched[route.path_format] = ", ".join(types)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            await self._routing(scope, receive, send)
            return
        inner = scope.copy()
        given = {"request_id": str(uuid4()), "trace": trace_context(scope["headers"])}
        inner["state"] = {**scope["state"], **given}
        is_head = scope["method"] == "HEAD"
        if is_head:
            inner["method"] = HttpMethod.GET
            inner["state"]["is_head"] = True
        begun: list[HTTPResponseStartEvent] = []

        async def answer(message: Message) -> None:
            # The start goes out with the first of the body, over which its entity tag is made.
            if message["type"] == "http.response.start":
                begun.append(message)
            elif message["type"] == "http.response.body" and begun:
                finished = self._finished(inner, begun.pop(), message)
                await send(finished.start)
                await send({**message, "body": b""} if is_head or finished.silent else message)
            else:
                await send(message)

        await self._route(inner, receive, answer)

    async def _route(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path != normalize_path(path) or "\x00" in path:
            await _refuse(NotFoundException(), scope, receive, send)
        elif self._facing.origins and is_preflight(scope) and origin(scope) not in self._facing.origins:
            await _refuse(OriginRefused(), scope, receive, send)
        else:
            try:
                await self._routing(scope, receive, send)
            except Exception as failure:  # noqa: BLE001 whatever it is, the server would log its message
                log_failure(scope["state"], failure)
                raise BrokenOff from None

    def _finished(self, scope: HTTPScope, start: HTTPResponseStartEvent, body: HTTPResponseBodyEvent) -> _Finished:
        """The answer as it goes out; a 304 where the reader has it already, and no body where none is wanted."""
        headers = self._said_everywhere(scope, start["headers"])
        is_read = scope["method"] == HttpMethod.GET and start["status"] == HTTPStatus.OK
        reads = is_read and is_revalidated(scope["path"])
        if not body["more_body"] and (reads or is_version(headers)):
            headers = tagged(headers, body["body"])
        told: HTTPResponseStartEvent = {**start, "headers": headers}
        if reads and unchanged(joined(scope["headers"], b"if-none-match"), headers):
            told = {**told, "status": HTTPStatus.NOT_MODIFIED, "headers": shortened(headers)}
        elif hears(_handler(scope)) and not body["more_body"] and (short := without_body(told, scope)):
            return _Finished(short, silent=True)
        return _Finished(told, silent=told["status"] in _BODILESS)

    def _said_everywhere(self, scope: HTTPScope, sent: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
        headers = [(name.lower(), value) for name, value in sent]
        if allow := joined(headers, b"allow"):
            headers = [pair for pair in headers if pair[0] != b"allow"] + self._allowed(scope, allow)
        headers.append((b"x-request-id", scope["state"]["request_id"].encode()))
        standing: Standing | None = scope["state"].get(STANDING)
        if standing is not None:
            headers += [(name.lower().encode(), value.encode()) for name, value in standing.headers().items()]
        if hears(_handler(scope)):
            headers = depends(headers)
        headers = announced(headers, _handler(scope))
        return self._facing.guarded(shared(headers, scope, self._facing.origins))

    def _allowed(self, scope: HTTPScope, listed: bytes) -> RawHeaders:
        """The methods of the address and, where its methods were asked for, what else an OPTIONS answer tells."""
        template = scope.get("path_template", "") if scope["method"] == "OPTIONS" else ""
        methods = self._methods.get(template) or set(listed.decode().split(", "))
        told = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        found = {"Allow": told}
        if template in self._patched:
            found["Accept-Patch"] = self._patched[template]
        if template and is_preflight(scope) and origin(scope) in self._facing.origins:
            found |= preflight(told)
        return [(name.lower().encode(), value.encode()) for name, value in found.items()]


def _handler(scope: HTTPScope) -> BaseRouteHandler | None:
    """The handler that a request was led to; None where there is none."""
    found: BaseRouteHandler | None = scope.get("route_handler")
    return found


async def _refuse(refusal: Exception, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Answers before the routing."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    await render(request, refusal).to_asgi_response(app=None, request=request)(scope, receive, send)
