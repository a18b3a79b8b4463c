"""Renames a file of alerts that has grown: `alerts` becomes `alerts.1`, that becomes `alerts.2`, and the oldest goes.

Each step is one rename from the oldest to the newest, so a kill in between leaves whole files and no line twice.
"""

import os
from pathlib import Path

from msgspec import Struct


class Rotation(Struct, frozen=True):
    """A file of `most_bytes` or more is renamed; `keep` renamed ones stay."""

    most_bytes: int
    keep: int

    def rotated(self, path: Path, size: int) -> bool:
        """Rename the file where it is due; whether it was. Raises OSError."""
        if size < self.most_bytes:
            return False
        for number in range(self.keep, 1, -1):
            younger = _numbered(path, number - 1)
            if younger.exists():
                younger.replace(_numbered(path, number))
        path.replace(_numbered(path, 1))
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # A rename is on the disk once its folder is.
            os.fsync(folder)
        finally:
            os.close(folder)
        return True


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
