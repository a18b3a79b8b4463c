"""The partitions a worker holds: one shard each, and the messages that wait for its checkpoint.

A message is acknowledged only after the checkpoint that holds it; a partition
whose store refused is forgotten with all that was not committed, and only taking it anew brings it
back. Each hold has the generation of the consumer group it was taken in: a message of another
generation is left alone, since reading begins anew with each. Deliberately left out: Faust and Kafka.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from models.settings import CoreSettings
from streams.checkpoint.protocol import Store, StoreLost
from streams.messages import Message
from streams.shard.shard import Shard
from streams.status.observer import UNOBSERVED, Checkpointed, Left, Observer, Taken

_log = logging.getLogger(__name__)

Acknowledge = Callable[[], object]

FLOWS_BETWEEN_BREATHS = 2_000
"""Some 10 ms of work at 5 us a flow: then the loop gets a turn, so that an alert leaves in time."""

BACKLOG = 2
"""How many checkpoints' worth of flows may wait while one is being committed; then reading waits."""

LARGE_CHANGES = 4_000
"""Changed assets and paths whose checkpoint takes some 0.1 s to encode (measured: 20,000 assets and as many paths
0.6 s). An alert waits for the checkpoint under way and for its own, so none should be much larger."""

LARGE_AFTER_S = 0.5
"""How soon after the last one a checkpoint may be due because it would be large."""

LIVE_FLOWS = 20_000
"""More flows since the last checkpoint than this are a backlog being worked off: there nobody waits for an alert, and
frequent checkpoints would cost most of the rate."""

TELL_EVERY_S = 60.0
"""A producer with the wrong partitioner goes on as long as nobody mends it: a line a minute and partition."""


LATE_COMMIT_S = 5.0
"""A commit under way for longer does not do its work: the largest takes one second (measured, 20,000 assets)."""


@dataclass(eq=False, slots=True)
class _Hold:
    shard: Shard
    generation: int
    due_at: float
    begun_at: float = 0.0
    """When the last checkpoint began."""
    committing_since: float | None = None
    """When the commit under way began."""
    waiting: list[Acknowledge] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    committing: "asyncio.Task[None] | None" = None
    lost: bool = False


class Partitions:
    """The shards of this worker by partition. Everything runs on one event loop."""

    def __init__(
        self,
        open_store: Callable[[int], Store],
        settings_for: Callable[[str], CoreSettings],
        *,
        checkpoint_s: float,
        checkpoint_flows: int,
        observer: Observer = UNOBSERVED,
    ) -> None:
        self._open_store = open_store
        self._settings_for = settings_for
        self._checkpoint_s = checkpoint_s
        self._checkpoint_flows = checkpoint_flows
        self._observer = observer
        self._holds: dict[int, _Hold] = {}
        self._failures = 0
        self._releases = 0
        self._takes = 0
        self.resent = 0
        """Messages that lay in the wrong partition and were sent to the right one, since this worker began."""
        self._untold: dict[int, int] = {}
        self._tell_again_at: dict[int, float] = {}
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def take(self, partitions: Iterable[int], generation: int) -> None:
        """Open the shards of `partitions` for this generation. One that can't be opened is not held, and said.

        Returns early, with less, when `release` gives them back meanwhile.
        """
        self._takes += 1
        try:
            await self._take(partitions, generation)
        finally:
            self._takes -= 1

    @property
    def taking(self) -> bool:
        """Whether a `take` is under way: what it has not opened yet is not missing."""
        return self._takes > 0

    async def _take(self, partitions: Iterable[int], generation: int) -> None:
        wanted = [partition for partition in sorted(partitions) if partition not in self.held(generation)]
        releases = self._releases
        await self._release(wanted)
        if self._releases != releases:
            return
        loop = asyncio.get_running_loop()
        for partition in wanted:
            opening = self._opening[partition] = loop.create_task(self._open(partition, generation))
            opening.add_done_callback(partial(self._opened, partition))
        if under_way := list(self._opening.values()):
            await asyncio.wait(under_way)

    def held(self, generation: int) -> set[int]:
        """The partitions held in this generation."""
        return {partition for partition, hold in self._holds.items() if hold.generation == generation}

    def late(self) -> set[int]:
        """The partitions of which a commit has been under way for `LATE_COMMIT_S`: Kafka does not take it just now."""
        before = time.monotonic() - LATE_COMMIT_S
        since = {partition: hold.committing_since for partition, hold in self._holds.items()}
        return {partition for partition, began in since.items() if began is not None and began <= before}

    @property
    def failures(self) -> int:
        """How often in a row a partition could not be taken or was lost; 0 after a commit."""
        return self._failures

    def position(self, partition: int, topic: str) -> int | None:
        """The last offset of `topic` applied in a held partition; None when nothing of it is."""
        return self._holds[partition].shard.position(topic)

    def forget_position(self, partition: int, topic: str) -> None:
        """Take the topic as new: it was deleted and made again, so its offsets mean other messages."""
        self._holds[partition].shard.forget_position(topic)

    async def apply(self, partition: int, generation: int, messages: Sequence[tuple[Message, Acknowledge]]) -> None:
        """Apply messages in order. Those of another generation are dropped: they will be read again."""
        hold = self._holds.get(partition)
        if hold is None or hold.generation != generation:
            return
        shard = hold.shard
        breath = shard.flows_since_checkpoint + FLOWS_BETWEEN_BREATHS
        for message, acknowledge in messages:
            if hold.generation != generation or hold.lost:
                return
            shard.apply_message(message)
            hold.waiting.append(acknowledge)
            if shard.urgent or shard.flows_since_checkpoint >= self._checkpoint_flows:
                self._commit_soon(partition, hold)
                breath = 0
            if shard.flows_since_checkpoint >= breath:
                await asyncio.sleep(0)
                breath = shard.flows_since_checkpoint + FLOWS_BETWEEN_BREATHS
            if hold.committing is not None and (
                shard.full or shard.flows_since_checkpoint >= BACKLOG * self._checkpoint_flows
            ):
                await asyncio.wait([hold.committing])

    def lose(self, partition: int, reason: str) -> None:
        """Forget a partition with all that is not committed: it is taken again, and read again from there."""
        hold = self._holds.get(partition)
        if hold is None:
            return
        self._forget(partition, hold)
        _log.error("partition %d is given up: %s", partition, reason)
        self._closing.add(closing := asyncio.get_running_loop().create_task(hold.shard.close()))
        closing.add_done_callback(self._closing.discard)

    def commit_due(self) -> None:
        """Begin the checkpoint of every partition whose time has come, idle or not."""
        now = time.monotonic()
        for partition, hold in list(self._holds.items()):
            if now >= hold.due_at or (now >= hold.begun_at + LARGE_AFTER_S and _grows_large(hold.shard)):
                self._commit_soon(partition, hold)

    async def release(self, partitions: Iterable[int] | None = None) -> None:
        """Settle, close and forget partitions (None: all), and stop taking them."""
        self._releases += 1
        await self._release({*self._holds, *self._opening} if partitions is None else partitions)

    async def _release(self, partitions: Iterable[int]) -> None:
        await asyncio.gather(*(self._release_one(partition) for partition in sorted(set(partitions))))

    def _opened(self, partition: int, opening: "asyncio.Task[None]") -> None:
        if self._opening.get(partition) is opening:
            del self._opening[partition]

    async def _open(self, partition: int, generation: int) -> None:
        shard = Shard(self._open_store(partition), self._settings_for)
        began = time.monotonic()
        try:
            await shard.open()
        except asyncio.CancelledError:
            await shard.close()
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the other partitions go on
            self._failures += 1
            await shard.close()
            _log.error("partition %d is not taken: %s", partition, error)
            return
        for problem in shard.problems:
            _log.warning("partition %d, state that could not be read is learnt anew: %s", partition, problem)
        self._holds[partition] = _Hold(shard, generation, time.monotonic() + self._checkpoint_s)
        took_s = time.monotonic() - began
        self._observer.tell(Taken(partition, shard.pipelines, len(shard.problems), took_s))
        _log.info("partition %d is taken in %.2f s, generation %d", partition, took_s, generation)

    async def _release_one(self, partition: int) -> None:
        if (opening := self._opening.get(partition)) is not None:
            opening.cancel()
            await asyncio.wait([opening])
        hold = self._holds.get(partition)
        if hold is None:
            return
        # From here on nothing more is applied; what has been, is committed, and then the hold goes.
        hold.generation = -1
        await self._commit(partition, hold)
        if self._holds.get(partition) is hold:
            del self._holds[partition]
            self._observer.tell(Left(partition, lost=False))
        hold.lost = True
        await hold.shard.close()

    def _commit_soon(self, partition: int, hold: _Hold) -> None:
        if hold.committing is None or hold.committing.done():
            hold.committing = asyncio.get_running_loop().create_task(self._commit_while_urgent(partition, hold))

    async def _commit_while_urgent(self, partition: int, hold: _Hold) -> None:
        await self._commit(partition, hold)
        while hold.shard.urgent and not hold.lost:
            await self._commit(partition, hold)

    async def _commit(self, partition: int, hold: _Hold) -> None:
        async with hold.lock:
            if hold.lost:
                return
            hold.begun_at = time.monotonic()
            hold.due_at = hold.begun_at + self._checkpoint_s
            # No turn of the loop between these two: the shard takes what it commits before it waits.
            waiting, hold.waiting = hold.waiting, []
            began = hold.committing_since = time.monotonic()
            try:
                checkpoint = await hold.shard.checkpoint()
            except Exception as error:  # noqa: BLE001 - the shard is of no more use, whatever it was
                self._forget(partition, hold)
                if isinstance(error, StoreLost):
                    _log.warning("partition %d is lost: %s", partition, error)
                else:
                    _log.exception("partition %d is given up", partition)
                await hold.shard.close()
                return
            hold.committing_since = None
            self._failures = 0
            if checkpoint is not None and checkpoint.resent:
                self._tell_misplaced(partition, len(checkpoint.resent))
            for acknowledge in waiting:
                acknowledge()
            if checkpoint is not None:
                self._observer.tell(Checkpointed(checkpoint, time.monotonic() - began))
                for letter in checkpoint.dead_letters[:3]:
                    _log.warning("refused: %s offset %s: %s", letter.source, letter.position, letter.reason)

    def _tell_misplaced(self, partition: int, count: int) -> None:
        self.resent += count
        self._untold[partition] = self._untold.get(partition, 0) + count
        now = time.monotonic()
        if now < self._tell_again_at.get(partition, 0.0):
            return
        self._tell_again_at[partition] = now + TELL_EVERY_S
        _log.warning(
            "partition %d: %d messages lay in the wrong partition and were sent to their site's: set their producer's"
            " partitioner to murmur2 (librdkafka: partitioner=murmur2_random)", partition, self._untold.pop(partition),
        )  # fmt: skip

    def _forget(self, partition: int, hold: _Hold) -> None:
        hold.lost = True
        hold.waiting = []
        self._failures += 1
        if self._holds.get(partition) is hold:
            del self._holds[partition]
            self._observer.tell(Left(partition, lost=True))


def _grows_large(shard: Shard) -> bool:
    return shard.flows_since_checkpoint <= LIVE_FLOWS and shard.changes >= LARGE_CHANGES
