"""The collector's loop: polls its sources, publishes what they give, writes Ticks, commits.

Nothing is read further than is published with it. A commit that fails ends the
collector: another begins from what was committed, as after any death. While Kafka is slow nothing is read:
no more is held than one commit takes.
"""

from collections.abc import Callable, Sequence
from threading import Event

from msgspec import Struct

from streams.kafka.collector.publish import Publisher, PublishError
from streams.kafka.collector.unkept import Unkept
from streams.kafka.log.topics import TopicsError
from streams.sources.protocol import Source
from streams.sources.refused import tell_refused
from streams.sources.wall_ticks import WallTicks
from streams.status.observer import UNOBSERVED, Observer, Published, Ready

COMMIT_RECORDS = 20_000
"""A transaction costs about 40 ms: at 20,000 flows that is 2 us a flow."""

COMMIT_BYTES = 16 * 1024 * 1024
"""What one transaction holds at most, and so the collector: `COMMIT_RECORDS` flows are some 5 MB."""

COMMIT_S = 0.25
"""How long a flow waits at most for its transaction while its source is quiet."""

REST_S = 0.1


class Totals(Struct):
    """What one run has published."""

    records: int = 0
    dead_letters: int = 0
    commits: int = 0


class Stopped(Exception):
    """Told to stop before all was read that was to be read once."""


class Collector:
    """Runs sources into a publisher. `clock` gives seconds UTC for Ticks; None: the input bears its own.

    `keep` are called before each commit, for what sources remember besides their positions. `totals` is counted up.
    """

    def __init__(  # noqa: PLR0913 - the parts of the collector, by name
        self,
        publisher: Publisher,
        sources: Sequence[Source],
        *,
        name: str,
        clock: Callable[[], float | None] | None,
        monotonic: Callable[[], float],
        keep: Sequence[Callable[[], None]] = (),
        totals: Totals | None = None,
        observer: Observer = UNOBSERVED,
    ) -> None:
        self._publisher = publisher
        self._sources = sources
        self._ticks = None if clock is None else WallTicks(clock, name)
        self._monotonic = monotonic
        self._observer = observer
        self._last_commit = monotonic()
        self._keep = keep
        self._read = Totals()
        self._unkept = Unkept(observer)
        self.totals = totals if totals is not None else Totals()

    def run(self, stop: Event, *, once: bool = False) -> Totals:
        """Run until `stop` is set or every source has ended; with `once` until all that is there was given.

        Raises PublishError, and with `once` Stopped when `stop` came first; what was read until then is committed.
        """
        try:
            return self._run(stop, once=once)
        except (PublishError, TopicsError):
            self._unkept.lost()
            raise

    def _run(self, stop: Event, *, once: bool) -> Totals:
        ended = False
        self._observer.tell(Ready("nothing is published yet"))
        while not stop.is_set():
            self._observer.turn()
            moved = self._round()
            self._tick()
            if self._publisher.touched and self._monotonic() - self._last_commit >= COMMIT_S:
                self._commit()
            if moved:
                continue
            ended = all(source.ended or (once and source.idle) for source in self._sources)
            if ended:
                break
            stop.wait(REST_S)
        self._commit()
        if once and not ended:
            msg = "stopped before the end: run the same again, it goes on from here"
            raise Stopped(msg)
        return self.totals

    def _round(self) -> bool:
        moved = False
        for source in self._sources:
            batch = source.poll()
            if batch is None:
                continue
            moved = True
            self._publisher.add(batch)
            self._unkept.gave(batch)
            self._read.records += len(batch.records)
            self._read.dead_letters += len(batch.dead_letters)
            for letter in batch.dead_letters[:3]:
                tell_refused(letter)
            if self._publisher.pending >= COMMIT_RECORDS or self._publisher.pending_bytes >= COMMIT_BYTES:
                self._commit()
        return moved

    def _tick(self) -> None:
        ticks = None if self._ticks is None else self._ticks.due(sorted(self._publisher.sites))
        if ticks is not None:
            self._publisher.add(ticks)

    def _commit(self) -> None:
        self._last_commit = self._monotonic()
        if not self._publisher.touched:
            return
        for keep in self._keep:
            keep()
        published = self._publisher.commit()
        self._unkept.committed()
        self.totals.commits += 1
        self.totals.records += self._read.records
        self.totals.dead_letters += self._read.dead_letters
        self._read = Totals()
        seconds = self._monotonic() - self._last_commit
        self._observer.tell(Published(published.tally, published.dead_letters, seconds))
        self._observer.tell(Ready(None))


class Notes:
    """What sources remember, as the publisher keeps it: see `streams.sources.protocol.Memories`."""

    def __init__(self, publisher: Publisher, found: dict[str, bytes]) -> None:
        self._publisher = publisher
        self._found = found

    def remember(self, source: str, memory: bytes | None) -> None:
        """Keep it with the next commit; None forgets it."""
        self._publisher.remember(source, memory)

    def memory(self, source: str) -> bytes | None:
        """What was committed before this run; None when nothing was."""
        return self._found.get(source)
