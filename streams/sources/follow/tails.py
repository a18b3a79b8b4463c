"""Several growing logs: files, folders and globs, looked at anew now and then.

In a folder, `conn.log` stands for itself and for its rotated files beside it (`conn.2026-11-23.log`,
`conn.log.1.gz`), which its tail finishes and nothing else reads. Files of a folder that hold no flows are
passed over, with their reasons in `skipped`. What was packed or rotated away before the folder was first met is
history: replay or `collect --once` reads it. What was since, of a log that stood there at no look, is read from
where it lies.

A log of a folder that has been absent for long rests: nothing of it is open or looked at until something comes. Once
nothing of it stands any more, its positions are forgotten.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from schemas.formats.registry import new_memory
from streams.messages import Batch
from streams.sources.files.contents import never_followed
from streams.sources.files.flow_files import AUTO, BATCH_LINES
from streams.sources.files.flow_paths import Skipped
from streams.sources.files.paths import PACKED, is_log
from streams.sources.files.rotation import fingerprint_of, goes_another_way, log_of
from streams.sources.follow.folder_history import ANY, FolderHistory
from streams.sources.follow.folders import Folders
from streams.sources.follow.lone_files import LoneFiles
from streams.sources.follow.rotated_names import Claims
from streams.sources.follow.tail import Tail
from streams.sources.follow.watched_paths import Standing, WatchedPaths

FIND_S = 0.5
"""How often folders are looked through, and logs looked for that are not there."""

GONE_S = 600.0
"""How long a log of a folder may be absent, with nothing new of it, before it rests: a writer may hold its old file."""

MOST_OPEN = 200
"""Files held open while there are more logs than that: a process often may have 1,024."""


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
        self.memory = new_memory()
        self._site = site
        self._sensor = sensor
        self._format = format
        self._size = size
        self._clock = clock
        self._folders = Folders()
        self._watched = [WatchedPaths(path, self._folders) for path in paths]
        self._named = {Path(path) for path in paths}
        self._history = FolderHistory(self._folders)
        self._lone = LoneFiles()
        self._find_at = clock()
        self._positions: dict[str, int] = {}
        self._known_logs: set[Path] = set()
        self._tails: dict[Path, Tail] = {}
        self._turns: deque[Tail] = deque()
        self._waiting: list[Tail] = []
        self._resting: dict[Path, Tail] = {}
        self._rotated_only: set[Path] = set()
        self._absent: dict[Path, float] = {}
        self._settled: dict[Path, int] = {}
        self._marks: deque[Batch] = deque()
        self._forgotten: list[str] = []
        self._sweep_at = clock() + GONE_S

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed, before the first look."""
        self._positions = dict(positions)
        self._history.resume(positions)
        sources = (source.rpartition("#")[0] for source in positions if "#" in source)
        self._known_logs = {log for log in map(Path, set(sources)) if log.name != ANY}

    def next(self) -> Batch | None:
        """The next batch of any of the logs, each in its turn; None when there is nothing for the moment.

        Raises ValueError, once, for a file named by itself that is no flow log, and OSError as `Tail.next`, or once
        for each new reason why a path can't be looked at; the others go on.
        """
        if self._clock() >= self._find_at:
            self._find_at = self._clock() + FIND_S
            self._find()
        if self._marks:
            return self._marks.popleft()
        batch, let_go = self._turn()
        while batch is None and let_go:
            batch, let_go = self._turn()
        return batch

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

    def _turn(self) -> tuple[Batch | None, bool]:
        """The next batch of one log after the other; and whether files were let go, so that others may be opened."""
        full = len(self._turns) > MOST_OPEN and sum(tail.is_open for tail in self._turns) >= MOST_OPEN
        let_go = False
        for _ in range(len(self._turns)):
            tail = self._turns.popleft()
            if full and not tail.is_open:
                self._turns.append(tail)
                continue
            batch = None
            try:
                batch = tail.next()
            except ValueError as error:
                if tail.path in self._named:
                    raise
                self.skipped[tail.path] = Skipped(tail.path, str(error))
            finally:
                if full and batch is None and tail.is_open:
                    tail.rest()
                    let_go = True
                (self._turns if batch is not None or tail.is_open else self._waiting).append(tail)
            if batch is not None:
                self._absent.pop(tail.path, None)
                return batch, let_go
        return None, let_go

    def _find(self) -> None:
        self._turns += self._waiting
        self._waiting.clear()
        failures: list[str] = []
        everything: list[Standing] = []
        for wanted in self._watched:
            standing = wanted.standing()
            everything.append(standing)
            failures += standing.failures
            self._remember(wanted, standing)
            if standing.news:
                self._look_at(standing)
            self._let_go(standing)
        if self._clock() >= self._sweep_at:
            self._sweep_at = self._clock() + GONE_S
            self._sweep(everything)
        if failures:
            raise OSError("; ".join(failures))

    def _remember(self, wanted: WatchedPaths, standing: Standing) -> None:
        """Logs read before a restart: their rotated files may stand there, or they may bear another's name by now."""
        for log in sorted(log for log in self._known_logs if wanted.covers(log)):
            self._known_logs.discard(log)
            if log not in self._tails:
                self._resting[log] = self._tail(log)
                if log in standing.there or not self._resting[log].finished:
                    self._wake(log)

    def _sweep(self, everything: Sequence[Standing]) -> None:
        """What is looked at seldom: positions that nobody needs any more, logs that are taken for others."""
        self._folders.forget_unasked(GONE_S)
        for log in chain.from_iterable(standing.absent_of(self._resting) for standing in everything):
            if log in self._resting and self._resting[log].gone:
                self._forget(log, self._resting.pop(log))
        files = chain.from_iterable(standing.files for standing in everything)
        claims = Claims(self._tails)
        rotated = (one for one in files if one not in self._tails and not one.name.endswith(PACKED))
        for file in self._lone.grown(one for one in rotated if one in claims):
            reason = f"{file}: grows on, but by its name is a rotated file of the log beside it: name it to follow it"
            self.skipped.setdefault(file, Skipped(file, reason))

    def _look_at(self, standing: Standing) -> None:
        for path, reason in standing.unusable.items():
            self.skipped.setdefault(path, Skipped(path, f"{path}: {reason}"))
        for file in standing.files:
            if file not in self._named and (told := never_followed(file)) is not None:
                self.skipped.setdefault(told[0], Skipped(told[0], f"{told[0]}: {told[1]}"))
        logs = [file for file in standing.files if file in self._named or is_log(file)]
        claims = Claims([*self._tails, *logs])
        live = [file for file in logs if file not in self._tails and self._is_live(file, claims)]
        for folder in standing.folders:
            if folder in self._tails:
                self._stop(folder)  # it was not there yet, and might have been a file
            self._marks += self._history.meet(folder, standing.there.difference(live))
        for folder in standing.globbed:
            self._marks += self._history.meet(folder, set(self._history.within(folder)).difference(live))
        for log in live:
            self._add(log)
        for log in self._rotated_away(standing):
            self._rotated_only.add(log)
            self._add(log)

    def _add(self, log: Path) -> None:
        if log in self._resting:
            self._wake(log)
        else:
            self._tails[log] = self._tail(log)
            self._turns.append(self._tails[log])

    def _wake(self, log: Path) -> None:
        self._tails[log] = tail = self._resting.pop(log)
        self._turns.append(tail)

    def _tail(self, file: Path) -> Tail:
        tail = Tail(
            file,
            site=self._site,
            sensor=self._sensor,
            format=self._format,
            size=self._size,
            memory=self.memory,
            taken=lambda beside, digest: self._reads(beside, digest, besides=file),
            history_until_ns=self._history.until_ns(file),
            folders=self._folders,
            clock=self._clock,
        )
        tail.resume(self._positions)
        return tail

    def _rotated_away(self, standing: Standing) -> Iterator[Path]:
        """Logs that stand there only as rotated or packed files, which came after their folder was met."""
        claims = Claims(self._tails)
        files = {file for file in standing.files if log_of(file.name) is not None}
        self._settled = {file: time_ns for file, time_ns in self._settled.items() if file in files}
        for file in sorted(files):
            log = file.with_name(log_of(file.name) or "")
            try:
                time_ns = file.stat().st_mtime_ns
            except OSError:
                continue
            if self._settled.get(file) == time_ns or log in self._tails:
                continue
            resting = self._resting.get(log)
            if time_ns <= self._history.until_ns(file) or file in claims or (resting is not None and resting.finished):
                self._settled[file] = time_ns
            else:
                yield log

    def _let_go(self, standing: Standing) -> None:
        """Of a folder or a glob, let logs rest that have been absent for long, in a folder that is still there."""
        now = self._clock()
        for log in standing.absent_of(self._tails.keys() - self._named):
            tail = self._tails[log]
            if log in self._rotated_only and tail.finished:
                self._rest(log)
            elif now - self._absent.setdefault(log, now) < GONE_S:
                continue
            elif tail.gone or self._folders.is_past(log.parent):
                self._forget(log, self._stop(log))
            elif tail.finished:
                self._rest(log)
            else:
                tail.conclude()
        for log in self._absent.keys() & standing.there:
            del self._absent[log]

    def _rest(self, log: Path) -> None:
        self._resting[log] = self._stop(log)

    def _stop(self, log: Path) -> Tail:
        tail = self._tails.pop(log)
        tail.close()
        for tails in (self._turns, self._waiting):
            if tail in tails:
                tails.remove(tail)
        self._absent.pop(log, None)
        self._rotated_only.discard(log)
        self.skipped.pop(log, None)
        self._forgotten += tail.forgotten
        tail.forgotten.clear()
        return tail

    def _forget(self, log: Path, tail: Tail) -> None:
        self._forgotten += tail.sources
        prefix = f"{log}#"
        self._positions = {one: position for one, position in self._positions.items() if not one.startswith(prefix)}

    def _reads(self, file: Path, digest: str, besides: Path) -> bool:
        """Whether another log is, or was, this file, which has this hash."""
        end = f"#{digest}"
        for log, tail in chain(self._tails.items(), self._resting.items()):
            if log == besides or not any(source.endswith(end) for source in tail.sources):
                continue
            standing = tail.standing_as(digest)
            if not standing or not all(goes_another_way(file, one) for one in standing):
                return True
        return False

    def _is_live(self, file: Path, claims: Claims) -> bool:
        """Whether a file is tailed by itself: named so, or not packed, and no rotated one of a log there."""
        if file in self._named:
            return True
        if file.name.endswith(PACKED) or file in claims:
            return False
        print_ = fingerprint_of(file)
        if print_ is None or not self._reads(file, print_.digest, besides=file):
            return True
        if file not in Claims(self._resting):
            self.skipped[file] = Skipped(file, f"{file}: begins as a log that is read already: a copy of it")
        return False
