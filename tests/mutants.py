"""Runs the mutants that mutmut wrote, as a pytest plugin; MUTATION.md says how.

Each mutant runs in a fork of a session that has collected once, its code put in the place of the function's own, so
that nothing is slower than the program itself: behind mutmut's switches the laws of the plans take six times as long.
Only the tests that call the function are run, the quickest first, up to the first that fails.
"""

import importlib
import json
import os
import signal
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Final, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

WRITTEN: Final = Path("mutants")
"""Where mutmut writes: all mutants of a file in one file, and beside it the lines of each."""

PATIENCE: Final = 8
"""A mutant that takes so many times as long as the program does not end by itself."""


class Mutant(NamedTuple):
    """A changed function: its file, the name mutmut gave it, its source, what mypy refuses in it."""

    path: str
    name: str
    source: str
    refused: set[str]


class Watched(NamedTuple):
    """A test, the places of the functions that it calls, and the seconds that it took."""

    item: pytest.Item
    calls: set[tuple[str, int]]
    seconds: float


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", action="append", default=[], help="a file whose mutants are run; may be repeated")
    parser.addoption("--mypy", default=os.devnull, help="JSON lines: mutants that mypy refuses are not run")
    parser.addoption("--found", default="found.json", help="where it is written what became of each mutant")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Every test once, then the mutants."""
    watched = sorted((_watch(item) for item in session.items), key=lambda each: each.seconds)
    found: dict[str, str] = {}
    for path in session.config.getoption("--mutants"):
        here = {f"{path}:{each.name}": _outcome(each, watched) for each in _mutants(session.config, path)}
        found |= here
        Path(session.config.getoption("--found")).write_text(json.dumps(found, indent=1), encoding="utf-8")
        sys.stderr.write(f"{path}: {dict(Counter(here.values()))}\n")
    return True


def _watch(item: pytest.Item) -> Watched:
    calls: set[tuple[str, int]] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls.add(_place(frame.f_code))

    begun = time.perf_counter()
    sys.setprofile(look)
    passed = _passes(item)
    sys.setprofile(None)
    if not passed:
        raise pytest.UsageError(f"{item.nodeid} fails without any mutant.")
    return Watched(item, calls, time.perf_counter() - begun)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_filename, code.co_firstlineno


def _passes(item: pytest.Item) -> bool:
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))


def _mutants(config: pytest.Config, path: str) -> Iterator[Mutant]:
    spans = json.loads((WRITTEN / f"{path}.spans").read_text(encoding="utf-8"))["spans"]
    lines = (WRITTEN / path).read_text(encoding="utf-8").splitlines()
    mypy = [json.loads(line) for line in Path(config.getoption("--mypy")).read_text(encoding="utf-8").splitlines()]
    said = {
        name: {each["message"] for each in mypy if each["file"] == path and first <= each["line"] <= last}
        for name, (first, last) in spans.items()
    }
    for name, (first, last) in spans.items():
        original = name.split("__mutmut_")[0] + "__mutmut_orig"
        if name != original:
            yield Mutant(path, name, "\n".join(lines[first - 1 : last]), said[name] - said[original])


def _outcome(mutant: Mutant, watched: list[Watched]) -> str:
    if mutant.refused:
        return "mypy refuses"
    original, changed = _original(mutant), _changed(mutant)
    mine = [each for each in watched if _place(original.__code__) in each.calls]
    if not mine:
        return "no test calls it"
    child = os.fork()
    if child == 0:
        _try(original, changed, mine)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "timeout"
    return "killed" if os.WEXITSTATUS(status) else "survived"


def _try(original: FunctionType, changed: FunctionType, mine: list[Watched]) -> None:
    """In the child: 0 where every test passes with the mutant."""
    signal.alarm(int(10 + PATIENCE * sum(each.seconds for each in mine)))
    status = 1
    try:
        original.__code__ = changed.__code__
        original.__defaults__, original.__kwdefaults__ = changed.__defaults__, changed.__kwdefaults__
        status = 0 if all(_passes(each.item) for each in mine) else 1
    finally:
        os._exit(status)


def _original(mutant: Mutant) -> FunctionType:
    """mutmut's names: `x_function__mutmut_1`, and `xǁClassǁmethod__mutmut_1`."""
    found: Any = importlib.import_module(mutant.path.removesuffix(".py").replace("/", "."))
    plain = mutant.name.split("__mutmut_")[0].removeprefix("x")
    for part in plain.split("ǁ")[1:] or [plain.removeprefix("_")]:
        found = vars(found)[part]
    assert isinstance(found, FunctionType)
    return found


def _changed(mutant: Mutant) -> FunctionType:
    space: dict[str, FunctionType] = {}
    source = "from __future__ import annotations\n" + textwrap.dedent(mutant.source)
    exec(compile(source, mutant.name, "exec"), _original(mutant).__globals__, space)
    return space[mutant.name]
