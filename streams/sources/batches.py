"""Batches that something else makes, as sources: at once, or from a thread where they can only be waited for."""

import queue
import threading
from collections.abc import Iterator

from streams.messages import Batch

_WAITING_BATCHES = 16
"""Read ahead of the core: enough that neither waits for the other, little enough to be nothing in memory."""


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
