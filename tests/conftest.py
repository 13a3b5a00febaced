"""What every test may ask for."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

pytest_plugins = ["tests.postgres"]

# The suite shares two cores with itself: a slow example is a busy machine, not a wrong program.
settings.register_profile("gut", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=3000)
settings.load_profile("gut")

THROUGH_THE_SERVICE: Final = frozenset({"api", "http", "press", "store"})
"""Tests that reach the rules through the service. They count for no coverage: tracing them doubles the suite's time,
and every branch of a rule has a test that asks the rule itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage counts where the rules themselves are asked."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] in THROUGH_THE_SERVICE:
            item.add_marker(pytest.mark.no_cover)
