"""Whether a port is free to listen on."""

import socket
from errno import EADDRINUSE

from api.settings import UnusableSetting


def check_port_free(host: str, port: int) -> None:
    """Refuse a port on which somebody listens; raises UnusableSetting.

    The server shares its port with whoever shares theirs: a second service would start without a word, and each request
    would meet one of the two by chance.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as refused:
            if refused.errno == EADDRINUSE:
                raise UnusableSetting(
                    f"Somebody listens on port {port} of {host} already; set another GUT_PORT."
                ) from None
            raise
