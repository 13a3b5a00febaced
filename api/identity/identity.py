"""Who has signed in at the clinic's identity provider."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from api.identity.access_token import key_named, proved_claims
from api.identity.claims import Claimed, read_claims
from api.identity.fetching import source_of
from api.identity.key_ring import KeyRing
from api.identity.refusals import TokenRefused
from api.identity.trust import Trust

_log: Final = logging.getLogger(__name__)


class Identity(msgspec.Struct, frozen=True):
    """An identity provider, what is trusted of it, and its keys as far as they are known."""

    trust: Trust
    ring: KeyRing

    @staticmethod
    def of(trust: Trust, clock: Callable[[], datetime]) -> "Identity":
        """The provider that was set; it is asked for nothing before the first token."""
        return Identity(trust, KeyRing(source_of(trust), clock))

    async def prove(self, token: str, now: datetime) -> Claimed:
        """What a token proves; raises TokenRefused, PersonUnknown, ProviderUnreachable.

        No database is open meanwhile: whether the provider answers is nothing that a connection may wait for.
        """
        try:
            named = key_named(token, self.trust)
            key = await self.ring.find(named.kid, named.alg)
            claims = await asyncio.to_thread(proved_claims, token, key, self.trust, now)
        except TokenRefused as refused:
            _log.debug("a token was refused: %s", refused.why)
            raise
        return read_claims(claims, self.trust)
