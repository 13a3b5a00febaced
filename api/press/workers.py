"""A small permanent pool of warm worker processes behind a bounded queue."""

import asyncio
import logging
from asyncio import Future, Queue, QueueFull, Task
from typing import Final

from api.press.process import PrintRefused, Worker, WorkerDied

PRINTS_PER_WORKER: Final = 500
"""After so many a worker is replaced, so that nothing it may leak adds up."""

WAITING_PER_WORKER: Final = 16
SECONDS_PER_PRINT: Final = 20.0
PATIENCE: Final = 60.0
"""Seconds after which nobody waits any longer, whatever keeps the workers."""

_SECONDS_BEFORE_ANOTHER_START: Final = 2.0

logger: Final = logging.getLogger(__name__)


class PressBusy(Exception):
    """As many prints wait as may, or one has waited too long; ask again in `retry_after` seconds."""

    retry_after: Final = 2


class PrintFailed(Exception):
    """A sheet could not be printed, and would not be if asked again."""


class PrintTimedOut(PrintFailed):
    """A sheet took longer than any sheet should; its worker was killed."""


class _Job:
    def __init__(self, html: str) -> None:
        self.html = html
        self.printed: Future[bytes] = asyncio.get_running_loop().create_future()


class Workers:
    """Prints documents, each in one of `count` processes; used on the event loop that started it."""

    def __init__(
        self,
        count: int,
        *,
        seconds: float = SECONDS_PER_PRINT,
        patience: float = PATIENCE,
        prints_per_worker: int = PRINTS_PER_WORKER,
    ) -> None:
        self._count = count
        self._seconds = seconds
        self._patience = patience
        self._prints_per_worker = prints_per_worker
        self._waiting: Queue[_Job] = Queue(maxsize=count * WAITING_PER_WORKER)
        self._lanes: list[Task[None]] = []

    def start(self) -> None:
        """Begin to warm the processes; returns at once, prints asked for meanwhile wait."""
        self._lanes = [asyncio.create_task(self._lane()) for _ in range(self._count)]

    async def stop(self) -> None:
        """End the processes; prints that are still waiting fail."""
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        self._lanes = []
        while not self._waiting.empty():
            _fail(self._waiting.get_nowait(), PrintFailed("The press has stopped."))

    async def print(self, html: str) -> bytes:
        """The PDF of a document; raises PressBusy, PrintFailed or PrintTimedOut."""
        if not self._lanes:
            raise PrintFailed("The press is not running.")
        job = _Job(html)
        try:
            self._waiting.put_nowait(job)
        except QueueFull:
            raise PressBusy from None
        return await self._result(job)

    async def _result(self, job: _Job) -> bytes:
        try:
            async with asyncio.timeout(self._patience):
                return await job.printed
        except TimeoutError:
            raise PressBusy from None

    async def _lane(self) -> None:
        """One process after another, one job after another."""
        while True:
            worker = await _started()
            try:
                await self._serve(worker)
            finally:
                await worker.end()

    async def _serve(self, worker: Worker) -> None:
        """Print until the worker is used up or lost."""
        while worker.prints < self._prints_per_worker:
            job = await self._waiting.get()
            if job.printed.done():  # whoever asked has gone
                continue
            try:
                await self._once(worker, job)
            except WorkerDied:
                await self._again(job)
                return
            except TimeoutError:
                _fail(job, PrintTimedOut("A sheet took too long to lay out."))
                return
            except asyncio.CancelledError:
                _fail(job, PrintFailed("The press has stopped."))
                raise

    async def _once(self, worker: Worker, job: _Job) -> None:
        try:
            pdf = await worker.print(job.html, self._seconds)
        except PrintRefused as refused:
            _fail(job, PrintFailed(f"A sheet could not be laid out ({refused})."))
        else:
            if not job.printed.done():
                job.printed.set_result(pdf)

    async def _again(self, job: _Job) -> None:
        """A second try in a process of its own: the first may have died of something else."""
        logger.warning("a print worker died; its print is tried once more")
        worker = await _started()
        try:
            await self._once(worker, job)
        except WorkerDied:
            _fail(job, PrintFailed("Two workers died of one sheet."))
        except TimeoutError:
            _fail(job, PrintTimedOut("A sheet took too long to lay out."))
        except asyncio.CancelledError:
            _fail(job, PrintFailed("The press has stopped."))
            raise
        finally:
            await worker.end()


async def _started() -> Worker:
    """A warm worker, however long it takes to get one."""
    while True:
        try:
            return await Worker.start()
        except (OSError, WorkerDied) as error:  # TimeoutError is an OSError
            logger.error("a print worker could not be started: %s", type(error).__name__)  # noqa: TRY400 nothing to trace
            await asyncio.sleep(_SECONDS_BEFORE_ANOTHER_START)


def _fail(job: _Job, error: PrintFailed) -> None:
    if not job.printed.done():
        job.printed.set_exception(error)
