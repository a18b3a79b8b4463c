"""A thread that takes connections and moves their bytes into a bounded queue.

Nothing is lost: while too much waits nothing is read, and the system holds the senders back.
"""

import logging
import os
import selectors
import socket
import threading
from collections import deque

from msgspec import Struct

_log = logging.getLogger(__name__)

MOST_CONNECTIONS = 64
"""Open at once. Each may hold half a line of 1 MiB, so that is 64 MB; a convention, sensors are few."""

MOST_BYTES = 16 * 1024 * 1024
"""That wait to be read: as much as a collector's transaction holds."""

CHUNK_BYTES = 65_536

DATAGRAMS = 0
"""The connection that all datagrams of a Unix socket belong to."""


class Piece(Struct, frozen=True):
    """What a connection sent; of one that has ended, nothing. `peer` is who, as far as it has a name."""

    connection: int
    what: bytes
    ends: bool = False


class Connections:
    """Reads all connections of one socket, or its datagrams, one line each."""

    def __init__(self, name: str, opened: socket.socket, most_bytes: int = MOST_BYTES) -> None:
        self._name = name
        self._socket = opened
        self._streams = opened.type == socket.SOCK_STREAM
        self._most = most_bytes
        self._queue: deque[Piece] = deque()
        # Each is written by one thread alone.
        self._put = 0
        self._taken = 0
        self._number = DATAGRAMS
        self._open: dict[socket.socket, int] = {}
        self.refused = 0
        """Connections that were too many."""
        self._unwanted: deque[int] = deque()
        self._ending = False
        self._room = threading.Event()
        opened.settimeout(0.0)
        self._wakes, self._wake = os.pipe()
        self._waits = selectors.DefaultSelector()
        self._waits.register(opened, selectors.EVENT_READ, self._accept if self._streams else self._datagram)
        self._waits.register(self._wakes, selectors.EVENT_READ, self._woken)
        self._thread = threading.Thread(target=self._run, daemon=True, name="lines")
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes that wait to be read."""
        return max(0, self._put - self._taken)

    @property
    def open(self) -> int:
        """Connections that are open."""
        return len(self._open)

    def take(self) -> Piece | None:
        """What came next; None when nothing waits."""
        try:
            piece = self._queue.popleft()
        except IndexError:
            return None
        self._taken += len(piece.what)
        self._room.set()
        return piece

    def end(self, connection: int) -> None:
        """End a connection that sends what can't be read."""
        self._unwanted.append(connection)
        os.write(self._wake, b".")

    def close(self) -> int:
        """Take nothing any more, and end all connections; how many lines wait and will not be read."""
        self._ending = True
        self._room.set()
        os.write(self._wake, b".")
        self._thread.join()
        for one in self._open:
            one.close()
        self._waits.close()
        os.close(self._wakes)
        os.close(self._wake)
        self._socket.close()
        return sum(piece.what.count(b"\n") for piece in self._queue)

    def _run(self) -> None:
        while not self._ending:
            if self.waiting >= self._most:
                self._room.clear()
                if self.waiting >= self._most and not self._ending:
                    self._room.wait()
                continue
            for key, _ in self._waits.select():
                key.data(key.fileobj)

    def _woken(self, _: object) -> None:
        os.read(self._wakes, 1_024)
        while self._unwanted:
            number = self._unwanted.popleft()
            for one in [one for one, known in self._open.items() if known == number]:
                self._gone(one)

    def _accept(self, _: object) -> None:
        try:
            came, _peer = self._socket.accept()
        except OSError as error:
            # Gone again before it was taken, or too many files are open: those that are served go on.
            _log.warning("%s: a connection could not be taken: %s", self._name, error)
            return
        if len(self._open) >= MOST_CONNECTIONS:
            self.refused += 1
            came.close()
            _log.warning("%s: a connection was refused, %d are open", self._name, MOST_CONNECTIONS)
            return
        came.settimeout(0.0)
        if came.family != socket.AF_UNIX:
            # A sender that vanished without a word is found out in two hours, by Linux's defaults.
            came.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._number += 1
        self._open = {**self._open, came: self._number}
        self._waits.register(came, selectors.EVENT_READ, self._read)

    def _read(self, one: socket.socket) -> None:
        if one not in self._open:
            return  # ended by another event of the same look
        try:
            chunk = one.recv(CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            _log.info("%s: a connection broke off: %s", self._name, error)
            chunk = b""
        if chunk:
            self._keep(Piece(self._open[one], chunk))
        else:
            self._gone(one)

    def _gone(self, one: socket.socket) -> None:
        self._waits.unregister(one)
        number = self._open[one]
        self._open = {other: known for other, known in self._open.items() if other is not one}
        one.close()
        self._keep(Piece(number, b"", ends=True))

    def _datagram(self, _: object) -> None:
        try:
            line = self._socket.recv(1024 * 1024 + 1)
        except OSError:
            return
        self._keep(Piece(DATAGRAMS, line if line.endswith(b"\n") else line + b"\n"))

    def _keep(self, piece: Piece) -> None:
        self._put += len(piece.what)
        self._queue.append(piece)
