"""The small format, known for a test; senders of datagrams from addresses of this machine's own."""

import socket
from collections.abc import Callable, Iterator

import pytest

from schemas.formats import registry
from tests.streams.sources.listening.pieces import FORMAT, PIECES

Sends = Callable[..., None]


@pytest.fixture(autouse=True)
def small_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.FORMATS, PIECES, FORMAT)


@pytest.fixture
def send() -> Iterator[Sends]:
    """Sends texts to a port of 127.0.0.1, from an address of 127.0.0.0/8, each from a new port where it is said."""
    opened: dict[str, socket.socket] = {}

    def sends(port: int, *texts: str, sender: str = "127.0.0.1", new_port: bool = False) -> None:
        if new_port and sender in opened:
            opened.pop(sender).close()
        if sender not in opened:
            opened[sender] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            opened[sender].bind((sender, 0))
        for text in texts:
            opened[sender].sendto(text.encode(), ("127.0.0.1", port))

    yield sends
    for one in opened.values():
        one.close()
