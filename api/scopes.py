"""What a caller may do: the scopes that a key holds, and those that a route needs."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

from litestar.handlers import BaseRouteHandler

from api.faults import RequestRefusal

NEEDS: Final = "needs"
"""Under this name a handler's `opt` keeps the scopes that it needs."""


class Scope(StrEnum):
    """A right that a key can hold. None of them contains another: who may write and wants to read holds both.

    `all` is every right of this release and of those to come; only a key that holds it can give it on.
    """

    PROTOCOLS_READ = "protocols:read"
    PROTOCOLS_WRITE = "protocols:write"
    CLIENTS_READ = "clients:read"
    CLIENTS_WRITE = "clients:write"
    CLIENTS_ERASE = "clients:erase"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    HANDOUTS_READ = "handouts:read"
    PRACTICE_READ = "practice:read"
    AUDIT_READ = "audit:read"
    ADMIN = "admin"
    ALL = "all"


OPENS: Final[Mapping[Scope, str]] = {
    Scope.PROTOCOLS_READ: "Protocols, revisions, previews and works, the built-in library among them.",
    Scope.PROTOCOLS_WRITE: "Drafts, publishing, retiring and recalling; works.",
    Scope.CLIENTS_READ: "The clients' records and what was changed in them.",
    Scope.CLIENTS_WRITE: "New clients and changed records; a changed record can pause or stop the client's plans.",
    Scope.CLIENTS_ERASE: "Taking a client away for good, with every plan.",
    Scope.PLANS_READ: "Plans with all that was answered and decided, calls and the worklist.",
    Scope.PLANS_WRITE: "Starting plans, check-ins, reports and everything else that changes a plan.",
    Scope.HANDOUTS_READ: "Sheets and summaries, as data and as PDF.",
    Scope.PRACTICE_READ: "What the practice says of itself, and its people.",
    Scope.AUDIT_READ: "Who changed what, and who read data of which client.",
    Scope.ADMIN: "The practice's settings, its people and its keys.",
    Scope.ALL: "Everything.",
}
"""What each scope opens, for people."""


class ScopeMissing(RequestRefusal):
    """A caller without a scope that is needed; its header is that of RFC 6750, section 3."""

    code = "scope_missing"
    title = "The key or token does not have the scope for this"

    def __init__(self, needed: Collection[str]) -> None:
        named = sorted(needed)
        challenge = f'Bearer error="insufficient_scope", scope="{" ".join(named)}"'
        super().__init__(
            f"This needs {' and '.join(f'`{each}`' for each in named)}. Ask whoever administers the practice's keys.",
            headers={"WWW-Authenticate": challenge},
        )


def needs(*scopes: Scope) -> dict[str, Any]:
    """`opt=needs(Scope.PLANS_READ)` on a handler: a caller has to hold all of these."""
    return {NEEDS: frozenset(scopes)}


def needed_by(handler: BaseRouteHandler) -> frozenset[Scope]:
    """The scopes that the handler says it needs; none where it says nothing."""
    needed: frozenset[Scope] = handler.opt.get(NEEDS, frozenset())
    return needed


def check_scopes(held: Collection[str], handler: BaseRouteHandler) -> None:
    """Raises ScopeMissing; a handler that does not say what it needs is open to nobody but to `all`."""
    needed = needed_by(handler)
    if Scope.ALL not in held and not (needed and needed.issubset(held)):
        raise ScopeMissing(needed or {Scope.ALL})
