"""A bound UDP socket, and what its kernel tells of it.

No two processes share a port: Linux would give each datagram to one of them by sender, address and port together, so a
template and its data part ways once a NAT gives the exporter another port.
"""

import errno
import logging
import os
import socket
import struct

from streams.sources.listening.place import network_name, network_place
from streams.sources.listening.udp_table import lost_at
from streams.system_errors import sentence

_log = logging.getLogger(__name__)

_SO_MEMINFO = 55
"""Linux, since 4.12 (include/uapi/asm-generic/socket.h); Python has no name for it."""

_MEMINFO = struct.Struct("9I")
_RECEIVED_BYTES, _DROPS = 0, 8
"""Places in it (SK_MEMINFO_VARS, include/uapi/linux/sock_diag.h)."""

_DROPS_WRAP = 2**32

_WHY = {
    errno.EADDRINUSE: "another process listens there. Two can't share a port, since data would part from their "
    "templates: give each a port of its own, and send each exporter to one",
    errno.EADDRNOTAVAIL: "this machine has no such address; 0.0.0.0 and [::] are all it has",
    errno.EACCES: "a port below 1024 takes the right CAP_NET_BIND_SERVICE: choose another, such as 2055",
}


def listening_socket(path: str, receive_buffer: int) -> socket.socket:
    """A socket bound where `udp:ADDRESS:PORT` says, that does not wait.

    Raises ValueError for a place that is none and OSError for one that can't be had. What the kernel gives of
    `receive_buffer` bytes is logged.
    """
    place = network_place(path)
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        opened.bind((place.address, place.port))
        opened.settimeout(0.0)
    except OSError as error:
        opened.close()
        msg = f"{path}: {_WHY.get(error.errno or 0) or sentence(error)}"
        raise OSError(msg) from error
    _tell_buffer(path, opened, receive_buffer)
    return opened


class KernelSide:
    """What the kernel has lost of a socket, and what waits in it. Linux tells since 4.12, before in a table alone."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._lost = 0
        self._last = 0

    def lost(self) -> int | None:
        """Datagrams that came while the buffer was full, since the socket was opened; None where it is not told."""
        told = self._told()
        if told is None:
            return lost_at(self._socket.getsockname()[1])
        # A counter of 32 bits: asked more often than it can go round.
        self._lost += (told[_DROPS] - self._last) % _DROPS_WRAP
        self._last = told[_DROPS]
        return self._lost

    def waiting(self) -> int:
        """Bytes of its buffer that are in use, its own book-keeping too; 0 where it is not told."""
        told = self._told()
        return 0 if told is None else told[_RECEIVED_BYTES]

    def _told(self) -> tuple[int, ...] | None:
        try:
            told = self._socket.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size)
        except OSError:
            return None
        return _MEMINFO.unpack(told) if len(told) == _MEMINFO.size else None


def _tell_buffer(path: str, opened: socket.socket, asked: int) -> None:
    given = opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    if os.uname().sysname == "Linux":
        given //= 2  # it doubles what it gives, for its own book-keeping (socket(7))
    where = network_name("udp", opened.getsockname())
    if given >= asked:
        _log.info("%s: listening, with a receive buffer of %.1f MB", where, given / 1e6)
        return
    _log.warning(
        "%s: listening, with a receive buffer of %.1f MB where %.1f MB were asked for (%s): what comes while the "
        "machine is busy is lost sooner. `sysctl -w net.core.rmem_max=%d` lets the kernel give it, and a line in "
        "/etc/sysctl.d/ keeps that over a reboot",
        where, given / 1e6, asked / 1e6, path, asked,
    )  # fmt: skip
