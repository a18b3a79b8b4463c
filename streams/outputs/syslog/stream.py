"""Syslog over TCP (RFC 6587) and TLS (RFC 5425).

Neither acknowledges anything. So a batch counts as sent when the other system has taken all its bytes and the
connection still lives, and after each reconnection the window of what may not have been read goes out again
(`window.py`). Under TLS 1.3 a handshake succeeds even where the server is about to refuse the client's certificate: the
refusal is read afterwards, so a new connection carries nothing until it was left open for a second.
"""

import errno
import fcntl
import logging
import select
import socket
import ssl
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from typing import Literal

from streams.outputs.sink import Outgoing
from streams.outputs.syslog.place import Place
from streams.outputs.syslog.window import Window

_log = logging.getLogger(__name__)

Framing = Literal["octets", "newline"]

TIMEOUT_S = 10.0
"""For connecting, and for the other system to take a batch."""

REFUSED_WITHIN_S = 1.0
"""A server that refuses a certificate says so within one round trip: a second is many of them."""

_LOOK_S = 0.002
_SO_NWRITE = 0x1024
"""macOS' socket option for the bytes that wait to be taken."""


class SyslogStream:
    """Messages one after the other on one connection. `enveloped` makes a message of an alert and the time of sending.

    `tls` None is plain TCP. Raises OSError for what fails; the connection is made anew by the next call.
    """

    def __init__(
        self,
        place: Place,
        enveloped: Callable[[Outgoing, float], bytes],
        *,
        framing: Framing = "octets",
        tls: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._place = place
        self._enveloped = enveloped
        self._framing = framing
        self._tls = tls
        self._timeout_s = timeout_s
        self._socket: socket.socket | None = None
        self._window = Window()

    def open(self, length: int | None) -> None:
        """Connects with the first alert: a receiver that is away keeps nothing from starting."""

    def begin(self) -> int:
        """A connection has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Send these, each in a frame of its own."""
        messages = [self._framed(self._enveloped(one, time.time())) for one in outgoing]
        try:
            connection = self._connected()
            self._send(connection, messages)
        except OSError as error:
            self._drop()
            raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(self._place)) from error
        self._window.sent(messages, time.monotonic())
        return 0

    def close(self) -> None:
        """Say goodbye: a TLS receiver takes an end without it for an attack."""
        connection = self._socket
        if isinstance(connection, ssl.SSLSocket):
            try:
                connection.settimeout(1.0)
                connection.unwrap()
            except (OSError, ValueError):
                pass
        self._drop()

    def _framed(self, message: bytes) -> bytes:
        return b"%d %b" % (len(message), message) if self._framing == "octets" else message + b"\n"

    def _connected(self) -> socket.socket:
        """The connection that lives; a new one has been given the window again."""
        if self._socket is not None and _lives(self._socket):
            return self._socket
        self._drop()
        connection = socket.create_connection((self._place.host, self._place.port), self._timeout_s)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_hostname=self._place.host)
                _await_refusal(connection)
            again = self._window.messages
            if again:
                _log.info("%s: connected again; the last %d alerts are sent once more", self._place, len(again))
                self._send(connection, again)
        except BaseException:
            connection.close()
            raise
        self._socket = connection
        return connection

    def _send(self, connection: socket.socket, messages: list[bytes]) -> None:
        """Send, and wait until the other system has taken every byte and the connection still lives."""
        connection.settimeout(self._timeout_s)
        connection.sendall(b"".join(messages))
        deadline = time.monotonic() + self._timeout_s
        while _waiting(connection):
            if time.monotonic() > deadline:
                msg = f"{self._place} takes nothing any more"
                raise TimeoutError(msg)
            time.sleep(_LOOK_S)
        if not _lives(connection):
            msg = f"{self._place} closed the connection"
            raise ConnectionResetError(msg)

    def _drop(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


def _await_refusal(connection: socket.socket) -> None:
    """Give the server its time to refuse. Raises OSError where it does."""
    deadline = time.monotonic() + REFUSED_WITHIN_S
    while (left := deadline - time.monotonic()) > 0:
        readable, _, _ = select.select([connection], [], [], left)
        if readable and not _lives(connection):
            msg = "closed by the other side right after the handshake: it may refuse our certificate"
            raise ConnectionResetError(msg)


def _lives(connection: socket.socket) -> bool:
    """Whether the other side has not closed it. Raises OSError for a reset, or for an alert of TLS."""
    connection.settimeout(0.0)
    try:
        # Receivers of syslog say nothing; what one says is read away.
        while connection.recv(4_096):
            pass
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    return False


def _waiting(connection: socket.socket) -> int:
    """The bytes that the other system has not taken yet; 0 where this system can't tell."""
    try:
        if sys.platform == "darwin":
            return connection.getsockopt(socket.SOL_SOCKET, _SO_NWRITE)
        return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))[0])
    except OSError:
        return 0
