"""A UDP port that is received at, whoever reads what comes.

It may be kept open over the end of a source and the beginning of the next: what is sent while a collector waits for
Kafka waits in its queue.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from streams.sources.listening.receiver import Arrived, Receiver
from streams.sources.listening.settings import NetflowSettings
from streams.sources.listening.udp_socket import KernelSide, listening_socket

_log = logging.getLogger(__name__)


class Port:
    """Raises ValueError and OSError for a place that can't be listened on."""

    def __init__(self, path: str, settings: NetflowSettings) -> None:
        self.path = path
        opened = listening_socket(path, settings.receive_buffer)
        self.number: int = opened.getsockname()[1]
        self._kernel = KernelSide(opened)
        self._receiver = Receiver(opened, int(settings.waiting_mb * 1_000_000))

    @property
    def received(self) -> int:
        """Datagrams that came."""
        return self._receiver.received

    @property
    def lost_here(self) -> int:
        """Those of them that found the queue full."""
        return self._receiver.lost

    def lost_in_kernel(self) -> int | None:
        """Those that found the kernel's buffer full; None where it does not tell."""
        return self._kernel.lost()

    @property
    def waiting(self) -> int:
        """Bytes that wait in the queue."""
        return self._receiver.waiting

    def behind(self) -> int:
        """Bytes that wait in the queue and in the kernel's buffer."""
        return self._receiver.waiting + self._kernel.waiting()

    def take(self, most: int) -> list[Arrived]:
        """What came next, up to so many datagrams. Raises OSError when nothing can be received any more."""
        return self._receiver.take(most)

    def close(self) -> None:
        """Receive nothing any more."""
        left = self._receiver.close()
        if left:
            _log.warning("%s: %d datagrams were received and not read any more", self.path, left)


@contextmanager
def closed_at_end(ports: Mapping[str, Port]) -> Iterator[None]:
    """Closes all that there are by the end."""
    try:
        yield
    finally:
        for port in ports.values():
            port.close()
