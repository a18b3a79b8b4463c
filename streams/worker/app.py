"""The worker put together: three agents over the partitions' shards, one consumer, one app.

The law of this package: the state's position is where reading begins, whatever offsets the group has
committed; only committed messages are read; a message is acknowledged by its shard's checkpoint. The app
is made by `create_app`, never at import.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiokafka.conn
import aiokafka.consumer.fetcher
import faust

from models.settings import CoreSettings
from streams.garbage import look_seldom
from streams.kafka.client.clients import arguments
from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import record_batches
from streams.kafka.log.state_log import KafkaStateLog
from streams.messages import INPUT_TOPICS
from streams.status.observer import UNOBSERVED, Observer
from streams.stores.timed import TimedStore
from streams.worker.agents import agent_of
from streams.worker.consumer import WorkerTransport
from streams.worker.membership import measure_lag, on_assigned, on_revoked, on_shutdown, watch
from streams.worker.partitions import Partitions
from streams.worker.read_ahead import ReadAhead
from streams.worker.statements_first import StatementsFirst
from streams.worker.weir_app import WeirApp

STREAM_BUFFER_MESSAGES = 512
"""Messages read ahead of each partition and topic; `KafkaSettings.read_ahead_mb` bounds their bytes together.

With 64, reading at one flow a message halts and starts again so often that a third of the rate is lost (measured).
"""

FETCH_BYTES = 4 * 1024 * 1024
"""Bytes fetched at once a partition: some 25 messages of 500 flows; Faust's default fits 6."""


def create_app(
    settings: KafkaSettings,
    settings_for: Callable[[str], CoreSettings],
    observer: Observer = UNOBSERVED,
    presence: Presence | None = None,
) -> WeirApp:
    """The worker's app. `settings_for` gives the core's settings of a site when the site is first met.

    With `presence` it is not ready while Kafka is away, and ends soon when it is told to.
    """
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
    app.transport = WorkerTransport(app.conf.broker_consumer, app)
    app.kafka = settings
    app.read_ahead, app.room = ReadAhead(settings.read_ahead_mb * 1_000_000), asyncio.Event()
    app.room.set()
    app.statements_first = StatementsFirst({settings.topic(name): name for name in INPUT_TOPICS})
    app.observer, app.presence = observer, presence
    app.partitions = Partitions(
        lambda partition: TimedStore(KafkaStateLog(settings, partition, settings_for), observer),
        settings_for,
        checkpoint_s=settings.checkpoint_s,
        checkpoint_flows=settings.checkpoint_flows,
        observer=observer,
    )
    for name in INPUT_TOPICS:
        # Raw, so that nothing can fail to decode: Faust acknowledges what it can't decode, and says nothing.
        topic = app.topic(settings.topic(name), key_serializer="raw", value_serializer="raw")
        app.agent(topic, name=f"weir.{name}", isolated_partitions=True)(agent_of(app, name))
    handlers: tuple[tuple[Any, Callable[..., Awaitable[None]]], ...] = (
        (app.on_rebalance_complete, on_assigned),
        (app.on_partitions_revoked, on_revoked),
        (app.on_before_shutdown, on_shutdown),
    )
    for event, handler in handlers:
        event.connect(handler, weak=False)
    app.task(watch)
    if observer is not UNOBSERVED:
        app.task(measure_lag)
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
    look_seldom()
    worker = faust.Worker(app, loglevel=level, override_logging=False, quiet=True)
    worker.spinner = None  # it writes control characters, also into a file
    worker.execute_from_commandline()
