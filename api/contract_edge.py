"""What the document says of quotas, preferences and deprecated operations, from what their handlers declare."""

from collections.abc import Iterable
from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.call import PUBLIC
from api.contract_operations import HEADERS, RESPONSES
from api.contract_tidy import Node
from api.deprecation import leaves
from api.preference import hears
from api.quota import is_never_turned_away

_COUNTED: Final = ("RateLimit", "RateLimit-Policy")
_LEAVING: Final = ("Deprecation", "Sunset", "Link")
_PREFER: Final = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "`return=minimal` leaves out the body (RFC 7240), also of an answer that is sent again under its "
    "Idempotency-Key: each request is answered as it prefers itself. What else is preferred is passed over.",
}
_SPARED: Final = (
    "It is carried out also where the quota of the key is used up: what can end a dose is not told to come back later."
)


def tell_edge(operations: Iterable[tuple[HTTPRouteHandler, Node]], *, counted: bool) -> None:
    """Writes to each operation what its handler declares; `counted` tells whether there are quotas. In place."""
    for handler, operation in operations:
        if counted and not handler.opt.get(PUBLIC):
            _tell_quota(handler, operation)
        if hears(handler):
            _preferred(operation)
        if leaves(handler):
            operation["deprecated"] = True
            _told(operation, _LEAVING)
            _refused(operation, "410")


def _tell_quota(handler: HTTPRouteHandler, operation: Node) -> None:
    _told(operation, _COUNTED)
    if is_never_turned_away(handler):
        operation["description"] = f"{operation['description']}\n\n{_SPARED}"
    else:
        _refused(operation, "429")


def _told(operation: Node, names: tuple[str, ...]) -> None:
    """Puts headers on the answers of an operation that are not problems."""
    for status, response in operation["responses"].items():
        if status.startswith(("2", "3")):
            named = {name: {"$ref": HEADERS + name} for name in names}
            response["headers"] = {**response.get("headers", {}), **named}


def _refused(operation: Node, status: str) -> None:
    problem = {status: {"$ref": f"{RESPONSES}Problem{status}"}}
    operation["responses"] = dict(sorted({**operation["responses"], **problem}.items()))


def _preferred(operation: Node) -> None:
    """The parameter, and the answer without a body: 204 for 200, and 201 as it is but for the body."""
    operation["parameters"] = [*operation.get("parameters", ()), _PREFER]
    _told(operation, ("Preference-Applied",))
    full = operation["responses"].get("200")
    if full is not None:
        short = {"description": "Done, without a body, as `Prefer` asked.", "headers": full["headers"]}
        operation["responses"] = dict(sorted({**operation["responses"], "204": short}.items()))
