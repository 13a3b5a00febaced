"""What counts for coverage, in one process and in several."""

import pytest
from coverage import Coverage

from protocols.dosing.quantity import Quantity
from protocols.wire import decode, decoder


@pytest.fixture
def traced_while_set_up() -> bool:
    return Coverage.current() is not None


@pytest.mark.no_cover
def test_what_does_not_count_is_not_traced(traced_while_set_up: bool) -> None:
    assert not traced_while_set_up
    assert Coverage.current() is None
    assert decode(b'{"value": "1", "unit": "g"}', Quantity).value == 1
    assert decoder.cache_info().currsize


def test_what_counts_is_traced_and_remembers_nothing_from_before(
    pytestconfig: pytest.Config, traced_while_set_up: bool
) -> None:
    asked = pytestconfig.pluginmanager.has_plugin("_cov")
    assert (Coverage.current() is not None) == traced_while_set_up == asked
    assert not decoder.cache_info().currsize
