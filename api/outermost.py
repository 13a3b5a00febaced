"""What holds for every answer, those to unknown addresses and methods among them.

Litestar's middleware does not see answers 404 and 405, its routes do not answer HEAD, its OPTIONS names only the first
handler's methods, and `/x/` and `//x` are answered like `/x`. This layer stands around its routing and puts that right.
"""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from litestar import Litestar, Request
from litestar.enums import HttpMethod, ScopeType
from litestar.exceptions import NotFoundException
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from litestar.utils.path import normalize_path

from api.problems import log_failure, render
from api.revalidation import RawHeaders, is_revalidated, is_version, shortened, tagged, unchanged

# An answer that says otherwise itself keeps what it says: only the page of the documentation may run a script.
_UNLESS_SET: Final = {
    b"x-content-type-options": b"nosniff",
    b"cache-control": b"no-store",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}


class BrokenOff(RuntimeError):
    """An answer failed after its first bytes; the server is told only that, because it logs what it is told."""


class Outermost:
    """The ASGI application around the routing of `app`."""

    def __init__(self, app: Litestar) -> None:
        self._routing = app.asgi_handler
        self._methods: dict[str, set[str]] = defaultdict(set)
        for route in app.routes:
            self._methods[route.path_format] |= set(getattr(route, "methods", ()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            await self._routing(scope, receive, send)
            return
        inner = scope.copy()
        inner["state"] = {**scope["state"], "request_id": str(uuid4())}
        is_head = scope["method"] == "HEAD"
        if is_head:
            inner["method"] = HttpMethod.GET
        begun: list[HTTPResponseStartEvent] = []

        async def answer(message: Message) -> None:
            # The start goes out with the first of the body, over which its entity tag is made.
            if message["type"] == "http.response.start":
                begun.append(message)
            elif message["type"] == "http.response.body" and begun:
                start = self._finished(inner, begun.pop(), message)
                await send(start)
                silent = is_head or start["status"] == HTTPStatus.NOT_MODIFIED
                await send({**message, "body": b""} if silent else message)
            else:
                await send(message)

        await self._route(inner, receive, answer)

    async def _route(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == normalize_path(path) and "\x00" not in path:
            try:
                await self._routing(scope, receive, send)
            except Exception as failure:  # noqa: BLE001 whatever it is, the server would log its message
                log_failure(scope["state"]["request_id"], failure)
                raise BrokenOff from None
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        answer = render(request, NotFoundException()).to_asgi_response(app=None, request=request)
        await answer(scope, receive, send)

    def _finished(
        self, scope: HTTPScope, start: HTTPResponseStartEvent, body: HTTPResponseBodyEvent
    ) -> HTTPResponseStartEvent:
        """The start of the answer with all that every answer says; a 304 where the reader has it already."""
        headers = self._said_everywhere(scope, start["headers"])
        is_read = scope["method"] == HttpMethod.GET and start["status"] == HTTPStatus.OK
        reads = is_read and is_revalidated(scope["path"])
        if not body["more_body"] and (reads or is_version(headers)):
            headers = tagged(headers, body["body"])
        if reads and unchanged(_sent(scope, b"if-none-match"), headers):
            return {**start, "status": HTTPStatus.NOT_MODIFIED, "headers": shortened(headers)}
        return {**start, "headers": headers}

    def _said_everywhere(self, scope: HTTPScope, headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
        said = [(name.lower(), value) for name, value in headers]
        names = {name for name, _ in said}
        if b"allow" in names:
            said = [(name, self._allow(scope, value) if name == b"allow" else value) for name, value in said]
        said.append((b"x-request-id", scope["state"]["request_id"].encode()))
        return said + [(name, value) for name, value in _UNLESS_SET.items() if name not in names]

    def _allow(self, scope: HTTPScope, listed: bytes) -> bytes:
        template = scope.get("path_template") if scope["method"] == "OPTIONS" else None
        methods = self._methods.get(template or "") or set(listed.decode().split(", "))
        return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set()))).encode()


def _sent(scope: HTTPScope, wanted: bytes) -> bytes | None:
    """The lines of a request's header as one list."""
    lines = [value for name, value in scope["headers"] if name == wanted]
    return b", ".join(lines) if lines else None
