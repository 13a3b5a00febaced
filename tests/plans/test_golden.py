"""A log as it was once stored keeps decoding, and keeps adding up to the head that was stored beside it.

A changed shape gets a new pair of files; a pair that was written is never edited.
"""

from pathlib import Path

import pytest

from protocols import wire
from protocols.plans.event import Event
from protocols.plans.fold import fold
from protocols.plans.head import Head

FOLDER = Path(__file__).parent / "golden"
LOGS = sorted(FOLDER.glob("*.log.json"))


def test_there_is_a_log() -> None:
    assert LOGS


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_a_stored_log_adds_up_to_the_stored_head(path: Path) -> None:
    events: tuple[Event, ...] = wire.decode(path.read_bytes(), tuple[Event, ...])
    stored = path.with_name(path.name.replace(".log.", ".head.")).read_bytes()
    assert wire.encode(fold(events)) == stored
    assert wire.decode(stored, Head) == fold(events)
    assert wire.encode(events) == path.read_bytes()
