"""The domain is pure: no file, no clock, no chance, no network, no floating point; same in, same out."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROTOCOLS = Path(__file__).parent.parent / "protocols"
FILES = sorted(PROTOCOLS.rglob("*.py"))

OUTSIDE = {
    *("asyncio", "concurrent", "contextvars", "ctypes", "ftplib", "getpass", "glob", "http", "importlib", "io"),
    *("locale", "logging", "mmap", "multiprocessing", "os", "pathlib", "pickle", "platform", "queue", "random"),
    *("sched", "secrets", "select", "selectors", "shelve", "shutil", "signal", "smtplib", "socket", "sqlite3"),
    *("ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "warnings", "zoneinfo"),
}
"""Standard modules that reach out of the process, or look at what differs from machine to machine."""

ALLOWED = (sys.stdlib_module_names - OUTSIDE) | {"msgspec", "protocols"}

CALLS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "id", "hash", "globals"}
"""Built-in functions that reach out, or answer differently in the next process."""

NAMES = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid6", "uuid7", "uuid8", "getnode", "localcontext", "setcontext"}
"""Attributes and imported names that read the clock or make chance, and those that change arithmetic for others."""


def impurities(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] not in ALLOWED)
            case ast.ImportFrom(level=level) if level:
                yield "relative import"
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] not in ALLOWED:
                yield module
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names if alias.name in NAMES)
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in NAMES and _of_module(node):
                yield name
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                yield name
            case ast.Constant(value=float() as number) | ast.Constant(value=complex() as number):
                yield str(number)
            case ast.Name(id="float"):
                yield "float"
            case _:
                pass


def _of_module(attribute: ast.Attribute) -> bool:
    # `datetime.now` reads the clock; `visit.today`, an argument's field, does not.
    root = attribute.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in {"date", "datetime", "dt", "uuid", "decimal"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PROTOCOLS)))
def test_the_domain_is_pure(file: Path) -> None:
    assert list(impurities(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os", "os"),
        ("import os.path", "os.path"),
        ("from pathlib import Path", "pathlib"),
        ("import random", "random"),
        ("import time", "time"),
        ("import secrets", "secrets"),
        ("import socket", "socket"),
        ("import subprocess", "subprocess"),
        ("import threading", "threading"),
        ("import logging", "logging"),
        ("import numpy", "numpy"),
        ("import api.app", "api.app"),
        ("from . import value", "relative import"),
        ("def f():\n    import sqlite3", "sqlite3"),
        ("from uuid import UUID, uuid4", "uuid4"),
        ("uuid.uuid7()", "uuid7"),
        ("uuid.uuid1()", "uuid1"),
        ("datetime.now(UTC)", "now"),
        ("datetime.datetime.now()", "now"),
        ("datetime.utcnow()", "utcnow"),
        ("clock = date.today", "today"),
        ("open('x')", "open"),
        ("print('x')", "print"),
        ("hash('x')", "hash"),
        ("dose = 2.5", "2.5"),
        ("dose = float('2.5')", "float"),
        ("def f(dose: float): ...", "float"),
    ],
)
def test_every_impurity_is_found(source: str, found: str) -> None:
    assert list(impurities(source)) == [found]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date, timedelta",
        "from uuid import UUID, uuid5",
        "import msgspec.json",
        "from protocols.value import Value",
        "day = visit.today + delta",
        "dose = Decimal('2.5') * 2",
    ],
)
def test_what_is_pure_passes(source: str) -> None:
    assert list(impurities(source)) == []
