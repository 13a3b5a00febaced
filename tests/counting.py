"""Which tests count for coverage: those that ask the rules themselves, by rows."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from coverage import Coverage
from hypothesis import is_hypothesis_test

THROUGH_THE_SERVICE: Final = frozenset({"api", "http", "press", "store"})
"""Tests that reach the rules through the service. They count for no coverage: tracing them triples the suite's time,
and every branch of a rule has a test that asks the rule itself."""

REMEMBERED: Final = pytest.StashKey[bool]()
"""Whether a test that does not count has run since what the rules remember was forgotten."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Stops the first of two coverages in a worker.

    pytest-cov starts one when a worker reads its options and another when its session starts. Where that one pauses,
    the first would go on tracing, and throw away at the end what it has found.
    """
    first = Coverage.current()
    if first is not None and "PYTEST_XDIST_WORKER" in os.environ:
        first.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A law counts as little as a call of the service does: what it meets, it meets by chance.

    A branch that only made-up values lead to would be covered in one run of the suite and not in the next.
    """
    here = Path(__file__).parent
    for item in items:
        through_the_service = item.path.relative_to(here).parts[0] in THROUGH_THE_SERVICE
        if through_the_service or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """What is set up for a test counts as little as the test does, for which pytest-cov pauses only once it runs."""
    counts = item.get_closest_marker("no_cover") is None
    if counts and item.config.stash.get(REMEMBERED, False):
        forget()
    item.config.stash[REMEMBERED] = not counts
    running = None if counts else Coverage.current()
    if running is None:
        return (yield)
    running.stop()
    try:
        return (yield)
    finally:
        running.start()


def forget() -> None:
    """Empties what the rules remember: what one test has worked out, another that counts works out again.

    Otherwise its lines would be covered or not by which tests a worker was given before.
    """
    for name, module in tuple(sys.modules.items()):
        if name.startswith("protocols."):
            for remembers in [each for each in vars(module).values() if hasattr(each, "cache_clear")]:
                remembers.cache_clear()
