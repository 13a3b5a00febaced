"""What the service does beside its requests, once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from api.trace import trace

_log: Final = logging.getLogger(__name__)


@asynccontextmanager
async def every_second(work: Callable[[], None], pause: float = 1.0) -> AsyncIterator[None]:
    """Does the work in a thread until the service stops, and a last time then; a failure is logged and ends nothing."""
    stopping = asyncio.Event()

    async def go_on() -> None:
        while not stopping.is_set():
            await _wait(stopping, pause)
            await asyncio.to_thread(_tried, work)

    going = asyncio.create_task(go_on())
    try:
        yield
    finally:
        stopping.set()
        await going


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


def _tried(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as failure:  # noqa: BLE001 the next second tries again
        _log.error("work beside the requests failed\n%s", trace(failure))
