"""Who is let in: first who asks, then how often; anybody may ask for the methods of an address.

Requests count for the key, whatever its address; what opens nothing counts for the address, and an address that tries
too often shuts out only its own wrong keys: behind one address there may be a whole clinic.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

from api.call import PUBLIC, Caller, Service, require_key
from api.faults import RequestRefusal
from api.quota import STANDING, Partition, Quota, QuotaExceeded, address, is_never_turned_away


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Lets in whom `require_key` lets in, as often as the quota allows; raises QuotaExceeded."""
    if handler.opt.get(PUBLIC) or connection.scope.get("method") == HttpMethod.OPTIONS:
        return
    service: Service = connection.app.state.service
    try:
        await require_key(connection, handler)
    except (NotAuthorizedException, RequestRefusal):
        _count_refused(connection)
        raise
    spared = is_never_turned_away(handler)
    _count(connection, service.quota, partition(connection.state.caller), spared=spared)


def _count_refused(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Who is known but may not do this counts like any caller; who is not known, for the address."""
    service: Service = connection.app.state.service
    known: Caller | None = getattr(connection.state, "caller", None)
    if known is not None:
        _count(connection, service.quota, partition(known))
    else:
        peer = connection.client.host if connection.client else ""
        _count(connection, service.failures, Partition(None, address(peer)))


def partition(caller: Caller) -> Partition:
    """Whose requests count together with this caller's: of one key, or of one person through one software."""
    signed_in = caller.person
    whose = caller.key_id if signed_in is None else f"{caller.key_id} {signed_in.id}"
    return Partition(caller.practice_id, whose)


def _count(
    connection: ASGIConnection[Any, Any, Any, Any], quota: Quota | None, whose: Partition, *, spared: bool = False
) -> None:
    if quota is None:
        return
    service: Service = connection.app.state.service
    standing, within = quota.count(whose, service.clock())
    connection.state[STANDING] = standing
    if not within and not spared:
        raise QuotaExceeded(standing)
