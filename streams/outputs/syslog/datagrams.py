"""Syslog over UDP (RFC 5426): a datagram an alert, and nobody knows whether it arrived.

Only a host that is there, and where nobody listens, says so: what it was just given is then given again. A host that is
away, a firewall that drops, a receiver whose buffer is full say nothing: those alerts are lost, and count as sent.
"""

import os
import select
import socket
import time
from collections.abc import Callable, Sequence

from streams.outputs.sink import Outgoing
from streams.outputs.syslog.place import Place

MOST_BYTES = 65_000
"""Below what a datagram holds (65,507 bytes over IPv4); what is longer is cut, and its end is lost."""


REFUSED_WITHIN_MS = 50
"""How long a host may take to say that nobody listens: many round trips within a plant. This host says so at once."""


class SyslogDatagrams:
    """A datagram an alert. Raises OSError where the name can't be found or the host says that nobody listens."""

    def __init__(self, place: Place, enveloped: Callable[[Outgoing, float], bytes]) -> None:
        self._place = place
        self._enveloped = enveloped
        self._socket: socket.socket | None = None

    def open(self, length: int | None) -> None:
        """The host is looked up with the first alert: one that is not found keeps nothing from starting."""

    def _made(self) -> socket.socket:
        family, kind, protocol, _, address = socket.getaddrinfo(
            self._place.host, self._place.port, type=socket.SOCK_DGRAM
        )[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.connect(address)
        except OSError:
            made.close()
            raise
        self._socket = made
        return made

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Send each, and hear whether the host says that nobody listens."""
        made = self._socket or self._made()
        try:
            for one in outgoing:
                made.send(self._enveloped(one, time.time())[:MOST_BYTES])
            _hear(made)
        except OSError as error:
            self.close()
            raise OSError(error.errno, error.strerror, str(self._place)) from error
        return 0

    def close(self) -> None:
        """No more will come."""
        made, self._socket = self._socket, None
        if made is not None:
            made.close()


def _hear(made: socket.socket) -> None:
    """Raise the error that came back to what was sent, should there be one in time."""
    errors = select.poll()
    errors.register(made, 0)
    if errors.poll(REFUSED_WITHIN_MS) and (number := made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
        raise OSError(number, os.strerror(number))
