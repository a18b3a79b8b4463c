"""The sinks of a run, none of which can end it: what one could not take waits, and it is asked again.

Whatever a sink raises is told once, with the place where it came from, until it has caught up. Only what is no
fault of a sink passes: a store that fails, memory that is gone, a terminal's reader that has gone away.
"""

import logging
from collections.abc import Callable, Sequence

from schemas.alert import Alert
from streams.outputs.sinks import AlertSink
from streams.stores.sqlite_schema import StoreError

_log = logging.getLogger(__name__)

MOST_WAITING = 1_000
"""Alerts that wait in memory for a sink that takes them by `add`: the newest ones, a few MB. All are in the store."""

_PASS = (StoreError, MemoryError, BrokenPipeError)


class SinkFailed(OSError):
    """A sink could not take all by the end of a run, for a reason of its own; the next start goes on with it."""


class _Survivor:
    """One sink, and how it fares."""

    def __init__(self, sink: AlertSink) -> None:
        self._sink = sink
        self._open = False
        self._waiting: list[Alert] = []
        self.failure: Exception | None = None
        """Why it did not take all that it was asked to take last; None when it did."""

    def open(self) -> None:
        """Raises OSError: a file that can't be opened is a slip in the settings, told before anything is read."""
        try:
            self._try(self._opened)
        except _Failed as failed:
            self._tell(failed.error)
            if isinstance(failed.error, OSError):
                raise failed.error from None

    def take(self, alerts: Sequence[Alert]) -> None:
        """Give it these alerts, after those that wait, and have it make all durable."""
        self._waiting = [*self._waiting, *alerts][-MOST_WAITING:]
        try:
            self._try(self._opened)
            while self._waiting:
                self._try(lambda: self._sink.add(self._waiting[:1]))
                del self._waiting[0]
            self._try(self._sink.flush)
        except _Failed as failed:
            self._tell(failed.error)
        else:
            if self.failure is not None:
                _log.info("a sink that had failed has caught up")
            self.failure = None

    def close(self) -> None:
        try:
            self._try(self._sink.close)
        except _Failed as failed:
            self._tell(failed.error)

    def _opened(self) -> None:
        if not self._open:
            self._sink.open()
            self._open = True

    @staticmethod
    def _try(step: Callable[[], None]) -> None:
        try:
            step()
        except _PASS:
            raise
        except Exception as error:
            raise _Failed(error) from error

    def _tell(self, error: Exception) -> None:
        if self.failure is None:
            name = getattr(error, "filename", None) or type(self._sink).__name__
            if isinstance(error, OSError):
                _log.error("%s: alerts wait in the state until there is room: %s", name, error.strerror or error)
            else:
                _log.error("%s: alerts wait in the state: %r", name, error, exc_info=error)
        self.failure = error


class _Failed(Exception):
    """What a sink raised, apart from what we raise ourselves."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class SurvivingSinks:
    """All sinks of a run, asked in turn."""

    def __init__(self, sinks: Sequence[AlertSink]) -> None:
        self._survivors = [_Survivor(sink) for sink in sinks]

    def open(self) -> None:
        """Called once, after the store is loaded. Raises OSError where a sink's file can't be opened."""
        for survivor in self._survivors:
            survivor.open()

    def take(self, alerts: Sequence[Alert] = ()) -> None:
        """Give every sink what a checkpoint has committed, and what it could not take before."""
        for survivor in self._survivors:
            survivor.take(alerts)

    def finish(self) -> None:
        """Ask all once more. Raises OSError when one has not taken all."""
        self.take()
        for survivor in self._survivors:
            match survivor.failure:
                case None:
                    continue
                case OSError() as error:
                    raise error
                case error:
                    msg = f"a sink failed: {error!r}; what it did not take waits in the state for the next start"
                    raise SinkFailed(msg) from error

    def close(self) -> None:
        """No more alerts will come; every sink is closed, whatever the others do."""
        for survivor in self._survivors:
            survivor.close()
