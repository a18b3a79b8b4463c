"""Files of assets, zones and verdicts as sources: said again where they changed, verdicts as they are appended.

A source never waits. What it needs to go on after a restart is handed to the shell with the batch it belongs to, and
counts with the same commit.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from schemas.formats.assets.reading import Reading, named_columns
from streams.messages import Batch
from streams.sources.files.change_files import WatchedChanges, WatchedVerdicts
from streams.sources.protocol import Memories

_log = logging.getLogger(__name__)


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


def changes_name(path: Path) -> str:
    """How a watched file of assets or zones is named among the memories."""
    return f"changes:{path.resolve()}"


def verdicts_name(path: Path) -> str:
    """How a watched file of verdicts is named among the memories."""
    return f"verdicts:{path.resolve()}"
