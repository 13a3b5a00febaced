"""PDFs kept in memory by the hash of what they were made from."""

import asyncio
from asyncio import Task
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Final

MOST_BYTES: Final = 64 * 1024 * 1024


class Cache:
    """The PDFs asked for last, up to a number of bytes; the same PDF is never made twice at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making: dict[str, Task[bytes]] = {}

    async def get(self, key: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        """What is kept under the key, else what `make` brings; its error goes to all who wait and is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, make))
        # One caller who hangs up does not end the print that others wait for.
        return await asyncio.shield(self._making[key])

    async def _make(self, key: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        try:
            made = await make()
        finally:
            del self._making[key]
        self._keep(key, made)
        return made

    def _keep(self, key: str, made: bytes) -> None:
        if len(made) > self._most_bytes:
            return
        self._kept[key] = made
        self._bytes += len(made)
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest)
