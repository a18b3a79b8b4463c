"""How a worker reads: only what was committed, from where the state ends, no further ahead than there is room.

Flows and verdicts are held back until the statements before them are applied (`statements_first.py`).
Faust is bent here and nowhere else: its own consumer reads uncommitted messages, begins at the committed
offset, and reads ahead by number of messages, whatever their size.
"""

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType

from faust.transport.consumer import RecordMap
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP

from streams.messages import INPUT_TOPICS
from streams.worker.partitions import Partitions
from streams.worker.weir_app import WeirApp

_log = logging.getLogger(__name__)


FETCH_WAIT_MS = 50
"""How long a broker may keep a fetch that finds nothing. aiokafka has one fetch a broker under way, and leaves out
partitions of which it holds messages yet: while the core is busy, the next one asks for the idle topics alone, and
flows wait for its end. With Faust's 1,500 ms alerts were 1.3 s late at 20,000 active assets (measured)."""


LOOK_AGAIN_S = 0.02
"""How often statements are looked at that something waits for: a new alert is out within 50 ms of its commit."""


class _Thread(AIOKafkaConsumerThread):
    """Reads only what was committed: Faust does so only with its own transactions, which failed (design section 6)."""

    def _create_worker_consumer(self, transport: Transport) -> object:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - read by aiokafka when it starts
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - the same
        return consumer

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Nothing: Faust asks its own statistics, which Weir goes without, and after five minutes took all for stuck.

        Whether flows move is told by `weir_consumer_lag_messages` and the ages in `/metrics`.
        """

    async def _wakeup_timer_in_thread(self) -> None:
        """Without the error of mode when the loop stood for two seconds: 300,000 new paths take longer to encode.

        A loop that stands for good is what `/healthz` is for.
        """
        await super()._wakeup_timer_in_thread()
        self.last_wakeup_at = 0.0


class WorkerConsumer(Consumer):
    """Begins where the state ends, and stays subscribed to all input topics."""

    app: WeirApp
    _subscribed: bool = False
    _seeks: int = 0
    """Counts up as a seek begins and as it ends: a fetch that saw it change may bring messages from before."""
    _starts: "Mapping[TP, int]" = MappingProxyType({})

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Once, to all: after a rebalance Faust would subscribe to those topics only whose agents it still counts."""
        if not self._subscribed:
            self._subscribed = True
            await super().subscribe({*topics, *(self.app.kafka.topic(name) for name in INPUT_TOPICS)})

    async def perform_seek(self) -> None:
        """Faust seeks before a new assignment flows, and at times amidst a rebalance: then there is nowhere to go."""
        if self.app.taken_generation == self.app.consumer_generation_id:
            await super().perform_seek()

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go to the positions of the partitions held. What can't be sought is not read: it would begin anywhere."""
        partitions, generation = self.app.partitions, self.app.consumer_generation_id
        assignment = self.assignment()
        wanted = {tp for tp in assignment if tp.partition in partitions.held(generation)}
        starts: dict[TP, int] = {}
        end: Mapping[TP, int] = {}
        self._seeks += 1
        try:
            if wanted:
                first, end = await self.earliest_offsets(*wanted), await self.highwaters(*wanted)
                held = partitions.held(generation)
                starts = {tp: _start(partitions, tp, first[tp], end[tp]) for tp in wanted if tp.partition in held}
                await self.seek_wait(starts)
        except Exception as error:  # noqa: BLE001 - whatever it is: these are read later
            starts = {}
            for partition in {tp.partition for tp in wanted}:
                partitions.lose(partition, f"its topics can't be read from its positions: {error!r}")
        self._starts = starts
        self._seeks += 1
        self.app.read_ahead.clear()
        self.app.statements_first.begin(starts, end)
        self.app.room.set()
        self.pause_partitions(assignment - starts.keys())
        return starts

    async def _getmany(self, active_partitions: "set[TP] | None", timeout: float) -> "RecordMap":  # noqa: ASYNC109 - Faust's
        """Fetch, when there is room. What a seek overtook is left, and sought again: it may lie before or behind it."""
        await self.wait(self.app.room.wait())
        seeks = self._seeks
        first = self.app.statements_first
        await self._look_at_statements(seeks)
        active = active_partitions
        if active is not None and first.awaited():
            active, timeout = first.fetchable(active), min(timeout, LOOK_AGAIN_S)
        if active is not None and not active:
            # aiokafka would take none for all.
            await self.sleep(timeout)
            records: RecordMap = {}
        else:
            records = await super()._getmany(active, timeout)
        if self._seeks != seeks:
            if self._seeks % 2 == 0 and self._starts:
                await self.seek_wait(self._starts)
            return {}
        records = first.sift(records)
        ahead = self.app.read_ahead
        for tp, fetched in records.items():
            ahead.fetched(tp.topic, tp.partition, ((one.offset, len(one.value or b"")) for one in fetched))
        if ahead.full:
            self.app.room.clear()
        return records

    async def _look_at_statements(self, seeks: int) -> None:
        """Say how far the statements are that something waits for, or no longer does."""
        first = self.app.statements_first
        for name, partition in first.awaited():
            position = None
            with suppress(Exception):  # of whatever kind, a partition taken away among them: it is not known now
                position = await self.position(TP(self.app.kafka.topic(name), partition))
            if self._seeks != seeks:
                return
            self._look_at(name, partition, position)
        for name, partition in first.given_up():
            self._look_at(name, partition, None)

    def _look_at(self, name: str, partition: int, position: int | None) -> None:
        partitions = self.app.partitions
        if partition in partitions.held(self.app.consumer_generation_id):
            applied = partitions.position(partition, self.app.kafka.topic(name))
            self.app.statements_first.look(name, partition, position=position, applied=applied)


class WorkerTransport(Transport):
    """Gives the app our consumer."""

    Consumer = WorkerConsumer


def _start(partitions: Partitions, tp: TP, first: int, end: int) -> int:
    """Where to begin reading a topic: after the applied position, and loud when that can't be."""
    position = partitions.position(tp.partition, tp.topic)
    if position is None:
        return first
    if position + 1 > end:
        _log.error(
            "%s[%d] ends at %d, but %d was applied: the topic was made anew; it is read from its first message",
            tp.topic, tp.partition, end, position,
        )  # fmt: skip
        partitions.forget_position(tp.partition, tp.topic)
        return first
    if position + 1 < first:
        _log.error(
            "%s[%d]: %d messages were deleted by retention before they were applied; reading begins at %d",
            tp.topic, tp.partition, first - position - 1, first,
        )  # fmt: skip
        return first
    return position + 1
