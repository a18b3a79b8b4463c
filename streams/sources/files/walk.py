"""All files below a folder, each once, whatever its name: what `weir replay` looks through.

Links are followed, since Zeek's `current` is one; a folder that is met again by another way is not looked into
again. What can't be looked at is told with its reason.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from streams.system_errors import sentence

MAX_DEPTH = 32
"""Folders within folders; archives by year, month, day and hour take four."""


class Left(Struct, frozen=True):
    """A file or a folder that is left out, and why."""

    path: Path
    reason: str


def files_below(folder: Path) -> tuple[list[Path], list[Left]]:
    """The files in the order of their names, and what is left out."""
    files: list[Path] = []
    left: list[Left] = []
    _look(folder, files, left, {}, 0)
    return files, left


def _look(folder: Path, files: list[Path], left: list[Left], seen: dict[tuple[int, int], Path], depth: int) -> None:
    try:
        state = folder.stat()
        if (state.st_dev, state.st_ino) in seen:
            left.append(Left(folder, f"the same folder as {seen[state.st_dev, state.st_ino]}"))
            return
        if depth > MAX_DEPTH:
            left.append(Left(folder, f"more than {MAX_DEPTH} folders deep"))
            return
        seen[state.st_dev, state.st_ino] = folder
        entries = sorted(_entries(folder), key=lambda entry: (entry.is_symlink(), entry.name))
    except OSError as error:
        left.append(Left(folder, f"the folder can't be looked into: {sentence(error)}"))
        return
    for entry in entries:
        path = folder / entry.name
        try:
            if entry.is_dir():
                _look(path, files, left, seen, depth + 1)
            elif entry.is_file():
                files.append(path)
            elif entry.is_symlink():
                left.append(Left(path, "a link that leads nowhere here"))
            else:
                left.append(Left(path, "no file: a pipe, a socket or a device"))
        except OSError as error:
            left.append(Left(path, f"can't be looked at: {sentence(error)}"))


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries
