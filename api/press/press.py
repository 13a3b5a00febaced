"""The press: from a handout to the bytes of its PDF."""

import asyncio
import hashlib
from typing import Self

from api.press.cache import Cache
from api.press.edition import edition
from api.press.options import PrintOptions
from api.press.render import Handout, html
from api.press.workers import Workers
from protocols import wire


class Press:
    """Prints handouts; one for each web process, started and stopped with it."""

    def __init__(self, workers: int) -> None:
        self._workers = Workers(workers)
        self._cache = Cache()

    def start(self) -> None:
        """Begin to warm the workers on the running event loop; returns at once."""
        self._workers.start()

    async def stop(self) -> None:
        """End the workers."""
        await self._workers.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    async def pdf(self, handout: Handout, options: PrintOptions) -> bytes:
        """The PDF of a handout; raises PressBusy, PrintFailed, or typeface.Unprintable."""

        async def make() -> bytes:
            return await self._workers.print(await asyncio.to_thread(html, handout, options))

        return await self._cache.get(digest_of(handout, options), make)


def digest_of(handout: Handout, options: PrintOptions) -> str:
    """SHA-256 over all that decides the bytes of a PDF: content with its kind, options, edition."""
    parts = (wire.encode(handout), wire.encode(options), edition().encode())
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def etag_of(handout: Handout, options: PrintOptions) -> str:
    """The strong entity tag of a PDF, with its quotes, known before it is printed."""
    return f'"{digest_of(handout, options)}"'
