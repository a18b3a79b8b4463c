"""The Faust worker: three agents that hand messages to the partitions' shards, and nothing else.

The law of this file: the state's position is where reading begins, whatever offsets the group has
committed; only committed messages are read; a message is acknowledged by its shard's checkpoint; an
agent catches everything, since Faust acknowledges the message of one that raised. The app is made by
`create_app`, never at import.

Faust is bent in one place: its consumer reads uncommitted messages and begins at the committed offset.
`_Thread` and `_Consumer` below replace those two.
"""

import asyncio
import contextlib
import gc
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

import aiokafka.conn
import aiokafka.consumer.fetcher
import faust
from aiokafka.errors import KafkaError
from faust.transport.consumer import RecordMap
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP

from models.settings import CoreSettings
from streams.kafka import record_batches
from streams.kafka.clients import arguments
from streams.kafka.lag import LAG_EVERY_S, consumer_lag
from streams.kafka.partitions import Partitions
from streams.kafka.read_ahead import ReadAhead
from streams.kafka.settings import KafkaSettings
from streams.messages import INPUT_TOPICS, Message, message_of
from streams.status.observer import UNOBSERVED, Observer, Ready
from streams.stores.kafka_state_log import KafkaStateLog
from streams.stores.timed import TimedStore

_log = logging.getLogger(__name__)

STREAM_BUFFER_MESSAGES = 512
"""Messages read ahead of each partition and topic; `KafkaSettings.read_ahead_mb` bounds their bytes together.

With 64, reading at one flow a message halts and starts again so often that a third of the rate is lost (measured).
"""

FETCH_BYTES = 4 * 1024 * 1024
"""Bytes fetched at once a partition: some 25 messages of 500 flows; Faust's default fits 6."""

GC_THRESHOLDS = (50_000, 20, 50)
"""Python's default looks through all young objects after every 700 new ones."""

CHECK_EVERY_S = 0.1
"""How often due checkpoints and lost partitions are looked for."""

RETAKE_AFTER_S = (1.0, 2.0, 5.0, 10.0)
"""The wait before a lost partition is taken again, by failures in a row."""


class WeirApp(faust.App):
    """The Faust app of a worker, with the partitions it holds."""

    partitions: Partitions
    kafka: KafkaSettings
    read_ahead: ReadAhead
    room: asyncio.Event
    """Set while more may be fetched."""
    observer: Observer
    taken_generation: int | None = None
    """The generation of the group whose partitions have been taken; None from a rebalance until then."""

    def _new_transport(self) -> Transport:
        return _Transport(self.conf.broker_consumer, self)

    def on_init_dependencies(self) -> "Iterable[faust.types.ServiceT]":
        """Without Faust's own statistics of every message: 3 % (measured) for figures that nobody reads."""
        dependencies = super().on_init_dependencies()
        self.sensors.remove(self.monitor)
        return dependencies

    def _create_directories(self) -> None:
        """No tables, so none of Faust's folders."""


class _Thread(AIOKafkaConsumerThread):
    """Reads only what was committed: Faust does so only with its own transactions, which failed (design section 6)."""

    def _create_worker_consumer(self, transport: Transport) -> object:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - read by aiokafka when it starts
        return consumer


class _Consumer(Consumer):
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
        self.app.room.set()
        self.pause_partitions(assignment - starts.keys())
        return starts

    async def _getmany(self, active_partitions: "set[TP] | None", timeout: float) -> "RecordMap":  # noqa: ASYNC109 - Faust's
        """Fetch, when there is room. What a seek overtook is left, and sought again: it may lie before or behind it."""
        await self.wait(self.app.room.wait())
        seeks = self._seeks
        records = await super()._getmany(active_partitions, timeout)
        if self._seeks != seeks:
            if self._seeks % 2 == 0 and self._starts:
                await self.seek_wait(self._starts)
            return {}
        ahead = self.app.read_ahead
        for tp, fetched in records.items():
            ahead.fetched(tp.topic, tp.partition, ((one.offset, len(one.value or b"")) for one in fetched))
        if ahead.full:
            self.app.room.clear()
        return records


class _Transport(Transport):
    Consumer = _Consumer


def create_app(
    settings: KafkaSettings, settings_for: Callable[[str], CoreSettings], observer: Observer = UNOBSERVED
) -> WeirApp:
    """The worker's app. `settings_for` gives the core's settings of a site when the site is first met."""
    # aiokafka would stop its socket and start it again for each 128 kB of a fetch of megabytes.
    aiokafka.conn.READER_LIMIT = FETCH_BYTES
    # It would inflate whatever a producer compressed, whole.
    record_batches.guard(aiokafka.consumer.fetcher)
    app = WeirApp(
        settings.group,
        broker=[f"kafka://{server.strip()}" for server in settings.bootstrap_servers.split(",")],
        broker_credentials=_credentials(settings),
        topic_partitions=settings.partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        store="memory://",
        # The broker checks them on arrival. Here aiokafka's own would cost a quarter more processor time at 500
        # flows a message (measured: 54 % against 69 % of the rate in process).
        broker_check_crcs=False,
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=settings.session_timeout_s / 4,
        broker_request_timeout=max(90.0, settings.session_timeout_s),
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        stream_buffer_maxsize=STREAM_BUFFER_MESSAGES,
        # Our acknowledgements come with checkpoints: waiting for them here would wait for ever.
        stream_wait_empty=False,
        # Faust's own assignor keeps equal partitions of the three topics together; it is taken with standbys only.
        table_standby_replicas=1,
    )
    app.kafka = settings
    app.read_ahead, app.room = ReadAhead(settings.read_ahead_mb * 1_000_000), asyncio.Event()
    app.room.set()
    app.observer = observer
    app.partitions = Partitions(
        lambda partition: TimedStore(KafkaStateLog(settings, partition), observer),
        settings_for,
        checkpoint_s=settings.checkpoint_s,
        checkpoint_flows=settings.checkpoint_flows,
        observer=observer,
    )
    for name in INPUT_TOPICS:
        # Raw, so that nothing can fail to decode: Faust acknowledges what it can't decode, and says nothing.
        topic = app.topic(settings.topic(name), key_serializer="raw", value_serializer="raw")
        app.agent(topic, name=f"weir.{name}", isolated_partitions=True)(_agent(app, name))
    handlers: tuple[tuple[Any, Callable[..., Awaitable[None]]], ...] = (
        (app.on_rebalance_complete, _assigned),
        (app.on_partitions_revoked, _revoked),
        (app.on_before_shutdown, _shutdown),
    )
    for event, handler in handlers:
        event.connect(handler, weak=False)
    app.task(_watch)
    if observer is not UNOBSERVED:
        app.task(_measure_lag)
    return app


def _credentials(settings: KafkaSettings) -> faust.SASLCredentials | faust.SSLCredentials | None:
    """How Faust's own clients get in: as ours do."""
    given = arguments(settings)
    if settings.authenticated:
        return faust.SASLCredentials(
            mechanism=given["sasl_mechanism"],
            username=given["sasl_plain_username"],
            password=given["sasl_plain_password"],
            ssl_context=given["ssl_context"],
        )
    return faust.SSLCredentials(given["ssl_context"]) if settings.encrypted else None


def run(app: WeirApp, *, level: str = "info") -> None:
    """Run the worker until it is told to stop (SIGTERM, SIGINT); then the process ends."""
    # What waits for its checkpoint lives long and makes no cycles: looking through it often costs more than it frees.
    gc.set_threshold(*GC_THRESHOLDS)
    faust.Worker(app, loglevel=level, override_logging=False, quiet=True).execute_from_commandline()


def _agent(app: WeirApp, name: str) -> "Callable[[faust.StreamT[Any]], Awaitable[None]]":
    settings = app.kafka

    async def agent(stream: "faust.StreamT[Any]") -> None:
        # Faust cancels the agent of a revoked partition. Did it end so, Faust would start it again, to no channel.
        with contextlib.suppress(asyncio.CancelledError):
            taking = cast("faust.Stream[Any]", stream).noack_take(settings.take_messages, within=settings.take_within_s)
            async for events in taking:
                await _apply(app, name, events)

    return agent


async def _apply(app: WeirApp, name: str, events: "Sequence[faust.EventT[Any]]") -> None:
    """Hand events to their partition. Those of an earlier generation are left: they have been read again since."""
    generation = app.consumer_generation_id
    partition = events[0].message.partition
    if partition not in app.partitions.held(generation):
        return
    try:
        current = [event for event in events if event.message.generation_id == generation]
        if not all(_expected(app, event.message) for event in current):
            # Faust drops what it has fetched in some rebalances, and goes on behind it.
            app.partitions.lose(partition, "messages were dropped between fetching and applying them")
            return
        messages = [(_message(name, event.message), event.ack) for event in current]
        for event in events:
            # An event waits for its checkpoint to be acknowledged; its bytes need not: they would be 100 MB.
            event.value = event.message.value = None
        await app.partitions.apply(partition, generation, messages)
    except Exception as error:  # noqa: BLE001 - an agent never dies, and what it could not apply is read again
        app.partitions.lose(partition, repr(error))


def _expected(app: WeirApp, message: "faust.types.Message") -> bool:
    expected = app.read_ahead.handed(message.topic, message.partition, message.offset)
    if app.read_ahead.roomy:
        app.room.set()
    return expected


def _message(name: str, message: "faust.types.Message") -> Message:
    headers = message.headers
    if not headers:
        return message_of(name, message.topic, message.offset, message.key, message.value, ())
    pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
    return message_of(name, message.topic, message.offset, message.key, message.value, pairs)


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


async def _assigned(app: WeirApp, **_: object) -> None:
    generation = app.consumer_generation_id
    await app.partitions.take({tp.partition for tp in app.consumer.assignment()}, generation)
    app.taken_generation = generation


async def _revoked(app: WeirApp, revoked: set[TP], **_: object) -> None:
    app.taken_generation = None
    await app.partitions.release({tp.partition for tp in revoked})
    app.read_ahead.clear()
    app.room.set()


async def _shutdown(app: WeirApp, **_: object) -> None:
    await app.partitions.release()


async def _watch(app: WeirApp) -> None:
    """Commit what is due, and join the group anew when a partition was lost: that is how one is taken again."""
    missing_since: float | None = None
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_told)
    while not app.should_stop:
        await asyncio.sleep(CHECK_EVERY_S)
        app.partitions.commit_due()
        app.observer.turn()
        app.observer.tell(Ready(_unready(app)))
        if app.rebalancing or not _missing(app):
            missing_since = None
            continue
        missing_since = missing_since or loop.time()
        wait_s = RETAKE_AFTER_S[min(max(app.partitions.failures, 1), len(RETAKE_AFTER_S)) - 1]
        if loop.time() - missing_since >= wait_s:
            missing_since = None
            _log.warning("partitions %s are not held: joining the group anew", sorted(_missing(app)))
            _rejoin(app)


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a fenced or failed producer leaves behind in futures that aiokafka asks for no more: its store told it."""
    if not (isinstance(context.get("exception"), KafkaError) and "never retrieved" in context["message"]):
        loop.default_exception_handler(context)


async def _measure_lag(app: WeirApp) -> None:
    while not app.should_stop:
        await app.sleep(LAG_EVERY_S)
        held = app.partitions.held(app.consumer_generation_id)
        lags = await consumer_lag(
            app.consumer,
            set() if app.rebalancing else {tp for tp in app.consumer.assignment() if tp.partition in held},
            applied=lambda tp: app.partitions.position(tp.partition, tp.topic),
            given=cast("_Consumer", app.consumer)._read_offset.get,  # noqa: SLF001 - Faust has no public way to ask
        )
        for lag in lags:
            app.observer.tell(lag)


def _unready(app: WeirApp) -> str | None:
    if app.rebalancing or app.taken_generation is None:
        return "partitions are being assigned"
    missing = sorted(_missing(app))
    return f"partitions {missing} are assigned and not held" if missing else None


def _missing(app: WeirApp) -> set[int]:
    assigned = {tp.partition for tp in app.consumer.assignment()}
    return assigned - app.partitions.held(app.consumer_generation_id)


def _rejoin(app: WeirApp) -> None:
    # Faust has no public way to ask for a rebalance.
    thread = cast("_Consumer", app.consumer)._thread  # noqa: SLF001
    thread.thread_loop.call_soon_threadsafe(thread._ensure_consumer()._coordinator.request_rejoin)  # noqa: SLF001
