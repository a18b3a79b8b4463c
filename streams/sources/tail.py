"""A log that grows: what is new of it, across rotation and restarts.

The law: every complete line is given once and in order. A file is known by its content, not by its
name: by its header and first row, which bear a time and a connection's id. So a file renamed,
compressed or copied away by rotation is the same file, to be finished and not read again. Rotated files that
stand beside a log when it is first met are history, and not read.

Rotation by renaming: the writer may hold the old file a while; it is read to its end once the new one has
its first row, and before that row. By copy and truncation: what came after the last look and before the truncation
is read from the copy, if one stands beside the log. Whatever else was rotated away between two looks is read
from where it lies. A file that can't be read now is begun again where it was, once it can.
"""

import math
from collections.abc import Callable, Generator, Iterator, Mapping
from itertools import islice
from pathlib import Path

from schemas.dead_letter import dead
from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.files import UNREADABLE, open_bytes
from streams.sources.flow_files import AUTO, BATCH_LINES
from streams.sources.reading import Reading, ReadingOf
from streams.sources.rotation import FINGERPRINT_BYTES, Sibling, Siblings, head_of, source_of

KEPT_POSITIONS = 4
"""Positions kept of files that stand nowhere any more: of the one being read, and of the last few rotated away."""

DONE = 2**62
"""The position of a file of which nothing more is wanted: no file is as long."""


class Tail:
    """One growing log. `next` gives what is new and never waits.

    Positions are by source (`Batch.source`): a shell keeps them with its state and gives them to
    `resume` after a restart, before the first look; it may forget those in `forgotten`. `taken` says of a file
    beside the log, by its path and the hash in its source, whether another tail reads it. Of the rotated files
    that stand there when the log is first met, those written to after `history_until_ns` are read too.
    """

    def __init__(  # noqa: PLR0913 - one log's reading, by name
        self,
        path: Path,
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        size: int = BATCH_LINES,
        uids: UidMemory | None = None,
        taken: Callable[[Path, str], bool] = lambda _path, _digest: False,
        history_until_ns: float = math.inf,
    ) -> None:
        self.path = path
        self.forgotten: list[str] = []
        """Sources whose positions matter no more, until somebody takes them out."""
        memory = uids if uids is not None else UidMemory()
        self._open = ReadingOf(path, site=site, sensor=sensor, format=format, size=size, uids=memory)
        self._site = site
        self._siblings = Siblings(path)
        self._met = f"{path}#"
        self._taken = taken
        self._history_until_ns = history_until_ns
        self._known: dict[str, int] = {}
        self._reading: Reading | None = None
        self._refused: tuple[int, int] | None = None
        self._looked_back_from: str | None = None
        self._looked_at: dict[str, tuple[int, int, int]] = {}
        self._failure: str | None = None
        self._news: Generator[Batch, None, None] = self._look()

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed; those of other sources are not minded."""
        prefix = f"{self.path}#"
        self._known = {source: position for source, position in positions.items() if source.startswith(prefix)}

    def next(self) -> Batch | None:
        """The next batch, read just now; None when there is nothing for the moment.

        Raises ValueError once for each file that is no flow log; what stands at the path later is tried again.
        Raises OSError once for each new reason why it can't be read; it is tried again at each look.
        """
        try:
            batch = next(self._news, None)
        except (ValueError, OSError) as error:
            self._start_over()
            if str(error) == self._failure:
                return None
            self._failure = str(error)
            raise
        self._failure = None
        if batch is None:
            self._news = self._look()
        return batch

    def poll(self, most: int = 16) -> list[Batch]:
        """What is new, as at most `most` batches. Raises as `next`; what came before that is then given first."""
        return list(islice(iter(self.next, None), most))

    def close(self) -> None:
        """Let go of the files."""
        self._news.close()
        self._leave()

    def behind(self) -> int:
        """The bytes of the file being read, or about to be, that are not given yet."""
        try:
            if self._reading is not None:
                return self._reading.behind()
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def sources(self) -> frozenset[str]:
        """The sources whose positions still matter; others of this path may be forgotten."""
        return frozenset(self._known)

    @property
    def gone(self) -> bool:
        """Whether nothing stands at the path, nor any rotated file of it: what was read of it is all there was."""
        return not self.path.exists() and not self._siblings.any()

    def _start_over(self) -> None:
        """Begin from the positions again, as after a restart: the open file may never be readable any more."""
        self.close()
        self._looked_back_from = None
        self._looked_at.clear()
        self._news = self._look()

    def _look(self) -> Generator[Batch, None, None]:
        """All that is new by now."""
        while True:
            if self._looked_back_from is None and not (yield from self._look_back()):
                return
            if self._reading is None and not self._begin():
                # What stood there when its elders were looked for may be one of them by now, with nothing after it.
                self._looked_back_from = None
                return
            reading = self._reading
            if reading is None:
                return
            # What stood at the path may have been rotated away while its elders were read: it is one of them now.
            if self._looked_back_from in {None, reading.source}:
                replaced = self._replaced(reading)
                if replaced != "truncated":
                    yield from self._kept(reading, reading.more(live=True))
                if replaced == "no":
                    return
                yield from self._ended(reading, truncated=replaced == "truncated")
            self._leave()
            self._looked_back_from = None

    def _ended(self, reading: Reading, *, truncated: bool) -> Iterator[Batch]:
        """Another file stands at the path: what is still to be said of the one that was read."""
        if not truncated:
            yield from self._kept(reading, reading.last())
            yield self._settled(reading.source)
        elif reading.source not in self._siblings.standing():
            if reading.held:
                yield self._lost(reading)
            yield self._settled(reading.source)

    def _leave(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _kept(self, reading: Reading, batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._keep(reading.source, batch.position)
            yield batch

    def _keep(self, source: str, position: int | None) -> None:
        """Note how far a file is read, as the newest of all."""
        self._known.pop(source, None)
        self._known[source] = position or 0

    def _begin(self) -> bool:
        """Open what stands at the path, once its first row is complete; whether there is something to read."""
        try:
            state = self.path.stat()
            mark = (state.st_dev, state.st_ino)
            if mark == self._refused:
                return False
            stream = self.path.open("rb", buffering=0)
        except FileNotFoundError:
            return False
        try:
            head = stream.read(FINGERPRINT_BYTES)
            source = self._open.source(head)
            if source is None:
                stream.close()
                return False
            stream.seek(0)
            # A rotated file that was put back was read to its end.
            position = min(self._known.get(source, 0), state.st_size)
            self._reading = self._open.open(stream, head, self.path, position)
        except BaseException as error:
            stream.close()
            if isinstance(error, ValueError):
                self._refused = mark
            raise
        self._keep(source, self._reading.position)
        return True

    def _replaced(self, reading: Reading) -> str:
        """Whether the path means another file than the one being read: no, truncated or renamed.

        Gone counts as no, and so does a new file without a row: until then the old one may still be written to,
        unless one that came after it has been rotated away as well.
        """
        try:
            if reading.is_file(self.path):
                return "truncated" if reading.truncated() else "no"
        except FileNotFoundError:
            followed = False
        else:
            followed = source_of(self.path, self.path) is not None
        followed = followed or not self._known.keys() >= self._siblings.standing().keys()
        return "renamed" if followed else "no"

    def _lost(self, reading: Reading) -> Batch:
        reason = (
            "the log was truncated, and no copy of it stands beside it: rows written since the last look may be lost"
        )
        letter = dead(source=str(self.path), reason=reason, raw=b"", position=reading.number, site=self._site)
        return Batch([], [letter], reading.source, reading.position)

    def _look_back(self) -> Generator[Batch, None, bool]:
        """Read what was rotated away unread, oldest first: the rest of what was begun, and whole what was never met.

        Returns False when a file moved on meanwhile: then it is time for another look, before anything else.
        """
        current = source_of(self.path, self.path)
        standing = self._siblings.standing()
        if not self._known:
            yield from self._first_met(standing, current)
        for source in sorted(self._known.keys() - standing.keys() - {current, self._met}):
            if self._known[source] != DONE:
                yield from self._missing(source)
        for source, files in standing.items():
            if source == current or self._known.get(source) == DONE:
                continue
            if current is None and self._looked_at.get(source) == files[0].stamp:
                continue
            # Where nothing follows it yet, its writer may still hold it: complete lines only.
            if not (yield from self._finish(source, files, whole=current is not None)):
                return False
            self._looked_at[source] = files[0].stamp
            if current is not None:
                yield self._settled(source)
        # Without a row at the path it is looked at again; with one, whatever stands here is settled.
        self._looked_back_from = current
        if current is not None:
            self._forget(standing)
        return True

    def _first_met(self, standing: Mapping[str, list[Sibling]], current: str | None) -> Iterator[Batch]:
        """Of a log that was never read before, what was rotated away before somebody looked is history."""
        until_ns, self._history_until_ns = self._history_until_ns, -math.inf
        for source, files in standing.items():
            if source != current and min(file.modified_ns for file in files) <= until_ns:
                yield self._settled(source)
        if current is None:
            # What is rotated away while nobody looks must not be taken for history after a restart.
            self._keep(self._met, 0)
            yield Batch([], [], self._met, 0)

    def _settled(self, source: str) -> Batch:
        """Of this source nothing more is wanted."""
        self._keep(source, DONE)
        return Batch([], [], source, DONE)

    def _missing(self, source: str) -> Iterator[Batch]:
        """What was begun before a restart stands nowhere now. Raises OSError while one that can't be read may be it."""
        if self._siblings.unreadable is not None:
            raise self._siblings.unreadable
        if not self.path.exists():
            return  # it may be on its way from one name to another
        reason = (
            f"the log was rotated away, and stands nowhere now: what followed byte {self._known[source]} was not read"
        )
        yield Batch([], [dead(source=source, reason=reason, raw=b"", site=self._site)], str(self.path))
        yield self._settled(source)

    def _forget(self, standing: Mapping[str, object]) -> None:
        """Forget the positions of files that stand nowhere any more, but for the last few."""
        gone = [source for source in self._known if source not in standing and source != self._met]
        for source in gone[:-KEPT_POSITIONS]:
            del self._known[source]
            self.forgotten.append(source)

    def _finish(self, source: str, files: list[Sibling], *, whole: bool = True) -> Generator[Batch, None, bool]:
        """All that is left of a rotated file, from its position; of several copies the first that can be read.

        Returns False when none of them is what it was: renamed once more, or packed.
        """
        failure: BaseException | None = None
        for file in files:
            if self._taken(file.path, source.rpartition("#")[2]):
                return True
            try:
                if (yield from self._read_from(file, whole=whole)):
                    return True
            except FileNotFoundError:
                continue
            except UNREADABLE as error:
                failure = error
        if failure is None:
            return False
        if isinstance(failure, OSError) and failure.errno is not None:
            # The disk's or the permissions' fault: it is tried again. Damage of a packed file bears no number.
            raise failure
        if whole:
            reason = f"the rotated file could not be read to its end: {failure}"
            letter = dead(source=str(files[-1].path), reason=reason, raw=b"", site=self._site)
            yield Batch([], [letter], str(files[-1].path))
        return True

    def _read_from(self, file: Sibling, *, whole: bool) -> Generator[Batch, None, bool]:
        """The rest of one rotated file; False when another has its name by now. Raises `UNREADABLE`."""
        with open_bytes(file.path) as packed, open_bytes(file.path) as stream:
            head = head_of(stream)
            if self._open.source(head) != file.source:
                return False
            try:
                reading = self._open.open(packed, head, file.path, self._known.get(file.source, 0))
            except ValueError:
                return True  # a file that only looks like a rotated one by its name
            yield from self._kept(reading, reading.more())
            if whole:
                yield from self._kept(reading, reading.last())
        return True
