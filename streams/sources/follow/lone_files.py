"""Files that bear the name of a rotated one and grow on: logs by themselves, which nobody follows."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LOOKS = 3
"""Written to between each of so many looks: a writer may hold a file that was renamed, but not for so long."""


class LoneFiles:
    """Looks at such files now and then, minutes apart."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[int, int]] = {}

    def grown(self, files: Iterable[Path]) -> list[Path]:
        """Which of them have grown between each of the last few looks."""
        seen: dict[Path, tuple[int, int]] = {}
        for file in files:
            with suppress(OSError):
                size = file.stat().st_size
                before, times = self._seen.get(file, (size, 0))
                seen[file] = size, times + 1 if size > before else 0
        self._seen = seen
        return [file for file, (_, times) in seen.items() if times >= LOOKS]
