"""Every key under which the engine itself holds, lowers or stops is explained."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import protocols.plans
from protocols.checkpoints.checkpoint import MAY_ADVANCE, Timing
from protocols.checkpoints.reasons import LIMIT_PREFIX
from protocols.plans.limit_keys import LIMIT_KEYS
from protocols.plans.limits import OF_THE_CALENDAR

SOURCES: Final = [each for each in Path(protocols.plans.__path__[0]).glob("*.py") if each.name != "limit_keys.py"]
BY_CALENDAR: Final = {f"{LIMIT_PREFIX}{timing}" for timing in Timing}


def written() -> Iterator[str]:
    """Each key as the engine writes it, behind the prefix; a check-in at another time is named by its timing."""
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r"\{LIMIT_PREFIX\}([a-z][a-z-]*)", text)
        if path.name == "limits.py":
            yield from re.findall(r'_hold\("([a-z-]+)"', text)


def test_what_the_engine_writes_is_what_is_explained() -> None:
    by_timing = {f"{LIMIT_PREFIX}{timing}" for timing in set(Timing) - MAY_ADVANCE}
    assert {f"{LIMIT_PREFIX}{name}" for name in written()} | by_timing == set(LIMIT_KEYS)


def test_what_says_nothing_of_the_client_is_explained_too() -> None:
    """`limit-on_time` and such are never written: a check-in in its time is no limit."""
    assert LIMIT_KEYS.keys() >= OF_THE_CALENDAR - BY_CALENDAR


def test_each_says_something_of_its_own() -> None:
    meanings = list(LIMIT_KEYS.values())
    assert len(meanings) == len(set(meanings))
    assert not [each for each in meanings if each.endswith(".")]
