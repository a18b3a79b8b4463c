"""Lines over TCP and Unix sockets as a source: `tcp:ADDRESS:PORT`, `unix:PATH`, `unix-dgram:PATH`.

It has no position to come back to: what was received and not committed is lost with the process.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

from schemas.formats.reader import ReaderContext
from schemas.formats.registry import FORMATS, new_memory
from streams.messages import Batch
from streams.sources.files.flow_files import AUTO
from streams.sources.listening.lines.connections import DATAGRAMS, Connections
from streams.sources.listening.lines.conversation import Conversation
from streams.sources.listening.lines.sockets import take_away, tcp_socket, unix_socket
from streams.sources.listening.place import network_name
from streams.sources.protocol import LagUnit
from streams.status.observer import ListenerFared

_log = logging.getLogger(__name__)


class LineSource:
    """What comes to one socket. Raises ValueError and OSError for a place that can't be listened on."""

    ended = False
    unit: LagUnit = "bytes"

    def __init__(
        self,
        path: str,
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
    ) -> None:
        if format not in {AUTO, *FORMATS}:
            msg = f"no input format {format!r}; there are: {', '.join(FORMATS)} (or auto)"
            raise ValueError(msg)
        self.memory = new_memory()
        self._path = path
        self._format = format
        self._context = ReaderContext(site=site, source=path, sensor=sensor, memory=self.memory)
        self._conversations: dict[int, Conversation] = {}
        self._batches: Iterator[Batch] = iter(())
        self._lines = 0
        self._socket = tcp_socket(path) if path.startswith("tcp:") else unix_socket(path)
        self.place = self._socket.getsockname()
        self._file = None if path.startswith("tcp:") else Path(self.place).stat()
        self._connections = Connections(path, self._socket)
        _log.info("%s: listening", path if isinstance(self.place, str) else network_name("tcp", self.place))

    @property
    def idle(self) -> bool:
        """Whether nothing waits in the process."""
        return self._connections.waiting == 0

    def poll(self) -> Batch | None:
        """The next batch, of whichever connection has sent."""
        while True:
            batch = next(self._batches, None)
            if batch is not None:
                self._lines += batch.rows
                return batch
            piece = self._connections.take()
            if piece is None:
                return None
            talk = self._conversations.get(piece.connection)
            if talk is None:
                talk = self._conversations[piece.connection] = Conversation(self._context, self._format)
            if piece.ends:
                del self._conversations[piece.connection]
                self._batches = talk.ended()
            else:
                self._batches = self._read(piece.connection, talk, piece.what)

    def behind(self) -> int:
        """The bytes that wait in the process; what senders still hold can't be known."""
        return self._connections.waiting

    def fared(self) -> ListenerFared:
        """What was received so far: rows that were read."""
        return ListenerFared(
            source=self._path,
            received=self._lines,
            connections=self._connections.open,
            refused=self._connections.refused,
        )

    def close(self) -> None:
        """Listen no more; a socket's file goes with it."""
        if self._file is not None:
            take_away(self._socket, self._file)
        left = self._connections.close()
        if left:
            _log.warning("%s: %d lines were received and not read any more", self._path, left)

    def _read(self, number: int, talk: Conversation, chunk: bytes) -> Iterator[Batch]:
        yield from talk.fed(chunk)
        if talk.failed and number != DATAGRAMS:
            self._connections.end(number)
