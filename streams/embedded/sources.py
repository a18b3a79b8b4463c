"""The sources of the embedded shell: files that grow or change, standard input, batches made elsewhere.

A source never waits. What it needs to go on after a restart is handed to the
store with the batch it belongs to, and counts with the same checkpoint.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from schemas.formats.assets.reading import Reading, named_columns
from streams.embedded.verdict_inbox import VerdictInbox
from streams.messages import Batch
from streams.sources.files.change_files import WatchedChanges, WatchedVerdicts
from streams.sources.follow.tails import Tails
from streams.sources.protocol import Memories

_log = logging.getLogger(__name__)

_WAITING_BATCHES = 16
"""Read ahead of the core: enough that neither waits for the other, little enough to be nothing in memory."""


class ChangeFileSource:
    """A file of assets or zones, said again where it changed. `now` gives the time of a change, seconds UTC."""

    ended = False
    idle = True

    def __init__(self, watched: WatchedChanges, memories: Memories, now: Callable[[], float]) -> None:
        self._watched = watched
        self._memories = memories
        self._now = now
        self._name = changes_name(watched.path)

    def poll(self) -> Batch | None:
        """What changed since the last look. A file that cannot be read is logged, and looked at when it changes."""
        try:
            changes = self._watched.changed(self._now())
        except (ValueError, OSError) as error:
            _log.error("%s: not taken, what it said before still holds: %s", self._watched.path, error)
            return None
        if self._watched.reading is not None:
            _say(self._watched.path, self._watched.reading)
        if not changes:
            return None
        self._memories.remember(self._name, self._watched.snapshot())
        _log.info("%s: %d statements taken", self._watched.path, len(changes))
        return Batch(records=[*changes], dead_letters=[], source=self._name)

    def close(self) -> None:
        """Nothing is held open."""


def _say(path: Path, reading: Reading) -> None:
    """What an inventory came to, so that nothing of it is left out in silence."""
    for note in reading.notes:
        if note.line is None:
            _log.info("%s: %s", path, note.text)
    if reading.unused:
        _log.info("%s: columns not read: %s", path, named_columns(reading.unused))
    if reading.not_live:
        _log.info("%s: %d rows are of devices not in use and declare nothing", path, len(reading.not_live))
    if reading.refused:
        first = reading.refused[0]
        count = len(reading.refused)
        where = f"`weir assets check {path}` lists them; the first: {first.place}: {first.reason}"
        _log.warning("%s: %d of its rows refused; the others hold. %s", path, count, where)


class VerdictFileSource:
    """A file of verdicts that others append to."""

    ended = False
    idle = True

    def __init__(self, watched: WatchedVerdicts, memories: Memories) -> None:
        self._watched = watched
        self._memories = memories
        self._name = verdicts_name(watched.path)

    def poll(self) -> Batch | None:
        """The verdicts appended since the last look."""
        try:
            verdicts, letters = self._watched.changed()
        except (ValueError, OSError) as error:
            _log.error("%s: not taken: %s", self._watched.path, error)
            return None
        if not verdicts and not letters:
            return None
        self._memories.remember(self._name, self._watched.snapshot())
        return Batch(records=[*verdicts], dead_letters=letters, source=self._name)

    def close(self) -> None:
        """Nothing is held open."""


class InboxSource:
    """The verdict inbox, as a source."""

    def __init__(self, inbox: VerdictInbox) -> None:
        self._inbox = inbox

    def poll(self) -> Batch | None:
        """The verdicts given since the last look."""
        return self._inbox.poll()

    def close(self) -> None:
        """Nothing is held open."""


class Throttled:
    """A source that is looked at no more often than every `every_s` of `clock` (seconds that only go up)."""

    def __init__(
        self, source: ChangeFileSource | VerdictFileSource, every_s: float, clock: Callable[[], float]
    ) -> None:
        self._source = source
        self._every_s = every_s
        self._clock = clock
        self._next = clock()

    def poll(self) -> Batch | None:
        """What changed, when it is time to look again."""
        now = self._clock()
        if now < self._next:
            return None
        self._next = now + self._every_s
        return self._source.poll()

    def close(self) -> None:
        """Nothing is held open."""


class TailSource:
    """Growing logs, followed across rotations. `forget` drops the position of a source that is done with.

    A file that is no flow log is logged, since its successor may be one.
    A log that can't be read is told once for each new reason, and tried again.
    """

    ended = False

    def __init__(self, tails: Tails, forget: Callable[[str], None]) -> None:
        self._tails = tails
        self._forget = forget
        self._said: set[Path] = set()
        self.idle = False

    def poll(self) -> Batch | None:
        """The next batch. A file that is no flow log is told once; one that takes its place is tried again."""
        batch = None
        try:
            batch = self._tails.next()
        except (ValueError, OSError) as error:
            _log.error("%s", error)
        for source in self._tails.forgotten():
            self._forget(source)
        self._say_skipped()
        self.idle = batch is None
        return batch

    def close(self) -> None:
        """Let go of the logs."""
        self._tails.close()

    def _say_skipped(self) -> None:
        for path in self._tails.skipped.keys() - self._said:
            self._said.add(path)
            _log.info("passed over: %s", self._tails.skipped[path].reason)


class BatchesSource:
    """Batches that an iterator gives at once: a recording made elsewhere, or a simulated plant."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self.ended = False

    @property
    def idle(self) -> bool:
        """Whether the iterator has ended."""
        return self.ended

    def poll(self) -> Batch | None:
        """The next batch."""
        batch = next(self._batches, None)
        self.ended = batch is None
        return batch

    def close(self) -> None:
        """Nothing is held open."""


class StandardInputSource:
    """Batches read by a thread, since standard input can only be waited for.

    It has no position: what was read after the last checkpoint is lost when the process is killed.
    """

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._queue: queue.Queue[Batch | Exception | None] = queue.Queue(_WAITING_BATCHES)
        self.ended = False
        self._thread = threading.Thread(target=self._read, args=(batches,), daemon=True, name="standard-input")
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether standard input was closed and all of it was given."""
        return self.ended

    def poll(self) -> Batch | None:
        """The next batch that was read. Raises ValueError or OSError when what comes in is no flows."""
        if self.ended:
            return None
        try:
            batch = self._queue.get_nowait()
        except queue.Empty:
            return None
        if isinstance(batch, Exception):
            self.ended = True
            raise batch
        if batch is None:
            self.ended = True
            return None
        batch.position = None
        return batch

    def close(self) -> None:
        """The thread ends with the process: it may wait for input that never comes."""

    def _read(self, batches: Iterator[Batch]) -> None:
        try:
            for batch in batches:
                self._queue.put(batch)
        except (ValueError, OSError) as error:
            self._queue.put(error)
        else:
            self._queue.put(None)


def changes_name(path: Path) -> str:
    """How a watched file of assets or zones is named among the memories."""
    return f"changes:{path.resolve()}"


def verdicts_name(path: Path) -> str:
    """How a watched file of verdicts is named among the memories."""
    return f"verdicts:{path.resolve()}"
