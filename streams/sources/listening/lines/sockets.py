"""The sockets that lines come to, and the files of those that have one."""

import errno
import os
import socket
import stat
from pathlib import Path

from streams.sources.listening.place import network_place, socket_path
from streams.system_errors import sentence

RIGHTS = 0o660
"""Of a socket's file: its owner and group may write to it, and so may send flows. A convention."""

BACKLOG = 64
"""Connections that may wait to be taken: as many as are held open."""


def tcp_socket(path: str) -> socket.socket:
    """A socket that listens where `tcp:ADDRESS:PORT` says. Raises ValueError, and OSError with the reason."""
    place = network_place(path)
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    try:
        return socket.create_server((place.address, place.port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = "another process listens there" if error.errno == errno.EADDRINUSE else sentence(error)
        msg = f"{path}: {why}"
        raise OSError(msg) from error


def unix_socket(path: str) -> socket.socket:
    """A socket bound to the file that `unix:PATH` or `unix-dgram:PATH` names; of a stream it listens.

    A file that a dead process left is taken away first. Raises ValueError, and OSError with the reason.
    """
    kind = socket.SOCK_DGRAM if path.startswith("unix-dgram:") else socket.SOCK_STREAM
    file = socket_path(path)
    opened = socket.socket(socket.AF_UNIX, kind)
    try:
        _take_stale_away(Path(file), kind)
        # By the mask and not after, so that it never stands there with more rights.
        before = os.umask(0o777 & ~RIGHTS)
        try:
            opened.bind(file)
        finally:
            os.umask(before)
        if kind == socket.SOCK_STREAM:
            opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        msg = f"{path}: {sentence(error)}"
        raise OSError(msg) from error
    return opened


def take_away(opened: socket.socket, state: os.stat_result) -> None:
    """Remove a Unix socket's own file, unless another has taken its place since `state` was looked at."""
    file = Path(opened.getsockname())
    try:
        now = file.stat()
    except OSError:
        return
    if (now.st_dev, now.st_ino) == (state.st_dev, state.st_ino):
        file.unlink(missing_ok=True)


def _take_stale_away(file: Path, kind: socket.SocketKind) -> None:
    try:
        state = file.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(state.st_mode):
        raise OSError(0, "there is something else of this name, which is left alone")
    with socket.socket(socket.AF_UNIX, kind) as asks:
        asks.settimeout(0.0)
        try:
            asks.connect(str(file))
        except ConnectionRefusedError:
            file.unlink(missing_ok=True)
            return
        except OSError as error:
            # A full backlog (EAGAIN), or one of the other kind (EPROTOTYPE): somebody is there.
            if error.errno not in {errno.EAGAIN, errno.EPROTOTYPE}:
                raise
    raise OSError(0, "another process listens there")
