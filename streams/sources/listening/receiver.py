"""A thread that moves datagrams from a socket into a bounded queue, as fast as they come."""

import logging
import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable

from msgspec import Struct

from streams.sources.listening.many import Sender, reads

_log = logging.getLogger(__name__)

ITEM_BYTES = 105
"""What a datagram costs in memory besides its payload (measured with tracemalloc)."""


class Arrived(Struct, frozen=True, gc=False):
    """One datagram. `at` is seconds UTC, when it was read."""

    at: float
    sender: Sender
    payload: bytes


class Receiver:
    """Reads a socket of datagrams. At most `most_bytes` wait; what comes while they do is lost, and counted."""

    def __init__(self, opened: socket.socket, most_bytes: int, clock: Callable[[], float] = time.time) -> None:
        self._socket = opened
        self._most = most_bytes
        self._clock = clock
        self._reads = reads(opened)
        self._queue: deque[Arrived] = deque()
        # Each is written by one thread alone.
        self._put = 0
        self._taken = 0
        self.received = 0
        """Datagrams that were read."""
        self.lost = 0
        """Those of them that found the queue full."""
        self._failed: OSError | None = None
        self._ending = False
        self._ends, self._end = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True, name="datagrams")
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes that wait in the queue."""
        return max(0, self._put - self._taken)

    def take(self, most: int) -> list[Arrived]:
        """What came next, up to so many. Raises OSError when the socket can't be read any more."""
        queue = self._queue
        taken = [queue.popleft() for _ in range(min(most, len(queue)))]
        self._taken += sum(len(one.payload) + ITEM_BYTES for one in taken)
        if not taken and self._failed is not None:
            raise self._failed
        return taken

    def close(self) -> int:
        """Read no more; how many datagrams were never taken."""
        self._ending = True
        os.write(self._end, b".")
        self._thread.join()
        os.close(self._ends)
        os.close(self._end)
        self._socket.close()
        return len(self._queue)

    def _run(self) -> None:
        waits = select.poll()
        waits.register(self._socket, select.POLLIN)
        waits.register(self._ends, select.POLLIN)
        try:
            while not self._ending:
                found = self._reads.receive()
                if found:
                    self._keep(found)
                else:
                    waits.poll()
        except OSError as error:
            self._failed = error

    def _keep(self, found: list[tuple[Sender, bytes]]) -> None:
        now = self._clock()
        for sender, payload in found:
            self.received += 1
            size = len(payload) + ITEM_BYTES
            if self._put - self._taken + size > self._most:
                self.lost += 1
                continue
            self._queue.append(Arrived(now, sender, payload))
            self._put += size
