"""Growing logs as a source: what is wrong with one of them is logged, and the others go on."""

import logging
from collections.abc import Callable
from pathlib import Path

from streams.messages import Batch
from streams.sources.follow.tails import Tails
from streams.sources.protocol import LagUnit

_log = logging.getLogger(__name__)


class TailSource:
    """Growing logs, followed across rotations. `forget` drops the position of a source that is done with.

    A file that is no flow log is logged, since its successor may be one.
    A log that can't be read is told once for each new reason, and tried again.
    """

    ended = False
    unit: LagUnit = "bytes"

    def __init__(self, tails: Tails, forget: Callable[[str], None]) -> None:
        self.memory = tails.memory
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

    def behind(self) -> int:
        """The bytes that are there and not given yet."""
        return self._tails.behind()

    def close(self) -> None:
        """Let go of the logs."""
        self._tails.close()

    def _say_skipped(self) -> None:
        for path in self._tails.skipped.keys() - self._said:
            self._said.add(path)
            _log.info("passed over: %s", self._tails.skipped[path].reason)
