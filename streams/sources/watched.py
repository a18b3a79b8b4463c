"""A source that tells how far it is behind what is there to be read."""

import time
from collections.abc import Callable

from streams.messages import Batch
from streams.sources.protocol import FlowSource
from streams.status.observer import Observer, SourceLag

LAG_EVERY_S = 2.0
"""How often it is told: a look at the size of each file, well within Prometheus' usual 15 s."""


class WatchedSource:
    """Gives what `source` gives, and tells how much of it waits, named `name`."""

    def __init__(
        self,
        source: FlowSource,
        observer: Observer,
        *,
        name: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._observer = observer
        self._name = name
        self._monotonic = monotonic
        self._next = monotonic()

    @property
    def ended(self) -> bool:
        """See `Source`."""
        return self._source.ended

    @property
    def idle(self) -> bool:
        """See `Source`."""
        return self._source.idle

    def poll(self) -> Batch | None:
        """See `Source`."""
        batch = self._source.poll()
        now = self._monotonic()
        if now >= self._next:
            self._next = now + LAG_EVERY_S
            self._observer.tell(SourceLag(self._name, self._source.unit, self._source.behind()))
        return batch

    def close(self) -> None:
        """See `Source`."""
        self._source.close()
