"""Several growing logs: files, folders and globs, looked at anew now and then.

In a folder, `conn.log` stands for itself and for its rotated files beside it (`conn.2026-11-23.log`,
`conn.log.1.gz`), which its tail finishes and nothing else reads. Files of a folder that hold no flows are
passed over, with their reasons in `skipped`. Packed files are not tailed: replay or `collect --once` reads them.
A file of a folder that is gone for good is let go, and its positions with it.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.files import PACKED, expand
from streams.sources.flow_files import AUTO, BATCH_LINES, Skipped
from streams.sources.rotation import fingerprint_of, is_rotated
from streams.sources.tail import Tail

FIND_S = 0.5
"""How often folders are looked through: some thousand rotated files take 10 ms."""

GONE_S = 600.0
"""How long a file of a folder may be absent before it is let go: a sensor may wait long for its first row."""

_ANY = "*"
"""Stands for a folder's logs in the source that says that it was met: no file of a log has this name."""


class Tails:
    """Tails of all that some paths mean. See `Tail` for `next`, `resume` and positions."""

    def __init__(  # noqa: PLR0913 - the logs' reading, by name
        self,
        paths: Sequence[str],
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        size: int = BATCH_LINES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.skipped: dict[Path, Skipped] = {}
        self.uids = UidMemory()
        self._paths = list(paths)
        self._site = site
        self._sensor = sensor
        self._format = format
        self._size = size
        self._clock = clock
        self._tails: dict[Path, Tail] = {}
        self._turns: deque[Tail] = deque()
        self._find_at = clock()
        self._absent: dict[Path, float] = {}
        self._positions: dict[str, int] = {}
        self._met: set[Path] = set()
        self._marks: deque[Batch] = deque()
        self._forgotten: list[str] = []

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed, before the first look."""
        self._positions = dict(positions)
        self._met = {Path(source.rpartition("#")[0]).parent for source in positions if "#" in source}

    def next(self) -> Batch | None:
        """The next batch of any of the logs, each in its turn; None when there is nothing for the moment.

        Raises ValueError, once, for a file named by itself that is no flow log, and OSError as `Tail.next`.
        """
        if self._clock() >= self._find_at or not self._tails:
            self._find_at = self._clock() + FIND_S
            self._find()
        for _ in range(len(self._turns)):
            tail = self._turns[0]
            self._turns.rotate(-1)
            try:
                batch = tail.next()
            except ValueError as error:
                if str(tail.path) in self._paths:
                    raise
                self.skipped[tail.path] = Skipped(tail.path, str(error))
                continue
            if batch is not None:
                return batch
        return self._marks.popleft() if self._marks else None

    def poll(self, most: int = 16) -> list[Batch]:
        """What is new in any of the logs, as at most `most` batches. Raises as `next`."""
        return list(islice(iter(self.next, None), most))

    def close(self) -> None:
        """Let go of all files."""
        for tail in self._tails.values():
            tail.close()

    def forgotten(self) -> list[str]:
        """The sources whose positions matter no more, each told once."""
        found, self._forgotten = self._forgotten, []
        for tail in self._tails.values():
            found += tail.forgotten
            tail.forgotten.clear()
        return found

    def behind(self) -> int:
        """The bytes of all logs that are there and not given yet, rotated files that wait their turn aside."""
        return sum(tail.behind() for tail in self._tails.values())

    def _find(self) -> None:
        for path in self._paths:
            try:
                found = expand([path])
            except (FileNotFoundError, ValueError):
                # It may still come: a sensor makes its first log when it sees its first connection.
                found = [Path(path)] if not Path(path).is_dir() else []
            for log in self._known_beside(found):
                self._add(log)
            for file in found:
                if file in self._tails or (str(file) != path and not self._is_live(file, found)):
                    continue
                self._add(file)
            self._let_go(found)
            self._meet(Path(path))

    def _meet(self, folder: Path) -> None:
        """From now on a log that comes new in this folder has no history, and after a restart neither."""
        if folder.is_dir() and folder not in self._met:
            self._met.add(folder)
            self._marks.append(Batch([], [], f"{folder / _ANY}#", 0))

    def _add(self, file: Path) -> None:
        tail = Tail(
            file,
            site=self._site,
            sensor=self._sensor,
            format=self._format,
            size=self._size,
            uids=self.uids,
            taken=lambda beside, digest: self._reads(beside.parent, digest, besides=file),
            history=self._met.isdisjoint(file.parents),
        )
        tail.resume(self._positions)
        self._tails[file] = tail
        self._turns.append(tail)

    def _let_go(self, found: Iterable[Path]) -> None:
        """Of a folder or a glob, let go of the files that have been gone for long, in a folder that is still there."""
        now, there = self._clock(), set(found)
        folders = {file.parent for file in there}
        for file in [one for one in self._tails if one.parent in folders and str(one) not in self._paths]:
            if file in there or not self._tails[file].gone:
                self._absent.pop(file, None)
            elif now - self._absent.setdefault(file, now) >= GONE_S:
                del self._absent[file]
                tail = self._tails.pop(file)
                self._turns.remove(tail)
                self._forgotten += [*tail.forgotten, *tail.sources]
                self._positions = {
                    source: position
                    for source, position in self._positions.items()
                    if source.rpartition("#")[0] != str(file)
                }
                tail.close()

    def _known_beside(self, found: Iterable[Path]) -> list[Path]:
        """Logs read before a restart, in these files' folders: absent just now, their rotated files may stand there."""
        folders = {file.parent for file in found}
        known = {Path(source.rpartition("#")[0]) for source in self._positions if "#" in source}
        return sorted(log for log in known if log.parent in folders and log not in self._tails and log.name != _ANY)

    def _reads(self, folder: Path, digest: str, besides: Path) -> bool:
        """Whether another log of the folder is, or was, the file with this hash."""
        end = f"#{digest}"
        return any(
            source.endswith(end)
            for path, tail in self._tails.items()
            if path != besides and path.parent == folder
            for source in tail.sources
        )

    def _is_live(self, file: Path, beside: Sequence[Path]) -> bool:
        """Whether a file of a folder is tailed by itself: not packed, and no rotated one of a log there."""
        if file.name.endswith(PACKED) or file in self.skipped:
            return False
        logs = {*beside, *self._tails}
        if any(is_rotated(file.name, log.name) and log.parent == file.parent for log in logs):
            return False
        print_ = fingerprint_of(file)
        if print_ is not None and self._reads(file.parent, print_.digest, besides=file):
            self.skipped[file] = Skipped(file, f"{file}: begins as a log that is read already: a copy of it")
            return False
        return True
