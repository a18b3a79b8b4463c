"""Which folders were met, and what was history then: what had been rotated away before somebody looked.

Everything is read of a log that is new in a known folder, also when it was rotated away and packed before
anybody looked, or while nothing ran. Old and new are told apart by when a file was last
written to, which packers keep; one that does not makes history of an hour ago new once, and nothing new old.
"""

import math
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path

from streams.messages import Batch
from streams.sources.follow.folders import Folders, last_days

ANY = "*"
"""Stands for a folder's logs in the source that says that it was met: no file of a log has this name.

Its position is the time of the newest rotated file there was then, in nanoseconds since 1970.
"""


class FolderHistory:
    """The folders that were met, each with the time of its newest rotated file then."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._until_ns: dict[Path, int] = {}

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take what was committed."""
        for source, position in positions.items():
            mark = Path(source.rpartition("#")[0])
            if mark.name == ANY:
                self._until_ns[mark.parent] = max(1, position)

    def until_ns(self, file: Path) -> float:
        """What was rotated away until then is history, in nanoseconds since 1970; infinite: nobody has looked yet."""
        return max((self._until_ns[one] for one in file.parents if one in self._until_ns), default=math.inf)

    def meet(self, folder: Path, rotated: Iterable[Path]) -> list[Batch]:
        """What to commit for a folder, if it was never met, in which these files have been rotated away."""
        if folder in self._until_ns:
            return []
        newest_ns = 1
        for file in chain(rotated, self._archived_beside(folder)):
            with suppress(OSError):
                newest_ns = max(newest_ns, file.stat().st_mtime_ns)
        # A file of tomorrow would make history of all that comes until then.
        self._until_ns[folder] = until_ns = min(newest_ns, time.time_ns())
        return [Batch([], [], f"{folder / ANY}#", until_ns)]

    def within(self, folder: Path) -> list[Path]:
        """The files of a folder, and not of those below it."""
        with suppress(OSError):
            return [folder / name for name in self._folders.listing(folder).files]
        return []

    def _archived_beside(self, folder: Path) -> list[Path]:
        found: list[Path] = []
        with suppress(OSError):  # a collector need not see more than its own folder
            for day in last_days(self._folders.listing(folder.parent).folders):
                found += self.within(folder.parent / day)
        return found
