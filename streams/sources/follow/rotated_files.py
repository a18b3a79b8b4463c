"""The rotated files of a growing log, read before it: oldest first, each to its end.

What was begun is finished. What was never met is read whole. What had been rotated away when somebody first looked is
history and not read. A file that stands nowhere, or does not unpack to its end, is waited for while its log goes on,
since packers take their time.
"""

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from schemas.dead_letter import dead
from streams.messages import Batch
from streams.sources.files.paths import UNREADABLE, open_bytes, stands
from streams.sources.files.rotation import head_of
from streams.sources.follow.read_positions import ReadPositions
from streams.sources.follow.reading import ReadingOf
from streams.sources.follow.rotated_names import RotatedFile, RotatedNames

PATIENCE_S = 600.0
"""How long what was begun may stand nowhere, or its packed file may be without its end, until it is given up.

Zeek's control packs the logs of a stopped sensor one after another, which takes minutes.
"""

RETRY_S = 1.0
"""How often what is waited for is looked for. A file that still grows is left alone: each try unpacks it anew."""

NEWS_S = 5.0
"""How often files are looked for that nobody saw being rotated away: a stopped sensor's archives, minutes late."""


class _Awaited(Struct):
    """A rotated file that can't be finished yet: how it stood there last (None: nowhere), since when, and if tried."""

    stamp: tuple[int, int, int] | None
    since: float
    tried: bool = True


class RotatedFiles:
    """The rotated files of one log. `known` is shared with whoever reads the log itself."""

    def __init__(  # noqa: PLR0913 - one log's reading, by name
        self,
        log: Path,
        known: ReadPositions,
        names: RotatedNames,
        opens: ReadingOf,
        *,
        site: str,
        taken: Callable[[Path, str], bool],
        history_until_ns: float,
        clock: Callable[[], float],
    ) -> None:
        self.final = False
        """Whether nobody is thought to write to them any more, though nothing follows them."""
        self._log = log
        self._positions_read = known
        self._names = names
        self._opens = opens
        self._site = site
        self._taken = taken
        self._history_until_ns = history_until_ns
        self._clock = clock
        self._awaited: dict[str, _Awaited] = {}
        self._retry_at = self._news_at = -math.inf
        self._seen: list[Path] = []
        self._looked_at: dict[str, tuple[int, int, int]] = {}

    def start_over(self) -> None:
        """Look at all of them anew."""
        self._looked_at.clear()

    def begun(self, source: str) -> None:
        """One of them stands at the log's own path, and is read there."""
        self.final = False
        self._awaited.pop(source, None)

    def finished(self) -> bool:
        """Whether nothing more is wanted of any of them."""
        if self._awaited or self._positions_read.begun():
            return False
        standing = self._names.standing()
        done = all(self._positions_read.is_done(one) or self._is_history(files) for one, files in standing.items())
        return done and self._names.unreadable is None

    def unknown(self) -> bool:
        """Whether there is one that was never met."""
        return any(source not in self._positions_read for source in self._names.standing())

    def have_news(self) -> bool:
        """Whether some came that nobody saw being rotated away, as far as it is time to look."""
        if self._clock() < self._news_at:
            return False
        self._news_at = self._clock() + NEWS_S
        return self._names.paths() != self._seen

    def look_back(self, current: str | None) -> Generator[Batch, None, bool]:
        """All that is left of them, oldest first: before the log itself, whose source is `current`, or beside it.

        Returns False when a file moved on meanwhile: then it is time for another look, before anything else.
        """
        seen = self._names.paths()
        standing = self._names.standing()
        yield from self._note_history(standing, current)
        for source in self._positions_read.begun():
            if source not in standing and source != current:
                yield from self._missing(source)
        for source, files in standing.items():
            if source == current or self._positions_read.is_done(source):
                continue
            if source not in self._positions_read and self._is_history(files):
                if not files[-1].packed:
                    yield self.settled(source)  # packed later it is as new as a file that nobody knows
                continue
            if current is None and self._looked_at.get(source) == files[0].stamp:
                continue
            # Where nothing follows it yet, its writer may still hold it: complete lines only.
            whole = current is not None or self.final or files[0].packed
            if not (yield from self._finish(source, files, whole=whole)):
                return False
            self._looked_at[source] = files[0].stamp
        self._seen = seen
        if current is not None:
            self._positions_read.forget_but({current, *standing, *self._awaited, *self._positions_read.begun()})
        return True

    def look_again(self) -> Iterator[Batch]:
        """What could not be finished may stand somewhere by now, or unpack to its end."""
        if not self._awaited or self._clock() < self._retry_at:
            return
        self._retry_at = self._clock() + RETRY_S
        standing = self._names.standing()
        for source, awaited in list(self._awaited.items()):
            files = standing.get(source)
            if files is None:
                if self._names.unreadable is None:
                    yield from self._missing(source)
            elif awaited.stamp != files[-1].stamp:
                self._awaited[source] = _Awaited(files[-1].stamp, self._clock(), tried=False)
            elif not awaited.tried or self._is_overdue(source, awaited.stamp):
                awaited.tried = True
                yield from self._finish(source, files, whole=True)

    def settled(self, source: str) -> Batch:
        """Of this source nothing more is wanted."""
        self._awaited.pop(source, None)
        return self._positions_read.settled(source)

    def _note_history(self, standing: Mapping[str, list[RotatedFile]], current: str | None) -> Iterator[Batch]:
        """Of a log that was never met before, what was rotated away by now is history, after a restart too."""
        if self._history_until_ns != math.inf:
            return
        self._history_until_ns = self._positions_read.position(self._positions_read.mark) or -math.inf
        if not self._positions_read:
            times = [files[0].modified_ns for source, files in standing.items() if source != current]
            # A file of tomorrow would make history of all that comes until then.
            self._history_until_ns = until_ns = max(1, min(max(times, default=1), time.time_ns()))
            if times or current is None:
                yield self._positions_read.noted(self._positions_read.mark, until_ns)

    def _is_history(self, files: list[RotatedFile]) -> bool:
        return min(file.modified_ns for file in files) <= self._history_until_ns

    def _missing(self, source: str) -> Iterator[Batch]:
        """What was begun before a restart stands nowhere now. Raises OSError while one that can't be read may be it."""
        if self._names.unreadable is not None:
            raise self._names.unreadable
        if not stands(self._log) and not self.final:
            return  # it may be on its way from one name to another
        if not self._is_overdue(source, None) or source in self._names.standing(fresh=True):
            return
        byte = self._positions_read.position(source)
        reason = f"the log was rotated away, and stands nowhere now: what followed byte {byte} was not read"
        yield Batch([], [dead(source=source, reason=reason, raw=b"", site=self._site)], str(self._log))
        yield self.settled(source)

    def _is_overdue(self, source: str, stamp: tuple[int, int, int] | None) -> bool:
        """Whether it has been waited for long enough, since it stood there like this."""
        awaited = self._awaited.get(source)
        if awaited is None or awaited.stamp != stamp:
            awaited = self._awaited[source] = _Awaited(stamp, self._clock())
        return self._clock() - awaited.since >= PATIENCE_S

    def _finish(self, source: str, files: list[RotatedFile], *, whole: bool) -> Generator[Batch, None, bool]:
        """All that is left of a rotated file, from its position; of several copies the first that can be read.

        Read `whole` it is settled, or awaited where its packed file has no end yet. Returns False when none of
        them is what it was: renamed once more, or packed.
        """
        failure: BaseException | None = None
        for file in files:
            # What was begun here is finished here: two that leave it to each other would lose it.
            if source not in self._positions_read and self._taken(file.path, source.rpartition("#")[2]):
                yield self.settled(source)
                return True
            try:
                if (yield from self._read_from(file, whole=whole)):
                    if whole:
                        yield self.settled(source)
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
        if whole and self._is_overdue(source, files[-1].stamp):
            reason = f"the rotated file could not be read to its end: {failure}"
            letter = dead(source=str(files[-1].path), reason=reason, raw=b"", site=self._site)
            yield Batch([], [letter], str(files[-1].path))
            yield self.settled(source)
        return True

    def _read_from(self, file: RotatedFile, *, whole: bool) -> Generator[Batch, None, bool]:
        """The rest of one rotated file; False when another has its name by now. Raises `UNREADABLE`."""
        with open_bytes(file.path) as packed, open_bytes(file.path) as stream:
            head = head_of(stream)
            if self._opens.source(head) != file.source:
                return False
            try:
                reading = self._opens.open(packed, head, file.path, self._positions_read.position(file.source))
            except ValueError:
                return True  # a file that only looks like a rotated one by its name
            yield from self._positions_read.kept(file.source, reading.more())
            if whole:
                yield from self._positions_read.kept(file.source, reading.last())
        return True
