"""The embedded shell: one process, one shard, no broker.

Sources are asked in turn, what they give is applied in that order, and it counts
when the checkpoint that holds it is committed; sinks see only what is committed, on threads of their own. The clock
is injected and is used for Ticks alone. A stop is a checkpoint and an end, never a loss. A store that fails ends the
run, since nothing counts without it; a sink that fails or hangs holds up nothing: what is committed waits for it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from msgspec import Struct

from streams.outputs.deliveries import Deliveries
from streams.shard.shard import Shard
from streams.sources.protocol import Asked, Source
from streams.sources.refused import tell_refused
from streams.sources.wall_ticks import WallTicks
from streams.status.observer import UNOBSERVED, Checkpointed, Observer, Ready

_log = logging.getLogger(__name__)

URGENT_GAP_S = 0.05
"""A new alert is committed within this (design section 6), and urgent checkpoints come no closer."""

COLLECTOR = "embedded"


class Pace(Struct, frozen=True):
    """How often what is due: see `EmbeddedSettings`."""

    checkpoint_s: float = 5.0
    checkpoint_flows: int = 50_000
    poll_s: float = 0.25


class Totals(Struct):
    """What one run has done."""

    flows: int = 0
    dead_letters: int = 0
    alerts: int = 0
    checkpoints: int = 0


class Embedded:
    """Runs a shard over its sources until it is stopped, or with `once` until they are idle.

    `statements` are the sources of assets, zones and verdicts: asked first, and never a reason to go on.
    `clock` gives seconds UTC for the Ticks of `sites`; None makes none, for input that bears its own.
    `keep` are called before each checkpoint, for what sources remember besides their positions.
    """

    def __init__(  # noqa: PLR0913 - the parts of the shell, by name
        self,
        shard: Shard,
        *,
        sources: Sequence[Source],
        statements: Sequence[Asked] = (),
        deliveries: Deliveries | None = None,
        sites: Sequence[str],
        pace: Pace,
        clock: Callable[[], float] | None,
        on_progress: Callable[[Totals], None] | None = None,
        keep: Sequence[Callable[[], None]] = (),
        observer: Observer = UNOBSERVED,
    ) -> None:
        self._shard = shard
        self._flow_sources = sources
        self._sources: list[Asked] = [*statements, *sources]
        self._deliveries = Deliveries(()) if deliveries is None else deliveries
        self._sites = sites
        self._pace = pace
        self._ticks = None if clock is None else WallTicks(clock, COLLECTOR)
        self._on_progress = on_progress
        self._keep = keep
        self._observer = observer
        self._last_checkpoint = 0.0
        self.totals = Totals()

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> Totals:
        """Run on an opened shard until `stop` is set. Commits what is left, then closes sinks and shard.

        Raises what the store raises; then nothing since the last checkpoint counts. Raises OSError when a sink
        could not take all by the end, whatever it raised itself; it takes the rest on the next start. Input that ends
        by itself waits for the sinks until `stop` is set, a stop for some seconds (see `Deliveries.finish`).
        """
        loop = asyncio.get_running_loop()
        self._last_checkpoint = loop.time()
        try:
            self._deliveries.open()
            self._observer.tell(Ready(None))
            while not stop.is_set():
                moved = await self._round(loop, stop)
                if moved:
                    continue
                if self._finished(once=once):
                    self._shard.settle_flows()
                    break
                await self._rest(stop, loop)
            await self._checkpoint(loop)
            await self._deliveries.finish(stop)
        finally:
            for source in self._sources:
                source.close()
            try:
                self._deliveries.close()
            finally:
                await self._shard.close()
        return self.totals

    async def _round(self, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> bool:
        """Ask every source once; whether any gave something."""
        moved = False
        self._deliveries.turn()
        for source in self._sources:
            self._observer.turn()
            self._tick()
            batch = source.poll()
            if batch is not None:
                moved = True
                self._shard.apply_batch(batch)
                _log.debug("%s: %d records", batch.source, len(batch.records))
            if self._due(loop.time()):
                await self._checkpoint(loop)
            # Signals and other tasks get their turn between batches.
            await asyncio.sleep(0)
            if stop.is_set():
                break
        return moved

    def _tick(self) -> None:
        ticks = None if self._ticks is None else self._ticks.due(self._sites)
        if ticks is not None:
            self._shard.apply_batch(ticks)

    def _due(self, now: float) -> bool:
        since = now - self._last_checkpoint
        if self._shard.urgent:
            return since >= URGENT_GAP_S
        return since >= self._pace.checkpoint_s or self._shard.flows_since_checkpoint >= self._pace.checkpoint_flows

    async def _checkpoint(self, loop: asyncio.AbstractEventLoop) -> None:
        flows = self._shard.flows_since_checkpoint
        for keep in self._keep:
            keep()
        began = loop.time()
        checkpoint = await self._shard.checkpoint()
        self._last_checkpoint = loop.time()
        if checkpoint is None:
            return
        self._observer.tell(Checkpointed(checkpoint, self._last_checkpoint - began))
        # What is held back counts when it comes, and no more when it is refused, maybe in a later checkpoint.
        self.totals.flows += flows - checkpoint.tally.refused_flows
        self.totals.alerts += len(checkpoint.alerts)
        self.totals.dead_letters += sum(letter.count for letter in checkpoint.dead_letters)
        self.totals.checkpoints += 1
        for letter in checkpoint.dead_letters:
            tell_refused(letter)
        if checkpoint.alerts:
            self._deliveries.wake()
        if self._on_progress is not None:
            self._on_progress(self.totals)

    def _finished(self, *, once: bool) -> bool:
        if once:
            return all(source.idle for source in self._flow_sources)
        return all(source.ended for source in self._flow_sources)

    async def _rest(self, stop: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
        """Wait for a stop, or until it is time to ask again."""
        wait_s = self._pace.poll_s
        if self._shard.urgent:
            wait_s = max(0.0, URGENT_GAP_S - (loop.time() - self._last_checkpoint))
        try:
            await asyncio.wait_for(stop.wait(), wait_s)
        except TimeoutError:
            return
