"""The pool of worker processes: warm, bounded, replaced when lost, cut off from everything."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from api.press.options import PrintOptions
from api.press.render import html
from api.press.workers import WAITING_PER_WORKER, PressBusy, PrintFailed, PrintTimedOut, Workers
from tests.press import sheets
from tests.press.printing import pages, printed, squeezed

T = TypeVar("T")

SHORT = "<html lang=en><title>Short</title><p>Short</p>"
LONG = "<html lang=en><title>Long</title>" + "<p>One line of very many in a document that takes seconds.</p>" * 8000


def run(steps: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(steps)


def children() -> set[int]:
    """The processes that this one has started and that still run."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


async def until(happened: Callable[[], object]) -> None:
    """What the system does tells nobody when it is done: look again and again, for half a minute at most."""
    for _ in range(3000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def one_child(other_than: Iterable[int] = ()) -> int:
    await until(lambda: children().difference(other_than))
    return children().difference(other_than).pop()


async def printing(workers: Workers, document: str) -> "asyncio.Task[bytes]":
    """A print that has begun: the worker had answered once, and now has the document."""
    await workers.print(SHORT)
    task = asyncio.create_task(workers.print(document))
    await asyncio.sleep(0.3)
    return task


def test_starting_does_not_wait_for_the_processes_and_prints_wait_for_them() -> None:
    async def steps() -> tuple[float, bytes]:
        workers = Workers(1)
        began = time.perf_counter()
        workers.start()
        took = time.perf_counter() - began
        try:
            return took, await workers.print(SHORT)
        finally:
            await workers.stop()

    took, pdf = run(steps())
    assert took < 0.1
    assert pages(pdf) == ["Short"]


def test_a_print_whose_worker_is_killed_is_done_by_another() -> None:
    async def steps() -> tuple[bytes, int, int]:
        workers = Workers(1)
        workers.start()
        victim = await one_child()
        task = await printing(workers, html(sheets.start_low(), PrintOptions()) + LONG[: len(LONG) // 8])
        os.kill(victim, signal.SIGKILL)
        pdf = await task
        await workers.print(SHORT)
        survivor = await one_child()
        await workers.stop()
        return pdf, victim, survivor

    pdf, victim, survivor = run(steps())
    assert "Samrivera".casefold() in pages(pdf)[0].casefold()
    assert survivor != victim


def test_a_print_that_loses_two_workers_fails_and_the_next_one_does_not() -> None:
    async def steps() -> bytes:
        workers = Workers(1)
        workers.start()
        first = await one_child()
        task = await printing(workers, LONG)
        os.kill(first, signal.SIGKILL)
        second = await one_child(other_than={first})
        await asyncio.sleep(0.1)
        os.kill(second, signal.SIGKILL)
        # A death while warming is no death by the sheet, so the killing goes on until the print has failed.
        killed = {first, second}
        while not task.done():
            killed.add(pid := await one_child(other_than=killed))
            await warm(pid)
            os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)
        with pytest.raises(PrintFailed, match="Two workers"):
            await task
        pdf = await workers.print(SHORT)
        await workers.stop()
        return pdf

    assert pages(run(steps())) == ["Short"]


async def warm(pid: int) -> None:
    """Until a worker has come to its first document: it has turned its errors away by then."""
    await until(lambda: Path(f"/proc/{pid}/fd/2").resolve() == Path(os.devnull))
    await asyncio.sleep(0.2)


def test_a_print_that_takes_too_long_is_given_up_and_its_worker_replaced() -> None:
    async def steps() -> tuple[bytes, set[int], set[int]]:
        workers = Workers(1, seconds=0.5)
        workers.start()
        before = {await one_child()}
        task = await printing(workers, LONG)
        with pytest.raises(PrintTimedOut):
            await task
        pdf = await workers.print(SHORT)
        after = children()
        await workers.stop()
        return pdf, before, after

    pdf, before, after = run(steps())
    assert pages(pdf) == ["Short"]
    assert before.isdisjoint(after)


def test_more_prints_than_may_wait_are_turned_away() -> None:
    async def steps() -> list[bytes | BaseException]:
        workers = Workers(1)
        workers.start()
        await workers.print(SHORT)
        asked = [workers.print(SHORT) for _ in range(WAITING_PER_WORKER + 3)]
        try:
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await workers.stop()

    answers = run(steps())
    busy = [answer for answer in answers if isinstance(answer, PressBusy)]
    assert len(busy) == 3
    assert busy[0].retry_after > 0
    assert sum(isinstance(answer, bytes) for answer in answers) == WAITING_PER_WORKER


def test_nobody_waits_longer_than_is_bearable() -> None:
    async def steps() -> None:
        workers = Workers(1, patience=0.05)
        workers.start()
        with pytest.raises(PressBusy):
            await workers.print(SHORT)
        await workers.stop()

    run(steps())


def test_a_worker_is_replaced_after_its_share_of_prints() -> None:
    async def steps() -> list[set[int]]:
        workers = Workers(1, prints_per_worker=2)
        workers.start()
        seen = []
        for _ in range(3):
            await workers.print(SHORT)
            seen.append(children())
        await workers.stop()
        return seen

    first, _, third = run(steps())
    assert first.isdisjoint(third)


def test_stopping_ends_the_processes_and_fails_the_prints_that_wait() -> None:
    async def steps() -> list[bytes | BaseException]:
        workers = Workers(1)
        workers.start()
        tasks = [await printing(workers, LONG), asyncio.create_task(workers.print(SHORT))]
        await asyncio.sleep(0)
        await workers.stop()
        with pytest.raises(PrintFailed):
            await workers.print(SHORT)
        return await asyncio.gather(*tasks, return_exceptions=True)

    before = children()
    assert all(isinstance(answer, PrintFailed) for answer in run(steps()))
    assert children() <= before


ASKING = (
    '<img alt="" src="{url}">',
    '<img alt="" src="file:///etc/hostname">',
    '<img alt="" src="data:image/svg+xml,&lt;svg/&gt;">',
    '<img alt="" src="picture.png">',
    '<p style="background: url({url})">',
    '<link rel="stylesheet" href="{url}">',
    '<style>@font-face {{ font-family: X; src: url("weight:950") }}</style>',
    '<style>@import "{url}";</style>',
)


def test_a_document_that_asks_for_anything_else_is_not_printed() -> None:
    async def steps(url: str) -> bytes:
        workers = Workers(1)
        workers.start()
        for asking in ASKING:
            with pytest.raises(PrintFailed, match="FatalURLFetchingError"):
                await workers.print(SHORT + asking.format(url=url))
        pdf = await workers.print(SHORT)
        await workers.stop()
        return pdf

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        assert pages(run(steps(f"http://127.0.0.1:{server.getsockname()[1]}/"))) == ["Short"]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_worker_cannot_reach_the_network_at_all() -> None:
    program = (
        "import socket, sys; from api.press.worker import refuse_network; sys.addaudithook(refuse_network)\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError: print('refused')"
    )
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True, text=True)
    assert result.stdout == "refused\n"


def test_a_worker_gets_our_code_and_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("api", "protocols", "weasyprint"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("GUT_SECRET", "k" * 40)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async def steps() -> tuple[bytes, str, str]:
        workers = Workers(1)
        workers.start()
        pdf = await workers.print(html(sheets.start_low(), PrintOptions()))
        (pid,) = children()
        environment, command = told(pid, "environ"), told(pid, "cmdline")
        await workers.stop()
        return pdf, environment, command

    pdf, environment, command = run(steps())
    assert squeezed("Sam Rivera") in pages(pdf)[0]
    for text in (environment, command):
        assert "k" * 40 not in text
        assert "Rivera" not in text
        assert "PROXY" not in text


def told(pid: int, what: str) -> str:
    """What a process was started with."""
    return Path(f"/proc/{pid}/{what}").read_text()


def test_workers_print_on_an_event_loop_that_is_not_in_the_main_thread() -> None:
    done: list[bytes] = []
    thread = threading.Thread(target=lambda: done.extend(printed((sheets.start_low(), PrintOptions()))))
    thread.start()
    thread.join(30)
    assert done[0].startswith(b"%PDF-1.7")
