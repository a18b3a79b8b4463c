"""Several growing logs: files, folders and globs, looked at anew now and then.

In a folder, `conn.log` stands for itself and for its rotated files beside it (`conn.2026-11-23.log`,
`conn.log.1.gz`), which its tail finishes and nothing else reads. Files of a folder that hold no flows are
passed over, with their reasons in `skipped`. What was packed or rotated away before the folder was first met is
history: replay or `collect --once` reads it. What was since, of a log that stood there at no look, is read from
where it lies. A file of a folder that is gone for good is let go, and its positions with it.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.files import PACKED, expand, files_below, is_log
from streams.sources.flow_files import AUTO, BATCH_LINES, Skipped
from streams.sources.rotation import archived_beside, fingerprint_of, in_reach, is_rotated, log_of
from streams.sources.tail import Tail

FIND_S = 0.5
"""How often folders are looked through: some thousand rotated files take 10 ms."""

GONE_S = 600.0
"""How long a file of a folder may be absent before it is let go: a sensor may wait long for its first row."""

_ANY = "*"
"""Stands for a folder's logs in the source that says that it was met: no file of a log has this name.

Its position is the time of the newest rotated file there was then, in nanoseconds since 1970.
"""


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
        self._met: dict[Path, int] = {}
        self._settled: set[Path] = set()
        self._marks: deque[Batch] = deque()
        self._forgotten: list[str] = []

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed, before the first look."""
        self._positions = dict(positions)
        marks = {Path(source.rpartition("#")[0]): position for source, position in positions.items() if "#" in source}
        self._met = {mark.parent: position for mark, position in marks.items() if mark.name == _ANY and position > 0}

    def next(self) -> Batch | None:
        """The next batch of any of the logs, each in its turn; None when there is nothing for the moment.

        Raises ValueError, once, for a file named by itself that is no flow log, and OSError as `Tail.next`.
        """
        if self._clock() >= self._find_at or not self._tails:
            self._find_at = self._clock() + FIND_S
            self._find()
        if self._marks:
            return self._marks.popleft()
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
        return None

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
            folder = Path(path)
            is_folder = folder.is_dir()
            files = files_below(folder) if is_folder else self._files(path)
            found = [file for file in files if is_log(file)] if is_folder else files
            if is_folder and folder in self._tails:
                self._drop(folder)  # it was not there yet, and might have been a file
            for log in self._known_beside(files):
                self._add(log)
            for file in found:
                if file in self._tails or (str(file) != path and not self._is_live(file, found)):
                    continue
                self._add(file)
            self._let_go(files)
            if folder in self._met:
                for log in self._never_met(files):
                    self._add(log)
            elif is_folder:
                self._meet(folder, files)

    def _files(self, path: str) -> list[Path]:
        try:
            return expand([path])
        except (FileNotFoundError, ValueError):
            # It may still come: a sensor makes its first log when it sees its first connection.
            return [Path(path)]

    def _meet(self, folder: Path, files: Iterable[Path]) -> None:
        """From now on a log that comes new in this folder has no history but this, and after a restart neither."""
        newest_ns = 1
        standing = {*files} - self._tails.keys()
        with suppress(OSError):  # a collector need not see more than its own folder
            standing.update(archived_beside(folder))
        for file in standing:
            with suppress(OSError):
                newest_ns = max(newest_ns, file.stat().st_mtime_ns)
        self._met[folder] = newest_ns
        self._marks.append(Batch([], [], f"{folder / _ANY}#", newest_ns))

    def _never_met(self, files: Iterable[Path]) -> Iterator[Path]:
        """Logs that stand there only as rotated or packed files, which came after their folder was met."""
        files = set(files)
        self._settled &= files
        for file in sorted(files - self._settled):
            name = log_of(file.name)
            if name is None:
                continue
            log = file.with_name(name)
            with suppress(OSError):
                if log in self._tails or self._is_claimed(file) or file.stat().st_mtime_ns <= self._history_of(file):
                    self._settled.add(file)
                else:
                    yield log

    def _is_claimed(self, file: Path, by: Iterable[Path] = ()) -> bool:
        """Whether a file may be a rotated one of a log that is tailed, or of `by`."""
        return any(is_rotated(file.name, log.name) and in_reach(log, file) for log in chain(self._tails, by))

    def _history_of(self, file: Path) -> float:
        """What was rotated away until then, in nanoseconds since 1970, had been before somebody looked."""
        return max((self._met[folder] for folder in file.parents if folder in self._met), default=math.inf)

    def _add(self, file: Path) -> None:
        tail = Tail(
            file,
            site=self._site,
            sensor=self._sensor,
            format=self._format,
            size=self._size,
            uids=self.uids,
            taken=lambda beside, digest: self._reads(beside.parent, digest, besides=file),
            history_until_ns=self._history_of(file),
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
                self._drop(file)

    def _drop(self, file: Path) -> None:
        tail = self._tails.pop(file)
        self._settled.clear()
        self._turns.remove(tail)
        self._forgotten += [*tail.forgotten, *tail.sources]
        self._positions = {
            source: position for source, position in self._positions.items() if source.rpartition("#")[0] != str(file)
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
        if self._is_claimed(file, beside):
            return False
        print_ = fingerprint_of(file)
        if print_ is not None and self._reads(file.parent, print_.digest, besides=file):
            self.skipped[file] = Skipped(file, f"{file}: begins as a log that is read already: a copy of it")
            return False
        return True
