"""A service has its port for itself."""

import socket
from collections.abc import Iterator

import pytest

from api.free_port import check_port_free
from api.settings import UnusableSetting


@pytest.fixture(params=[False, True], ids=["alone", "sharing its port"])
def listening(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port on which somebody listens, as a server does that shares it."""
    with socket.socket() as server:
        if request.param:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_refused(listening: int) -> None:
    with pytest.raises(UnusableSetting, match=f"port {listening} of 127.0.0.1"):
        check_port_free("127.0.0.1", listening)


def test_a_free_one_is_not(listening: int) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        free = server.getsockname()[1]
    assert free != listening
    check_port_free("127.0.0.1", free)
