"""One worker process, seen from the web process."""

import os
import sys
from asyncio import StreamReader, StreamWriter, create_subprocess_exec, timeout
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

import api
from api.press import frames
from api.press.edition import FONTS

WARMING_SECONDS: Final = 60.0

# Neither the current folder nor a site hook decides which `api` runs: the path is handed over.
_FLAGS: Final = ("-P", "-s", "-S", "-B", "-W", "ignore:No fonts configured in FontConfig")
_BOOT: Final = "import sys; sys.path += sys.argv[1:]; from api.press.worker import work; work()"
_KEPT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")


class WorkerDied(Exception):
    """The process ended before it answered."""


class PrintRefused(Exception):
    """The worker could not lay out a document; the message is the name of an exception, never its text."""


class Worker:
    """A process that prints one document at a time, and a folder for its font files that goes with it."""

    def __init__(self, process: Process, folder: "TemporaryDirectory[str]") -> None:
        self._process = process
        self._folder = folder
        self.prints = 0

    @classmethod
    async def start(cls) -> Self:
        """A process that has printed its first page; raises WorkerDied or TimeoutError."""
        folder = TemporaryDirectory(prefix="gut-fonts-")
        process = await create_subprocess_exec(
            sys.executable, *_FLAGS, "-c", _BOOT, *_path(),
            stdin=PIPE, stdout=PIPE, env=_environment(folder.name), cwd=folder.name, start_new_session=True,
        )  # fmt: skip
        worker = cls(process, folder)
        try:
            await worker._answer(WARMING_SECONDS)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def print(self, html: str, seconds: float) -> bytes:
        """The PDF of a document; raises PrintRefused, WorkerDied or TimeoutError, and only after PrintRefused go on."""
        self.prints += 1
        with suppress(ConnectionError):  # a dead process is noticed at its answer
            self._input.write(frames.frame(html.encode()))
            await self._input.drain()
        return await self._answer(seconds)

    async def end(self) -> None:
        """Kill the process, whatever it is doing, and remove its folder."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._folder.cleanup()

    async def _answer(self, seconds: float) -> bytes:
        try:
            async with timeout(seconds):
                answer = await frames.receive(self._output)
        except (EOFError, frames.OutOfStep):
            raise WorkerDied from None
        if answer[:1] != frames.PRINTED:
            raise PrintRefused(answer[1:].decode())
        return answer[1:]

    @property
    def _input(self) -> StreamWriter:
        assert self._process.stdin is not None  # noqa: S101 it was started with a pipe
        return self._process.stdin

    @property
    def _output(self) -> StreamReader:
        assert self._process.stdout is not None  # noqa: S101 it was started with a pipe
        return self._process.stdout


def _path() -> list[str]:
    """Where this process really found `api`, then where it looks for everything else."""
    root = str(Path(api.__file__ or "").resolve().parent.parent)
    return [root, *(entry for entry in sys.path if Path(entry).is_absolute() and entry != root)]


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours but what finds libraries: no secret, no proxy, no time zone, no fonts of the machine."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "FONTCONFIG_FILE": str(FONTS),
        "HOME": folder,
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "TMPDIR": folder,
        "TZ": "UTC",
    }
