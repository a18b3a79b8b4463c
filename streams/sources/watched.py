"""A source that tells how far it is behind what is there to be read, and which of its paths are not there."""

import time
from collections.abc import Callable, Sequence

from streams.messages import Batch
from streams.sources.presence import Presence
from streams.sources.protocol import Measured
from streams.status.observer import ListenerFared, Observer, SourceAbsent, SourceLag

LAG_EVERY_S = 2.0
"""How often it is told: a look at the size of each file, well within Prometheus' usual 15 s."""


class WatchedSource:
    """Gives what `source` gives, and tells how much of it waits, named `name`, and which of `paths` are not there.

    `fares` gives what else is to be told of it, of one that listens.
    """

    def __init__(  # noqa: PLR0913 - what is told of one source, by name
        self,
        source: Measured,
        observer: Observer,
        *,
        name: str,
        paths: Sequence[str] = (),
        fares: Callable[[], ListenerFared] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._observer = observer
        self._name = name
        self._monotonic = monotonic
        self._next = monotonic()
        self._fares = fares
        self._presence = Presence(paths, monotonic) if paths else None

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
            if self._fares is not None:
                self._observer.tell(self._fares())
            if self._presence is not None:
                self._observer.tell(SourceAbsent(self._name, self._presence.absent()))
        return batch

    def close(self) -> None:
        """See `Source`."""
        self._source.close()
