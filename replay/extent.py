"""How much of the files of a replay was read: for a bar of progress, and the time that is left."""

from collections.abc import Callable, Sequence
from pathlib import Path


class Extent:
    """The bytes of files as they lie on the disk, packed or not; of standard input nobody knows how much it is."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._read: dict[Path, int] = {}
        self._whole = sum(path.stat().st_size for path in paths) if all(path.is_file() for path in paths) else 0

    def of(self, path: Path) -> Callable[[int], None]:
        """What hears how many bytes of a file were read so far."""

        def read(so_far: int) -> None:
            self._read[path] = so_far

        return read

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where the whole is not known."""
        return min(sum(self._read.values()) / self._whole, 1.0) if self._whole else None
