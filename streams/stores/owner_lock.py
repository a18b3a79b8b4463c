"""One owner at a time: a lock on a file beside the state, released by the kernel when its process dies."""

import fcntl
import os
from pathlib import Path

from streams.stores.sqlite_schema import StoreError, StoreInUse

LOCK_NAME = "owner.lock"
"""Beside the database."""


class OwnerLock:
    """Held from `take` to `release`; the file holds the owner's process id for the error message."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """Become the owner. Raises StoreInUse when another process is, StoreError when no file can be made."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            msg = f"{self._path}: {error.strerror}; check the folder's owner and rights"
            raise StoreError(msg) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            msg = (
                f"{self._path.parent}: in use by another weir (process {owner}); stop that one first, "
                "or give this one another [embedded] state_dir"
            )
            raise StoreInUse(msg) from error
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
        except OSError as error:
            os.close(descriptor)
            msg = f"{self._path}: {error.strerror}; make room and start again, nothing committed is lost"
            raise StoreError(msg) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back; harmless when it is not held. The file stays: removing it would race with the next owner."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def is_held(path: Path) -> bool:
    """Whether a process owns the state now. False where there is no lock, or it can't be asked."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Shared and for a moment only: an owner holds it alone.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
