"""The provider's keys as this process knows them: kept for a while, fetched anew in passing, never twice at a time.

A token with a name of a key that is not known has the keys fetched at once, but not more often than every ASKED_AGAIN,
so that nobody who makes names up sends the service to the provider. While the provider does not answer, what is known
goes on to be used until its life ends; after that nobody can tell a good token from a bad one, and that is said.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from api.identity.fetching import FETCH_FAILURES, Source
from api.identity.key_set import PublicKey, SigningKey, pick
from api.identity.refusals import ProviderUnreachable
from api.trace import trace

FRESH: Final = timedelta(minutes=10)
"""After this long the keys are fetched anew beside the next request: a key that was withdrawn opens nothing then."""
LIFE: Final = timedelta(hours=1)
"""So long keys are used while the provider does not answer."""
ASKED_AGAIN: Final = timedelta(seconds=15)
"""The provider is asked at most this often, however many requests wait."""

_log: Final = logging.getLogger(__name__)


class KeyRing:
    """The keys of one provider; to be used on one event loop."""

    def __init__(self, source: Source, clock: Callable[[], datetime]) -> None:
        self._source = source
        self._clock = clock
        self._keys: tuple[SigningKey, ...] = ()
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str | None, alg: str) -> PublicKey | None:
        """The key for a token, or None where the provider has no such key; raises ProviderUnreachable."""
        if not self._within(self._fetched, LIFE):
            await self._fetch()
            if not self._within(self._fetched, LIFE):
                raise ProviderUnreachable(self._retry_after())
        elif not self._within(self._fetched, FRESH):
            self._begin()
        found = pick(self._keys, kid, alg)
        if found is None:
            await self._fetch()
            found = pick(self._keys, kid, alg)
        if found is None and self._failed:
            # The provider may have a new key that it could not tell us of.
            raise ProviderUnreachable(self._retry_after())
        return found

    async def _fetch(self) -> None:
        """Waits for the fetch that is going on, or for a new one where that may begin."""
        going = self._begin()
        if going is not None:
            # One caller who hangs up does not end the fetch that others wait for.
            await asyncio.shield(going)

    def _begin(self) -> asyncio.Task[None] | None:
        if self._fetching is None and not self._within(self._tried, ASKED_AGAIN):
            self._tried = self._clock()
            self._fetching = asyncio.create_task(self._fetch_now())
        return self._fetching

    async def _fetch_now(self) -> None:
        try:
            self._keys = await self._source()
            self._fetched, self._failed = self._clock(), False
        except FETCH_FAILURES as failure:
            self._failed = True
            _log.warning("the keys of the identity provider cannot be had: %s", type(failure).__name__)
        except Exception as failure:  # noqa: BLE001 whatever it is, the next request tries again
            self._failed = True
            _log.error("the keys of the identity provider cannot be had\n%s", trace(failure))
        finally:
            self._fetching = None

    def _within(self, since: datetime | None, age: timedelta) -> bool:
        """Whether it is not longer ago; a clock that was set back makes nothing younger."""
        return since is not None and timedelta() <= self._clock() - since < age

    def _retry_after(self) -> int:
        if self._tried is None or not self._within(self._tried, ASKED_AGAIN):
            return 1
        return max(1, math.ceil((ASKED_AGAIN - (self._clock() - self._tried)).total_seconds()))
