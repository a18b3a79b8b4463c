"""The files that a replay writes: under another name until they are whole, and gone on with after a stop."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from msgspec import Struct

from weir.errors import UserError, why

PART = ".part"
"""What ends a file's name until it is whole: nobody takes the half of it for all."""


class Lengths(Struct, frozen=True):
    """How long the files of alerts and of dead letters were; None: not written, or no file that can be cut."""

    alerts: int | None = None
    dead_letters: int | None = None


@contextmanager
def named(path: str | None, option: str) -> Iterator[None]:
    """A file that takes no more (a full disk) is told by its name: the system's error has none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{option} {path}: {why(error)}"
        raise UserError(msg) from error


def close(file: IO[bytes] | None, path: str | None, option: str, *, whole: bool) -> None:
    """Close it, and give it its name where it is `whole`. Raises UserError."""
    if file is None or path is None:
        return
    with named(path, option):
        if file is sys.stdout.buffer:
            file.flush()
            return
        file.close()
        if whole and is_renamed(path):
            partial(path).replace(Path(path).resolve())


def opened(path: str | None, option: str, go_on_at: int | None) -> IO[bytes] | None:
    """A file to write; with `go_on_at` one that was begun, cut to so many bytes. Raises UserError."""
    if path is None:
        return None
    if path == "-":
        return sys.stdout.buffer
    try:
        if Path(path).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if go_on_at is not None and is_renamed(path):
            file = partial(path).open("r+b" if go_on_at else "wb")
            file.truncate(go_on_at)
            file.seek(go_on_at)
            return file
        return (partial(path) if is_renamed(path) else Path(path)).open("wb")
    except OSError as error:
        msg = f"{option} {path}: {why(error)}"
        raise UserError(msg) from error


def length(file: IO[bytes] | None) -> int | None:
    """How long it is, all of it on the disk; None for what is no file of ours."""
    if file is None or not file.seekable():
        return None
    file.flush()
    os.fsync(file.fileno())
    return file.tell()


def partial(path: str) -> Path:
    """What it is called until it is whole."""
    whole = Path(path).resolve()
    return whole.with_name(whole.name + PART)


def is_renamed(path: str) -> bool:
    """Whether it is written under another name first: not standard output, nor a pipe or a device."""
    return path != "-" and (Path(path).is_file() or not Path(path).exists())
